"""Show which lesson supports which skill: apprenticeship standards and four other frameworks.

Codes of the standards come from the library's framework.json alone; the other four frameworks, by
lesson, from `book/skills.csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from greaterdata_lessons.learning.framework import Framework
from tools.book_pages import BookError
from tools.book_toc import Place
from tools.lesson_source import Lesson

FRAMEWORKS = (
    "essential digital skills",
    "digital competence",
    "government level",
    "ethics principles",
)


def read_skills(book: Path) -> dict[str, dict[str, str]]:
    """Return the four other frameworks for each lesson, by the lesson's name."""
    with (book / "skills.csv").open(encoding="utf-8", newline="") as file:
        return {row["lesson"]: row for row in csv.DictReader(file)}


def skills(
    told: Mapping[str, Mapping[str, str]],
    framework: Framework,
    known: Sequence[Place],
    lessons: Sequence[Lesson],
) -> str:
    """Return two tables by lesson: the standards' codes, and the other frameworks.

    Raises:
        BookError: when a lesson has no row in `book/skills.csv`.
    """
    written = {lesson.id: lesson for lesson in lessons}
    rows = [(place, written.get(_name(place))) for place in known]
    missing = [_name(place) for place, _ in rows if _name(place) not in told]
    if missing:
        raise BookError(f"book/skills.csv has no row for {missing[0]}.")
    lists = list(framework.lists.values())
    head = _table(["Lesson", *(f"{each.standard} {each.part}" for each in lists)])
    codes = "\n".join(_codes(place, lesson, framework) for place, lesson in rows)
    others = "\n".join(
        f"| {_title(place, lesson)} | {' | '.join(told[_name(place)][f] for f in FRAMEWORKS)} |"
        for place, lesson in rows
    )
    other_head = _table(["Lesson", *(f.capitalize() for f in FRAMEWORKS)])
    return (
        f"## Apprenticeship standards\n\n{_versions(framework)}\n\n{head}\n{codes}\n\n"
        f"{_meanings(framework)}\n\n## Other frameworks\n\n{other_head}\n{others}"
    )


def _name(place: Place) -> str:
    return place.page.rpartition("/")[2]


def _title(place: Place, lesson: Lesson | None) -> str:
    return f"[{lesson.front.title}]({lesson.page})" if lesson else f"{place.planned} (to come)"


def _codes(place: Place, lesson: Lesson | None, framework: Framework) -> str:
    title = lesson.front.title if lesson else str(place.planned)
    found = framework.place(title) or framework.place(title.partition(",")[0])
    supports = found.supports if found else {}
    cells = [" ".join(supports.get(key, ())) for key in framework.lists]
    return f"| {_title(place, lesson)} | {' | '.join(cells)} |"


def _versions(framework: Framework) -> str:
    return "\n".join(
        f"- **{each.name}**, version {each.version}, checked {each.checked_on}. {each.note}"
        for each in framework.lists.values()
    )


def _meanings(framework: Framework) -> str:
    return "\n\n".join(
        f"### What the codes mean: {each.name}\n\n"
        + _table(["Code", "In our words"])
        + "\n"
        + "\n".join(f"| {each.word(code)} | {says} |" for code, says in each.statements.items())
        for each in framework.lists.values()
    )


def _table(headings: Sequence[str]) -> str:
    return f"| {' | '.join(headings)} |\n|{'---|' * len(headings)}"
