"""Write a table so that no cell can start a formula in the spreadsheet that opens it."""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from greaterdata_lessons.data.own.notes import WIDEST, many, need, some
from greaterdata_lessons.errors import LearnerError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

# What Excel, LibreOffice and Google Sheets take for a formula, in plain and in wide letters.
STARTERS = re.compile("[ \u00a0\ufeff]*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
HARMLESS = re.compile("[-+](?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\\.[0-9]+)?|\\.[0-9]+)%?|-")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
TALLEST, LONGEST, EXACT = 1_048_576, 32_767, 10**15  # Excel's limits: rows, letters, whole numbers


@dataclass(frozen=True)
class Saved:
    """What was written, and where."""

    path: Path
    rows: int
    columns: int
    made_safe: int

    def __str__(self) -> str:
        """Return what was written as sentences."""
        size = f"{many(self.rows, 'row')} and {many(self.columns, 'column')}"
        said = f'Saved {size} to "{self.path.name}".'
        if self.made_safe:
            verb = (
                "cell that could start a formula has"
                if self.made_safe == 1
                else ("cells that could start a formula have")
            )
            said += f" {self.made_safe:,} {verb} an apostrophe in front now."
        return said

    __repr__ = __str__


def save_own(
    table: pd.DataFrame | DuckDBPyRelation, path: str | Path, *, overwrite: bool = False
) -> Saved:
    """Write a table to a CSV or XLSX file in which no cell can start a formula.

    Text that begins like a formula (with = + - @, a tab or a line end) gets an apostrophe in
    front; numbers such as -5 stay numbers. The file appears whole or not at all. Returns a
    `Saved`, which says what was done. Raises `LearnerError` when the file is there already and
    `overwrite` is not true, when the folder is not, or when the name ends in neither .csv nor
    .xlsx.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     save_own(pd.DataFrame({"note": ["=1+1", "-5"]}), f"{folder}/notes.csv")
    Saved 2 rows and 1 column to "notes.csv". 1 cell that could start a formula has an apostrophe \
in front now.
    """
    target = Path(path)
    writers: dict[str, Callable[..., int]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
    writer = writers.get(target.suffix.lower())
    if writer is None:
        raise LearnerError(f'"{target.name}" must end in .csv or .xlsx, so that it is clear what.')
    _insist_on_place(target, overwrite)
    names, rows = _rows(table)
    guard = _Guard()
    safe_names = [guard.text(str(name)) for name in names]
    number = _whole_or_nothing(target, lambda file: writer(file, safe_names, rows, guard))
    return Saved(target, number, len(names), guard.changed)


class _Guard:
    """Puts an apostrophe before what could start a formula, and counts how often."""

    def __init__(self) -> None:
        self.changed = 0

    def text(self, value: str) -> str:
        """Return text that no spreadsheet takes for a formula."""
        if not STARTERS.match(value) or HARMLESS.fullmatch(value):
            return value
        self.changed += 1
        return f"'{value}"

    def cell(self, value: Any) -> Any:
        """Return a value ready to be written: numbers as they are, nothing for a gap."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or (not isinstance(value, (list, dict, tuple, set)) and pd.isna(value)):
            return None
        if isinstance(value, (bool, int, float)):
            return value
        if isinstance(value, pd.Timestamp):
            return value.isoformat(sep=" ").removesuffix(" 00:00:00")
        return value.item() if hasattr(value, "item") else self.text(str(value))


def _insist_on_place(target: Path, overwrite: bool) -> None:
    """Refuse to write over a file unasked, or where no folder is."""
    if target.is_dir():
        raise LearnerError(f'"{target.name}" is a folder. Give the name of a file in it.')
    if not target.parent.is_dir():
        raise LearnerError(f'There is no folder "{target.parent}". Make it first, or name another.')
    if os.path.lexists(target) and not overwrite:
        raise LearnerError(
            f'"{target.name}" is there already and was left as it is. '
            "Give another name, or say overwrite=True."
        )


def _rows(table: Any) -> tuple[list[Any], Iterator[Sequence[Any]]]:
    """Return the names of the columns, and the rows one after another."""
    if isinstance(table, pd.DataFrame):
        plain = isinstance(table.index, pd.RangeIndex) or table.index.names == [None]
        shown = table if plain else table.reset_index()
        return list(shown.columns), shown.itertuples(index=False, name=None)
    if hasattr(table, "iter_rows") and hasattr(table, "columns"):
        return list(table.columns), iter(table.iter_rows())
    raise LearnerError("Give the table to save, such as mine.table, not its name.")


def _whole_or_nothing(target: Path, write: Callable[[str], int]) -> int:
    """Write beside the target and move it there when it is whole."""
    draft = ""
    try:
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".saving-", suffix=target.suffix)
        os.close(handle)
        number = write(draft)
        os.replace(draft, target)
        return number
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise LearnerError(
            f'"{target.name}" could not be written ({reason.lower()}). '
            "Check the disk's space and that you may write in the folder; nothing was changed."
        ) from None
    finally:
        if draft and os.path.exists(draft):
            os.unlink(draft)


def _write_csv(draft: str, names: list[str], rows: Iterator[Sequence[Any]], guard: _Guard) -> int:
    """Write UTF-8 with its mark, which makes Excel show £ and é as they are."""
    number = 0
    with open(draft, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            writer.writerow([guard.cell(value) for value in row])
            number += 1
    return number


def _write_xlsx(draft: str, names: list[str], rows: Iterator[Sequence[Any]], guard: _Guard) -> int:
    """Write a workbook of one sheet in which every text is stored as text."""
    if len(names) > WIDEST:
        raise LearnerError(f"A workbook holds {WIDEST:,} columns at most. Save as .csv instead.")
    with _drafts_beside(draft):
        return _fill_workbook(draft, names, rows, guard)


@contextmanager
def _drafts_beside(draft: str) -> Iterator[None]:
    """Keep the library's own drafts in the folder we were told to write in, and clear them."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(dir=os.path.dirname(draft), prefix=".saving-") as beside:
        tempfile.tempdir = beside
        try:
            yield
        finally:
            tempfile.tempdir = before


def _fill_workbook(
    draft: str, names: list[str], rows: Iterator[Sequence[Any]], guard: _Guard
) -> int:
    """Write the rows into a workbook, holding one row at a time."""
    book = need("openpyxl", "Excel workbooks").Workbook(write_only=True)
    page = book.create_sheet("Data")
    number = 0
    try:
        page.append([_excel(page, name) for name in names])
        for number, row in enumerate(rows, start=1):
            if number >= TALLEST:
                raise LearnerError(f"A workbook holds {TALLEST:,} rows. Save as .csv instead.")
            page.append([_excel(page, guard.cell(value)) for value in row])
    except LearnerError:
        page.close()
        raise
    book.save(draft)
    return number


def _excel(page: Any, value: Any) -> Any:
    """Return a cell as Excel can keep it whole, or say which cannot be kept."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= EXACT:
        value = str(value)  # Excel keeps fifteen digits
    if not isinstance(value, str):
        return value
    if UNWRITABLE.search(value) or len(value) > LONGEST:
        raise LearnerError(
            f"A workbook cannot hold {some([UNWRITABLE.sub('?', value)])}: it has control letters "
            f"or more than {LONGEST:,} letters. Save as .csv instead."
        )
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, value=value)
    cell.data_type = "s"
    return cell
