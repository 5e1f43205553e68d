"""Make the leaders' edition from the lessons: questions to ask, summaries, decision cards.

There is no code in it and there are no solutions: only what authors wrote for leaders, and what
each lesson asks its readers to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tools.book_pages import TITLE, leader_text
from tools.lesson_source import Lesson, promise

MONDAY = re.compile(r"^\*One question for Monday:\*\s*[\"“](?P<question>.+?)[\"”]\s*$", re.M)
LEADS_ON = re.compile(r"[^.?!]*:\s*\Z")  # "When you have finished you can:"
Banks = Mapping[str, Mapping[str, Any]]


def leader_parts(lessons: Sequence[Lesson], banks: Banks) -> dict[str, str]:
    """Return what each marker of the leaders' edition is replaced with.

    banks: the compiled bank of each lesson, by the lesson's id.
    """
    return {
        "leader-questions": leader_questions(lessons),
        "leader-summaries": leader_summaries(lessons),
        "decision-cards": decision_cards(lessons, banks),
    }


def monday_question(lesson: Lesson) -> str:
    """Return the question a lesson gives leaders to ask; empty when it gives none."""
    match = MONDAY.search(leader_text(lesson))
    return match["question"] if match else ""


def leader_questions(lessons: Sequence[Lesson]) -> str:
    """Return every lesson's question for Monday, by module, each with a way to its summary."""
    parts = []
    for module, found in groupby(lessons, key=lambda lesson: lesson.front.module):
        asked = [(monday_question(lesson), lesson.front.title) for lesson in found]
        lines = [f"- {question} *({title})*" for question, title in asked if question]
        parts += [f"**{module}**", "{.gd-ask}\n" + "\n".join(lines)] if lines else []
    return "\n\n".join(parts)


def leader_summaries(lessons: Sequence[Lesson]) -> str:
    """Return every lesson's summary for leaders, under the lesson's title, in teaching order."""
    return "\n\n".join(
        f"### {lesson.front.title}\n\n{leader_text(lesson)}\n\n"
        f"{{.gd-screen}}\n[Read the whole lesson: {_link(lesson)}"
        for lesson in lessons
    )


def decision_cards(lessons: Sequence[Lesson], banks: Banks) -> str:
    """Return one card for each lesson that ends in a decision: what to weigh, and no answer."""
    return "\n\n".join(
        _card(lesson, item)
        for lesson in lessons
        if (item := _last_decision(banks[lesson.id])) is not None
    )


def _last_decision(bank: Mapping[str, Any]) -> Mapping[str, Any] | None:
    decisions = [item for item in bank["items"].values() if item["kind"] == "decide"]
    return decisions[-1] if decisions else None


def _card(lesson: Lesson, item: Mapping[str, Any]) -> str:
    lists = "\n".join(_choices(item))
    told = "\n\n".join(text for text in (story(lesson), item["prompt"].strip()) if text)
    choices = f"::::{{container}} gd-decision\n{lists}\n::::"
    way = f"{{.gd-screen}}\n[Decide it in {_link(lesson)}"
    return "\n\n".join((f"### {item['title']}", told, choices, way))


def _link(lesson: Lesson) -> str:
    return f"{lesson.front.title}]({lesson.page})"


def story(lesson: Lesson) -> str:
    """Return how a lesson opens: the person and the decision, without title and promises."""
    text = "\n\n".join(cell.source for cell in lesson.tagged("opener")[:1])
    text = TITLE.sub("", text).partition(promise(lesson.front))[0]
    return LEADS_ON.sub("", text).strip()


def _choices(item: Mapping[str, Any]) -> Iterator[str]:
    """Give the actions, the reasons and what goes with them, each as a list under its name."""
    names = {
        "actions": "Choose what to do",
        "reasons": item.get("reasons_title", ""),
        "safeguards": item.get("safeguards_title", ""),
    }
    for key, name in names.items():
        if texts := item.get(key):
            lines = "\n".join(f"- {text}" for text in texts)
            yield f":::{{container}}\n**{name}**\n\n{{.gd-tick}}\n{lines}\n:::"
