"""Wilson's and Newcombe's intervals for whole tables at once, and the people a finding needs.

The same as `rates.wilson` and `rates.newcombe`, on arrays; sizes may be effective sizes.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from greaterdata_lessons.analysis.fairness.measures import Floats

POWER = 0.8  # how often a gap that is there should be found


def quantile(level: float, comparisons: int = 1) -> float:
    """Return how many standard errors an interval reaches, for so many comparisons together.

    Bonferroni's inequality: the error allowed is shared out among the comparisons.

    >>> round(quantile(0.95), 2), round(quantile(0.95, 25), 2)
    (1.96, 3.09)
    """
    return NormalDist().inv_cdf(1 - (1 - level) / (2 * max(comparisons, 1)))


def wilson(share: Floats, size: Floats, z: float) -> tuple[Floats, Floats]:
    """Return Wilson's interval for each share; undefined where the size is 0.

    Source: E. B. Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    >>> low, high = wilson(np.array([96 / 5656]), np.array([5656.0]), quantile(0.95))
    >>> round(low[0], 4), round(high[0], 4)
    (np.float64(0.0139), np.float64(0.0207))
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shrink = 1 + z * z / size
        centre = (share + z * z / (2 * size)) / shrink
        half = z * np.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2) / shrink
        low = np.where(share == 0, 0.0, np.maximum(0, centre - half))
        high = np.where(share == 1, 1.0, np.minimum(1, centre + half))
    return low, high


def newcombe(
    share: Floats, size: Floats, other: Floats, other_size: Floats, z: float
) -> tuple[Floats, Floats]:
    """Return Newcombe's interval for each difference, the first share minus the other.

    Source: R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, method 10.

    >>> low, high = newcombe(*(np.array([x]) for x in (0.8, 70, 0.6, 80)), quantile(0.95))
    >>> round(low[0], 4), round(high[0], 4)
    (np.float64(0.0524), np.float64(0.3339))
    """
    low, high = wilson(share, size, z)
    other_low, other_high = wilson(other, other_size, z)
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
