"""Read what a person typed into a cell: a date, a choice, a place, a number, or words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.inventory import place_problems
from greaterdata_lessons.data.boundaries import NEIGHBOURS, borough
from greaterdata_lessons.data.own.save import HARMLESS, STARTERS
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.registers.columns import words
from greaterdata_lessons.governance.registers.kinds import Field

FORMS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M",
)  # fmt: skip
WHOLE = {"all boroughs", "all six boroughs", "all six", "every borough"}
NOT_GIVEN = {"n a", "na", "not applicable"}
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)


def plain(value: Any) -> str:
    """Return a cell as text: blank for a gap, whole numbers without a point, dates as ISO.

    >>> plain(3.0), plain(None), plain(datetime(2026, 3, 4)), plain("'=sum")
    ('3', '', '2026-03-04', '=sum')
    """
    if value is None or (not isinstance(value, (list, dict, tuple, set)) and pd.isna(value)):
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    guarded = text[1:] if text.startswith("'") else ""  # what `save_own` put there
    return guarded if STARTERS.match(guarded) and not HARMLESS.fullmatch(guarded) else text


def read_date(text: str) -> date | None:
    """Return the day a text means, day before month as in Britain; None when it means none.

    >>> read_date("4/3/2026"), read_date("4th March 2026"), read_date("soon") is None
    (datetime.date(2026, 3, 4), datetime.date(2026, 3, 4), True)
    """
    tidy = ORDINAL.sub("", " ".join(text.replace(",", " ").split()))
    for form in FORMS:
        try:
            return datetime.strptime(tidy, form).date()
        except ValueError:
            continue
    return None


def tidy(field: Field, text: str) -> str:
    """Return a cell the way the register writes it, or as it is when it cannot be read.

    >>> from greaterdata_lessons.governance.registers.kinds import kind
    >>> tidy(kind("inventory").field("access"), "Restricted")
    'shared'
    >>> tidy(kind("inventory").field("places"), "st helens, Wirral Council")
    'St. Helens; Wirral'
    """
    if not text:
        return field.usual
    if field.type == "date":
        found = read_date(text)
        return found.isoformat() if found else text
    if field.type == "choice":
        return _choice(field, text) or text
    if field.type == "places":
        return "; ".join(_place(one) for one in places_of(text))
    return text


def places_of(text: str) -> list[str]:
    """Return the places a cell lists, parted by semicolons, commas, slashes or lines.

    >>> places_of("Sefton, St. Helens / Wirral")
    ['Sefton', 'St. Helens', 'Wirral']
    """
    if words(text) in NOT_GIVEN:
        return [text]
    parts = [part.strip() for part in re.split(r"[;,/\n&]", text)]
    split = [[part] if part in NEIGHBOURS else re.split(r"\band\b", part) for part in parts]
    return [name.strip() for names in split for name in names if name.strip()]


def problems(field: Field, text: str, today: date) -> Iterator[str]:
    """Give what is wrong with a cell that is filled in, in words; nothing when it is well."""
    if field.type == "choice" and text not in field.options:
        yield f'"{text}" is not one of the answers: write {_or(field.options)}.'
    elif field.type == "number" and not _number(text):
        yield f'"{text}" is not a number. Write digits, such as 3 or 0.5.'
    elif field.type == "date":
        yield from _date_problems(field, text, today)
    elif field.type == "places":
        for one in places_of(text):
            yield from place_problems(one)


def _date_problems(field: Field, text: str, today: date) -> Iterator[str]:
    found = read_date(text)
    if found is None:
        yield f'"{text}" is not a day. Write it like 2026-03-04 or 4 March 2026.'
    elif field.when == "past" and found > today:
        yield f"{found.isoformat()} is still to come. Leave it blank until it has happened."


def _place(name: str) -> str:
    if words(name) in WHOLE:
        return "; ".join(BOROUGHS)
    if words(name) == "lcr":
        return "Liverpool City Region"
    try:
        return borough(name)
    except LearnerError:
        return name


def _choice(field: Field, text: str) -> str:
    """Return the answer a text means, or nothing."""
    said = " ".join(text.lower().replace("'", "").replace("\u2019", "").split()).strip(" .!")
    known = {option.lower(): option for option in field.options} | dict(field.says or {})
    return known.get(said, "")


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?|\.\d+", text))


def _or(options: tuple[str, ...]) -> str:
    return f"{', '.join(options[:-1])} or {options[-1]}"
