"""How long a check of quality takes, beside a profiling report. By hand: see below.

Peer: fg-data-profiling's minimal report (the successor of ydata-profiling and pandas-profiling).
It needs pandas below 3, so it runs in an environment of its own:

    python3 -m venv /tmp/peers
    /tmp/peers/bin/pip install fg-data-profiling==4.20.0 pyarrow "setuptools<80"
    .venv/bin/python benchmarks/quality.py /tmp/peers/bin/python

Without that second Python it prints our figure alone. The table is 1,000,000 rows x 20 columns of
made-up referrals; give a number of rows last to try fewer. What is timed is the peer's description
of the table, without its page, which would only add to its time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 1_000_000
PEER = """
import sys, time, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from data_profiling import ProfileReport
frame = pd.read_parquet(sys.argv[1])
report = ProfileReport(frame, minimal=True, progress_bar=False)
start = time.perf_counter()
report.get_description()
print(time.perf_counter() - start)
"""
PLACES = ["Halton", "Knowsley", "Liverpool", "Sefton", "St. Helens", "St Helens", "Wirral"]


def made_up(rows: int) -> pd.DataFrame:
    """Return made-up referrals: numbers of records, codes, days, counts, amounts, gaps."""
    chance = np.random.default_rng(1)
    days = pd.date_range("2023-01-01", "2025-12-31").strftime("%Y-%m-%d").to_numpy()
    codes = {f"code_{n}": chance.choice(list("ABCDEFGH"), rows) for n in range(6)}
    table = pd.DataFrame(
        {
            "referral_id": [f"R{n:07d}" for n in range(rows)],
            "home_id": [f"H{n:07d}" for n in chance.integers(0, rows, rows)],
            "referred_on": chance.choice(days, rows),
            "seen_on": chance.choice(days, rows),
            "referred_by": chance.choice(["council", "GP practice", "charity", "self"], rows),
            "borough": chance.choice(PLACES, rows),
            "ethnic_group": chance.choice(["White", "Asian", "Black", "Not stated", ""], rows),
            "disabled": chance.choice(["Disabled", "Not disabled", "Y", "N"], rows),
            "year_of_birth": chance.integers(1930, 2010, rows),
            "visits": chance.poisson(3, rows),
            "weeks": chance.integers(0, 60, rows),
            "cost": chance.gamma(2, 200, rows).round(2),
            "score": chance.normal(size=rows),
            "note": chance.choice(["", "rang back", "no answer"], rows),
            **codes,
        }
    )
    return table.mask(pd.DataFrame(chance.random(table.shape) < 0.01, columns=table.columns))


def ours(frame: pd.DataFrame) -> float:
    """Return the seconds our check takes, the best of three."""
    import greaterdata_lessons as gd

    gd.quality(frame.head(1000))  # the import is not what is measured
    took = []
    for _ in range(3):
        start = time.perf_counter()
        gd.quality(frame, by="referred_by", on="2026-01-01")
        took.append(time.perf_counter() - start)
    return min(took)


def theirs(python: str, path: Path) -> float:
    """Return the seconds the peer's minimal description takes in its own environment."""
    run = [python, "-c", PEER, str(path)]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()[-1])


def main() -> None:
    """Make the table, time both, print the ratio."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    pythons = [word for word in sys.argv[1:] if not word.isdigit()]
    frame = made_up(numbers[0] if numbers else ROWS)
    mine = ours(frame)
    print(f"quality of {len(frame):,} rows x {frame.shape[1]} columns: {mine:.2f} s", flush=True)
    if not pythons:
        print("peer not measured: give the Python of its environment (see the top of this file)")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.parquet"
        frame.to_parquet(path)
        peer = theirs(pythons[0], path)
    print(f"fg-data-profiling, minimal: {peer:.2f} s; {peer / mine:.1f} times as long")


if __name__ == "__main__":
    main()
