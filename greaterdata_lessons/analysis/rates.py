"""Rates with the range that goes with them: for a share, a difference and a ratio of two shares.

For a share that is Wilson's interval, and the exact one where fewer than five people are on either
side: so its coverage never falls far below what it promises, down to groups of five.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan, nan, sqrt
from statistics import NormalDist
from typing import NamedTuple

from greaterdata_lessons.errors import LearnerError

TINY = 5  # below this on either side, Wilson's interval may cover 83 % where it says 95 %
HIGHER, LOWER, UNSURE = "higher", "lower", "cannot tell from these data"


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


def exact(count: float, of: float, *, level: float = 0.95) -> Interval:
    """Give the exact interval for a share, which covers at least as often as it says.

    Undefined (`nan`) when `of` is 0. Raises `LearnerError` as `wilson` does.

    Source: C. J. Clopper and E. S. Pearson (1934), Biometrika 26, 404-413.

    >>> low, high = exact(1, 10)
    >>> round(low, 4), round(high, 4)
    (0.0025, 0.445)
    """
    _require_share(count, of, level)
    if of == 0:
        return Interval(nan, nan)
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, of - count + 1, tail))
    high = 1.0 if count == of else float(betaincinv(count + 1, of - count, 1 - tail))
    return Interval(low, high)


def share_interval(count: float, of: float, *, level: float = 0.95) -> Interval:
    """Give the interval for a share that every result here uses.

    It is Wilson's, and the exact one where fewer than `TINY` people are on either side. Raises
    `LearnerError` as `wilson` does.

    >>> share_interval(96, 5656) == wilson(96, 5656), share_interval(1, 10) == exact(1, 10)
    (True, True)
    """
    tiny = min(count, of - count) < TINY
    return (exact if tiny else wilson)(count, of, level=level)


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
    return _difference(_share(count, of), first, _share(other_count, other_of), second)


def _share(count: float, of: float) -> float:
    return count / of if of else nan


def _difference(one: float, first: Interval, two: float, second: Interval) -> Interval:
    """Join the intervals of two shares into one for their difference."""
    below = sqrt((one - first.low) ** 2 + (second.high - two) ** 2)
    above = sqrt((first.high - one) ** 2 + (two - second.low) ** 2)
    return Interval(one - two - below, one - two + above)


def _ratio(one: float, first: Interval, two: float, second: Interval) -> Interval:
    """Join the intervals of two shares into one for their ratio; its top may have no end.

    The published formula divides by what may be 0; this is the same with the fraction turned.
    """
    if isnan(one) or isnan(two) or one == two == 0:
        return Interval(nan, nan)
    product = one * two
    bottom, top = first.low * (2 * one - first.low), first.high * (2 * one - first.high)
    far, near = second.high * (2 * two - second.high), second.low * (2 * two - second.low)
    low = bottom / (product + sqrt(max(0.0, product**2 - bottom * far))) if bottom else 0.0
    high = (product + sqrt(max(0.0, product**2 - top * near))) / near if near else inf
    return Interval(low, high)


@dataclass(frozen=True)
class Comparison:
    """Two shares side by side: how far apart they are, and how sure you can be of it."""

    count: int
    of: int
    other_count: int
    other_of: int
    level: float = 0.95

    @property
    def _both(self) -> tuple[float, Interval, float, Interval]:
        one = share_interval(self.count, self.of, level=self.level)
        two = share_interval(self.other_count, self.other_of, level=self.level)
        return _share(self.count, self.of), one, _share(self.other_count, self.other_of), two

    @property
    def difference(self) -> float:
        """The first share less the second, undefined (`nan`) when a group is empty."""
        return self._both[0] - self._both[2]

    @property
    def difference_interval(self) -> Interval:
        """Newcombe's interval for the difference, from the intervals of `share_interval`."""
        return _difference(*self._both)

    @property
    def ratio(self) -> float:
        """The first share over the second, undefined (`nan`) when the second is 0."""
        one, two = self._both[0], self._both[2]
        return one / two if two else nan

    @property
    def ratio_interval(self) -> Interval:
        """The interval for the ratio, from the same two; no end (`inf`) when the second may be 0.

        Source: A. Donner and G. Y. Zou (2012), Statistical Methods in Medical Research 21, 347-359.
        """
        return _ratio(*self._both)

    @property
    def finding(self) -> str:
        """What the interval of the difference allows us to say."""
        low, high = self.difference_interval
        if low > 0:
            return HIGHER
        return LOWER if high < 0 else UNSURE

    def __str__(self) -> str:
        """Return both shares, their difference, its range and the finding as one sentence."""
        if not self.of or not self.other_of:
            return "Not defined: there is nobody to compare."
        low, high = (100 * bound for bound in self.difference_interval)
        return (
            f"{_share(self.count, self.of):.1%} ({self.count:,} of {self.of:,}) against "
            f"{_share(self.other_count, self.other_of):.1%} "
            f"({self.other_count:,} of {self.other_of:,}): {100 * self.difference:+.1f} percentage "
            f"points, {self.level:.0%} interval {low:+.1f} to {high:+.1f}; {self.finding}."
        )

    __repr__ = __str__


def compare_rates(
    count: int, of: int, other_count: int, other_of: int, *, level: float = 0.95
) -> Comparison:
    """Compare two shares: `count` of `of` people here, `other_count` of `other_of` there.

    The result has the difference and the ratio, each with its interval. Raises `LearnerError`
    when a count is below 0 or above its whole.

    >>> found = compare_rates(56, 70, 48, 80)
    >>> print(found)
    80.0% (56 of 70) against 60.0% (48 of 80): +20.0 percentage points, 95% interval +5.2 to \
+33.4; higher.
    >>> [round(bound, 2) for bound in found.ratio_interval]
    [1.08, 1.66]
    >>> compare_rates(2, 4, 0, 0)
    Not defined: there is nobody to compare.
    """
    _require_share(count, of, level)
    _require_share(other_count, other_of, level)
    return Comparison(count, of, other_count, other_of, level)


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
        """The interval for the share; see `share_interval`."""
        return share_interval(self.count, self.of, level=self.level)

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
