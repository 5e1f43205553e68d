"""The area under the ROC curve, for every group and everybody else, from one sort."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from greaterdata_lessons.analysis.fairness.measures import Floats
from greaterdata_lessons.analysis.fairness.tally import Scored


def auc_table(scored: Scored, many: int) -> Floats:
    """Return each group's AUC and how many people in need, and not, it is worth; then the others'.

    The AUC is how often somebody in need scores higher than somebody who is not; ties count half.

    >>> scored = Scored(np.array([0, 0, 0]), np.array([1, 0, 1]), np.array([0.9, 0.5, 0.5]))
    >>> auc_table(scored, 1)[0, :3].tolist()
    [0.75, 2.0, 1.0]
    """
    order = np.argsort(scored.score, kind="stable")
    own = Scored(
        scored.codes[order],
        scored.true[order],
        scored.score[order],
        scored.weight[order],
        scored.squares[order],
    )
    found = []
    for group in range(many):
        inside = own.codes == group
        found.append([*_auc(own, inside), *_auc(own, ~inside)])
    return np.array(found)


def _auc(scored: Scored, inside: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return the AUC of some people, already in the order of their scores, and their sizes."""
    score, weight = scored.score[inside], scored.weight[inside]
    true, squares = scored.true[inside], scored.squares[inside]
    need, none = weight * true, weight * (1 - true)
    in_need, others = float(need.sum()), float(none.sum())
    if in_need == 0 or others == 0:
        return np.nan, in_need, others
    worth = in_need**2 / float(squares @ true), others**2 / float(squares @ (1 - true))
    starts = np.flatnonzero(np.r_[True, score[1:] != score[:-1]])
    tied_need, tied_none = np.add.reduceat(need, starts), np.add.reduceat(none, starts)
    below = np.cumsum(tied_none) - tied_none
    return float((tied_need * (below + tied_none / 2)).sum() / (in_need * others)), *worth


def auc_interval(auc: Floats, need: Floats, others: Floats, z: float) -> tuple[Floats, Floats]:
    """Return an interval for each AUC that holds for few people and near 1.

    Source: R. G. Newcombe (2006), Statistics in Medicine 25, 559-573, method 5: the values whose
    own standard error reaches the AUC, found by halving.

    >>> low, high = auc_interval(np.array([0.9]), np.array([20.0]), np.array([30.0]), 1.96)
    >>> round(low[0], 2), round(high[0], 2)
    (np.float64(0.76), np.float64(0.96))
    """
    return _end(auc, np.zeros_like(auc), need, others, z), _end(
        auc, np.ones_like(auc), need, others, z
    )


def _end(auc: Floats, far: Floats, need: Floats, others: Floats, z: float) -> Floats:
    """Halve the way between the AUC and the far end until the end of the interval is found."""
    near = auc.copy()
    half = (need + others) / 2 - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(50):
            middle = (near + far) / 2
            more = 1 + half * ((1 - middle) / (2 - middle) + middle / (1 + middle))
            error = np.sqrt(middle * (1 - middle) * np.maximum(more, 1) / (need * others))
            inside = np.abs(middle - auc) <= z * error
            near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return np.where(np.isnan(auc), np.nan, near)
