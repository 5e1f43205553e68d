"""Write a review as pages: an index, one page a learner, one an exercise. No page can run code."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greaterdata_lessons.errors import LearnerError

from .evidence import date_of, day
from .notebook_files import lines
from .review import STATE_WORDS, WRITTEN, Review

if TYPE_CHECKING:
    from jinja2 import Environment

MARK = "review.txt"  # tells a folder of ours from somebody's own
SAYS = (
    "Pages made by: greaterdata review. Start with index.html. They hold learners' answers: keep "
    "them where you keep learners' work, and delete this folder when you are done.\n"
)


def report_folder(folder: Path, to: Path | None) -> Path:
    """Return the folder the pages go to: the one asked for, or one beside the learners' folder.

    Raises LearnerError when it lies inside the learners' folder, or holds something else.
    """
    learners = folder.resolve()
    report = to or learners.with_name(f"{learners.name}-review")
    if report.resolve().is_relative_to(learners):
        raise LearnerError(
            "The pages cannot go inside the learners' folder: they would be taken for a learner. "
            "Give another folder after --to."
        )
    if report.exists() and (not report.is_dir() or _is_of_others(report)):
        raise LearnerError(f"{report} holds something else. Give another folder after --to.")
    return report


def _is_of_others(report: Path) -> bool:
    return any(report.iterdir()) and not (report / MARK).is_file()


def write_pages(review: Review, report: Path) -> Path:
    """Write every page and return the index's path; pages of an earlier review are replaced."""
    for name in ("learners", "exercises"):
        (report / name).mkdir(parents=True, exist_ok=True)
        for old in (report / name).glob("*.html"):
            old.unlink()
    (report / MARK).write_text(SAYS, encoding="utf-8")
    for learner in review.learners:
        page = fill("learner.html", review=review, learner=learner)
        (report / "learners" / f"{learner.key}.html").write_text(page, encoding="utf-8")
    for exercise in review.exercises:
        page = fill("exercise.html", review=review, exercise=exercise)
        (report / "exercises" / f"{exercise.key}.html").write_text(page, encoding="utf-8")
    index = report / "index.html"
    index.write_text(fill("index.html", review=review), encoding="utf-8")
    return index


def fill(template: str, **values: Any) -> str:
    """Return a page; whatever is put into it is shown as text."""
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as missing:
        raise LearnerError("Writing pages needs jinja2. Type: pip install jinja2") from missing
    folder = resources.files("greaterdata_lessons.learning") / "review_templates"
    style = (folder / "style.css").read_text(encoding="utf-8")
    made = Environment(
        loader=FileSystemLoader(str(folder)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["lines"] = lines
    made.filters["day"] = lambda when: day(found) if (found := date_of(when)) else when
    made.filters["text_id"] = lambda name: f"cells-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    made.globals |= {"STATE": STATE_WORDS, "WRITTEN": WRITTEN, "style": style, "csp": policy(style)}
    return made


def policy(style: str) -> str:
    """Return the rule a page sets itself: its own style, and nothing else whatever.

    >>> policy("p{}")[:42]
    "default-src 'none'; style-src 'sha256-gG2y"
    """
    found = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{found}'; base-uri 'none'; form-action 'none'"
