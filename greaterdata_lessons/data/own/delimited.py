"""CSV and its relatives: what separates the cells, and are the quotation marks closed?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from greaterdata_lessons.data.own.doors import HEAD, troubles_told
from greaterdata_lessons.data.own.encodings import decode
from greaterdata_lessons.data.own.notes import WIDEST, Grid, Notes, many
from greaterdata_lessons.errors import LearnerError

SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "vertical bars"}
LONGEST = 10_000_000  # letters in one cell


def read(path: Path, notes: Notes) -> Grid:
    """Return the rows of a delimited text file, as text.

    Raises `LearnerError` when it cannot be read as one.
    """
    with troubles_told(path):
        data = path.read_bytes()
    text = decode(path.name, data, notes)
    if text.startswith("sep=") and len(text.split("\n", 1)[0].rstrip("\r")) == 5:
        separator, text = text[4], text.split("\n", 1)[1] if "\n" in text else ""
        notes.did.append("The first line names the separator, as Excel writes it.")
        skipped = 1
    else:
        separator, skipped = separator_of(text[:HEAD]), 0
    notes.did.append(f"Split into cells at {SEPARATORS.get(separator, repr(separator))}.")
    _note_line_ends(text, notes)
    rows, numbers, last = _rows(path.name, text, separator)
    _note_long_cells(rows, numbers, last, notes)
    return Grid(rows, [number + skipped for number in numbers], "line")


def separator_of(head: str) -> str:
    """Return what separates the cells: comma, tab, semicolon or vertical bar.

    >>> separator_of("borough;share\\nSefton;1,5\\nWirral;2,5\\n")
    ';'
    """
    sample = "\n".join(line[:500] for line in head[:8000].splitlines()[:60])
    try:
        from clevercsv import Detector
    except ImportError:  # in a page's Python: good enough for plain files, and for our own
        return _commonest(sample)
    found = Detector().detect(sample, delimiters=list(SEPARATORS))
    if found is not None and found.delimiter:
        return str(found.delimiter)
    first = next((line for line in head.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _commonest(sample: str) -> str:
    """Return the separator of which a line has most, on the whole."""
    lines = [line for line in sample.splitlines() if line.strip()] or [""]
    return max(SEPARATORS, key=lambda mark: median(line.count(mark) for line in lines))


def refuse_too_wide(name: str, head: bytes) -> None:
    """Refuse a table of very many columns from the beginning of the file alone.

    Raises `LearnerError`.
    """
    line = head.replace(b"\0", b"").split(b"\n", 1)[0]
    for separator in (b",", b"\t", b";", b"|"):
        if (columns := line.count(separator) + 1) > WIDEST and not line.startswith(b'"'):
            more = "at least " if len(head) == HEAD and b"\n" not in head else ""
            raise LearnerError(
                f'"{name}" has {more}{columns:,} columns, more than the {WIDEST:,} a spreadsheet '
                "can hold. Choose the columns you need where the file was made, and export again."
            )


def _note_line_ends(text: str, notes: Notes) -> None:
    """Note line ends of more than one kind: the sign of files joined together."""
    windows = text.count("\r\n")
    kinds = [windows, text.count("\n") - windows, text.count("\r") - windows]
    if sum(number > 0 for number in kinds) > 1:
        notes.warnings.append(
            "Lines end in more than one way, so the file may be several joined together: "
            "check that no row is missing."
        )


@contextmanager
def _long_cells_allowed() -> Iterator[None]:
    """Let the csv module read long cells, and put its limit back afterwards."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(name: str, text: str, separator: str) -> tuple[list[list[str]], list[int], int]:
    """Return the rows, the number of the line on which each begins, and that of the last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    begins = 1
    with _long_cells_allowed():
        try:
            for row in reader:
                rows.append(row)
                numbers.append(begins)
                begins = reader.line_num + 1
        except csv.Error as error:
            raise LearnerError(_trouble(name, str(error), begins, reader.line_num)) from None
    return rows, numbers, begins - 1


def _trouble(name: str, said: str, begins: int, line: int) -> str:
    """Say what the csv module found wrong, and where."""
    if "unexpected end" in said:
        return (
            f'"{name}" has a quotation mark that opens in line {begins:,} and never closes. '
            "Close it, or ask for a fresh export: the file may be cut off."
        )
    if "expected after" in said:
        return (
            f'"{name}" has a quotation mark inside a cell near line {line:,}. '
            "In a CSV file it is written twice: mend it there, or export again."
        )
    if "field larger" in said:
        return (
            f'"{name}" has a cell of more than {LONGEST:,} letters from line {begins:,} on. '
            "A quotation mark may be missing: mend it there, or export again."
        )
    return f'"{name}" cannot be read near line {line:,}. Export it again as CSV.'


def _note_long_cells(rows: list[list[str]], numbers: list[int], last: int, notes: Notes) -> None:
    """Note records that run over several lines, and cells longer than a spreadsheet keeps."""
    follows = [*numbers[1:], last + 1]
    broken = sum(after - number > 1 for number, after in zip(numbers, follows, strict=True))
    if broken:
        notes.warnings.append(
            f"{many(broken, 'record runs', 'records run')} over more than one line: check that no "
            "quotation mark is missing."
        )
    longest = max((max(map(len, row), default=0) for row in rows), default=0)
    if longest > 32_767:
        notes.warnings.append(
            f"One cell has {longest:,} letters; a spreadsheet would cut it at 32,767."
        )
