"""A small logistic regression in numpy: the made-up tool that a service uses."""

from __future__ import annotations

import numpy as np

from greaterdata_lessons.data.people.margins import Floats


def chances(features: Floats, outcome: Floats, *, rounds: int = 12) -> Floats:
    """Fit a logistic regression and return each person's chance of the outcome.

    `features` has one row a person; columns are put on one scale first. Newton's method with a
    very small penalty, so that an outcome that is all 0 or all 1 gives a plain answer too.

    >>> found = chances(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0.0, 1.0, 1.0, 1.0]))
    >>> bool(found[0] < found[2])
    True
    """
    spread = features.std(axis=0)
    scaled = (features - features.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(len(scaled)), scaled])
    weights, penalty = np.zeros(design.shape[1]), np.eye(design.shape[1]) * 1e-3
    for _ in range(rounds):
        chance = _logistic(design @ weights)
        slope = design.T @ (outcome - chance) - penalty @ weights
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(bend, slope)
        weights = weights + np.clip(step, -4, 4)
        if np.abs(step).max() < 1e-8:
            break
    return _logistic(design @ weights)


def _logistic(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -30, 30))))
