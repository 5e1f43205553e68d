"""Who is missing? A service's counts beside the people who could have come."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.rates import UNSURE, wilson
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table, text

FEWER, MORE = "fewer than expected", "more than expected"
CLOSE = "close to expected"


@dataclass(frozen=True)
class Representation:
    """Each group's count beside the number its share of residents would give.

    `table` has one row for each group of the reference, with `reached` (people counted),
    `expected` (people, if all groups came alike), `ratio` (reached over expected), `low` and
    `high` (its interval) and `finding`.
    """

    table: pd.DataFrame
    by: str
    unit: str
    reference_unit: str
    set_aside: int
    level: float
    smallest: int

    def row(self, group: str) -> pd.Series:
        """Return one group's row by its name.

        Raises `LearnerError` when the group is not there.
        """
        if group not in set(self.table["group"]):
            known = ", ".join(self.table["group"])
            raise LearnerError(f'There is no group "{group}". There are: {known}.')
        return self.table[self.table["group"] == group].iloc[0]

    @property
    def small(self) -> tuple[str, ...]:
        """The groups too small to report: fewer than `smallest` people reached."""
        return tuple(self.table.loc[self.table["reached"] < self.smallest, "group"])

    def __str__(self) -> str:
        """Return one line for each group, in people."""
        reached = int(self.table["reached"].sum())
        lines = [f"{reached:,} {self._heading()}:"]
        lines += [_line(row) for row in self.table.to_dict("records")]
        if self.set_aside:
            lines.append(f"{self.set_aside:,} {self.unit} with the group not stated are set aside.")
        return "\n".join(lines)

    __repr__ = __str__

    def _heading(self) -> str:
        return f"{self.unit} by {self.by.replace('_', ' ')}, against {self.reference_unit}"

    def readable(self) -> pd.DataFrame:
        """Return the table for reading: people and words first, then the ratio and its range."""
        low, high = self.table["low"].map(text), self.table["high"].map(text)
        return pd.DataFrame(
            {
                "group": self.table["group"],
                "reached": self.table["reached"],
                "expected": self.table["expected"].round().astype(int),
                "finding": self.table["finding"],
                "ratio": self.table["ratio"],
                f"{self.level:.0%} interval": low + " to " + high,
            }
        )

    def _repr_html_(self) -> str:
        heading = self._heading()
        note = f"<p>{self.set_aside:,} with the group not stated are set aside.</p>"
        shown = html_table(self.readable(), caption=heading[0].upper() + heading[1:])
        return shown + (note if self.set_aside else "")


def representation(  # noqa: PLR0913 - each is one decision a reader may want to see made
    cube: Cube,
    *,
    against: Cube,
    not_stated: str | None = None,
    level: float = 0.95,
    close: float = 0.1,
    smallest: int = 10,
) -> Representation:
    """Compare the people a service reached with the people it could have reached.

    Parameters
    ----------
    cube : counts of the service's records by one characteristic.
    against : counts of the reference (say, residents) by the same characteristic.
    not_stated : the name of the category that means "we do not know"; it is set aside and said.
    level : level of the interval; the reference is taken as exact.
    close : how far from 1 a ratio may be and still be called close; a choice, not a fact.
    smallest : groups with fewer people reached than this are listed in `small`.

    Returns a `Representation`, rarest first. A group is "fewer" or "more than expected" when its
    whole interval says so, "close to expected" when its whole interval is within `close` of 1,
    and otherwise "cannot tell from these data". Raises `LearnerError`, naming the groups, when
    the cube has a group that the reference lacks. Intervals are for one group at a time.

    >>> came = Cube(pd.DataFrame({"group": ["A", "B"], "count": [30, 970]}), by=("group",))
    >>> live = Cube(pd.DataFrame({"group": ["A", "B"], "count": [1000, 9000]}), by=("group",))
    >>> print(representation(came, against=live))
    1,000 records by group, against records:
    - A: 30 where 100 would be expected; ratio 0.30 (0.21 to 0.43), fewer than expected.
    - B: 970 where 900 would be expected; ratio 1.08 (1.06 to 1.09), close to expected.
    """
    reached, residents = _aligned(cube, against, not_stated)
    known, everybody = int(reached.sum()), int(residents.sum())
    rows = []
    for group, number in zip(reached.index, reached, strict=True):
        share = residents[group] / everybody
        low, high = (bound / share for bound in wilson(number, known, level=level))
        rows.append(
            {
                "group": group,
                "reached": int(number),
                "expected": known * share,
                "ratio": number / (known * share),
                "low": low,
                "high": high,
                "finding": _finding(low, high, close),
            }
        )
    table = pd.DataFrame(rows).sort_values("ratio", kind="stable", ignore_index=True)
    aside = cube.total - known
    return Representation(table, cube.by[0], cube.unit, against.unit, aside, level, smallest)


def _line(row: Mapping[Hashable, Any]) -> str:
    """Return one group's finding as a line of text."""
    return (
        f"- {row['group']}: {row['reached']:,} where {row['expected']:,.0f} would be expected; "
        f"ratio {row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f}), {row['finding']}."
    )


def _aligned(cube: Cube, against: Cube, not_stated: str | None) -> tuple[pd.Series, pd.Series]:
    """Return both counts over the same groups, in the reference's order."""
    reached, residents = _one_way(cube, "records"), _one_way(against, "reference")
    if not_stated is not None:
        reached = reached.drop(index=not_stated, errors="ignore")
    lacking = [str(group) for group in reached.index if residents.get(group, 0) == 0]
    if lacking:
        raise LearnerError(
            f"The reference has nobody in: {', '.join(lacking)}. Are both lists counted by the "
            'same groups? If a group means "we do not know", name it with not_stated=.'
        )
    if reached.sum() == 0:
        raise LearnerError("Nobody is left to compare: every record's group is not stated.")
    there = residents[residents > 0]
    return reached.reindex(there.index, fill_value=0), there


def _one_way(cube: Cube, what: str) -> pd.Series:
    """Return the counts of a cube that has one characteristic."""
    if len(cube.by) != 1:
        raise LearnerError(
            f"The {what} are counted by {' and '.join(cube.by)}. Count by one characteristic."
        )
    return cube.counts()


def _finding(low: float, high: float, close: float) -> str:
    """Say in words what an interval allows us to say."""
    if 1 - close <= low and high <= 1 + close:
        return CLOSE
    if high < 1:
        return FEWER
    return MORE if low > 1 else UNSURE
