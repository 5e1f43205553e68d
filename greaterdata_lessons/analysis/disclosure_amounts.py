"""Tables of amounts: a total gives its largest contributor away to the second largest.

The p% rule: a total is too revealing when the second largest contributor, taking its own part
off, knows the largest to within p %. Source: A. Hundepool and others (2012), Statistical
Disclosure Control, Wiley, section 4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.disclosure_choice import Problem, choose
from greaterdata_lessons.analysis.disclosure_grid import Flags, Grid, Numbers, with_totals
from greaterdata_lessons.analysis.disclosure_protect import Protected, answered
from greaterdata_lessons.analysis.disclosure_puzzle import join
from greaterdata_lessons.analysis.disclosure_reading import read_grid
from greaterdata_lessons.errors import LearnerError, did_you_mean

FEWEST = 3  # with two contributors, each knows the other's amount


@dataclass(frozen=True)
class Amounts:
    """Totals of amounts with what their contributors know: the two largest, and how many.

    `grid` has the totals in whole units; `largest`, `second` and `givers` have its shape.
    """

    grid: Grid
    largest: Numbers
    second: Numbers
    givers: Numbers

    def revealing(self, p: float) -> tuple[Flags, Numbers]:
        """Return the totals too revealing to publish, and how wide their range must stay.

        A total of fewer than three contributors is too revealing whatever its size.
        """
        rest = self.grid.low - self.largest - self.second
        lacking = p / 100 * self.largest - rest
        few = (self.givers > 0) & (self.givers < FEWEST)
        needs = np.maximum(np.ceil(2 * lacking), 1.0)
        return np.asarray((lacking > 0) & (self.givers > 0) | few).ravel(), needs.ravel()

    def __str__(self) -> str:
        """Return what was added up, in a sentence."""
        return (
            f"{self.grid.low.flat[-1]:,.0f} in {self.grid.low.size:,} numbers, with their totals."
        )

    __repr__ = __str__


def amounts(records: pd.DataFrame, *, by: str | Sequence[str], amount: str, giver: str) -> Amounts:
    """Add up amounts by group, for `protect_amounts`: spending by supplier, say.

    Parameters
    ----------
    records : one row for each payment or contribution.
    by : names of the columns to add up by.
    amount : the column of amounts, 0 or more; totals are in whole units.
    giver : the column that says whose amount it is.

    Returns `Amounts`. Raises `LearnerError` for a column that is not there, a gap, or an amount
    below 0.

    >>> paid = pd.DataFrame({"area": ["A", "A", "B"], "firm": ["x", "y", "z"], "paid": [9, 1, 5]})
    >>> print(amounts(paid, by="area", amount="paid", giver="firm"))
    15 in 3 numbers, with their totals.
    """
    names = [by] if isinstance(by, str) else list(by)
    _require_records(records, [*names, amount, giver], amount)
    parts = records.groupby([*names, giver], observed=True)[amount].sum().round()
    first = read_grid(parts.groupby(level=names).sum()[lambda cells: cells > 0])
    grid = with_totals(Grid(first.axes, *([np.where(np.isinf(first.high), 0, first.low)] * 2)))
    sides = {part: np.zeros(grid.shape) for part in ("largest", "second", "givers")}
    for kept in product((True, False), repeat=len(names)):
        used = [name for name, keep in zip(names, kept, strict=True) if keep]
        _note_givers(grid, parts.groupby(level=[*used, giver]).sum(), used, sides)
    return Amounts(grid, **sides)


def _note_givers(
    grid: Grid, parts: pd.Series, used: Sequence[str], sides: dict[str, Numbers]
) -> None:
    """Note the two largest contributors, and how many there are, of the totals over `used`."""
    sums = parts[parts > 0].rename("amount").reset_index()
    sums = sums.sort_values("amount", ascending=False)
    groups = sums.groupby([*used] or np.zeros(len(sums)), observed=True)["amount"]
    for key, cells in groups:
        labels = dict(zip(used, key if isinstance(key, tuple) else (key,), strict=False))
        at = tuple(
            axis.labels.index(labels[axis.name]) if axis.name in labels else axis.inner
            for axis in grid.axes
        )
        top = [*cells.head(2), 0.0]
        sides["largest"][at], sides["second"][at] = top[0], top[1]
        sides["givers"][at] = len(cells)


def _require_records(records: pd.DataFrame, names: Sequence[str], amount: str) -> None:
    """Insist on columns that are there and full, and on amounts that can be added up."""
    for name in names:
        if name not in records.columns:
            known = [str(column) for column in records.columns]
            raise LearnerError(f'The table has no column "{name}". {did_you_mean(name, known)}')
        if records[name].isna().any():
            raise LearnerError(f'Some rows have nothing in "{name}". Name the gap, or drop them.')
    if (records[amount] < 0).any():
        raise LearnerError(f'Some amounts in "{amount}" are below 0. Add up what was paid alone.')


class ProtectedAmounts(Protected):
    """A table of amounts that may be published; `small` counts the totals that reveal too much."""

    def __str__(self) -> str:
        """Return what was hidden and why, in sentences."""
        numbers = self.grid.low.size
        if not self.small:
            return f"All {numbers:,} amounts can be shown: none gives its largest part away."
        return (
            f"{self.small + self.beside:,} of {numbers:,} amounts are hidden: {self.small:,} that "
            f"would give their largest part away, and {self.beside:,} more so that nobody can work "
            "those out by subtraction."
        )

    __repr__ = __str__


def protect_amounts(totals: Amounts, *, p: float = 10.0) -> ProtectedAmounts:
    """Hide every total that gives its largest contributor away, and what keeps it hidden.

    `p` is how well, in percent, the second largest may come to know the largest. What stays
    unknown of a hidden total is at least twice what it lacks of that. Returns
    `ProtectedAmounts`, read and attacked like what `protect` returns. Raises `LearnerError` when
    `p` is not from 1 to 100.

    >>> paid = pd.DataFrame({"area": list("AAABBB"), "firm": list("xyzxyz"),
    ...                      "paid": [90, 5, 4, 50, 40, 45]})
    >>> print(protect_amounts(amounts(paid, by="area", amount="paid", giver="firm")))
    2 of 3 amounts are hidden: 1 that would give their largest part away, and 1 more so that \
nobody can work those out by subtraction.
    """
    if not 1 <= p <= 100:
        raise LearnerError(f"p={p} is no percentage that protects. Use one from 1 to 100.")
    grid, (puzzle, places) = totals.grid, join([totals.grid])
    revealing, needs = totals.revealing(p)
    truth, small = grid.low.ravel(), np.flatnonzero(revealing)
    cost = grid.parts().ravel() + truth / (truth.max() + 1)
    floor = np.zeros(len(truth))
    problem = Problem(puzzle, truth, floor, small, needs[small], truth > 0, cost)
    hidden, least = choose(problem)
    return answered(grid, problem, hidden, places[0], ProtectedAmounts(grid, 0, 0, 0, least))
