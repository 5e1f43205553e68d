"""Six ways in which a service's data and tools come to harm, each with a strength and its own lot.

The six are Suresh and Guttag's (2021, "A framework for understanding sources of harm throughout
the machine learning life cycle", EAAMO). Every mechanism draws from a stream of random numbers of
its own, and draws the same numbers whatever its strength. So two worlds with the same seed differ
only where a mechanism acts: switching one off gives the true counterfactual world.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import numpy as np

from greaterdata_lessons.errors import LearnerError, did_you_mean

MECHANISMS = {
    "historical": "what was decided in the past was unfair, and the record keeps it",
    "representation": "people in need are referred less often, so they are not in the records",
    "measurement": "need is written down less well for some people than for others",
    "aggregation": "one rule is used for people whose need shows in different ways",
    "evaluation": "the tool was tested where its misses could not be seen",
    "deployment": "people the tool flagged are turned down, or not reached, afterwards",
}


def checked(strengths: Mapping[str, object]) -> dict[str, float]:
    """Return a strength for each mechanism, 0 where none is given.

    Raises `LearnerError` for a mechanism that is not one of the six, or a strength outside 0..1.

    >>> checked({"measurement": 1})["measurement"], checked({})["historical"]
    (1.0, 0.0)
    """
    for name, value in strengths.items():
        if name not in MECHANISMS:
            raise LearnerError(
                f'There is no mechanism called "{name}". {did_you_mean(name, MECHANISMS)}'
            )
        if not isinstance(value, Real) or not 0 <= float(value) <= 1:
            raise LearnerError(
                f"A strength of {value} for {name} is not between 0 and 1. "
                "Use 0 for off, 1 for fully on."
            )
    return {name: float(strengths.get(name, 0)) for name in MECHANISMS}  # type: ignore[arg-type]


def streams(seed: int) -> dict[str, np.random.Generator]:
    """Return one stream of random numbers for the people, one for their lives, six for the rest.

    >>> sorted(streams(1))[:3]
    ['aggregation', 'deployment', 'evaluation']
    """
    names = ["people", "lives", *MECHANISMS]
    children = np.random.SeedSequence(seed).spawn(len(names))
    return {name: np.random.default_rng(child) for name, child in zip(names, children, strict=True)}
