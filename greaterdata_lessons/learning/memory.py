"""What the learner has done with each question, in this kernel and in the learner's own file.

The records have the shape that ``learning.stored`` tells. The file is read and written only where
keeping progress is on (``progress_file``). Nothing is sent anywhere.
"""

from __future__ import annotations

from typing import Any

from . import progress_file, stored

_records: dict[str, stored.Record] = {}
_tried: set[str] = set()
_hints: dict[str, int] = {}
_opened = False


def _open() -> None:
    """Take up, once, what the learner's own file holds from earlier."""
    global _opened  # noqa: PLW0603 - one kernel has one memory
    if not _opened:
        _opened = True
        restore(progress_file.earlier())


def record(question: str) -> stored.Record | None:
    """Return the record of a question, or nothing when no answer of it could be read yet.

    >>> record("a-lesson/a-question")
    """
    _open()
    return _records.get(question)


def records() -> dict[str, stored.Record]:
    """Return every record by the question's name."""
    _open()
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
    kept = stored.add(record(question), answer, state, sure=sure, misconception=misconception)
    _records[question] = kept
    progress_file.keep(question, kept)


def restore(records: dict[str, stored.Record]) -> None:
    """Take up records kept elsewhere, in place of what this kernel had for the same questions."""
    for question, kept in records.items():
        if stored.is_record(kept):
            _records[question] = kept
            _tried.add(question)


def tried(question: str) -> bool:
    """Tell whether the question was tried, readably or not."""
    _open()
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
    """Forget every answer given in this kernel; a file of progress left behind is read anew."""
    global _opened  # noqa: PLW0603 - one kernel has one memory
    _opened = False
    for kept in (_records, _tried, _hints):
        kept.clear()
