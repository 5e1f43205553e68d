"""The commands for records: `greaterdata evidence` and `greaterdata review`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from greaterdata_lessons.course import Places, course_folder
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

FORMATS = {"html": ".html", "word": ".docx", "md": ".md"}


def add_commands(commands: Any) -> None:
    """Add both commands to the reader of the command line."""
    _add_evidence(commands)
    _add_review(commands)


def _add_evidence(commands: Any) -> None:
    evidence = commands.add_parser("evidence", help="write a record of your work for your mentor")
    evidence.add_argument(
        "folder", nargs="?", type=Path, help="where your notebooks are (the course's my-lessons)"
    )
    evidence.add_argument("--name", default="", help="a name or code to print (none)")
    evidence.add_argument("--to", type=Path, default=Path(), help="where the files go (here)")
    add_formats(evidence)
    evidence.add_argument("--verify", type=Path, metavar="FILE", help="check a record instead")
    evidence.add_argument("--digest", default="", help="with --verify: the digest you noted")
    evidence.set_defaults(run=run_evidence)


def add_formats(parser: Any) -> None:
    """Add the choice of what to write."""
    formats = list(FORMATS)
    parser.add_argument(
        "--as", dest="formats", nargs="+", choices=formats, default=formats, help="what to write"
    )


def _add_review(commands: Any) -> None:
    review = commands.add_parser("review", help="look at learners' notebooks, running nothing")
    review.add_argument("folder", type=Path, help="holds one folder for each learner")
    review.add_argument("--to", type=Path, help="where the pages go (beside the folder)")
    review.add_argument(
        "--comments", action="store_true", help="turn your forms into pages to send back"
    )
    review.add_argument(
        "--rerun", action="store_true", help="also run the code again, walled in (Linux)"
    )
    review.add_argument(
        "--seconds", type=_seconds, default=60, help="with --rerun: the most a notebook gets (60)"
    )
    review.set_defaults(run=run_review)


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3600:
        raise argparse.ArgumentTypeError(f'seconds are a whole number from 1 to 3600, not "{text}"')
    return int(text)


def run_evidence(options: argparse.Namespace) -> int:
    """Write a record, or check one; 1 when one that was checked has been changed."""
    if options.verify:
        from greaterdata_lessons.learning.evidence_verify import verify

        verdict = verify(options.verify, options.digest)
        print(verdict)
        return 0 if verdict.unchanged else 1
    if options.digest:
        raise LearnerError("--digest goes with --verify and the name of a record.")
    return write_record(options)


def write_record(options: argparse.Namespace) -> int:
    """Write a record in each format asked for, and say what it holds."""
    from greaterdata_lessons.learning.evidence import make_record
    from greaterdata_lessons.learning.evidence_blocks import blocks_of, digest
    from greaterdata_lessons.learning.evidence_print import as_html, as_markdown, as_word

    record = make_record(options.folder or Places(course_folder()).copies, name=options.name)
    blocks = blocks_of(record)
    printers: dict[str, Callable[[], bytes]] = {
        "html": lambda: as_html(blocks).encode(),
        "word": lambda: as_word(blocks),
        "md": lambda: as_markdown(blocks).encode(),
    }
    content = {name: printers[name]() for name in dict.fromkeys(options.formats)}
    options.to.mkdir(parents=True, exist_ok=True)
    for name, printed in content.items():
        path = options.to / f"evidence-{date.today().isoformat()}{FORMATS[name]}"
        write_whole(path, printed)
        print(f"Written: {path}")
    for sentence in record.not_read:
        print(f"Left out: {sentence}")
    print(
        f"\nThe digest begins {digest(blocks)[:12]}. Your mentor may want to note that.\n"
        "The record holds your own written answers: read it before you pass it on."
    )
    return 0


def run_review(options: argparse.Namespace) -> int:
    """Write the pages of a review, or the pages that go back to learners."""
    from greaterdata_lessons.learning import review_comments, review_pages
    from greaterdata_lessons.learning.review import read_review

    report = review_pages.report_folder(options.folder, options.to)
    review = read_review(options.folder)
    if options.comments:
        pages = review_comments.write_comments(review, report)
        for page in pages:
            print(f"To send: {page}")
        print(f"{len(pages)} of {len(review.learners)} learners have comments.")
        return 0
    if options.rerun:
        rerun(review, options.seconds)
    index = review_pages.write_pages(review, report)
    review_comments.write_forms(review, report)
    print(
        f"Learners: {len(review.learners)}. Exercises: {len(review.exercises)}.\n"
        f"Open in your browser: {index}\nForms for your comments: {report / 'comments'}"
    )
    return 0


def rerun(review: Any, seconds: int) -> None:
    """Run every notebook again, one after another, saying which."""
    from greaterdata_lessons.learning.review_rerun import run_again

    for learner in review.learners:
        for notebook in learner.notebooks:
            print(f"Running again: {learner.name}, {notebook.name}", flush=True)
            learner.again[notebook.name] = run_again(notebook, seconds)
