"""The rate of each group in a cube, with the range that fits how the records were collected."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.counts_cells import ranged
from greaterdata_lessons.analysis.rates import TINY, share_interval
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table, text

Floats = npt.NDArray[np.float64]
FEW_CLUSTERS = 10  # with fewer, how much they differ cannot be told
PLAIN = "Wilson's interval, exact below five people"
HIDDEN = "Some counts are hidden: the ranges hold whatever they are"


@dataclass(frozen=True)
class Rates:
    """The rate of an outcome in each group; prints as sentences.

    `table` has the columns of the groups, `people` (with the outcome known), `came` (those it
    came about for), `rate`, `low`, `high` and `effective` (how many people drawn one by one would
    tell as much; the same as `people` without weights or clusters). Undefined rates are `nan`.
    """

    table: pd.DataFrame
    by: tuple[str, ...]
    outcome: str
    unit: str
    method: str
    set_aside: int
    level: float

    def __str__(self) -> str:
        """Return each group's rate with its people and range, and how the range was found."""
        lines = [f"{self._heading()}:"]
        lines += [_line(row, self.by) for row in self.table.to_dict("records")]
        if self.set_aside:
            lines.append(f"{self.set_aside:,} {self.unit} with no outcome recorded are set aside.")
        return "\n".join([*lines, f"Ranges: {self.level:.0%}. {self.method}."])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = self.table.drop(columns="effective")
        percent = {name: _percent(shown[name]) for name in ("rate", "low", "high")}
        return html_table(shown.assign(**percent), caption=f"{self._heading()}. {self.method}.")

    def _heading(self) -> str:
        by = " and ".join(self.by).replace("_", " ")
        return f"Rate of {self.outcome}{f' by {by}' if by else ''}, {self.unit}"


def rates(
    cube: Cube, *, cluster: str | None = None, level: float = 0.95, draws: int = 2000, seed: int = 1
) -> Rates:
    """Return the rate of the outcome in each group of a cube, with its range.

    Parameters
    ----------
    cube : counts with `outcome=`, and with `weight=` where records have weights.
    cluster : column of the cube whose records came together, such as "practice": people of one
        practice are alike, so the range is found by drawing whole practices anew, `draws` times
        from `seed`. The column itself is rolled up.
    level : level of the interval.

    Without clusters or weights the range is that of `share_interval`. Otherwise it is the same for
    the effective number of people: so many, drawn one by one, would vary as much. With weights
    that is the spread which Poisson resampling of the records has, worked out. Returns `Rates`,
    highest first. Raises `LearnerError` when the cube has no outcome, the cluster is not one of
    its columns, or there are fewer than 10 clusters.

    Source: E. L. Korn and B. I. Graubard (1998), Survey Methodology 24, 193-201.

    >>> from greaterdata_lessons.analysis.counts import count
    >>> people = pd.DataFrame({"sex": list("FFFFMMMM"), "came": [1, 1, 1, 0, 1, 0, 0, None]})
    >>> print(rates(count(people, by="sex", outcome="came", unit="people")))
    Rate of came by sex, people:
    - F: 75.0% (3 of 4), 19.4% to 99.4%.
    - M: 33.3% (1 of 3), 0.8% to 90.6%.
    1 people with no outcome recorded are set aside.
    Ranges: 95%. Wilson's interval, exact below five people.
    """
    _require(cube, cluster)
    by = tuple(name for name in cube.by if name != cluster)
    stated = cube.table[cube.table["outcome"].notna()]
    tallies = _tallies(stated, by)
    effective, method = tallies["people"], PLAIN
    if cluster:
        effective = _of_clusters(stated, by, cluster, tallies, level, draws, seed)
        many = stated[cluster].nunique()
        method = f"{many:,} clusters ({cluster}) were drawn anew {draws:,} times"
    elif cube.weighted:
        effective = _of_weights(stated, by, tallies)
        method = "Weighted, for the effective number of people (as Poisson resampling has it)"
    method = HIDDEN if cube.hidden else method
    table = _ranged_rates(tallies, effective, level).reset_index()
    aside = int(ranged(cube.table)["high"].sum() - ranged(stated)["high"].sum())
    order = table.sort_values("rate", ascending=False, kind="stable", ignore_index=True)
    return Rates(order, by, cube.outcome, cube.unit, method, aside, level)


def _require(cube: Cube, cluster: str | None) -> None:
    """Insist on an outcome, and on clusters that can be told apart."""
    if not cube.outcome:
        raise LearnerError("The cube has no outcome to take the rate of. Count with outcome=.")
    if cube.hidden and (cluster or cube.weighted):
        raise LearnerError("Some counts are hidden, so weights and clusters cannot be used.")
    if cluster is None:
        return
    if cluster not in cube.by:
        raise LearnerError(
            f'The cube is not counted by "{cluster}". {did_you_mean(cluster, cube.by)}'
        )
    many = cube.table[cluster].nunique()
    if many < FEW_CLUSTERS:
        raise LearnerError(
            f"{many} clusters are too few to tell how much they differ; {FEW_CLUSTERS} are the "
            "least. Count by smaller clusters, or leave cluster= out and say so."
        )


def _tallies(stated: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return, for each group, the people, those it came about for, and the weighted share."""
    cells = ranged(stated)
    came = cells["outcome"].astype("int64")
    sums = pd.DataFrame({"low": cells["low"], "high": cells["high"]})
    sums = sums.assign(came_low=cells["low"] * came, came_high=cells["high"] * came)
    weight = cells.get("weight", (cells["low"] + cells["high"]) / 2).astype(float)
    sums = sums.assign(of=weight, got=weight * came)
    found = sums.groupby(_keys(cells, by)).sum()
    exact = found["low"] == found["high"]
    sure = exact & (found["came_low"] == found["came_high"])
    found["people"] = found["low"].astype("Int64").where(exact)
    found["came"] = found["came_low"].astype("Int64").where(sure)
    found["rate"] = found["got"] / found["of"].where(found["of"] > 0)
    return found


def _keys(cells: pd.DataFrame, by: tuple[str, ...]) -> list[pd.Series]:
    """Return what to group by; without groups, everybody together."""
    if by:
        return [cells[name] for name in by]
    return [pd.Series("everybody", cells.index, name="group")]


def _of_weights(stated: pd.DataFrame, by: tuple[str, ...], tallies: pd.DataFrame) -> pd.Series:
    """Return the effective number of people of each group from the squares of the weights."""
    squares = stated["weight_squared"]
    came = stated["outcome"].astype("int64")
    parts = pd.DataFrame({"came": squares * came, "not": squares * (1 - came)})
    sums = parts.groupby(_keys(stated, by)).sum()
    rate, of = tallies["rate"], tallies["of"]
    variance = (sums["came"] * (1 - rate) ** 2 + sums["not"] * rate**2) / of**2
    plain = of**2 / (sums["came"] + sums["not"])
    return _effective(rate, variance, plain, tallies["people"])


def _of_clusters(  # noqa: PLR0913, PLR0917 - as rates
    stated: pd.DataFrame,
    by: tuple[str, ...],
    cluster: str,
    tallies: pd.DataFrame,
    level: float,
    draws: int,
    seed: int,
) -> pd.Series:
    """Return the effective number of people of each group, drawing whole clusters anew."""
    weight = stated["weight" if "weight" in stated else "count"].astype(float)
    came = weight * stated["outcome"].astype("int64")
    keys = [*_keys(stated, by), stated[cluster]]
    wide = pd.DataFrame({"of": weight, "got": came}).groupby(keys).sum().unstack(fill_value=0)
    of, got = wide["of"].to_numpy().T, wide["got"].to_numpy().T
    many = len(of)
    drawn = np.random.default_rng(seed).multinomial(many, np.full(many, 1 / many), draws)
    with np.errstate(invalid="ignore"):
        again = (drawn @ got) / (drawn @ of)
    variance = pd.Series(np.nanvar(again, axis=0), wide.index).reindex(tallies.index)
    there = pd.Series((of > 0).sum(axis=0), wide.index).reindex(tallies.index)
    wider = _wider(level, there)
    return _effective(tallies["rate"], variance * wider, there / wider, tallies["people"])


def _wider(level: float, clusters: pd.Series) -> pd.Series:
    """Return by how much the variance grows because few clusters had to tell it."""
    from scipy.stats import t

    normal = NormalDist().inv_cdf((1 + level) / 2)
    few = t.ppf((1 + level) / 2, np.maximum(clusters.to_numpy() - 1, 1))
    return pd.Series((few / normal) ** 2, clusters.index)


def _effective(
    rate: pd.Series, variance: pd.Series, none: pd.Series, people: pd.Series
) -> pd.Series:
    """Return how many people drawn one by one would vary as much, and never more than there are.

    Where nobody or everybody came, nothing varies, and `none` stands in.
    """
    spread = rate * (1 - rate)
    found = (spread / variance.where(variance > 0)).where(spread > 0, none)
    return found.fillna(none).clip(upper=people.astype(float))


def _ranged_rates(tallies: pd.DataFrame, effective: pd.Series, level: float) -> pd.DataFrame:
    """Return the rate of each group with its range."""
    rows = []
    for row, of in zip(tallies.to_dict("records"), effective, strict=True):
        if row["low"] != row["high"] or row["came_low"] != row["came_high"] or pd.isna(of):
            rows.append(_hidden_range(row, level))
        else:
            low, high = share_interval(row["rate"] * of if of else 0, of, level=level)
            rows.append({"low": low, "high": high, "effective": float(of)})
    bounds = pd.DataFrame(rows, index=tallies.index)
    return pd.concat([tallies[["people", "came", "rate"]], bounds], axis=1)


def _hidden_range(row: Mapping[Hashable, Any], level: float) -> dict[str, float]:
    """Return the range of a rate whatever the hidden counts are.

    Each method's interval moves one way with each count, and the method changes at `TINY` people
    on a side: so the ends, and the counts on both sides of that step, hold the extremes.
    """
    came = _ends(row["came_low"], row["came_high"])
    others = _ends(row["low"] - row["came_low"], row["high"] - row["came_high"])
    pairs = [(one, one + other) for one in came for other in others if one + other]
    ranges = [share_interval(one, of, level=level) for one, of in pairs]
    nobody = float("nan")
    low = min((each.low for each in ranges), default=nobody)
    return {
        "low": low,
        "high": max((each.high for each in ranges), default=nobody),
        "effective": nobody,
    }


def _ends(low: float, high: float) -> list[float]:
    """Return both ends of a range of counts, and the counts around `TINY` that lie in it."""
    return sorted({low, high} | {count for count in (TINY - 1, TINY) if low <= count <= high})


def _percent(column: pd.Series) -> pd.Series:
    return column.map(lambda share: text(float("nan")) if pd.isna(share) else f"{share:.1%}")


def _line(row: Mapping[Hashable, Any], by: tuple[str, ...]) -> str:
    """Return one group's rate as a line of text."""
    name = " / ".join(str(row[column]) for column in by) or "Everybody"
    if pd.isna(row["rate"]):
        return f"- {name}: not defined, there is nobody to count."
    whole = not (pd.isna(row["people"]) or pd.isna(row["came"]))
    made = f"{row['came']:,} of {row['people']:,}" if whole else "some counts hidden"
    return f"- {name}: {row['rate']:.1%} ({made}), {row['low']:.1%} to {row['high']:.1%}."
