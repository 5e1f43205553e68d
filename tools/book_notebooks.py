"""List the lessons as notebooks: to open in the browser where that can be, and to take home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from tools.lesson_source import Lesson

NOT_HERE = (
    "<p>This copy of the course opens no notebook in the browser. You can take each of them to a "
    "machine that has Jupyter.</p>"
)
TOO_BIG = " Some of its cells need a bigger machine than a browser."


def notebook_list(lessons: Sequence[Lesson], places: Mapping[str, str] | None = None) -> str:
    """Return each lesson with its ways in, as HTML that reads well with no script.

    places: where each notebook lies in JupyterLite, by the lesson's id; none where it is not there.
    """
    lines = "".join(_line(lesson, (places or {}).get(lesson.id)) for lesson in lessons)
    return f"{'' if places else NOT_HERE}<ul>{lines}</ul>"


def _line(lesson: Lesson, place: str | None) -> str:
    title, module = escape(lesson.front.title), lesson.folder.parent.name
    home = f'<a href="notebooks/{module}/{lesson.id}.ipynb" download>take the notebook home</a>'
    big = TOO_BIG if lesson.tagged("notebook-only") else ""
    if not place:
        return f'<li id="{lesson.id}"><strong>{title}</strong> ({home}).{big}</li>'
    way = f'<a href="lite/notebooks/index.html?path={place}">{title}</a>'
    return f'<li id="{lesson.id}" data-notebook="{place}">{way} ({home}).{big}</li>'
