"""Does a score keep its promises: of those it gives 3 in 10, do 3 in 10 come to need help?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.intervals import quantile, share_interval
from greaterdata_lessons.analysis.fairness.rows import chances, labels
from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

MORE, FEWER, KEPT = "more than promised", "fewer than promised", "as promised"


@dataclass(frozen=True, eq=False)
class Calibration:
    """A score's promises beside what came.

    `table` has one row for each step of the score that somebody has: `people`, those `promised`
    (the sum of their scores), those who `came` to it, their `rate` with an interval that holds
    for all steps together, and a `finding`.
    """

    table: pd.DataFrame
    unit: str

    def __str__(self) -> str:
        """Say for each step how many were promised and how many came."""
        promised, came = self.table["promised"].sum(), self.table["came"].sum()
        people = self.table["people"].sum()
        head = f"Of {people:,} {self.unit}, {promised:,.0f} were promised and {came:,} came to it."
        lines = [
            f"- score {row['from']:.2f} to {row['to']:.2f}: {row['promised']:,.0f} of "
            f"{row['people']:,} promised, {row['came']:,} came: {row['finding']}."
            for row in self.table.to_dict("records")
        ]
        return "\n".join([head, *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = self.table.assign(promised=self.table["promised"].round().astype(int))
        return html_table(shown, caption="What the score promised, and what came")


def calibration(  # noqa: PLR0913 - each is one decision a reader may want to see made
    y_true: Any,
    score: Any,
    *,
    steps: int = 10,
    close: float = 0.05,
    unit: str = "people",
    level: float = 0.95,
) -> Calibration:
    """Compare what a score promises with what came, step by step.

    Parameters
    ----------
    y_true : what came, 0 or 1; score : the chance that was said, from 0 to 1.
    steps : into how many equal steps the scores are put.
    close : how far apart promise and rate may be and still be called "as promised".
    unit, level : what people are called; how sure the intervals shall be, all together.

    Returns a `Calibration`. For groups, see the scores of `audit`. Raises `LearnerError` for
    scores that are no chances.

    >>> print(calibration([0, 1] * 50, [0.2] * 50 + [0.9] * 50, steps=2))
    Of 100 people, 55 were promised and 50 came to it.
    - score 0.00 to 0.50: 10 of 50 promised, 25 came: more than promised.
    - score 0.50 to 1.00: 45 of 50 promised, 25 came: fewer than promised.
    """
    true = labels(y_true, "y_true")
    chance = chances(score, len(true))
    if not isinstance(steps, int) or steps < 1:
        raise LearnerError(f"{steps} steps cannot be made. Use a whole number such as 10.")
    place = np.minimum((chance * steps).astype(np.intp), steps - 1)
    people = np.bincount(place, minlength=steps)
    there = np.flatnonzero(people)
    promised = np.bincount(place, weights=chance, minlength=steps)[there]
    came = np.bincount(place, weights=true, minlength=steps)[there].astype(int)
    sizes = people[there].astype(float)
    low, high = share_interval(came / sizes, sizes, quantile(level, len(there)))
    mean = promised / sizes
    columns = {
        "from": there / steps,
        "to": (there + 1) / steps,
        "people": people[there],
        "promised": promised,
        "came": came,
        "rate": came / sizes,
        "low": low,
        "high": high,
        "finding": [_finding(*each, close) for each in zip(mean, low, high, strict=True)],
    }
    return Calibration(pd.DataFrame(columns), unit)


def _finding(mean: float, low: float, high: float, close: float) -> str:
    """Say in words whether a promise was kept."""
    if mean < low:
        return MORE
    if mean > high:
        return FEWER
    return KEPT if max(high - mean, mean - low) <= close else UNSURE
