"""Rules of your own: allowed values, a range, a pattern, and the order of days."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.quality.columns import Column, Mask, Measure
from greaterdata_lessons.analysis.quality.dates import Days
from greaterdata_lessons.errors import LearnerError

Rule = str | tuple[Any, Any] | Collection[Any]


def rule_measures(
    columns: Mapping[str, Column], days: Mapping[str, Days], rules: Mapping[str, Rule]
) -> list[Measure]:
    """Count the rows that break a rule; blanks are counted as blanks, not here."""
    found = []
    for name, rule in rules.items():
        broken, words = _broken(columns[name], days.get(name), rule)
        broken &= ~columns[name].blank_values
        found.append(
            columns[name].measure(
                "validity", "breaks your rule", words, broken, of=columns[name].filled
            )
        )
    return found


def _broken(column: Column, days: Days | None, rule: Rule) -> tuple[Mask, str]:
    """Return which values break the rule, and the rule in words."""
    values = pd.Series(column.values, dtype=object)
    if isinstance(rule, str):
        try:
            fits = re.compile(rule).fullmatch
        except re.error as problem:
            raise LearnerError(
                f'The rule for "{column.name}" is no pattern that Python can read: {problem}. '
                'Use one such as "R[0-9]{4}", or a list of the allowed values.'
            ) from None
        return np.array([not fits(str(value)) for value in values]), f"written as {rule}"
    if isinstance(rule, tuple) and len(rule) == 2:
        return _outside(column, days, rule), f"from {rule[0]} to {rule[1]}"
    if isinstance(rule, Collection) and not isinstance(rule, Mapping):
        allowed = [str(value) for value in rule]
        return ~values.astype(str).isin(allowed).to_numpy(bool), f"one of: {', '.join(allowed)}"
    raise LearnerError(
        f'The rule for "{column.name}" is a {type(rule).__name__}. Use a list of allowed values, '
        "a pair (lowest, highest), or a pattern in quotation marks."
    )


def _outside(column: Column, days: Days | None, rule: tuple[Any, Any]) -> Mask:
    """Which values lie below the lowest or above the highest that the rule allows."""
    if days is not None:
        first, last = (_day_number(column.name, bound) for bound in rule)
        return days.exists & ((days.number < first) | (days.number > last))
    try:
        low, high = (float(bound) for bound in rule)
    except (TypeError, ValueError):
        raise LearnerError(
            f'The rule for "{column.name}" is {rule}, which is not two numbers. If those two are '
            "the allowed values, put them in a list: [...]."
        ) from None
    numbers = pd.to_numeric(pd.Series(column.values, dtype=object), errors="coerce")
    return ~numbers.between(low, high).to_numpy(bool)


def _day_number(name: str, bound: object) -> int:
    day = as_day(bound, f'the rule for "{name}"')
    return day.year * 10_000 + day.month * 100 + day.day


def as_day(value: object, what: str) -> date:
    """Return a day from a date or from words such as 2026-03-31.

    >>> as_day("2026-03-31", "the day of the check")
    datetime.date(2026, 3, 31)
    """
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise LearnerError(
            f'"{value}" cannot be read as {what}. Write it as year-month-day, such as 2026-03-31.'
        ) from None


def order_measures(days: Mapping[str, Days], order: Sequence[str]) -> list[Measure]:
    """Count the rows in which a day that must come later comes earlier."""
    found = []
    for earlier, later in pairwise(order):
        first, second = days[earlier].by_row(), days[later].by_row()
        marked, known = second < first, ~np.isnan(first) & ~np.isnan(second)
        rows = int(marked.sum())
        rule = f"{later} is not before {earlier}"
        what, places = "days in the wrong order", marked if rows else None
        found.append(Measure("validity", later, what, rule, rows, int(known.sum()), marked=places))
    return found
