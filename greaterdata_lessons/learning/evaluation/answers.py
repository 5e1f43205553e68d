"""All answers to the tasks together: how many were right, and how sure people were of them.

Resampling draws people, not answers: one person's six answers are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
import numpy.typing as npt

from greaterdata_lessons.learning.certainty import LEVELS
from greaterdata_lessons.learning.evaluation.measures import ABOUT, Answer, marked
from greaterdata_lessons.learning.evaluation.release import Counted, Ledger, People, counted

# How sure each word is taken to be: thirds, as a guess among three options is right one time in
# three. A choice, not a fact; the report says so.
CERTAINTY = {"guess": 1 / 3, "fairly": 2 / 3, "very": 1.0}
DRAWS, SEED = 2000, 1
MOMENTS = ("before", "after")
Numbers = npt.NDArray[np.float64]
Pairs = Mapping[str, tuple[Answer, Answer]]


@dataclass(frozen=True)
class Gain:
    """Right answers before and after, as published; `low` and `high` are whole points.

    `gain` is the share right after less the share right before, in percentage points.
    """

    before: Counted
    after: Counted
    low: int | None
    high: int | None
    people: int | str
    on: str

    @property
    def gain(self) -> float | None:
        """The gain in percentage points; None where counts are hidden."""
        before, after = (_share(one, "right") for one in (self.before, self.after))
        return None if before is None or after is None else 100 * (after - before)

    def __str__(self) -> str:
        """Return both shares, the gain and its interval as a sentence."""
        if self.gain is None:
            return "Right answers: too few people to show."
        return (
            f"Right answers: {self.before.words('right')} before, {self.after.words('right')} "
            f"after: {self.gain:+.0f} percentage points, 95% interval {self.low:+d} to "
            f"{self.high:+d}, about {self.people} people."
        )

    __repr__ = __str__


@dataclass(frozen=True)
class Calibration:
    """How sure people were less how often they were right, before and after, in points.

    0 is well calibrated; above 0 is too sure. `gaps` has, for each moment, the gap and the ends of
    its interval; None where counts are hidden.
    """

    gaps: Mapping[str, tuple[float, int, int] | None]
    people: int | str
    on: str

    def __str__(self) -> str:
        """Return both gaps with their intervals as sentences."""
        told = [_gap_words(moment, gap) for moment, gap in self.gaps.items() if gap is not None]
        return " ".join(told) or "How sure people were: too few people to show."

    __repr__ = __str__


def _gap_words(moment: str, gap: tuple[float, int, int]) -> str:
    size, low, high = gap
    word = "surer" if size > 0 else "less sure"
    return (
        f"{moment.capitalize()} the course people were {abs(size):.0f} points {word} than they "
        f"were right (95% interval {low:+d} to {high:+d})."
    )


def _share(one: Counted, label: str) -> float | None:
    number = one.number(label)
    return None if number is None or not isinstance(one.of, int) else number / one.of


def gain(pairs: Pairs, ledger: Ledger) -> Gain:
    """Return the gain in right answers of the people who tried the tasks both times."""
    people = {who: tuple(n for form in both for n in _tally(form)) for who, both in pairs.items()}
    tried = {who: told for who, told in people.items() if told[1] and told[3]}
    released = ledger.release(
        "answers/gain", tried, lambda kept: _gain(kept, ledger.threshold), len(ABOUT)
    )
    told = released.content
    before, after = Counted.kept(told["before"]), Counted.kept(told["after"])
    return Gain(before, after, told["low"], told["high"], told["people"], released.on)


def _tally(form: Answer) -> tuple[int, int]:
    found = [marked(form, task) for task in ABOUT]
    return found.count(True), len(found) - found.count(None)


def _gain(people: People, threshold: int) -> dict[str, Any]:
    table = np.array(list(people.values()), dtype=float).reshape(-1, 4)
    before, after = (
        _answers(table[:, at], table[:, at + 1] - table[:, at], threshold) for at in (0, 2)
    )
    low, high = _interval(table, lambda t: t[2] / t[3] - t[0] / t[1], threshold)
    return {
        "before": before.content(),
        "after": after.content(),
        "low": low,
        "high": high,
        "people": counted({"all": len(table)}, threshold=threshold).of,
    }


def _answers(right: Numbers, wrong: Numbers, threshold: int) -> Counted:
    """Count answers, if enough people are on either side; else show none."""
    enough = min((right > 0).sum(), (wrong > 0).sum()) >= threshold
    told = {"right": int(right.sum()), "wrong": int(wrong.sum())} if enough else {"right": 0}
    return counted(told, threshold=threshold)


def _interval(
    table: Numbers, of: Callable[[Numbers], float], threshold: int
) -> tuple[int | None, int | None]:
    """Draw the people anew and return the middle 95 % of what comes, in whole points outward."""
    if len(table) < threshold:
        return None, None
    luck = np.random.default_rng(SEED)
    chosen = luck.integers(0, len(table), (DRAWS, len(table)))
    found = [100 * of(sums) for sums in table[chosen].sum(axis=1)]
    low, high = np.percentile(found, [2.5, 97.5])
    return floor(low), ceil(high)


def calibration(pairs: Pairs, ledger: Ledger) -> Calibration:
    """Return the calibration gaps of the people who said both times how sure they were."""
    people = {who: tuple(n for form in both for n in _levels(form)) for who, both in pairs.items()}
    size = len(LEVELS) + 1
    told = {who: n for who, n in people.items() if sum(n[:3]) and sum(n[size : size + 3])}
    released = ledger.release(
        "answers/calibration", told, lambda kept: _calibration(kept, ledger.threshold), len(ABOUT)
    )
    gaps = {moment: _gap(released.content[moment]) for moment in MOMENTS}
    return Calibration(gaps, released.content["people"], released.on)


def _levels(form: Answer) -> tuple[int, ...]:
    """Count a person's answers at each level of certainty, and those of them that are right."""
    found = [(form[f"{task}-sure"], marked(form, task)) for task in ABOUT]
    said = [(sure, mark) for sure, mark in found if sure and mark is not None]
    levels = [sure for sure, _ in said]
    return (*(levels.count(name) for name in LEVELS), sum(bool(mark) for _, mark in said))


def _calibration(people: People, threshold: int) -> dict[str, Any]:
    size = len(LEVELS) + 1
    table = np.array(list(people.values()), dtype=float).reshape(-1, 2 * size)
    told: dict[str, Any] = {
        moment: _one_moment(table[:, at * size : (at + 1) * size], threshold)
        for at, moment in enumerate(MOMENTS)
    }
    return told | {"people": counted({"all": len(table)}, threshold=threshold).of}


def _one_moment(table: Numbers, threshold: int) -> dict[str, Any]:
    """Count levels and right answers, where at least the threshold of people gave each."""
    asked, right = table[:, :-1].sum(axis=1), table[:, -1]
    enough = min((table[:, :-1] > 0).sum(axis=0), default=0) >= threshold
    levels = dict(zip(LEVELS, table[:, :-1].sum(axis=0).astype(int).tolist(), strict=True))
    sure = counted(levels if enough else dict.fromkeys(LEVELS, 0), threshold=threshold, whole=True)
    low, high = _interval(table, _gap_of, threshold)
    marks = _answers(right, asked - right, threshold)
    return {"sure": sure.content(), "marks": marks.content(), "low": low, "high": high}


def _gap_of(sums: Numbers) -> float:
    weights = np.array([CERTAINTY[name] for name in LEVELS])
    return float((sums[:-1] @ weights - sums[-1]) / sums[:-1].sum())


def _gap(told: Mapping[str, Any]) -> tuple[float, int, int] | None:
    """Work the gap out from published counts alone."""
    sure, marks = Counted.kept(told["sure"]), Counted.kept(told["marks"])
    levels, share = [sure.number(name) for name in LEVELS], _share(marks, "right")
    if share is None or told["low"] is None or None in levels:
        return None
    known = [level or 0 for level in levels]
    mean = sum(CERTAINTY[n] * k for n, k in zip(LEVELS, known, strict=True)) / sum(known)
    return 100 * (mean - share), int(told["low"]), int(told["high"])
