"""Where to draw the line: what each threshold costs, in people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.measures import Floats
from greaterdata_lessons.analysis.fairness.rows import chances, labels
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

DRAWS, STEPS = 500, 100


@dataclass(frozen=True, eq=False)
class Thresholds:
    """What each threshold means for people.

    `table` has one row for each threshold from 0 to 1: people `chosen`, in need and `found` or
    `missed`, chosen `in_vain`, and the `cost`, counted in people chosen in vain. Its last columns
    are the decision curve: the net benefit for each 100 people when a threshold is used both to
    choose and to weigh the errors (`net_benefit`), beside choosing everybody (`if_everybody`);
    choosing nobody is 0. `best` is the cheapest threshold; from `low` to `high` it could as well
    be, with other people like these.
    """

    table: pd.DataFrame
    best: float
    low: float
    high: float
    missed_weighs: float
    unit: str

    def at(self, threshold: float) -> pd.Series:
        """Return the row of the threshold nearest to this one."""
        return self.table.iloc[int((self.table["threshold"] - threshold).abs().argmin())]

    def __str__(self) -> str:
        """Say the cheapest threshold, and what it means for people."""
        row, last = self.at(self.best), self.table.iloc[-1]
        none = self.missed_weighs * (last["missed"] + last["found"])
        everybody = self.table["cost"].iloc[0]
        return (
            f"If missing one of the {self.unit} in need weighs as much as choosing "
            f"{self.missed_weighs:g} in vain, choose from {self.best:.2f} up: {row['chosen']:,.0f} "
            f"are chosen, {row['found']:,.0f} in need are found and {row['missed']:,.0f} missed, "
            f"{row['in_vain']:,.0f} are chosen in vain. That costs {row['cost']:,.0f}; choosing "
            f"everybody {everybody:,.0f}, nobody {none:,.0f}. With other people like these the "
            f"cheapest line could lie from {self.low:.2f} to {self.high:.2f}."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>" + html_table(self.table.iloc[::10], caption="Thresholds, in people")


def thresholds(
    y_true: Any, score: Any, *, missed_weighs: float, unit: str = "people", seed: int = 0
) -> Thresholds:
    """Weigh the two errors of a score at every threshold, in people, with the decision curve.

    Parameters
    ----------
    y_true : what was so, 0 or 1; score : the chance that was said, from 0 to 1.
    missed_weighs : how many people chosen in vain weigh as much as one person missed. It is a
        choice: ask those who are missed and those who are chosen in vain.
    unit : what people are called; seed : of the draws behind the range.

    Returns `Thresholds`. People are chosen whose score is the threshold or more. The range comes
    from drawing the counts anew 500 times. Source of the decision curve: A. J. Vickers and E. B.
    Elkin (2006), Medical Decision Making 26, 565-574. Raises `LearnerError` for scores that are
    no chances, or a weight that is not above 0.

    >>> rng = np.random.default_rng(1)
    >>> chance = rng.random(5000)
    >>> found = thresholds(rng.random(5000) < chance, chance, missed_weighs=4)
    >>> 0.1 < found.low <= found.best <= found.high < 0.3
    True
    """
    true = labels(y_true, "y_true")
    chance = chances(score, len(true))
    if not missed_weighs > 0:
        raise LearnerError(f"A weight of {missed_weighs} makes no sense: it must be above 0.")
    bins = np.minimum((chance * STEPS + 1e-9).astype(np.intp), STEPS)
    cells = np.bincount(bins * 2 + true, minlength=2 * (STEPS + 1)).astype(float)
    table = _table(cells, missed_weighs)
    lines = np.arange(STEPS + 1) / STEPS
    drawn = np.random.default_rng(seed).multinomial(len(true), cells / len(true), size=DRAWS)
    best = lines[_costs(drawn.astype(float), missed_weighs).argmin(axis=1)]
    low, high = np.quantile(best, [0.025, 0.975])
    own = float(lines[int(table["cost"].to_numpy().argmin())])
    return Thresholds(table, own, min(float(low), own), max(float(high), own), missed_weighs, unit)


def _above(cells: Floats) -> tuple[Floats, Floats]:
    """Return, for each threshold, people not in need and in need whose score reaches it."""
    pairs = cells.reshape(*cells.shape[:-1], STEPS + 1, 2)
    reached = np.flip(np.cumsum(np.flip(pairs, axis=-2), axis=-2), axis=-2)
    return reached[..., 0], reached[..., 1]


def _costs(cells: Floats, weighs: float) -> Floats:
    in_vain, found = _above(cells)
    return np.asarray(in_vain + weighs * (found[..., :1] - found))


def _table(cells: Floats, weighs: float) -> pd.DataFrame:
    """Put each threshold in people, with the decision curve."""
    in_vain, found = _above(cells)
    lines, people = np.arange(STEPS + 1) / STEPS, cells.sum()
    with np.errstate(divide="ignore"):
        odds = np.where(lines < 1, lines / (1 - lines), np.nan)
    return pd.DataFrame(
        {
            "threshold": lines,
            "chosen": in_vain + found,
            "found": found,
            "missed": found[0] - found,
            "in_vain": in_vain,
            "cost": _costs(cells, weighs),
            "net_benefit": 100 * (found - odds * in_vain) / people,
            "if_everybody": 100 * (found[0] - odds * in_vain[0]) / people,
        }
    )
