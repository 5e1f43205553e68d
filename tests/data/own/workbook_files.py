"""Workbooks gone wrong: hidden parts, formulas, locks, bombs, cut-off files."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.data.own.cases import Case, data

TABLE = {"borough": ["Sefton", "Wirral"], "people": [12, 7]}
ROWS = [["borough", "people"], ["Sefton", 12], ["Wirral", 7]]
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def workbook(
    name: str,
    change: Callable[[Any, Any], None] = lambda book, page: None,
    rows: list[list[Any]] | None = None,
    file: str = "book.xlsx",
    **expected: Any,
) -> Case:
    """A workbook with one sheet "Data", changed as said."""

    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        page = book.active
        page.title = "Data"
        for row in ROWS if rows is None else rows:
            page.append(row)
        change(book, page)
        book.save(folder / file)
        return folder / file

    return Case(name, make, **expected)


def rewritten(name: str, change: Callable[[dict[str, bytes]], None], **expected: Any) -> Case:
    """A workbook whose parts are changed after it was saved."""
    plain = workbook(name)

    def make(folder: Path) -> Path:
        path = plain.make(folder)
        with zipfile.ZipFile(path) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        change(parts)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, held in parts.items():
                archive.writestr(part, held)
        return path

    return Case(name, make, **expected)


def more_sheets(*titles: str, state: str = "visible") -> Callable[[Any, Any], None]:
    def change(book: Any, page: Any) -> None:
        for title in titles:
            other = book.create_sheet(title, 0)
            other.append(["a", "b"])
            other.append(["one", 2])
            other.sheet_state = state

    return change


def hide_row(book: Any, page: Any) -> None:
    page.row_dimensions[3].hidden = True


def hide_column(book: Any, page: Any) -> None:
    page.column_dimensions["B"].hidden = True


def formula(book: Any, page: Any) -> None:
    page["B3"] = "=B2-5"


def merge(book: Any, page: Any) -> None:
    page.merge_cells("A2:A3")


def code(book: Any, page: Any) -> None:
    page["B2"].number_format = "0000"


def share(book: Any, page: Any) -> None:
    page["B2"], page["B3"] = 0.5, 0.25
    page["B2"].number_format = "0%"


def mac(book: Any, page: Any) -> None:
    book.epoch = CALENDAR_MAC_1904
    page["B2"], page["B3"] = datetime(2025, 4, 3), datetime(2025, 4, 4)


def dates(book: Any, page: Any) -> None:
    page["B2"], page["B3"] = datetime(1900, 3, 1), datetime(2025, 4, 4)


def stray(book: Any, page: Any) -> None:
    page["XFD90000"] = "lost"


def cached(parts: dict[str, bytes]) -> None:
    part = "xl/worksheets/sheet1.xml"
    parts[part] = parts[part].replace(b"<v>7</v>", b"<f>B2-5</f><v>7</v>")


def stowed(part: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[part] = b"x"

    return change


def spoilt(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:200]


def lacking(parts: dict[str, bytes]) -> None:
    del parts["xl/worksheets/sheet1.xml"]


def lying(parts: dict[str, bytes]) -> None:
    part = "xl/worksheets/sheet1.xml"
    parts[part] = re.sub(rb'ref="[^"]*"', b'ref="A1:XFD1048576"', parts[part], count=1)


def laughing(parts: dict[str, bytes]) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "lol">{levels}]>'.encode()
    part = "xl/worksheets/sheet1.xml"
    body = parts[part].split(b"?>", 1)[-1]
    parts[part] = start + body.replace(b"<v>7</v>", b"<v>&l9;</v>")


def bomb(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet2.xml"] = b"0" * 120_000_000


def many_parts(parts: dict[str, bytes]) -> None:
    parts.update({f"xl/media/{n}": b"" for n in range(10_500)})


def lying_bomb(folder: Path) -> Path:
    """A part that unpacks to far more than the archive says."""
    path = workbook("plain").make(folder)
    held = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/media/image.png", b"0" * 3_000_000)
    size = (3_000_000).to_bytes(4, "little")
    path.write_bytes(held.getvalue().replace(size, (1000).to_bytes(4, "little")))
    return path


def cut(folder: Path) -> Path:
    path = workbook("plain").make(folder)
    path.write_bytes(path.read_bytes()[:-400])
    return path


def locked_zip(folder: Path) -> Path:
    path = workbook("plain").make(folder)
    held = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = held.find(mark)
        while start >= 0:
            held[start + place] |= 1
            start = held.find(mark, start + 4)
    path.write_bytes(held)
    return path


HIDDEN = (
    '<office:automatic-styles><style:style style:name="h" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def ods(name: str, rows: str, file: str = "book.ods", extra: str = "", **expected: Any) -> Case:
    """An OpenDocument spreadsheet with one sheet "Data" of these rows."""
    words = ("office", "table", "text", "style")
    spaces = " ".join(f'xmlns:{word}="{OFFICE}{word}:1.0"' for word in words)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} office:version="1.2">'
        f"{HIDDEN}<office:body><office:spreadsheet>"
        f'<table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{extra}</manifest>")
        archive.writestr("content.xml", content)
    return data(name, held.getvalue(), file, **expected)


def row(*cells: Any, more: str = "", cell: str = "") -> str:
    """A row of an OpenDocument sheet."""
    return (
        f"<table:table-row {more}>"
        + "".join(_cell(value, cell) for value in cells)
        + ("</table:table-row>")
    )


def _cell(value: Any, more: str) -> str:
    kind = "string" if isinstance(value, str) else "float"
    number = "" if isinstance(value, str) else f'office:value="{value}"'
    return (
        f'<table:table-cell office:value-type="{kind}" {number} {more if number else ""}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


HEAD = row("borough", "people")
BODY = HEAD + row("Sefton", 12)
WHOLE = BODY + row("Wirral", 7)

EXCEL = [
    workbook("workbook", reads=TABLE, did='Read the sheet "Data"'),
    workbook("workbook named CSV", file="book.csv", reads=TABLE, warns="file is XLSX"),
    workbook(
        "hidden sheet",
        more_sheets("People", state="hidden"),
        reads=TABLE,
        warns='1 hidden sheet, "People"',
    ),
    workbook(
        "very hidden sheet",
        more_sheets("Staff", state="veryHidden"),
        reads=TABLE,
        warns='1 hidden sheet, "Staff"',
    ),
    workbook(
        "only a hidden sheet filled",
        more_sheets("People", state="hidden"),
        rows=[],
        refuses="nothing in its visible sheets",
    ),
    workbook("cover sheet first", more_sheets("Cover"), reads=TABLE, did='not "Cover"'),
    workbook("two sheets", more_sheets("Other"), reads={"a": ["one"], "b": [2]}, did='"Other" and'),
    workbook(
        "two sheets, one asked for", more_sheets("Other"), reads=TABLE, options={"sheet": "Data"}
    ),
    workbook(
        "a sheet that is not there",
        refuses='no sheet "Dat". There are: Data',
        options={"sheet": "Dat"},
    ),
    workbook("hidden row", hide_row, reads=TABLE, warns="1 hidden row with values"),
    workbook("hidden column", hide_column, reads=TABLE, warns="1 hidden column with values"),
    workbook(
        "formula never worked out",
        formula,
        warns="1 formula has no stored result",
        reads={"borough": ["Sefton", "Wirral"], "people": [12, None]},
    ),
    rewritten("formula worked out", cached, reads=TABLE, warns="1 cell holds a formula"),
    workbook(
        "merged cells",
        merge,
        reads={"borough": ["Sefton", None], "people": [12, 7]},
        warns=r"1 block of cells merged into one \(the first is A2:A3\)",
    ),
    workbook("zeros only shown", code, reads=TABLE, warns="Column B of the sheet shows zeros"),
    workbook(
        "percentages only shown",
        share,
        warns="stored as shares of 1",
        reads={"borough": ["Sefton", "Wirral"], "people": [0.5, 0.25]},
    ),
    workbook(
        "dates from 1904",
        mac,
        did="from 1904",
        kinds={"people": "date"},
        reads={
            "borough": ["Sefton", "Wirral"],
            "people": [datetime(2025, 4, 3), datetime(2025, 4, 4)],
        },
    ),
    workbook(
        "dates from 1900",
        dates,
        kinds={"people": "date"},
        reads={
            "borough": ["Sefton", "Wirral"],
            "people": [datetime(1900, 3, 1), datetime(2025, 4, 4)],
        },
    ),
    workbook(
        "marks among numbers",
        rows=[*ROWS, ["Halton", "<5"]],
        reads={"borough": ["Sefton", "Wirral", "Halton"], "people": [12, 7, "<5"]},
        kinds={"people": "whole number"},
        typed={"people": [12, 7, None]},
    ),
    workbook(
        "NHS numbers as numbers",
        rows=[["who", "id"], ["a", 9434765919], ["b", 9000000009]],
        reads={"who": ["a", "b"], "id": [9434765919, 9000000009]},
        kinds={"id": "text"},
        warns="looks like NHS numbers",
    ),
    workbook(
        "errors in cells",
        rows=[*ROWS, ["Halton", "#REF!"]],
        warns="errors of a spreadsheet",
        reads={"borough": ["Sefton", "Wirral", "Halton"], "people": [12, 7, "#REF!"]},
        typed={"people": [12, 7, None]},
    ),
    workbook(
        "notes above and below in a workbook",
        rows=[["Table 1"], [], *ROWS, [], ["Source: x"]],
        reads=TABLE,
        did="Took row 3 as the header",
        notes=("Table 1", "Source: x"),
    ),
    workbook("cell far away", stray, refuses="cell 16,384 of row 90,000.*a note beside"),
    workbook("empty workbook", rows=[], refuses="nothing in its visible sheets"),
    workbook("only a header in a workbook", rows=[["a", "b"]], refuses="no rows below it"),
    workbook(
        "headings twice in a workbook",
        rows=[["a", "a"], ["x", 1]],
        reads={"a": ["x"], "a (2)": [1]},
        warns="occur twice",
    ),
    rewritten(
        "pivot table with its records",
        stowed("xl/pivotCache/pivotCacheRecords1.xml"),
        reads=TABLE,
        warns="hidden copy of all its records",
    ),
    rewritten(
        "links to other workbooks",
        stowed("xl/externalLinks/externalLink1.xml"),
        reads=TABLE,
        warns="from other workbooks",
    ),
    rewritten("comments", stowed("xl/comments1.xml"), reads=TABLE, warns="comments on cells"),
    rewritten("data model", stowed("xl/model/item.data"), reads=TABLE, warns="hidden data model"),
    rewritten("macros", stowed("xl/vbaProject.bin"), reads=TABLE, warns="They were not run"),
    rewritten("a sheet cut off", spoilt, refuses="damaged, cut off or not a real workbook"),
    rewritten("a sheet lacking", lacking, refuses="damaged, cut off or not a real|nothing in"),
    rewritten("a sheet that lies about its size", lying, reads=TABLE),
    rewritten("a billion laughs", laughing, refuses="damaged"),
    rewritten("zip bomb", bomb, refuses="would unpack to 120 MB"),
    rewritten("zip of very many parts", many_parts, refuses="would unpack to 10,5.. parts"),
    Case("zip bomb that lies", lying_bomb, refuses="damaged, cut off"),
    Case("workbook cut off", cut, refuses="damaged, cut off"),
    Case("zip with a password", locked_zip, refuses="locked with a password. Unpack"),
]
OPEN = [
    ods("ODS", WHOLE, reads=TABLE, did='Read the sheet "Data"'),
    ods("ODS named XLSX", WHOLE, "book.xlsx", reads=TABLE, warns="the file is ODS"),
    ods(
        "ODS hidden row",
        BODY + row("Wirral", 7, more='table:visibility="collapse"'),
        reads=TABLE,
        warns="1 hidden row with values",
    ),
    ods(
        "ODS hidden column",
        '<table:table-column table:visibility="collapse"/>' + WHOLE,
        reads=TABLE,
        warns="1 hidden column",
    ),
    ods(
        "ODS hidden sheet",
        WHOLE + '</table:table><table:table table:name="Staff" table:style-name="h">' + WHOLE,
        reads=TABLE,
        warns='1 hidden sheet, "Staff"',
    ),
    ods(
        "ODS second sheet",
        WHOLE + '</table:table><table:table table:name="Other">' + HEAD + row("Halton", 3),
        reads={"borough": ["Halton"], "people": [3]},
        options={"sheet": "Other"},
    ),
    ods(
        "ODS formula",
        BODY + row("Wirral", 7, cell='table:formula="of:=[.B2]-5"'),
        reads=TABLE,
        warns="1 cell holds a formula",
    ),
    ods(
        "ODS bomb of repeats",
        WHOLE + row("x", more='table:number-rows-repeated="9000000"'),
        refuses="too many cells",
    ),
    ods("ODS locked", WHOLE, extra="<encryption-data/>", refuses="locked with a password"),
    ods("ODS damaged", "<broken", refuses="damaged, cut off"),
    ods("ODS empty", "", refuses="nothing in its visible sheets"),
]

CASES: list[Case] = [*EXCEL, *OPEN]
