"""Time and memory of making people: everybody in the region, and a teaching world.

Run from the checkout: `.venv/bin/python benchmarks/people.py`. It prints, and asserts nothing:
a shared machine is not a stopwatch. Each line is measured in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

TASKS = {
    "everybody": "1,551,763 people, raked and made",
    "world": "a world of 50,000 referrals, all six mechanisms, records and report",
    "card": "its truth card: the ledger of fourteen worlds",
}
ALL_ON = dict.fromkeys(
    ("historical", "representation", "measurement", "aggregation", "evaluation", "deployment"), 1
)


def everybody() -> str:
    """Make the whole population, and say how well it adds up."""
    from greaterdata_lessons.data.people.population import population

    made = population()
    return f"worst margin {made.worst:.2f} of a person away from its target"


def world(service: str = "social-care") -> str:
    """Make a teaching world, with what an auditor gets."""
    from greaterdata_lessons.data.people.worlds import world

    made = world(service, **ALL_ON)
    return f"{len(made.records):,} records, {len(made.reported)} lines in the supplier's report"


def card() -> str:
    """Open the truth card of a world with everything planted."""
    from greaterdata_lessons.analysis.audit_truth import truth_card
    from greaterdata_lessons.data.people.worlds import world

    return f"{len(truth_card(world('social-care', **ALL_ON)).ledger)} lines in the ledger"


def measured(task: str) -> str:
    """Run one task here, after its imports, and say what it took."""
    import greaterdata_lessons.analysis.audit_truth  # noqa: F401 - so that only the task is timed

    start = time.perf_counter()
    said = {"everybody": everybody, "world": world, "card": card}[task]()
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{TASKS[task]}: {took:.2f} s, peak {peak:,.0f} MB; {said}"


def main() -> None:
    """Measure one task, or all of them one after another."""
    if len(sys.argv) == 2:
        print(measured(sys.argv[1]))
        return
    for task in TASKS:
        subprocess.run([sys.executable, __file__, task], check=True)


if __name__ == "__main__":
    main()
