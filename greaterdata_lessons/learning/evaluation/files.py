"""The files that hold filled-in forms: CSV, workbook or JSON, row by row, nothing left out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from greaterdata_lessons.data.own import ods, xlsx
from greaterdata_lessons.data.own.doors import head_of, kind_of
from greaterdata_lessons.data.own.encodings import decode
from greaterdata_lessons.data.own.notes import Notes
from greaterdata_lessons.data.own.zipped import kind_of_zip
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import progress_format
from greaterdata_lessons.learning.forms import columns, spec
from greaterdata_lessons.learning.progress_format import Answers

SPECS = {name: spec(name) for name in ("before", "after", "later")}
KNOWN = list(dict.fromkeys(name for form in SPECS.values() for name in columns(form)))
OTHER_NAMES = {"date": "filled_on", "day": "filled_on", "filled on": "filled_on"}
ENDS = {"s": "-sure", "h": "-sure", "b": "-back", "t": "-back"}
_ITEM = re.compile(
    r"([cptqurf]\d+)(?:[ _-]*\(?(sure|back|how sure|thinking back)\)?)?(?:[ :.].*)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Row:
    """One filled-in form as it was typed: where it stands, and its cells by column."""

    file: str
    line: int
    cells: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Held:
    """What one file held: rows of forms, or a learner's progress."""

    rows: tuple[Row, ...] = ()
    progress: Answers | None = None


def read_held(path: Path) -> Held:
    """Return what a file holds.

    Raises LearnerError, naming the file, when it is neither forms nor progress of this course.
    """
    head = head_of(path)
    kind = kind_of(path, head)
    if kind == "parquet":
        raise LearnerError(f'"{path.name}" is a Parquet file. Save the forms as CSV or a workbook.')
    if kind == "zip":
        reader = xlsx if kind_of_zip(path) == "xlsx" else ods
        grid = reader.read(path, Notes(), sheet=None)
        return Held(tuple(_rows(path.name, zip(grid.numbers, grid.rows, strict=True))))
    text = decode(path.name, path.read_bytes(), Notes()).removeprefix("\ufeff")
    found = progress_format.read(text)
    if found.ours:
        return Held(progress=found.answers)
    if kind == "json":
        return Held(tuple(_json_rows(path.name, text)))
    return Held(tuple(_rows(path.name, _lines(text))))


def _json_rows(name: str, text: str) -> Iterator[Row]:
    try:
        held = json.loads(text)
    except ValueError as error:
        raise LearnerError(
            f'"{name}" is no whole JSON file: {error}. Save or download it again.'
        ) from None
    listed = held if isinstance(held, list) else [held]
    for number, one in enumerate(listed, 1):
        if not isinstance(one, dict) or not {column_of(key) for key in one} & set(KNOWN):
            raise LearnerError(f'"{name}" holds no form of this course and no progress. {WANTED}')
        yield _row(name, number, list(one), ["" if v is None else v for v in one.values()])


WANTED = (
    "Give the files that the forms' pages save, sheets typed with their columns (form, code, C1 "
    "and so on), or learners' files of progress."
)


def _lines(text: str) -> Iterator[tuple[int, list[Any]]]:
    """Cut a text into cells at whatever its first line is cut at."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max((",", ";", "\t", "|"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    for row in reader:
        yield begins, list(row)
        begins = reader.line_num + 1


def _rows(name: str, lines: Iterator[tuple[int, list[Any]]] | Any) -> Iterator[Row]:
    """Give each form; a line of headings may come again, as when files are put together."""
    heads: list[str] | None = None
    for number, values in lines:
        typed = ["" if value is None else str(value) for value in values]
        if not any(cell.strip() for cell in typed):
            continue
        if _is_head(typed):
            heads = typed
        elif heads is None:
            raise LearnerError(
                f'"{name}", row {number}: there is no line of headings above it. {WANTED}'
            )
        else:
            yield _row(name, number, heads, typed)
    if heads is None:
        raise LearnerError(f'"{name}" holds no form of this course. {WANTED}')


def _is_head(typed: list[str]) -> bool:
    known = sum(column_of(cell) in KNOWN for cell in typed)
    return known >= 2 and known >= len([cell for cell in typed if cell.strip()]) / 2


def column_of(heading: str) -> str:
    """Return the column that a heading means; an unknown one stays as it is.

    >>> [column_of(text) for text in ("c1", "T1 sure", "C1 (back)", "C2: say who", "Date", "Name")]
    ['C1', 'T1-sure', 'C1-back', 'C2', 'filled_on', 'Name']
    """
    words = " ".join(str(heading).split())
    if words.casefold() in (*KNOWN, *OTHER_NAMES):
        return OTHER_NAMES.get(words.casefold(), words.casefold())
    found = _ITEM.fullmatch(words)
    if not found:
        return words
    also = {"s": "-sure", "h": "-sure", "b": "-back", "t": "-back"}.get(
        (found[2] or " ")[0].lower()
    )
    name = found[1].upper() + (also or "")
    return name if name in KNOWN else words


def _row(name: str, number: int, heads: list[str], typed: list[Any]) -> Row:
    """Put cells under their headings; what has no known heading is kept beside them."""
    cells: dict[str, str] = {}
    extra: dict[str, str] = {}
    for place, value in enumerate(map(str, typed)):
        heading = heads[place] if place < len(heads) else f"cell {place + 1}"
        column = column_of(heading)
        known = column in KNOWN and column not in cells
        if known or value.strip():
            (cells if known else extra)[column if known else heading or f"cell {place + 1}"] = value
    return Row(name, number, cells, extra)


def table_rows(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """Return the headings of a small table kept beside the forms, and its rows with their numbers.

    Raises LearnerError for a file without rows, and for a row with more cells than headings.
    """
    kind = kind_of(path, head_of(path))
    if kind == "zip":
        reader = xlsx if kind_of_zip(path) == "xlsx" else ods
        grid = reader.read(path, Notes(), sheet=None)
        lines: list[tuple[int, list[Any]]] = list(zip(grid.numbers, grid.rows, strict=True))
    else:
        lines = list(_lines(decode(path.name, path.read_bytes(), Notes()).removeprefix("\ufeff")))
    typed = [(n, ["" if v is None else str(v).strip() for v in row]) for n, row in lines]
    filled = [(n, row) for n, row in typed if any(row)]
    if not filled:
        raise LearnerError(f'"{path.name}" is empty. Write a line of headings and a row.')
    heads = [head.casefold().replace(" ", "_") for head in filled[0][1]]
    for number, row in filled[1:]:
        if any(row[len(heads) :]):
            raise LearnerError(
                f'"{path.name}", row {number} has more cells than there are headings. If a text '
                "holds a comma, put it in quotation marks."
            )
    blanks = [""] * len(heads)
    return heads, [(n, dict(zip(heads, [*row, *blanks], strict=False))) for n, row in filled[1:]]
