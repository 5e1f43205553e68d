"""A protected table as a cube: every hidden count as the range that a reader can work out."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.counts import MISSING, Cube
from greaterdata_lessons.analysis.counts_cells import ASKED, RESERVED, settled
from greaterdata_lessons.analysis.disclosure_grid import Axis, Grid, Numbers
from greaterdata_lessons.analysis.disclosure_puzzle import EXACT, join, ranges, tighten
from greaterdata_lessons.errors import LearnerError


def meaning(table: object) -> Cube | None:
    """Return what the counts of a cube mean, without one of them; None for any other table."""
    return replace(table, table=table.table.iloc[:0]) if isinstance(table, Cube) else None


def cube_of(grid: Grid, means: Cube | None, unit: str | None, period: str | None) -> Cube:
    """Return the cells of a published table, totals apart, each with what it can be.

    Raises `LearnerError` when nothing limits a hidden number, or a direction has a name that a
    cube needs for itself.
    """
    names = [axis.name for axis in grid.axes]
    if means is None:
        _require_free(names)
        means = Cube(pd.DataFrame(columns=[*names, "count"]), tuple(names), unit="people")
    low, high = (ends.reshape(grid.shape) for ends in _possible(grid))
    inner = tuple(slice(axis.inner) for axis in grid.axes)
    _require_limits(grid, high, inner)
    labels = [_labels(axis, means) for axis in grid.axes]
    places = np.indices(tuple(map(len, labels))).reshape(len(labels), -1)
    cells = pd.DataFrame(
        {name: known.take(at) for name, known, at in zip(names, labels, places, strict=True)}
    )
    cells["low"], cells["high"] = (ends[inner].ravel().astype(np.int64) for ends in (low, high))
    said = {"unit": unit, "period": period}
    told = {name: words for name, words in said.items() if words is not None}
    return replace(means, table=settled(cells, means.dimensions), **told)  # type: ignore[arg-type]


def _possible(grid: Grid) -> tuple[Numbers, Numbers]:
    """Return the least and the most each number can be: exactly, unless very many are hidden."""
    puzzle = tighten(join([grid])[0])
    low, high = puzzle.low.copy(), puzzle.high.copy()
    cells = np.flatnonzero(grid.hidden.ravel())
    if len(cells) <= EXACT:
        low[cells], high[cells] = ranges(puzzle, cells, np.full(len(cells), np.inf))
    return low, high


def _labels(axis: Axis, means: Cube) -> pd.Index:
    """Return the categories of one direction, as a cube has them."""
    inner = axis.labels[: axis.inner]
    if axis.name in ("outcome", "prediction"):
        said: dict[Hashable, int] = {getattr(means, axis.name): 1}
        came = [pd.NA if label == MISSING else said.get(label, 0) for label in inner]
        return pd.Index(pd.array(came, dtype="Int64"))
    return pd.Index(inner if axis.name in ASKED else [str(label) for label in inner], dtype=object)


def _require_free(names: list[str]) -> None:
    taken = sorted(RESERVED & set(names))
    if taken:
        raise LearnerError(
            f'"{taken[0]}" is a name that a cube needs for itself. Protect what gd.count returns, '
            "or rename that direction of the table first."
        )


def _require_limits(grid: Grid, high: Numbers, inner: tuple[slice, ...]) -> None:
    places = np.arange(high.size).reshape(high.shape)[inner].ravel()
    endless = places[np.isinf(high.ravel()[places])]
    if len(endless):
        raise LearnerError(
            f"Nothing says how many {grid.words(int(endless[0]))} can be at the most, so there is "
            "no range to add. Protect the table with its totals: margins=True."
        )
