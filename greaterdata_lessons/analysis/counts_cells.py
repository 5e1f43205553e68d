"""The cells of a cube: put together, put in order, compared and put in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean

MISSING = "Missing"
ASKED = ("outcome", "prediction", "score")
MEASURES = ("count", "low", "high", "weight", "weight_squared")
RESERVED = frozenset((*ASKED, *MEASURES))


def settled(table: pd.DataFrame, dimensions: Sequence[str]) -> pd.DataFrame:
    """Return the cells with each combination once, largest first, and no empty ones.

    Cells with `low` and `high` keep them only while some count is hidden: where the two agree,
    the count is known.

    >>> settled(pd.DataFrame({"sex": ["F", "M", "F"], "count": [1, 1, 1]}), ["sex"])
      sex  count
    0   F      2
    1   M      1
    """
    measures = [name for name in MEASURES if name in table and not _derived(name, table)]
    names = list(dimensions)
    if names:
        cells = table.groupby(names, dropna=False, observed=True, sort=False)[measures]
        summed = cells.sum().reset_index()
    else:
        summed = table[measures].sum().to_frame().T.astype(table[measures].dtypes.to_dict())
    known = _known(summed)
    most = "high" if "high" in known else "count"
    order = known[known[most] > 0].sort_values(
        [most, *names], ascending=[False] + [True] * len(names), kind="stable"
    )
    return order.reset_index(drop=True)


def _derived(name: str, table: pd.DataFrame) -> bool:
    """Counts follow from `low` and `high` where those are there."""
    return name == "count" and "low" in table


def trimmed(table: pd.DataFrame) -> pd.DataFrame:
    """Return some of a cube's cells as they stand, without ranges where none of them is hidden.

    >>> trimmed(pd.DataFrame({"sex": ["F"], "count": [3], "low": [3], "high": [3]}))
      sex  count
    0   F      3
    """
    return _known(table).reset_index(drop=True)


def _known(table: pd.DataFrame) -> pd.DataFrame:
    """Put `count` beside `low` and `high`, or in their place where nothing is hidden."""
    if "low" not in table:
        return table
    dimensions = [name for name in table if name not in MEASURES]
    if (table["low"] == table["high"]).all():
        return table[dimensions].assign(count=table["low"])
    count = table["low"].astype("Int64").where(table["low"] == table["high"])
    return table[dimensions].assign(count=count, low=table["low"], high=table["high"])


def ranged(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with `low` and `high`, whether or not some are hidden.

    >>> ranged(pd.DataFrame({"sex": ["F"], "count": [3]}))
      sex  count  low  high
    0   F      3    3     3
    """
    if "low" in table:
        return table
    return table.assign(low=table["count"], high=table["count"])


def same(one: pd.DataFrame, other: pd.DataFrame, dimensions: Sequence[str]) -> bool:
    """Say whether two tables hold the same cells, in whatever order of rows or columns.

    >>> one = pd.DataFrame({"sex": ["F", "M"], "count": [2, 1]})
    >>> same(one, one.iloc[::-1], ["sex"])
    True
    """
    if set(one) != set(other):
        return False
    first, second = settled(one, dimensions), settled(other, dimensions)
    if len(first) != len(second):
        return False
    pairs = ((_list(first[name]), _list(second[name])) for name in first)
    return all(a == b or _close(a, b) for a, b in pairs)


def _list(column: pd.Series) -> list[Any]:
    return [None if pd.isna(value) else value for value in column]


def _close(one: list[Any], other: list[Any]) -> bool:
    """Sums of weights may differ in the last digit with the order of adding."""
    numbers = all(isinstance(value, float) for value in (*one, *other))
    return numbers and all(
        abs(a - b) <= 1e-9 * max(abs(a), abs(b)) for a, b in zip(one, other, strict=True)
    )


def readable(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells for reading: yes and no, and a hidden count as the range it lies in.

    >>> readable(pd.DataFrame({"outcome": [1], "count": pd.array([pd.NA]), "low": 0, "high": 9}))
      outcome   count
    0     yes  0 to 9
    """
    shown = table.copy()
    for name in {"outcome", "prediction"} & set(shown):
        words = [MISSING if pd.isna(value) else ("no", "yes")[value] for value in shown[name]]
        shown[name] = pd.Series(words, shown.index, dtype=object)
    if "low" in shown:
        shown["count"] = [spoken(row) for row in table.to_dict("records")]
    return shown.drop(columns=["low", "high"], errors="ignore")


def spoken(row: Mapping[Any, Any]) -> str:
    """Return the number in one cell as words: a count, or the range it lies in.

    >>> spoken({"count": 1200}), spoken({"count": pd.NA, "low": 0, "high": 9})
    ('1,200', '0 to 9')
    """
    if pd.isna(row["count"]):
        return f"{int(row['low']):,} to {int(row['high']):,}"
    return f"{int(row['count']):,}"


def came(meaning: str, name: str, value: Any) -> str:
    """Return in words what came of the people in a cell.

    >>> came("referred", "outcome", 1), came("referred", "outcome", 0)
    ('referred', 'not referred')
    """
    if pd.isna(value):
        return f"{meaning} {MISSING.lower()}"
    if name == "score":
        return f"{meaning} {value:.3g}"
    return meaning if value == 1 else f"not {meaning}"


def require_column(name: str, known: Sequence[str]) -> None:
    """Insist that a cube is counted by a column; raises `LearnerError` with the nearest one.

    >>> require_column("borough", ["borough", "sex"])
    """
    if name not in known:
        raise LearnerError(f'The cube is not counted by "{name}". {did_you_mean(name, known)}')


def require_categories(name: str, wanted: Iterable[object], known: Collection[object]) -> None:
    """Insist that each category is there; raises `LearnerError` with the nearest one.

    >>> require_categories("borough", ["Sefton"], {"Sefton", "Wirral"})
    """
    there = sorted(str(value) for value in known)
    for category in wanted:
        if category not in known:
            raise LearnerError(
                f'There is no "{category}" in {name}. {did_you_mean(category, there)}'
            )
