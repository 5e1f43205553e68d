"""Make the four pathways: which lessons, how long, where the reader is, what is next.

`book/pathways.yml` names lessons; everything said about them comes from the lessons themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

from tools.book_pack import session_parts
from tools.book_pages import BookError, leader_text
from tools.book_toc import Place
from tools.lesson_source import Lesson

WORDS_A_MINUTE = 200
WHERE = (
    '<p class="gd-where" data-way role="status">Your answers are kept in this browser. '
    "With JavaScript on, this page shows how far you are and what is next.</p>"
)
KEEP = """## Keep it or forget it

Your answers stay in this browser, and nobody else sees them. Save them as a file to carry them \
elsewhere, or delete them here. [Your progress](../progress.md) shows every objective.

<div class="gd-acts" hidden>
<p><button type="button" class="gd-button" data-act="save">Save my progress as a file</button>
<button type="button" class="gd-button" data-act="forget">\
Forget my answers on this browser</button></p>
</div>
<p role="status" class="gd-said"></p>"""


@dataclass(frozen=True)
class Step:
    """One lesson on a way: its place in the curriculum, and the lesson once it is written."""

    place: Place
    lesson: Lesson | None
    session: bool

    @property
    def id(self) -> str:
        """The lesson's name."""
        return self.place.page.rpartition("/")[2]

    @property
    def title(self) -> str:
        """What the reader sees: a community session may have a title of its own."""
        if self.lesson is None:
            return str(self.place.planned)
        own = self.lesson.front.community
        return own.title if self.session and own else self.lesson.front.title

    @property
    def minutes(self) -> int:
        """How long it takes: the lesson's minutes, or those of its session; 0 while planned."""
        if self.lesson is None:
            return 0
        if not self.session:
            return self.lesson.front.minutes
        own = bool(self.lesson.front.community)
        return sum(part.minutes for part in session_parts(self.lesson, community=own))


@dataclass(frozen=True)
class Group:
    """Lessons that belong together on a way, under a name."""

    name: str
    steps: tuple[Step, ...]


Ways = dict[str, tuple[Group, ...]]


def read_ways(book: Path, known: Sequence[Place], lessons: Sequence[Lesson]) -> Ways:
    """Return the ways that `book/pathways.yml` names, with what the lessons say of themselves.

    Raises:
        BookError: when a way names a lesson that has no place in the table of contents.
    """
    named: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (book / "pathways.yml").read_text(encoding="utf-8")
    )
    places = {place.page.rpartition("/")[2]: place for place in known}
    written = {lesson.id: lesson for lesson in lessons}

    def group(entry: Mapping[str, Any]) -> Group:
        session = "sessions" in entry
        steps = []
        for name in entry["sessions" if session else "lessons"]:
            if name not in places:
                raise BookError(
                    f"book/pathways.yml names {name}, which is in no place of book/_toc.yml."
                )
            steps.append(Step(places[name], written.get(name), session))
        return Group(entry["name"], tuple(steps))

    return {way: tuple(group(entry) for entry in entries) for way, entries in named.items()}


def sessions(ways: Ways) -> list[str]:
    """Return the ids of the lessons that community groups do, in their order."""
    steps = (step for group in ways["community"] for step in group.steps)
    return [step.lesson.id for step in steps if step.lesson]


def steps(groups: Sequence[Group]) -> list[Step]:
    """Return the steps of a way in order."""
    return [step for group in groups for step in group.steps]


def duration(minutes: int) -> str:
    """Return minutes as people say them.

    >>> duration(45), duration(60), duration(535)
    ('45 minutes', '1 hour', '8 hours 55 minutes')
    """
    hours, rest = divmod(minutes, 60)
    told = [f"{hours} hour{'s' * (hours != 1)}"] if hours else []
    told += [f"{rest} minute{'s' * (rest != 1)}"] if rest or not hours else []
    return " ".join(told)


def how_long(groups: Sequence[Group], lessons: Sequence[Lesson] = ()) -> str:
    """Return how long a way takes, and how many of its lessons are still being written.

    lessons: those whose summaries are read as well.
    """
    all_steps = steps(groups)
    here = [step for step in all_steps if step.lesson]
    missing = len(all_steps) - len(here)
    noun = "session" if any(step.session for step in all_steps) else "lesson"
    many = f"{len(here)} {noun}{'s' * (len(here) != 1)}"
    told = f"{duration(sum(step.minutes for step in here))} for {many}"
    if lessons:
        told = f"about {duration(reading(lessons))} for the summaries, and {told}"
    return f"{told}; {missing} more being written" if missing else told


def reading(lessons: Sequence[Lesson]) -> int:
    """Return the minutes it takes to read every leaders' summary, at 200 words a minute."""
    words = sum(len(leader_text(lesson).split()) for lesson in lessons)
    return max(1, round(words / WORDS_A_MINUTE))


def facts(groups: Sequence[Group], lessons: Sequence[Lesson] = ()) -> str:
    """Return the lines under a way's title: how long, and what it needs."""
    needs = "paper and pens; a screen is welcome" if steps(groups)[0].session else "a browser"
    return f"{{.gd-facts}}\n- **Time** {how_long(groups, lessons)}\n- **You need** {needs}"


def way_list(groups: Sequence[Group]) -> str:
    """Return a way's lessons as HTML that reads well with no script at all, numbered throughout."""
    parts, number = [], 1
    for group in groups:
        items = "\n".join(_item(step) for step in group.steps)
        start = f'start="{number}" style="counter-reset: step {number - 1}"'
        name = f"### {group.name}\n\n" if len(groups) > 1 else ""
        parts.append(f'{name}<ol class="gd-way" {start}>\n{items}\n</ol>')
        number += len(group.steps)
    return "\n\n".join(parts)


def _item(step: Step) -> str:
    lesson = step.lesson
    if lesson is None:
        return f'<li class="gd-to-come"><p>{escape(step.title)}</p><p>Being written.</p></li>'
    page = f"../{lesson.page.strip('/').removesuffix('.ipynb')}.html"
    able = "".join(f"<li>{escape(each)}</li>" for each in lesson.front.objectives.values())
    pack = f"../facilitators/{lesson.id}{'-community' if lesson.front.community else ''}.html"
    hosts = f' <a href="{pack}">The host\'s pack</a>' if step.session else ""
    return (
        f'<li data-lesson="{escape(lesson.id)}"><p><a href="{page}">{escape(step.title)}</a></p>'
        f'<p>{step.minutes} minutes<span class="gd-how-far"></span>{hosts}</p>'
        f"<details><summary>At the end you can</summary><ul>{able}</ul></details></li>"
    )
