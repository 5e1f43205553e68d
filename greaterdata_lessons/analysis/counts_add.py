"""Adding the cubes of two partners: only what was counted alike adds up."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from greaterdata_lessons.analysis.counts_cells import MISSING, ranged, settled
from greaterdata_lessons.errors import LearnerError

if TYPE_CHECKING:
    from greaterdata_lessons.analysis.counts_cube import Cube

DEFINED = ("unit", "period", "outcome", "prediction", "score")


def definition(cube: Cube) -> dict[str, object]:
    """Return what a cube's counts mean, apart from the counts: equal ones may be added.

    >>> from greaterdata_lessons.analysis.counts_cube import Cube
    >>> made = Cube(pd.DataFrame({"sex": ["F"], "count": [1]}), by=("sex",))
    >>> definition(made)["unit"], definition(made)["by"]
    ('records', {'sex'})
    """
    said: dict[str, object] = {name: getattr(cube, name) for name in DEFINED}
    return {**said, "by": set(cube.by), "weighted": cube.weighted}


def added(one: Cube, other: Cube) -> Cube:
    """Return the counts of both cubes together.

    Both must count the same thing (`unit`, `period`, what `outcome` and `prediction` mean) by the
    same columns and categories. A column that has one category in each, such as the borough of
    each partner, keeps them apart. Hidden counts add as ranges: the lowest with the lowest and
    the highest with the highest. Raises `LearnerError` that names the first difference and what
    brings the two together.

    >>> from greaterdata_lessons.analysis.counts_cube import Cube
    >>> here = Cube(pd.DataFrame({"borough": ["Liverpool"], "count": [2]}), by=("borough",))
    >>> there = Cube(pd.DataFrame({"borough": ["Wirral"], "count": [1]}), by=("borough",))
    >>> print(added(here, there))
    3 records by borough: Liverpool 2, Wirral 1.
    """
    _require_same_columns(one, other)
    _require_same_meaning(one, other)
    for name in one.by:
        _require_same_categories(one, other, name)
    tables = [one.table, other.table]
    if one.hidden or other.hidden:
        tables = [ranged(table) for table in tables]
    table = settled(pd.concat(tables, ignore_index=True)[list(tables[0])], one.dimensions)
    lists = {**other.categories, **one.categories}
    return replace(one, table=table, categories=lists, apart=_apart(one) | _apart(other))


def _require_same_columns(one: Cube, other: Cube) -> None:
    """Insist that both are counted by the same columns, in whatever order."""
    mine, theirs = set(one.by) - set(other.by), set(other.by) - set(one.by)
    if not mine and not theirs:
        return
    words = [f'"{name}" is only in the first' for name in sorted(mine)]
    words += [f'"{name}" is only in the second' for name in sorted(theirs)]
    raise LearnerError(
        f"The cubes are not counted by the same columns: {', '.join(words)}. Roll both up to the "
        "columns they share with .by_only(...), or give a column its other name with .renamed(...)."
    )


def _require_same_meaning(one: Cube, other: Cube) -> None:
    """Insist that both say that they count the same thing, in the same period."""
    for name in DEFINED:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine != theirs:
            raise LearnerError(
                f"The cubes do not count the same: the {name} is {_said(mine)} in the first and "
                f"{_said(theirs)} in the second. {_meaning_step(name, mine, theirs)}"
            )
    if one.weighted != other.weighted:
        raise LearnerError(
            "One cube is weighted and the other is not. Count both with weight=, or neither."
        )


def _said(words: str) -> str:
    return f'"{words}"' if words else "not given"


def _meaning_step(name: str, mine: str, theirs: str) -> str:
    """Say what to do about a difference of definition."""
    if name == "score" or (name in ("outcome", "prediction") and not (mine and theirs)):
        return f"Count both with the same {name}=, or use .people() on both."
    return f'If they mean the same, say so on one of them: .described({name}="...").'


def _require_same_categories(one: Cube, other: Cube, name: str) -> None:
    """Insist that a column's categories are the same list, or two places kept apart."""
    mine, theirs = _categories(one, name), _categories(other, name)
    for category in sorted(mine - theirs):
        near = [known for known in sorted(theirs - mine) if _plain(known) == _plain(category)]
        if near:
            raise LearnerError(
                f'"{category}" and "{near[0]}" in {name} look like the same category, written in '
                f'two ways. Bring them together: .recode({name}={{"{category}": "{near[0]}"}}).'
            )
    if name in _apart(one) and name in _apart(other):
        return
    new_to_one, new_to_other = theirs - mine, mine - theirs
    off_list = (name in one.categories and new_to_one) or (
        name in other.categories and new_to_other
    )
    if off_list or (new_to_one and new_to_other):
        _different(name, new_to_other, new_to_one)


def _different(name: str, mine: Collection[str], theirs: Collection[str]) -> None:
    """Say which categories of a column only one of two cubes has, and the next step."""
    words = [
        f"{_some(found)} {'is' if len(found) == 1 else 'are'} only in the {which}"
        for found, which in ((mine, "first"), (theirs, "second"))
        if found
    ]
    raise LearnerError(
        f"The categories of {name} differ: {'; '.join(words)}. Bring one list to the other with "
        f'.recode({name}={{"old name": "new name"}}), or count both with the same categories=.'
    )


def _some(names: Collection[str], most: int = 4) -> str:
    shown = ", ".join(f'"{name}"' for name in sorted(names)[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _categories(cube: Cube, name: str) -> set[str]:
    """The categories a column may have: as agreed, or else as counted; missing is always one."""
    counted = {str(value) for value in cube.table[name]}
    return set(cube.categories.get(name, counted)) - {MISSING}


def _apart(cube: Cube) -> frozenset[str]:
    """The columns that keep partners apart: those with a single category, and sums of such."""
    single = {name for name in cube.by if name not in cube.categories}
    return cube.apart | {name for name in single if len(_categories(cube, name)) <= 1}


def _plain(words: str) -> str:
    """What is left of a name without capitals, spaces and points; numbers stay apart."""
    return re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", words.lower())
