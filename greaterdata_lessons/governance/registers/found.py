"""What a check of a register found, in words: by row and column, the same said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.tables import html_table

ROW = "row"


@dataclass(frozen=True)
class RegisterCheck:
    """What a check found: one row of `table` for each cell to put right, by row and column."""

    table: pd.DataFrame
    rows: int
    noun: str

    @property
    def passes(self) -> bool:
        """Whether nothing is left to put right."""
        return self.table.empty

    def __repr__(self) -> str:
        """Return how many rows pass, and what to put right."""
        told = [
            f"{_rows_said(group[ROW].tolist(), self.rows)}, {column}: {says}"
            for (column, says), group in self.table.groupby(["column", "says"], sort=False)
        ]
        return "\n".join([self._said(), *told])

    def _repr_html_(self) -> str:
        if self.passes:
            return f"<p>{self._said()}</p>"
        return html_table(self.table.astype({ROW: str}), caption=self._said())

    def _said(self) -> str:
        passed = self.rows - self.table[ROW].nunique()
        return f"{passed} of {many(self.rows, self.noun)} pass the check."


def _rows_said(numbers: Sequence[int], rows: int) -> str:
    """Return rows in words: "Row 7", "Rows 7 and 9", "All 4 rows"."""
    if len(numbers) == rows > 1:
        return f"All {rows} rows"
    told = [str(number) for number in numbers]
    if len(told) == 1:
        return f"Row {told[0]}"
    return f"Rows {', '.join(told[:-1])} and {told[-1]}"
