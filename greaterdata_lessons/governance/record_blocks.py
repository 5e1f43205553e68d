"""A record as plain blocks, ready to print as Word, web page or Markdown.

`record.mjs` makes the same blocks in a page; a test holds the two together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from greaterdata_lessons.documents import Block

from .kind import Field, Law, Section, rests_on
from .record import Record
from .rules import WORDS, Open, relevant
from .values import BLANK, is_blank, long_date, shown

ASKED = ("What is asked", "Answer")
OPEN = ("What it is", "What it says", "Rests on", "Who to ask")
ABREAST = 6  # columns that can be read side by side on a sheet; a wider row has a table of its own
NOT_ADVICE = (
    "This record helps to ask and to write down. It is not legal advice, and it does not say "
    "whether anything is allowed: people named in it decide, and say why."
)


def blocks_of(record: Record, today: date) -> list[Block]:
    """Return a record as blocks; each text is one line."""
    return [_one_line(block) for block in _all(record, today)]


def _one_line(block: Block) -> Block:
    rows = tuple(tuple(_fold(text) for text in row) for row in block.rows)
    return Block(block.kind, _fold(block.text), block.columns, rows)


def _fold(text: str) -> str:
    return " ".join(text.split())


def _all(record: Record, today: date) -> Iterator[Block]:
    kind = record.kind
    found = record.missing(today)
    yield Block("h1", kind.title)
    yield Block("p", kind.about)
    yield Block("p", f"Printed on {long_date(today.isoformat())}. Points still open: {len(found)}.")
    if found.outcome:
        yield Block("p", f"What the answers point to: {found.outcome}.")
    yield from _open(found)
    for section in kind.sections:
        yield from _section(section, record.answers)
    yield from _aside(record)
    yield from _law(record, found)
    yield Block("h2", "About this record")
    yield Block("p", kind.closing)
    yield Block("p", NOT_ADVICE)


def _open(found: Open) -> Iterator[Block]:
    if not found:
        return
    yield Block("h2", "What is still open")
    rows = tuple((WORDS[each.level], each.says, _provisions(each.law), each.ask) for each in found)
    yield Block("table", "Open points, the weightiest first", OPEN, rows)


def _law(record: Record, found: Open) -> Iterator[Block]:
    """List each provision named above, once, with what it says and its date."""
    fields = [f for f in record.kind.fields.values() if relevant(f, record.answers)]
    named = [law for f in fields for law in rests_on(f, record.answers.get(f.name))]
    named += [law for each in found for law in each.law]
    rows = tuple((each.provision, each.says, each.day) for each in dict.fromkeys(named))
    if rows:
        yield Block("h2", "The law named here")
        yield Block("table", "Each provision, in short", ("Provision", "In short", "As at"), rows)


def _provisions(law: tuple[Law, ...]) -> str:
    return "; ".join(each.provision for each in law) or "Good practice"


def _section(section: Section, answers: dict[str, Any]) -> Iterator[Block]:
    yield Block("h2", section.title)
    fields = [field for field in section.fields if relevant(field, answers)]
    plain = [field for field in fields if field.kind != "rows"]
    if plain:
        yield _asked(section, plain, answers)
    for field in fields:
        if field.kind == "rows":
            yield from _rows(field, answers.get(field.name) or [])


def _asked(section: Section, fields: list[Field], answers: dict[str, Any]) -> Block:
    sourced = any(field.law for field in fields)
    rows = tuple(
        (field.label, shown(field, answers.get(field.name)), *_source(field, answers, sourced))
        for field in fields
    )
    caption = f"{section.title}: answers".replace("?:", ":")
    return Block("table", caption, (*ASKED, *(("Rests on",) if sourced else ())), rows)


def _source(field: Field, answers: dict[str, Any], sourced: bool) -> tuple[str, ...]:
    return (_provisions(rests_on(field, answers.get(field.name))),) if sourced else ()


def _rows(field: Field, rows: list[dict[str, Any]]) -> Iterator[Block]:
    if not rows:
        yield Block("p", f"{field.label}: {BLANK}")
        return
    heads = tuple(column.label for column in field.columns)
    body = tuple(
        tuple(shown(column, row.get(column.name)) for column in field.columns) for row in rows
    )
    if len(heads) <= ABREAST:
        yield Block("table", field.label, heads, body)
        return
    for number, cells in enumerate(body, 1):
        caption = f"{field.label}, {number} of {len(body)}"
        yield Block("table", caption, ASKED, tuple(zip(heads, cells, strict=True)))


def _aside(record: Record) -> Iterator[Block]:
    if not record.set_aside:
        return
    yield Block("h2", "Set aside")
    yield Block("p", "Nothing here is lost: choose which answer stands, and put it above.")
    labels = {name: field.label for name, field in record.kind.fields.items()}
    rows = tuple(
        (labels.get(each["field"], each["field"]), _aside_text(each["answer"]), each["why"])
        for each in record.set_aside
    )
    yield Block("table", "Answers set aside", ("What is asked", "Set aside", "Why"), rows)


def _aside_text(value: Any) -> str:
    if is_blank(value):
        return BLANK
    if isinstance(value, dict):
        return "; ".join(f"{k}: {v}" for k, v in value.items() if k != "id" and not is_blank(v))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
