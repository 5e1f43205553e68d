"""A filled-in record of each kind, made up from what the kind asks, and pages to show them in."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from greaterdata_lessons.governance.kind import Field, Kind, kind
from greaterdata_lessons.governance.record import Record
from greaterdata_lessons.governance.record_form import form_html
from tests.learning.conftest import BOOK_STYLE, SHOW

LATER = (date.today() + timedelta(days=90)).isoformat()


def sample(field: Field) -> Any:
    """An answer that the field can hold, with letters that markup could trip over."""
    if field.kind == "rows":
        return [{column.name: sample(column) for column in field.columns} for _ in range(2)]
    first = field.options[0].value if field.options else ""
    return {
        "choice": first,
        "several": [first],
        "date": LATER,
        "number": field.least or 1,
        "lines": ["<b>one</b> | two", "3. three"],
    }.get(field.kind, f"{field.name} & <i>so on</i> | *more*")


def filled(name: str) -> Record:
    """A record of this kind with every field answered."""
    of: Kind = kind(name)
    return Record(of).fill(**{each.name: sample(each) for each in of.fields.values()})


def write_pages(folder: Path, names: list[str]) -> None:
    """Write a page with the form of each kind, in the book's look."""
    for path in (SHOW / "record.mjs", SHOW / "record.css", SHOW / "form.css", BOOK_STYLE):
        shutil.copy(path, folder)
    sheets = "".join(
        f'<link rel="stylesheet" href="{style}">'
        for style in ("greaterdata.css", "form.css", "record.css")
    )
    for name in names:
        (folder / f"{name}.html").write_text(
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Record</title>'
            '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
            f'{sheets}<script type="module" src="record.mjs"></script></head>'
            f"<body><main><h1>{name}</h1>{form_html(kind(name))}</main></body></html>",
            encoding="utf-8",
        )
