"""Your own file: opened on your own machine, read with care, and every step told."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own import big, delimited, ods, records, xlsx
from greaterdata_lessons.data.own.columns import Counted, Proposal, personal, propose
from greaterdata_lessons.data.own.doors import head_of, kind_of, plain_path, troubles_told
from greaterdata_lessons.data.own.layout import lay_out
from greaterdata_lessons.data.own.machine import in_a_page, insist_on_own_machine
from greaterdata_lessons.data.own.notes import Notes, many, some
from greaterdata_lessons.data.own.result import Own
from greaterdata_lessons.data.own.save import Saved, save_own
from greaterdata_lessons.data.own.shapes import SPACES, shapes_of
from greaterdata_lessons.data.own.zipped import kind_of_zip
from greaterdata_lessons.errors import LearnerError

__all__ = ["Own", "Saved", "own", "save_own"]

IN_MEMORY = 50_000_000  # bytes; larger text files are left on disk
SAMPLE = 1_000


def own(
    file: str | os.PathLike[str], *, sheet: str | None = None, header: int | None = None
) -> Own:
    """Open a file of your own: CSV, TSV, XLSX, ODS, JSON or Parquet.

    Parameters
    ----------
    file : name of a file on this machine.
    sheet : title of the sheet to read; without it, the first visible one that holds a table.
    header : number of the row with the headings, as a spreadsheet counts; 0 when there is none.

    Returns an `Own`: the values as they are, the type that would fit each column, a list of what
    was done and one of what deserves a look. Nothing is sent anywhere, nothing is written, no
    value is changed. Raises `LearnerError` on a shared server, and with one sentence for every
    file that cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "visits.csv"
    ...     _ = path.write_text("ward code,visits\\n007,12\\n012,<5\\n")
    ...     print(own(path))
    Your file "visits.csv" has 2 rows and 2 columns.
    What was done:
    - Read as UTF-8.
    - Split into cells at commas.
    Proposed types (nothing was changed):
    - ward code: text. 2 values start with a zero, which a number would lose.
    - visits: whole number. 1 value is a mark for figures held back or missing ("<5"): a gap, \
never 0.
    """
    insist_on_own_machine()
    return open_file(file, sheet=sheet, header=header)


def open_file(
    file: str | os.PathLike[str], *, sheet: str | None = None, header: int | None = None
) -> Own:
    """Open a file as `own` does, whoever's machine it is: for lists that hold no records of people.

    Parameters, result and errors are those of `own`, which says what is done.
    """
    path = plain_path(file)
    with _no_rubbish_collected():
        return _opened(path, sheet, header)


@contextmanager
def _no_rubbish_collected() -> Iterator[None]:
    """Let Python make its millions of rows without stopping to look for rubbish: half the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _opened(path: Path, sheet: str | None, header: int | None) -> Own:
    """Return what a file holds, by its kind."""
    head = head_of(path)
    kind = kind_of(path, head)
    if kind == "zip":
        kind = kind_of_zip(path)
    notes = Notes()
    _note_name(path, kind, notes)
    if sheet is not None and kind not in {"xlsx", "ods"}:
        raise LearnerError(
            f'"{path.name}" is not a workbook, so it has no sheets: leave out sheet.'
        )
    if kind == "parquet":
        return _from_parquet(path, notes)
    with troubles_told(path):
        size = path.stat().st_size
    if size > IN_MEMORY and in_a_page():
        raise LearnerError(
            f'"{path.name}" has {size / 1e6:,.0f} MB, and a page can open '
            f"{IN_MEMORY / 1e6:.0f} MB. "
            "Export only the columns and rows you need, or open the lesson as a notebook on your "
            "own machine, which opens files of any size."
        )
    if kind == "json":
        if size > IN_MEMORY:
            raise LearnerError(f'"{path.name}" is too large for JSON. Export it as CSV or Parquet.')
        return _finished(path, records.read(path, notes), notes)
    if kind == "text":
        delimited.refuse_too_wide(path.name, head)
        if size > IN_MEMORY:
            return _from_disk(path, notes, header)
        grid = delimited.read(path, notes)
    else:
        grid = (xlsx if kind == "xlsx" else ods).read(path, notes, sheet=sheet)
    layout = lay_out(path.name, grid, notes, header=header)
    return _finished(path, layout.table, notes, layout.notes, layout.numbers)


def _note_name(path: Path, kind: str, notes: Notes) -> None:
    """Note a file whose name says another kind than it is."""
    usual = {
        "text": {".csv", ".tsv", ".txt", ".tab", ".psv", ".dat"}, "xlsx": {".xlsx", ".xlsm"},
        "ods": {".ods"}, "json": {".json", ".ndjson", ".jsonl", ".geojson"}, "parquet": {".parquet"}
    }  # fmt: skip
    known = set().union(*usual.values())
    if path.suffix.lower() in known - usual[kind]:
        what = {"text": "plain text"}.get(kind, kind.upper() if len(kind) < 5 else kind.title())
        notes.warnings.append(f"The name ends in {path.suffix}, but the file is {what}: read so.")


def _finished(
    path: Path,
    table: pd.DataFrame,
    notes: Notes,
    aside: tuple[str, ...] = (),
    numbers: tuple[int, ...] = (),
) -> Own:
    """Return the result for a table in memory."""
    shapes: dict[str, Counted] = {
        str(name): shapes_of(table.iloc[:, place]) for place, name in enumerate(table.columns)
    }
    _note_spaces(shapes, notes)
    proposals = _proposals(shapes, notes)
    return Own(
        path.name, table, table.head(SAMPLE), len(table), proposals,
        tuple(notes.did), tuple(notes.warnings), aside, numbers,
    )  # fmt: skip


def _proposals(shapes: dict[str, Counted], notes: Notes) -> tuple[Proposal, ...]:
    """Propose a type for each column, and note what they show together."""
    proposals = tuple(propose(name, counted) for name, counted in shapes.items())
    notes.warnings += [proposal.warning for proposal in proposals if proposal.warning]
    for shape, words in (
        ("error", "has errors of a spreadsheet, {values}: mend the formula they come from"),
        ("formula", "has text that starts like a formula: it is kept as text, and made harmless "
         "when saved"),
    ):  # fmt: skip
        for name, counted in shapes.items():
            if found := counted.get(shape):
                notes.warnings.append(f'"{name}" {words.format(values=some(found))}.')
    if found_personal := personal(shapes):
        notes.warnings.append(
            f"{'; '.join(found_personal)}. Keep this file on your own machine, and clear a "
            "notebook's outputs before you share it."
        )
    return proposals


def _note_spaces(shapes: dict[str, Counted], notes: Notes) -> None:
    """Note values that differ only by spaces around them: they would be counted apart."""
    for name, counted in shapes.items():
        texts = {
            value: n for value, n in counted.get("text", {}).items()
            if isinstance(value, str) and value != value.strip(SPACES)
        }  # fmt: skip
        if texts:
            notes.warnings.append(
                f'"{name}" has {many(sum(texts.values()), "value")} with spaces at an end: '
                "counting would take them for another group."
            )


def _from_parquet(path: Path, notes: Notes) -> Own:
    """Return the result for a Parquet file, in memory when it fits."""
    relation, rows, fits = big.read_parquet(path)
    notes.did.append("Read as Parquet, with the types the file gives.")
    if not rows:
        raise LearnerError(f'"{path.name}" has columns and no rows. Check what was exported.')
    if fits:
        try:
            return _finished(path, relation.df(), notes)
        except Exception as error:  # DuckDB's, while it unpacks a damaged part
            raise big._trouble(path, error) from None
    notes.did.append("Too large for memory, so left on disk: .table is a DuckDB relation.")
    return _left_on_disk(path, relation, notes)


def _from_disk(path: Path, notes: Notes, header: int | None) -> Own:
    """Return the result for a text file too large for memory."""
    return _left_on_disk(path, big.read_text(path, notes, header=header), notes)


def _left_on_disk(path: Path, relation: Any, notes: Notes) -> Own:
    """Return the result for a table that DuckDB reads where it lies."""
    shapes = big.counted(relation, path)
    proposals = list(_proposals(shapes, notes))
    for place, (name, kind) in enumerate(zip(relation.columns, relation.types, strict=True)):
        if name not in shapes:
            filled, empty = big.gaps(relation, name)
            why = f"The file gives it as {kind}; {filled:,} rows have a value."
            proposals.insert(place, Proposal(name, str(kind).lower(), why, empty))
    rows = (
        sum(sum(v.values()) for v in next(iter(shapes.values())).values())
        if shapes
        else (sum(big.gaps(relation, relation.columns[0])))
    )
    return Own(
        path.name, relation, relation.limit(SAMPLE).df(), rows, tuple(proposals),
        tuple(notes.did), tuple(notes.warnings),
    )  # fmt: skip
