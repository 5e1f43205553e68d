"""Who is it blank for? Blanks by group, and whether they lean on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.gaps import gap
from greaterdata_lessons.analysis.quality.columns import Column, Measure
from greaterdata_lessons.analysis.rates import UNSURE, share_interval
from greaterdata_lessons.errors import LearnerError

MOST_GROUPS = 12  # columns with more groups are not looked at unless they are asked for
MOST_ASKED = 100
SMALLEST = 10  # groups of fewer rows are not compared, and not shown by name
MORE, LESS = "more often blank", "less often blank"
LEANING = [
    "column",
    "by",
    "group",
    "blank",
    "of",
    "others_blank",
    "others_of",
    "gap",
    "low",
    "high",
    "finding",
]
COMPLETE = ["by", "group", "column", "rows", "blank", "complete", "low", "high"]


@dataclass(frozen=True)
class Groups:
    """Which group each row is in (-1 where that is not known), and what the groups are called."""

    name: str
    codes: npt.NDArray[np.intp]
    labels: list[str]

    @classmethod
    def of(cls, column: Column) -> Groups:
        """Put spellings of one value together, under the most common of them."""
        table = pd.DataFrame({"sort": column.sorts, "value": column.words, "count": column.counts})
        table["value"] = pd.Series(column.values, dtype=object).astype(str)
        named = table[table["sort"] != ""].sort_values("count", ascending=False, kind="stable")
        labels = named.drop_duplicates("sort").set_index("sort")["value"]
        codes = labels.index.get_indexer(pd.Index(table["sort"]))
        return cls(column.name, np.append(codes, -1)[column.codes], list(labels))

    @cached_property
    def sizes(self) -> npt.NDArray[np.intp]:
        """How many rows are in each group."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.labels))

    def split(self, marked: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        """How many of the marked rows are in each group."""
        here = self.codes[marked]
        return np.bincount(here[here >= 0], minlength=len(self.labels))


def find_groups(columns: Mapping[str, Column], by: Sequence[str]) -> list[Groups]:
    """Return the groups asked for, or those of every column that has a few."""
    asked = by or [name for name, column in columns.items() if column.is_codes and not column.date]
    found = [Groups.of(columns[name]) for name in asked]
    for one in found:
        if by and len(one.labels) > MOST_ASKED:
            raise LearnerError(
                f'"{one.name}" has {len(one.labels):,} groups, too many to compare. Put them into '
                f"at most {MOST_ASKED} first, such as sites or boroughs."
            )
    return [one for one in found if by or 2 <= len(one.labels) <= MOST_GROUPS]


def completeness(columns: Mapping[str, Column], groups: Sequence[Groups]) -> pd.DataFrame:
    """Say how complete each column is in each group, with an interval.

    Groups of fewer rows than `SMALLEST` are put together.
    """
    rows = []
    for one in groups:
        sizes, small = one.sizes, one.sizes < SMALLEST
        for column in columns.values():
            if column.name == one.name:
                continue
            blank = one.split(column.blank)
            parts = [(one.labels[n], sizes[n], blank[n]) for n in np.flatnonzero(~small)]
            if small.any():
                label = f"{small.sum()} groups of fewer than {SMALLEST} rows"
                parts.append((label, sizes[small].sum(), blank[small].sum()))
            for label, size, gaps in parts:
                share = 1 - gaps / size if size else np.nan
                interval = share_interval(int(size - gaps), int(size))
                rows.append([one.name, label, column.name, int(size), int(gaps), share, *interval])
    return pd.DataFrame(rows, columns=COMPLETE)


def leanings(columns: Mapping[str, Column], groups: Sequence[Groups]) -> pd.DataFrame:
    """Compare each group's share of blanks with that of all the others.

    The gaps are guarded together (see `gap`): among many comparisons of blanks that fall by
    chance, a false alarm is rare.
    """
    pairs = [
        (column, one, one.split(column.blank))
        for column in columns.values()
        if 0 < column.filled < column.size
        for one in groups
        if one.name != column.name
    ]
    among = sum(len(_comparable(one)) for _, one, _ in pairs)
    rows = []
    for column, one, blank, group in ((*pair, n) for pair in pairs for n in _comparable(pair[1])):
        sizes = one.sizes
        count, of = int(blank[group]), int(sizes[group])
        other_count, other_of = int(blank.sum()) - count, int(sizes.sum()) - of
        value, low, high, sure = gap(count, of, other_count, other_of, among=among)
        finding = (MORE if low > 0 else LESS) if sure else UNSURE
        rows.append([column.name, one.name, one.labels[group], count, of, other_count, other_of])
        rows[-1] += [value, low, high, finding]
    return pd.DataFrame(rows, columns=LEANING)


def _comparable(one: Groups) -> list[int]:
    """Return the groups large enough to compare with the others."""
    sizes = one.sizes
    return [int(n) for n in np.flatnonzero(sizes >= SMALLEST) if sizes[n] < sizes.sum()]


def reason(table: pd.DataFrame, column: str) -> str:
    """Say whether a column is blank by accident or for a reason that these data show."""
    mine = table[table["column"] == column]
    if mine.empty:
        return f"{column}: there are no groups to compare, so it cannot be said who it is blank for"
    sure = mine[mine["finding"] == MORE]
    if sure.empty:  # one group spared is a reason too
        sure = mine[mine["finding"] == LESS]
    if sure.empty:
        widest = mine[["low", "high"]].abs().to_numpy().max()
        looked = ", ".join(dict.fromkeys(mine["by"]))
        return (
            f"{column}: no sign that it is blank more often for one group of {looked}; gaps of up "
            f"to {widest * 100:.1f} points could still be there"
        )
    row = sure.iloc[int(sure["gap"].abs().argmax())]
    than = "more" if row["gap"] > 0 else "fewer"
    return (
        f"{column} is blank for a reason: {row['by']} {row['group']} {row['blank'] / row['of']:.1%}"
        f" ({row['blank']:,} of {row['of']:,}), the others "
        f"{row['others_blank'] / row['others_of']:.1%} ({row['others_blank']:,} of "
        f"{row['others_of']:,}); {abs(row['gap']) * 100:.1f} points {than}, interval "
        f"{row['low'] * 100:.1f} to {row['high'] * 100:.1f}"
    )


def placed(measure: Measure, groups: Sequence[Groups]) -> Measure:
    """Say where a fault stands, when nearly all of its rows are in one group."""
    if measure.rows < 5 or measure.marked is None or measure.where:
        return measure
    for one in groups:
        if one.name == measure.column:
            continue
        inside, sizes = one.split(measure.marked), one.sizes
        most = int(inside.argmax())
        if inside[most] >= 0.95 * measure.rows and sizes[most] <= 0.6 * len(one.codes):
            every = "all" if inside[most] == measure.rows else f"{inside[most]:,}"
            return replace(measure, where=f"{every} where {one.name} is {one.labels[most]}")
    return measure
