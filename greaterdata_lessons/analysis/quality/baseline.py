"""A dated baseline of quality: kept as counts and rules alone, and compared with a later check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan, nan
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.quality.result import Quality
from greaterdata_lessons.analysis.rates import UNSURE, newcombe
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

VERSION = 1
COMPARED = [
    *("dimension", "column", "found", "before", "before_of", "now", "now_of"),
    *("change", "low", "high", "finding", "rule_before", "rule_now"),
]
WHAT = "baseline of data quality"
KEPT = ["dimension", "column", "what", "rule", "sure", "rows", "of"]
NAMED = ["dimension", "column", "what"]
BETTER, WORSE, SAME = "better", "worse", "the same"
OTHER_RULE = "the rule changed: do not compare"
ONCE = {"left_only": "checked before, not now", "right_only": "checked now, not before"}
WORST_FIRST = [WORSE, OTHER_RULE, UNSURE, BETTER, SAME, *ONCE.values()]


def save(checked: Quality, path: str | PathLike[str]) -> Path:
    """Write counts, rules and dates as JSON: no row, no value and no group of the table."""
    kept = {
        "what": WHAT,
        "version": VERSION,
        "name": checked.name,
        "checked_on": str(checked.checked_on),
        "rows": checked.rows,
        "columns": list(checked.columns),
        "newest": {column: str(day) for column, day in checked.newest.items()},
        "measures": [{part: getattr(one, part) for part in KEPT} for one in checked.measures],
    }
    to = Path(path)
    to.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return to


@dataclass(frozen=True)
class Baseline:
    """What is kept of a check: when, of how many rows, and each measure with its rule."""

    name: str
    checked_on: date
    rows: int
    newest: Mapping[str, date]
    measures: pd.DataFrame


def baseline(checked: Quality | str | PathLike[str]) -> Baseline:
    """Read a baseline from its file, or take it from a check just made.

    Raises `LearnerError` when the file is not there or is no baseline.
    """
    if isinstance(checked, Quality):
        rows = [{part: getattr(one, part) for part in KEPT} for one in checked.measures]
        measures = pd.DataFrame(rows, columns=KEPT)
        return Baseline(checked.name, checked.checked_on, checked.rows, checked.newest, measures)
    kept = _read(Path(checked))
    newest = {column: date.fromisoformat(day) for column, day in kept["newest"].items()}
    day, measures = date.fromisoformat(kept["checked_on"]), pd.DataFrame(kept["measures"])
    return Baseline(kept["name"], day, kept["rows"], newest, measures[KEPT])


def _read(path: Path) -> dict[str, Any]:
    """Return a baseline's file, or say why it cannot be used."""
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LearnerError(
            f'There is no baseline at "{path}". Save one first: gd.quality(...).save("{path}").'
        ) from None
    except ValueError:
        kept = {}
    if not isinstance(kept, dict) or kept.get("what") != WHAT or kept.get("version") != VERSION:
        raise LearnerError(
            f'"{path}" is not a baseline of this library. Save one with gd.quality(...).save(...).'
        )
    return kept


@dataclass(frozen=True)
class QualityChange:
    """Two checks side by side: what got better, what got worse, and which rules changed.

    `table` has one row for each check in which something was found before or now, with `before`
    and `now` (rows), the change of their shares in points, its interval, and a finding.
    """

    table: pd.DataFrame
    before: Baseline
    now: Baseline

    def __str__(self) -> str:
        """Return one line for each check, what got worse first."""
        lines = [self.heading]
        lines += [f"- {_line(row)}" for row in self._rows()]
        for column, day in self.now.newest.items():
            if column in self.before.newest:
                lines.append(f"- {column}: newest {self.before.newest[column]}, now {day}.")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = [
            [row["column"], row["found"], row["finding"], *_counts(row)] for row in self._rows()
        ]
        columns = ["column", "found", "finding", "before", "now", "change in points", "interval"]
        return html_table(pd.DataFrame(shown, columns=columns), caption=self.heading)

    def _rows(self) -> list[dict[Any, Any]]:
        return self.table.to_dict("records")

    @property
    def heading(self) -> str:
        """Which checks are compared, and how large the table was at each."""
        return (
            f"{self.now.name}: {self.now.rows:,} rows checked on {self.now.checked_on}, beside "
            f"{self.before.rows:,} rows on {self.before.checked_on}"
        )


def _counts(row: Mapping[Any, Any]) -> list[str]:
    """Write both counts and the change between them; what was not checked is not defined."""
    before, now = (
        "not checked" if isnan(row[of]) else f"{row[rows]:,.0f} of {row[of]:,.0f}"
        for rows, of in (("before", "before_of"), ("now", "now_of"))
    )
    if isnan(row["change"]):
        return [before, now, "not defined", "not defined"]
    return [before, now, f"{row['change']:+z.1f}", f"{row['low']:+z.1f} to {row['high']:+z.1f}"]


def _line(row: Mapping[Any, Any]) -> str:
    """Write one comparison as a sentence."""
    start = f"{row['column']}, {row['found']}: {row['finding']}"
    if row["finding"] in ONCE.values():
        return f"{start}."
    before, now, change, interval = _counts(row)
    counts = f"{before} rows before, {now} now"
    if row["finding"] == OTHER_RULE:
        return f"{start} ({counts}). Before: {row['rule_before']}. Now: {row['rule_now']}."
    return f"{start} ({counts}; {change} points, interval {interval})."


def compare_quality(
    before: Quality | str | PathLike[str], now: Quality | str | PathLike[str]
) -> QualityChange:
    """Say what changed between two checks of quality, and whether a rule changed with it.

    Parameters
    ----------
    before : an earlier check, or the file it was saved in.
    now : a later check, or its file.

    Returns a `QualityChange`, worse first. A share is better or worse when its interval
    (Newcombe, 95 %, one check at a time, as if the rows were new people) leaves out 0; a check
    whose rule changed is not compared. Raises `LearnerError` when a file is not a baseline or
    the checks are the wrong way round.

    >>> from greaterdata_lessons.analysis.quality.check import quality
    >>> first = quality(pd.DataFrame({"age": [None] * 60 + [30] * 40}), on="2026-01-01")
    >>> later = quality(pd.DataFrame({"age": [None] * 10 + [30] * 90}), on="2026-06-01")
    >>> compare_quality(first, later).table.loc[0, ["found", "finding"]].tolist()
    ['blank', 'better']
    """
    first, later = baseline(before), baseline(now)
    if later.checked_on < first.checked_on:
        raise LearnerError(
            f"The first check is of {first.checked_on}, after the second ({later.checked_on}). "
            "Give the earlier one first."
        )
    both = first.measures.merge(
        later.measures, on=NAMED, how="outer", suffixes=("_before", "_now"), indicator="where"
    )
    seen = both[(both["rows_before"].fillna(0) > 0) | (both["rows_now"].fillna(0) > 0)]
    table = pd.DataFrame([_compared(row) for row in seen.to_dict("records")], columns=COMPARED)
    table = table.sort_values("finding", key=lambda one: one.map(WORST_FIRST.index), kind="stable")
    return QualityChange(table.reset_index(drop=True), first, later)


def _compared(row: Mapping[Any, Any]) -> list[object]:
    """Compare one check: counts, the change in points with its interval, and what it means."""
    what = [row["dimension"], row["column"], row["what"]]
    counts = [row["rows_before"], row["of_before"], row["rows_now"], row["of_now"]]
    rules = [row["rule_before"], row["rule_now"]]
    if row["where"] in ONCE:
        return [*what, *counts, nan, nan, nan, ONCE[row["where"]], *rules]
    before, before_of, now, now_of = (int(count) for count in counts)
    low, high = (100 * bound for bound in newcombe(now, now_of, before, before_of))
    change = 100 * (now / now_of - before / before_of) if now_of and before_of else nan
    finding = BETTER if high < 0 else WORSE if low > 0 else UNSURE
    if (before, before_of) == (now, now_of):
        finding = SAME
    if rules[0] != rules[1]:
        change, low, high, finding = nan, nan, nan, OTHER_RULE
    return [*what, before, before_of, now, now_of, change, low, high, finding, *rules]
