"""Move the line of a score, and see in each group how many people it passes over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from greaterdata_lessons.analysis.fairness.audit import audit
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.chart import Chart, chart
from greaterdata_lessons.show.explore import Explore, explore


def move_line(
    against: Mapping[str, Any], score: Any, *, by: Any, lines: Sequence[float]
) -> Explore:
    """Let the reader move the line from which a score picks people, and see who is missed.

    Parameters
    ----------
    against : a name and what happened (0 or 1, one for each person), at least one; with several,
        such as a record and the truth, the reader switches between them.
    score : the score of each person; people at the line or above it are picked.
    by : the group of each person.
    lines : where the line may stand, in the order of the control; two at least.

    Returns an `Explore` whose views are charts of people missed in each group, with intervals.
    Raises `LearnerError` when there is nothing to switch between, or an audit cannot be made.

    >>> need, points = [1] * 40 + [0] * 40, [*range(40)] * 2
    >>> shown = move_line({"the record": need}, points, by=["A", "B"] * 40, lines=[10, 20])
    >>> shown.views["20", "the record"].title
    'From 20 points: 40 picked, 20 of 40 people in need missed (by the record)'
    """
    if not against or len(lines) < 2:
        raise LearnerError(
            "Moving the line takes something to check against, and two lines at least. "
            'Give them like this: against={"the record": fell}, lines=[20, 30, 40].'
        )
    points = np.asarray(score)

    def view(line: str, checked_against: str) -> Chart:
        picked = points >= float(line)
        return _missed(checked_against, against[checked_against], picked, by, line)

    named = [f"{line:g}" for line in lines]
    return explore("Move the line", view, line=named, checked_against=list(against))


def _missed(kind: str, happened: Any, picked: Any, by: Any, line: str) -> Chart:
    """Draw one setting; its words say the people of every group."""
    found = audit(happened, picked, by=by, measures=["missed"])
    whole, rows = found.overall.iloc[0], found.table.to_dict("records")
    groups = ", ".join(f"{row['group']} {row['count']:.0f} of {row['of']:.0f}" for row in rows)
    return chart(
        found,
        title=f"From {line} points: {picked.sum():,} picked, {whole['count']:,.0f} of "
        f"{whole['of']:,.0f} people in need missed (by {kind})",
        alt=f"People missed of those in need, by group: {groups}.",
    )
