"""How many match me? Counting who can be picked out, on made-up people only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.disclosure_grid import Places
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

MARK = "SYNTHETIC"  # what the column `synthetic` says of every made-up record
ROOM = 10_000_000  # so many combinations are counted in one array


@dataclass(frozen=True)
class Matches:
    """How many records share all the facts that were asked for."""

    facts: dict[str, object]
    count: int
    of: int

    def __str__(self) -> str:
        """Return the count as a sentence."""
        who = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in self.facts.items())
        if self.count == 1:
            return (
                f"1 of {self.of:,} matches {who}: whoever knows these facts has found that person."
            )
        return f"{self.count:,} of {self.of:,} match {who}."

    __repr__ = __str__


@dataclass(frozen=True)
class Uniqueness:
    """How well people hide among others who share the same facts.

    `table` has one row for each size of a group of people alike: `alike` (how many people share
    all the facts), `groups`, `people` and `share` of all people. `k` is the size of the smallest
    group (k-anonymity). `l` is the fewest different values of `sensitive` in one group
    (l-diversity): 1 means that knowing the facts gives that value away.
    """

    table: pd.DataFrame
    by: tuple[str, ...]
    sensitive: str | None
    l: int | None  # noqa: E741 - its name wherever it is written about

    @property
    def people(self) -> int:
        """How many people there are."""
        return int(self.table["people"].sum())

    @property
    def k(self) -> int:
        """The size of the smallest group of people who are alike."""
        return int(self.table["alike"].iloc[0])

    @property
    def unique(self) -> int:
        """How many people are like nobody else."""
        return int(self.table.loc[self.table["alike"] == 1, "people"].sum())

    @property
    def share(self) -> float:
        """The share of people who are like nobody else."""
        return self.unique / self.people

    def __str__(self) -> str:
        """Return what was found, in sentences."""
        facts = ", ".join(self.by).replace("_", " ")
        text = (
            f"{self.unique:,} of {self.people:,} people ({self.share:.1%}) are the only one with "
            f"their {facts}. The smallest group of people alike has {self.k:,} (k = {self.k:,})."
        )
        if self.l is None or self.sensitive is None:
            return text
        secret = self.sensitive.replace("_", " ")
        if self.l == 1:
            return f"{text} Some groups all share one {secret}, so the facts give it away (l = 1)."
        return (
            f"{text} Every group has at least {self.l} different values of {secret} (l = {self.l})."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = f"People alike in {', '.join(self.by).replace('_', ' ')}"
        return f"<p>{self}</p>{html_table(self.table, caption=caption)}"


def matching(people: pd.DataFrame, **facts: object) -> Matches:
    """Count the people who share all the facts: "how many match me?".

    `people` has one row for each made-up person (marked SYNTHETIC); each fact is the name of a
    column and its value. Raises `LearnerError` for records that are not marked as made up, for a
    column that is not there, and for a value that nobody has.

    >>> people = pd.DataFrame({"age": ["85+", "85+", "30-44"], "synthetic": "SYNTHETIC"})
    >>> print(matching(people, age="85+"))
    2 of 3 match age 85+.
    """
    _require_made_up(people, list(facts))
    alike = np.ones(len(people), dtype=bool)
    for name, value in facts.items():
        same = (people[name] == value).to_numpy()
        if not same.any():
            known = people[name].drop_duplicates().astype(str).sort_values()
            raise LearnerError(f'Nobody has "{value}" in {name}. {did_you_mean(value, known)}')
        alike &= same
    return Matches(dict(facts), int(alike.sum()), len(people))


def unique_on(
    people: pd.DataFrame, by: str | Sequence[str], *, sensitive: str | None = None
) -> Uniqueness:
    """Say how many people are the only one with their facts (k-anonymity, l-diversity).

    Parameters
    ----------
    people : one row for each made-up person, marked SYNTHETIC in a column `synthetic`.
    by : the facts somebody may know: names of columns. "Not known" is a value like any other.
    sensitive : a column that nobody should learn; asks whether the facts give it away.

    Returns a `Uniqueness`. Raises `LearnerError` for records that are not marked as made up, and
    for a column that is not there.

    Source: L. Sweeney (2002), k-anonymity, Int. J. of Uncertainty, Fuzziness and Knowledge-Based
    Systems 10, 557-570; A. Machanavajjhala and others (2007), l-diversity, ACM TKDD 1(1), 3.

    >>> people = pd.DataFrame(
    ...     {"age": ["85+", "85+", "30-44"], "ward": ["A", "A", "B"], "synthetic": "SYNTHETIC"}
    ... )
    >>> print(unique_on(people, ["age", "ward"]))
    1 of 3 people (33.3%) are the only one with their age, ward. The smallest group of people \
alike has 1 (k = 1).
    """
    columns = [by] if isinstance(by, str) else list(by)
    _require_made_up(people, columns + ([] if sensitive is None else [sensitive]))
    groups, number = _groups(people, columns)
    sizes = np.bincount(groups.astype(np.intp), minlength=number)
    alike, how_many = np.unique(sizes, return_counts=True)
    table = pd.DataFrame({"alike": alike, "groups": how_many, "people": alike * how_many})
    table["share"] = table["people"] / len(people)
    diversity = None if sensitive is None else _diversity(people, sensitive, groups, number)
    return Uniqueness(table, tuple(columns), sensitive, diversity)


def _groups(people: pd.DataFrame, columns: Sequence[str]) -> tuple[Places, int]:
    """Number the groups of people who are alike; returns each person's group, and how many."""
    groups, number = np.zeros(len(people), dtype=np.int64), 1
    for name in columns:
        codes, values = pd.factorize(people[name], use_na_sentinel=False)
        groups, number = groups * len(values) + codes, number * len(values)
        if number > ROOM:
            groups, number = _renumbered(groups)
    found = np.flatnonzero(np.bincount(groups.astype(np.intp), minlength=number))
    new = np.zeros(number, dtype=np.int64)
    new[found] = np.arange(len(found))
    return new[groups], len(found)


def _renumbered(groups: Places) -> tuple[Places, int]:
    codes, values = pd.factorize(groups)
    return codes.astype(np.int64), len(values)


def _diversity(people: pd.DataFrame, sensitive: str, groups: Places, number: int) -> int:
    """Return the fewest different sensitive values in one group."""
    codes, values = pd.factorize(people[sensitive], use_na_sentinel=False)
    pairs = pd.unique(groups * len(values) + codes)
    return int(np.bincount((pairs // len(values)).astype(np.intp), minlength=number).min())


def _require_made_up(people: pd.DataFrame, columns: Sequence[str]) -> None:
    """Insist on made-up people, and on columns that are there."""
    if people.empty:
        raise LearnerError("The table has no rows, so there is nobody to count. Load it again.")
    marked = "synthetic" in people.columns and bool((people["synthetic"] == MARK).all())
    if not marked:
        raise LearnerError(
            "This tool picks people out, so it runs on made-up people only, and these records are "
            'not marked SYNTHETIC. Load some, such as gd.load("warm-homes"). For records of your '
            "own, ask whoever looks after data protection to check them where they are kept."
        )
    if not columns:
        raise LearnerError("Name at least one fact, such as the age band.")
    for name in columns:
        if name not in people.columns:
            known = [str(column) for column in people.columns]
            raise LearnerError(f'The table has no column "{name}". {did_you_mean(name, known)}')
