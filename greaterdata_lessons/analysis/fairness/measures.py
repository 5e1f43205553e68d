"""What an audit measures: five shares, each a count of people over a count of people.

A confusion table has four cells. They are kept in one order everywhere: not needed and not chosen,
not needed but chosen, needed but not chosen, needed and chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from greaterdata_lessons.errors import LearnerError, did_you_mean

Floats = npt.NDArray[np.float64]

NEITHER, FALSE_ALARM, MISSED, RIGHT = range(4)
CELLS = 4


@dataclass(frozen=True)
class Measure:
    """A share of people: those in the cells `counted`, of those in the cells `of`.

    `technical` is what textbooks call it, `peer` what computes the same in fairlearn or
    scikit-learn; `whom` and `did` are its words.
    """

    name: str
    technical: str
    peer: str
    counted: tuple[int, ...]
    of: tuple[int, ...]
    whom: str
    did: str


EVERYBODY = (NEITHER, FALSE_ALARM, MISSED, RIGHT)
MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "missed",
            "false negative rate",
            "false_negative_rate",
            (MISSED,),
            (MISSED, RIGHT),
            "who {needed}",
            "were missed",
        ),
        Measure(
            "false alarm",
            "false positive rate",
            "false_positive_rate",
            (FALSE_ALARM,),
            (NEITHER, FALSE_ALARM),
            "who did not {need}",
            "were {chosen} all the same",
        ),
        Measure(
            "selected",
            "selection rate",
            "selection_rate",
            (FALSE_ALARM, RIGHT),
            EVERYBODY,
            "",
            "were {chosen}",
        ),
        Measure(
            "precision",
            "positive predictive value",
            "precision_score",
            (RIGHT,),
            (FALSE_ALARM, RIGHT),
            "who were {chosen}",
            "{needed}",
        ),
        Measure(
            "accuracy",
            "accuracy",
            "accuracy_score",
            (NEITHER, RIGHT),
            EVERYBODY,
            "",
            "were judged rightly",
        ),
    )
}
# Which error does the harm: an offer of help harms whom it misses, a penalty whom it hits.
HARMS = {"help": "missed", "penalty": "false alarm"}
WORDS = {
    "help": {"need": "need help", "needed": "needed help", "chosen": "chosen"},
    "penalty": {"need": "do what was looked for", "needed": "did it", "chosen": "accused"},
}


def chosen(names: Sequence[str] | None, purpose: str) -> tuple[Measure, ...]:
    """Return the measures to judge, the one that does the harm first.

    >>> [measure.name for measure in chosen(["selected", "missed"], "help")]
    ['missed', 'selected']
    """
    if purpose not in HARMS:
        raise LearnerError(
            f'People are selected for "help" or for a "penalty", not for "{purpose}": it decides '
            "which error does the harm."
        )
    asked = list(MEASURES) if names is None else [names] if isinstance(names, str) else list(names)
    for name in asked:
        if name not in MEASURES:
            raise LearnerError(f'"{name}" is not measured here. {did_you_mean(name, MEASURES)}')
    order = sorted(MEASURES, key=lambda name: name != HARMS[purpose])
    return tuple(MEASURES[name] for name in order if name in asked)


def masks(measures: Sequence[Measure]) -> tuple[Floats, Floats]:
    """Return which cells each measure counts, and which it counts them of: one column each.

    >>> counted, of = masks([MEASURES["missed"]])
    >>> counted.ravel().tolist(), of.ravel().tolist()
    ([0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0])
    """
    counted, of = np.zeros((2, CELLS, len(measures)))
    for column, measure in enumerate(measures):
        counted[list(measure.counted), column] = 1
        of[list(measure.of), column] = 1
    return counted, of
