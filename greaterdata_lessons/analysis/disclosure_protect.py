"""Safe to publish: hide what is small, and enough beside it that subtraction finds nothing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.disclosure_choice import Problem, choose
from greaterdata_lessons.analysis.disclosure_cube import cube_of, meaning
from greaterdata_lessons.analysis.disclosure_grid import (
    Flags,
    Grid,
    Numbers,
    Places,
    rounded,
    with_totals,
)
from greaterdata_lessons.analysis.disclosure_puzzle import Puzzle, join
from greaterdata_lessons.analysis.disclosure_reading import HIDDEN, read_grid
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

Table = Cube | pd.DataFrame | pd.Series
Answer = TypeVar("Answer", bound="Protected")


@dataclass(frozen=True)
class Protected:
    """A table that may be published, with what was hidden and why.

    `table` is the table to publish, hidden numbers as "[c]" (confidential). `small` is how many
    numbers were below the threshold, `beside` how many more had to be hidden with them, `least`
    whether hiding less is proved to be unsafe. `linked` are the tables protected with it, which
    are safe to publish beside it. `rounding` is what shown numbers are rounded to, if they are.
    `means` says what was counted, where that was a cube; it holds no count.
    """

    grid: Grid
    threshold: int
    small: int
    beside: int
    least: bool
    rounding: int | None = None
    linked: tuple[Protected, ...] = ()
    means: Cube | None = None

    @property
    def table(self) -> pd.DataFrame:
        """The table to publish."""
        told = self.grid.low if self.grid.told is None else self.grid.told
        pairs = zip(self.grid.hidden.ravel(), told.ravel(), strict=True)
        return self.grid.frame([HIDDEN if hidden else int(number) for hidden, number in pairs])

    def to_cube(self, *, unit: str | None = None, period: str | None = None) -> Cube:
        """Return the table as a cube, to be added to other partners' cubes.

        A number that is not shown becomes the range that a reader of this table can work out, as
        `gd.attack` does (with more than 300 hidden, a range that holds it but may be wider). Totals
        are left out. A protected cube keeps its definitions; of another table you can say
        the `unit` (what was counted) and the `period`. Raises `LearnerError` when nothing limits
        a hidden number.

        >>> homes = pd.DataFrame(
        ...     {"Asian": [4, 21, 30], "Black": [12, 40, 25], "White": [90, 85, 70]},
        ...     index=pd.Index(["Halton", "Sefton", "Wirral"], name="borough"),
        ... ).rename_axis(columns="group")
        >>> print(protect(homes).to_cube(unit="referrals").only(borough="Halton"))
        Between 92 and 120 referrals by borough and group: Halton / White 90, Halton / Asian 1 \
to 15, Halton / Black 1 to 15.
        """
        return cube_of(self.grid, self.means, unit, period)

    def __str__(self) -> str:
        """Return what was hidden, why, and how safe it is, in sentences."""
        numbers, rounding = self.grid.low.size, ""
        if self.rounding:
            rounding = f" Shown numbers are rounded to the nearest {self.rounding}."
        if not self.small + self.beside:
            few = self.threshold - 1
            return f"All {numbers:,} numbers can be shown: none is from 1 to {few}.{rounding}"
        return (
            f"{self.small + self.beside:,} of {numbers:,} numbers are hidden: {self.small:,} below "
            f"{self.threshold}, and {self.beside:,} more so that nobody can work those out by "
            f"subtraction. {self._promise()}{rounding}"
        )

    __repr__ = __str__

    def _promise(self) -> str:
        least = "Hiding less would not be safe." if self.least else "A little less might do too."
        return f"Every number below {self.threshold} keeps a range {self.threshold} wide. {least}"

    def _repr_html_(self) -> str:
        names = [axis.name for axis in self.grid.axes]
        shown = self.table.rename_axis(index=names[:-1] or names).reset_index()
        return html_table(shown, caption="The table as it may be published") + f"<p>{self}</p>"


def protect(  # noqa: PLR0913 - each is one decision a reader may want to see made
    table: Table,
    *,
    threshold: int = 10,
    rounding: int | None = None,
    margins: bool = True,
    zeros: str = "show",
    linked: Sequence[Table] = (),
    total: Hashable | None = None,
) -> Protected:
    """Hide every number below `threshold`, and as little else as keeps those hidden.

    Parameters
    ----------
    table : counts of people in one to four directions: what `gd.count` returns (with an outcome,
        people who did, who did not and all are protected together, so a rate is too), a
        DataFrame of rows and columns, or a Series. Totals may be there, under "Total" or "All".
    threshold : numbers from 1 to one below this are too small to publish (primary suppression).
    rounding : round what is shown to the nearest 5, say; less needs to be hidden then.
    margins : whether totals are published; they are worked out where the table has none.
    zeros : "show", or "hide" to treat 0 as too small as well.
    linked : other tables of the same people that are to be published too. Those that share cells
        or totals with the first are protected together; see the answer's `linked`.
    total : the label of the total, where it is none of the usual ones.

    Returns a `Protected`. Safe means: from everything shown, knowing the threshold and that no
    count is below 0, the range left for each number that was too small is at least `threshold`
    wide, so that it also reaches beyond the threshold. Which others are hidden with it (secondary
    suppression) is chosen so that the fewest are, a total counting as all the numbers it adds up.
    Raises `LearnerError` for a threshold below 3, hidden cells, or totals that do not add up.

    Source: A. Hundepool and others (2012), Statistical Disclosure Control, Wiley; M. Fischetti
    and J. J. Salazar (2001), Management Science 47, 1008-1027.

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
    _require_rules(threshold, rounding, zeros)
    first = _known(read_grid(table, total=total))
    grids = [first, *(_known(read_grid(one, total=total, beside=first)) for one in linked)]
    grids = [with_totals(grid) if margins else grid for grid in grids]
    exact, places = join(grids)
    for grid, place in zip(grids, places, strict=True):
        _require_sums(grid, place, exact)
    published = (
        grids if rounding is None else [rounded(grid, rounding, threshold) for grid in grids]
    )
    problem = _problem(grids, join(published)[0], exact.low, places, (threshold, zeros))
    hidden, least = choose(problem)
    blank = Protected(first, threshold, 0, 0, least, rounding)
    answers = [
        answered(grid, problem, hidden, place, replace(blank, means=meaning(given)))
        for grid, place, given in zip(published, places, (table, *linked), strict=True)
    ]
    return replace(answers[0], linked=tuple(answers[1:]))


def _problem(
    grids: Sequence[Grid],
    puzzle: Puzzle,
    truth: Numbers,
    places: Sequence[Places],
    rule: tuple[int, str],
) -> Problem:
    """Say which cells are too small and what hiding each of the others would lose."""
    threshold, zeros = rule
    lowest = 1 if zeros == "show" else 0
    small = np.flatnonzero((truth >= lowest) & (truth < threshold))
    parts = np.ones(len(truth))
    for grid, place in zip(grids, places, strict=True):
        np.maximum.at(parts, place, grid.parts().ravel())
    cost = parts + truth / (truth.max(initial=0) + 1)
    floor, needs = np.minimum(truth, lowest), np.full(len(small), float(threshold))
    return Problem(puzzle, truth, floor, small, needs, truth >= lowest, cost)


def answered(grid: Grid, problem: Problem, hidden: Flags, place: Places, answer: Answer) -> Answer:
    """Return one table as a reader sees it, and how much of it is hidden."""
    gone, floor = (cells[place].reshape(grid.shape) for cells in (hidden, problem.floor))
    told = np.where(gone, np.nan, grid.low if grid.told is None else grid.told)
    low, high = np.where(gone, floor, grid.low), np.where(gone, np.inf, grid.high)
    small = int(np.isin(place, problem.small).sum())
    beside = int(gone.sum()) - small
    return replace(answer, grid=Grid(grid.axes, low, high, told), small=small, beside=beside)


def _require_rules(threshold: int, rounding: int | None, zeros: str) -> None:
    """Insist on a threshold that hides something, and on rules that are known."""
    if isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < 3:
        raise LearnerError(
            f"A threshold of {threshold} hides next to nobody. Use a whole number from 3 up, such "
            "as 10; your organisation's own policy says which."
        )
    if rounding is not None and not (isinstance(rounding, int) and 2 <= rounding <= 2 * threshold):
        raise LearnerError(
            f"Numbers cannot be rounded to {rounding} here. Use a whole number from 2 to twice the "
            "threshold, such as 5."
        )
    if zeros not in ("show", "hide"):
        raise LearnerError(f'zeros="{zeros}" is not known. Use zeros="show" or zeros="hide".')


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


def _require_sums(grid: Grid, place: Places, puzzle: Puzzle) -> None:
    """Insist that every total is the sum of its parts."""
    for lines in grid.sums():
        cells = puzzle.low[place[lines]]
        off = np.flatnonzero(cells[:, :-1].sum(axis=1) != cells[:, -1])
        if len(off):
            at = int(off[0])
            raise LearnerError(
                f"{grid.words(int(lines[at, -1]))} says {cells[at, -1]:,.0f}, and its parts come "
                f"to {cells[at, :-1].sum():,.0f}. Mend the table, or leave the totals out: they "
                "are worked out for you."
            )
