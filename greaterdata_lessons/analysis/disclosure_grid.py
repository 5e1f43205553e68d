"""Tables as they are published: named cells, what is known of each, and the sums that tie them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Key = frozenset[tuple[str, Hashable]]
# What the directions of a table are called that has no names for them.
UNNAMED = ("row", "column", "third direction", "fourth direction", "fifth", "sixth")


@dataclass(frozen=True)
class Axis:
    """One direction of a table: its name, its labels, and whether the last one is the total."""

    name: str
    labels: tuple[Hashable, ...]
    total: bool

    @property
    def shown(self) -> str | None:
        """The name, or None when the table never had one."""
        return None if self.name in ("", *UNNAMED) else self.name

    @property
    def inner(self) -> int:
        """How many labels are no total."""
        return len(self.labels) - self.total


@dataclass(frozen=True)
class Grid:
    """A table in one to four directions, totals last: the least and the most each number can be.

    `low` and `high` have the shape of the axes. `told` is the number as published, undefined
    where it is hidden; without it, a number is published where `low` and `high` are equal.
    """

    axes: tuple[Axis, ...]
    low: Numbers
    high: Numbers
    told: Numbers | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Cells along each axis, the totals among them."""
        return tuple(len(axis.labels) for axis in self.axes)

    @property
    def hidden(self) -> Flags:
        """Where a number is not published."""
        return np.asarray(self.low != self.high if self.told is None else np.isnan(self.told))

    def names(self) -> Iterator[Key]:
        """Name every cell by what it counts, in the order of the flat table; a total adds none."""
        for place in np.ndindex(self.shape):
            yield frozenset(
                (axis.name, axis.labels[at])
                for axis, at in zip(self.axes, place, strict=True)
                if not (axis.total and at == axis.inner)
            )

    def sums(self) -> Iterator[Places]:
        """Yield, for each axis with a total, lines of places: the parts, and last their total."""
        places = np.arange(self.low.size).reshape(self.shape)
        for number, axis in enumerate(self.axes):
            if axis.total:
                yield np.moveaxis(places, number, -1).reshape(-1, len(axis.labels))

    def parts(self) -> Places:
        """Return how many inner cells each cell adds up (1 for an inner cell)."""
        found = np.ones(self.shape, dtype=np.int64)
        for number, axis in enumerate(self.axes):
            if axis.total:
                np.moveaxis(found, number, -1)[..., -1] *= axis.inner
        return found

    def words(self, flat: int) -> str:
        """Name one cell as a reader would, by its place in the flat table."""
        at = np.unravel_index(flat, self.shape)
        return ", ".join(
            str(axis.labels[int(step)]) for axis, step in zip(self.axes, at, strict=True)
        )

    def frame(self, cells: Sequence[Any], name: str = "count") -> pd.DataFrame:
        """Lay `cells` (flat) out as the table is published: the last axis across, if it has two."""
        values = np.empty(self.low.size, dtype=object)
        values[:] = cells
        *down, across = self.axes if len(self.axes) > 1 else (*self.axes, Axis("", (name,), False))
        labels = [axis.labels for axis in down]
        rows = pd.MultiIndex.from_product(labels, names=[axis.shown for axis in down])
        index = rows.get_level_values(0) if len(down) == 1 else rows
        columns = pd.Index(across.labels, name=across.shown)
        return pd.DataFrame(values.reshape(len(index), -1), index=index, columns=columns)


def with_totals(grid: Grid) -> Grid:
    """Add the totals of every axis that has none; every number must be known."""
    axes, numbers = list(grid.axes), grid.low
    for number, axis in enumerate(axes):
        if not axis.total:
            sums = numbers.sum(axis=number, keepdims=True)
            numbers = np.concatenate([numbers, sums], axis=number)
            axes[number] = Axis(axis.name, (*axis.labels, "Total"), total=True)
    return Grid(tuple(axes), numbers, numbers)


def rounded(grid: Grid, base: int, threshold: int = 0) -> Grid:
    """Publish the shown numbers rounded to the nearest `base` (halves up).

    Each then stands for a range of true numbers, none below the threshold: those are to be
    hidden, and a 0 is exact beside them. Hidden numbers stay as they are.
    """
    told = np.where(grid.hidden, np.nan, base * np.floor(grid.low / base + 0.5))
    exact = np.isnan(told) | (grid.low < threshold)
    low = np.where(exact, grid.low, np.maximum(told - base // 2, threshold))
    high = np.where(exact, grid.high, told + (base - 1) // 2)
    return Grid(grid.axes, low, high, told)
