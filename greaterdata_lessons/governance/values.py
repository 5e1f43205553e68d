"""Read what somebody gives for a field, and write it so that a person can read it."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean

from .kind import Field

BLANK = "Not filled in yet"
ROW = "id"  # each row of a log carries one, so that two people's edits can be put together


def is_blank(value: object) -> bool:
    """Tell whether there is no answer: nothing, white space, or an empty list.

    >>> is_blank("  "), is_blank([]), is_blank(0)
    (True, True, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list) and not value)


def read_value(field: Field, given: Any) -> Any:
    """Return what was given for a field as it is kept: text, a number, a list or rows.

    Raises LearnerError when it cannot be an answer to that field.

    >>> read_value(Field("when", "When?", kind="date"), date(2026, 11, 23))
    '2026-11-23'
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return "" if field.kind not in {"lines", "several", "rows"} else []
    return _READERS[field.kind](field, given)


def _line(field: Field, given: Any) -> str:
    if not isinstance(given, str | int | float):
        raise LearnerError(f'"{field.label}" wants words, and this is {_named(given)}.')
    text = str(given).strip()
    return text if field.kind == "text" else " ".join(text.split())


def _date(field: Field, given: Any) -> str:
    try:
        return (given if isinstance(given, date) else date.fromisoformat(str(given))).isoformat()[
            :10
        ]
    except ValueError:
        raise LearnerError(
            f'"{field.label}" wants a date such as 2027-03-01, not "{given}".'
        ) from None


def _number(field: Field, given: Any) -> float | int:
    try:
        number = given if isinstance(given, int | float) else float(str(given).replace(",", ""))
    except ValueError:
        raise LearnerError(f'"{field.label}" wants a number, not "{given}".') from None
    if isinstance(given, bool) or not math.isfinite(number):
        raise LearnerError(f'"{field.label}" wants a number, not "{given}".')
    for end, beyond in ((field.least, -1), (field.most, 1)):
        if end is not None and (number - end) * beyond > 0:
            word = "at least" if beyond < 0 else "at most"
            raise LearnerError(f'"{field.label}" is {word} {end:g}, not {number:g}.')
    return int(number) if float(number).is_integer() else number


def _choice(field: Field, given: Any) -> str:
    said = {True: "yes", False: "no"}.get(given, given) if isinstance(given, bool) else given
    for option in field.options:
        if str(said).strip().lower() in {option.value.lower(), option.text.lower()}:
            return option.value
    near = did_you_mean(said, [option.value for option in field.options])
    raise LearnerError(f'"{field.label}" has no option "{said}". {near}')


def _several(field: Field, given: Any) -> list[str]:
    asked = [given] if isinstance(given, str) else list(given)
    return list(dict.fromkeys(_choice(field, each) for each in asked))


def _lines(field: Field, given: Any) -> list[str]:
    asked = given.splitlines() if isinstance(given, str) else list(given)
    return [text for each in asked if (text := _line(field, each).strip())]


def _rows(field: Field, given: Any) -> list[dict[str, Any]]:
    rows = given.to_dict("records") if hasattr(given, "to_dict") else given
    if isinstance(rows, str | Mapping) or not isinstance(rows, Iterable):
        raise LearnerError(f'"{field.label}" wants a list of rows, or a table.')
    return [_row(field, number, each) for number, each in enumerate(rows, 1)]


def _row(field: Field, number: int, given: Any) -> dict[str, Any]:
    names = [column.name for column in field.columns]
    if not isinstance(given, Mapping):
        raise LearnerError(f'Row {number} of "{field.label}" wants named answers, such as {names}.')
    made: dict[str, Any] = {ROW: str(given.get(ROW) or secrets.token_hex(4))}
    for name, value in given.items():
        column = field.column(str(name))
        if column is None:
            if name == ROW:
                continue
            raise LearnerError(
                f'Row {number} of "{field.label}" has no column "{name}". '
                f"{did_you_mean(name, names)}"
            )
        try:
            made[column.name] = read_value(column, _defined(value))
        except LearnerError as error:
            raise LearnerError(f'Row {number} of "{field.label}": {error}') from None
    return made


def _defined(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _named(given: Any) -> str:
    return "a list" if isinstance(given, list | tuple) else f"a {type(given).__name__}"


_READERS = {
    "line": _line,
    "text": _line,
    "lines": _lines,
    "choice": _choice,
    "several": _several,
    "date": _date,
    "number": _number,
    "rows": _rows,
}


def shown(field: Field, value: Any) -> str:
    """Return an answer as one text that a person reads.

    >>> shown(Field("when", "When?", kind="date"), "2026-11-03")
    '3 November 2026'
    """
    if is_blank(value):
        return BLANK
    if field.kind == "date":
        return long_date(value)
    texts = {option.value: option.text for option in field.options}
    if isinstance(value, list):
        return "; ".join(texts.get(str(each), str(each)) for each in value)
    return texts.get(str(value), f"{value:,}" if isinstance(value, int) else str(value))


def long_date(iso: str) -> str:
    """Return a day as it is read aloud.

    >>> long_date("2026-11-03")
    '3 November 2026'
    """
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
