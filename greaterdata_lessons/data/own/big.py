"""Files beyond memory, and Parquet: DuckDB reads them where they lie."""

from __future__ import annotations

import csv
import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greaterdata_lessons.data.own.columns import Counted
from greaterdata_lessons.data.own.delimited import SEPARATORS, separator_of
from greaterdata_lessons.data.own.doors import head_of
from greaterdata_lessons.data.own.encodings import PLAIN, encoding_of
from greaterdata_lessons.data.own.layout import lay_out
from greaterdata_lessons.data.own.notes import Grid, Notes, need
from greaterdata_lessons.data.own.shapes import SHAPES, SPACES, TEXT
from greaterdata_lessons.errors import LearnerError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

MEMORY = "1200MB"
MOST_CELLS = 20_000_000  # more than this of a Parquet file stays on disk
REMEMBERED = ("mark", "soft mark", "no answer", "error")  # shapes whose values are told apart

CAN_BE = {
    "not regexp_matches(t, '[0-9]')": (
        "email", "error", "mark", "soft mark", "no answer", "formula",
    ),
    "regexp_matches(t, '^[A-Za-z]')": (
        "excel month", "postcode", "area code", "email", "error", "mark",
    ),
    "regexp_full_match(t, '[0-9]+')": ("nhs", "whole", "zeros", "long"),
    "regexp_matches(t, '^[0-9]') and contains(t, '/')": (
        "iso", "either", "day first", "month first", "no such day", "email",
    ),
    "regexp_matches(t, '^[0-9]') and suffix(t, '%')": ("percent",),
}  # fmt: skip


def connect(what: str) -> DuckDBPyConnection:
    """Return DuckDB, told to fetch nothing, write nothing and keep within its memory."""
    connection: DuckDBPyConnection = need("duckdb", what).connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY,
            "temp_directory": "",
            "preserve_insertion_order": "false",
        },
    )
    connection.execute("set enable_progress_bar = false").fetchall()
    return connection


def read_parquet(path: Path) -> tuple[DuckDBPyRelation, int, bool]:
    """Return a Parquet file as a relation, its number of rows, and whether it fits in memory.

    Raises `LearnerError` when the file is damaged.
    """
    connection = connect("Parquet files")
    try:
        relation: Any = connection.sql(f"from read_parquet({_literal(path)})")
        rows = int(relation.aggregate("count(*)").fetchall()[0][0])
        sql = f"select sum(total_uncompressed_size) from parquet_metadata({_literal(path)})"
        size = int(connection.sql(sql).fetchall()[0][0] or 0)
    except Exception as error:
        raise _trouble(path, error) from None
    return relation, rows, rows * len(relation.columns) <= MOST_CELLS and size < 10**9


def read_text(path: Path, notes: Notes, *, header: int | None) -> DuckDBPyRelation:
    """Return a delimited text file too large for memory as a relation of text.

    Its first megabyte says how it is written; every later line has to agree. Raises
    `LearnerError` when it is not in UTF-8, or one line differs.
    """
    head = head_of(path).rpartition(b"\n")[0]
    if not head:
        raise LearnerError(
            f'"{path.name}" has a first line of more than a million letters, so it is not a table '
            "with one record a line. Export it again as CSV."
        )
    encoding = encoding_of(path.name, head)
    if encoding not in {"utf-8", "utf-8-sig"}:
        raise LearnerError(
            f'"{path.name}" is large and in {PLAIN.get(encoding, encoding)}. '
            "Files beyond memory are read only in UTF-8: export it again as UTF-8."
        )
    text = head.decode(encoding)
    separator = separator_of(text)
    notes.did.append(f"Read as UTF-8, split into cells at {SEPARATORS.get(separator, separator)}.")
    names, skip = _beginning(path, text, separator, notes, header)
    notes.did.append("Too large for memory, so left on disk: .table is a DuckDB relation.")
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    sql = (
        f"from read_csv({_literal(path)}, auto_detect=false, header=false, skip={skip}, "
        f"delim={_text(separator)}, quote='\"', escape='\"', strict_mode=true, "
        f"max_line_size=10000000, columns={{{columns}}})"
    )
    try:
        return connect("files beyond memory").sql(sql)
    except Exception as error:  # DuckDB's own
        raise _trouble(path, error) from None


def _beginning(
    path: Path, text: str, separator: str, notes: Notes, header: int | None
) -> tuple[list[str], int]:
    """Return the names of the columns, and how many lines come before the first record."""
    lines = text.splitlines()[:500]
    rows = list(csv.reader(lines, delimiter=separator))
    layout = lay_out(
        path.name, Grid(rows, list(range(1, len(rows) + 1)), "line"), notes, header=header
    )
    found = [note for note in notes.did if note.startswith("Took line ")]
    if found:
        return list(layout.table.columns), int(found[-1].split()[2].replace(",", ""))
    unnamed = any("No header row" in warning for warning in notes.warnings)
    return list(layout.table.columns), 0 if unnamed else 1


def counted(relation: Any, path: Path) -> dict[str, Counted]:
    """Count the values of the text columns of a relation by shape, in one pass.

    Raises `LearnerError` naming the line when the file is not written alike throughout.
    """
    text = [
        name for name, kind in zip(relation.columns, relation.types, strict=True)
        if str(kind) == "VARCHAR"
    ]  # fmt: skip
    found: dict[str, dict[str, dict[Hashable, int]]] = {name: {} for name in text}
    if not text:
        return {}
    quoted = ", ".join(_name(name) for name in text)
    remembered = ", ".join(_text(shape) for shape in REMEMBERED)
    sql = (
        f"with cells as (from file unpivot include nulls (gd_v for gd_n in ({quoted}))), "
        f"given as (select gd_n as n, coalesce(gd_v, '') as v from cells), "
        f"trimmed as (select n, {_trimmed()} as t from given),"
        f" shaped as (select n, t, {_case()} as s from trimmed) "
        "select n, s, count(*), any_value(t) from shaped "
        f"group by n, s, case when s in ({remembered}) then t end"
    )
    try:
        rows = relation.query("file", sql).fetchall()
    except Exception as error:
        raise _trouble(path, error) from None
    for name, shape, number, example in sorted(rows, key=str):
        found[name].setdefault(shape, {})[example] = int(number)
    return dict(found)


def gaps(relation: Any, name: str) -> tuple[int, int]:
    """Return how many rows have a value in a column, and how many have none."""
    row: Any = relation.aggregate(f"count({_name(name)}), count(*)").fetchall()[0]
    return int(row[0]), int(row[1]) - int(row[0])


def _trimmed() -> str:
    """Return a value without the spaces around it; most have none, and asking first is quicker."""
    spaces = ", ".join(str(ord(letter)) for letter in SPACES)
    return (
        f"case when unicode(v) in ({spaces}) or unicode(right(v, 1)) in ({spaces}) "
        f"then trim(v, {_text(SPACES)}) else v end"
    )


def _case() -> str:
    """Return the shapes as one SQL expression: first match wins, as in Python.

    Each condition leaves only the shapes a value can still have, which saves most of the time.
    """
    tests = " ".join(f"when {condition} then {_arms(few)}" for condition, few in CAN_BE.items())
    every = _arms([shape for shape in SHAPES if shape != "blank"])
    return f"case when t = '' then 'blank' {tests} else {every} end"


def _arms(shapes: Sequence[str]) -> str:
    """Return the test of some shapes, in their order."""
    tests = " ".join(
        f"when regexp_full_match(t, {_text(body)}) then {_text(shape)}"
        for shape, body in SHAPES.items()
        if shape in shapes
    )
    return f"case {tests} else {_text(TEXT)} end"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    """Return a path in SQL that DuckDB takes for one file on this machine, whatever its name."""
    return _text(re.sub(r"([*?\[])", r"[\1]", str(path.resolve())))


def _trouble(path: Path, error: Exception) -> LearnerError:
    """Turn what DuckDB says into one sentence."""
    if type(error).__name__ == "OutOfMemoryException":
        return LearnerError(
            f'"{path.name}" needs more memory than the {MEMORY} allowed here. '
            "Export fewer columns or rows, or a Parquet file."
        )
    line = re.search(r"Line: (\d+)", str(error))
    if line:
        return LearnerError(
            f'"{path.name}" is written differently from line {int(line[1]):,} on: the number of '
            "cells, a quotation mark or the encoding. Mend it there, or export it again."
        )
    return LearnerError(
        f'"{path.name}" is damaged or cut off: it begins well and cannot be read to the end. '
        "Download or export it again."
    )
