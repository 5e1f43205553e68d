"""What a check of quality found: as sentences, as tables, as rows to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from os import PathLike
from pathlib import Path

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.quality.columns import BLANK, Measure
from greaterdata_lessons.analysis.quality.missing import MORE, reason
from greaterdata_lessons.analysis.quality.same import SAME
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

DIMENSIONS = {
    "completeness": "Measured: what is blank. Not measured: people who never reached the list.",
    "uniqueness": "Measured, by the rule you state for what is the same.",
    "consistency": "Measured within this table; not against other tables.",
    "timeliness": "Partly: the age of the newest record. How new is new enough is yours to say.",
    "validity": "Measured: whether values are possible and written as they should be.",
    "accuracy": "Not measured: whether a value is true needs a source outside this table.",
}
TABLE = ["dimension", "column", "found", "rows", "share", "where", "rule"]


@dataclass(frozen=True)
class Quality:
    """What was looked for in a table, by which rule, and how many rows have it.

    `table` has what was found; `measures` every check, the quiet ones too; `groups` how complete
    each column is in each group; `missing` each group's blanks beside the others'.
    """

    name: str
    checked_on: date
    rows: int
    columns: tuple[str, ...]
    measures: tuple[Measure, ...]
    newest: Mapping[str, date]
    groups: pd.DataFrame = field(repr=False)
    missing: pd.DataFrame = field(repr=False)
    index: pd.Index = field(repr=False)

    @property
    def found(self) -> tuple[Measure, ...]:
        """The checks that found something."""
        return tuple(measure for measure in self.measures if measure.rows)

    @property
    def table(self) -> pd.DataFrame:
        """What was found: one row for each check that found something."""
        rows = [
            {
                "dimension": one.dimension,
                "column": one.column,
                "found": one.what if one.sure else f"{one.what}: a question",
                "rows": one.rows,
                "share": one.rows / one.of,
                "where": one.where,
                "rule": one.rule,
            }
            for one in self.found
        ]
        return pd.DataFrame(rows, columns=TABLE)

    def marked(self, column: str, what: str | None = None) -> pd.Series:
        """Mark the rows in which something was found, to look at them: `frame[...marked("age")]`.

        Raises `LearnerError` when nothing of that name was checked.
        """
        mine = [one for one in self.measures if one.column == column]
        if not mine:
            known = dict.fromkeys(one.column for one in self.measures)
            raise LearnerError(f'Nothing was checked in "{column}". {did_you_mean(column, known)}')
        if what is not None and what not in {one.what for one in mine}:
            known = dict.fromkeys(one.what for one in mine)
            raise LearnerError(
                f'"{what}" was not checked in "{column}". {did_you_mean(what, known)}'
            )
        marked = np.zeros(self.rows, dtype=bool)
        for one in mine:
            if one.marked is not None and what in (None, one.what):
                marked |= one.marked
        return pd.Series(marked, index=self.index)

    @property
    def by_column(self) -> pd.DataFrame:
        """How complete each column is, and how many of its rows have a fault beside blanks."""
        rows = []
        for column in self.columns:
            mine = [one for one in self.found if one.column == column and one.sure]
            blank = next((one.rows for one in mine if one.what == BLANK), 0)
            marks = [one.marked for one in mine if one.what != BLANK and one.marked is not None]
            faults = int(np.logical_or.reduce(marks).sum()) if marks else 0
            rows.append([column, self.rows - blank, 1 - blank / self.rows, faults])
        return pd.DataFrame(rows, columns=["column", "filled", "complete", "rows_with_a_fault"])

    def save(self, path: str | PathLike[str]) -> Path:
        """Keep the check as a dated baseline: counts and rules in JSON, no row of the table.

        Returns the path. Compare it with a later check by `gd.compare_quality`.
        """
        from greaterdata_lessons.analysis.quality.baseline import save

        return save(self, path)

    def to_html(self, path: str | PathLike[str]) -> Path:
        """Write the check as one page to read, print or forward; returns the path.

        The page asks nothing of the internet and holds counts and the names of groups of ten
        rows or more, but no row and no other value of the table.
        """
        from greaterdata_lessons.analysis.quality.page import page

        to = Path(path)
        to.write_text(page(self), encoding="utf-8")
        return to

    @property
    def reasons(self) -> tuple[str, ...]:
        """For each column with blanks: by accident, or for a reason that shows? One sentence."""
        blank = [one.column for one in self.found if one.what == BLANK]
        return tuple(f"{reason(self.missing, column)}." for column in blank)

    @property
    def fitness(self) -> dict[str, str]:
        """What the table is fit for, in a sentence for each use."""
        return {"counting": self._counting(), "targeting": self._targeting()}

    def _counting(self) -> str:
        """Counting bears gaps that fall by chance; not repeats, and not two names for one thing."""
        harm = {"uniqueness", "consistency", "validity"}
        mend = [one.column for one in self.found if one.sure and one.dimension in harm]
        lean = sorted(set(self.missing.loc[self.missing["finding"] == MORE, "column"]))
        start = "Fit for counting"
        if mend:
            start += f" once this is put right: {', '.join(dict.fromkeys(mend))}"
        if lean:
            start += f". Not fit for comparing groups by {', '.join(lean)}: blank for a reason"
        return f"{start}."

    def _targeting(self) -> str:
        """Targeting needs each row right, so any fault stands in its way, and accuracy too."""
        hurt = [one.marked for one in self.found if one.sure and one.marked is not None]
        if not hurt:
            return (
                "Cannot tell from these data whether it is fit for targeting: nothing was found "
                "here, but check a sample against a source outside this table first."
            )
        rows = int(np.logical_or.reduce(hurt).sum())
        return (
            f"Not fit for targeting yet: {rows:,} of {self.rows:,} rows have a blank or a fault, "
            "and whether the others are true needs a source outside this table."
        )

    def __str__(self) -> str:
        """Return what was found, dimension by dimension, and what the table is fit for."""
        lines = [self.heading]
        for dimension, how in DIMENSIONS.items():
            mine = [sentence(one) for one in self.found if one.dimension == dimension]
            lines.append(f"{dimension.capitalize()}. {how}")
            lines += [f"- {one}" for one in [*mine, *self.notes(dimension)]]
        return "\n".join([*lines, *self.fitness.values()])

    def notes(self, dimension: str) -> list[str]:
        """Return what is to be said of a dimension beside the faults found."""
        if dimension == "completeness":
            return list(self.reasons)
        if dimension == "timeliness":
            return self._ages()
        same = any(one.what == SAME for one in self.measures)
        if dimension == "uniqueness" and not same:
            return ["No rule was stated for two rows about the same person: state one with same=."]
        return []

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns="rule")
        shown["share"] = [f"{share:.1%}" for share in shown["share"]]
        notes = [note for dimension in DIMENSIONS for note in self.notes(dimension)]
        said = [*notes, f"Accuracy. {DIMENSIONS['accuracy']}", *self.fitness.values()]
        return html_table(shown, caption=self.heading) + "".join(
            f"<p>{escape(s)}</p>" for s in said
        )

    @property
    def heading(self) -> str:
        """The table's name, its size and the day of the check."""
        return (
            f"{self.name}: {self.rows:,} rows and {len(self.columns)} columns, "
            f"checked on {self.checked_on}"
        )

    def _ages(self) -> list[str]:
        """Say how old the newest day of each column of dates is."""
        return [
            f"{column}: the newest day is {day}, {(self.checked_on - day).days:,} days before "
            "the check."
            for column, day in self.newest.items()
        ]


def sentence(one: Measure) -> str:
    """Write one finding as a sentence: the column, the rows, and the rule where one was chosen."""
    where = f", {one.where}" if one.where else ""
    ask = "" if one.sure else ", a question and not a fault"
    chosen = not one.sure or one.dimension == "uniqueness" or one.what == "breaks your rule"
    rule = f" Rule: {one.rule}." if chosen else ""
    rows = "row" if one.rows == 1 else "rows"
    share = f"{one.rows:,} {rows} ({one.rows / one.of:.1%})"
    return f"{one.column}: {one.what} in {share}{where}{ask}.{rule}"
