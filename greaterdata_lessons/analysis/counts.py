"""Counting first: records become a small cube of counts, and every question is asked of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table


@dataclass(frozen=True)
class Cube:
    """Counts over named categories: one row for each combination, with a column `count`.

    `table` holds the columns named in `by` and `count`; `unit` says what was counted.
    """

    table: pd.DataFrame
    by: tuple[str, ...]
    unit: str = "records"

    @property
    def total(self) -> int:
        """Everything counted.

        >>> count(pd.DataFrame({"borough": ["Sefton", "Wirral", "Sefton"]}), by="borough").total
        3
        """
        return int(self.table["count"].sum())

    def counts(self) -> pd.Series:
        """Return the counts alone, by category.

        >>> count(pd.DataFrame({"borough": ["Sefton", "Sefton"]}), by="borough").counts().to_dict()
        {'Sefton': 2}
        """
        return self.table.set_index(list(self.by))["count"]

    def without(self, *categories: str) -> Cube:
        """Return the cube with some categories of its one characteristic left out.

        Raises `LearnerError` when a category is not there, so that a slip of spelling is noticed.

        >>> ages = count(pd.DataFrame({"age": ["0 to 14", "85 and over"]}), by="age")
        >>> print(ages.without("0 to 14"))
        1 records by age: 85 and over 1.
        """
        column = self.table[self.by[0]]
        for category in categories:
            if category not in set(column):
                raise LearnerError(
                    f'There is no "{category}" in {self.by[0]}. {did_you_mean(category, column)}'
                )
        kept = self.table[~column.isin(categories)].reset_index(drop=True)
        return Cube(kept, self.by, self.unit)

    def __str__(self) -> str:
        """Return the counts as one sentence."""
        parts = ", ".join(
            f"{' / '.join(str(row[name]) for name in self.by)} {row['count']:,}"
            for row in self.table.to_dict("records")
        )
        return f"{self._heading()}: {parts}."

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=self._heading())

    def _heading(self) -> str:
        return f"{self.total:,} {self.unit} by {' and '.join(self.by).replace('_', ' ')}"


def count(frame: pd.DataFrame, *, by: str | Sequence[str], unit: str = "records") -> Cube:
    """Count the records of `frame` by one or more of its columns.

    Parameters
    ----------
    frame : table with one row for each record.
    by : name of a column, or several names.
    unit : what one record is, in the plural, such as "referrals".

    Returns a `Cube`, largest count first. Raises `LearnerError` when the table is empty, when a
    column is not there, or when a column has gaps: a person whose group is not known is still a
    person, so say what a gap is called before you count.

    >>> people = pd.DataFrame({"borough": ["Sefton", "Wirral", "Sefton"]})
    >>> print(count(people, by="borough", unit="referrals"))
    3 referrals by borough: Sefton 2, Wirral 1.
    """
    columns = [by] if isinstance(by, str) else list(by)
    if frame.empty:
        raise LearnerError("The table has no rows, so there is nothing to count. Load it again.")
    for name in columns:
        _require_full(frame, name)
    counted = frame.value_counts(subset=columns, sort=False).rename("count").reset_index()
    order = ["count", *columns]
    counted = counted.sort_values(order, ascending=[False] + [True] * len(columns))
    return Cube(counted.reset_index(drop=True), tuple(columns), unit)


def _require_full(frame: pd.DataFrame, name: str) -> None:
    """Insist that the column is there and has no gaps."""
    if name not in frame.columns:
        known = [str(column) for column in frame.columns]
        raise LearnerError(f'The table has no column "{name}". {did_you_mean(name, known)}')
    gaps = int(frame[name].isna().sum())
    if gaps:
        raise LearnerError(
            f'{gaps:,} of {len(frame):,} rows have nothing in "{name}". Give the gap a name first, '
            f'so that nobody is dropped: frame["{name}"] = frame["{name}"].fillna("Not stated")'
        )
