"""Safe to publish: hide what is small, and enough beside it that subtraction finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.disclosure_choice import Problem, choose
from greaterdata_lessons.analysis.disclosure_grid import Flags, Grid, with_totals
from greaterdata_lessons.analysis.disclosure_puzzle import Puzzle, join
from greaterdata_lessons.analysis.disclosure_reading import HIDDEN, read_grid
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table


@dataclass(frozen=True)
class Protected:
    """A table that may be published, with what was hidden and why.

    `table` is the table to publish, hidden numbers as "[c]" (confidential). `small` is how many
    numbers were below the threshold, `beside` how many more had to be hidden with them, `least`
    whether hiding less is proved to be unsafe.
    """

    grid: Grid
    threshold: int
    small: int
    beside: int
    least: bool

    @property
    def table(self) -> pd.DataFrame:
        """The table to publish."""
        pairs = zip(self.grid.hidden.ravel(), self.grid.low.ravel(), strict=True)
        return self.grid.frame([HIDDEN if hidden else int(low) for hidden, low in pairs])

    def __str__(self) -> str:
        """Return what was hidden, why, and how safe it is, in sentences."""
        numbers = self.grid.low.size
        if not self.small:
            return f"All {numbers:,} numbers can be shown: none is from 1 to {self.threshold - 1}."
        hidden = self.small + self.beside
        return (
            f"{hidden:,} of {numbers:,} numbers are hidden: {self.small:,} below {self.threshold}, "
            f"and {self.beside:,} more so that nobody can work those out by subtraction. "
            f"{self._promise()}"
        )

    __repr__ = __str__

    def _promise(self) -> str:
        least = "Hiding less would not be safe." if self.least else "A little less might do too."
        return f"Every number below {self.threshold} keeps a range {self.threshold} wide. {least}"

    def _repr_html_(self) -> str:
        names = [axis.name for axis in self.grid.axes]
        down = names[:-1] or names
        shown = self.table.rename_axis(index=down).reset_index()
        return html_table(shown, caption="The table as it may be published") + f"<p>{self}</p>"


def protect(
    table: Cube | pd.DataFrame | pd.Series,
    *,
    threshold: int = 10,
    margins: bool = True,
    zeros: str = "show",
) -> Protected:
    """Hide every number below `threshold`, and as little else as keeps those hidden.

    Parameters
    ----------
    table : counts of people in one to four directions: what `gd.count` returns, a DataFrame of
        rows and columns, or a Series. Totals may be there, under "Total" or "All".
    threshold : numbers from 1 to one below this are too small to publish (primary suppression).
    margins : whether totals are published; they are worked out where the table has none.
    zeros : "show", or "hide" to treat 0 as too small as well.

    Returns a `Protected`. Safe means: from everything shown, knowing the threshold and that no
    count is below 0, the range left for each number that was too small is at least `threshold`
    wide, so that it also reaches beyond the threshold. Which others are hidden with it (secondary
    suppression) is chosen so that the fewest are, a total counting as all the numbers it adds up.
    Raises `LearnerError` for a threshold below 3, hidden cells, or totals that do not add up.

    Source: A. Hundepool and others (2012), Statistical Disclosure Control; M. Fischetti and J. J.
    Salazar (2001), Management Science 47, 1008-1027.

    >>> homes = pd.DataFrame(
    ...     {"Asian": [4, 21, 30], "Black": [12, 40, 25], "White": [90, 85, 70]},
    ...     index=["Halton", "Sefton", "Wirral"],
    ... )
    >>> print(protect(homes).table)
           Asian Black White Total
    Halton   [c]   [c]    90   106
    Sefton    21    40    85   146
    Wirral   [c]   [c]    70   125
    Total     55    77   245   377
    """
    _require_threshold(threshold)
    grid = _known(read_grid(table))
    grid = with_totals(grid) if margins else grid
    puzzle, _ = join([grid])
    _require_sums(grid, puzzle)
    problem = _problem(grid, puzzle, threshold, zeros)
    hidden, least = choose(problem)
    beside = int(hidden.sum()) - len(problem.small)
    return Protected(
        _published(grid, problem, hidden), threshold, len(problem.small), beside, least
    )


def _problem(grid: Grid, puzzle: Puzzle, threshold: int, zeros: str) -> Problem:
    """Say which cells are too small and what hiding each of the others would lose."""
    if zeros not in ("show", "hide"):
        raise LearnerError(f'zeros="{zeros}" is not known. Use zeros="show" or zeros="hide".')
    truth, lowest = grid.low.ravel(), 1 if zeros == "show" else 0
    small = np.flatnonzero((truth >= lowest) & (truth < threshold))
    floor = np.minimum(truth, lowest).astype(float)
    cost = grid.parts().ravel() + truth / (truth.max(initial=0) + 1)
    needs = np.full(len(small), float(threshold))
    return Problem(puzzle, truth, floor, small, needs, truth >= lowest, cost)


def _published(grid: Grid, problem: Problem, hidden: Flags) -> Grid:
    """Return the table as a reader sees it."""
    seen = problem.attacked(hidden)
    return replace(grid, low=seen.low.reshape(grid.shape), high=seen.high.reshape(grid.shape))


def _require_threshold(threshold: int) -> None:
    """Insist on a threshold that hides something."""
    if isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < 3:
        raise LearnerError(
            f"A threshold of {threshold} hides next to nobody. Use a whole number from 3 up, such "
            "as 10; your organisation's own policy says which."
        )


def _known(grid: Grid) -> Grid:
    """Insist on the true numbers, all of them whole: hiding comes after."""
    if grid.hidden.any():
        at = grid.words(int(np.flatnonzero(grid.hidden.ravel())[0]))
        raise LearnerError(
            f"The number for {at} is hidden already. Give the true table to gd.protect; to see "
            "whether hidden numbers can be worked out, use gd.attack."
        )
    if (grid.low % 1 != 0).any():
        at = grid.words(int(np.flatnonzero(grid.low.ravel() % 1)[0]))
        raise LearnerError(
            f"{at} is no whole number. A table of rates is protected through its counts: give the "
            "people who did and the people who did not."
        )
    return grid


def _require_sums(grid: Grid, puzzle: Puzzle) -> None:
    """Insist that every total is the sum of its parts."""
    off = np.flatnonzero(puzzle.sums @ puzzle.low)
    if len(off):
        row = puzzle.sums[[int(off[0])], :].tocoo()
        total = int(row.col[row.data < 0][0])
        parts = puzzle.low[row.col[row.data > 0]].sum()
        raise LearnerError(
            f"{grid.words(total)} says {puzzle.low[total]:,.0f}, and its parts come to "
            f"{parts:,.0f}. Mend the table, or leave the totals out: they are worked out for you."
        )
