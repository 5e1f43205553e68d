"""JSON: a list of records, one record a line, or a table inside a wrapper."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own.doors import troubles_told
from greaterdata_lessons.data.own.encodings import decode
from greaterdata_lessons.data.own.layout import column
from greaterdata_lessons.data.own.notes import WIDEST, Notes, many, some
from greaterdata_lessons.errors import LearnerError


def read(path: Path, notes: Notes) -> pd.DataFrame:
    """Return the records of a JSON file as a table.

    Raises `LearnerError` when it is damaged or holds no records.
    """
    with troubles_told(path):
        data = path.read_bytes()
    text = decode(path.name, data, notes)
    held = _parsed(path.name, text, notes)
    records = _records(path.name, held, notes)
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    if not names or len(names) > WIDEST:
        raise LearnerError(
            f'"{path.name}" has {many(len(names), "column")} in its {many(len(flat), "record")}. '
            "Export the table you need as CSV and give that."
        )
    _note_shape(records, flat, names, notes)
    return pd.DataFrame({name: column([record.get(name) for record in flat]) for name in names})


def _parsed(name: str, text: str, notes: Notes) -> Any:
    """Return what the JSON holds; when it is one record a line, the list of them."""
    again: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            keys = [key for key, _ in pairs]
            again.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return record

    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    try:
        try:
            held = json.loads(text, object_pairs_hook=once, parse_constant=_no_number)
        except json.JSONDecodeError as error:
            if error.msg != "Extra data" or len(lines) < 2:
                raise _damaged(name, error.msg, error.lineno) from None
            again.clear()
            held = [_line(name, number, line, once) for number, line in lines]
            notes.did.append("Read one record from each line.")
    except RecursionError:
        raise LearnerError(
            f'"{name}" is nested too deeply to be a table. Export it as CSV and give that.'
        ) from None
    if again:
        raise LearnerError(
            f'"{name}" has the name {some(dict.fromkeys(again))} twice in one record, so a value '
            "would be lost. Export it again."
        )
    return held


def _no_number(word: str) -> None:
    """Read NaN and Infinity, which are not JSON, as gaps."""


def _line(name: str, number: int, line: str, once: Any) -> Any:
    try:
        return json.loads(line, object_pairs_hook=once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise _damaged(name, error.msg, number) from None


def _damaged(name: str, said: str, line: int) -> LearnerError:
    return LearnerError(
        f'"{name}" is not whole JSON: it goes wrong in line {line:,} ({said.lower()}). '
        "It may be cut off: download or export it again."
    )


def _records(name: str, held: Any, notes: Notes) -> list[dict[str, Any]]:
    """Find the list of records in what the JSON holds."""
    if isinstance(held, dict):
        held = _unwrapped(held, notes)
    if isinstance(held, list) and held and all(isinstance(record, dict) for record in held):
        return held
    if isinstance(held, list) and not held:
        raise LearnerError(f'"{name}" holds an empty list. Check what was exported.')
    what = "a list of single values" if isinstance(held, list) else "one value"
    what = "one record" if isinstance(held, dict) else what
    raise LearnerError(
        f'"{name}" holds {what}, not a table. Export a list of records, or a CSV file.'
    )


def _unwrapped(held: dict[str, Any], notes: Notes) -> Any:
    """Return the records inside a wrapper, or turn columns into records."""
    lists = {
        key: value for key, value in held.items()
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value)
    }  # fmt: skip
    if len(lists) == 1:
        ((key, value),) = lists.items()
        left = [other for other in held if other != key]
        more = f" and left out {some(left)}" if left else ""
        notes.did.append(f'Took the records in "{key}"{more}.')
        return value
    columns = [value for value in held.values() if isinstance(value, list)]
    if columns and len(columns) == len(held) and len({len(value) for value in columns}) == 1:
        notes.did.append("Each name holds a column of values.")
        return [dict(zip(held, row, strict=True)) for row in zip(*held.values(), strict=True)]
    return held


def _flat(record: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """Return a record with records inside it spread over columns; lists stay as their text.

    >>> _flat({"a": {"b": 1}, "c": [1, 2]})
    {'a.b': 1, 'c': '[1, 2]'}
    """
    flat: dict[str, Any] = {}
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and value and depth < 20:
            flat.update(_flat(value, f"{name}.", depth + 1))
        elif isinstance(value, (dict, list)):
            flat[name] = json.dumps(value, ensure_ascii=False)
        else:
            flat[name] = value
    return flat


def _note_shape(
    records: list[dict[str, Any]], flat: list[dict[str, Any]], names: Iterable[str], notes: Notes
) -> None:
    """Note what a table cannot hold as JSON did."""
    inner = {name for name in names if "." in name and not any(name in r for r in records)}
    if inner:
        notes.did.append(f"Spread records inside records over columns: {some(sorted(inner))}.")
    if lists := {k for r in records for k, v in r.items() if isinstance(v, list)}:
        notes.warnings.append(f"Lists inside records are kept as text: {some(sorted(lists))}.")
    lacking = {name for name in names if any(name not in record for record in flat)}
    if lacking:
        notes.warnings.append(f"Some records lack {some(sorted(lacking))}: read as empty.")
