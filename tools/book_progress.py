"""What the page "Your progress" is made from: every lesson, its objectives and its questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from tools.lesson_source import Lesson

TOLD = ("id", "title", "kind", "objective")


def catalogue(lessons: Sequence[Lesson], banks: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what pages need to know of each lesson, in teaching order; no answer is in it.

    banks: the compiled bank of each lesson, by the lesson's id.
    """
    return {
        "version": 1,
        "lessons": [
            {
                "lesson": lesson.id,
                "title": lesson.front.title,
                "module": lesson.front.module,
                "page": _page(lesson),
                "objectives": dict(lesson.front.objectives),
                "items": [
                    {name: item[name] for name in TOLD if name in item}
                    for item in banks[lesson.id]["items"].values()
                ],
            }
            for lesson in lessons
        ],
    }


def catalogue_json(lessons: Sequence[Lesson], banks: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the catalogue as the bytes of its file."""
    return (json.dumps(catalogue(lessons, banks), ensure_ascii=False, indent=1) + "\n").encode()


def progress_list(lessons: Sequence[Lesson]) -> str:
    """Return each lesson with its objectives as HTML that reads well with no script at all."""
    return "\n".join(
        f'<section data-lesson="{escape(lesson.id)}">\n'
        f'<h3><a href="{_page(lesson)}">{escape(lesson.front.title)}</a></h3>\n'
        '<p class="gd-how-far"></p>\n'
        f"<ul>{''.join(_objective(*each) for each in lesson.front.objectives.items())}</ul>\n"
        "</section>"
        for lesson in lessons
    )


def _objective(name: str, wording: str) -> str:
    return f'<li data-objective="{escape(name)}">{escape(wording)}</li>'


def _page(lesson: Lesson) -> str:
    return f"lessons/{lesson.folder.parent.name}/{lesson.id}.html"
