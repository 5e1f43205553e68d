"""What a join found, what it lost, and, where the truth is known, whom it got wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from math import isnan, nan
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.counts import MISSING
from greaterdata_lessons.analysis.gaps import gap
from greaterdata_lessons.analysis.rates import UNSURE, rate, share_interval
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

CHECKED = [
    *("group", "on_both", "missed", "missed_share", "low", "high"),
    *("linked", "false", "false_share", "false_low", "false_high"),
    *("gap", "gap_low", "gap_high", "finding"),
]
MORE, LESS = "missed more often than the others", "missed less often than the others"


@dataclass(frozen=True)
class Links:
    """The pairs of rows that a join takes for the same person.

    `table` has one row a pair: the first list's number, the second's and, where matches were
    scored, the probability. `lost` has, by group of the first list, the rows that found nobody.
    """

    table: pd.DataFrame
    ids: tuple[str, str]
    how: str
    rows: tuple[int, int]
    groups: pd.Series | None = field(default=None, repr=False)

    @property
    def found(self) -> int:
        """How many rows of the first list found somebody in the second."""
        return int(self.table[self.ids[0]].nunique())

    @property
    def lost(self) -> pd.DataFrame:
        """Rows of the first list that found nobody, by group: absent there, or missed?

        Raises `LearnerError` when the join was made without by=.
        """
        if self.groups is None:
            raise LearnerError("Say by=, a column of the first list, when you join, to see groups.")
        found = self.groups.index.isin(self.table[self.ids[0]])
        rows = []
        for group, mine in pd.Series(found, index=self.groups.index).groupby(self.groups):
            count, of = int((~mine).sum()), len(mine)
            rows.append([group, of, count, count / of, *share_interval(count, of)])
        return pd.DataFrame(rows, columns=["group", "rows", "lost", "share", "low", "high"])

    def __str__(self) -> str:
        """Return what was found and what was not, in rows."""
        lost = rate(self.rows[0] - self.found, self.rows[0])
        return (
            f"Joined by {self.how}: {self.found:,} of {self.rows[0]:,} rows of the first list "
            f"found somebody in the second. Not found: {lost} They may not be on it, or may have "
            "been missed."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"

    def against(
        self, key: pd.DataFrame, *, by: str | None = None, also: pd.DataFrame | None = None
    ) -> LinkCheck:
        """Compare the join with the true key: who was missed, and who was taken for another.

        Parameters
        ----------
        key : table with both number columns; the second is empty for people on the first alone.
        by : column of `key` with groups.
        also : table that gives for numbers of the second list a second number of the same person,
            in `also_listed_as`; either then counts as right.

        Returns a `LinkCheck`. A row is missed when the person is on both lists and no link is
        right; a link is false when its row is linked with somebody else. Raises `LearnerError`
        when the key lacks a column.
        """
        first, second = self.ids
        for name in [first, second, *([by] if by else [])]:
            if name not in key.columns:
                known = [str(column) for column in key.columns]
                raise LearnerError(f'The key has no column "{name}". {did_you_mean(name, known)}')
        truth = key.astype({first: str}).set_index(first)[second].fillna("").astype(str)
        other = {} if also is None else dict(zip(also[second], also["also_listed_as"], strict=True))
        mine = self.table[[first, second]].astype(str)
        true = mine[first].map(truth).fillna("")
        right = (true != "") & ((mine[second] == true) | (mine[second].map(other) == true))
        people = pd.DataFrame(
            {
                "on_both": truth != "",
                "found": truth.index.isin(mine.loc[right, first]),
                "linked": truth.index.isin(mine[first]),
                "false": truth.index.isin(mine.loc[~right, first]),
            }
        )
        groups = None if by is None else key.astype({first: str}).set_index(first)[by]
        if groups is not None:  # who has no group is a group too
            groups = groups.astype(object).where(groups.notna(), MISSING)
        return LinkCheck(_by_group(people, groups), self.how, by or "everybody")


def _by_group(people: pd.DataFrame, groups: pd.Series | None) -> pd.DataFrame:
    """Count both mistakes for everybody and for each group, with intervals."""
    parts = [("everybody", people)]
    if groups is not None:
        parts += [(str(group), mine) for group, mine in people.groupby(groups)]
    rows = []
    for group, mine in parts:
        both, linked = int(mine["on_both"].sum()), int(mine["linked"].sum())
        missed = int((mine["on_both"] & ~mine["found"]).sum())
        false = int(mine["false"].sum())
        shares = [missed, rate(missed, both).value, *share_interval(missed, both)]
        rows.append([group, both, *shares, linked, false, rate(false, linked).value])
        rows[-1] += [
            *share_interval(false, linked),
            *_unevenness(group, mine, people, len(parts) - 1),
        ]
    return pd.DataFrame(rows, columns=CHECKED)


def _unevenness(
    group: str, mine: pd.DataFrame, people: pd.DataFrame, groups: int
) -> tuple[float, float, float, str]:
    """Compare a group's missed matches with those of all the others."""
    both, missed = people["on_both"], people["on_both"] & ~people["found"]
    here = both.index.isin(mine.index)
    sides = [int(side.sum()) for side in (missed[here], both[here], missed[~here], both[~here])]
    if group == "everybody":
        return nan, nan, nan, ""
    value, low, high, sure = gap(*sides, among=groups)
    return value, low, high, (MORE if low > 0 else LESS) if sure else UNSURE


@dataclass(frozen=True)
class LinkCheck:
    """Both mistakes of a join, for everybody and by group, in people.

    `table` has `on_both` (people who are on both lists), `missed` with its share and interval,
    `linked` and `false` (linked with somebody else) with its share and interval. `gap` is the
    group's share missed less that of all the others, with an interval and a `finding`.
    """

    table: pd.DataFrame
    how: str
    by: str

    @property
    def missed(self) -> int:
        """How many rows about people on both lists were missed."""
        return int(self.table["missed"].iloc[0])

    @property
    def false(self) -> int:
        """How many rows were linked with somebody else."""
        return int(self.table["false"].iloc[0])

    def __str__(self) -> str:
        """Return who was missed and who was taken for another, the worst group first."""
        everybody, *groups = self.table.to_dict("records")
        lines = [f"Joined by {self.how}, beside the truth:", f"- everybody: {_line(everybody)}"]
        worst = sorted(groups, key=lambda row: -row["missed_share"] if row["on_both"] else 0)
        return "\n".join([*lines, *(f"- {row['group']}: {_line(row)}" for row in worst)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = [
            [
                *(row["group"], row["on_both"], row["missed"]),
                _share(row["missed_share"], row["low"], row["high"]),
                *(row["linked"], row["false"]),
                _share(row["false_share"], row["false_low"], row["false_high"]),
                row["finding"],
            ]
            for row in self.table.to_dict("records")
        ]
        columns = ["group", "on both lists", "missed", "share missed", "linked", "with another"]
        table = pd.DataFrame(shown, columns=[*columns, "share with another", "finding"])
        return html_table(table, caption=f"Joined by {self.how}, beside the truth")


def _share(value: float, low: float, high: float) -> str:
    """Write a share with its interval; with nobody to count it is not defined."""
    return "not defined" if isnan(value) else f"{value:.1%} ({low:.1%} to {high:.1%})"


def _line(row: Mapping[Any, Any]) -> str:
    """Write one group's two mistakes as a sentence."""
    missed, false = rate(row["missed"], row["on_both"]), rate(row["false"], row["linked"])
    finding = f" {row['finding'].capitalize()}." if row["finding"] else ""
    return f"missed {missed} Linked with somebody else: {false}{finding}"
