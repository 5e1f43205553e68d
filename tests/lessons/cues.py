"""Can a question be answered without reading it? Count what a rule of thumb would win."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import Any

Item = Mapping[str, Any]
Cue = Callable[[Sequence[str]], int | None]

ENOUGH = 4  # questions of one lesson; with fewer, a rule of thumb may win by chance


def _only(texts: Sequence[str], length: int) -> int | None:
    found = [position for position, text in enumerate(texts) if len(text) == length]
    return found[0] if len(found) == 1 else None


CUES: dict[str, Cue] = {
    "the first": lambda texts: 0,
    "the last": lambda texts: len(texts) - 1,
    "the longest": lambda texts: _only(texts, max(map(len, texts))),
    "the shortest": lambda texts: _only(texts, min(map(len, texts))),
}


def choices(items: Iterable[Item]) -> list[Item]:
    """Return the questions that offer options of which one is right."""
    return [item for item in items if item["kind"] == "choice"]


def wins(item: Item, cue: Cue) -> bool:
    """Tell whether a rule of thumb picks a right option."""
    picked = cue([option["text"] for option in item["options"]])
    return picked is not None and item["options"][picked].get("right") is True


def chance(item: Item) -> float:
    """Return how often a blind pick is right."""
    return sum(option.get("right") is True for option in item["options"]) / len(item["options"])


def tells(items: Iterable[Item]) -> Iterator[str]:
    """Say which rules of thumb answer more than half of a lesson's choices, or never the first.

    >>> item = {"kind": "choice", "options": [{"text": "a"}, {"text": "bb", "right": True}]}
    >>> list(tells([item] * 4))
    ['"the last" is right 4 times in 4', '"the longest" is right 4 times in 4', \
'the right option is never the first']
    """
    asked = choices(items)
    if len(asked) < ENOUGH:
        return
    for name, cue in CUES.items():
        won = sum(wins(item, cue) for item in asked)
        if won > len(asked) / 2:
            yield f'"{name}" is right {won} times in {len(asked)}'
    if not any(wins(item, CUES["the first"]) for item in asked):
        yield "the right option is never the first"


def surprising(items: Iterable[Item], cue: Cue) -> bool:
    """Tell whether a rule wins more often over all lessons than a blind pick well could.

    More than two standard deviations above chance, and more than one question.

    >>> item = {"kind": "choice", "options": [{"text": "a"}, {"text": "bb", "right": True}]}
    >>> surprising([item] * 9, CUES["the longest"]), surprising([item] * 9, CUES["the first"])
    (True, False)
    """
    asked = choices(items)
    shares = [chance(item) for item in asked]
    expected, spread = sum(shares), sqrt(sum(share * (1 - share) for share in shares))
    return sum(wins(item, cue) for item in asked) > expected + max(1.0, 2 * spread)
