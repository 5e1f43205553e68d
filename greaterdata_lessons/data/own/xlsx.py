"""Excel workbooks: the cells one sees, and everything one does not."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any, BinaryIO

from greaterdata_lessons.data.own.notes import Grid, Notes, many, need
from greaterdata_lessons.data.own.sheets import choose_sheet, note_hidden
from greaterdata_lessons.data.own.zipped import damaged, note_stowaways
from greaterdata_lessons.errors import LearnerError


def read(path: Path, notes: Notes, *, sheet: str | None) -> Grid:
    """Return the cells of one sheet with the values Excel last stored.

    Raises `LearnerError` when the workbook is damaged or has no such sheet.
    """
    openpyxl = need("openpyxl", "Excel workbooks")
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks it cannot keep; we only read
            book = openpyxl.load_workbook(file, data_only=True, keep_links=False)
            pages = {page.title: page for page in book.worksheets}
            chosen = choose_sheet(
                path.name,
                [(name, page.sheet_state != "visible", bool(page._cells))
                 for name, page in pages.items()],
                sheet, notes,
            )  # fmt: skip
            formulas = _formulas(openpyxl, file, chosen)
    except LearnerError:
        raise
    except Exception:  # openpyxl raises whatever the damaged part makes it raise
        raise damaged(path) from None
    note_stowaways(path, notes)
    page = pages[chosen]
    _note_unseen(page, notes)
    _note_formulas(page, formulas, notes)
    _note_looks(page, notes)
    if book.epoch.year == 1904:
        notes.did.append("The workbook counts dates from 1904, as old Macs did: allowed for.")
    return _grid(page)


def _formulas(openpyxl: Any, file: BinaryIO, sheet: str) -> list[tuple[int, int]]:
    """Return the places of the cells that hold a formula."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        page = book[sheet]
        page.reset_dimensions()  # a sheet may lie about its size
        return [
            (cell.row, cell.column)
            for row in page.iter_rows() for cell in row if cell.data_type == "f"
        ]  # fmt: skip
    finally:
        book.close()


def _grid(page: Any) -> Grid:
    """Return the filled cells as rows; rows between them are empty."""
    found: dict[int, dict[int, Any]] = {}
    for cell in page._cells.values():
        if cell.value is not None:
            found.setdefault(cell.row, {})[cell.column] = cell.value
    rows: list[list[Any]] = []
    last = max(found, default=0)
    for number in range(1, last + 1):
        cells = found.get(number, {})
        rows.append([cells.get(place) for place in range(1, max(cells, default=0) + 1)])
    return Grid(rows, list(range(1, last + 1)))


def _note_unseen(page: Any, notes: Notes) -> None:
    """Note hidden rows and columns of the sheet that hold something, and merged cells."""
    rows = {number for number, looks in page.row_dimensions.items() if looks.hidden}
    spans = [
        (looks.min, looks.max) for looks in page.column_dimensions.values()
        if looks.hidden and looks.min
    ]  # fmt: skip
    filled = [cell for cell in page._cells.values() if cell.value is not None]
    hidden_rows = {cell.row for cell in filled} & rows
    hidden_columns = {
        cell.column for cell in filled if any(low <= cell.column <= high for low, high in spans)
    }
    note_hidden(len(hidden_rows), len(hidden_columns), notes)
    if merged := page.merged_cells.ranges:
        notes.warnings.append(
            f"{many(len(merged), 'block')} of cells merged into one (the first is "
            f"{sorted(str(block) for block in merged)[0]}): only the first cell of each has the "
            "value, the others are empty."
        )


def _note_formulas(page: Any, formulas: list[tuple[int, int]], notes: Notes) -> None:
    """Note formulas, and those whose result was never stored."""
    if not formulas:
        return
    notes.warnings.append(
        f"{many(len(formulas), 'cell holds a formula', 'cells hold formulas')}: the table has the "
        "results stored when the workbook was last saved. A formula can point to hidden records, "
        "so share a CSV file of the values, not the workbook."
    )
    bare = sum(
        1 for place in formulas if place not in page._cells or page._cells[place].value is None
    )
    if bare:
        notes.warnings.append(
            f"{many(bare, 'formula has', 'formulas have')} no stored result, so the cell is read "
            "as empty: open the workbook in Excel or LibreOffice, save it, and read it again."
        )


def _note_looks(page: Any, notes: Notes) -> None:
    """Note numbers that look otherwise on the screen than they are stored."""
    zeros, shares = set(), set()
    for cell in page._cells.values():
        if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
            if re.fullmatch("0{2,}", cell.number_format):
                zeros.add(cell.column_letter)
            elif "%" in cell.number_format:
                shares.add(cell.column_letter)
    for letters, words in (
        (zeros, "shows zeros in front that are not stored: the codes are shorter in the table"),
        (shares, "shows percentages, stored as shares of 1: 45% is 0.45 in the table"),
    ):
        notes.warnings += [f"Column {letter} of the sheet {words}." for letter in sorted(letters)]
