"""Counting a file larger than memory, beside the bare GROUP BY. Run: python benchmarks/counts.py.

It writes a Parquet file of so many million made-up records (10, or say another number: counts.py
100) to a temporary folder, counts it by borough, ethnic group and outcome with `gd.count` and with
DuckDB alone, each in a process of its own, and prints seconds, the peak of memory, and the ratio.
The same for a frame of pandas, beside its own groupby, at a tenth of the size.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

MAKE = """
copy (
    select
        ['Halton', 'Knowsley', 'Liverpool', 'Sefton', 'St. Helens', 'Wirral']
            [1 + cast(floor(6 * random()) as int)] as borough,
        ['White', 'Asian', 'Black', 'Mixed', 'Other', null]
            [1 + cast(floor(6 * pow(random(), 4)) as int)] as ethnic_group,
        cast(random() < 0.3 as int) as referred,
        cast(floor(90 * random()) as int) as age
    from range({rows})
) to '{path}' (format parquet)
"""
KEYS = ["borough", "ethnic_group", "referred"]
BEST_OF, ROUNDS = 2, 3
MEASURE = """
import resource, sys, time
{setup}
def once():
    start = time.perf_counter()
    found = {run}
    return time.perf_counter() - start, found
times, founds = zip(*(once() for _ in range({times})))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(min(times), peak, int(founds[-1]))
"""
FILE = {
    "gd.count": (
        "import greaterdata_lessons as gd; gd.count",
        "gd.count(path, by=['borough', 'ethnic_group'], outcome='referred').total",
    ),
    "bare GROUP BY": (
        "import duckdb; duckdb.sql('set enable_progress_bar = false')",
        "duckdb.sql(f\"select {', '.join(keys)}, count(*) as n from '{path}' group by all\")"
        ".df()['n'].sum()",
    ),
}
FRAME = {
    "gd.count": (
        "import pandas, greaterdata_lessons as gd; frame = pandas.read_parquet(path)",
        "gd.count(frame, by=['borough', 'ethnic_group'], outcome='referred').total",
    ),
    "pandas groupby": (
        "import pandas; frame = pandas.read_parquet(path)",
        "frame.groupby(keys, dropna=False, observed=True).size().sum()",
    ),
}


def measured(setup: str, run: str, path: Path) -> tuple[float, float, int]:
    """Return the best seconds, the peak of memory in GB, and the total, of a fresh Python."""
    begin = f"path = {str(path)!r}; keys = {KEYS!r}; {setup}"
    code = MEASURE.format(setup=begin, run=run, times=BEST_OF)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, peak, total = done.stdout.split()
    return float(seconds), float(peak), int(total)


def compared(title: str, rows: int, ways: dict[str, tuple[str, str]], path: Path) -> None:
    """Print what each way took, and how many times as long the first is."""
    print(f"{title}, {rows:,} records:")
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
        for name, (setup, run) in ways.items():
            found[name].append(measured(setup, run, path))
    best = {name: min(each) for name, each in found.items()}
    for name, (seconds, peak, total) in best.items():
        print(f"  {name}: {seconds:.3f} s, peak {peak:.2f} GB, {total:,} counted")
    ours, peer = (seconds for seconds, _, _ in best.values())
    print(f"  ratio {ours / peer:.2f}")


def main() -> None:
    """Write the records, count them both ways, and print the ratio."""
    import duckdb

    millions = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        for title, ways, share in (("Parquet file", FILE, 1), ("pandas frame", FRAME, 0.1)):
            rows = int(millions * share * 1e6)
            path = Path(folder) / f"{rows}.parquet"
            duckdb.sql(MAKE.format(rows=rows, path=path))
            compared(title, rows, ways, path)


if __name__ == "__main__":
    main()
