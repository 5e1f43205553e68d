"""Comparing groups, with one guard over all comparisons, so that chance alone accuses nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.fairness.intervals import (
    gap_interval,
    people_needed,
    quantile,
    share_interval,
)
from greaterdata_lessons.analysis.fairness.measures import Floats, Measure
from greaterdata_lessons.analysis.fairness.tally import Shares, Tally, shares, worth
from greaterdata_lessons.analysis.rates import HIGHER, LOWER, UNSURE

CLOSE, UNDEFINED, REFERENCE = "about the same", "not defined", "the reference"
SMALL = 10  # with fewer people expected than this, a finding must pass an exact test too

Words = npt.NDArray[np.str_]


@dataclass(frozen=True)
class Terms:
    """What a comparison is asked: against whom, how sure, and which gap would matter."""

    measures: tuple[Measure, ...]
    reference: int | None
    level: float
    matters: float


def overall(counted: Tally, terms: Terms) -> pd.DataFrame:
    """Return each measure for everybody together, with its interval."""
    found = _sized(
        counted.cells.sum(axis=0, keepdims=True),
        None if counted.squares is None else counted.squares.sum(axis=0, keepdims=True),
        None if counted.clusters is None else counted.clusters.sum(axis=1, keepdims=True),
        terms.measures,
    )
    low, high = share_interval(found.rate, found.size, quantile(terms.level))
    parts = {"count": found.count, "of": found.of, "rate": found.rate, "low": low, "high": high}
    names = [measure.name for measure in terms.measures]
    return pd.DataFrame({"measure": names, **{name: part[0] for name, part in parts.items()}})


def compared(counted: Tally, terms: Terms) -> pd.DataFrame:
    """Return one row for each measure and group: its rate, the others', the gap and a finding."""
    own, other = _both(counted, terms)
    defined = ~np.isnan(own.rate) & ~np.isnan(other.rate)
    z = quantile(terms.level, int(defined.sum()))
    low, high = share_interval(own.rate, own.size, quantile(terms.level))
    gap_low, gap_high = gap_interval(own.rate, own.size, other.rate, other.size, z)
    needed = people_needed(own.size, other.rate, other.size, terms.matters, z)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(other.rate > 0, own.rate / other.rate, np.nan)
    said = _findings(own, other, (gap_low, gap_high), terms)
    columns = {
        "count": own.count,
        "of": own.of,
        "rate": own.rate,
        "low": low,
        "high": high,
        "other_rate": other.rate,
        "expected": other.rate * own.of,
        "gap": own.rate - other.rate,
        "gap_low": gap_low,
        "gap_high": gap_high,
        "ratio": ratio,
        "finding": said,
        "needed": needed,
    }
    names = [measure.name for measure in terms.measures]
    index = {
        "group": counted.labels * len(names),
        "measure": np.repeat(np.array(names, dtype=object), len(counted.names)),
    }
    return pd.DataFrame({**index, **{name: cells.T.ravel() for name, cells in columns.items()}})


def _sized(
    cells: Floats, squares: Floats | None, clusters: Floats | None, measures: Sequence[Measure]
) -> Shares:
    """Return shares with the size they are worth, whatever is known of weights and clusters."""
    found = shares(cells, squares, measures)
    if clusters is None:
        return found
    return Shares(found.count, found.of, found.rate, worth(clusters, measures))


def _both(counted: Tally, terms: Terms) -> tuple[Shares, Shares]:
    """Return each group's shares, and those of whom it is compared with."""
    parts = counted.cells, counted.squares, counted.clusters
    own = _sized(*parts, terms.measures)
    if terms.reference is not None:
        return own, _of_reference(own, terms.reference)
    squares, clusters = counted.squares, counted.clusters
    rest = None if squares is None else squares.sum(axis=0) - squares
    apart = None if clusters is None else clusters.sum(axis=1, keepdims=True) - clusters
    return own, _sized(counted.others, rest, apart, terms.measures)


def _of_reference(own: Shares, at: int) -> Shares:
    """Return the reference group's shares for every group; beside itself it has no rate."""
    count, of, rate, size = (
        np.repeat(part[at : at + 1], len(own.rate), axis=0)
        for part in (own.count, own.of, own.rate, own.size)
    )
    rate[at] = np.nan
    return Shares(count, of, rate, size)


def _findings(own: Shares, other: Shares, gap: tuple[Floats, Floats], terms: Terms) -> Words:
    """Say in words what the interval of each gap allows us to say."""
    low, high = gap
    said = np.full(own.rate.shape, UNSURE, dtype=object)
    said[(low > 0) | (high < 0)] = LOWER
    said[low > 0] = HIGHER
    said[_not_exactly(own, other, said, terms)] = UNSURE
    said[(low >= -terms.matters) & (high <= terms.matters)] = CLOSE
    said[np.isnan(own.rate) | np.isnan(other.rate)] = UNDEFINED
    if terms.reference is not None:
        said[terms.reference] = REFERENCE
    return said


def _not_exactly(own: Shares, other: Shares, said: Words, terms: Terms) -> npt.NDArray[np.bool_]:
    """Mark findings among few people that Fisher's exact test does not bear out.

    Far out, where hardly anybody is expected, the interval of a gap is a little too narrow.
    """
    from scipy.stats import fisher_exact

    defined = ~np.isnan(own.rate) & ~np.isnan(other.rate)
    allowed = (1 - terms.level) / max(int(defined.sum()), 1)
    here, here_of = own.rate * own.size, own.size
    there, there_of = other.rate * other.size, other.size
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (here + there) / (here_of + there_of)
        few = np.minimum(pooled, 1 - pooled) * np.minimum(here_of, there_of) < SMALL
    doubted = np.zeros(said.shape, dtype=bool)
    for at in zip(*np.nonzero(defined & few & (said != UNSURE)), strict=True):
        table = [
            [round(here[at]), round(here_of[at]) - round(here[at])],
            [round(there[at]), round(there_of[at]) - round(there[at])],
        ]
        doubted[at] = fisher_exact(table).pvalue > allowed
    return doubted
