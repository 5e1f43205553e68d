"""What a mentor waits for: the review of 30 learners with 10 notebooks each. Run: make bench

Peer: reading the same 300 files as JSON and nothing else.
"""

import json
import shutil
import tempfile
from pathlib import Path
from time import perf_counter

from greaterdata_lessons.learning import review_comments, review_pages
from greaterdata_lessons.learning.review import read_review

NOTEBOOK = next((Path(__file__).parents[1] / "notebooks").rglob("who-is-missing.ipynb"))
LEARNERS, NOTEBOOKS = 30, 10


def make(folder: Path) -> int:
    """Copy the course's notebook for every learner; return the bytes in all."""
    for learner in range(LEARNERS):
        place = folder / f"learner {learner + 1}"
        place.mkdir(parents=True)
        for number in range(NOTEBOOKS):
            shutil.copy(NOTEBOOK, place / f"lesson {number + 1}.ipynb")
    return LEARNERS * NOTEBOOKS * NOTEBOOK.stat().st_size


def main() -> None:
    """Print the review's time beside its peer's."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "learners"
        size = make(folder)
        started = perf_counter()
        for path in folder.rglob("*.ipynb"):
            json.loads(path.read_text(encoding="utf-8"))
        read = perf_counter() - started
        started = perf_counter()
        review = read_review(folder)
        report = review_pages.report_folder(folder, None)
        review_pages.write_pages(review, report)
        review_comments.write_forms(review, report)
        whole = perf_counter() - started
        pages = list(report.rglob("*.html"))
        print(
            f"review of {LEARNERS} learners x {NOTEBOOKS} notebooks ({size / 1e6:.0f} MB): "
            f"{whole:.1f} s, {len(pages)} pages; reading the files alone {read:.1f} s"
        )


if __name__ == "__main__":
    main()
