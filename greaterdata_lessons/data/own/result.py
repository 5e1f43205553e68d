"""Your own file, opened: the table as it is, what was done, and what deserves a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from greaterdata_lessons.data.own.columns import Proposal
from greaterdata_lessons.data.own.convert import converted
from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.data.own.save import Saved, save_own
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation


@dataclass(frozen=True)
class Own:
    """A file of your own.

    `table` has the values as the file holds them: a DataFrame, or a DuckDB relation when the file
    is too large for memory. `sample` is its first rows, `rows` their number. `proposals` says
    which type would fit each column, and why; `columns` shows that as a table. `did` lists what
    was done, `warnings` what deserves a look, `notes` the lines set aside above and below, and
    `numbers`, for a sheet or a text file in memory, where each row stands in the file.
    """

    name: str
    table: pd.DataFrame | DuckDBPyRelation
    sample: pd.DataFrame
    rows: int
    proposals: tuple[Proposal, ...]
    did: tuple[str, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def columns(self) -> pd.DataFrame:
        """The type that would fit each column, why, and how many gaps and marks it has."""
        return pd.DataFrame(
            {
                "column": [proposal.name for proposal in self.proposals],
                "proposed type": [proposal.kind for proposal in self.proposals],
                "why": [proposal.why for proposal in self.proposals],
                "empty": [proposal.gaps for proposal in self.proposals],
                "marks": [proposal.marks for proposal in self.proposals],
            }
        )

    def typed(self, kinds: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return the table with the proposed types, or with yours for the columns in `kinds`.

        Marks for figures held back become gaps, never 0. Raises `LearnerError` when a value does
        not fit the type you ask for, or the file is too large for memory.
        """
        if not isinstance(self.table, pd.DataFrame):
            raise LearnerError(
                f'"{self.name}" is too large for memory. Cut it down first with DuckDB, such as '
                "mine.table.filter(\"borough = 'Sefton'\").df()."
            )
        proposed = {proposal.name: proposal.kind for proposal in self.proposals}
        return converted(self.table, {**proposed, **(kinds or {})})

    def save(self, path: str | Path, *, overwrite: bool = False) -> Saved:
        """Write the table to a CSV or XLSX file in which no cell can start a formula.

        Raises `LearnerError` when the file is there already, unless `overwrite` is true.
        """
        return save_own(self.table, path, overwrite=overwrite)

    def __str__(self) -> str:
        """Return what there is, what was done and what to look at, one sentence a line."""
        parts = [self._heading() + "."]
        for title, lines in self._parts():
            parts += [f"{title}:", *(f"- {line}" for line in lines)]
        parts += ["Proposed types (nothing was changed):", *(f"- {p}" for p in self.proposals[:30])]
        if (more := len(self.proposals) - 30) > 0:
            parts.append(f"- {many(more, 'more column')}: see .columns.")
        return "\n".join(parts)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lists = "".join(
            f"<p>{title}:</p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
            for title, lines in self._parts()
        )
        caption = "Proposed types (nothing was changed)"
        return (
            f"<p>{escape(self._heading())}.</p>{lists}{html_table(self.columns, caption=caption)}"
        )

    def _parts(self) -> list[tuple[str, tuple[str, ...]]]:
        parts = [("What was done", self.did), ("Look at this first", self.warnings)]
        return [(title, lines) for title, lines in parts if lines]

    def _heading(self) -> str:
        size = f"{many(self.rows, 'row')} and {many(len(self.proposals), 'column')}"
        return f'Your file "{self.name}" has {size}'
