"""Leaks: columns that would not be there, or not yet, when the decision is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.fairness.rows import labels
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

Floats = npt.NDArray[np.float64]
SAME = "is the outcome under another name"
ALONE = "tells the outcome almost alone"
BLANK = "is filled in or left blank depending on the outcome"
LATER = "is dated after the decision"
NUMBER = "numbers the rows, and may tell when or where they were written"
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, eq=False)
class Leaks:
    """Columns to ask about before a model learns from them; `table` has one row for each.

    `auc` is how well the column alone tells the outcome (0.5 not at all, 1 always).
    """

    table: pd.DataFrame
    searched: int
    outcome: str

    def __str__(self) -> str:
        """Name each column and what is odd about it."""
        if self.table.empty:
            return (
                f"None of {self.searched} columns looks like a leak. Ask all the same: which of "
                "them is known on the day of the decision?"
            )
        lines = [f"Ask of these columns when they are written ({self.searched} were looked at):"]
        lines += [
            f"- {row['column']}: {row['why']}{_auc(row['auc'])}."
            for row in self.table.to_dict("records")
        ]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=f"Columns that may leak {self.outcome}")


def leaks(
    frame: pd.DataFrame,
    *,
    outcome: str,
    positive: Any = None,
    decided: str | None = None,
    strong: float = 0.9,
) -> Leaks:
    """Find columns that know too much: they may be written after the outcome is known.

    Parameters
    ----------
    frame : one row a record; outcome : the column a model shall predict, 0 and 1 (or words, with
        `positive`).
    decided : a column of dates when each decision is made; columns dated later are named.
    strong : from which AUC a single column is suspicious; a choice.

    Returns `Leaks`. Categories are scored by the other half of the rows, so that many categories
    alone tell nothing. Raises `LearnerError` when the outcome is not there or cannot be read.

    >>> known = pd.DataFrame({"fell": [0, 1] * 30, "letter": ["no", "yes"] * 30, "age": [70] * 60})
    >>> print(leaks(known, outcome="fell"))
    Ask of these columns when they are written (2 were looked at):
    - letter: is the outcome under another name (AUC 1.00).
    """
    for name in [outcome, *([decided] if decided else [])]:
        if name not in frame.columns:
            known = [str(column) for column in frame.columns]
            raise LearnerError(f'The table has no column "{name}". {did_you_mean(name, known)}')
    true = labels(frame[outcome], outcome, positive).astype(float)
    if true.min() == true.max():
        raise LearnerError(f'"{outcome}" is the same for everybody, so nothing can tell it.')
    columns = [name for name in frame.columns if name not in {outcome, decided}]
    days = None if decided is None else frame[decided]
    found = [_asked(frame[name], true, days, strong) for name in columns]
    rows = [(str(name), why, auc) for name, (why, auc) in zip(columns, found, strict=True) if why]
    table = pd.DataFrame(rows, columns=["column", "why", "auc"])
    table = table.sort_values("auc", ascending=False, kind="stable", ignore_index=True)
    return Leaks(table, len(columns), outcome)


def _asked(
    column: pd.Series, true: Floats, days: pd.Series | None, strong: float
) -> tuple[str, float]:
    """Return what is odd about a column, or nothing, and how well it tells the outcome."""
    blank = column.isna().to_numpy()
    auc = _tells(_scored(column, true), true)
    if days is not None and _later(column, days):
        return LATER, auc
    if auc == 1:
        return SAME, auc
    if auc >= strong:
        return ALONE, auc
    if blank.any() and _tells(blank.astype(float), true) >= strong:
        return BLANK, _tells(blank.astype(float), true)
    numbered = not pd.api.types.is_float_dtype(column) and column.is_unique
    return (NUMBER if numbered and len(column) > 20 else "", auc)


def _scored(column: pd.Series, true: Floats) -> Floats:
    """Return a number for each row: its own, or the outcome's mean in its category elsewhere."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = column.astype(float)
        return np.asarray(values.fillna(values.mean()).fillna(0), dtype=float)
    codes = pd.factorize(column.astype(object), use_na_sentinel=False)[0]
    score, half = np.zeros(len(true)), np.arange(len(true)) // 2 % 2
    for side in (0, 1):
        there = half != side
        sums = np.bincount(codes[there], weights=true[there], minlength=codes.max() + 1)
        sizes = np.bincount(codes[there], minlength=codes.max() + 1)
        mean = (sums + true.mean()) / (sizes + 1)
        score[half == side] = mean[codes[half == side]]
    return score


def _tells(score: Floats, true: Floats) -> float:
    """Return how well a score tells the outcome, whichever way round."""
    from sklearn.metrics import roc_auc_score

    auc = float(roc_auc_score(true, score))
    return max(auc, 1 - auc)


def _later(column: pd.Series, days: pd.Series) -> bool:
    """Say whether a column of dates lies after the decision for one row in ten or more."""
    text = column.dropna().astype(str)
    if text.empty or not text.str.match(A_DAY).all():
        return False
    dates = pd.to_datetime(column, errors="coerce")
    return bool((dates > pd.to_datetime(days)).mean() >= 0.1)


def _auc(value: float) -> str:
    return f" (AUC {value:.2f})" if value > 0.6 else ""
