"""The one format of a learner's progress, read and written alike by page, notebook and command.

A progress file is one or more JSON documents, one to a line (a single document may be spread
over several lines). Each holds records, as ``stored`` tells of them, by the name of the question:

    {"format": "greaterdata progress", "version": 1, "answers": {"who-is-missing/ratio":
     {"answer": "0.57", "state": "right", "tries": 2, "first": "not yet", "sure": "guess",
      "when": "2026-11-23T09:30:00Z", "began": "2026-11-23T09:28:00Z"}}}

It has no place for a name. The same rules are written in JavaScript in ``show/progress.mjs``; a
test holds the two together. Standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from .stored import KEPT_STATES, Record, is_record

FORMAT = "greaterdata progress"
VERSION = 1
LONGEST_NAME = 200

_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_TEXTS = ("first", "sure", "misconception")

Answers = dict[str, Record]


@dataclass(frozen=True)
class Found:
    """What a text held: its answers, and how many of its documents could not be used."""

    answers: Answers = field(default_factory=dict)
    ours: int = 0  # documents of this format, of whatever version
    newer: int = 0
    unreadable: int = 0


def read(text: str) -> Found:
    """Return what a text holds; nothing in it makes this fail.

    >>> read('{"format": "greaterdata progress", "version": 1, "answers": {"a/b"').unreadable
    1
    """
    # Only \n ends a line: other separators may stand inside a string of JSON.
    parts = [part for part in text.removeprefix("\ufeff").split("\n") if part.strip()]
    whole = _document(text.removeprefix("\ufeff")) if len(parts) > 1 else None
    documents = [_document(part) for part in parts] if whole is None else [whole]
    ours = [d for d in documents if isinstance(d, dict) and d.get("format") == FORMAT]
    newer = [d for d in ours if _is_newer(d.get("version"))]
    usable = [d["answers"] for d in ours if d not in newer and isinstance(d.get("answers"), dict)]
    unreadable = len(documents) - len(newer) - len(usable)
    return Found(merged(map(_clean_all, usable)), len(ours), len(newer), unreadable)


def _document(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None


def _is_newer(version: object) -> bool:
    return isinstance(version, int) and version > VERSION


def _clean_all(answers: Mapping[str, Any]) -> Answers:
    cleaned = {name: clean(kept) for name, kept in answers.items() if len(name) <= LONGEST_NAME}
    return {name: kept for name, kept in cleaned.items() if kept is not None}


def clean(kept: object) -> Record | None:
    """Return a record without fields of the wrong type; None when it is no record.

    Fields that this version does not know are kept as they are.

    >>> clean({"answer": 1, "state": "right", "tries": "many", "when": "yesterday", "new": 1})
    {'answer': 1, 'state': 'right', 'new': 1}
    """
    if not isinstance(kept, dict) or not is_record(kept):
        return None
    return {name: value for name, value in kept.items() if _fits(name, value)}


def _fits(name: str, value: object) -> bool:
    if name == "tries":
        return isinstance(value, int) and not isinstance(value, bool) and value > 0
    if name in ("when", "began"):
        return isinstance(value, str) and _WHEN.fullmatch(value) is not None
    return isinstance(value, str) if name in _TEXTS else True


def merged(many: Iterable[Answers]) -> Answers:
    """Return every answer of several collections; of two to one question, the better one.

    >>> old = {"a/b": {"answer": 1, "state": "right", "when": "2026-01-01T00:00:00Z"}}
    >>> new = {"a/b": {"answer": 2, "state": "not yet", "when": "2026-02-01T00:00:00Z"}}
    >>> merged([old, new])["a/b"]["state"]
    'right'
    """
    together: Answers = {}
    for answers in many:
        for name, kept in answers.items():
            together[name] = better(together[name], kept) if name in together else kept
    return together


def better(one: Record, other: Record) -> Record:
    """Return the one to keep of two answers to a question: right before not yet, then the later.

    The first try is that of whichever began earlier, and the larger number of tries counts.
    """
    best = max(one, other, key=_worth)
    start = min(_of(one, _START), _of(other, _START), key=_age)
    tries = max(_of(one, {"tries"}), _of(other, {"tries"}), key=lambda part: part.get("tries", 0))
    return _of(best, set(best) - _START - {"tries"}) | start | tries


_START = {"first", "sure", "began"}


def _of(kept: Record, names: Set[str]) -> Record:
    return {name: value for name, value in kept.items() if name in names}


def _worth(kept: Record) -> tuple[bool, str, str]:
    # The text comes last, so that any order of merging gives the same.
    rest = _of(kept, set(kept) - _START - {"tries"})
    return kept["state"] != "not yet", kept.get("when", ""), _text(rest)


def _age(start: Record) -> tuple[bool, str, bool, str]:
    # Without a date the less flattering first try counts.
    right = start.get("first") == "right"
    return "first" not in start, start.get("began", "9"), right, _text(start)


def _text(part: Record) -> str:
    return json.dumps(part, sort_keys=True)


def document(answers: Answers) -> str:
    """Return answers as one line of the format.

    >>> document({})
    '{"format": "greaterdata progress", "version": 1, "answers": {}}'
    """
    kept = {name: one for name, one in answers.items() if one["state"] in KEPT_STATES}
    return json.dumps({"format": FORMAT, "version": VERSION, "answers": kept})
