"""How sure a learner was, and how often that was borne out. No marks are taken off.

``show/question.mjs`` says the same sentences; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .answers import UnreadableError, choose, is_blank

# What is kept -> what the learner reads.
LEVELS = {"guess": "Guess", "fairly": "Fairly sure", "very": "Very sure"}
ENOUGH = 3  # fewer answers at a level say nothing about it
CANNOT_READ = 'I could not read how sure you are. Write sure="guess", "fairly" or "very".'


def level(sure: object) -> str | None:
    """Return the level meant by a number from 1 or by words; nothing when nothing was said.

    Raises UnreadableError, with the sentence to show, when no level is meant.

    >>> level("very sure"), level("fairly"), level(1), level(None)
    ('very', 'fairly', 'guess', None)
    """
    if is_blank(sure):
        return None
    try:
        return list(LEVELS)[choose(list(LEVELS.values()), sure)]
    except UnreadableError:
        raise UnreadableError(CANNOT_READ) from None


def borne_out(records: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Count, for each level: first answers that were right, and all first answers.

    records: records as ``learning.stored`` tells; those without a level are passed over.

    >>> borne_out([{"sure": "very", "first": "right"}, {"sure": "very", "first": "not yet"}])
    {'guess': (0, 0), 'fairly': (0, 0), 'very': (1, 2)}
    """
    said = [(each.get("sure"), each.get("first")) for each in records if isinstance(each, Mapping)]
    return {
        name: (
            said.count((name, "right")),
            sum(said.count((name, s)) for s in ("right", "not yet")),
        )
        for name in LEVELS
    }


def sentence(name: str, records: Iterable[Mapping[str, Any]]) -> str:
    """Say how often a level was borne out; nothing before it was said three times.

    >>> sentence("very", [{"sure": "very", "first": "right"}] * 7
    ...          + [{"sure": "very", "first": "not yet"}] * 2)
    'When you said "very sure", your first answer was right 7 times in 9.'
    """
    right, asked = borne_out(records)[name]
    if asked < ENOUGH:
        return ""
    words = LEVELS[name].lower().replace("guess", "a guess")
    times = {0: "no time", 1: "1 time"}.get(right, f"{right} times")
    return f'When you said "{words}", your first answer was right {times} in {asked}.'
