"""Make the book's derived pages from lessons: lesson pages, lists and doors.

Pure functions: text and dictionaries in, text and dictionaries out. `build_book.py` reads and
writes the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from tools.lesson_source import STRETCH, Cell, Lesson, with_action_log

LEADER_LABEL = re.compile(r"\A\s*(?:\*\*For leaders[.:]?\*\*[.:]?|#+ For leaders)\s*")
TITLE = re.compile(r"\A\s*# (?P<title>[^\n]+)\n?")
FENCE = ":" * 7  # longer than any fence an author writes inside
LOG = "Put it in your [action log](/records/action-log.md), with a name and a day."
READERS = {
    "community": "community groups",
    "professional": "people who use data at work",
    "apprentice": "apprentices",
    "leader": "leaders",
}


class BookError(Exception):
    """The book cannot be built; the message says which file is at fault and what to do."""


def lesson_page(lesson: Lesson, notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a lesson's page as a notebook: its own words, with the outputs already stored.

    The words come from `lesson.md` (so that terms and questions stay live), the outputs from the
    committed notebook, cell by cell. Cells for facilitators are left out; code that is only to be
    looked at is folded; the leaders' summary is set apart.

    Raises:
        BookError: when the notebook lacks a code cell of the lesson, because it is older.
    """
    outputs = {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}
    shown = [cell for cell in lesson.cells if "facilitator" not in cell.tags]
    cells = [_page_cell(lesson, cell, outputs) for cell in shown]
    cells[0]["source"] = with_facts(cells[0]["source"], facts(lesson))
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": _kernel(), "cells": cells}


def facts(lesson: Lesson) -> str:
    """Return the lines under a lesson's title: how long, for whom, the data, the other ways in."""
    front, module = lesson.front, lesson.folder.parent.name
    packs = f"[the pack for a group](/facilitators/{lesson.id}.md)"
    if front.kind == "unit" and not lesson.tagged("facilitator"):
        packs = ""
    if front.community:
        packs += f", or [{front.community.title}](/facilitators/{lesson.id}-community.md)"
    data = ", ".join(f"[{name}](#dataset-{name})" for name in front.datasets)
    download = f"../../notebooks/{module}/{lesson.id}.ipynb"
    return "\n".join(
        (
            "{.gd-facts}",
            f"- **Time** {front.minutes} minutes",
            f"- **For** {_listed([READERS[reader] for reader in front.audiences])}",
            f"- **Data** {data}",
            f'- **Other ways in** <a href="../../notebook.html#{lesson.id}">open it as a notebook'
            f'</a>, <a href="{download}" download>take the notebook home</a>'
            f"{f', or {packs}' if packs else ''}",
        )
    )


def with_facts(source: str, lines: str) -> str:
    """Put the facts straight under a page's title.

    >>> with_facts("# Title" + chr(10) * 2 + "Words.", "- fact")
    '# Title\\n\\n- fact\\n\\nWords.'
    """
    title = TITLE.match(source)
    if not title:
        return f"{lines}\n\n{source}"
    return f"# {title['title']}\n\n{lines}\n\n{source[title.end() :].strip()}".rstrip()


def leader_text(lesson: Lesson) -> str:
    """Return the lesson's summary for leaders, without its label; empty when it has none."""
    return "\n\n".join(
        LEADER_LABEL.sub("", cell.source).strip() for cell in lesson.tagged("leader")
    )


def lesson_list(lessons: Sequence[Lesson]) -> str:
    """Return how many lessons there are, and each with its minutes and readers, by module."""
    ordinary = [lesson for lesson in lessons if lesson.front.kind == "lesson"]
    minutes = sum(lesson.front.minutes for lesson in ordinary)
    length = f"{minutes} minutes" if minutes < 100 else f"about {round(minutes / 60)} hours"
    many = "is 1 lesson" if len(ordinary) == 1 else f"are {len(ordinary)} lessons"
    lines = [f"There {many}, {length} in all."]
    for module, found in groupby(lessons, key=lambda lesson: lesson.front.module):
        lines.append(f"### {module}")
        lines.append("\n".join(_entry(lesson) for lesson in found))
    return "\n\n".join(lines)


def _entry(lesson: Lesson) -> str:
    front = lesson.front
    everybody = set(front.audiences) == set(READERS)
    readers = _listed([READERS[reader] for reader in front.audiences])
    for_whom = "everybody" if everybody else readers
    return f"- [{front.title}]({lesson.page}) {front.minutes} minutes, for {for_whom}"


def pack_list(lessons: Sequence[Lesson], sessions: Sequence[str] = ()) -> str:
    """Return a link to every pack: those for community groups first, in the order of `sessions`.

    sessions: the ids of the lessons that community groups do.
    """
    known = {lesson.id: lesson for lesson in lessons}
    first = [_pack_link(known[name], community=True) for name in sessions if name in known]
    rest = [
        _pack_link(lesson, community=False)
        for lesson in lessons
        if (lesson.id not in sessions or lesson.front.community)
        and not (lesson.front.kind == "unit" and not lesson.tagged("facilitator"))
    ]
    lists = {"For community groups, in their order": first, "For people who use data at work": rest}
    return "\n\n".join(
        f"### {name}\n\n" + "\n".join(links) for name, links in lists.items() if links
    )


def _pack_link(lesson: Lesson, *, community: bool) -> str:
    own = lesson.front.community if community else None
    title, file = (own.title, f"{lesson.id}-community") if own else (lesson.front.title, lesson.id)
    return f"- [{title}]({file}.md)"


def fill(page: str, marker: str, text: str, *, name: str) -> str:
    """Replace the marker `<!-- marker -->` in an authored page.

    >>> fill("Before <!-- x --> after", "x", "here", name="a.md")
    'Before here after'

    Raises:
        BookError: when the page has lost its marker.
    """
    comment = f"<!-- {marker} -->"
    if comment not in page:
        raise BookError(f"{name} has no line {comment}, so there is nowhere to put its list.")
    return page.replace(comment, text)


def _page_cell(lesson: Lesson, cell: Cell, outputs: Mapping[str, Any]) -> dict[str, Any]:
    if cell.kind == "markdown":
        return {"cell_type": "markdown", "id": cell.id, "metadata": {}, "source": _words(cell)}
    if cell.id not in outputs:
        raise BookError(
            f"{lesson.notebook.name} is older than {lesson.folder.name}/lesson.md: it lacks the "
            f"cell that starts {cell.source.splitlines()[0]!r}. Run tools/build_lessons.py first."
        )
    stored = [mend_output(output) for output in outputs[cell.id]["outputs"]]
    return {
        "cell_type": "code",
        "id": cell.id,
        "metadata": _code_metadata(cell, stored),
        "execution_count": outputs[cell.id].get("execution_count"),
        "source": cell.source,
        "outputs": stored,
    }


def _words(cell: Cell) -> str:
    if "stretch" in cell.tags:
        return f"{STRETCH}\n\n{cell.source}"
    if "leader" not in cell.tags:
        return with_action_log(cell.source, LOG)
    text = LEADER_LABEL.sub("", cell.source).strip()
    return f"{FENCE}{{admonition}} For leaders\n:class: gd-leader\n{text}\n{FENCE}"


def _code_metadata(cell: Cell, outputs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    tags = ["hide-input"] if "look" in cell.tags else []
    # For code that a browser cannot run; its page says so in place of the buttons.
    tags += ["notebook-only"] if "notebook-only" in cell.tags else []
    alternatives = [alt for output in outputs if (alt := text_alternative(output))]
    image = {"mystnb": {"image": {"alt": alternatives[0]}}} if alternatives else {}
    return {"tags": tags, **image}


def text_alternative(output: Mapping[str, Any]) -> str:
    """Return the text alternative stored with a picture; empty when the output is none.

    >>> text_alternative({"data": {"image/png": "..."}, "metadata": {"image/png": {"alt": "Up"}}})
    'Up'
    """
    kept = output.get("metadata", {})
    found = [kept.get(kind, {}).get("alt", "") for kind in ("image/png", "image/svg+xml")]
    return next((alt for alt in found if alt), str(kept.get("alt", "")))


def mend_output(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return an output without the parts that only a live notebook can use."""
    data = {
        kind: value
        for kind, value in output.get("data", {}).items()
        if not kind.startswith(("application/vnd.jupyter", "application/javascript"))
    }
    return {**output, "data": data} if "data" in output else dict(output)


def _kernel() -> dict[str, Any]:
    return {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
