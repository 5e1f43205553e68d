"""How long, and how much memory, a file of your own takes. By hand: python benchmarks/own.py.

It makes a CSV file of 1 GB in a temporary folder, reads it in a process of its own, prints the time
and the peak of memory, and deletes it. Give another size in megabytes to try less: own.py 100.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READ = """
import resource, sys, time
import greaterdata_lessons as gd
gd.own  # the import is not what is measured
start = time.perf_counter()
mine = gd.own(sys.argv[1])
took = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
where = type(mine.table).__name__
print(f"{mine.rows:,} rows x {len(mine.columns)} columns as {where}: {took:.1f} s, {peak:.2f} GB")
print("; ".join(str(proposal) for proposal in mine.proposals))
"""
PEOPLE = ["<5", *range(5, 30)]
BOROUGHS = ["Halton", "Knowsley", "Liverpool", "Sefton", "St. Helens", "Wirral"]


def block(rows: int) -> str:
    """Return made-up rows such as a council has: codes, a place, a date, a count, a share."""
    chance = random.Random(1)
    return "".join(
        f"{chance.randrange(10**7):08},{chance.choice(BOROUGHS)},"
        f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2025,"
        f"{chance.choice(PEOPLE)},{chance.randint(0, 999) / 10}%,"
        f"E0{chance.randrange(10**7):07},SYNTHETIC note {chance.randrange(1000)}\n"
        for _ in range(rows)
    )


def make(path: Path, megabytes: int) -> None:
    """Write a file of at least so many megabytes, one block over and over."""
    rows = block(100_000)
    with path.open("w", encoding="utf-8") as file:
        file.write("code,borough,came,people,share,area,note\n")
        while file.tell() < megabytes * 1e6:
            file.write(rows)


def main() -> None:
    """Make the file, read it, print what it took, and delete it."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        start = time.perf_counter()
        make(path, megabytes)
        print(f"{path.stat().st_size / 1e6:,.0f} MB made in {time.perf_counter() - start:.1f} s")
        subprocess.run([sys.executable, "-c", READ, str(path)], check=True)


if __name__ == "__main__":
    main()
