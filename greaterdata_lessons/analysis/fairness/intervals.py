"""Intervals of shares and gaps for whole tables at once, and the people a finding needs.

The same as in `rates`, on arrays; sizes may be effective sizes.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from greaterdata_lessons.analysis.fairness.measures import Floats
from greaterdata_lessons.analysis.rates import TINY

POWER = 0.8  # how often a gap that is there should be found


def quantile(level: float, comparisons: int = 1) -> float:
    """Return how many standard errors an interval reaches, for so many comparisons together.

    Bonferroni's inequality: the error allowed is shared out among the comparisons.

    >>> round(quantile(0.95), 2), round(quantile(0.95, 25), 2)
    (1.96, 3.09)
    """
    return NormalDist().inv_cdf(1 - (1 - level) / (2 * max(comparisons, 1)))


def share_interval(share: Floats, size: Floats, z: float) -> tuple[Floats, Floats]:
    """Return the interval of each share: Wilson's, or the exact one among few; see `rates`.

    Undefined where the size is 0.

    >>> low, high = share_interval(np.array([96 / 5656, 0.1]), np.array([5656.0, 10.0]), 1.959964)
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0139, 0.0025], [0.0207, 0.445])
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = 1 + z * z / size
        centre = (share + z * z / (2 * size)) / shrink
        half = z * np.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2) / shrink
        low, high = centre - half, centre + half
        tiny = np.minimum(share, 1 - share) * size < TINY - 1e-9
    if tiny.any():
        low[tiny], high[tiny] = _exact(share[tiny] * size[tiny], size[tiny], z)
    return low, high


def _exact(count: Floats, size: Floats, z: float) -> tuple[Floats, Floats]:
    """Return Clopper and Pearson's interval of each share."""
    from scipy.special import betaincinv

    tail, rest = NormalDist().cdf(-z), np.maximum(size - count, 0)
    low = np.where(count > 0, betaincinv(np.maximum(count, 1e-300), rest + 1, tail), 0.0)
    high = np.where(rest > 1e-9, betaincinv(count + 1, np.maximum(rest, 1e-300), 1 - tail), 1.0)
    return low, high


def gap_interval(
    share: Floats, size: Floats, other: Floats, other_size: Floats, z: float
) -> tuple[Floats, Floats]:
    """Return the interval of each difference, the first share minus the other.

    It joins the intervals of the two shares. Source: R. G. Newcombe (1998), Statistics in Medicine
    17, 873-890, method 10.

    >>> low, high = gap_interval(*(np.array([x]) for x in (0.8, 70, 0.6, 80)), quantile(0.95))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0524], [0.3339])
    """
    low, high = share_interval(share, size, z)
    other_low, other_high = share_interval(other, other_size, z)
    below = np.sqrt((share - low) ** 2 + (other_high - other) ** 2)
    above = np.sqrt((high - share) ** 2 + (other - other_low) ** 2)
    return share - other - below, share - other + above


def people_needed(size: Floats, other: Floats, other_size: Floats, gap: float, z: float) -> Floats:
    """Return how many people a group needs for a gap of this size to be found four times in five.

    `other` is the rate it is compared with. The others are taken to grow with the group, in
    today's proportions. Undefined where either has nobody.

    >>> sizes = np.array([100.0]), np.array([0.3]), np.array([1e9])
    >>> people_needed(*sizes, 0.05, quantile(0.95)).tolist()
    [715.0]
    """
    reach = gap / (z + NormalDist().inv_cdf(POWER))
    far = np.where(other + gap <= 1, other + gap, other - gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = far * (1 - far) + other * (1 - other) * size / other_size
        return np.where(size > 0, np.ceil(spread / reach**2), np.nan)
