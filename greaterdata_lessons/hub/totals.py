"""Session totals that point at nobody: "at least ten", "at least twenty", and nothing finer.

Whoever looks at the totals may look all day, and sees in the room who is busy with which lesson.
What must stay hidden is what anybody answered. So three rules hold for every figure, and a test
proves them against somebody who tries every explanation of what was published:

1. A figure says "at least", in tens, and nothing below ten. Of what was tried, right or finished
   it leaves at least ten of those who began the lesson outside: 20 at most of 30. So neither the
   few who did something nor the few who did not can be told, nor that everybody did.
2. A lesson's figures are renewed when more than ten people have answered something in it since
   the last time, and never within ten minutes. So a figure that moves is never one person's.
3. A figure never rises by as many as the people who were busy since any earlier look, and it
   never falls: not when somebody forgets their answers, nor when a seat is deleted.

A part is never set against a whole finer than this: a figure for "right" beside one for "tried"
tells of nobody who was wrong, for neither has an upper end.

What they cannot do: ten seats that one person fills are ten people to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from greaterdata_lessons.learning import bank
from greaterdata_lessons.learning.progress_format import Answers
from greaterdata_lessons.learning.progress_marks import DONE, lesson_mark

LEAST = 10
RENEWED_EVERY = 600.0  # seconds

Cell = tuple[str, str]  # "began", "finished" and a lesson; "tried", "right" and a question
People = Mapping[str, Collection[Cell]]


def cells_of(answers: Answers) -> frozenset[Cell]:
    """Return what one person counts in: lessons begun and finished, questions tried and right.

    >>> sorted(cells_of({"who-is-missing/ratio": {"answer": 1, "state": "not yet"}}))
    [('began', 'who-is-missing'), ('tried', 'who-is-missing/ratio')]
    """
    found: set[Cell] = set()
    for lesson in {question.partition("/")[0] for question in answers} & set(bank.lessons()):
        whole = bank.whole(lesson)
        mark = lesson_mark(whole, answers)
        for item in whole["items"].values():
            if item["id"] in answers:
                found |= {("began", lesson), ("tried", item["id"])}
                if answers[item["id"]].get("state") in DONE:
                    found.add(("right", item["id"]))
        if mark.state == "done":
            found.add(("finished", lesson))
    return frozenset(found)


def lesson_of(cell: Cell) -> str:
    """Return the lesson that a figure is about."""
    return cell[1].partition("/")[0]


@dataclass
class _Lesson:
    """What was said of one lesson: at each renewal the figures, and who was busy since."""

    said: list[dict[Cell, int]] = field(default_factory=lambda: [{}])
    busy: list[set[str]] = field(default_factory=lambda: [set()])
    renewed: float = float("-inf")


class Totals:
    """Decide what may be said of a session, look after look.

    >>> totals = Totals()
    >>> people = {f"seat-{n}": {("began", "tea")} for n in range(25)}
    >>> totals.look(people, now=0)
    {('began', 'tea'): 20}
    >>> totals.took_part
    20
    """

    def __init__(self, said: Mapping[Cell, int] | None = None, *, least: int = LEAST) -> None:
        """Begin a session, or go on after a stop with what had been `said` before it."""
        self.took_part = 0
        self._least = least
        self._lessons: dict[str, _Lesson] = {}
        self._before: People | None = None if said else {}
        for cell, number in (said or {}).items():
            self._lessons.setdefault(lesson_of(cell), _Lesson()).said[0][cell] = number

    def look(self, people: People, now: float) -> dict[Cell, int]:
        """Look at everybody's answers, and return what may be said of them.

        people: for each seat the figures it counts in.
        now: seconds of a clock that only goes forward.
        """
        before = people if self._before is None else self._before
        self._before = {seat: frozenset(cells) for seat, cells in people.items()}
        self.took_part = max(self.took_part, self._tens(sum(map(bool, people.values()))))
        lessons = {lesson_of(cell) for cells in people.values() for cell in cells}
        for lesson in lessons:
            one = self._lessons.setdefault(lesson, _Lesson())
            busy = _changed(lesson, before, people)
            for since in one.busy:
                since.update(busy)
            if len(one.busy[-1]) > self._least and now - one.renewed >= RENEWED_EVERY:
                self._renew(one, lesson, people, now)
        return self.said()

    def said(self) -> dict[Cell, int]:
        """Return what has been said, without looking again."""
        return {cell: n for one in self._lessons.values() for cell, n in one.said[-1].items() if n}

    def _renew(self, one: _Lesson, lesson: str, people: People, now: float) -> None:
        counts = Counter(cell for cells in people.values() for cell in _in(lesson, cells))
        fresh = {cell: self._figure(one, cell, counts) for cell in {*counts, *one.said[-1]}}
        one.said.append(fresh)
        one.busy.append(set())
        one.renewed = now

    def _figure(self, one: _Lesson, cell: Cell, counts: Mapping[Cell, int]) -> int:
        before, number = one.said[-1].get(cell, 0), counts.get(cell, 0)
        if cell[0] == "began":  # being busy with a lesson can be seen in the room
            return max(before, self._tens(number))
        outside = counts.get(("began", cell[1].partition("/")[0]), 0) - self._least
        rises = [
            said.get(cell, 0) + self._tens(len(busy) - 1)
            for said, busy in zip(one.said, one.busy, strict=True)
        ]
        return max(before, min(self._tens(min(number, outside)), *rises))

    def _tens(self, number: int) -> int:
        return max(0, number // self._least * self._least)


def _changed(lesson: str, before: People, now: People) -> set[str]:
    """Return the seats that have other answers in a lesson than before."""
    seats = set(before) | set(now)
    return {one for one in seats if _in(lesson, before.get(one)) != _in(lesson, now.get(one))}


def _in(lesson: str, cells: Iterable[Cell] | None) -> frozenset[Cell]:
    return frozenset(cell for cell in cells or () if lesson_of(cell) == lesson)


def as_table(said: Mapping[Cell, int]) -> list[dict[str, Any]]:
    """Return what has been said as it is kept in a file: one entry for each lesson.

    >>> as_table({("began", "who-is-missing"): 10})[0]["title"]
    'Who is missing?'
    """
    found = []
    for lesson in sorted({lesson_of(cell) for cell in said} & set(bank.lessons())):
        whole = bank.whole(lesson)
        questions = [
            {"id": item["id"], "title": item["title"], **_pair(said, item["id"])}
            for item in whole["items"].values()
        ]
        began, finished = (said.get((kind, lesson)) for kind in ("began", "finished"))
        entry = {"lesson": lesson, "title": whole["title"], "began": began, "finished": finished}
        found.append(entry | {"questions": [one for one in questions if one["tried"]]})
    return found


def _pair(said: Mapping[Cell, int], question: str) -> dict[str, int | None]:
    return {kind: said.get((kind, question)) for kind in ("tried", "right")}


def from_table(table: object) -> dict[Cell, int]:
    """Return what a file says had been said.

    >>> said = {("began", "who-is-missing"): 20, ("finished", "who-is-missing"): 10}
    >>> from_table(as_table(said)) == said
    True
    """
    said: dict[Cell, int] = {}
    for entry in table if isinstance(table, list) else []:
        for kind in ("began", "finished"):
            said[kind, entry["lesson"]] = entry[kind] or 0
        for one in entry["questions"]:
            said["tried", one["id"]], said["right", one["id"]] = (
                one["tried"] or 0,
                one["right"] or 0,
            )
    return {cell: number for cell, number in said.items() if number}
