"""Print what the course keeps about itself: its records, its data, its models, its plan.

They are files like anybody's, in book/about/records, opened and printed by the library. Rows are
counted here, so that no figure about a data set is written twice.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from greaterdata_lessons.documents import Block, as_markdown
from greaterdata_lessons.governance.record import Record
from greaterdata_lessons.governance.record_file import open_record
from greaterdata_lessons.governance.registers.register import kinds, register
from greaterdata_lessons.governance.values import is_blank, long_date
from greaterdata_lessons.learning.evaluation.logic import logic_blocks
from greaterdata_lessons.learning.evaluation.plan import NAME, plan_blocks, read_plan

FOLDER = "about/records"
RULES, DATA = "about/own-rules.md", "about/own-data.md"
PAGES = {
    RULES: re.compile("dpia-screening|risk-register"),
    DATA: re.compile("inventory"),
    "about/own-models.md": re.compile("model-.*"),
}
LOWER = {"h1": "h2", "h2": "h3"}
AGAIN = ("review_date", "review_on")  # what fields ask for the day something is looked at again


def own_records(folder: Path) -> dict[str, Record]:
    """Open every record the course keeps about itself, by its file's name.

    Raises LearnerError for a file that is no record.
    """
    return {path.stem: open_record(path) for path in sorted(folder.glob("*.json"))}


def put_aside(files: dict[PurePosixPath, bytes]) -> None:
    """Move the records from the book's pages to the files that are handed out as they are."""
    for name in [name for name in files if name.is_relative_to(FOLDER)]:
        files[PurePosixPath("_extra") / name] = files.pop(name)


def own_texts(root: Path, today: date) -> Iterator[tuple[str, str, str]]:
    """Give, for each marker of each page, what stands there; nothing where no record is kept."""
    folder = root / "book" / FOLDER
    records = own_records(folder)
    if not records:
        return
    for page, pattern in PAGES.items():
        named = [name for name in records if pattern.fullmatch(name)]
        printed = [_printed(name, records[name], today) for name in named]
        yield page, "records", "\n\n".join(printed)
    found = [*open_points(records, today), *_rows_to_mend(folder, records, today)]
    heads = ("Record", "What is open", "Who could close it")
    table = as_markdown([Block("table", "Open in the records below", heads, tuple(found))])
    yield RULES, "open", table
    yield RULES, "plan", _plan(folder)
    yield DATA, "rows", rows_table(root / "datasets")


def open_points(records: Mapping[str, Record], today: date) -> Iterator[tuple[str, str, str]]:
    """Give what is open in every record, and who could close it."""
    for made in records.values():
        yield from ((title(made), found.says, found.ask) for found in made.missing(today))
        for day in sorted({day for day in review_days(made) if day < today}):
            says = f"It was to be looked at again on {long_date(day.isoformat())}."
            yield title(made), says, "its owner"


def _rows_to_mend(
    folder: Path, records: Mapping[str, Record], today: date
) -> Iterator[tuple[str, str, str]]:
    """Give what the check of each register finds, row by row."""
    for name, made in records.items():
        if made.kind.name in kinds():
            found = register(made.kind.name, folder / f"{name}.json").check(today=today)
            for row in found.table.itertuples():
                yield title(made), f"Row {row.row}, {row.column}: {row.says}", "its owner"


def review_days(made: Record) -> Iterator[date]:
    """Give each day on which a record, or a row of it, is to be looked at again."""
    rows = [row for rows in made.answers.values() if isinstance(rows, list) for row in rows]
    for told in (made.answers, *(row for row in rows if isinstance(row, dict))):
        yield from (
            date.fromisoformat(told[name]) for name in AGAIN if not is_blank(told.get(name))
        )


def title(made: Record) -> str:
    """Return what a record is called among others of its kind."""
    return str(made.answers.get("name") or made.kind.title)


def lowered(blocks: Sequence[Block], name: str) -> list[Block]:
    """Return a document's blocks as a part of a page, under the name given.

    >>> lowered([Block("h1", "Record"), Block("h2", "Data")], "Falls score")
    [Block(kind='h2', text='Falls score', columns=(), rows=()), \
Block(kind='h3', text='Data', columns=(), rows=())]
    """
    return [
        Block(
            LOWER.get(block.kind, block.kind),  # type: ignore[arg-type]
            name if block.kind == "h1" else block.text,
            block.columns,
            block.rows,
        )
        for block in blocks
    ]


def _printed(name: str, made: Record, today: date) -> str:
    """Return a record as its own tool prints it, and a way to open the file itself."""
    head, *rest = lowered(made.blocks(today), title(made))
    file = f'<a href="records/{name}.json" download>{name}.json</a>'
    way = f"The record itself: {file}. Open it on [its page](/records/{made.kind.name}.md)."
    return "\n\n".join((as_markdown([head]).strip(), way, as_markdown(rest).strip()))


def _plan(folder: Path) -> str:
    plan = read_plan(folder / NAME)
    blocks = [*plan_blocks(plan), *logic_blocks()]
    file = (
        f'The plan itself: <a href="records/{NAME}" download>{NAME}</a>, for `greaterdata report`.'
    )
    head, *rest = lowered(blocks, "Evaluation plan")
    return "\n\n".join((as_markdown([head]).strip(), file, as_markdown(rest).strip()))


def rows_table(datasets: Path) -> str:
    """Return how many rows each data set has, counted now, and who is in them."""
    lines = [_line(folder.parent) for folder in sorted(datasets.glob("*/data.csv"))]
    head = "| Data set | Rows | What they are | Licence |\n|---|---|---|---|"
    return "\n".join([head, *lines])


def _line(folder: Path) -> str:
    told: dict[str, Any] = json.loads((folder / "data.csv-metadata.json").read_text("utf-8"))
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        count = sum(1 for _ in csv.reader(file)) - 1
    named = told["dc:title"].removesuffix(" (synthetic)")
    made_up = "made up" if "(synthetic)" in told["dc:title"] else "published figures"
    return f"| [{named}](#dataset-{folder.name}) | {count:,} | {made_up} | {told['dc:rights']} |"
