"""What an attacker solves: every hidden number, from the sums and the numbers that are shown.

The range of a hidden cell is the smallest and the largest value it takes in any table of whole
numbers that agrees with everything published: linear programming, whole-number programming where
sums cross in more than two directions. Source: A. Hundepool and others (2012), Statistical
Disclosure Control, Wiley, chapter 4 (auditing a suppression pattern).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from greaterdata_lessons.analysis.disclosure_grid import Flags, Grid, Key, Numbers, Places
from greaterdata_lessons.analysis.disclosure_network import ENDLESS, Network, Roads, network
from greaterdata_lessons.errors import LearnerError

TOLERANCE = 1e-6
EXACT = 300  # with more hidden numbers, not every range is followed to its ends
WANDER = 12  # how often to look for many ranges at once before asking for each by itself


@dataclass(frozen=True)
class Puzzle:
    """Cells, the least and the most each can be, and sums (parts less total) that come to 0.

    `network` is there for one table in at most two directions, where answers are found faster and
    come out whole by themselves.
    """

    sums: csr_array
    low: Numbers
    high: Numbers
    network: Network | None

    @property
    def free(self) -> Flags:
        """The cells whose number is not known."""
        return np.asarray(self.low < self.high)

    def solve(self, towards: Numbers, low: Numbers, high: Numbers) -> Numbers | None:
        """Return the table that goes furthest `towards`, or None when no table agrees."""
        free = np.flatnonzero(low < high)
        known = np.where(low < high, 0, low)
        rows = self.sums[:, free]
        touched = np.flatnonzero(np.diff(rows.indptr))
        right = -(self.sums @ known)
        if np.abs(np.delete(right, touched)).max(initial=0) > TOLERANCE:
            return None
        if not len(free):
            return low
        found: OptimizeResult = milp(
            -towards[free],
            integrality=np.full(len(free), 0 if self.network else 1),
            bounds=Bounds(low[free], high[free]),
            constraints=LinearConstraint(rows[touched], right[touched], right[touched])
            if len(touched)
            else None,
        )
        if found.x is None:
            return None
        known[free] = np.round(found.x) + 0.0  # no -0
        return known


def join(grids: Sequence[Grid]) -> tuple[Puzzle, list[Places]]:
    """Put tables together into one puzzle; equal cells of linked tables become one cell.

    Returns the puzzle and, for each table, the place of each of its cells in the puzzle. Raises
    `LearnerError` when two tables publish different numbers for one cell.
    """
    places = _places(grids)
    size = max(int(place.max()) for place in places) + 1
    low, high = np.zeros(size), np.full(size, np.inf)
    for grid, place in zip(grids, places, strict=True):
        np.maximum.at(low, place, grid.low.ravel())
        np.minimum.at(high, place, grid.high.ravel())
    if (low > high).any():
        at = int(np.flatnonzero(low > high)[0])
        name = grids[0].words(int(np.flatnonzero(places[0] == at)[0])) if at in places[0] else ""
        raise LearnerError(f"Two tables say different numbers for {name}. Publish one of them.")
    roads = network(grids[0]) if len(grids) == 1 else None
    return Puzzle(_sums(grids, places, size), low, high, roads), places


def _places(grids: Sequence[Grid]) -> list[Places]:
    """Number the cells; a cell that two tables share has one number."""
    if len(grids) == 1:
        return [np.arange(grids[0].low.size)]
    seen: dict[Key, int] = {}
    return [np.array([seen.setdefault(key, len(seen)) for key in grid.names()]) for grid in grids]


def _sums(grids: Sequence[Grid], places: Sequence[Places], size: int) -> csr_array:
    """Write every sum of every table as one row: 1 for each part, -1 for the total."""
    rows, columns, signs, count = [], [], [], 0
    for grid, place in zip(grids, places, strict=True):
        for lines in grid.sums():
            number, width = lines.shape
            rows.append(np.repeat(np.arange(count, count + number), width))
            columns.append(place[lines].ravel())
            signs.append(np.tile(np.append(np.ones(width - 1), -1.0), number))
            count += number
    if not rows:
        return csr_array((0, size))
    where = np.array([np.concatenate(rows), np.concatenate(columns)], dtype=np.int32)
    return csr_array((np.concatenate(signs), (where[0], where[1])), shape=(count, size))


def tighten(puzzle: Puzzle) -> Puzzle:
    """Narrow every range by one sum at a time, as a reader does by hand, until nothing moves."""
    entries = puzzle.sums.tocoo()
    row, cell, sign = entries.row, entries.col, entries.data
    low, high = puzzle.low.copy(), puzzle.high.copy()
    for _ in range(100):
        least, most = _others(row, sign, low[cell], high[cell], puzzle.sums.shape[0])
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, cell, np.where(sign > 0, -most, least))
        np.minimum.at(new_high, cell, np.where(sign > 0, -least, most))
        if np.array_equal(new_low, low) and np.array_equal(new_high, high):
            break
        low, high = new_low, new_high
    return replace(puzzle, low=low, high=high)


def _others(
    row: Places, sign: Numbers, low: Numbers, high: Numbers, rows: int
) -> tuple[Numbers, Numbers]:
    """Return, for each cell of each sum, the least and the most that the others come to."""
    found: list[Numbers] = []
    for ends in (np.where(sign > 0, low, -high), np.where(sign > 0, high, -low)):
        endless = np.isinf(ends)
        finite = np.where(endless, 0, ends)
        total = np.bincount(row, finite, rows)[row] - finite
        open_ends = np.bincount(row, endless, rows)[row] - endless
        found.append(np.where(open_ends > 0, -np.inf if not found else np.inf, total))
    return found[0], found[1]


def ranges(
    puzzle: Puzzle, cells: Places, enough: Numbers, start: Numbers | None = None
) -> tuple[Numbers, Numbers]:
    """Return the least and the most that each of `cells` can be.

    A range that is `enough` wide need not be followed to its ends: then it is given as two
    values that far apart or more which the cell can truly take, or as undefined (`nan`) when it
    is sure to be wide and nobody asked how wide. `start` is a table known to agree.
    Raises `LearnerError` when no table agrees with the puzzle.
    """
    here = (
        puzzle.solve(np.zeros(len(puzzle.low)), puzzle.low, puzzle.high) if start is None else start
    )
    if here is None:
        raise LearnerError(
            "No table of whole numbers adds up to these totals. Check the totals; if the table "
            "was rounded, say so with rounding=."
        )
    if puzzle.network and here.max() < ENDLESS:
        return _along_roads(puzzle, here, cells, enough)
    low, high = here[cells].copy(), here[cells].copy()
    _wander(puzzle, here, cells, enough, (low, high))
    for number in np.flatnonzero(high - low < enough):
        low[number], high[number] = _ends(puzzle, int(cells[number]))
    return low, high


def _along_roads(
    puzzle: Puzzle, here: Numbers, cells: Places, enough: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the ranges of cells of one table in at most two directions."""
    assert puzzle.network is not None
    roads = Roads(puzzle.network, here - puzzle.low, puzzle.high - here)
    low, high = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    most = float(enough.max(initial=0))
    ask = np.ones(len(cells), dtype=bool)
    if np.isfinite(most):
        ask = ~roads.surely(most)[cells]
    for number in np.flatnonzero(ask):
        cell = int(cells[number])
        down, _ = roads.reach(cell, -1)
        up, _ = roads.reach(cell, 1)
        low[number], high[number] = here[cell] - down, here[cell] + up
    return low, high


def _wander(
    puzzle: Puzzle, here: Numbers, cells: Places, enough: Numbers, seen: tuple[Numbers, Numbers]
) -> None:
    """Widen many ranges at once: go from one table that agrees to others far away from it."""
    low, high = seen
    span = 2 * enough.max(initial=1)
    if not np.isfinite(span):
        return
    box = np.maximum(puzzle.low, here - span), np.minimum(puzzle.high, here + span)
    luck = np.random.default_rng(20211)
    for _ in range(WANDER):
        short = high - low < enough
        if short.sum() < 8:
            return
        towards = np.zeros(len(here))
        towards[cells[short]] = luck.choice([-1.0, 1.0], short.sum())
        found = puzzle.solve(towards, *box)
        if found is not None:
            np.minimum(low, found[cells], out=low)
            np.maximum(high, found[cells], out=high)


def _ends(puzzle: Puzzle, cell: int) -> tuple[float, float]:
    """Return the least and the most one cell can be."""
    ends = []
    for sign in (-1.0, 1.0):
        towards = np.zeros(len(puzzle.low))
        towards[cell] = sign
        found = puzzle.solve(towards, puzzle.low, puzzle.high)
        ends.append(np.inf * sign if found is None else found[cell])
    return ends[0], ends[1]
