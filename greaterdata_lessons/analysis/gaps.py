"""One group beside all the others: the gap, how far it is known, and whether chance would do it."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

from greaterdata_lessons.analysis.rates import newcombe


class Gap(NamedTuple):
    """A difference of two shares with its interval; `sure` when it is there beyond chance."""

    value: float
    low: float
    high: float
    sure: bool


def gap(count: int, of: int, other_count: int, other_of: int, *, among: int) -> Gap:
    """Compare a group's share with that of all the others, as one of `among` comparisons.

    The interval (Newcombe) is widened so that all the comparisons hold at once with 95 %
    confidence (Bonferroni). Fisher's exact test must agree before a gap is sure, because the
    intervals are too short for tiny groups. Undefined (`nan`) when one side is empty.

    >>> found = gap(201, 1809, 149, 4311, among=4)
    >>> [round(value, 3) for value in found[:3]], found.sure
    ([0.077, 0.058, 0.097], True)
    """
    if not of or not other_of:
        return Gap(nan, nan, nan, False)
    level = 1 - 0.05 / among
    low, high = newcombe(count, of, other_count, other_of, level=level)
    sure = low * high > 0 and _exact(count, of, other_count, other_of) < 1 - level
    return Gap(count / of - other_count / other_of, low, high, sure)


def _exact(count: int, of: int, other_count: int, other_of: int) -> float:
    """Fisher's exact test: how often chance alone would give a gap as unlikely as this one."""
    from scipy.stats import fisher_exact  # slow to import

    return float(fisher_exact([[count, of - count], [other_count, other_of - other_count]])[1])
