"""Speed of an audit beside fairlearn's `MetricFrame`, both in one run on the same people.

Run from the checkout: `.venv/bin/python benchmarks/audit.py`. It prints ratios and asserts nothing:
a shared machine is not a stopwatch. The peer's resampling is slow, so by default it makes a few
draws and its time is scaled to 100 draws (its time without draws, plus the time of one draw 100
times); `--full` runs all 100. `--intervals 100000 --plain 1000000` set how many people there are.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from fairlearn import metrics as fair
from sklearn.metrics import accuracy_score, precision_score

import greaterdata_lessons as gd

DRAWS = 100
PEERS = {
    "missed": fair.false_negative_rate,
    "false alarm": fair.false_positive_rate,
    "selected": fair.selection_rate,
    "precision": partial(precision_score, zero_division=0.0),
    "accuracy": accuracy_score,
    "people": fair.count,
}
THREE = ("missed", "false alarm", "selected")


def people(n: int, groups: int = 10) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    """Draw needs, decisions, and a categorical column of groups."""
    rng = np.random.default_rng(1)
    names = pd.Categorical.from_codes(rng.integers(0, groups, n), list("ABCDEFGHIJ")[:groups])
    return rng.integers(0, 2, n), rng.integers(0, 2, n), pd.Series(names, name="group")


def best(work: Callable[[], object], times: int) -> float:
    """Return the shortest of a few times, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def frame(
    rows: tuple[np.ndarray, np.ndarray, pd.Series], names: tuple[str, ...], draws: int
) -> None:
    """Let fairlearn compute everything by group, overall, and the differences."""
    true, pred, group = rows
    more = {"n_boot": draws, "ci_quantiles": [0.025, 0.975], "random_state": 0} if draws else {}
    found = fair.MetricFrame(
        metrics={name: PEERS[name] for name in names},
        y_true=true,
        y_pred=pred,
        sensitive_features=group,
        **more,
    )
    _ = found.by_group, found.overall, found.difference(), found.ratio()
    if draws:
        _ = found.by_group_ci, found.difference_ci()


def intervals(n: int, full: bool) -> None:
    """Audit with intervals, three measures, beside resampled intervals."""
    rows = people(n)
    true, pred, group = rows
    exact = best(lambda: gd.audit(true, pred, by=group, measures=THREE).table, 7)
    drawn = best(lambda: gd.audit(true, pred, by=group, measures=THREE).resample(DRAWS), 7)
    if full:
        peer, said = best(lambda: frame(rows, THREE, DRAWS), 1), f"{DRAWS} draws run"
    else:
        none, few = best(lambda: frame(rows, THREE, 0), 1), 3
        each = (best(lambda: frame(rows, THREE, few), 1) - none) / few
        peer, said = none + DRAWS * each, f"scaled to {DRAWS} draws from {few}"
    print(f"{n:,} people, 10 groups, 3 measures, with intervals:")
    print(f"  MetricFrame n_boot={DRAWS}: {peer:.1f} s ({said})")
    print(f"  gd.audit, Wilson and Newcombe: {1e3 * exact:.1f} ms, {peer / exact:,.0f} times")
    print(f"  gd.audit(...).resample({DRAWS}): {1e3 * drawn:.1f} ms, {peer / drawn:,.0f} times")


def plain(n: int) -> None:
    """Audit all measures; ours has its intervals all the same."""
    rows = people(n)
    true, pred, group = rows
    ours = best(lambda: gd.audit(true, pred, by=group).table, 7)
    peer = best(lambda: frame(rows, tuple(PEERS), 0), 1)
    print(f"{n:,} people, 10 groups, 6 measures (with the people), a categorical column:")
    print(f"  MetricFrame: {peer:.1f} s")
    print(f"  gd.audit, intervals too: {1e3 * ours:.1f} ms, {peer / ours:,.0f} times")


def main() -> None:
    """Measure both rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--intervals", type=int, default=100_000)
    parser.add_argument("--plain", type=int, default=1_000_000)
    parser.add_argument("--full", action="store_true", help="run all the peer's draws")
    asked = parser.parse_args()
    intervals(asked.intervals, asked.full)
    plain(asked.plain)


if __name__ == "__main__":
    main()
