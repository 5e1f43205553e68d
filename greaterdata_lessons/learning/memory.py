"""What the learner has done with each question in this kernel. Nothing leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Record:
    """One question: its last answer that could be read, the state of it, and the help taken."""

    answer: Any = None
    state: str = "not tried"
    tried: bool = False
    hints: int = 0


_records: dict[str, Record] = {}


def record(question: str) -> Record:
    """Return the record of a question, made empty the first time.

    >>> record("a-lesson/a-question").tried
    False
    """
    return _records.setdefault(question, Record())


def remember(question: str, answer: Any, state: str) -> None:
    """Keep an answer and its state; what is blank or unreadable never takes a real one's place.

    >>> remember("a-lesson/another", 3, "right")
    >>> remember("a-lesson/another", "three", "could not read")
    >>> record("a-lesson/another").answer
    3
    """
    if state == "not tried":
        return
    kept = record(question)
    kept.tried = True
    if state != "could not read":
        kept.answer, kept.state = answer, state


def forget() -> None:
    """Forget every answer given in this kernel."""
    _records.clear()
