"""A register as a record, to print it, fill it in as a form, and keep it as one file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from greaterdata_lessons.governance.record import Record, record
from greaterdata_lessons.governance.registers.kinds import Kind
from greaterdata_lessons.governance.values import ROW as ID

Rows = Mapping[int, Mapping[str, str]]


def to_record(kind: Kind, rows: Rows, origin: Record | None) -> Record:
    """Return rows as a record; with the record they came from, as the same one, row by row.

    Columns of somebody's own go to what is set aside: a record has only the fields it asks.
    """
    known = [row[ID] for row in origin.answers.get(kind.rows, [])] if origin else []
    listed = []
    for number, row in rows.items():
        held = {name: row[name] for name in kind.names if row.get(name)}
        place = number - 2  # where it stood in the record, if it came from one
        listed.append({**held, ID: known[place] if place < len(known) else _id(kind, row, number)})
    made = record(kind.name, **{kind.rows: listed})
    own = list(_own_columns(kind, rows))
    if origin:
        made.id, made.base = origin.id, origin.base
        own = [*origin.set_aside, *(each for each in own if each not in origin.set_aside)]
    made.set_aside = own
    return made


def _id(kind: Kind, row: Mapping[str, str], number: int) -> str:
    """Return the id of a new row: the same each time the same row is saved again."""
    told = "\n".join([str(number), *(row.get(name, "") for name in kind.key)])
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def rows_of(kind: Kind, made: Record) -> list[dict[str, Any]]:
    """Return the rows of a record as a register keeps them."""
    rows = made.answers.get(kind.rows, [])
    return [{name: value for name, value in row.items() if name != ID} for row in rows]


def _own_columns(kind: Kind, rows: Rows) -> Sequence[dict[str, str]]:
    """Return what stands in each column of somebody's own, with its rows."""
    names = dict.fromkeys(name for row in rows.values() for name in row if name not in kind.names)
    found = []
    for name in names:
        given = {number: row[name] for number, row in rows.items() if row.get(name)}
        same = len(set(given.values())) == 1 and len(given) == len(rows)
        told = "; ".join(f"row {number}: {text}" for number, text in given.items())
        answer = f"{next(iter(given.values()))} (every row)" if same else told
        if given:
            found.append({"field": name, "answer": answer, "why": "a column of your own"})
    return found
