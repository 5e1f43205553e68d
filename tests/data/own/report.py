"""Print what each bad file gets: python -m tests.data.own.report."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from tests.data.own.cases import Case
from tests.data.own.every import CASES


def line(case: Case, folder: Path) -> str:
    """One line for one file: its sentence, or its size and what was said of it."""
    try:
        mine = gd.own(case.make(folder), **case.options)
    except LearnerError as error:
        return f"{case.name}: refused. {error}".replace(f"{folder}{os.sep}", "")
    size = f"read, {mine.rows} x {len(mine.proposals)}"
    types = ", ".join(proposal.kind for proposal in mine.proposals)
    return f"{case.name}: {size} ({types}). {' '.join(mine.warnings)}".strip()


def main() -> None:
    """Make every bad file in a folder of its own, and print what it gets."""
    refused = sum(bool(case.refuses) for case in CASES)
    print(
        f"{len(CASES)} files: {refused} get a sentence, {len(CASES) - refused} a right reading.\n"
    )
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            print("-", line(case, Path(folder)))


if __name__ == "__main__":
    main()
