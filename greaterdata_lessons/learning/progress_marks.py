"""Work out from a learner's answers how far they are: lessons, objectives, what next.

Pure functions over answers as ``progress_format`` has them. The same rules are written in
JavaScript in ``show/progress.mjs``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .progress_format import Answers
from .stored import Record

UNMARKED = ("predict", "reflect")
DONE = ("right", "kept")
Bank = Mapping[str, Any]


@dataclass(frozen=True)
class LessonMark:
    """How far a learner is in one lesson."""

    lesson: str
    title: str
    questions: int
    answered: int
    right: int
    objectives: int
    met: tuple[str, ...]

    @property
    def state(self) -> str:
        """Return "not begun", "begun" or "done" (every objective met)."""
        if self.objectives and len(self.met) == self.objectives:
            return "done"
        return "begun" if self.answered else "not begun"


def lesson_mark(bank: Bank, answers: Answers) -> LessonMark:
    """Return how far these answers go in the lesson of a compiled bank.

    An objective is met when each of its marked questions is right; where none is marked, when
    each is answered.

    >>> bank = {"lesson": "a", "title": "A", "items": {
    ...     "b": {"id": "a/b", "kind": "number", "objective": "count"}}}
    >>> lesson_mark(bank, {"a/b": {"state": "right"}}).state
    'done'
    """
    items = list(bank["items"].values())
    marked = [item for item in items if item["kind"] not in UNMARKED]
    # In the order in which the lesson comes to them.
    objectives = dict.fromkeys(item["objective"] for item in items if item.get("objective"))
    return LessonMark(
        lesson=bank["lesson"],
        title=bank["title"],
        questions=len(items),
        answered=sum(item["id"] in answers for item in items),
        right=sum(_is_done(item, answers) for item in marked),
        objectives=len(objectives),
        met=tuple(name for name in objectives if _is_met(name, items, answers)),
    )


def _is_done(item: Mapping[str, Any], answers: Answers) -> bool:
    return answers.get(item["id"], {}).get("state") in DONE


def _is_met(objective: str, items: list[Mapping[str, Any]], answers: Answers) -> bool:
    serving = [item for item in items if item.get("objective") == objective]
    marked = [item for item in serving if item["kind"] not in UNMARKED]
    return all(_is_done(item, answers) for item in marked or serving)


def to_revisit(answers: Answers) -> list[str]:
    """Return the questions worth another look, the longest unseen first.

    They are those that are not yet right, and those that were wrong at first and have not been
    answered rightly on a later day.

    >>> to_revisit({"a/b": {"state": "not yet", "when": ""}, "a/c": {"state": "right"}})
    ['a/b']
    """
    due = [name for name, kept in answers.items() if _is_due(kept)]
    return sorted(due, key=lambda name: (answers[name].get("when", ""), name))


def _is_due(kept: Record) -> bool:
    if kept["state"] == "not yet":
        return True
    same_day = str(kept.get("when", ""))[:10] <= str(kept.get("began", ""))[:10]
    return kept.get("first") == "not yet" and "began" in kept and same_day
