"""Which numbers to hide, so that every small one stays hidden and the least information is lost.

The cell suppression problem, solved by cutting planes: choose the cheapest set of cells, attack
it, and for every small number whose range is too narrow add the inequality that the attack's dual
proves; until the attack finds nothing. Source: M. Fischetti and J. J. Salazar (2001), Solving the
cell suppression problem on tabular data with linear constraints, Management Science 47, 1008-1027
(`Problem.needs` is their sliding protection level).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csc_array

from greaterdata_lessons.analysis.disclosure_grid import Flags, Numbers, Places
from greaterdata_lessons.analysis.disclosure_network import Roads
from greaterdata_lessons.analysis.disclosure_puzzle import TOLERANCE, Puzzle, ranges

# After so many choices what is hidden stays hidden, so that the end comes soon: in one table of
# two directions, where choices are quick, and in all others.
ROUNDS = (60, 20)
SECONDS = 10.0  # for one choice; a choice cut short is safe all the same, and says so


@dataclass(frozen=True)
class Problem:
    """A table to protect: its true numbers, what a reader knows of each, and what hiding costs.

    `small` are the cells that must be hidden; `needs` how wide the range of each must stay.
    `may` are the cells that may be hidden. A shown cell lies between the puzzle's `low` and
    `high` (its own value, or what rounding leaves open), a hidden one from `floor` upwards.
    """

    puzzle: Puzzle
    truth: Numbers
    floor: Numbers
    small: Places
    needs: Numbers
    may: Flags
    cost: Numbers

    def attacked(self, hidden: Flags) -> Puzzle:
        """Return what an attacker sees when these cells are hidden."""
        low = np.where(hidden, self.floor, self.puzzle.low)
        high = np.where(hidden, np.inf, self.puzzle.high)
        return Puzzle(self.puzzle.sums, low, high, self.puzzle.network)

    @cached_property
    def span(self) -> float:
        """How far a number need be followed upwards to prove any range wide enough."""
        return float(self.needs.max(initial=1.0)) * (1 if self.puzzle.network else 4)

    def room(self, hidden: bool) -> tuple[Numbers, Numbers]:
        """Return how far below and above the truth each cell can be, when hidden or when shown."""
        if hidden:
            return self.truth - self.floor, np.full(len(self.truth), self.span)
        return self.truth - self.puzzle.low, self.puzzle.high - self.truth


@dataclass
class Cuts:
    """The inequalities found so far, each a sum over chosen cells that must reach its `right`."""

    problem: Problem
    cells: list[Places] = field(default_factory=list)
    weights: list[Numbers] = field(default_factory=list)
    right: list[float] = field(default_factory=list)

    def add(self, cells: Places, weights: Numbers, right: float) -> None:
        """Add one inequality."""
        self.cells.append(cells)
        self.weights.append(weights)
        self.right.append(right)

    def add_proof(self, weights: Numbers, right: float) -> None:
        """Add what an attack's dual proves; no weight need be more than the whole."""
        cells = np.flatnonzero(weights > TOLERANCE)
        self.add(cells, np.minimum(weights[cells], right), right)

    def cheapest(self, forced: Flags) -> tuple[Flags, bool]:
        """Return the cheapest choice that keeps them all, and whether it is proved cheapest."""
        if not self.right:
            return forced, True
        problem, lengths = self.problem, [len(cells) for cells in self.cells]
        row = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        cell = np.concatenate(self.cells).astype(np.int32)  # older SciPy reads no wider places
        shape = len(lengths), len(problem.truth)
        rows = csc_array(coo_array((np.concatenate(self.weights), (row, cell)), shape=shape))
        used = np.flatnonzero(np.diff(rows.indptr) > 0)
        found = milp(
            problem.cost[used],
            integrality=np.ones(len(used)),
            bounds=Bounds(forced[used].astype(float), (problem.may | forced)[used].astype(float)),
            constraints=LinearConstraint(rows[:, used], np.array(self.right) - TOLERANCE, np.inf),
            options={"time_limit": SECONDS, "mip_rel_gap": 1e-6},
        )
        if found.x is None:  # not even a first choice in time: hiding all that may be is safe
            return forced | problem.may, False
        chosen = forced.copy()
        chosen[used] |= found.x > 0.5
        return chosen, found.status == 0


def choose(problem: Problem) -> tuple[Flags, bool]:
    """Return the cells to hide, and whether fewer (by their cost) are proved to be too few."""
    forced = np.zeros(len(problem.truth), dtype=bool)
    forced[problem.small] = True
    cuts, least, rounds = Cuts(problem), True, 0
    by_sum(cuts, forced)
    while True:
        rounds += 1
        chosen, proved = cuts.cheapest(forced)
        least = least and proved
        if rounds >= ROUNDS[problem.puzzle.network is None]:
            forced, least = chosen, False
        if by_loneliness(cuts, chosen):
            continue
        narrow = too_narrow(problem, chosen)
        if not len(narrow):
            return chosen, least
        for cell, need in narrow:
            by_attack(cuts, chosen, int(cell), need)


def too_narrow(problem: Problem, hidden: Flags) -> list[tuple[int, float]]:
    """Return the small cells whose range an attack narrows too far, with what each needs."""
    low, high = ranges(problem.attacked(hidden), problem.small, problem.needs, problem.truth)
    narrow = high - low < problem.needs - TOLERANCE
    return list(zip(problem.small[narrow].tolist(), problem.needs[narrow].tolist(), strict=True))


def by_sum(cuts: Cuts, forced: Flags) -> None:
    """Add what each single sum asks for: others hidden beside a small cell, with enough people."""
    problem = cuts.problem
    entries = problem.puzzle.sums.tocoo()
    row, cell, sign = entries.row, entries.col, entries.data
    (down, up), (shown_down, shown_up) = problem.room(True), problem.room(False)
    needs = np.zeros(len(problem.truth))
    needs[problem.small] = problem.needs
    right = needs - down
    for side in (1.0, -1.0):
        give = np.where(sign == side, down[cell], up[cell])
        slack = np.where(sign == side, shown_down[cell], shown_up[cell])
        have = np.bincount(row, np.where(forced[cell], give, slack))
        lacking = (sign == side) & forced[cell] & (have[row] - give < np.maximum(right[cell], 1))
        for entry in np.flatnonzero(lacking):
            line = np.flatnonzero(row == row[entry])
            others = line[line != entry]
            wanted = max(right[cell[entry]], 1.0) - slack[others].sum()
            if wanted > TOLERANCE:
                cuts.add(cell[others], np.minimum((give - slack)[others], wanted), wanted)


def by_loneliness(cuts: Cuts, chosen: Flags) -> bool:
    """Say of each hidden cell that is alone in an exact sum: it helps nobody there by itself."""
    problem = cuts.problem
    if (problem.puzzle.low < problem.puzzle.high).any():
        return False  # rounding leaves every sum open
    sums = problem.puzzle.sums
    alone = np.flatnonzero(sums.astype(bool).astype(int) @ chosen.astype(int) == 1)
    for line in alone:
        cells = sums.indices[sums.indptr[line] : sums.indptr[line + 1]]
        weights = np.where(chosen[cells], -1.0, 1.0)
        cuts.add(cells, weights, 0.0)
    return len(alone) > 0


def by_attack(cuts: Cuts, chosen: Flags, cell: int, need: float) -> None:
    """Add the inequality that proves this cell's range too narrow while `chosen` is hidden."""
    problem = cuts.problem
    (down, up), (shown_down, shown_up) = problem.room(True), problem.room(False)
    weights, right = np.zeros(len(chosen)), need
    for side in (1, -1):
        costs = _reduced(problem, chosen, cell, side)
        rise, fall = np.maximum(costs, 0), np.maximum(-costs, 0)
        weights += rise * (up - shown_up) + fall * (down - shown_down)
        right -= float(rise @ shown_up + fall @ shown_down)
    if right > TOLERANCE and weights @ chosen < right - TOLERANCE:
        right -= float(weights[cell])  # the cell itself is hidden whatever is chosen
        weights[cell] = 0.0
        cuts.add_proof(weights, right)
        return
    more = np.flatnonzero(problem.may & ~chosen)  # only whole numbers made it narrow
    cuts.add(more, np.ones(len(more)), 1.0)


def _reduced(problem: Problem, chosen: Flags, cell: int, side: int) -> Numbers:
    """Return what one more of each cell is worth to an attacker who moves `cell` up or down."""
    (down, up), (shown_down, shown_up) = problem.room(True), problem.room(False)
    fall, rise = np.where(chosen, down, shown_down), np.where(chosen, up, shown_up)
    goal = np.zeros(len(chosen))
    goal[cell] = side
    net = problem.puzzle.network
    if net:
        _, behind = Roads(net, fall, rise).reach(cell, side)
        return np.asarray(goal + net.sign * (behind[net.row].astype(float) - behind[net.column]))
    return np.asarray(goal - problem.puzzle.sums.T @ _duals(problem, goal, -fall, rise))


def _duals(problem: Problem, goal: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """Return what each sum is worth to an attacker who moves towards `goal`."""
    free = np.flatnonzero(low < high)
    rows = problem.puzzle.sums[:, free]
    touched = np.flatnonzero(np.diff(rows.indptr))
    duals = np.zeros(rows.shape[0])
    if len(touched):
        found = linprog(
            -goal[free],
            A_eq=rows[touched],
            b_eq=np.zeros(len(touched)),
            bounds=np.column_stack([low[free], high[free]]),
            method="highs",
        )
        duals[touched] = -found.eqlin.marginals
    return duals
