"""Is it there twice? Keys that repeat, and records that a stated rule calls the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.quality.columns import Column, Mask, Measure
from greaterdata_lessons.analysis.quality.dates import Days

SAME = "the same record again"
Whole = npt.NDArray[np.uint64]
NAMED_LIKE_A_KEY = re.compile(r"(^|[_\s])(id|ref|reference|number|no|uprn|key|code)$")


def likely_keys(columns: Mapping[str, Column]) -> list[str]:
    """Return the columns that are named like a key and nearly never repeat, the first first."""
    return [
        name
        for name, column in columns.items()
        if NAMED_LIKE_A_KEY.search(name.lower()) and len(column.values) >= 0.9 * column.size > 9
    ]


def same_measures(
    columns: Mapping[str, Column],
    days: Mapping[str, Days],
    *,
    key: Sequence[str],
    same: Sequence[str],
) -> list[Measure]:
    """Count rows that repeat an earlier one: whole, by their key, and by the rule for the same."""
    found = [_repeated(columns, days, list(columns), "the whole row repeated", "every cell alike")]
    if key:
        found.append(_repeated(columns, days, key, "key repeated", "each key once"))
    if same:
        rule = "the same in any spelling; a blank is like nothing"
        found.append(_repeated(columns, days, same, SAME, rule))
    for name in likely_keys(columns):
        if name not in {*key, *same} and len(columns[name].values) < columns[name].size:
            asked = "two records that share it, or one that is there twice? State it with same="
            found.append(_repeated(columns, days, [name], "seen before", asked, sure=False))
    return found


def _repeated(  # noqa: PLR0913 - one argument for each part of a measure
    columns: Mapping[str, Column],
    days: Mapping[str, Days],
    names: Sequence[str],
    what: str,
    rule: str,
    *,
    sure: bool = True,
) -> Measure:
    """Mark the rows that agree with an earlier one in the named columns."""
    whole = what == "the whole row repeated"
    mixed = np.zeros(columns[names[0]].size, dtype=np.uint64)
    known = np.ones(len(mixed), dtype=bool)
    for name in names:
        exact = what != SAME
        numbers = columns[name].codes if exact else _numbers(columns[name], days.get(name))
        mixed = _mix(mixed, numbers)
        known &= whole | ~columns[name].blank
    marked: Mask = np.zeros(len(mixed), dtype=bool)
    marked[known] = pd.Series(mixed[known]).duplicated().to_numpy()
    label = "every column" if whole else " and ".join(names)
    rows = int(marked.sum())
    places = marked if rows else None
    return Measure("uniqueness", label, what, rule, rows, int(known.sum()), sure, marked=places)


def _numbers(column: Column, days: Days | None) -> npt.NDArray[np.intp]:
    """Number a column's values so that two spellings of one value have the same number."""
    if days is not None:
        sorts = pd.Series(np.where(days.exists, days.number, -1 - np.arange(len(column.values))))
    elif column.is_text:
        sorts = column.sorts
    else:
        return column.codes
    numbers, _ = pd.factorize(sorts)
    return np.append(numbers, -1)[column.codes]


def _mix(mixed: Whole, numbers: npt.NDArray[np.intp]) -> Whole:
    """Fold another column into each row's 64-bit number (splitmix64's steps)."""
    mixed = (mixed ^ numbers.astype(np.int64).view(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
