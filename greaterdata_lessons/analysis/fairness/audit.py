"""The audit of a decision or a tool: who is missed, who is wrongly chosen, in people."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.fairness.compare import Terms
from greaterdata_lessons.analysis.fairness.from_cube import from_cube
from greaterdata_lessons.analysis.fairness.measures import MISSED, chosen
from greaterdata_lessons.analysis.fairness.result import Audit, audited
from greaterdata_lessons.analysis.fairness.rows import (
    Rows,
    clusters,
    column,
    groups,
    labels,
    numbers,
    same_rows,
    weights,
)
from greaterdata_lessons.analysis.fairness.tally import Tally, tally
from greaterdata_lessons.errors import LearnerError


def audit(  # noqa: PLR0913 - each is one decision a reader may want to see made
    y_true: Any,
    y_pred: Any = None,
    *,
    by: Any = None,
    data: Any = None,
    score: Any = None,
    reference: str | None = None,
    positive: Hashable | None = None,
    weight: Any = None,
    cluster: Any = None,
    measures: Sequence[str] | None = None,
    purpose: str = "help",
    unit: str = "people",
    matters: float = 0.05,
    level: float = 0.95,
) -> Audit:
    """Ask who is harmed by the errors of a decision or a tool, group by group, in people.

    Parameters
    ----------
    y_true : what was so for each person, 0 or 1 (or words, with `positive`); or a cube with an
        outcome and a prediction, and then nothing else is needed.
    y_pred : what was decided or predicted, likewise.
    by : the group of each person: one column, or several for their intersections.
    data : a table; then the other arguments may be names of its columns.
    score : the score behind the decision, if there is one (higher means more likely).
    reference : compare each group with this one; otherwise with everybody else.
    positive : the label that means yes, where labels are words.
    weight : how many people each row stands for, 0 or more.
    cluster : what rows share, such as the person or the practice, when they are not independent.
    measures : which of "missed", "false alarm", "selected", "precision", "accuracy" (all, unless
        you say). The fewer you ask for, the smaller the gaps that can be told from chance.
    purpose : "help" (the harm is to be missed) or "penalty" (the harm is a false alarm).
    unit : what people are called, in the plural.
    matters : the smallest gap that would matter to you, as a share; a choice, not a fact.
    level : how sure intervals should be. Intervals of gaps hold for all comparisons together.

    Returns an `Audit`, the harm first. A gap is named only when its interval (Newcombe's, widened
    for the number of comparisons by Bonferroni's inequality) leaves out 0 and, among few people,
    Fisher's exact test agrees. Gaps within `matters` are "about the same"; the rest "cannot tell
    from these data". Whoever has no group is a group of their own ("Missing", as in a cube).
    Raises `LearnerError` with one sentence for labels, groups, weights or names that cannot be
    read.

    >>> need, chosen = [1] * 60 + [0] * 40, [0] * 20 + [1] * 10 + [0] * 3 + [1] * 27 + [0] * 40
    >>> group = ["A"] * 30 + ["B"] * 30 + ["A", "B"] * 20
    >>> found = audit(need, chosen, by=group, measures=["missed"])
    >>> print(str(found).split("Errors are")[0])
    100 people by group, each group beside everybody else.
    Missed, all groups: 23 of 60 people who needed help were missed (38.3%).
    - A: 20 of 30 people who needed help were missed; 3 would be expected at everybody else's \
rate. Gap +56.7 points (+28.8 to +74.4): higher.
    - B: 3 of 30 people who needed help were missed; 20 would be expected at everybody else's \
rate. Gap -56.7 points (-74.4 to -28.8): lower.
    Ranges of gaps hold for all 2 comparisons together (95%).
    <BLANKLINE>
    """
    terms = Terms(chosen(measures, purpose), None, _share(level, "level"), _share(matters, "gap"))
    if isinstance(y_true, Cube):
        return audited(_checked(from_cube(y_true, by)), terms, unit, purpose, reference)
    told = column(y_true, data, "y_true")
    true = labels(told, "y_true", positive)
    given = column(y_pred, data, "y_pred")
    same_rows(told, given, "y_pred")
    own = groups(by, data, len(true), told)
    rows = Rows(
        true,
        labels(given, "y_pred", positive),
        own,
        numbers(column(score, data, "score"), "score", len(true)),
        weights(column(weight, data, "weight"), len(true)),
        clusters(column(cluster, data, "cluster"), len(true)),
    )
    return audited(_checked(tally(rows)), terms, unit, purpose, reference)


def _checked(counted: Tally) -> Tally:
    """Insist that some people had the outcome and some had not."""
    needed = counted.cells[:, MISSED:].sum()
    everybody = counted.cells.sum()
    if not everybody:
        raise LearnerError("There are no rows, so there is nothing to audit. Load them again.")
    if needed in (0, everybody):
        raise LearnerError(
            f"y_true is {1 if needed else 0} for everybody, so one kind of error cannot be made. "
            "Is it the right column? An audit needs people with the outcome and people without."
        )
    return counted


def _share(value: object, what: str) -> float:
    if not isinstance(value, float | int | np.floating) or not 0 < value < 1:
        raise LearnerError(f"A {what} of {value} is not between 0 and 1. Use 0.05 for 5 %.")
    return float(value)
