"""How each lesson does: begun, finished, right at the first try, how long, and firm mistakes.

From learners' own files of progress, which have no name in them and which they give or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

from greaterdata_lessons.learning import bank
from greaterdata_lessons.learning.evaluation.measures import nameless
from greaterdata_lessons.learning.evaluation.release import Counted, Ledger, People, counted
from greaterdata_lessons.learning.progress_format import Answers
from greaterdata_lessons.learning.progress_marks import lesson_mark

FEWEST, MOST = 0.60, 0.85  # right at the first try: below is too hard, above too easy
BREAK = 30 * 60  # seconds; a longer wait between two answers was a break
STEP = 5  # minutes
FIRM = "very sure and wrong"


@cache
def _misconceptions() -> dict[str, str]:
    """Return what people think, by the name of each misconception that a lesson's bank holds."""
    files = [bank.folder() / f"{lesson}.json" for lesson in bank.lessons()]
    banks = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {name: one["thinks"] for told in banks for name, one in told["misconceptions"].items()}


def thinks(name: str) -> str:
    """Return what people think who hold a misconception, in a sentence.

    >>> thinks("no-name-is-safe")
    'Without names nobody can be recognised.'
    """
    return _misconceptions().get(name, name)


@dataclass(frozen=True)
class Question:
    """A question that some were very sure of and got wrong, with what it shows people think."""

    item: str
    title: str
    misconceptions: tuple[str, ...]
    told: Counted


@dataclass(frozen=True)
class Health:
    """One lesson as published: learners who finished, first tries, median minutes, mistakes.

    `finished` counts learners who began; `first` counts first answers; `minutes` is rounded to 5;
    `questions` are those that many were very sure of and got wrong at first.
    """

    lesson: str
    title: str
    finished: Counted
    first: Counted
    minutes: int | None
    questions: tuple[Question, ...]
    on: str

    @property
    def finding(self) -> str:
        """Whether first tries are too often wrong, or too often right, for people to learn."""
        number = self.first.number("right")
        if number is None:
            return "cannot tell from these data"
        share = number / int(self.first.of)
        if share < FEWEST:
            return "too hard"
        return "too easy" if share > MOST else "about right"

    def __str__(self) -> str:
        """Return the lesson's figures as a line."""
        return (
            f"{self.title}: finished {self.finished.words('finished')}, right at the first try "
            f"{self.first.words('right')} ({self.finding})."
        )

    __repr__ = __str__


def lesson_health(progress: Sequence[Answers], ledger: Ledger) -> tuple[Health, ...]:
    """Return the figures of every lesson that somebody began."""
    found = []
    for lesson in bank.lessons():
        told = json.loads((bank.folder() / f"{lesson}.json").read_text(encoding="utf-8"))
        people = nameless(_told(told, answers) for answers in _began(lesson, progress))
        if people:
            found.append(_health(told, people, ledger))
    return tuple(found)


def _began(lesson: str, progress: Sequence[Answers]) -> Iterator[Answers]:
    for answers in progress:
        own = {name: one for name, one in answers.items() if name.partition("/")[0] == lesson}
        if own:
            yield own


def _told(told: Mapping[str, Any], answers: Answers) -> tuple[Any, ...]:
    """Return what one learner adds: finished, first tries, minutes, firm answers by question."""
    firsts = [one["first"] for one in answers.values() if "first" in one]
    firm = {
        name: one["sure"] == "very" and one["first"] == "not yet"
        for name, one in answers.items()
        if "sure" in one and "first" in one
    }
    return (
        lesson_mark(told, answers).state == "done",
        firsts.count("right"),
        len(firsts),
        minutes(answers),
        tuple(sorted(firm.items())),
    )


def minutes(answers: Answers) -> int | None:
    """Return how long a learner took from first to last answer, without breaks.

    >>> minutes({"a/b": {"when": "2026-11-23T09:00:00Z"}, "a/c": {"when": "2026-11-23T09:07:00Z"}})
    7
    """
    times = sorted(
        datetime.fromisoformat(one[name])
        for one in answers.values()
        for name in ("began", "when")
        if name in one
    )
    if len(times) < 2:
        return None
    gaps = [(b - a).total_seconds() for a, b in pairwise(times)]
    return round(sum(gap for gap in gaps if gap <= BREAK) / 60)


def _health(told: Mapping[str, Any], people: People, ledger: Ledger) -> Health:
    lesson = str(told["lesson"])
    asked = len(told["items"])
    released = ledger.release(
        f"lesson/{lesson}", people, lambda kept: _content(kept, ledger), asked
    )
    content = released.content
    questions = tuple(
        _question(told["items"], name, counts) for name, counts in content["firm"].items()
    )
    return Health(
        lesson,
        str(told["title"]),
        Counted.kept(content["finished"]),
        Counted.kept(content["first"]),
        content["minutes"],
        tuple(one for one in questions if one is not None),
        released.on,
    )


def _question(items: Mapping[str, Any], name: str, counts: Mapping[str, Any]) -> Question | None:
    item = next((one for one in items.values() if one["id"] == name), None)
    if item is None:  # the lesson no longer asks it
        return None
    parts = [*item.get("options", ()), *item.get("wrong", ())]
    named = [part["misconception"] for part in parts if "misconception" in part]
    return Question(name, item["title"], tuple(dict.fromkeys(named)), Counted.kept(counts))


def _content(people: People, ledger: Ledger) -> dict[str, Any]:
    told = list(people.values())
    done = sum(bool(one[0]) for one in told)
    took = [one[3] for one in told if one[3]]
    enough = len(took) >= ledger.threshold
    return {
        "finished": _counted({"finished": done, "not finished": len(told) - done}, ledger),
        "first": _firsts(told, ledger),
        "minutes": STEP * round(median(took) / STEP) if enough else None,
        "firm": dict(_firm(told, ledger)),
    }


def _firsts(told: Sequence[tuple[Any, ...]], ledger: Ledger) -> dict[str, Any]:
    """Count first answers, where enough learners are on either side."""
    sides = sum(one[1] > 0 for one in told), sum(one[2] > one[1] for one in told)
    right, asked = sum(one[1] for one in told), sum(one[2] for one in told)
    if min(sides) < ledger.threshold:
        right = asked = 0
    return _counted({"right": right, "not yet": asked - right}, ledger)


def _firm(told: Iterable[tuple[Any, ...]], ledger: Ledger) -> Iterator[tuple[str, dict[str, Any]]]:
    """Count, for each question, who was very sure and wrong, of those who said how sure."""
    said: dict[str, list[bool]] = {}
    for one in told:
        for name, firm in one[4]:
            said.setdefault(name, []).append(firm)
    for name, firm in said.items():
        if len(firm) >= ledger.threshold:
            counts = {FIRM: sum(firm), "others": len(firm) - sum(firm)}
            yield name, _counted(counts, ledger)


def _counted(counts: Mapping[str, int], ledger: Ledger) -> dict[str, Any]:
    return counted(counts, threshold=ledger.threshold).content()
