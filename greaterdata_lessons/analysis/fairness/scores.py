"""A score by group: does it rank people rightly, and does it promise what comes true?"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.auc import auc_interval, auc_table
from greaterdata_lessons.analysis.fairness.compare import CLOSE, UNDEFINED
from greaterdata_lessons.analysis.fairness.intervals import quantile, share_interval
from greaterdata_lessons.analysis.fairness.measures import Floats
from greaterdata_lessons.analysis.fairness.tally import Scored, Tally
from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.tables import html_table

BETTER, WORSE = "better", "worse"
TOO_LOW, TOO_HIGH, KEPT = "more need than it says", "less need than it says", "as it says"


@dataclass(frozen=True, eq=False)
class Scores:
    """What a score is worth in each group.

    `table` has one row for each group: `people`, how many `needed`, how many the score `expected`
    (the sum of the scores, where they are chances from 0 to 1), `promise` (whether they agree),
    `auc` (how often somebody in need scores higher than somebody who is not) with its interval,
    the `gap` from everybody else with an interval that holds for all comparisons together,
    `ranking` (what can be said of it), and `brier` (the mean squared error). `overall` is the same
    for everybody. `bins` has the same people by group and by the size of their score.
    """

    table: pd.DataFrame
    overall: pd.Series
    bins: pd.DataFrame
    unit: str
    level: float

    def __str__(self) -> str:
        """Say what the score expected and what came, group by group."""
        lines = [f"The score, by group ({self.overall['people']:,.0f} {self.unit}):"]
        return "\n".join([*lines, *(f"- {_line(row)}" for row in self.table.to_dict("records"))])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = ["group", "people", "needed", "expected", "promise", "auc", "low", "high"]
        caption = f"The score, by group, with {self.level:.0%} intervals of the AUC"
        table = self.table[[*shown, "ranking", "brier"]]
        whole = {"people": "Int64", "needed": "Int64", "expected": "Int64"}
        return html_table(table.round(dict.fromkeys(whole, 0)).astype(whole), caption=caption)


def scores(counted: Tally, level: float, matters: float, unit: str, *, bins: int = 10) -> Scores:
    """Compare a score's ranking and its promises between groups.

    The AUC and the Brier score are scikit-learn's. AUC intervals are R. G. Newcombe's (2006,
    Statistics in Medicine 25, 559-573, method 5). A promise is kept while the mean score lies
    within the interval of the share in need. Weights count by effective sizes; clusters
    are not allowed for here.
    """
    scored = counted.scored
    assert scored is not None
    many = len(counted.names)
    chance = bool(scored.score.min() >= 0 and scored.score.max() <= 1)
    table = _sums(scored, many, chance)
    table.insert(0, "group", counted.labels)
    whole = _sums(scored.together(), 1, chance).iloc[0]
    comparisons = int((table["people"] > 0).sum()) * 2
    ranked = _ranked(scored, many, quantile(level), quantile(level, comparisons), matters)
    table = pd.concat([table, ranked], axis=1)
    said = _promises(table, quantile(level, comparisons), matters)
    table.insert(4, "promise", said)
    whole["auc"] = auc_table(scored.together(), 1)[0, 0]
    return Scores(
        table.drop(columns="size"),
        whole.drop("size"),
        _binned(scored, counted.labels, bins, quantile(level)),
        unit,
        level,
    )


def _sums(scored: Scored, many: int, chance: bool) -> pd.DataFrame:
    """Return people, those who needed, those expected, and the Brier score, by group."""
    weight, codes = scored.weight, scored.codes

    def total(values: Floats) -> Floats:
        return np.bincount(codes, weights=values, minlength=many).astype(float)

    people = total(weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = total(weight * (scored.score - scored.true) ** 2) / people
    undefined = np.full(many, np.nan)
    return pd.DataFrame(
        {
            "people": people,
            "size": people**2 / np.maximum(total(scored.squares), 1e-300),
            "needed": total(weight * scored.true),
            "expected": total(weight * scored.score) if chance else undefined,
            "brier": off if chance else undefined,
        }
    )


def _promises(table: pd.DataFrame, z: float, matters: float) -> list[str]:
    """Say for each group whether as many needed help as the score says."""
    with np.errstate(divide="ignore", invalid="ignore"):
        people = table["people"].to_numpy()
        rate, said = table["needed"].to_numpy() / people, table["expected"].to_numpy() / people
    low, high = share_interval(rate, table["size"].to_numpy(), z)
    return [
        UNDEFINED
        if np.isnan(mean) or np.isnan(down)
        else TOO_LOW
        if mean < down
        else TOO_HIGH
        if mean > up
        else KEPT
        if max(up - mean, mean - down) <= matters
        else UNSURE
        for mean, down, up in zip(said, low, high, strict=True)
    ]


def _ranked(scored: Scored, many: int, z: float, z_all: float, matters: float) -> pd.DataFrame:
    """Return each group's AUC, its interval, and how it differs from everybody else's."""
    found = auc_table(scored, many)
    (own, needed, other_people), (rest, rest_needed, rest_people) = found[:, :3].T, found[:, 3:].T
    low, high = auc_interval(own, needed, other_people, z)
    wide_low, wide_high = auc_interval(own, needed, other_people, z_all)
    rest_low, rest_high = auc_interval(rest, rest_needed, rest_people, z_all)
    gap = own - rest
    gap_low = gap - np.sqrt((own - wide_low) ** 2 + (rest_high - rest) ** 2)
    gap_high = gap + np.sqrt((wide_high - own) ** 2 + (rest - rest_low) ** 2)
    said = np.full(many, UNSURE, dtype=object)
    said[gap_low > 0] = BETTER
    said[gap_high < 0] = WORSE
    said[(gap_low >= -matters) & (gap_high <= matters)] = CLOSE
    said[np.isnan(gap)] = UNDEFINED
    columns = {"auc": own, "low": low, "high": high, "gap": gap, "gap_low": gap_low}
    return pd.DataFrame({**columns, "gap_high": gap_high, "ranking": said})


def _binned(scored: Scored, labels: list[str], bins: int, z: float) -> pd.DataFrame:
    """Count people by group and by the size of their score, with those who needed help."""
    low, high = float(scored.score.min()), float(scored.score.max())
    low, high = (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)
    step = (high - low) / bins or 1.0
    place = np.clip(((scored.score - low) / step).astype(np.intp), 0, bins - 1)
    index, size = scored.codes * bins + place, len(labels) * bins
    sums = [
        np.bincount(index, weights=values, minlength=size)
        for values in (
            scored.weight,
            scored.weight * scored.true,
            scored.weight * scored.score,
            scored.squares,
        )
    ]
    people, needed, score, squares = (values.astype(float) for values in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, mean, worth = needed / people, score / people, people**2 / squares
    ends = share_interval(rate, np.where(people > 0, worth, 0.0), z)
    edges = np.tile(low + step * np.arange(bins), len(labels))
    columns = {"people": people, "needed": needed, "score": mean, "rate": rate}
    table = {"group": np.repeat(labels, bins), "from": edges, "to": edges + step, **columns}
    return pd.DataFrame({**table, "low": ends[0], "high": ends[1]})


def _line(row: Mapping[Hashable, Any]) -> str:
    """Say one group's promise and ranking."""
    said = f"{row['group']}: {row['needed']:,.0f} of {row['people']:,.0f} needed help"
    if not np.isnan(row["expected"]):
        said += f", {row['expected']:,.0f} expected by the score ({row['promise']})"
    if row["ranking"] == UNDEFINED:
        return f"{said}; ranking not defined."
    return (
        f"{said}; AUC {row['auc']:.2f} ({row['low']:.2f} to {row['high']:.2f}), "
        f"beside everybody else: {row['ranking']}."
    )
