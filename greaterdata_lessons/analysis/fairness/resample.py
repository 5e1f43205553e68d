"""Resampling: what the figures would have been with other people drawn from the same place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.measures import CELLS, Floats, Measure, masks
from greaterdata_lessons.analysis.fairness.tally import Tally
from greaterdata_lessons.errors import LearnerError

LARGEST = "largest gap"


def resampled(
    counted: Tally, measures: Sequence[Measure], *, draws: int, level: float, seed: int
) -> pd.DataFrame:
    """Return percentile intervals of each rate, and of the largest gap between groups.

    Rows drawn anew fall into the cells as a multinomial draw does, so drawing the cells is the row
    bootstrap's own distribution. With weights each row counts a Poisson number of times; clusters
    are drawn whole.
    """
    if not isinstance(draws, int) or draws < 100:
        raise LearnerError(f"{draws} draws are too few for an interval. Use 1,000.")
    cells = _drawn(counted, draws, np.random.default_rng(seed))
    inside, of = masks(measures)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = (cells @ inside) / (cells @ of)
    ends = [(1 - level) / 2, (1 + level) / 2]
    both = np.concatenate([rates, _largest(rates)[:, None]], axis=1)
    low, high = _percentiles(both, ends)
    names = [measure.name for measure in measures]
    labels = [*counted.labels, LARGEST]
    return pd.DataFrame(
        {
            "group": labels * len(names),
            "measure": np.repeat(names, len(labels)),
            "low": low.T.ravel(),
            "high": high.T.ravel(),
        }
    )


def _largest(rates: Floats) -> Floats:
    """Return the largest gap of each draw, among the groups that have a rate in it."""
    top = np.where(np.isnan(rates), -np.inf, rates).max(axis=1)
    bottom = np.where(np.isnan(rates), np.inf, rates).min(axis=1)
    return np.where(np.isfinite(top), top - bottom, np.nan)


def _percentiles(values: Floats, ends: Sequence[float]) -> Floats:
    """Return percentiles over the draws; undefined where a rate is undefined in every draw."""
    gone = np.isnan(values).all(axis=0)
    found = np.nanquantile(np.where(gone, 0.0, values), ends, axis=0)
    return np.where(gone, np.nan, found)


def _drawn(counted: Tally, draws: int, rng: np.random.Generator) -> Floats:
    """Return the cells of each draw."""
    if counted.clusters is not None:
        many = len(counted.clusters)
        times = rng.multinomial(many, np.full(many, 1 / many), size=draws)
        return np.asarray(np.tensordot(times, counted.clusters, axes=1))
    if counted.squares is None:
        people = counted.cells.ravel()
        drawn = rng.multinomial(round(people.sum()), people / people.sum(), size=draws)
        return drawn.reshape(draws, *counted.cells.shape).astype(float)
    return _weighted(counted, draws, rng)


def _weighted(counted: Tally, draws: int, rng: np.random.Generator) -> Floats:
    """Let each weighted row count a Poisson number of times."""
    rows = counted.rows
    if rows is None or rows.weight is None:
        raise LearnerError("Weighted counts cannot be drawn anew: resampling needs the records.")
    place = rows.groups.codes * CELLS + 2 * rows.true + rows.pred
    shape = counted.cells.shape
    return np.array(
        [
            np.bincount(
                place, weights=rows.weight * rng.poisson(1, len(place)), minlength=shape[0] * CELLS
            ).reshape(shape)
            for _ in range(draws)
        ]
    )
