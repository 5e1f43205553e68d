"""Counting first: records become a small cube of counts, and every question is asked of that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.counts_cells import MISSING, RESERVED, settled
from greaterdata_lessons.analysis.counts_cube import Bounds, Cube
from greaterdata_lessons.analysis.counts_engines import grouped
from greaterdata_lessons.analysis.counts_files import read
from greaterdata_lessons.errors import LearnerError, did_you_mean

__all__ = ["MISSING", "Bounds", "Cube", "count", "load_cube"]

# Files without types hold these as text; "yes" and "no" are for the reader to name.
ANSWERS = {"0": 0, "0.0": 0, "false": 0, "1": 1, "1.0": 1, "true": 1}


def count(  # noqa: PLR0913 - each is one decision a reader may want to see made
    frame: Any,
    *,
    by: str | Sequence[str],
    outcome: str | None = None,
    prediction: str | None = None,
    score: str | None = None,
    weight: str | None = None,
    positive: object = None,
    unit: str = "records",
    period: str = "",
    categories: Mapping[str, Sequence[str]] | None = None,
    bins: int = 256,
) -> Cube:
    """Count the records of a table by one or more of its columns.

    Parameters
    ----------
    frame : table with one row for each record: pandas, Polars, DuckDB, PySpark or Dask, or the
        path of a CSV or Parquet file. One group-by runs where the records are; only counts return.
    by : name of a column, or several names. A gap is a category of its own, "Missing".
    outcome, prediction : columns that say what came of it and what was foretold: 0 or 1, True or
        False. Each becomes a further column of the cube, 1, 0, or nothing where it is missing.
    score : column of scores from 0 to 1, counted in `bins` bins of the same width.
    weight : column of weights of 0 or more, such as a survey has.
    positive : which value counts as 1, where outcome or prediction hold other words ("yes").
    unit : what one record is, in the plural, such as "referrals".
    period : when, such as "2025-26".
    categories : the agreed categories of a column; others are refused by name.

    Returns a `Cube`, largest count first. Raises `LearnerError` when there is nothing to count, a
    column is not there, an outcome is neither 0 nor 1 and `positive` does not say what is, a
    weight is missing or below 0, or a score is not from 0 to 1.

    >>> people = pd.DataFrame({"borough": ["Sefton", "Wirral", None], "came": [1, 0, 1]})
    >>> print(count(people, by="borough", unit="referrals"))
    3 referrals by borough: Missing 1, Sefton 1, Wirral 1.
    >>> print(count(people, by="borough", outcome="came").only(outcome=1))
    2 records by borough: Missing / came 1, Sefton / came 1.
    """
    names = [by] if isinstance(by, str) else list(by)
    asked = {"outcome": outcome, "prediction": prediction, "score": score}
    columns = {name: column for name, column in asked.items() if column}
    _require_names(names, columns)
    keys = {name: name for name in names} | columns
    found = grouped(frame, keys, weight=weight, bins=bins)
    if found.empty:
        raise LearnerError("The table has no rows, so there is nothing to count. Load it again.")
    said: dict[str, Any] = {}
    for name, column in columns.items():
        if name == "score":
            found[name], said[name] = _middles(found[name], column, bins)
        else:
            found[name], said[name] = _answers(found[name], column, positive)
    for name in names:
        found[name] = found[name].map(_category).astype(object)
    lists = _agreed(found, names, categories or {})
    measures = ["count", "weight", "weight_squared"] if weight else ["count"]
    cells = settled(found[[*keys, *measures]], list(keys))
    return Cube(cells, tuple(names), unit, period, categories=lists, **said)


def load_cube(  # noqa: PLR0913 - each says one thing that a table alone does not
    path: str | Path,
    *,
    by: str | Sequence[str] | None = None,
    count: str = "count",
    unit: str = "records",
    period: str = "",
    hidden: tuple[int, int] | None = None,
) -> Cube:
    """Load a cube that `Cube.save` wrote, or a table of counts that somebody else published.

    Parameters
    ----------
    path : the CSV file; a saved cube has its meaning in a second file beside it.
    by, count, unit, period : for a published table: its columns of categories, its column of
        counts, what was counted and when. "fewer than 10", "<10" and "10 to 19" are read as what
        the count can be. Rows called "Total" or "All" are taken out; the grand total narrows what
        hidden counts can be.
    hidden : the fewest and the most that a hidden count ("*", "[c]") can be, such as (1, 9). Where
        numbers were hidden beside the small ones, the most is larger than the threshold.

    Returns a `Cube`. Raises `LearnerError` when the file is not there, was cut off, lacks its
    meaning, or holds something that is not a count.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "wirral.csv")
    ...     _ = file.write_text("sex,people\\nF,120\\nM,fewer than 10\\n")
    ...     print(load_cube(file, by="sex", count="people", unit="people"))
    Between 120 and 129 people by sex: F 120, M 0 to 9.
    """
    parts = read(path, by=by, count=count, unit=unit, period=period, hidden=hidden)
    return Cube(**parts)


def _require_names(names: Sequence[str], columns: Mapping[str, str]) -> None:
    """Insist on something to count by, under names that a cube does not use itself."""
    if not names and not columns:
        raise LearnerError('Say what to count by, such as by="borough".')
    for name in names:
        if name in RESERVED:
            raise LearnerError(
                f'"{name}" is a name that the cube needs for itself. Rename the column first.'
            )


def _category(value: Any) -> str:
    """Return a category as text, the same from every engine; a gap is "Missing".

    >>> [_category(value) for value in ("Sefton", None, " ", 3.0, True)]
    ['Sefton', 'Missing', 'Missing', '3', 'True']
    """
    if pd.isna(value) or not str(value).strip():
        return MISSING
    # A gap makes floats of whole numbers, and a day may come back as its first moment.
    return re.sub(r"^(-?\d+)\.0$", r"\1", str(value)).removesuffix(" 00:00:00")


def _answers(values: pd.Series, column: str, positive: object) -> tuple[pd.Series, str]:
    """Return a column of answers as 1, 0 or nothing, and what 1 means."""
    there = values.dropna()
    if positive is not None and positive in set(there):
        return (values == positive).astype("Int64").mask(values.isna()), f"{column} is {positive}"
    if all(str(value).lower() in ANSWERS for value in there):
        numbers = [pd.NA if pd.isna(value) else ANSWERS[str(value).lower()] for value in values]
        return pd.Series(numbers, values.index, dtype="Int64"), column
    words = sorted({str(value) for value in there})
    raise LearnerError(_which_is_positive(column, words, positive))


def _which_is_positive(column: str, words: Sequence[str], positive: object) -> str:
    """Ask which of a column's values counts as 1."""
    if positive is not None:
        return f'There is no "{positive}" in "{column}". {did_you_mean(positive, words)}'
    shown = ", ".join(words[:4]) + (f" and {len(words) - 4:,} more" if len(words) > 4 else "")
    return (
        f'"{column}" is neither 0 and 1 nor True and False; it holds {shown}. '
        f'Which value means that it happened? Say so: positive="{words[-1]}".'
    )


def _middles(numbers: pd.Series, column: str, bins: int) -> tuple[pd.Series, str]:
    """Return the middle of each score's bin, and what the score is."""
    if (numbers < 0).any() or (numbers > bins).any():
        raise LearnerError(
            f'"{column}" has scores below 0 or above 1. Divide by the highest first.'
        )
    return (numbers.clip(upper=bins - 1) + 0.5) / bins, f"{column} in {bins} bins"


def _agreed(
    found: pd.DataFrame, names: Sequence[str], categories: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the agreed lists, once every category counted is on its list."""
    for name, known in categories.items():
        if name not in names:
            raise LearnerError(f'"{name}" has agreed categories, but is not in by.')
        for category in found[name]:
            if category not in (*known, MISSING):
                raise LearnerError(
                    f'"{category}" in {name} is not on the agreed list. '
                    f"{did_you_mean(category, known)}"
                )
    return {name: tuple(known) for name, known in categories.items()}
