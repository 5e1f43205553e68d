"""Days in a column of dates: how they are written, whether they exist, whether they can be so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.quality.columns import Column, Mask, Measure
from greaterdata_lessons.analysis.quality.words import PLACEHOLDER_DAYS
from greaterdata_lessons.analysis.rates import wilson
from greaterdata_lessons.errors import LearnerError

Numbers = npt.NDArray[np.int64]
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# How dates are written, by example; the parts stand in the order that the letters say.
WAYS = {
    "2025-10-31": (r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", "ymd"),
    "31/10/2025": (r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?: .*)?", "dmy"),
    "31-10-2025": (r"(\d{1,2})-(\d{1,2})-(\d{4}|\d{2})(?: .*)?", "dmy"),
    "31.10.2025": (r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?: .*)?", "dmy"),
    "2025/10/31": (r"(\d{4})/(\d{1,2})/(\d{1,2})(?: .*)?", "ymd"),
    "31 October 2025": (r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9}),? (\d{4}|\d{2})", "dmy"),
}
OTHER_WAY = len(WAYS)
# Days that are meant to lie ahead.
AHEAD = re.compile(r"due|next|review|expir|end|until|target|plan|appointment|deadline")
BIRTHS = re.compile(r"birth|born|dob")  # these do not say when a record was made
OLDEST_YEARS = 120


@dataclass(frozen=True)
class Days:
    """The distinct values of a column of dates, read: way of writing, year, month, day, real."""

    column: Column
    way: Numbers
    year: Numbers
    month: Numbers
    day: Numbers

    @property
    def exists(self) -> Mask:
        """Which values are a day of the calendar."""
        leap = (self.year % 4 == 0) & ((self.year % 100 != 0) | (self.year % 400 == 0))
        longest = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
        month = np.where((self.month >= 1) & (self.month <= 12), self.month, 0)
        last = longest[month] + (leap & (self.month == 2))
        real: Mask = (self.year >= 1) & (self.day >= 1) & (self.day <= last)
        return real

    @property
    def number(self) -> Numbers:
        """Each day as one number, 20251031, that sorts as days do."""
        return self.year * 10_000 + self.month * 100 + self.day

    def by_row(self) -> npt.NDArray[np.float64]:
        """Each row's day as such a number; undefined where there is none."""
        known = np.where(self.exists, self.number.astype(float), np.nan)
        return np.append(known, np.nan)[self.column.codes]


def looks_like_dates(column: Column) -> bool:
    """Whether most of what a column says is written as a day."""
    if column.date:
        return True
    if not column.is_text:
        return False
    said = pd.Series(column.values[~column.blank_values][:1000], dtype=object).astype(str)
    pattern = "|".join(f"(?:{way})" for way, _ in WAYS.values()).replace("(\\d", "(?:\\d")
    pattern = pattern.replace("([A-Za-z]", "(?:[A-Za-z]")
    return len(said) > 0 and bool(said.str.strip().str.fullmatch(pattern).mean() >= 0.8)


def read_days(column: Column, on: date) -> Days:
    """Read a column's distinct values as days; raises `LearnerError` when none is one."""
    if column.date:
        days = pd.DatetimeIndex(column.values)
        ymd = [np.asarray(part, dtype=np.int64) for part in (days.year, days.month, days.day)]
        return Days(column, np.zeros(len(days), dtype=np.int64), *ymd)
    said = column.words
    way = np.full(len(said), OTHER_WAY, dtype=np.int64)
    parts = {part: np.zeros(len(said), dtype=np.int64) for part in "ymd"}
    for number, (pattern, order) in enumerate(WAYS.values()):
        found = said.str.extract(rf"^{pattern}$").to_numpy(dtype=object)
        here = pd.notna(found[:, 0])
        way[here] = number
        for place, part in enumerate(order):
            parts[part][here] = [_whole(text) for text in found[here, place]]
    if (way == OTHER_WAY).all():
        raise LearnerError(
            f'Nothing in "{column.name}" could be read as a day. Leave it out of dates=, or write '
            "its days as 2025-10-31."
        )
    short = (parts["y"] < 100) & (way != OTHER_WAY)
    parts["y"] = parts["y"] + short * np.where(parts["y"] <= on.year % 100, 2000, 1900)
    slashed = way == list(WAYS).index("31/10/2025")
    if (parts["d"][slashed] <= 12).all() and (parts["m"][slashed] > 12).any():  # month first
        parts["d"][slashed], parts["m"][slashed] = parts["m"][slashed], parts["d"][slashed]
    return Days(column, way, parts["y"], parts["m"], parts["d"])


def _whole(text: str) -> int:
    """Return a part of a date as a number; a month's name by its first three letters."""
    if text.isdigit():
        return int(text)
    return MONTHS.index(text[:3]) + 1 if text[:3] in MONTHS else 99


def date_measures(days: Days, on: date) -> list[Measure]:
    """Run every check that a column of dates allows."""
    column, written = days.column, ~days.column.blank_values
    today = on.year * 10_000 + on.month * 100 + on.day
    first, exists = today - OLDEST_YEARS * 10_000, days.exists
    usual = _stand_ins(days)
    read = written & (days.way != OTHER_WAY)
    ahead = exists & ~usual & (days.number > today)
    if AHEAD.search(column.name.lower()):
        ahead = np.zeros(len(written), dtype=bool)
    checks = [
        (
            "looks like a placeholder",
            "a day such as 1 January 1900, ten years or more from the others",
            read & usual,
        ),
        ("a day that does not exist", "a day of the calendar", read & ~exists),
        ("a day in the future", "not after the day of the check", ahead),
        (
            "a day too long ago",
            f"not more than {OLDEST_YEARS} years before the check",
            exists & ~usual & (days.number < first),
        ),
        ("not a whole date", "a day, a month and a year", written & (days.way == OTHER_WAY)),
    ]
    measured = [
        column.measure("validity", what, rule, marked, of=column.filled)
        for what, rule, marked in checks
    ]
    return [*measured, _ways(days), _first_of_january(days)]


def _stand_ins(days: Days) -> Mask:
    """Which values are a day that systems put in, and lie far from all the others."""
    usual = np.isin(days.number, PLACEHOLDER_DAYS)
    others = days.year[days.exists & ~usual]
    if not len(others):
        return usual
    far: Mask = (days.year <= others.min() - 10) | (days.year >= others.max() + 10)
    return usual & far


def _ways(days: Days) -> Measure:
    """Dates that are not written in the column's most common way."""
    column, real = days.column, ~days.column.blank_values
    rows = np.bincount(
        days.way[real].astype(np.intp), weights=column.counts[real], minlength=OTHER_WAY + 1
    )
    marked = real & (days.way != rows[:OTHER_WAY].argmax()) & (days.way != OTHER_WAY)
    rule = "one way of writing a date: the most common one"
    return column.measure(
        "consistency", "a date written another way", rule, marked, of=column.filled
    )


def _first_of_january(days: Days) -> Measure:
    """1 January far more often than other days: often a birthday that nobody knew."""
    column, exists = days.column, days.exists
    first = exists & (days.month == 1) & (days.day == 1)
    rows, of = int(column.counts[first].sum()), int(column.counts[exists].sum())
    many = exists.sum() > 100 and rows >= 5 and wilson(rows, of).low > 3 / 365.25
    rule = "1 January more than three times as often as any day would come by chance"
    marked = first if many else np.zeros(len(first), dtype=bool)
    return column.measure(
        "validity", "1 January too often", rule, marked, of=column.filled, sure=False
    )
