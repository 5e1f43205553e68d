"""Who is missing? A service's counts beside the people who could have come."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.representation_bounds import NotStated, bounded
from greaterdata_lessons.analysis.representation_counts import (
    CLOSE,
    FEWER,
    MORE,
    aligned,
    as_reference,
    compared,
)
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table, text

__all__ = ["CLOSE", "FEWER", "MORE", "Representation", "representation"]


@dataclass(frozen=True)
class Representation:
    """Each group's count beside the number its share of residents would give.

    `table` has one row for each group of the reference, with `reached` (people counted),
    `expected` (people, if all groups came alike), `gap` (reached less expected) and its range
    `gap_low` to `gap_high`, `ratio` (reached over expected) and its range `low` to `high`, and
    `finding`. Where counts are hidden, `reached` may be `<NA>`; `reached_low` and `reached_high`
    say what it can be, gap and ratio are for the middle, and the ranges hold whatever it is.
    """

    table: pd.DataFrame
    by: str
    unit: str
    reference_unit: str
    set_aside: int
    level: float
    smallest: int
    close: float

    def row(self, group: str) -> pd.Series:
        """Return one group's row by its name.

        Raises `LearnerError` when the group is not there.
        """
        known = list(self.table["group"])
        if group not in known:
            raise LearnerError(f'There is no group "{group}". {did_you_mean(group, known)}')
        return self.table[self.table["group"] == group].iloc[0]

    @property
    def small(self) -> tuple[str, ...]:
        """The groups too small to report: fewer than `smallest` people reached, or there may be."""
        return tuple(self.table.loc[self._fewest < self.smallest, "group"])

    def if_stated(self) -> NotStated:
        """Ask what the findings would be if everybody whose group is not stated had stated one.

        Two answers bound all others: none of them is in a group, or all of them are.

        >>> came = Cube(pd.DataFrame({"group": ["A", "B", "Missing"], "count": [30, 970, 20]}),
        ...             by=("group",))
        >>> print(representation(came, against={"A": 1000, "B": 9000}).if_stated())
        20 records have no group stated. Whatever it is, the finding stays the same for: A, B.
        """
        return bounded(self.table, self.set_aside, self.unit, level=self.level, close=self.close)

    def __str__(self) -> str:
        """Return one line for each group, in people."""
        fewest, most = int(self._fewest.sum()), int(self._most.sum())
        lines = [f"{_people(fewest, most)} {self._heading()}:"]
        lines += [_line(row) for row in self.table.to_dict("records")]
        if self.set_aside:
            lines.append(f"{self.set_aside:,} {self.unit} with the group not stated are set aside.")
        return "\n".join(lines)

    __repr__ = __str__

    @property
    def _fewest(self) -> pd.Series:
        return self.table["reached_low" if "reached_low" in self.table else "reached"]

    @property
    def _most(self) -> pd.Series:
        return self.table["reached_high" if "reached_high" in self.table else "reached"]

    def _heading(self) -> str:
        return f"{self.unit} by {self.by.replace('_', ' ')}, against {self.reference_unit}"

    def readable(self) -> pd.DataFrame:
        """Return the table for reading: people and words first, then the ratio and its range."""
        low, high = self.table["low"].map(text), self.table["high"].map(text)
        reached = self.table["reached"]
        if reached.isna().any():
            reached = pd.Series(map(_people, self._fewest, self._most), reached.index)
        return pd.DataFrame(
            {
                "group": self.table["group"],
                "reached": reached,
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
    against: Cube | Mapping[str, float],
    not_stated: str | Sequence[str] = (),
    level: float = 0.95,
    close: float = 0.1,
    smallest: int = 10,
) -> Representation:
    """Compare the people a service reached with the people it could have reached.

    Parameters
    ----------
    cube : counts of the service's records by one characteristic, or by several that the reference
        has too. They may be people, or organisations on a membership list.
    against : counts of the reference (say, residents) by the same, or the number for each group.
    not_stated : further names, besides "Missing", that mean "we do not know"; those people are
        set aside and said, and `if_stated()` says what difference they could make.
    level : level of the interval; the reference is taken as exact.
    close : how far from 1 a ratio may be and still be called close; a choice, not a fact.
    smallest : groups with fewer people reached than this are listed in `small`.

    Returns a `Representation`, rarest first. A group is "fewer" or "more than expected" when its
    whole interval says so, "close to expected" when its whole interval is within `close` of 1,
    and otherwise "cannot tell from these data". Counts that a partner hid widen the intervals.
    Raises `LearnerError`, naming the groups, when the cube has a group that the reference lacks.
    Intervals are for one group at a time.

    >>> came = Cube(pd.DataFrame({"group": ["A", "B"], "count": [30, 970]}), by=("group",))
    >>> print(representation(came, against={"A": 1000, "B": 9000}))
    1,000 records by group, against the reference:
    - A: 30 where 100 would be expected, about 70 fewer (79 fewer to 57 fewer); \
ratio 0.30 (0.21 to 0.43), fewer than expected.
    - B: 970 where 900 would be expected, about 70 more (57 more to 79 more); \
ratio 1.08 (1.06 to 1.09), close to expected.
    """
    reference = as_reference(against, cube.by)
    names = (not_stated,) if isinstance(not_stated, str) else tuple(not_stated or ())
    found = aligned(cube, reference, names)
    table = compared(found, level=level, close=close)
    by = " and ".join(cube.by)
    return Representation(table, by, cube.unit, reference.unit, found.aside, level, smallest, close)


def _people(fewest: float, most: float) -> str:
    """Return a number of people, or what it can be."""
    return f"{int(fewest):,}" if fewest == most else f"{int(fewest):,} to {int(most):,}"


def _line(row: Mapping[Hashable, Any]) -> str:
    """Return one group's finding as a line of text."""
    came = _people(row.get("reached_low", row["reached"]), row.get("reached_high", row["reached"]))
    return (
        f"- {row['group']}: {came} where {row['expected']:,.0f} would be expected, about "
        f"{_more(row['gap'])} ({_more(row['gap_low'])} to {_more(row['gap_high'])}); "
        f"ratio {row['ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f}), {row['finding']}."
    )


def _more(gap: float) -> str:
    """Return a gap in people and words.

    >>> _more(-139.6), _more(3.2), _more(0.3)
    ('140 fewer', '3 more', '0 more')
    """
    return f"{abs(gap):,.0f} {'fewer' if round(gap) < 0 else 'more'}"
