"""Make a lesson's facilitator's pack: plan, what to say, likely answers, paper version, cards.

Everything comes from the lesson's own facilitator cells and its compiled question bank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from greaterdata_lessons.learning.markup import inline
from tools.book_pages import BookError
from tools.book_sheet import sheet
from tools.lesson_source import Cell, Lesson

Item = Mapping[str, Any]

SESSION_MINUTES = range(45, 61)

ON_PAPER = {
    "predict": "Everybody writes one guess on the back of a card and keeps it face down.",
    "number": "Work in pairs with pencil and paper; a phone's calculator is welcome.",
    "choice": "Put one answer card in each corner of the room. People stand by the one they "
    "think is right, and say why.",
    "multi-choice": "Give each table one set of answer cards. They sort them into two piles: "
    "belongs, does not belong.",
    "order": "Give each table one set of step cards, shuffled. They lay them in order.",
    "decide": "In threes, choose one action card and the reason cards that carry it. More than "
    "one answer can be right.",
    "reflect": "Two quiet minutes to write, then tell one neighbour. Nobody has to share.",
}

TAKE_HOME = "<li>One thing I will ask or do, and by when:</li>" * 2


@dataclass(frozen=True)
class Part:
    """One part of the session: its name, its minutes and what to say."""

    name: str
    minutes: int
    words: str


def pack_names(lesson: Lesson) -> list[str]:
    """Return the names of a lesson's packs: one, or two when it has a community edition.

    A unit that no group does together has none.
    """
    if lesson.front.kind == "unit" and not lesson.tagged("facilitator"):
        return []
    return [lesson.id, *([f"{lesson.id}-community"] if lesson.front.community else [])]


def packs(
    lesson: Lesson,
    bank: Mapping[str, Any],
    notebook: Mapping[str, Any],
    words: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the text of each of a lesson's packs by its name, as MyST Markdown.

    words: the glossary, for the sheet that people take home.

    Questions that need code are left out; charts of cells tagged `pack` are put in. A community
    edition asks the questions its front matter names, and promises only what they serve.

    Raises:
        BookError: when a facilitator cell lacks its part or minutes, when the minutes of all parts
            do not add up to a session of 45 to 60 minutes, or when a community edition names a
            question that is not there or has no part of its own.
    """
    if not pack_names(lesson):
        return {}
    items = [
        item
        for item in bank["items"].values()
        if "recall" not in item and item["kind"] not in {"table", "value"}
    ]
    made = {lesson.id: _pack(lesson, items, notebook, community=False)}
    if lesson.front.community:
        asked = _community_items(lesson, items)
        made[f"{lesson.id}-community"] = _pack(lesson, asked, notebook, community=True)
    home = sheet(lesson, words or {})
    return {name: f"{text}\n\n{home}\n" for name, text in made.items()}


def _community_items(lesson: Lesson, items: Sequence[Item]) -> list[Item]:
    by_id = {item["id"].partition("/")[2]: item for item in items}
    wanted = lesson.front.community.questions if lesson.front.community else []
    for name in wanted:
        if name not in by_id:
            raise BookError(
                f'{lesson.folder.name}/lesson.md: its community edition asks "{name}", which is '
                "no question of the lesson that can be asked on paper."
            )
    return [by_id[name] for name in wanted]


def _pack(
    lesson: Lesson, items: Sequence[Item], notebook: Mapping[str, Any], *, community: bool
) -> str:
    parts = session_parts(lesson, community=community)
    sections = (
        _opening(lesson, parts, items, community=community),
        _timed_plan(parts),
        _what_to_say(lesson.story, parts),
        *_charts(lesson, notebook),
        _likely_answers(items),
        _without_devices(items),
        _cards(items),
    )
    return "\n\n".join(sections)


def session_parts(lesson: Lesson, *, community: bool = False) -> tuple[Part, ...]:
    """Return the parts of a session, in order, checked against the length of a session."""
    cells = [c for c in lesson.tagged("facilitator") if ("community" in c.tags) is community]
    parts = tuple(_part(lesson, cell) for cell in cells)
    total = sum(part.minutes for part in parts)
    if total not in SESSION_MINUTES:
        raise BookError(
            f"{lesson.folder.name}/lesson.md: its {'community ' if community else ''}facilitator "
            f"cells add up to {total} minutes; "
            f"a session has {SESSION_MINUTES.start} to {SESSION_MINUTES.stop - 1}."
        )
    return parts


def _part(lesson: Lesson, cell: Cell) -> Part:
    name, minutes = cell.metadata.get("part"), cell.metadata.get("minutes")
    if not isinstance(name, str) or not isinstance(minutes, int):
        raise BookError(
            f"{lesson.folder.name}/lesson.md: the facilitator cell that starts "
            f'{cell.source.splitlines()[0][:50]!r} needs "part" (text) and "minutes" (a number).'
        )
    return Part(name, minutes, cell.source.strip())


def _opening(
    lesson: Lesson, parts: Sequence[Part], items: Sequence[Item], *, community: bool
) -> str:
    front = lesson.front
    title = front.community.title if community and front.community else front.title
    asked = {item.get("objective") for item in items if item["kind"] != "predict"}
    served = asked if community else set(front.objectives)
    goals = "\n".join(f"- {text}" for key, text in front.objectives.items() if key in served)
    total = sum(part.minutes for part in parts)
    return (
        f"# Facilitator's pack: {title}\n\n"
        f"A session of {total} minutes for six to twenty people. You need no screen, and nobody "
        f"needs to be good with numbers. Work through [the lesson itself]({lesson.page}) once "
        "before you run it; [during the session](during.md) has the ground rules.\n\n"
        f"At the end, people can:\n\n{goals}"
    )


def _timed_plan(parts: Sequence[Part]) -> str:
    rows, start = [], 0
    for part in parts:
        rows.append(f"| {part.name} | {start} | {part.minutes} |")
        start += part.minutes
    head = "| Part | Starts at (minutes) | Takes (minutes) |\n|---|---:|---:|"
    body = "\n".join(rows)
    return f"## The plan, minute by minute\n\n{head}\n{body}\n| **The whole session** | | {start} |"


def _what_to_say(story: str, parts: Sequence[Part]) -> str:
    told = "\n\n".join(
        f"### {part.name} ({part.minutes} minutes)\n\n{part.words}" for part in parts
    )
    heard = f"### The story, to read out\n\n{story}\n\n" if story else ""
    return f"## What to say\n\n{heard}{told}"


def _charts(lesson: Lesson, notebook: Mapping[str, Any]) -> Iterator[str]:
    """Give the charts to print or show, as the lesson's own cells drew them."""
    wanted = {cell.id for cell in lesson.tagged("pack")}
    cells = [cell for cell in notebook["cells"] if cell["id"] in wanted]
    drawn = [output["data"]["text/html"] for cell in cells for output in cell["outputs"]]
    if drawn:
        charts = "\n\n".join("".join(html) for html in drawn)
        yield f"## To print or show\n\n{charts}"


def _likely_answers(items: Sequence[Item]) -> str:
    marked = [section for item in items if (section := _answers_to(item))]
    return "## Likely answers\n\n" + (
        "Each wrong answer here is a sensible thought. Say what is right about it first.\n\n"
        + "\n\n".join(marked)
    )


def _answers_to(item: Item) -> str:
    wrong = list(wrong_answers(item))
    if not wrong:
        return ""
    rows = "\n".join(f"| {_cell(said)} | {_cell(reply)} |" for said, reply in wrong)
    return (
        f"### {item['title']}\n\n{item['prompt'].strip()}\n\n"
        f"**Answer**\n\n{item['solution'].strip()}\n\n"
        f"| If somebody says | You could say |\n|---|---|\n{rows}"
    )


def wrong_answers(item: Item) -> Iterator[tuple[str, str]]:
    """Give each likely wrong answer to a question in words, with the reply to it.

    >>> item = {"kind": "number", "wrong": [{"value": 2.0, "says": "Twice."}], "unit": "homes"}
    >>> list(wrong_answers(item))
    [('2 homes', 'Twice.')]
    """
    if item["kind"] in {"choice", "multi-choice"}:
        yield from ((o["text"], o["says"]) for o in item["options"] if not o.get("right"))
        return
    for wrong in item.get("wrong", []):
        yield _said(item, wrong), wrong["says"]


def _said(item: Item, wrong: Item) -> str:
    if item["kind"] == "number":
        number = wrong["value"]
        rounded = f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
        return f"{rounded} {item.get('unit') or ''}".strip()
    if item["kind"] == "order":
        texts = {step["key"]: step["text"] for step in item["steps"]}
        first, *rest = (texts[key] for key in wrong["order"])
        return "; then ".join([first, *(text[0].lower() + text[1:] for text in rest)])
    reasons = [*(wrong.get("reasons_any") or []), *(wrong.get("safeguards_any") or [])]
    return ", because ".join(part for part in (wrong.get("action"), " or ".join(reasons)) if part)


def _without_devices(items: Sequence[Item]) -> str:
    kinds = dict.fromkeys(item["kind"] for item in items)
    steps = "\n".join(
        f"- **{_titles(items, kind)}:** {ON_PAPER[kind]}" for kind in kinds if kind in ON_PAPER
    )
    return (
        "## Without devices\n\n"
        'Print this page, and what is under "To print or show" once for each table. Cut up the '
        f"cards below. Then read each question aloud, twice.\n\n{steps}\n\n"
        "Talk before you tell: let two people say why, then read the answer from this pack."
    )


def _titles(items: Sequence[Item], kind: str) -> str:
    return "; ".join(item["title"] for item in items if item["kind"] == kind)


def _cards(items: Sequence[Item]) -> str:
    sets = "\n\n".join(_card_set(item) for item in items if card_texts(item))
    own = '### To take home\n\n<ul class="gd-cards" aria-label="Cards: to take home">' + TAKE_HOME
    return (
        "## Cards to print and cut\n\n"
        f"One set for each table. The dashed lines are where to cut.\n\n{sets}\n\n{own}</ul>"
    )


def _card_set(item: Item) -> str:
    cards = "".join(f"<li>{inline(text)}</li>" for text in card_texts(item))
    name = escape(item["title"])
    cards = f'<ul class="gd-cards" aria-label="Cards: {name}">{cards}</ul>'
    # The question stands above its cards: a table that has only the answers cannot begin.
    return f"### {item['title']}\n\n{item['prompt'].strip()}\n\n{cards}"


def card_texts(item: Item) -> list[str]:
    """Return the text of each card of a question: one for each option, step, action or reason.

    >>> card_texts({"kind": "predict", "options": ["more", "fewer"]})
    ['more', 'fewer']
    >>> card_texts({"kind": "number"})
    []
    """
    kind = item["kind"]
    if kind == "predict":
        return [str(option) for option in item["options"]]
    if kind in {"choice", "multi-choice"}:
        return [option["text"] for option in item["options"]]
    if kind == "order":
        texts = {step["key"]: step["text"] for step in item["steps"]}
        return [texts[key] for key in item["shown"]]
    if kind == "decide":
        kinds = {"Action": "actions", "Reason": "reasons", "Safeguard": "safeguards"}
        return [
            f"**{kind}:** {text}" for kind, key in kinds.items() for text in item.get(key) or ()
        ]
    return []


def _cell(text: str) -> str:
    """Keep a text inside one cell of a Markdown table."""
    return re.sub(r"\s+", " ", text).strip().replace("|", "\\|")
