"""Reading a table of counts as somebody publishes it: totals, numbers, and marks for "hidden"."""

from __future__ import annotations

import re
from collections.abc import Hashable
from math import inf, isnan
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.counts import MISSING, Cube
from greaterdata_lessons.analysis.disclosure_grid import UNNAMED, Axis, Grid
from greaterdata_lessons.errors import LearnerError

HIDDEN = "[c]"  # the Government Statistical Service's mark for a confidential number
TOTALS = {"all", "total", "totals", "all people", "everybody", "everyone", "grand total", "overall"}
MARKS = {"", "*", "-", ":", "..", "?", "c", HIDDEN, "x", "[x]", "[low]", "nan", "none", "<na>"}
MARKS |= {"hidden", "suppressed", "too few", "too small", "withheld", "not shown"}
MOST_AXES = 4
_BELOW = re.compile(r"^(?:<|under|below|fewer than|less than)\s*(\d+)$")
_BETWEEN = re.compile(r"^(\d+)\s*(?:-|\u2013|to)\s*(\d+)$")


def read_grid(
    table: Cube | pd.DataFrame | pd.Series,
    *,
    total: Hashable | None = None,
    beside: Grid | None = None,
) -> Grid:
    """Read a table as it stands: known numbers, hidden ones and what their marks give away.

    A DataFrame has rows and columns of counts; text columns at its left are taken as labels. A
    Series has one index level for each direction. `total` is the label of the total, where it is
    none of the usual ones. A direction without a name takes the name of the direction of `beside`
    that has labels in common with it. Raises `LearnerError` for an empty table, a
    label that stands twice, more than four directions, or a cell that cannot be read.

    >>> grid = read_grid(pd.Series({"Asian": 96, "Indian": 17, "Pakistani": "<10"}))
    >>> grid.low.tolist(), grid.high.tolist()
    ([96.0, 17.0, 0.0], [96.0, 17.0, 9.0])
    """
    series = _long(table, beside)
    if series.empty:
        raise LearnerError("The table has no numbers in it. Count some records first.")
    if series.index.nlevels > MOST_AXES:
        raise LearnerError(
            f"The table has {series.index.nlevels} directions, and it can have {MOST_AXES} at "
            "most. Count by fewer characteristics."
        )
    if series.index.has_duplicates:
        twice = series.index[series.index.duplicated()][0]
        raise LearnerError(f'"{_said(twice)}" stands twice in the table. Give it one row only.')
    axes = _axes(series.index, total, beside)
    full = _laid_out(series, axes, 0 if isinstance(table, Cube) else HIDDEN)
    bounds = [_bounds(value, label) for label, value in full.items()]
    shape = tuple(len(axis.labels) for axis in axes)
    low, high = np.array(bounds, dtype=float).T
    return Grid(axes, low.reshape(shape), high.reshape(shape))


def _long(table: Cube | pd.DataFrame | pd.Series, beside: Grid | None) -> pd.Series:
    """Return the table as one column of cells with a label in every direction."""
    if isinstance(table, Cube):
        return _from_cube(table)
    if isinstance(table, pd.Series):
        return table
    if not isinstance(table, pd.DataFrame):
        raise LearnerError(
            "That is no table. Give a DataFrame or a Series of counts, or what gd.count returns."
        )
    labels = []
    if isinstance(table.index, pd.RangeIndex):
        for name in table.columns:
            if not _holds_labels(table[name]):
                break
            labels.append(name)
    frame = table.set_index(labels) if labels else table
    known = beside is not None and any(frame.columns[0] in axis.labels for axis in beside.axes)
    if frame.shape[1] == 1 and not known:
        return frame.iloc[:, 0]
    return _stacked(frame)


def _from_cube(cube: Cube) -> pd.Series:
    """Return a cube's counts; what came of it in words, and hidden counts as their range."""
    cells = cube.table.copy()
    for name in ("outcome", "prediction"):
        if said := getattr(cube, name):
            cells[name] = cells[name].map({1: said, 0: f"not {said}"}).fillna(MISSING)
    if cube.hidden:
        unsure = cells["low"] < cells["high"]
        spans = cells["low"].astype(str) + "-" + cells["high"].astype(str)
        cells["count"] = cells["count"].astype(object).mask(unsure, spans)
    return cells.set_index(list(cube.dimensions))["count"]


def _holds_labels(column: pd.Series) -> bool:
    """Tell whether a column is the table's own heading: words throughout, no number or mark."""
    return all(isinstance(value, str) and not _readable(value) for value in column)


def _readable(value: str) -> bool:
    try:
        _bounds(value, "")
    except LearnerError:
        return False
    return True


def _stacked(frame: pd.DataFrame) -> pd.Series:
    """Turn rows and columns into one long column."""
    names = [*frame.index.names, *frame.columns.names]
    keys = [(*_parts(row), *_parts(column)) for row in frame.index for column in frame.columns]
    return pd.Series(
        frame.to_numpy(dtype=object).ravel(), index=pd.MultiIndex.from_tuples(keys, names=names)
    )


def _parts(label: Any) -> tuple[Any, ...]:
    return label if isinstance(label, tuple) else (label,)


def _axes(index: pd.Index, total: Hashable | None, beside: Grid | None) -> tuple[Axis, ...]:
    """Read the directions of a table; each total, wherever it stands, comes last."""
    axes: list[Axis] = []
    for level in range(index.nlevels):
        inner, totals = _labels(index, level, total)
        given = index.names[level]
        name = _name(given, level) if beside is None else _shared_name(given, inner, beside, level)
        axes.append(Axis(name, (*inner, *totals), total=bool(totals and inner)))
    if len({axis.name for axis in axes}) < len(axes):
        raise LearnerError("Two directions of the table have one name. Rename one of them.")
    return tuple(axes)


def _labels(
    index: pd.Index, level: int, total: Hashable | None
) -> tuple[list[Hashable], list[Hashable]]:
    """Return the labels of one direction, and apart from them the label of its total."""
    labels = list(dict.fromkeys(index.get_level_values(level)))
    totals = [label for label in labels if label == total]
    totals = totals or [label for label in labels if str(label).strip().lower() in TOTALS]
    if len(totals) > 1:
        raise LearnerError(
            f'"{totals[0]}" and "{totals[1]}" both look like a total. Keep one of them.'
        )
    return [label for label in labels if label not in totals], totals


def _name(given: Hashable | None, level: int) -> str:
    return UNNAMED[level] if given is None else str(given)


def _shared_name(given: Hashable | None, inner: list[Hashable], beside: Grid, level: int) -> str:
    """Return the name of the direction of the other table that means the same."""
    names = [axis.name for axis in beside.axes]
    if given is not None and str(given) in names:
        return str(given)
    alike = [len(set(inner) & set(axis.labels)) for axis in beside.axes]
    return names[int(np.argmax(alike))] if max(alike) else _name(given, level + 2)


def _laid_out(series: pd.Series, axes: tuple[Axis, ...], gap: Any) -> pd.Series:
    """Return every combination of labels once, in order; one that is not there is `gap`."""
    if len(axes) == 1:
        return series.reindex(list(axes[0].labels))
    whole = pd.MultiIndex.from_product([axis.labels for axis in axes])
    return series.astype(object).reindex(whole, fill_value=gap)


def _bounds(value: Any, label: Hashable) -> tuple[float, float]:
    """Return the least and the most a cell can be, from what stands in it."""
    if isinstance(value, int | float | np.number) and not isnan(value):
        return _counted(float(value), label)
    words = "" if value is None or value is pd.NA else str(value).strip().lower()
    if words in MARKS:
        return 0.0, inf
    if found := _BELOW.match(words):
        return 0.0, float(found[1]) - 1
    if found := _BETWEEN.match(words):
        return float(found[1]), float(found[2])
    try:
        return _counted(float(words.replace(",", "")), label)
    except ValueError as error:
        if isinstance(error, LearnerError):
            raise
        raise LearnerError(
            f'"{value}" in {_said(label)} is neither a number nor a mark for a hidden one. '
            f'Write a hidden number as "{HIDDEN}" or "<10".'
        ) from None


def _counted(number: float, label: Hashable) -> tuple[float, float]:
    """Insist on a count of people: nobody can be fewer than 0."""
    if number < 0 or number == inf:
        raise LearnerError(f"{number:,.0f} in {_said(label)} is no count: it must be 0 or more.")
    return number, number


def _said(label: Hashable) -> str:
    return ", ".join(map(str, _parts(label)))
