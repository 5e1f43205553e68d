"""Counting once: the four cells of every group, from which every figure follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from greaterdata_lessons.analysis.fairness.measures import CELLS, Floats, Measure, masks
from greaterdata_lessons.analysis.fairness.rows import Codes, Groups, Labels, Rows


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores by group and need; `weight` is how many people each entry stands for.

    `squares` sums their squared weights, where people weigh more or less than one.
    """

    codes: Codes
    true: Labels
    score: Floats
    _weight: Floats | None = None
    _squares: Floats | None = None

    @property
    def weight(self) -> Floats:
        """How many people each entry stands for."""
        return np.ones(len(self.score)) if self._weight is None else self._weight

    @property
    def squares(self) -> Floats:
        """The sum of the squared weights of each entry's people."""
        return self.weight if self._squares is None else self._squares

    def together(self) -> Scored:
        """Return the same scores as one group."""
        return Scored(np.zeros_like(self.codes), self.true, self.score, self._weight, self._squares)


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of people by group and cell.

    `squares` sums squared weights, where rows have them; `clusters` has the cells of each cluster
    and group, where people come in clusters; `scored` the scores. `rows` is what was counted.
    """

    cells: Floats
    names: tuple[tuple[str, ...], ...]
    by: tuple[str, ...]
    squares: Floats | None = None
    clusters: Floats | None = None
    scored: Scored | None = None
    rows: Rows | None = None

    @property
    def labels(self) -> list[str]:
        """The groups' names, their characteristics put together."""
        return [", ".join(name) for name in self.names]

    @property
    def others(self) -> Floats:
        """The cells of everybody who is not in the group, for each group."""
        return np.asarray(self.cells.sum(axis=0) - self.cells)


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of people by group (down) and measure (across), with what they are made of.

    `size` is how many people they are worth: fewer than `of` when rows are weighted or clustered.
    """

    count: Floats
    of: Floats
    rate: Floats
    size: Floats


def tally(rows: Rows) -> Tally:
    """Count the rows by group and cell, in one pass.

    >>> from greaterdata_lessons.analysis.fairness.rows import groups, labels
    >>> rows = Rows(labels([1, 1], "t"), labels([0, 1], "p"), groups(["a", "b"], None, 2))
    >>> tally(rows).cells.tolist()
    [[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    """
    place = rows.groups.codes * CELLS + (2 * rows.true + rows.pred)
    shape = (len(rows.groups.names), CELLS)
    many = shape[0] * CELLS
    cells = np.bincount(place, weights=rows.weight, minlength=many).reshape(shape)
    squares: Floats | None = None
    if rows.weight is not None:
        found = np.bincount(place, weights=rows.weight**2, minlength=many)
        squares = np.asarray(found.reshape(shape), dtype=float)
    scored = None
    if rows.score is not None:
        heavy = None if rows.weight is None else rows.weight**2
        scored = Scored(rows.groups.codes, rows.true, rows.score, rows.weight, heavy)
    counts, names, by = cells.astype(float), rows.groups.names, rows.groups.by
    return Tally(counts, names, by, squares, by_cluster(rows), scored, rows)


def shares(cells: Floats, squares: Floats | None, measures: Sequence[Measure]) -> Shares:
    """Return each measure of each group, with the size it is worth.

    With weights the size is the one whose plain variance is the weighted share's own; where the
    share is 0 or 1 it is Kish's. Source: N. Dean and M. Pagano (2015), Journal of Survey Statistics
    and Methodology 3, 484-503; L. Kish (1965), Survey Sampling, section 8.2.
    """
    counted, of = masks(measures)
    count, base = cells @ counted, cells @ of
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(base > 0, count / base, np.nan)
        if squares is None:
            return Shares(count, base, rate, base)
        all_of, some = squares @ of, squares @ (counted * of)
        kish = base**2 / all_of
        variance = (some * (1 - rate) ** 2 + (all_of - some) * rate**2) / base**2
        own = np.where(variance > 0, rate * (1 - rate) / variance, np.inf)
    return Shares(count, base, rate, np.where(base > 0, np.fmin(kish, own), 0.0))


def by_cluster(rows: Rows) -> Floats | None:
    """Return the cells of each cluster and group, when people come in clusters."""
    if rows.cluster is None:
        return None
    many, groups = int(rows.cluster.max()) + 1, len(rows.groups.names)
    place = (rows.cluster * groups + rows.groups.codes) * CELLS + (2 * rows.true + rows.pred)
    flat = np.bincount(place, weights=rows.weight, minlength=many * groups * CELLS)
    return np.asarray(flat.reshape(many, groups, CELLS), dtype=float)


def worth(clusters: Floats, measures: Sequence[Measure]) -> Floats:
    """Return the size that each share is worth when people come in clusters, such as practices.

    `clusters` holds cells by cluster and group. The variance is that of the clusters' sums (the
    linearised ratio); where a share is 0 or 1, each cluster is worth one person. Never more than
    there are people. Source: J. N. K. Rao and A. J. Scott (1992), Biometrics 48, 577-585.

    >>> from greaterdata_lessons.analysis.fairness.measures import MEASURES
    >>> twice = np.array([[[0.0, 0.0, 2.0, 0.0]], [[0.0, 0.0, 0.0, 2.0]], [[0.0, 0.0, 0.0, 2.0]]])
    >>> worth(twice, [MEASURES["missed"]]).round(3).tolist()
    [[2.0]]
    """
    inside, of = masks(measures)
    found = [_worth(own @ inside, own @ of) for own in np.moveaxis(clusters, 1, 0)]
    return np.array(found)


def _worth(count: Floats, of: Floats) -> Floats:
    """Return the effective sizes of one group's shares, from its clusters' sums."""
    total, everybody = count.sum(axis=0), of.sum(axis=0)
    there = (of > 0).sum(axis=0).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = total / everybody
        spread = ((count - rate * of) ** 2).sum(axis=0) * there / (there - 1)
        size = rate * (1 - rate) * everybody**2 / spread
    size = np.where((spread > 0) & np.isfinite(spread), size, there)
    return np.where(everybody > 0, np.minimum(size, everybody), 0.0)


def along(counted: Tally, name: str) -> Tally:
    """Return the same people by one of several characteristics alone."""
    place = counted.by.index(name)
    kept = list(dict.fromkeys(group[place] for group in counted.names))
    codes = np.array([kept.index(group[place]) for group in counted.names], dtype=np.intp)

    def summed(part: Floats | None) -> Floats | None:
        """Add up the groups that become one."""
        if part is None:
            return None
        onto = np.eye(len(kept))[codes]
        return np.asarray(np.einsum("...gc,gk->...kc", part, onto))

    groups = Groups(codes, tuple((value,) for value in kept), (name,))
    cells = np.asarray(np.eye(len(kept))[codes].T @ counted.cells)
    scored, rows = counted.scored, counted.rows
    if scored is not None:
        scored = replace(scored, codes=codes[scored.codes])
    if rows is not None:
        rows = replace(rows, groups=replace(groups, codes=codes[rows.groups.codes]))
    clusters = summed(counted.clusters)
    return Tally(cells, groups.names, groups.by, summed(counted.squares), clusters, scored, rows)
