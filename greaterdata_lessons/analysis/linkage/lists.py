"""Two lists made ready to be joined: the columns asked for, and days read as days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.quality.columns import Column
from greaterdata_lessons.analysis.quality.dates import looks_like_dates, read_days
from greaterdata_lessons.errors import LearnerError, did_you_mean

SIDES = ("first", "second")


def ready(
    first: pd.DataFrame, second: pd.DataFrame, *, on: Sequence[str], ids: tuple[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both lists with a column `id` and the columns of `on`; what is blank is missing.

    Days are written as 2025-10-31 however they were written before; a day that does not exist is
    missing. Raises `LearnerError` when a column is not there or an id repeats.
    """
    if isinstance(on, str) or not list(on):
        raise LearnerError('Say which columns to join on, in a list: on=["surname", "born"].')
    if len(ids) != 2 or isinstance(ids, str):
        raise LearnerError('Name the number column of each list: ids=("hub_ref", "council_id").')
    for frame, name, side in zip((first, second), ids, SIDES, strict=True):
        _require(frame, [name, *on], side)
        if frame[name].duplicated().any():
            raise LearnerError(
                f'"{name}" repeats in the {side} list, so a row cannot be told by it. Join on a '
                "column that numbers each row once."
            )
    columns = [{name: _words(frame[name], name) for name in on} for frame in (first, second)]
    made = [
        pd.DataFrame({"id": frame[number].astype(str).to_numpy(), **words})
        for frame, number, words in zip((first, second), ids, columns, strict=True)
    ]
    return made[0], made[1]


def _require(frame: pd.DataFrame, names: Sequence[str], side: str) -> None:
    """Insist that the list is a table and has the columns."""
    if not isinstance(frame, pd.DataFrame) or frame.empty:
        raise LearnerError(f"The {side} list is not a table with rows. Load it again.")
    for name in names:
        if name not in frame.columns:
            known = [str(column) for column in frame.columns]
            raise LearnerError(
                f'The {side} list has no column "{name}". {did_you_mean(name, known)} Both lists '
                "need the same names for what they are joined on."
            )


def _words(values: pd.Series, name: str) -> npt.NDArray[np.object_]:
    """Return a column as words, days as 2025-10-31, blanks as None."""
    column = Column.of(name, values)
    if looks_like_dates(column):
        days = read_days(column, date.today())
        said = [
            f"{year:04d}-{month:02d}-{day:02d}" if real else None
            for year, month, day, real in zip(
                days.year, days.month, days.day, days.exists, strict=True
            )
        ]
    else:
        blank = column.blank_values
        said = [
            None if gap else str(value).strip()
            for value, gap in zip(column.values, blank, strict=True)
        ]
    words: npt.NDArray[np.object_] = np.array([*said, None], dtype=object)[column.codes]
    return words
