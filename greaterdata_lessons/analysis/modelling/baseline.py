"""Baseline first: does the model beat "predict the average" and "same as last time"?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

Floats = npt.NDArray[np.float64]
MODEL, AVERAGE, LAST = "the model", "predict the average", "same as last time"
BEATS, LOSES = "the model beats it", "the model does worse"


@dataclass(frozen=True, eq=False)
class Baseline:
    """A model's error beside those of something simple.

    `table` has one row for each: its `error`, and for the baselines how much larger it is than
    the model's (`saved`, with `low` and `high`) and a `finding`. `measured` says what an error is.
    """

    table: pd.DataFrame
    measured: str
    cases: int

    @property
    def beaten(self) -> bool:
        """Whether the model clearly beats every baseline."""
        return bool((self.table["finding"].iloc[1:] == BEATS).all())

    def __str__(self) -> str:
        """Say the model's error, and whether it beats each baseline."""
        model, *rest = self.table.to_dict("records")
        lines = [f"{self.measured}, {self.cases:,} cases. The model: {model['error']:.3g}."]
        for row in rest:
            span = f"{row['low']:.3g} to {row['high']:.3g}"
            lines.append(
                f"- {row['who']}: {row['error']:.3g}; the model saves {row['saved']:.3g} "
                f"({span}): {row['finding']}."
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        # Errors of chances are small: three figures, where a table otherwise shows two decimals.
        figures = {
            name: [f"{value:.3g}" if np.isfinite(value) else "" for value in self.table[name]]
            for name in ("error", "saved", "low", "high")
        }
        shown = self.table.assign(**figures)
        return html_table(shown, caption=f"{self.measured}, {self.cases:,} cases")


def baseline(  # noqa: PLR0913 - each is one decision a reader may want to see made
    actual: Any,
    predicted: Any,
    *,
    learnt: Any = None,
    last: Any = None,
    others: Mapping[str, Any] | None = None,
    level: float = 0.95,
) -> Baseline:
    """Compare a model's predictions with something simple, on the same cases.

    Parameters
    ----------
    actual : what came: numbers, or 0 and 1.
    predicted : what the model said: numbers, or chances from 0 to 1.
    learnt : the outcomes it learnt from; "predict the average" says their mean. Without them the
        mean of `actual` is used, which flatters that baseline a little.
    last : what came last time, for "same as last time".
    others : further rules by name, such as a manager's guess.
    level : of the intervals, for the mean difference of paired errors (Student's t).

    Returns a `Baseline`: errors are off by so much on average (numbers), or Brier scores (0 and
    1). Raises `LearnerError` for lengths that differ, gaps, or fewer than three cases.

    >>> print(baseline([10, 12, 14, 16], [11, 12, 14, 15], last=[9, 10, 12, 14]))
    Mean absolute error, 4 cases. The model: 0.5.
    - predict the average: 2; the model saves 1.5 (0.581 to 2.42): the model beats it.
    - same as last time: 1.75; the model saves 1.25 (-0.273 to 2.77): cannot tell from these data.
    """
    truth = _numbers(actual, "actual", None)
    if len(truth) < 3:
        raise LearnerError(f"{len(truth)} cases are too few to compare anything. Find more.")
    yes_no = bool(np.isin(truth, (0, 1)).all())
    mean = truth.mean() if learnt is None else _numbers(learnt, "learnt", None).mean()
    given = {AVERAGE: np.full(len(truth), mean)}
    if last is not None:
        given[LAST] = _numbers(last, "last", len(truth))
    given |= {name: _numbers(values, name, len(truth)) for name, values in (others or {}).items()}

    def error(guess: Floats) -> Floats:
        return np.asarray((guess - truth) ** 2 if yes_no else abs(guess - truth))

    own = error(_numbers(predicted, "predicted", len(truth)))
    rows = [{"who": MODEL, "error": own.mean(), "finding": ""}]
    rows += [_beside(name, error(guess), own, level) for name, guess in given.items()]
    columns = ["who", "error", "saved", "low", "high", "finding"]
    measured = "Brier score" if yes_no else "Mean absolute error"
    return Baseline(pd.DataFrame(rows, columns=columns), measured, len(truth))


def _numbers(values: Any, what: str, length: int | None) -> Floats:
    """Return a column of numbers, full and as long as it must be."""
    try:
        read = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise LearnerError(f"{what} must be a column of numbers.") from None
    if read.ndim != 1 or np.isnan(read).any():
        raise LearnerError(f"{what} must be one full column of numbers: no gaps, no table.")
    if length is not None and len(read) != length:
        raise LearnerError(f"{what} has {len(read):,} entries, and there are {length:,} cases.")
    return read


def _beside(name: str, error: Floats, own: Floats, level: float) -> dict[str, Any]:
    """Compare one baseline's errors with the model's, case by case."""
    from scipy.stats import t

    saved = error - own
    half = t.ppf((1 + level) / 2, len(saved) - 1) * saved.std(ddof=1) / np.sqrt(len(saved))
    low, high = saved.mean() - half, saved.mean() + half
    finding = BEATS if low > 0 else LOSES if high < 0 else UNSURE
    return {
        "who": name,
        "error": error.mean(),
        "saved": saved.mean(),
        "low": low,
        "high": high,
        "finding": finding,
    }
