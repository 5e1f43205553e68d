"""How fast a table is protected, attacked, and people are counted who are alike. Run: make bench

A thousand small areas by twenty columns with totals, at four sizes of place; then k and l of a
million records. The peer for k and l is pycanon, which pins exact versions of other libraries: it
runs only where a Python with it is named (benchmarks/peers.txt), and is said to be absent if not.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

import numpy as np
import pandas as pd

import greaterdata_lessons as gd

T = TypeVar("T")
PEER = """
import sys, time, pandas as pd
from pycanon import anonymity
frame = pd.read_csv(sys.argv[1], dtype=str)
facts = ["borough", "age", "group", "tenure"]
for measure in (anonymity.k_anonymity, anonymity.l_diversity):
    begun = time.perf_counter()
    found = measure(frame, facts, *([["need"]] if measure is anonymity.l_diversity else []))
    print(measure.__name__, found, round(time.perf_counter() - begun, 2))
"""


def areas(typical: float) -> pd.DataFrame:
    """Return counts for 1,003 areas and 20 columns, around a typical count."""
    luck = np.random.default_rng(1)
    counts = luck.poisson(np.exp(luck.normal(np.log(typical), 1.3, (1003, 20))))
    return pd.DataFrame(counts, index=[f"area {number}" for number in range(1003)])


def people(size: int = 1_000_000) -> pd.DataFrame:
    """Return made-up people with four facts and a need."""
    luck = np.random.default_rng(2)
    kinds = {"borough": 6, "age": 18, "group": 19, "tenure": 5, "need": 7}
    columns = {
        name: luck.choice([f"{name} {kind}" for kind in range(many)], size)
        for name, many in kinds.items()
    }
    return pd.DataFrame(columns).assign(synthetic="SYNTHETIC")


def seconds(work: Callable[[], T]) -> tuple[float, T]:
    """Return how long `work` takes, and what it gives."""
    begun = perf_counter()
    found = work()
    return perf_counter() - begun, found


def main() -> None:
    """Print every figure; the peer's beside ours where it is there."""
    gd.attack(gd.protect(areas(50).iloc[:5]))  # the libraries are loaded before the clock starts
    for typical in (3, 10, 50, 400):
        took, table = seconds(lambda: gd.protect(areas(typical)))  # noqa: B023 - used at once
        tried, attack = seconds(lambda: gd.attack(table))  # noqa: B023
        print(
            f"1,003 areas x 20, typical count {typical}: protect {took:.2f} s "
            f"({table.small:,} small, {table.beside:,} beside, least: {table.least}); "
            f"attack {tried:.2f} s, {len(attack.found)} found"
        )
    frame = people()
    facts = ["borough", "age", "group", "tenure"]
    took, found = seconds(lambda: gd.unique_on(frame, facts))
    print(f"k of 1,000,000 people, 4 facts: {took:.2f} s, k = {found.k}")
    took, found = seconds(lambda: gd.unique_on(frame, facts, sensitive="need"))
    print(f"k and l of the same: {took:.2f} s, l = {found.l}")
    print(peer(frame))


def peer(frame: pd.DataFrame) -> str:
    """Return what pycanon says and takes, or that it is not here."""
    python = os.environ.get("GREATERDATA_PEERS_PYTHON")
    if python is None:
        return "pycanon: not here (benchmarks/peers.txt says how to have it)"
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        frame.to_csv(file.name, index=False)
        run = [python, "-c", PEER, file.name]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
    return f"pycanon: {done.stdout.strip() or done.stderr.strip()[-300:]}"


if __name__ == "__main__":
    main()
