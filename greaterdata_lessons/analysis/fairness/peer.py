"""The same audit as fairlearn gives it: the real object, of the same people and measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.measures import Measure
from greaterdata_lessons.analysis.fairness.rows import Groups, Rows
from greaterdata_lessons.analysis.fairness.tally import Tally
from greaterdata_lessons.errors import LearnerError

if TYPE_CHECKING:
    from fairlearn.metrics import MetricFrame


def metric_frame(counted: Tally, measures: Sequence[Measure]) -> MetricFrame:
    """Return fairlearn's `MetricFrame` of these people; counts become rows again first."""
    metrics = _fairlearn()
    rows = counted.rows or _as_rows(counted)
    features = pd.DataFrame(
        {
            name: np.array([group[place] for group in counted.names])[rows.groups.codes]
            for place, name in enumerate(counted.by)
        }
    )
    functions = {measure.name: _function(metrics, measure) for measure in measures}
    weights = {"sample_weight": rows.weight}
    return metrics.MetricFrame(
        metrics=functions,
        y_true=rows.true,
        y_pred=rows.pred,
        sensitive_features=features,
        sample_params=None if rows.weight is None else dict.fromkeys(functions, weights),
    )


def _fairlearn() -> Any:
    """Return fairlearn's measures, or say how to get them."""
    try:
        from fairlearn import metrics
    except ImportError:
        raise LearnerError(
            "fairlearn is not installed here. In a terminal: pip install fairlearn"
        ) from None
    return metrics


def _function(metrics: Any, measure: Measure) -> Callable[..., float]:
    """Return the peer's own function of a measure."""
    if hasattr(metrics, measure.peer):
        found: Callable[..., float] = getattr(metrics, measure.peer)
        return found
    import sklearn.metrics

    found = getattr(sklearn.metrics, measure.peer)
    return partial(found, zero_division=0.0) if measure.peer == "precision_score" else found


def _as_rows(counted: Tally) -> Rows:
    """Write counts out as rows, one for each person."""
    many = counted.cells.astype(np.int64).ravel()
    if not np.array_equal(many, counted.cells.ravel()):
        raise LearnerError("fairlearn reads people, and these counts are weighted.")
    place = np.repeat(np.arange(many.size), many)
    groups = Groups((place // 4).astype(np.intp), counted.names, counted.by)
    return Rows((place % 4 // 2).astype(np.int8), (place % 2).astype(np.int8), groups)
