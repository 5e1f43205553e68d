"""A register: rows that people keep in a spreadsheet, read kindly and checked in words."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own import Own, open_file, save_own
from greaterdata_lessons.data.own.notes import many, some
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.record import Record
from greaterdata_lessons.governance.record_file import open_record
from greaterdata_lessons.governance.registers.as_record import rows_of, to_record
from greaterdata_lessons.governance.registers.columns import match_columns
from greaterdata_lessons.governance.registers.found import ROW, RegisterCheck
from greaterdata_lessons.governance.registers.kinds import BLANK, Kind, kind, kinds
from greaterdata_lessons.governance.registers.values import plain, problems, read_date, tidy
from greaterdata_lessons.governance.rules import applies
from greaterdata_lessons.tables import html_table

SHOWN = 8  # sentences about one file before the rest are only counted


@dataclass(frozen=True)
class Register:
    """Rows of one kind. `table` holds them as text, `notes` what was done while reading.

    The index of `table` is where each row stands: its number in the spreadsheet it came from.
    """

    kind: Kind
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    seen: str = ""
    origin: Record | None = None

    def check(self, *, today: date | None = None) -> RegisterCheck:
        """Check each row: what must be filled in, known answers, days that can be right.

        It sees what is blank or miswritten. It cannot see what is filled in and untrue.

        >>> register("ledger", [{"from": "Food hub", "to": "Council"}]).check().rows
        1
        """
        found = [
            {ROW: number, "column": self.kind.field(name).title, "says": says}
            for number, row in zip(self.table.index, self.rows(), strict=True)
            for name, says in _row_problems(self.kind, row, today or date.today())
        ]
        columns = [ROW, "column", "says"]
        return RegisterCheck(pd.DataFrame(found, columns=columns), len(self.table), self.kind.row)

    def rows(self) -> list[dict[str, str]]:
        """Return the rows, each as a dictionary."""
        return [{str(k): v for k, v in row.items()} for row in self.table.to_dict("records")]

    def add(self, *, today: date | None = None, **fields: Any) -> Register:
        """Return the register with one more row; the row is checked first.

        Raises `LearnerError` for an unknown field, a blank that must be filled, an unknown answer
        or a day that cannot be right. Nothing is added then.
        """
        row = {name: "" for name in self.table.columns}
        for name, value in fields.items():
            row[name] = tidy(self.kind.field(name), plain(value))
        for field in self.kind.fields:
            row[field.name] = row[field.name] or field.usual
        day = today or date.today()
        wrong = [*_row_problems(self.kind, row, day), *_new_problems(self.kind, row, day)]
        if wrong:
            told = " ".join(f"{self.kind.field(name).title}: {says}" for name, says in wrong)
            raise LearnerError(f"Nothing was added. {told}")
        number = int(self.table.index.max()) + 1 if len(self.table) else 2
        more = pd.DataFrame([row], index=pd.Index([number], name=ROW), dtype=object)
        return replace(self, table=pd.concat([self.table, more]))

    def save(self, path: str | Path, *, overwrite: bool = False) -> Register:
        """Write the rows to a CSV or XLSX file in which no cell can start a formula, or to JSON.

        A JSON file is a record: what somebody else saved there meanwhile is put together with
        yours. Returns the register as saved. Raises `LearnerError` when the file is there already,
        unless `overwrite` is true; and even then when somebody changed it since it was read.
        """
        if Path(path).suffix.lower() == ".json":
            said = self.record().save(path)
            return replace(_from_record(self.kind, Path(path)), notes=(said,))
        if overwrite and self.seen and digest(path) not in ("", self.seen):
            raise LearnerError(
                f'"{Path(path).name}" was changed by somebody since you read it. Read it again as '
                "theirs, then save gd.merge_registers(yours, theirs).register: nothing is lost."
            )
        titles = {field.name: field.title for field in self.kind.fields}
        shown = self.table.rename(columns=titles).reset_index(drop=True)
        saved = save_own(shown, path, overwrite=overwrite)
        return replace(self, notes=(str(saved),), seen=digest(path))

    def record(self) -> Record:
        """Return the rows as a record: to fill in as a form, to print, to keep as one file.

        Columns of somebody's own are set aside in it. Raises `LearnerError`, naming the row, when
        a cell cannot be read.
        """
        rows = dict(zip(map(int, self.table.index), self.rows(), strict=True))
        try:
            return to_record(self.kind, rows, self.origin)
        except LearnerError as error:
            bad = self.check().table
            bad = bad[~bad["says"].str.startswith(BLANK)]
            first = next((f"Row {b.row}, {b.column}: {b.says}" for b in bad.itertuples()), error)
            raise LearnerError(f"{first} Put that right first.") from None

    def print(self, path: str | Path) -> Path:
        """Write the register as a .docx (Word), .html (web page) or .md (Markdown) file."""
        return self.record().print(path)

    def __repr__(self) -> str:
        """Return what there is, what was done while reading, and the rows as text."""
        shown = self.table.to_string() if len(self.table) else ""
        return "\n".join(line for line in [self._said(), *self._notes(), shown] if line)

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{escape(note)}</li>" for note in self._notes())
        table = self.table.reset_index().astype(str)
        return f"<ul>{notes}</ul>" * bool(notes) + html_table(table, caption=self._said())

    def _said(self) -> str:
        return f"{self.kind.title}: {many(len(self.table), self.kind.row)}."

    def _notes(self) -> list[str]:
        more = len(self.notes) - SHOWN
        return [*self.notes[:SHOWN], *([f"And {more} more: see .notes."] if more > 0 else [])]


def register(
    kind_of: str,
    rows: str | os.PathLike[str] | pd.DataFrame | Sequence[Mapping[str, Any]] = (),
    *,
    sheet: str | None = None,
) -> Register:
    """Open a register, or begin one: rows that partners keep in a spreadsheet.

    Parameters
    ----------
    kind_of : "inventory", "systems", "ledger", "action-log", "risk-register", "barrier-log",
        "innovation-register", "impact-stories" or "scorecard".
    rows : the name of a CSV, XLSX or ODS file, or of a record saved in a page (JSON); or a table;
        or a list of dictionaries. Without it the register is blank, but for the risks everybody
        shares.
    sheet : title of the workbook's sheet; without it, the first visible one that holds a table.

    Headings are matched kindly, answers and days are written one way, and `notes` says what was
    changed. A cell that cannot be read stays as it is: `check()` names it by row and column.

    Returns a `Register`. Raises `LearnerError` for an unknown kind or a file that cannot be read.

    >>> print(register("ledger", [{"Sender": "Food hub", "To": "Council", "due": "4 March 2027"}])
    ...     .table.loc[2, ["from", "to", "due"]].tolist())
    ['Food hub', 'Council', '2027-03-04']
    """
    found = kind(kind_of)
    if isinstance(rows, (str, os.PathLike)) and Path(rows).suffix.lower() == ".json":
        return _from_record(found, Path(rows))
    if isinstance(rows, (str, os.PathLike)):
        opened = open_file(rows, sheet=sheet)
        aside = (f'Set aside: "{line}".' for line in opened.notes)
        told = (*opened.did, *opened.warnings, *aside)
        return replace(_read(found, _held(opened), told), seen=digest(rows))
    if isinstance(rows, pd.DataFrame):
        return _read(found, rows.set_axis(range(2, len(rows) + 2), axis=0))
    if not isinstance(rows, Iterable):
        raise LearnerError("Give the name of a file, a table, or a list with one row each.")
    listed = list(rows) or list(found.starters)
    table = pd.DataFrame(listed, columns=None if listed else found.names, dtype=object)
    return _read(found, table.set_axis(range(2, len(table) + 2), axis=0))


def as_register(kind_of: str, given: Any) -> Register:
    """Return a register of this kind, or open what was given as one.

    Raises `LearnerError` for a register of another kind, or what `register` cannot open.
    """
    if not isinstance(given, Register):
        return register(kind_of, given)
    if given.kind.name != kind_of:
        wanted, have = kind(kind_of).title.lower(), given.kind.title.lower()
        raise LearnerError(f"This needs the {wanted}, and you gave the {have}.")
    return given


def _some(table: pd.DataFrame) -> str:
    return some([str(name) for name in table.columns], most=6)


def _titles(found: Kind) -> str:
    return " or ".join(found.field(name).title for name in found.key)


def _from_record(found: Kind, path: Path) -> Register:
    """Return the rows of a record that was saved in a page or a notebook."""
    made = open_record(path)
    if made.kind.name != found.name:
        raise LearnerError(f'"{path.name}" holds another record: {made.kind.title.lower()}.')
    rows = rows_of(found, made)
    blank = pd.DataFrame(columns=found.names)
    return replace(register(found.name, rows or blank), origin=made)


def _held(opened: Own) -> pd.DataFrame:
    """Return the rows of a file, numbered as in the file."""
    if not isinstance(opened.table, pd.DataFrame):
        raise LearnerError(f'"{opened.name}" is far too large for a register. Is it the right one?')
    numbers = opened.numbers or range(2, opened.rows + 2)
    return opened.table.set_axis(list(numbers), axis=0)


def _read(found: Kind, table: pd.DataFrame, told: tuple[str, ...] = ()) -> Register:
    """Return a table as a register: its columns matched, its cells written one way."""
    matched, notes = match_columns(found, [str(name) for name in table.columns])
    if len(table) and not set(matched.values()) & set(found.key):
        raise LearnerError(
            f"No heading looks like one of the {found.title.lower()}: there are {_some(table)}. "
            f"It needs at least {_titles(found)}. Is it another sheet, or another file?"
        )
    renamed = table.set_axis([matched.get(str(n), str(n)) for n in table.columns], axis=1)
    others = [name for name in renamed.columns if name not in found.names]
    held = renamed.reindex(columns=[*found.names, *others]).astype(object)
    for name in held.columns:
        held[name] = [plain(value) for value in held[name]]
    held = held[(held != "").any(axis=1)] if len(held) else held
    missing = [field.title for field in found.fields if field.name not in matched.values()]
    if missing and len(held):
        notes.append(f"No column was found for: {', '.join(missing)}.")
    notes += _tidy_cells(found, held)
    return Register(found, held.rename_axis(ROW), (*told, *notes))


def _tidy_cells(found: Kind, held: pd.DataFrame) -> list[str]:
    """Write choices, days and places one way, in place; return what was changed."""
    said = []
    for field in found.fields:
        for number in held.index:
            before = str(held.at[number, field.name])
            after = tidy(field, before)
            if before and after != before:
                said.append(f'Row {number}, {field.title}: "{before}" is written "{after}".')
            held.at[number, field.name] = after
    return said


def _row_problems(found: Kind, row: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    """Give the name of each field of a row that has to be put right, and why."""
    for field in found.fields:
        text = row.get(field.name, "")
        if text:
            yield from ((field.name, says) for says in problems(field, text, today))
        elif field.asked.required:
            yield field.name, field.blank
    for rule in found.rules:
        if applies(rule, row):
            yield next(name for name in rule.when if "(blank)" in rule.when[name]), rule.says


def _new_problems(found: Kind, row: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    """Give what only a new row must not have: a day to come that is past."""
    if row.get("state", "") in ("done", "dropped", "gone"):
        return
    for field in found.fields:
        day = read_date(row.get(field.name, ""))
        if field.new == "future" and day and day < today:
            yield field.name, f"{day.isoformat()} is past. Give a day that is still to come."


def digest(path: str | os.PathLike[str]) -> str:
    """Return what tells one state of a file from another, or nothing when it is not there."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


__all__ = ["Register", "RegisterCheck", "as_register", "digest", "kinds", "register"]
