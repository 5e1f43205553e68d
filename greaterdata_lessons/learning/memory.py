"""What the learner has done with each question in this kernel. Nothing leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass
class Record:
    """One question's last answer, its state, and how far its hints were opened."""

    answer: Any = None
    state: str = "not tried"
    hints: int = 0

    @property
    def tried(self) -> bool:
        """Whether anything was answered, right or not."""
        return self.state != "not tried"


_records: dict[str, Record] = {}


def record(question: str) -> Record:
    """Return the record of a question, made empty the first time.

    >>> record("a-lesson/a-question").tried
    False
    """
    return _records.setdefault(question, Record())


def remember(question: str, answer: Any, state: str) -> None:
    """Keep an answer and its state; a blank answer never takes the place of a real one.

    >>> remember("a-lesson/another", 3, "right"); remember("a-lesson/another", ..., "not tried")
    >>> record("a-lesson/another").answer
    3
    """
    if state != "not tried":
        kept = record(question)
        kept.answer, kept.state = answer, state


def forget() -> None:
    """Forget every answer given in this kernel."""
    _records.clear()


def kept() -> Mapping[str, Record]:
    """Return every record of this kernel, by question."""
    return _records
