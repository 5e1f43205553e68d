"""Load filled-in forms: what could be read, what could not, and whose forms belong together."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from greaterdata_lessons.data.own.machine import insist_on_own_machine
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.cells import (
    UnclearError,
    read_code,
    read_day,
    read_form,
    read_option,
    read_sheet,
    read_sure,
)
from greaterdata_lessons.learning.evaluation.files import KNOWN, SPECS, Row, read_held
from greaterdata_lessons.learning.forms import Item, words
from greaterdata_lessons.learning.progress_format import Answers
from greaterdata_lessons.tables import html_table

ASIDE = ["file", "row", "column", "typed", "says"]
COLUMNS = ["file", "row", *KNOWN]
KINDS = {".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json"}
KEPT_BESIDE = ("tally", "actions", "changes", "words", "released", "plan", "kpis", "evaluation")


@dataclass(frozen=True)
class Forms:
    """The forms of a cohort, as read.

    `table` has one row for each form, its cells as the form's own file writes them; `aside` holds
    every cell that could not be read, with file, row and column, as it was typed; `notes` says
    what was understood though it was not typed quite so. `progress` holds learners' answers.
    It prints how many forms there are and what to mend, and no answer.
    """

    table: pd.DataFrame
    aside: pd.DataFrame
    notes: tuple[str, ...] = ()
    progress: tuple[Answers, ...] = ()

    def of(self, form: str) -> pd.DataFrame:
        """Return the rows of one form."""
        return self.table[self.table["form"] == form]

    def __str__(self) -> str:
        """Return how many forms were read, and each cell to look at."""
        counts = {name: len(self.of(name)) for name in SPECS}
        told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        lines = [
            f"{len(self.table):,} forms read: {told}. Files of progress: {len(self.progress)}."
        ]
        if len(self.aside):
            lines.append(f"{len(self.aside):,} cells could not be read, and are kept in .aside:")
        lines += [
            f'- {row.file}, row {row.row}, column {row.column}: "{row.typed}", {row.says}.'
            for row in self.aside.itertuples()
        ]
        return "\n".join([*lines, *self.notes])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = str(self).splitlines()
        if self.aside.empty:
            return "".join(f"<p>{line}</p>" for line in lines)
        table = html_table(self.aside, caption="Cells that could not be read, as they were typed")
        notes = "".join(f"<p>{note}</p>" for note in self.notes)
        return f"<p>{lines[0]}</p>{table}{notes}"


def load_forms(where: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> Forms:
    """Load the filled-in evaluation forms of a cohort, and learners' files of progress.

    Parameters
    ----------
    where : a folder, a file, or a list of files: what the forms' pages save, sheets typed from
        paper (CSV, XLSX, ODS), JSON. Numbers, words and small slips of typing are understood.

    Returns `Forms`; nothing is lost: a cell that cannot be read is named with its row and column
    and kept as it was typed. Nothing is sent or written. Raises `LearnerError` on a shared server,
    for a file that holds no forms, and for forms of a newer version.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "typed.csv"
    ...     _ = path.write_text("form,code,C1,C2\\nbefore,teapot47,quite,7\\n")
    ...     print(load_forms(path))
    1 forms read: 1 before, 0 after, 0 later. Files of progress: 0.
    1 cells could not be read, and are kept in .aside:
    - typed.csv, row 2, column C2: "7", there is no option 7; there are 5.
    """
    insist_on_own_machine()
    rows: list[Row] = []
    progress: list[Answers] = []
    for path in _paths(where):
        held = read_held(path)
        rows += held.rows
        progress += [held.progress] if held.progress is not None else []
    return read_rows(rows, progress)


def _paths(where: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return the files meant; of a folder all that may hold forms, by name."""
    if not isinstance(where, str | os.PathLike):
        return [path for one in where for path in _paths(one)]
    path = Path(where).expanduser()
    if not path.exists():
        raise LearnerError(f"There is no file or folder {path}. Check its name.")
    if path.is_file():
        return [path]
    found = [each for each in sorted(path.rglob("*")) if each.is_file() and may_hold_forms(each)]
    if not found:
        raise LearnerError(f"No file in {path} can hold forms. Put the saved forms there.")
    return found


def may_hold_forms(path: Path) -> bool:
    """Tell by its name whether a file may hold forms; what is kept beside them does not.

    >>> may_hold_forms(Path("form-before.csv")), may_hold_forms(Path("tally.csv"))
    (True, False)
    """
    beside = path.stem.split("-")[0].casefold() in KEPT_BESIDE
    return path.suffix.lower() in KINDS and not path.name.startswith(("~$", ".")) and not beside


def read_rows(rows: Iterable[Row], progress: Iterable[Answers] = ()) -> Forms:
    """Read typed rows into `Forms`.

    Raises LearnerError for forms of a newer version.
    """
    aside: list[tuple[object, ...]] = []
    near: Counter[tuple[str, str]] = Counter()
    read = [_Reader(row, aside, near).read() for row in rows]
    cells = [[one.get(name, "") for name in COLUMNS] for one in read]
    table = pd.DataFrame(cells, columns=COLUMNS)
    table, twice = _without_twins(table)
    notes = [f'Read "{typed}" as option {meant} ({n}).' for (typed, meant), n in near.items()]
    notes += [f"{twice:,} sheets were there twice and count once."] if twice else []
    return Forms(table, pd.DataFrame(aside, columns=ASIDE), tuple(notes), tuple(progress))


def _without_twins(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Count a sheet once that was given twice: the same code, form and answers throughout."""
    twin = table.duplicated(KNOWN) & (table["code"] != "")
    return table[~twin].reset_index(drop=True), int(twin.sum())


@dataclass
class _Reader:
    """Reads one row, and sets aside what it cannot read."""

    row: Row
    aside: list[tuple[object, ...]]
    near: Counter[tuple[str, str]]

    def read(self) -> dict[str, object]:
        self._insist_on_version()
        told: dict[str, object] = {"file": self.row.file, "row": self.row.line}
        for column, typed in self.row.extra.items():
            self._set_aside(column, typed, "there is no such column in the form")
        form = self._form()
        told |= {"form": form, "version": str(words()["version"])}
        told["sheet"] = sheet = self._cell("sheet", read_sheet)
        told["code"] = self._cell("code", read_code)
        told["filled_on"] = self._cell("filled_on", read_day)
        if form:
            told |= self._answers(form, sheet)
        return told

    def _insist_on_version(self) -> None:
        typed = self.row.cells.get("version", "").strip()
        if typed.isdigit() and int(typed) > int(words()["version"]):
            raise LearnerError(
                f'"{self.row.file}", row {self.row.line}: the form is of version {typed}, and this '
                f"course knows version {words()['version']}. Bring the course up to date first."
            )

    def _form(self) -> str:
        """Say which form it is, by its name or by what only one form asks."""
        if self.row.cells.get("form", "").strip():
            return self._cell("form", read_form)
        filled = {name for name, typed in self.row.cells.items() if typed.strip()}
        if any(name.startswith("F") for name in filled):
            return "later"
        if any(name.startswith("R") or name.endswith("-back") for name in filled):
            return "after"
        self._set_aside("form", "", 'write "before", "after" or "later" here')
        for name in sorted(filled):
            self._set_aside(name, self.row.cells[name], "it is not known of which form")
        return ""

    def _answers(self, form: str, sheet: str) -> dict[str, str]:
        found: dict[str, str] = {}
        asked = {item.id: (item, part) for part in SPECS[form].parts for item in part.items
                 if part.sheet in (None, sheet)}  # fmt: skip
        levels = tuple(words()["how_sure"])
        for column, typed in self.row.cells.items():
            name = column.removesuffix("-sure")
            if column in {"form", "version", "sheet", "code", "filled_on"} or not typed.strip():
                continue
            if name not in asked:
                why = (
                    "which task sheet was it, A or B?" if name[:1] == "T" else "this form has none"
                )
                self._set_aside(column, typed, why)
            elif column != name:
                found[column] = self._cell(column, lambda text: read_sure(text, levels))
            else:
                found[column] = self._answer(asked[name][0], typed)
        return found

    def _answer(self, item: Item, typed: str) -> str:
        if not item.options:
            return typed.strip().removeprefix("'")
        return self._cell(item.id, lambda text: read_option(text, item.options))

    def _cell(self, column: str, read: Callable[[str], str | tuple[str, bool]]) -> str:
        typed = self.row.cells.get(column, "")
        try:
            found = read(typed)
        except UnclearError as error:
            self._set_aside(column, typed, str(error))
            return ""
        if isinstance(found, str):
            return found
        if found[1]:
            self.near[typed, found[0]] += 1
        return found[0]

    def _set_aside(self, column: str, typed: str, says: str) -> None:
        self.aside.append((self.row.file, self.row.line, column, typed, says))
