"""List the law that the lessons state, from their front matter, with the day it was checked."""

from __future__ import annotations

from collections.abc import Sequence

from tools.lesson_source import Lesson


def law_list(lessons: Sequence[Lesson]) -> str:
    """Return each lesson that states law, the day it was checked, and every provision."""
    return "\n\n".join(_lesson(lesson) for lesson in lessons if lesson.front.law)


def _lesson(lesson: Lesson) -> str:
    checked = lesson.front.law_checked_on
    day = f"{checked.day} {checked:%B %Y}" if checked else ""
    told = "\n".join(f"- **{provision}:** {says}" for provision, says in lesson.front.law.items())
    return f"### {lesson.front.title}\n\nChecked on {day}. [Read it]({lesson.page}).\n\n{told}"
