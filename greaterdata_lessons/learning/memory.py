"""What the learner has done with each question in this kernel. Nothing leaves it.

The records have the shape that ``learning.stored`` tells. Whoever keeps them elsewhere (the
learner's own progress file, when it is turned on) asks to be told with ``listen``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import stored

Listener = Callable[[str, stored.Record], None]

_records: dict[str, stored.Record] = {}
_tried: set[str] = set()
_hints: dict[str, int] = {}
_listeners: list[Listener] = []


def record(question: str) -> stored.Record | None:
    """Return the record of a question, or nothing when no answer of it could be read yet.

    >>> record("a-lesson/a-question")
    """
    return _records.get(question)


def records() -> dict[str, stored.Record]:
    """Return every record by the question's name."""
    return dict(_records)


def remember(
    question: str,
    answer: Any,
    state: str,
    *,
    sure: str | None = None,
    misconception: str | None = None,
) -> None:
    """Keep an answer and its state; what is blank or unreadable never takes a real one's place.

    >>> remember("a-lesson/another", 3, "right")
    >>> remember("a-lesson/another", "three", "could not read")
    >>> record("a-lesson/another")["answer"]
    3
    """
    if state == "not tried":
        return
    _tried.add(question)
    if state not in stored.KEPT_STATES:
        return
    kept = stored.add(_records.get(question), answer, state, sure=sure, misconception=misconception)
    _records[question] = kept
    for listener in _listeners:
        listener(question, kept)


def restore(records: dict[str, stored.Record]) -> None:
    """Take up records kept elsewhere; what was answered in this kernel is left as it is."""
    for question, kept in records.items():
        if stored.is_record(kept):
            _records.setdefault(question, kept)
            _tried.add(question)


def listen(listener: Listener) -> None:
    """Have each new record told: listener(question, record). It must not raise."""
    if listener not in _listeners:
        _listeners.append(listener)


def unlisten(listener: Listener) -> None:
    """Tell this listener no more."""
    if listener in _listeners:
        _listeners.remove(listener)


def tried(question: str) -> bool:
    """Tell whether the question was tried, readably or not."""
    return question in _tried


def next_hint(question: str, count: int) -> int:
    """Return the number of the next hint, from 1; past the last it is count + 1.

    >>> [next_hint("a-lesson/a-third", 2) for _ in range(4)]
    [1, 2, 3, 3]
    """
    number = min(_hints.get(question, 0), count) + 1
    _hints[question] = number
    return number


def forget() -> None:
    """Forget every answer given in this kernel."""
    for kept in (_records, _tried, _hints):
        kept.clear()
