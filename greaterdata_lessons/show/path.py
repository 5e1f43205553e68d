"""A path of questions that ends in an outcome: each answer says why, and each step can be undone.

Without scripts it is a numbered list: every question, its answers, why, and where each leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.markup import inline, to_html
from greaterdata_lessons.show.live import Live
from greaterdata_lessons.show.plans import Plan, read_plan


@dataclass(frozen=True)
class Path(Live):
    """Questions that lead to an outcome; prints as a numbered list."""

    plan: Plan

    def __repr__(self) -> str:
        """Return every question, answer and outcome as text."""
        return "\n".join([self.plan["label"], *self._lines()])

    def _lines(self) -> Iterator[str]:
        for number, question in enumerate(self.plan["question"], 1):
            yield f"{number}. {question['ask']}"
            for option in question["option"]:
                leads = self._leads(option["next"])
                yield f"   - {option['answer']}: {option['because']} {leads}"
        for outcome in self.plan["outcome"]:
            yield f"{outcome['says']}: {outcome['means']} Who to ask: {outcome['ask']}"

    def html(self) -> str:
        """Return the whole path as lists; the script shows one question at a time."""
        questions = "".join(self._question(question) for question in self.plan["question"])
        outcomes = "".join(_outcome(outcome) for outcome in self.plan["outcome"])
        return (
            f'<div class="gd-explore" data-form="path" data-label="{escape(self.plan["label"])}">'
            f'<ol class="gd-path">{questions}</ol>'
            f'<ul class="gd-outcomes">{outcomes}</ul></div>'
        )

    def _question(self, question: Mapping[str, Any]) -> str:
        options = "".join(
            f'<li data-next="{escape(option["next"])}"><strong class="gd-answer">'
            f'{escape(option["answer"])}</strong> <span class="gd-because">'
            f"{inline(option['because'])}</span> "
            f'<span class="gd-leads">{escape(self._leads(option["next"]))}</span></li>'
            for option in question["option"]
        )
        asked = f'<p class="gd-ask">{inline(question["ask"])}</p>'
        return f'<li data-key="{escape(question["key"])}">{asked}<ul>{options}</ul></li>'

    def _leads(self, key: str) -> str:
        questions = [question["key"] for question in self.plan["question"]]
        if key in questions:
            return f"Go to question {questions.index(key) + 1}."
        (says,) = (each["says"] for each in self.plan["outcome"] if each["key"] == key)
        return f"The answer: {says}."


def path(plan: str | Plan) -> Path:
    """Lead the reader through questions to an outcome and the person to ask.

    plan: the name of a plan, or its data: `label`; `question`, a list of {key, ask, option}, each
    option {answer, because, next}; `outcome`, a list of {key, says, means, ask}. `next` is the
    key of a question further down or of an outcome. The path begins at the first question.

    Returns a `Path`. Raises `LearnerError` when an answer leads nowhere or back, and when a
    question or outcome cannot be reached.

    >>> door = {"key": "a", "ask": "Cold?", "option": [
    ...     {"answer": "Yes", "because": "Somebody is harmed.", "next": "b"},
    ...     {"answer": "No", "because": "All is well.", "next": "b"}]}
    >>> end = {"key": "b", "says": "Ring", "means": "Today.", "ask": "the duty officer"}
    >>> print(path({"label": "What next?", "question": [door], "outcome": [end]}))
    What next?
    1. Cold?
       - Yes: Somebody is harmed. The answer: Ring.
       - No: All is well. The answer: Ring.
    Ring: Today. Who to ask: the duty officer
    """
    found = read_plan(plan, needs=("label", "question", "outcome"))
    _require_ways(found)
    return Path(found)


def _require_ways(plan: Plan) -> None:
    """Insist that every answer leads on, and that everything can be reached."""
    order = [entry["key"] for entry in (*plan["question"], *plan["outcome"])]
    reached = {order[0]}
    for position, question in enumerate(plan["question"]):
        for option in question["option"]:
            if option["next"] not in order[position + 1 :]:
                raise LearnerError(
                    f'"{question["ask"]}" answered "{option["answer"]}" leads to '
                    f'"{option["next"]}", which is no later question and no outcome.'
                )
            reached.add(option["next"])
    for key in order:
        if key not in reached:
            raise LearnerError(f'No answer leads to "{key}". Lead one there, or take it out.')


def _outcome(outcome: Mapping[str, Any]) -> str:
    return (
        f'<li class="gd-outcome" data-key="{escape(outcome["key"])}">'
        f'<p class="gd-outcome-says"><strong>{escape(outcome["says"])}</strong></p>'
        f"{to_html(outcome['means'])}"
        f"<p><strong>Who to ask:</strong> {inline(outcome['ask'])}</p></li>"
    )
