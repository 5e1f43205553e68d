"""Does a table have the agreed shape? Each cell that does not is named, with what to write instead.

A schema is a list of columns in the terms of Table Schema (Frictionless Data): name, type, required
and the values that are allowed. What a partner would have to change shows who carries the work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

TYPES = ("text", "number", "day", "code")
_KNOWN = {"name", "type", "required", "allowed", "says"}
_OTHER_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SHOWN = 10


@dataclass(frozen=True)
class SchemaCheck:
    """What a table needs to have the agreed shape: `table` has one row for each cell to change."""

    table: pd.DataFrame
    rows: int
    spare: tuple[str, ...]

    @property
    def fits(self) -> int:
        """How many rows have the agreed shape."""
        if (self.table["row"] == "every row").any():
            return 0
        return self.rows - int(self.table["row"].nunique())

    @property
    def burden(self) -> pd.DataFrame:
        """How many cells have to be changed, and how many different things stand in them."""
        found = self.table.groupby("column", sort=False)["holds"]
        counted = found.agg(["size", "nunique"]).reset_index()
        counted.columns = pd.Index(["column", "cells", "different values"])
        whole = self.table["row"] == "every row"
        for name in self.table.loc[whole, "column"]:
            counted.loc[counted["column"] == name, "cells"] = self.rows
        return counted

    def __repr__(self) -> str:
        """Return how many rows fit, then the first cells to change."""
        lines = [f"{self.fits:,} of {self.rows:,} rows fit."]
        lines += [
            f"Row {row.row}, {row.column}: {row.says}" if row.row != "every row" else str(row.says)
            for row in self.table.head(_SHOWN).itertuples()
        ]
        if len(self.table) > _SHOWN:
            lines.append(f"And {len(self.table) - _SHOWN:,} more cells: see .table.")
        if self.spare:
            lines.append(f"Not in the schema, so it stays where it is: {', '.join(self.spare)}.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        first, *rest = repr(self).split("\n")
        shown = html_table(self.table.head(_SHOWN), caption=first) if len(self.table) else ""
        after = rest[len(self.table.head(_SHOWN)) :]
        before = "" if shown else f"<p>{escape(first)}</p>"
        return before + shown + "".join(f"<p>{escape(line)}</p>" for line in after)


def check_schema(frame: pd.DataFrame, schema: Sequence[Mapping[str, Any]]) -> SchemaCheck:
    """Check a table against an agreed shape, cell by cell, in plain words.

    Parameters
    ----------
    frame : the table; its row numbers (index) name the rows.
    schema : one dictionary for each column: `name`; `type`, which is text, number, day (written
        2025-10-31) or code; `required`, False where a cell may be blank; `allowed`, the codes, or
        the smallest and the largest number.

    Returns a `SchemaCheck`. Nothing is changed. Raises `LearnerError` when the schema itself cannot
    be read. Source of the terms: Table Schema, Frictionless Data.

    >>> hub = pd.DataFrame({"born": ["20/10/2000", "1945"], "borough": ["Sefton", "St Helens"]})
    >>> check_schema(hub, [{"name": "born", "type": "day"},
    ...     {"name": "borough", "type": "code", "allowed": ["Sefton", "St. Helens"]}])
    0 of 2 rows fit.
    Row 0, born: "20/10/2000" is a day in another form. Write 2000-10-20.
    Row 1, born: "1945" is not a day. Write days as 2025-10-31.
    Row 1, borough: "St Helens" is not on the list. Did you mean "St. Helens"?
    """
    if not isinstance(frame, pd.DataFrame):
        raise LearnerError("Give a table to check, such as gd.load('food-hub').")
    fields = [_field(field, place) for place, field in enumerate(schema, start=1)]
    found: list[tuple[object, str, str, str]] = []
    for field in fields:
        name = field["name"]
        if name not in frame.columns:
            close = did_you_mean(name, [str(column) for column in frame.columns])
            found.append(("every row", name, "", f'There is no column "{name}". {close}'))
            continue
        says = _reader(field)
        for row, value in frame[name].items():
            said = says(value)
            if said:
                found.append((row, name, "" if _blank(value) else str(value), said))
    order = {label: place for place, label in enumerate(["every row", *frame.index])}
    found.sort(key=lambda one: order[one[0]])
    names = {field["name"] for field in fields}
    spare = tuple(str(column) for column in frame.columns if column not in names)
    table = pd.DataFrame(found, columns=["row", "column", "holds", "says"])
    return SchemaCheck(table, len(frame), spare)


def _field(field: Mapping[str, Any], place: int) -> Mapping[str, Any]:
    """Return one column of a schema, once it can be read."""
    unknown = sorted(set(field) - _KNOWN)
    if "name" not in field or unknown:
        told = f'"{unknown[0]}". {did_you_mean(unknown[0], _KNOWN)}' if unknown else '"name".'
        wrong = "has an unknown part" if unknown else "lacks its"
        raise LearnerError(f"Column {place} of the schema {wrong} {told}")
    kind = field.get("type", "text")
    if kind not in TYPES:
        raise LearnerError(
            f'Column "{field["name"]}" of the schema has the type "{kind}". Types are: '
            f"{', '.join(TYPES)}."
        )
    if kind == "code" and not field.get("allowed"):
        raise LearnerError(f'Column "{field["name"]}" is a code: say which ones, in allowed=[...].')
    return field


def _blank(value: object) -> bool:
    return bool(pd.isna(value)) or str(value).strip() == ""  # type: ignore[call-overload]


def _reader(field: Mapping[str, Any]) -> Callable[[object], str]:
    """Return what says of one cell how it fails, or nothing."""
    reads: dict[str, Callable[[str, Any], str]] = {
        "text": lambda text, allowed: "",
        "number": _number,
        "day": lambda text, allowed: _day(text),
        "code": _code,
    }
    read, allowed = reads[field.get("type", "text")], field.get("allowed")

    def says(value: object) -> str:
        if _blank(value):
            return "This is blank, and has to be filled in." if field.get("required", True) else ""
        return read(str(value).strip(), allowed)

    return says


def _number(text: str, allowed: Sequence[float] | None) -> str:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return f'"{text}" is not a number.'
    if allowed and not allowed[0] <= value <= allowed[1]:
        return f"{text} is not between {allowed[0]:g} and {allowed[1]:g}."
    return ""


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        other = _OTHER_DAY.fullmatch(text)
        try:
            if other:
                day, month, year = map(int, other.groups())
                return f'"{text}" is a day in another form. Write {date(year, month, day)}.'
        except ValueError:
            pass
        return f'"{text}" is not a day. Write days as 2025-10-31.'
    return ""


def _code(text: str, allowed: Iterable[object]) -> str:
    known = [str(code) for code in allowed]
    return "" if text in known else f'"{text}" is not on the list. {did_you_mean(text, known)}'
