"""What an audit says: harm first, in people, with how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.compare import (
    REFERENCE,
    UNDEFINED,
    Terms,
    compared,
    overall,
)
from greaterdata_lessons.analysis.fairness.duty import DutyQuestions, duty_questions
from greaterdata_lessons.analysis.fairness.measures import WORDS, Measure
from greaterdata_lessons.analysis.fairness.resample import resampled
from greaterdata_lessons.analysis.fairness.scores import Scores, scores
from greaterdata_lessons.analysis.fairness.tally import Tally, along
from greaterdata_lessons.analysis.rates import HIGHER, LOWER, UNSURE
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

if TYPE_CHECKING:
    from fairlearn.metrics import MetricFrame

NO_VERDICT = (
    "Errors are counted against the record given: need that nobody wrote down is not in it. "
    "These figures show who is affected. They do not say whether anything is lawful, and no "
    "fixed ratio decides it (the four-fifths rule is from the United States and is not used)."
)


@dataclass(frozen=True, eq=False)
class Audit:
    """Errors by group, each group beside everybody else or beside one reference group.

    `table` has one row for each measure and group: `count` people `of` so many, their `rate` with
    its interval (`low`, `high`), the `other_rate` it is compared with, the people `expected` at
    that rate, the `gap` (with `gap_low` and `gap_high`, which hold for all comparisons together),
    the `ratio`, a `finding`, and how many people would be `needed` to see a gap that matters.
    `overall` has each measure for everybody.
    """

    table: pd.DataFrame
    overall: pd.DataFrame
    tally: Tally
    terms: Terms
    unit: str
    purpose: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups' names."""
        return tuple(self.tally.labels)

    @property
    def by_group(self) -> pd.DataFrame:
        """The rates alone: one row for each group, one column for each measure."""
        names = [measure.name for measure in self.terms.measures]
        wide = self.table["rate"].to_numpy().reshape(len(names), -1).T
        return pd.DataFrame(wide, index=pd.Index(self.groups, name="group"), columns=names)

    @property
    def comparisons(self) -> int:
        """How many gaps were looked at together."""
        return int(self.table["gap"].notna().sum())

    @property
    def findings(self) -> pd.DataFrame:
        """The rows whose gap stands out from chance."""
        return self.table[self.table["finding"].isin([HIGHER, LOWER])].reset_index(drop=True)

    def row(self, group: str, measure: str | None = None) -> pd.Series:
        """Return one group's row for one measure (the harm, unless you name another).

        Raises `LearnerError` when the group or the measure is not there.
        """
        names = [known.name for known in self.terms.measures]
        asked = names[0] if measure is None else measure
        if asked not in names:
            raise LearnerError(f'"{asked}" is not measured here. {did_you_mean(asked, names)}')
        if group not in self.groups:
            raise LearnerError(f'There is no group "{group}". {did_you_mean(group, self.groups)}')
        at = names.index(asked) * len(self.groups) + self.groups.index(group)
        return self.table.iloc[at]

    def against(self, reference: str | None) -> Audit:
        """Return the same audit against another reference group, or (`None`) everybody else.

        Raises `LearnerError` when there is no such group.
        """
        return audited(self.tally, self.terms, self.unit, self.purpose, reference)

    @cached_property
    def scores(self) -> Scores:
        """What the score is worth in each group: its ranking (AUC) and its promises.

        Raises `LearnerError` when the audit was made without a score.
        """
        if self.tally.scored is None:
            raise LearnerError("This audit has no score. Give one: gd.audit(..., score=...)")
        return scores(self.tally, self.terms.level, self.terms.matters, self.unit)

    def along(self, name: str) -> Audit:
        """Return the audit by one of its several characteristics alone.

        Raises `LearnerError` when there is no such characteristic.
        """
        if name not in self.tally.by:
            raise LearnerError(f'There is no "{name}" here. {did_you_mean(name, self.tally.by)}')
        return audited(along(self.tally, name), self.terms, self.unit, self.purpose)

    def resample(self, draws: int = 1000, *, seed: int = 0) -> pd.DataFrame:
        """Return percentile intervals from other people drawn at random, as fairlearn's are.

        Use them for what has no formula, such as the largest gap between groups. They are too
        narrow for small groups, and the one of the largest gap never includes 0: it does not say
        that there is a gap. Raises `LearnerError` for fewer than 100 draws.
        """
        asked = self.terms
        return resampled(self.tally, asked.measures, draws=draws, level=asked.level, seed=seed)

    def duty(self) -> DutyQuestions:
        """Return the questions of the Public Sector Equality Duty beside what was found."""
        return duty_questions(self)

    def metric_frame(self) -> MetricFrame:
        """Return fairlearn's `MetricFrame` of the same people and measures.

        Where a rate is undefined (nobody to count), fairlearn says 0; the audit does not. Raises
        `LearnerError` when fairlearn is not installed, or there is nothing to hand it.
        """
        from greaterdata_lessons.analysis.fairness.peer import metric_frame

        return metric_frame(self.tally, self.terms.measures)

    def __str__(self) -> str:
        """Return the harm for every group, then what else stands out, then what is not known."""
        harm, *rest = self.terms.measures
        lines = [self._heading(), self._of_all(harm)]
        lines += [f"- {self._line(row, harm)}" for row in self._rows(harm)]
        for measure in rest:
            out = [row for row in self._rows(measure) if row["finding"] in {HIGHER, LOWER}]
            lines += [self._of_all(measure)] * bool(out)
            lines += [f"- {self._line(row, measure)}" for row in out]
        shown = [] if self.tally.scored is None else [str(self.scores)]
        return "\n".join([*lines, *shown, self._note(), NO_VERDICT])

    __repr__ = __str__

    def readable(self) -> pd.DataFrame:
        """Return the table for reading: people and words first, then the rates and the gap."""
        table = self.table
        return pd.DataFrame(
            {
                "group": table["group"],
                "measure": table["measure"],
                "people": [_people(row["count"]) for row in table.to_dict("records")],
                "of": [_people(row["of"]) for row in table.to_dict("records")],
                "expected": [_people(row["expected"]) for row in table.to_dict("records")],
                "finding": table["finding"],
                "rate": [_percent(rate) for rate in table["rate"]],
                f"{self.terms.level:.0%} interval": [
                    _span(*ends) for ends in zip(table["low"], table["high"], strict=True)
                ],
                "gap in points": [_gap(row) for row in table.to_dict("records")],
            }
        )

    def _repr_html_(self) -> str:
        table = self.readable()
        if len(self.terms.measures) == 1:  # one measure is named in the heading of its table
            table = table.drop(columns="measure").rename(columns={"people": table["measure"][0]})
        shown = html_table(table, caption=self._heading())
        return f"{shown}<p>{self._note()} {NO_VERDICT}</p>"

    def _heading(self) -> str:
        people = self.tally.cells.sum()
        by = " and ".join(self.tally.by).replace("_", " ")
        return f"{_people(people)} {self.unit} by {by}, each group beside {self._beside()}."

    def _beside(self) -> str:
        at = self.terms.reference
        return "everybody else" if at is None else self.groups[at]

    def _of_all(self, measure: Measure) -> str:
        row = next(row for row in self.overall.to_dict("records") if row["measure"] == measure.name)
        name = measure.name[0].upper() + measure.name[1:]
        return f"{name}, all groups: {self._said(row, measure)} ({_percent(row['rate'])})."

    def _rows(self, measure: Measure) -> list[dict[Any, Any]]:
        """Return the rows of one measure, the largest gap first, the undefined last."""
        rows = self.table[self.table["measure"] == measure.name]
        return rows.sort_values("gap", ascending=False, kind="stable").to_dict("records")

    def _said(self, row: Any, measure: Measure) -> str:
        words = WORDS[self.purpose]
        whom, did = measure.whom.format(**words), measure.did.format(**words)
        said = f"{_people(row['count'])} of {_people(row['of'])} {self.unit} {whom} {did}"
        return said.replace("  ", " ")

    def _line(self, row: dict[Any, Any], measure: Measure) -> str:
        """Say one group's figures in people, then the gap and what can be said of it."""
        if not row["of"]:
            nobody = measure.whom.format(**WORDS[self.purpose])
            return f"{row['group']}: not defined; there are no {self.unit} {nobody} here."
        said = f"{row['group']}: {self._said(row, measure)}"
        if row["finding"] == REFERENCE:
            return f"{said} ({_percent(row['rate'])}); the others are compared with them."
        if row["finding"] == UNDEFINED:
            return f"{said}; there is nobody to compare them with."
        theirs = "everybody else's" if self.terms.reference is None else f"{self._beside()}'s"
        return (
            f"{said}; {_people(row['expected'])} would be expected at {theirs} rate. "
            f"Gap {_gap(row, ' points')}: {self._verdict(row)}."
        )

    def _verdict(self, row: dict[Any, Any]) -> str:
        if row["finding"] != UNSURE:
            return str(row["finding"])
        points = f"{100 * self.terms.matters:g} points"
        if row["needed"] <= row["of"]:
            return f"{UNSURE} whether the gap is as large as {points}"
        return (
            f"{UNSURE}; to see a gap of {points} takes about {row['needed']:,.0f} such {self.unit}"
        )

    def _note(self) -> str:
        return (
            f"Ranges of gaps hold for all {self.comparisons} comparisons together "
            f"({self.terms.level:.0%}).{self._sizes()}"
        )

    def _sizes(self) -> str:
        """Say how weights and clusters were allowed for."""
        parts = [
            name
            for name, used in (
                ("weights", self.tally.squares is not None),
                ("clusters", self.tally.clusters is not None),
            )
            if used
        ]
        return f" They allow for {' and '.join(parts)} by effective sizes." if parts else ""


def audited(
    counted: Tally, terms: Terms, unit: str, purpose: str, reference: str | None = None
) -> Audit:
    """Compare the groups of a tally, against a reference group or everybody else."""
    at = None
    if reference is not None:
        if str(reference) not in counted.labels:
            raise LearnerError(
                f'There is no group "{reference}" to compare with. '
                f"{did_you_mean(reference, counted.labels)}"
            )
        at = counted.labels.index(str(reference))
    asked = Terms(terms.measures, at, terms.level, terms.matters)
    return Audit(compared(counted, asked), overall(counted, asked), counted, asked, unit, purpose)


def _people(number: float) -> str:
    """Write a number of people; weighted ones are rounded, and so is what is expected."""
    return "not defined" if np.isnan(number) else f"{number:,.0f}"


def _percent(share: float) -> str:
    return "not defined" if np.isnan(share) else f"{share:.1%}"


def _points(gap: float) -> str:
    return f"{100 * gap:+.1f}"


def _span(low: float, high: float) -> str:
    return "not defined" if np.isnan(low) else f"{low:.1%} to {high:.1%}"


def _gap(row: Mapping[Any, Any], unit: str = "") -> str:
    """Write a gap in points with its interval."""
    if np.isnan(row["gap"]):
        return "not defined"
    return f"{_points(row['gap'])}{unit} ({_points(row['gap_low'])} to {_points(row['gap_high'])})"
