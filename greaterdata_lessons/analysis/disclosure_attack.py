"""Try to undo a protected table: can hidden numbers be worked out from what is shown?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import inf, isnan

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.disclosure_grid import Flags, Grid, Numbers, Places, rounded
from greaterdata_lessons.analysis.disclosure_protect import Protected
from greaterdata_lessons.analysis.disclosure_puzzle import (
    EXACT,
    TOLERANCE,
    Puzzle,
    join,
    ranges,
    tighten,
)
from greaterdata_lessons.analysis.disclosure_reading import read_grid
from greaterdata_lessons.tables import html_table

Published = Cube | pd.DataFrame | pd.Series | Protected
WIDE = 10.0
NAMED = 10
SEVERAL = "several sums together"


@dataclass(frozen=True)
class Attack:
    """What an attacker can say of every hidden number.

    `table` has one row for each hidden number: `number` (its row and column), `lowest` and
    `highest` (the values it can still have; `inf` when nothing limits it), `finding`, and `how`
    where one sum gives it away. In tables with more than 300 hidden numbers, a range that is
    sure to be wide is not followed to its ends, and they are undefined.
    """

    table: pd.DataFrame

    @property
    def found(self) -> dict[str, int]:
        """The hidden numbers that have one possible value left."""
        known = self.table[self.table["lowest"] == self.table["highest"]]
        return {
            str(name): int(low) for name, low in zip(known["number"], known["lowest"], strict=True)
        }

    def __str__(self) -> str:
        """Return what was found, in sentences."""
        hidden, found = len(self.table), self.found
        if not hidden:
            return "No number is hidden, so there is nothing to find."
        if not found:
            return f"{_numbers(hidden)} hidden; none can be worked out. {self._narrowest()}"
        named = "; ".join(f"{name}, hidden, must be {number:,}" for name, number in found.items())
        some = "; ".join(named.split("; ")[:NAMED])
        more = f"; and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
        return f"{_numbers(hidden)} hidden; {len(found):,} can be worked out. {some}{more}."

    __repr__ = __str__

    def _narrowest(self) -> str:
        """Say which hidden number is known best."""
        width = (self.table["highest"] - self.table["lowest"]).fillna(inf)
        row = self.table.iloc[int(np.argmin(width))]
        return f"The one known best is {row['number']}: {_between(row['lowest'], row['highest'])}."

    def readable(self) -> pd.DataFrame:
        """Return the table for reading."""
        pairs = zip(self.table["lowest"], self.table["highest"], strict=True)
        possible = [_between(low, high) for low, high in pairs]
        return pd.DataFrame(
            {
                "hidden number": self.table["number"],
                "can be": possible,
                "finding": self.table["finding"],
                "how": self.table["how"],
            }
        )

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>" + html_table(self.readable(), caption="Every hidden number")


def attack(
    table: Published,
    *,
    also: Published | Sequence[Published] = (),
    total: Hashable | None = None,
    rounding: int | None = None,
) -> Attack:
    """Work out as much as can be of the hidden numbers in a published table.

    Parameters
    ----------
    table : a table as somebody publishes it, totals under "Total" or "All", hidden numbers as
        "[c]", "c", "<10", "too few", nothing, or `gd.protect`'s answer. A reader who knows the
        rule finds more: write it as the mark ("<10", "1 to 4") to attack as that reader would.
    also : other tables that are published too (one, or a list). What they share with the first,
        a cell or a total, is found by its labels, so what one hides another may give away.
    total : the label of the total, where it is called something else ("Asian", above its groups).
    rounding : what the published numbers were rounded to, if they were.

    Returns an `Attack`. It is exact: for each hidden number the lowest and the highest value that
    agree with every sum and with no count below 0. Raises `LearnerError` when a table cannot be
    read or does not add up.

    >>> attack(pd.Series({"Asian": 96, "Indian": 17}))
    No number is hidden, so there is nothing to find.
    >>> attack(pd.Series({"Total": 96, "Indian": 17, "Chinese": 71, "Pakistani": "too few"}))
    1 number is hidden; 1 can be worked out. Pakistani, hidden, must be 8.
    >>> groups = pd.Series({"Asian": 21, "Indian": "[c]", "Chinese": 9, "Pakistani": "[c]"})
    >>> print(attack(groups, total="Asian"))
    2 numbers are hidden; none can be worked out. The one known best is Indian: 0 to 12.
    """
    others = [also] if isinstance(also, Published) else list(also)
    first = _grid(table, total, rounding)
    grids = [first, *(_grid(one, total, rounding, first) for one in others)]
    puzzle, places = join(grids)
    cells = places[0][np.flatnonzero(grids[0].hidden.ravel())]
    solved = tighten(puzzle)
    low, high = _solved(solved, cells)
    pinned = high - low < TOLERANCE
    told = _explained(puzzle, dict(zip(cells[pinned].tolist(), low[pinned].tolist(), strict=True)))
    how = [
        told.get(int(cell), SEVERAL if sure else "")
        for cell, sure in zip(cells, pinned, strict=True)
    ]
    return Attack(
        pd.DataFrame(
            {
                "number": [grids[0].words(int(at)) for at in np.flatnonzero(grids[0].hidden)],
                "lowest": low,
                "highest": high,
                "finding": np.where(pinned, "worked out", "not found"),
                "how": how,
            }
        )
    )


def _solved(puzzle: Puzzle, cells: Places) -> tuple[Numbers, Numbers]:
    """Return the range of each cell, followed to its ends unless there are very many."""
    enough = np.full(len(cells), inf if len(cells) <= EXACT else WIDE)
    return ranges(puzzle, cells, enough)


def _grid(
    table: Published, total: Hashable | None, rounding: int | None, beside: Grid | None = None
) -> Grid:
    """Read one table; its directions take the names they have in the table beside it."""
    if isinstance(table, Protected):
        return table.grid
    grid = read_grid(table, total=total, beside=beside)
    return grid if rounding is None else rounded(grid, rounding)


def _explained(puzzle: Puzzle, found: dict[int, float]) -> dict[int, str]:
    """Return, for each number found, the one sum that gives it away, using those found before."""
    known, value = ~puzzle.free, puzzle.low.copy()
    told: dict[int, str] = {}
    news = True
    while news:
        news = False
        for cell in found.keys() - told.keys():
            if sum_ := _sum_that_tells(puzzle, cell, known, value):
                value[cell], known[cell] = found[cell], True
                told[cell], news = f"{sum_} = {found[cell]:,.0f}", True
    return told


def _sum_that_tells(puzzle: Puzzle, cell: int, known: Flags, value: Numbers) -> str:
    """Return the sum in which every other number is known, or nothing."""
    column = puzzle.sums[:, [cell]].tocoo()
    for line, own in zip(column.row, column.data, strict=True):
        row = puzzle.sums[[int(line)], :].tocoo()
        others = row.col != cell
        if not known[row.col[others]].all():
            continue
        signs, values = row.data[others], value[row.col[others]]
        parts = [f"{number:,.0f}" for number in values[signs > 0]]
        return " + ".join(parts) if own < 0 else " - ".join([f"{values[-1]:,.0f}", *parts])
    return ""


def _between(low: float, high: float) -> str:
    if isnan(low):
        return f"{WIDE:.0f} or more different numbers"
    if low == high:
        return f"{low:,.0f}"
    return f"{low:,.0f} or more" if high == inf else f"{low:,.0f} to {high:,.0f}"


def _numbers(count: int) -> str:
    return "1 number is" if count == 1 else f"{count:,} numbers are"
