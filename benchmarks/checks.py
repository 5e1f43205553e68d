"""What a check costs beyond its comparison. Run: python benchmarks/checks.py

For each installed question: the time of `check` less the time of `mark` alone, on its right
answer. The promise is under 10 ms.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from greaterdata_lessons.learning import bank
from greaterdata_lessons.learning.checks import check
from greaterdata_lessons.learning.marking import mark
from greaterdata_lessons.learning.proofs import proof_answers

TIMES = 30


def milliseconds(call: Callable[[], object]) -> float:
    """Return the median time of a call, in milliseconds."""
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        call()
        found.append(1000 * (time.perf_counter() - start))
    return statistics.median(found)


def main() -> None:
    """Print the median and the largest extra cost by kind of question."""
    extra: dict[str, list[float]] = defaultdict(list)
    for lesson in bank.lessons():
        for name, item in bank.read(lesson).items():
            answer = next(iter(proof_answers(item)))[0]
            alone = milliseconds(lambda item=item, answer=answer: mark(item, answer))
            whole = milliseconds(lambda name=name, answer=answer: check(name, answer))
            extra[item["kind"]].append(whole - alone)
    for kind, found in sorted(extra.items()):
        middle, most = statistics.median(found), max(found)
        print(f"{kind:13} {len(found):3} questions: {middle:.2f} ms, at most {most:.2f} ms")


if __name__ == "__main__":
    main()
