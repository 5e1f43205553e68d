"""A mentor's comments: a plain text form for each learner, and the page that goes back to them.

The form opens in any editor. What stands below a line that begins with ``##`` is a comment; lines
that begin with ``>`` are the learner's own answer, there to be read. Comments typed already are
kept when the forms are made again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from greaterdata_lessons.errors import LearnerError, did_you_mean

from .evidence import day
from .notebook_files import lines
from .review import WRITTEN, Exercise, Learner, Review
from .review_pages import fill

GENERAL = "in general"
LARGEST = 1_000_000  # bytes of a form
_HEADING = re.compile(r"## *(.+?)(?: *\|.*)?")


def write_forms(review: Review, report: Path) -> None:
    """Write a form for each learner, with what was typed into an earlier one.

    Raises LearnerError when an earlier form cannot be read: nothing typed is ever lost.
    """
    folder = report / "comments"
    folder.mkdir(exist_ok=True)
    known = _titles(review)
    forms = []
    for learner in review.learners:
        path = folder / f"{learner.key}.txt"
        before = read_form(path, known) if path.exists() else {}
        forms.append((path, _form(review, learner, before)))
    for path, text in forms:
        path.write_text(text, encoding="utf-8")


def _titles(review: Review) -> dict[str, str]:
    return {GENERAL: "In general"} | {one.item: one.title for one in review.exercises}


def _form(review: Review, learner: Learner, before: dict[str, str]) -> str:
    parts = [
        f"Comments for {learner.name}\n\n"
        "Type below a line that begins with ##. Lines that begin with > are the learner's own\n"
        "answer: read them, leave them. Save this file, then type the command again with\n"
        "--comments at its end. What has no comment is left out.\n",
        f"## {GENERAL}\n\n{before.get(GENERAL, '')}\n",
    ]
    for exercise in _to_comment(review, learner, before):
        answer = learner.answers.get(exercise.item)
        quoted = lines(answer.answer) if answer else ""
        shown = "".join(f"> {line}\n" for line in quoted.splitlines())
        title = exercise.title.replace("\n", " ")
        comment = before.get(exercise.item, "")
        parts.append(f"## {exercise.item} | {title}\n{shown}\n{comment}\n")
    return "\n".join(parts)


def _to_comment(review: Review, learner: Learner, before: dict[str, str]) -> Iterator[Exercise]:
    for one in review.exercises:
        answer = learner.answers.get(one.item)
        written = one.kind in WRITTEN and answer and answer.state != "not tried"
        if written or one.item in before:
            yield one


def read_form(path: Path, known: dict[str, str]) -> dict[str, str]:
    """Return the comments in a form by the name of their question.

    known: the headings there can be.
    Raises LearnerError, naming form and line, for a heading that is none of them.
    """
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        raise LearnerError(f"{path} is no form that can be read. Move it away and try again.")
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:  # an old editor on Windows
        text = content.decode("cp1252", errors="replace")
    found: dict[str, list[str]] = {}
    under: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _HEADING.fullmatch(line.rstrip()):
            under = heading[1].strip()
            if under not in known:
                raise LearnerError(
                    f'{path.name}, line {number}: there is no question "{under}". '
                    f"{did_you_mean(under, known)}"
                )
        elif under and not line.startswith(">"):
            found.setdefault(under, []).append(line)
    typed = {name: "\n".join(part).strip() for name, part in found.items()}
    return {name: comment for name, comment in typed.items() if comment}


def write_comments(review: Review, report: Path) -> list[Path]:
    """Turn each form with comments into a page for its learner; return the pages' paths.

    Raises LearnerError when there are no forms yet, or one cannot be read.
    """
    folder = report / "comments"
    if not folder.is_dir():
        raise LearnerError(
            "There are no forms for comments yet. Type the command without --comments first."
        )
    known, pages = _titles(review), []
    for learner in review.learners:
        path = folder / f"{learner.key}.txt"
        typed = read_form(path, known) if path.exists() else {}
        if typed:
            page = report / "to-send" / f"{learner.key}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text(_page(learner, known, typed), encoding="utf-8")
            pages.append(page)
    return pages


def _page(learner: Learner, known: dict[str, str], typed: dict[str, str]) -> str:
    answers = {name: one.answer for name, one in learner.answers.items()}
    comments = [
        (title, answers.get(name, ""), typed[name])
        for name, title in known.items()
        if name in typed
    ]
    return fill("comments.html", learner=learner, comments=comments, today=day(date.today()))
