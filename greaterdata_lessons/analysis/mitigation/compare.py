"""Options beside each other: who is missed on the record and in truth, who gains, who loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.audit import audit
from greaterdata_lessons.analysis.fairness.compare import UNDEFINED
from greaterdata_lessons.analysis.fairness.result import Audit
from greaterdata_lessons.analysis.fairness.rows import groups, labels, same_rows
from greaterdata_lessons.analysis.mitigation.options import Options
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

RECORD, TRUTH = "on the record", "in truth"


@dataclass(frozen=True, eq=False)
class OptionTable:
    """Options beside each other.

    `table` has one row for each option and basis (on the record; in truth, where it is known):
    `places`, people in need who are `missed` of so many `in_need`, people `chosen_in_vain`, and
    the group `furthest` above everybody else in people missed, with its `gap`, interval and
    `finding`. `moves` says for each option and group who gains a place and who loses one, beside
    the first option. `audits` has the whole audit of each.
    """

    table: pd.DataFrame
    moves: pd.DataFrame
    audits: Mapping[tuple[str, str], Audit]
    unit: str

    def __str__(self) -> str:
        """Say who is missed under each option, then who gains and who loses."""
        lines = [f"{self.table['option'].nunique()} options, {self.unit} in need who are missed:"]
        lines += [f"- {self._line(row)}" for row in self.table.to_dict("records")]
        first = self.table["option"].iloc[0]
        lines.append(f'Places beside "{first}":')
        lines += [
            f"- {name}: " + "; ".join(_move(row) for row in rows.to_dict("records")) + "."
            for name, rows in self.moves.groupby("option", sort=False)
        ]
        closing = "No option is fair by itself: somebody chooses, and says why, and for whom."
        return "\n".join([*lines, closing])

    __repr__ = __str__

    def _line(self, row: Mapping[Any, Any]) -> str:
        gap = "no group can be compared"
        if row["furthest"]:
            span = f"{100 * row['gap_low']:+.0f} to {100 * row['gap_high']:+.0f}"
            gap = f"{row['furthest']} {100 * row['gap']:+.0f} points ({span}): {row['finding']}"
        return (
            f"{row['option']}, {row['basis']}: {row['missed']:,} of {row['in_need']:,} missed, "
            f"{row['chosen_in_vain']:,} of {row['places']:,} places in vain; furthest from "
            f"everybody else: {gap}."
        )

    def _repr_html_(self) -> str:
        shown = html_table(self.table, caption=f"Options: {self.unit} in need who are missed")
        return shown + html_table(self.moves, caption="Who gains a place and who loses one")


def compare_options(  # noqa: PLR0913 - each is one decision a reader may want to see made
    decisions: Options | pd.DataFrame | Mapping[str, Any],
    need: Any = None,
    *,
    by: Any = None,
    truth: Any = None,
    unit: str = "people",
    matters: float = 0.05,
) -> OptionTable:
    """Put options beside each other: who is missed, by group, and who gains or loses a place.

    Parameters
    ----------
    decisions : what `options` made, or a table with a column of 0 and 1 for each option, the one
        to compare with first. A column of nobody chosen is "do not help at all".
    need : the recorded need, and by : the group of each person (known already for `options`).
    truth : the true need, where it is known: in a made-up world, or after reassessment.
    unit, matters : as for `audit`.

    Returns an `OptionTable`. Raises `LearnerError` when columns do not belong together.

    >>> chosen = {"lot": [1, 0, 1, 0], "list": [1, 1, 0, 0]}
    >>> compared = compare_options(chosen, [1, 1, 0, 0], by=["A", "A", "B", "B"])
    >>> compared.table[["option", "missed", "chosen_in_vain"]].values.tolist()
    [['lot', 1, 1], ['list', 0, 0]]
    """
    if isinstance(decisions, Options):
        decisions, need, by = decisions.decisions, decisions.need, decisions.by
    table = _decided(decisions)
    bases = {RECORD: need} if truth is None else {RECORD: need, TRUTH: _of_these(truth, table)}
    asked: dict[str, Any] = {"measures": ["missed"], "unit": unit, "matters": matters}
    audits = {
        (str(name), basis): audit(true, column, by=by, **asked)
        for name, column in table.items()
        for basis, true in bases.items()
    }
    rows = [_row(name, basis, found) for (name, basis), found in audits.items()]
    group = groups(by, None, len(table))
    whose = np.array([", ".join(name) for name in group.names], dtype=object)[group.codes]
    return OptionTable(pd.DataFrame(rows), _moves(table, whose), audits, unit)


def _decided(decisions: pd.DataFrame | Mapping[str, Any]) -> pd.DataFrame:
    """Return decisions as a table of 0 and 1, the first option first."""
    if not isinstance(decisions, pd.DataFrame | Mapping) or len(decisions) == 0:
        raise LearnerError("Give at least one option: a table with a column of 0 and 1 for each.")
    given = {str(name): column for name, column in decisions.items()}
    first = next(iter(given.values()))
    for name, column in given.items():
        same_rows(first, column, f'the option "{name}"')
    index = decisions.index if isinstance(decisions, pd.DataFrame) else None
    read = {name: labels(column, f'the option "{name}"') for name, column in given.items()}
    return pd.DataFrame(read, index=index)


def _of_these(truth: Any, table: pd.DataFrame) -> Any:
    """Return the truth of the people decided about: those of them, where it has more."""
    if isinstance(truth, pd.Series) and len(truth) > len(table):
        if not table.index.isin(truth.index).all():
            raise LearnerError(
                "The truth is about other people than the decisions. Are both numbered alike?"
            )
        return truth.loc[table.index]
    return truth


def _row(name: str, basis: str, found: Audit) -> dict[str, Any]:
    """Put one option on one basis in people."""
    _, in_vain, missed, right = found.tally.cells.sum(axis=0).astype(int)
    known = found.table.dropna(subset=["gap"]).sort_values("gap", ascending=False, kind="stable")
    parts = ["group", "gap", "gap_low", "gap_high", "finding"]
    said: dict[Any, Any] = dict.fromkeys(parts, np.nan) | {"group": "", "finding": UNDEFINED}
    if not known.empty:
        said = known[parts].to_dict("records")[0]
    return {
        "option": name,
        "basis": basis,
        "places": int(in_vain + right),
        "missed": int(missed),
        "in_need": int(missed + right),
        "chosen_in_vain": int(in_vain),
        "furthest": said.pop("group"),
        **said,
    }


def _moves(table: pd.DataFrame, whose: Any) -> pd.DataFrame:
    """Count, for each option and group, who gains a place and who loses one."""
    first, *others = table.columns
    rows = []
    for name in others:
        gained = ((table[name] == 1) & (table[first] == 0)).to_numpy()
        lost = ((table[name] == 0) & (table[first] == 1)).to_numpy()
        for group in dict.fromkeys(sorted(whose)):
            own = whose == group
            rows.append((name, group, int((gained & own).sum()), int((lost & own).sum())))
    return pd.DataFrame(rows, columns=["option", "group", "gain", "lose"])


def _move(row: Mapping[Any, Any]) -> str:
    return f"{row['group']} {row['gain']:,} gain, {row['lose']:,} lose"
