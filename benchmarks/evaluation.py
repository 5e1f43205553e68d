"""Is a change found when there is one, and not found when there is none?

Made-up cohorts with a known change go through the published report. Printed: how often the
published interval of the gain in right answers leaves out 0, and, beside it, how often a plain
paired t-test on the unprotected answers would have found a change. The rounding, the hidden
numbers and the intervals of the report may cost some power; how much, is the point.

    python benchmarks/evaluation.py [COHORTS]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from scipy.stats import ttest_rel

from greaterdata_lessons.learning.evaluation.answers import gain
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.evaluation.made_up import made_up_cohort
from greaterdata_lessons.learning.evaluation.measures import linked, measures, right
from greaterdata_lessons.learning.evaluation.release import open_ledger
from greaterdata_lessons.learning.evaluation.results import published

COHORTS = 100
ASKED = ((30, 0.0), (30, 0.15), (30, 0.4), (100, 0.0), (100, 0.15), (100, 0.4))


def gain_found(forms: Forms) -> bool:
    """Tell whether the published interval of the gain leaves out 0."""
    told = gain(linked(forms), open_ledger(None))
    return told.low is not None and told.high is not None and not told.low <= 0 <= told.high


def task_found(forms: Forms) -> bool:
    """Tell whether the published change in people with four or more tasks right leaves out 0."""
    ledger = open_ledger(None)
    measure = next(one for one in measures(forms) if one.key == "tasks/four")
    change = published(measure, ledger).change
    return change is not None and change.finding in {"higher", "lower"}


def unprotected(forms: Forms) -> bool:
    """Tell whether a paired t-test on every person's own score finds a change at 5%."""
    scores = np.array([[right(form) for form in both] for both in linked(forms).values()])
    return bool(ttest_rel(scores[:, 1], scores[:, 0]).pvalue < 0.05)


def rows(cohorts: int) -> Iterator[str]:
    """Give one line for each size and change asked."""
    for people, learn in ASKED:
        made = [made_up_cohort(people, learn=learn, seed=seed) for seed in range(cohorts)]
        found = [sum(map(test, made)) for test in (gain_found, task_found, unprotected)]
        shares = "  ".join(f"{100 * number / cohorts:>11.0f} %" for number in found)
        yield f"{people:>6}  {learn:>6.2f}  {shares}"


def main() -> None:
    """Print how often a change is found."""
    cohorts = int(sys.argv[1]) if len(sys.argv) > 1 else COHORTS
    print(f"Share of {cohorts} made-up cohorts in which a change is found")
    print("people  learnt   report gain    report four    t-test, bare")
    for line in rows(cohorts):
        print(line, flush=True)


if __name__ == "__main__":
    main()
