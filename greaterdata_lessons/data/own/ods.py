"""OpenDocument spreadsheets, as LibreOffice saves them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from greaterdata_lessons.data.own.notes import Grid, Notes, many, need
from greaterdata_lessons.data.own.sheets import choose_sheet, note_hidden
from greaterdata_lessons.data.own.zipped import LARGEST, damaged, note_stowaways
from greaterdata_lessons.errors import LearnerError

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MOST_CELLS = LARGEST // 50


@dataclass
class Unseen:
    """What a sheet holds that the screen does not show, and how many cells have values."""

    rows: int = 0
    columns: int = 0
    formulas: int = 0
    cells: int = 0


def read(path: Path, notes: Notes, *, sheet: str | None) -> Grid:
    """Return the cells of one sheet.

    Raises `LearnerError` when the workbook is damaged or has no such sheet.
    """
    calamine = need("python_calamine", "ODS workbooks")
    try:
        unseen = _unseen(path)
        if sum(page.cells for page in unseen.values()) > MOST_CELLS:
            raise LearnerError(
                f'"{path.name}" has too many cells for a workbook, which can be a trap. '
                "If you trust it, save the sheet you need as CSV and give that."
            )
        book = calamine.load_workbook(BytesIO(path.read_bytes()))  # a path is judged by its name
        visible = calamine.SheetVisibleEnum.Visible
        sheets = [
            (page.name, page.visible != visible, unseen.get(page.name, Unseen()).cells > 0)
            for page in book.sheets_metadata
        ]
        chosen = choose_sheet(path.name, sheets, sheet, notes)
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except LearnerError:
        raise
    except Exception:  # the library's own errors, and the XML reader's
        raise damaged(path) from None
    note_stowaways(path, notes)
    found = unseen.get(chosen, Unseen())
    note_hidden(found.rows, found.columns, notes)
    if found.formulas:
        notes.warnings.append(
            f"{many(found.formulas, 'cell holds a formula', 'cells hold formulas')}: the table has "
            "the results stored when the workbook was last saved. A formula can point to hidden "
            "records, so share a CSV file of the values, not the workbook."
        )
    return Grid([[_plain(cell) for cell in row] for row in rows], list(range(1, len(rows) + 1)))


def _plain(cell: Any) -> Any:
    """Return a value as a table should have it: whole numbers whole, dates as dates."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime(cell.year, cell.month, cell.day)
    return cell


def _unseen(path: Path) -> dict[str, Unseen]:
    """Go through the sheets once for what the library for values does not tell."""
    found: dict[str, Unseen] = {}
    page = Unseen()
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        for event, element in ElementTree.iterparse(file, events=("start", "end")):
            if event == "start":
                if element.tag == f"{TABLE}table":
                    page = found.setdefault(element.get(f"{TABLE}name", ""), Unseen())
            elif element.tag == f"{TABLE}table-column":
                page.columns += _times(element, "columns") if _hidden(element) else 0
            elif element.tag == f"{TABLE}table-row":
                _add_row(page, element)
                element.clear()
    return found


def _hidden(element: ElementTree.Element) -> bool:
    return element.get(f"{TABLE}visibility", "visible") != "visible"


def _times(element: ElementTree.Element, what: str) -> int:
    """Return how often an element stands for itself; a run to the sheet's edge counts once."""
    times = int(element.get(f"{TABLE}number-{what}-repeated", "1"))
    return times if times < 10_000 else 1


def _add_row(page: Unseen, row: ElementTree.Element) -> None:
    """Add what one row holds to what is known of its sheet."""
    again = int(row.get(f"{TABLE}number-rows-repeated", "1"))
    filled = 0
    for cell in row:
        if cell.get(f"{OFFICE}value-type"):
            filled += int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        page.formulas += cell.get(f"{TABLE}formula") is not None
    page.cells += filled * again
    page.rows += again if filled and _hidden(row) else 0
