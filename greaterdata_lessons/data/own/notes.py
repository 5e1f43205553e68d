"""What reading a file leaves behind: what was done, what to look at, and the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from greaterdata_lessons.data.own.machine import in_a_page
from greaterdata_lessons.errors import LearnerError

WIDEST = 16_384  # columns; Excel has no more, and a wider table is nearly always a damaged one


@dataclass
class Notes:
    """Sentences gathered on the way: `did` is what was done, `warnings` what deserves a look."""

    did: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class Grid:
    """Rows of cells as the file holds them, and the number of each row in the file."""

    rows: list[list[Any]]
    numbers: list[int]
    cell_word: str = "row"


def need(module: str, what: str) -> Any:
    """Import a library that only some files need, or say what to install.

    >>> need("json", "JSON files").loads("1")
    1
    >>> need("no_such_library", "stone tablets")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: Reading stone tablets needs a library that is not \
installed here: run pip install "greaterdata-lessons[own]" and try again.
    """
    try:
        return import_module(module)
    except ImportError:
        if in_a_page():
            raise LearnerError(
                f"Reading {what} needs a library that a page does not have. Save the table as CSV "
                "or XLSX, or open the lesson as a notebook on your own machine."
            ) from None
        raise LearnerError(
            f"Reading {what} needs a library that is not installed here: "
            'run pip install "greaterdata-lessons[own]" and try again.'
        ) from None


def some(values: Iterable[object], most: int = 3) -> str:
    """Write a few values in quotation marks, and say how many more there are.

    >>> some(["a", "b"])
    '"a" and "b"'
    >>> some("abcdef")
    '"a", "b", "c" and 3 more'
    """
    known = [f'"{short(value)}"' for value in values]
    if len(known) > most:
        return f"{', '.join(known[:most])} and {len(known) - most:,} more"
    return " and ".join([", ".join(known[:-1]), known[-1]]) if len(known) > 1 else "".join(known)


def short(value: object, most: int = 60) -> str:
    """Write a value on one line, cut to length.

    >>> short("two\\nlines")
    'two lines'
    """
    line = " ".join(str(value).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def many(number: int, thing: str, things: str = "") -> str:
    """Write a number with its noun.

    >>> many(1, "row"), many(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
