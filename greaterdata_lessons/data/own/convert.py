"""Carry out what was proposed: text becomes numbers and dates, marks become gaps, never 0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own.columns import GAPS
from greaterdata_lessons.data.own.notes import some
from greaterdata_lessons.data.own.shapes import SPACES, shape
from greaterdata_lessons.errors import LearnerError, did_you_mean

KINDS = (
    "text", "whole number", "number", "number with decimal comma", "percentage", "money", "date",
    "date, day first", "date, month first", "empty",
)  # fmt: skip


def converted(frame: pd.DataFrame, kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return `frame` with each column named in `kinds` as that type.

    Raises `LearnerError`, naming the first value, when one does not fit.

    >>> converted(pd.DataFrame({"n": ["1,200", "<5"]}), {"n": "whole number"})["n"].tolist()
    [1200, <NA>]
    """
    done = frame.copy()
    for name, kind in kinds.items():
        if name not in frame.columns:
            raise LearnerError(
                f'The table has no column "{name}". {did_you_mean(name, map(str, frame.columns))}'
            )
        if kind not in KINDS:
            raise LearnerError(f'There is no type "{kind}". {did_you_mean(kind, KINDS)}')
        done[name] = _column(name, frame[name], kind)
    return done


def _column(name: str, values: pd.Series, kind: str) -> pd.Series:
    """Return one column as the type asked for."""
    if kind in {"text", "empty"} or not (values.dtype == object or _is_text(values)):
        return values
    read = [_value(name, value, kind) for value in values]
    if kind.startswith("date"):
        return pd.Series(pd.to_datetime(read), index=values.index)
    if kind == "whole number":
        if any(value is not None and abs(value) >= 2**63 for value in read):
            return pd.Series(read, index=values.index, dtype=object)
        whole = [pd.NA if value is None else int(value) for value in read]
        return pd.Series(whole, index=values.index, dtype="Int64")
    return pd.Series(read, index=values.index, dtype="float64")


def _is_text(values: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(values)


def _value(name: str, value: Any, kind: str) -> Any:
    """Return one value as a number or a date, a gap for a mark, or say that it does not fit."""
    if shape(value) in {*GAPS, "blank"}:
        return None
    try:
        if kind.startswith("date"):
            return value if isinstance(value, datetime) else _date(value, kind)
        return value if isinstance(value, (int, float)) else _number(value, kind)
    except ValueError:
        raise LearnerError(
            f'{some([value])} in "{name}" is not a {kind}. Leave the column as text with '
            f'typed({{"{name}": "text"}}), or mend the file.'
        ) from None


def _number(value: str, kind: str) -> int | float:
    """Read a number as people write it.

    >>> _number("£1,234.50", "money"), _number("1.234,5", "number with decimal comma")
    (1234.5, 1234.5)
    """
    plain = re.sub(f"[{SPACES}£$€%]", "", value).replace("\u2212", "-")
    comma = kind == "number with decimal comma"
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    return int(plain) if kind == "whole number" else float(plain)


def _date(value: str, kind: str) -> datetime:
    """Read a date as proposed: year first, day first, month first, or with the month's name.

    >>> _date("03/04/2025", "date, day first").month, _date("3 April 2025", "date").month
    (4, 4)
    """
    text = value.strip(SPACES)
    if kind == "date" or re.match(r"\d{4}", text):
        if named := re.fullmatch(r"(\d+)[ -]([A-Za-z]{3})[a-z]*[ -](\d+)", text):
            day, month, year = named.groups()
            return datetime.strptime(f"{day} {month.title()} {_year(year)}", "%d %b %Y")
        if re.match(r"\d{4}[/-]", text):
            return datetime.fromisoformat(re.sub(r"^(\d{4})/(\d+)/", _padded, text))
    parts = re.match(r"(\d+)[/.-](\d+)[/.-](\d+)(?:[ T](\d+):(\d+)(?::(\d+))?)?", text)
    if not parts:
        raise ValueError
    first, second, year, *clock = parts.groups(default="0")
    day, month = (second, first) if kind == "date, month first" else (first, second)
    hour, minute, sec = map(int, clock)
    return datetime(int(_year(year)), int(month), int(day), hour, minute, sec)


def _padded(found: re.Match[str]) -> str:
    return f"{found[1]}-{found[2]:0>2}-"


def _year(digits: str) -> str:
    """Return a year in full: two digits are this century up to 68, the last one from 69."""
    if len(digits) > 2:
        return digits
    return f"{20 if int(digits) < 69 else 19}{digits}"
