"""How many match me? Ordinary facts, chosen one by one, and how many made-up people share them.

Made-up people only: for a real list the tool would itself be a way to pick somebody out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from greaterdata_lessons.data.people.population import SYNTHETIC
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.show.live import Live, attribute
from greaterdata_lessons.tables import html_table, text

FEW = 10
BINS = {"1": (1, 1), "2 to 9": (2, FEW - 1), "10 or more": (FEW, 10**9)}


@dataclass(frozen=True)
class Match(Live):
    """How many made-up people share each combination of facts; prints the size of the crowds."""

    counts: pd.Series

    @property
    def alone(self) -> int:
        """How many people share their combination of facts with nobody."""
        return int((self.counts == 1).sum())

    @property
    def table(self) -> pd.DataFrame:
        """How many combinations, and how many people, by how many share the combination."""
        held = {name: self.counts[self.counts.between(*ends)] for name, ends in BINS.items()}
        return pd.DataFrame(
            {
                "people who share all facts": list(held),
                "combinations": [len(found) for found in held.values()],
                "people": [int(found.sum()) for found in held.values()],
            }
        )

    def __repr__(self) -> str:
        """Return the finding as a sentence."""
        facts = " and ".join(_words(str(name)) for name in self.counts.index.names)
        share = "shares" if self.alone == 1 else "share"
        return (
            f"{SYNTHETIC}: of {text(int(self.counts.sum()))} made-up people, {text(self.alone)} "
            f"{share} this combination with nobody: {facts}."
        )

    def html(self) -> str:
        """Return the finding and its table; the script puts drop-downs above them."""
        frame = self.counts.reset_index(name="people")
        facts = [pd.Categorical(frame[name]) for name in frame.columns[:-1]]
        names = [_words(str(name)) for name in frame.columns[:-1]]
        values = [list(fact.categories) for fact in facts]
        rows = [
            [*map(int, row)]
            for row in zip(*(fact.codes for fact in facts), frame["people"], strict=True)
        ]
        plan = {"names": names, "values": values, "rows": rows, "few": FEW}
        return (
            '<div class="gd-explore" data-form="match" data-label="How many match me?" '
            f"data-plan={attribute(plan)}><p>{escape(repr(self))}</p>"
            f"{html_table(self.table, caption='SYNTHETIC: how big the crowds are')}</div>"
        )


def match_me(people: pd.DataFrame, by: Sequence[str]) -> Match:
    """Show how many made-up people share ordinary facts, chosen one by one.

    Parameters
    ----------
    people : one row for each person, from one of the course's made-up lists.
    by : two or more columns, such as borough, age band and ethnic group.

    Returns a `Match`. Raises `LearnerError` for a column that is not there, for a single column,
    and for records that are not stamped SYNTHETIC: a real person could be found this way.

    >>> people = pd.DataFrame({"borough": ["Sefton", "Sefton", "Wirral"],
    ...                        "age": ["75", "75", "80"], "synthetic": "SYNTHETIC"})
    >>> match_me(people, by=["borough", "age"])
    SYNTHETIC: of 3 made-up people, 1 shares this combination with nobody: borough and age.
    """
    if len(by) < 2:
        raise LearnerError("One fact alone is not enough here. Name two or more columns in `by`.")
    for name in by:
        if name not in people.columns:
            raise LearnerError(f'There is no column "{name}". {did_you_mean(name, people.columns)}')
    if "synthetic" not in people.columns or not (people["synthetic"] == SYNTHETIC).all():
        raise LearnerError(
            "This works on the course's made-up people alone, because with a real list it could "
            'pick somebody out. Use a list such as gd.load("warm-homes").'
        )
    keys = [people[name].astype(str) for name in by]
    return Match(people.groupby(keys, sort=True).size())


def _words(name: str) -> str:
    return name.replace("_", " ")
