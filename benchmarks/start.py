"""What a learner waits for first: the import, and one check. Run: make bench

Peers: `import pandas` for the import, the bare comparison for the check. Best of several runs.
"""

import subprocess
import sys
from timeit import repeat

from greaterdata_lessons.learning.checks import check


def import_seconds(statement: str) -> float:
    """Return the seconds a fresh Python needs for `statement`, less the start of Python itself."""

    def best(code: str) -> float:
        run = [sys.executable, "-c", code]
        return min(repeat(lambda: subprocess.run(run, check=True), number=1, repeat=5))

    return best(statement) - best("pass")


def main() -> None:
    """Print both figures beside their peers."""
    ours, pandas = import_seconds("import greaterdata_lessons"), import_seconds("import pandas")
    print(f"import greaterdata_lessons {ours:.3f} s; import pandas {pandas:.3f} s")
    item = "who-is-missing/hidden-number"
    seconds = min(repeat(lambda: check(item, 8), number=100, repeat=5)) / 100
    bare = min(repeat(lambda: abs(8 - 8) <= 0, number=100, repeat=5)) / 100
    print(f"one check() {seconds * 1e6:.1f} microseconds; comparison alone {bare * 1e6:.2f}")


if __name__ == "__main__":
    main()
