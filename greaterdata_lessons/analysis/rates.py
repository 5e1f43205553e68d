"""Rates with the range that goes with them: Wilson's interval, Newcombe's for a difference."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt
from statistics import NormalDist
from typing import NamedTuple

from greaterdata_lessons.errors import LearnerError


class Interval(NamedTuple):
    """A range: the lowest and the highest value that fit the data."""

    low: float
    high: float


def wilson(count: float, of: float, *, level: float = 0.95) -> Interval:
    """Give Wilson's score interval for a share: `count` people `of` so many.

    It holds for small groups and near 0 and 1, where the textbook interval does not. With nobody
    to count (`of` is 0) the share is undefined, and so is its interval (`nan`). Raises
    `LearnerError` when the count is below 0 or above `of`, or the level is not between 0 and 1.

    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    >>> low, high = wilson(96, 5656)
    >>> round(low, 4), round(high, 4)
    (0.0139, 0.0207)
    """
    _require_share(count, of, level)
    if of == 0:
        return Interval(nan, nan)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, shrink = count / of, 1 + z * z / of
    centre = (share + z * z / (2 * of)) / shrink
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / shrink
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == of else min(1.0, centre + half)
    return Interval(low, high)


def newcombe(
    count: float, of: float, other_count: float, other_of: float, *, level: float = 0.95
) -> Interval:
    """Give Newcombe's interval for a difference of two shares (the first minus the second).

    It joins two Wilson intervals, so it holds for small groups. Undefined (`nan`) when either
    group is empty. Raises `LearnerError` as `wilson` does.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> low, high = newcombe(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    first, second = wilson(count, of, level=level), wilson(other_count, other_of, level=level)
    if isnan(first.low) or isnan(second.low):
        return Interval(nan, nan)
    one, two = count / of, other_count / other_of
    below = sqrt((one - first.low) ** 2 + (second.high - two) ** 2)
    above = sqrt((first.high - one) ** 2 + (two - second.low) ** 2)
    return Interval(one - two - below, one - two + above)


@dataclass(frozen=True)
class Rate:
    """A share with its interval and the people it is made of; prints as a sentence."""

    count: int
    of: int
    level: float = 0.95

    @property
    def value(self) -> float:
        """The share itself, undefined (`nan`) when there is nobody to count."""
        return self.count / self.of if self.of else nan

    @property
    def interval(self) -> Interval:
        """Wilson's interval for the share."""
        return wilson(self.count, self.of, level=self.level)

    def __str__(self) -> str:
        """Return the share, its range and its people as one sentence."""
        if not self.of:
            return "Not defined: there is nobody to count."
        low, high = self.interval
        return (
            f"{self.value:.1%} ({self.count:,} of {self.of:,}); "
            f"{self.level:.0%} interval {low:.1%} to {high:.1%}."
        )

    __repr__ = __str__


def rate(count: int, of: int, *, level: float = 0.95) -> Rate:
    """Say how large a share is and how sure you can be of it.

    Raises `LearnerError` when the count is below 0 or above `of`.

    >>> rate(96, 5656)
    1.7% (96 of 5,656); 95% interval 1.4% to 2.1%.
    >>> rate(0, 0)
    Not defined: there is nobody to count.
    """
    _require_share(count, of, level)
    return Rate(count, of, level)


def _require_share(count: float, of: float, level: float) -> None:
    """Insist on a count between nothing and everybody, and a level between 0 and 1."""
    if not 0 <= count <= of:
        raise LearnerError(
            f"{count:,} of {of:,} is not a share: the count must lie between 0 and the whole. "
            "Are the two numbers the right way round?"
        )
    if not 0 < level < 1:
        raise LearnerError(f"A level of {level} is not between 0 and 1. Use 0.95 for 95 %.")
