"""The shape of one value: a number, a date, a postcode, a mark for a figure that is held back.

One list of patterns serves both engines (Python's `re` and DuckDB), first match wins, so a small
file and a huge one are judged alike.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from numbers import Integral, Real
from typing import Any

import pandas as pd

SPACES = " \t\r\n\u00a0\u2007\u2009\u202f\ufeff"

_SIGN = "[-+\u2212]?"
_GROUPED = "[0-9]{1,3}(?:[,\u00a0\u2009\u202f ][0-9]{3})+(?:\\.[0-9]+)?"
_NUMBER = f"(?:{_GROUPED}|[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)"
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_CLOCK = "(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[-+][0-9]{2}:?[0-9]{2})?)?"
_YEAR = "(?:[0-9]{4}|[0-9]{2})"
_TWO = "(?:[02468][048]|[13579][26])"
_LEAP = f"(?:(?:[0-9]{{2}})?(?:0[48]|[2468][048]|[13579][26])|{_TWO}?00)"
_M30, _M31 = "(?:0?[13-9]|1[0-2])", "(?:0?[13578]|1[02])"
_NOT_FEB = f"(?:(?:29|30)[/.-]{_M30}|31[/.-]{_M31})"
_MONTHS = "(?:0?[1-9]|1[0-2])"
_ISO = f"(?:{_MONTHS}[/-](?:0?[1-9]|1[0-9]|2[0-8])|{_M30}[/-](?:29|30)|{_M31}[/-]31)"

SHAPES: dict[str, str] = {
    "blank": "",
    "nhs": "[0-9]{3} [0-9]{3} [0-9]{4}|[0-9]{3}-[0-9]{3}-[0-9]{4}|[1-9][0-9]{9}",
    "whole": f"{_SIGN}(?:0|[1-9][0-9]{{0,14}})",
    "zeros": "0[0-9]+",
    "long": "[0-9]{16,}",
    "decimal": f"{_SIGN}(?:[0-9]+\\.[0-9]*|\\.[0-9]+)",
    "exponent": f"{_SIGN}[0-9]+(?:\\.[0-9]+)?[eE][-+]?[0-9]+",
    "thousands": _SIGN + _GROUPED,
    "percent": f"{_SIGN}{_NUMBER} ?%",
    "money": f"{_SIGN}[£$€] ?{_SIGN}{_NUMBER}",
    "comma": f"{_SIGN}(?:[0-9]+,[0-9]+|[0-9]{{1,3}}(?:\\.[0-9]{{3}})+,[0-9]+)",
    "iso": f"[0-9]{{4}}[/-]{_ISO}{_CLOCK}|{_LEAP}[/-]0?2[/-]29{_CLOCK}",
    "either": f"(?:0?[1-9]|1[0-2])[/.-]{_MONTHS}[/.-]{_YEAR}{_CLOCK}",
    "day first": f"(?:(?:1[3-9]|2[0-8])[/.-]{_MONTHS}|{_NOT_FEB})[/.-]{_YEAR}{_CLOCK}"
    f"|29[/.-]0?2[/.-]{_LEAP}{_CLOCK}",
    "month first": f"{_MONTHS}[/.-](?:1[3-9]|2[0-9]|3[01])[/.-]{_YEAR}{_CLOCK}",
    "no such day": f"[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-]{_YEAR}{_CLOCK}"
    f"|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_CLOCK}",
    "month name": f"(?i:(?:0?[1-9]|[12][0-9]|3[01])[ -]{_MONTH}[ -]{_YEAR})",
    "excel month": f"(?i:[0-9]{{1,2}}-{_MONTH}|{_MONTH}-[0-9]{{2}})",
    "postcode": "(?i:(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR) ?[0-9][A-Z]{2})",
    "area code": "[EWSNKJ][0-9]{8}",
    "email": "[^@ ]+@[^@ ]+\\.[A-Za-z]{2,}",
    "error": "#(?:REF!|N/A|DIV/0!|VALUE!|NAME\\?|NUM!|NULL!|SPILL!|CALC!)|Err:[0-9]+",
    "mark": "(?i:[<≤] ?=? ?[0-9]+|\\*+|\\[(?:c|x|z|u|w|low|b|f)\\]|\\.\\.|:|suppressed|redacted"
    "|(?:under|fewer than|less than) [0-9]+)",
    "soft mark": "[-\u2013\u2014]|(?i:c|x|z)",
    "no answer": "(?i:n/?a|null|none|nan|not (?:known|stated|recorded)|unknown|missing)",
    "formula": "(?s:[=@+].+)",
}
TEXT = "text"


@cache
def _pattern() -> re.Pattern[str]:
    """One pattern of all shapes; the group that fits says which."""
    groups = "|".join(f"(?P<s{place}>{body})" for place, body in enumerate(SHAPES.values()))
    return re.compile(groups)


def shape(value: object) -> str:
    """Return the shape of one value.

    >>> [shape(value) for value in ("007", "1,200", "12%", "<5", "31/12/2025", "30/02/2025")]
    ['zeros', 'thousands', 'percent', 'mark', 'day first', 'no such day']
    >>> [shape(value) for value in (3, 2.5, None, True, "L1 8JQ", "Sefton", "=1+1")]
    ['whole', 'decimal', 'blank', 'yes or no', 'postcode', 'text', 'formula']
    """
    if isinstance(value, str):
        found = _pattern().fullmatch(value.strip(SPACES))
        return list(SHAPES)[found.lastindex - 1] if found and found.lastindex else TEXT
    return _native(value)


def _native(value: object) -> str:
    """Return the shape of a value that came with its own type, as a workbook's do."""
    if isinstance(value, bool):
        return "yes or no"
    if value is None or value is pd.NA or value is pd.NaT:
        return "blank"
    if isinstance(value, (date, datetime)):
        return "iso"
    if isinstance(value, Integral):
        return "nhs" if nhs_check(value) else "whole"
    if isinstance(value, (Real, Decimal)):
        return "blank" if str(value) == "nan" else "decimal"
    return "clock" if isinstance(value, time) else TEXT


def shapes_of(values: pd.Series) -> dict[str, dict[Hashable, int]]:
    """Count the distinct values of a column by their shape, in the order they first occur.

    >>> shapes_of(pd.Series(["1", "<5", "1"]))
    {'whole': {'1': 2}, 'mark': {'<5': 1}}
    """
    found: dict[str, dict[Hashable, int]] = {}
    if values.dtype == object:
        counted: dict[Any, int] = {}
        for value in values:
            key = value if isinstance(value, Hashable) else str(value)
            key = (type(key), key)
            counted[key] = counted.get(key, 0) + 1
        pairs = [(value, number) for (_, value), number in counted.items()]
    else:
        pairs = list(values.value_counts(sort=False, dropna=False).items())
    for value, number in pairs:
        of_kind = found.setdefault(shape(value), {})
        of_kind[value] = of_kind.get(value, 0) + int(number)
    return found


def nhs_check(value: object) -> bool:
    """Whether ten digits end in the check digit that NHS numbers have.

    >>> nhs_check("943 476 5919"), nhs_check("9434765918")
    (True, False)
    """
    digits = [int(letter) for letter in str(value) if letter.isdigit()]
    if len(digits) != 10:
        return False
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == digits[9]  # 10 is never given out, and no digit equals it
