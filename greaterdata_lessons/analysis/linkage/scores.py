"""Scored pairs, and the threshold that makes links of them: one for each purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.linkage.result import Links
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

THRESHOLDS = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999)


@dataclass(frozen=True)
class Scores:
    """Pairs of rows with the probability that they are the same person, likeliest first.

    `table` has both numbers, `probability`, `weight` (its log to base 2; the parts below and a
    start add up to it) and the part that each comparison gave. `model` is splink's own, as a
    dictionary, to run again on DuckDB or Spark.
    """

    table: pd.DataFrame
    ids: tuple[str, str]
    on: tuple[str, ...]
    rows: tuple[int, int]
    model: Mapping[str, Any] = field(repr=False)
    groups: pd.Series | None = field(default=None, repr=False)

    def at(self, threshold: float) -> Links:
        """Link each row of the first list with its likeliest partner, at `threshold` or above.

        Raises `LearnerError` when the threshold is not between 0 and 1.
        """
        if not 0 < threshold < 1:
            raise LearnerError(f"A threshold of {threshold} is not between 0 and 1. Try 0.9.")
        sure = self.table[self.table["probability"] >= threshold]
        best = sure.drop_duplicates(self.ids[0]).reset_index(drop=True)
        how = f"{', '.join(self.on)}, probability {threshold:g} or more"
        kept = best[[*self.ids, "probability"]]
        return Links(kept, self.ids, how, self.rows, self.groups)

    def thresholds(
        self,
        key: pd.DataFrame,
        *,
        also: pd.DataFrame | None = None,
        thresholds: Sequence[float] = THRESHOLDS,
    ) -> pd.DataFrame:
        """Count both mistakes at each threshold: people missed, people linked with another."""
        rows = []
        for threshold in thresholds:
            links = self.at(threshold)
            checked = links.against(key, also=also)
            rows.append([threshold, links.found, checked.missed, checked.false])
        return pd.DataFrame(rows, columns=["threshold", "linked", "missed", "false"])

    def choose(
        self,
        purpose: str,
        key: pd.DataFrame,
        *,
        false_costs: float,
        also: pd.DataFrame | None = None,
        thresholds: Sequence[float] = THRESHOLDS,
    ) -> ThresholdChoice:
        """Choose the threshold for a purpose by what its mistakes cost.

        Parameters
        ----------
        purpose : what the links are for, such as "offering help" or "stopping a payment".
        key : the true key, as for `Links.against`.
        false_costs : how many missed people are as bad as one person taken for another.
        also, thresholds : as for `Links.against`; the thresholds to try.

        Returns a `ThresholdChoice`. Raises `LearnerError` when the cost is below 0.
        """
        if false_costs < 0:
            raise LearnerError(f"A mistake cannot cost {false_costs:g}. Give 0 or more.")
        table = self.thresholds(key, also=also, thresholds=thresholds)
        table["cost"] = table["missed"] + false_costs * table["false"]
        return ThresholdChoice(table, purpose, false_costs)

    def __str__(self) -> str:
        """Return how many pairs were scored and where the scores lie."""
        high = int((self.table["probability"] >= 0.99).sum())
        middle = int((self.table["probability"] >= 0.01).sum()) - high
        return (
            f"{self.rows[0]:,} rows beside {self.rows[1]:,}, scored on {', '.join(self.on)}: "
            f"{high:,} pairs have a probability of 0.99 or more, {middle:,} lie between 0.01 and "
            "0.99. Choose a threshold for your purpose: .at(0.9)."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        likeliest = html_table(self.table.head(), caption="The five likeliest pairs")
        return f"<p>{escape(str(self))}</p>{likeliest}"


@dataclass(frozen=True)
class ThresholdChoice:
    """The threshold whose mistakes cost least for one purpose, and the others beside it."""

    table: pd.DataFrame
    purpose: str
    false_costs: float

    @property
    def best(self) -> pd.Series:
        """The row of the cheapest threshold; of two alike, the higher."""
        return self.table.sort_values(["cost", "threshold"], ascending=[True, False]).iloc[0]

    @property
    def threshold(self) -> float:
        """The cheapest threshold."""
        return float(self.best["threshold"])

    def __str__(self) -> str:
        """Return the choice, with both mistakes in people."""
        return (
            f"For {self.purpose}, where taking one person for another is as bad as missing "
            f"{self.false_costs:g}: link at {self.threshold:g} or more. Then "
            f"{self.best['missed']:,.0f} are missed and {self.best['false']:,.0f} are linked with "
            "somebody else."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>" + html_table(
            self.table, caption=f"Thresholds for {self.purpose}"
        )
