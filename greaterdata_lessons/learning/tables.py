"""Compare a learner's table with the expected one, and say where it differs, not what is expected.

pandas is never imported here: whoever gives a table has imported it already.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from .answers import UnreadableError, kind_of

if TYPE_CHECKING:
    from .marking import Item, Outcome

Row = tuple[Any, ...]
Table = Mapping[str, Any]  # {"columns": [...], "rows": [[...], ...]}


def table_of(frame: Any) -> dict[str, Any]:
    """Turn a DataFrame or Series into {"columns": [...], "rows": [[...], ...]} of plain values.

    A named index (as after a group-by) becomes columns; an unnamed one is left out.
    Raises UnreadableError when it is not a table.

    >>> import pandas as pd
    >>> table_of(pd.DataFrame({"n": [1, 2]}, index=pd.Index(["a", "b"], name="group")))
    {'columns': ['group', 'n'], 'rows': [['a', 1], ['b', 2]]}
    """
    frame = _framed(frame)
    columns = [_column_name(column) for column in frame.columns]
    rows = [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    return {"columns": columns, "rows": rows}


def _framed(frame: Any) -> Any:
    if hasattr(frame, "to_frame") and not hasattr(frame, "columns"):  # a Series
        frame = frame.to_frame()
    if not (hasattr(frame, "columns") and hasattr(frame, "itertuples")):
        raise UnreadableError(
            f"This question asks for a table (a DataFrame); this is {kind_of(frame)}."
        )
    if any(name is not None for name in frame.index.names):
        keep = [name for name in frame.index.names if name not in frame.columns]
        frame = frame.reset_index()[[*keep, *frame.columns]]
    return frame


def _column_name(column: Any) -> str:
    return " ".join(map(str, column)).strip() if isinstance(column, tuple) else str(column)


def _plain(value: Any) -> Any:
    value = value.item() if hasattr(value, "item") else value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, date):  # datetime and pandas' own timestamps are dates too
        return None if str(value) == "NaT" else value.isoformat()
    return None if str(value) in {"NaT", "<NA>"} else str(value)


def compare(item: Item, answer: object) -> Outcome:
    """Compare a table with the expected one of a table question.

    Looked at in turn: is it a table, is it right, is it a named wrong answer, columns, number
    of rows, order of rows, and then which column differs. Expected values are never said.
    Raises UnreadableError when the answer is not a table.
    """
    from .marking import Outcome

    frame = _framed(answer)
    expected = item["answer"]
    candidates = [expected, *item["wrong"]]
    given = None
    if len(frame) in {len(candidate["rows"]) for candidate in candidates}:
        given = _Given(table_of(frame), expected.get("within", 0))  # never read a huge table
    if given and given.matches(expected, expected, any_order=expected.get("any_order", False)):
        return Outcome("right", item["right"])
    for wrong in item["wrong"]:
        if given and given.matches(wrong, expected, any_order=False):
            return Outcome("not yet", wrong["says"], wrong["misconception"])
    columns = [_column_name(column) for column in frame.columns]
    says = _columns_differ(columns, expected["columns"])
    if says is None and (given is None or len(frame) != len(expected["rows"])):
        says = _rows_differ(len(frame), len(expected["rows"]))
    elif says is None and given is not None:
        says = _values_differ(given, expected)
    return Outcome("not yet", says or _SAME_PLACE)


_SAME_PLACE = "Some values differ from what the question asks for."


def _columns_differ(given: Sequence[str], wanted: Sequence[str]) -> str | None:
    missing = [column for column in wanted if column not in given]
    extra = [column for column in given if column not in wanted]
    if missing:
        return f"Your table has no column called {_names(missing)}. It has {_names(given)}."
    if extra:
        return f"Your table also has {_names(extra)}. Leave out what the question does not ask for."
    if len(given) != len(wanted):
        return "Your table has the same column twice."
    return None


def _names(columns: Sequence[str]) -> str:
    shown = [f"'{column}'" for column in columns[:8]] + (["others"] if len(columns) > 8 else [])
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]])) or "no columns"


def _rows_differ(given: int, wanted: int) -> str:
    how = "more" if given > wanted else "fewer"
    return (
        f"Your columns are right. Your table has {given:,} row{'' if given == 1 else 's'}, {how} "
        "than the question asks for. Look at what each row should stand for."
    )


def _values_differ(given: _Given, expected: Table) -> str:
    if given.equals(expected, any_order=True):
        return "The values are right, but the rows are in another order. Sort the table."
    for name in expected["columns"]:
        wanted = _Given(expected, 0).column(name)
        if any(map(_is_number, wanted)) and any(isinstance(v, str) for v in given.column(name)):
            return f"The column '{name}' holds text where the question asks for numbers."
        pairs = zip(given.column(name), wanted, strict=True)
        wrong = sum(not _same(a, b, given.within) for a, b in pairs)
        if wrong:
            return (
                f"Columns and number of rows are right. Look at the column '{name}': "
                f"{wrong} of its {len(expected['rows'])} values differ."
            )
    return _SAME_PLACE


class _Given:
    """A table of plain values that can be compared with another, whatever its column order."""

    def __init__(self, table: Table, within: float) -> None:
        self.columns: list[str] = table["columns"]
        self.rows: list[list[Any]] = table["rows"]
        self.within = within

    def column(self, name: str) -> list[Any]:
        position = self.columns.index(name)
        return [row[position] for row in self.rows]

    def matches(self, other: Table, asked: Table, *, any_order: bool) -> bool:
        """Tell whether the tables are equal; rows that tie where it is sorted may change places."""
        if self.equals(other, any_order=any_order):
            return True
        by = asked.get("sorted_by")
        if by is None or not self.equals(other, any_order=True):
            return False
        return self.column(by) == _Given(other, 0).column(by)

    def equals(self, other: Table, *, any_order: bool) -> bool:
        if sorted(self.columns) != sorted(other["columns"]):
            return False
        if len(self.rows) != len(other["rows"]):
            return False
        mine, theirs = self._aligned(other["columns"]), list(map(tuple, other["rows"]))
        if any_order:
            mine, theirs = sorted(mine, key=_sortable), sorted(theirs, key=_sortable)
        return all(
            _same(a, b, self.within)
            for mine_row, their_row in zip(mine, theirs, strict=True)
            for a, b in zip(mine_row, their_row, strict=True)
        )

    def _aligned(self, columns: Sequence[str]) -> list[Row]:
        positions = [self.columns.index(name) for name in columns]
        return [tuple(row[position] for position in positions) for row in self.rows]


def _sortable(row: Row) -> list[tuple[int, float, str]]:
    # Numbers are rounded for sorting, so that a difference in the last digit moves no row.
    return [
        (0, float(f"{value:.6g}"), "") if _is_number(value) else (1, 0.0, str(value))
        for value in row
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(a: Any, b: Any, within: float) -> bool:
    if _is_number(a) and _is_number(b):
        return bool(a == b) or math.isclose(a, b, rel_tol=1e-6, abs_tol=max(within, 1e-9))
    if isinstance(a, str) and isinstance(b, str):
        return a.strip() == b.strip()
    return type(a) is type(b) and bool(a == b)
