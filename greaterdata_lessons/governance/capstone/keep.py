"""Keep a capstone in one small file beside the notebook: words and counts, no row of the data."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import earlier, read_saved, told_in, write_whole

MARK, VERSION = "greaterdata capstone", 1
LARGEST = 5_000_000  # bytes; a real one is a hundred times smaller


@dataclass(frozen=True)
class Step:
    """One of the nine steps: its name, its title, and what a reader looks for at each level."""

    number: int
    name: str
    title: str
    looks_for: tuple[str, ...]


@cache
def steps() -> dict[str, Step]:
    """Return the nine steps by name, in order.

    >>> [step.title for step in steps().values()][:2]
    ['The question', 'The inventory record']
    """
    listed = enumerate(_plan()["step"], 1)
    return {
        one["name"]: Step(n, **{**one, "looks_for": tuple(one["looks_for"])}) for n, one in listed
    }


def levels() -> tuple[str, ...]:
    """Return the levels of the rubric, the lowest first.

    >>> levels()
    ('not yet', 'done', 'done well')
    """
    return tuple(_plan()["levels"])


@cache
def _plan() -> dict[str, Any]:
    return tomllib.loads(_beside("steps.toml"))


@cache
def practice() -> dict[str, Any]:
    """Return the words and marks that stand in the lesson's own cells, by step; no dates.

    The lesson's source is where they are written; `make lessons` takes them from there.

    >>> practice()["steps"]["action"]["owner"]
    'KA'
    """
    found: dict[str, Any] = json.loads(_beside("practice.json"))
    return found


def _beside(name: str) -> str:
    file = resources.files("greaterdata_lessons.governance.capstone") / name
    return file.read_text(encoding="utf-8")


def read(path: Path, route: str) -> dict[str, Any]:
    """Return what a capstone's file holds, or the beginning of one when there is none.

    Raises `LearnerError` for a file that is cut short, no capstone, of a newer version of the
    course, or about other data. The file is left as it is.
    """
    try:
        held = _held(path, read_saved(path, LARGEST))
    except FileNotFoundError:
        today = date.today().isoformat()
        return {MARK: VERSION, "data": route, "begun_on": today, "steps": {}, "marks": {}}
    if held["data"] != route:
        kinds = {"own": "your own data", "practice": "made-up data"}
        raise LearnerError(
            f'"{path.name}" was begun on {kinds.get(held["data"], "other data")}, and you chose '
            f"{kinds[route]}. Choose the same answer as before, or give another name: "
            'gd.capstone(..., file="another.json").'
        )
    return held


def _held(path: Path, content: bytes) -> dict[str, Any]:
    held = told_in(content, path)
    if not isinstance(held, dict) or MARK not in held:
        raise LearnerError(f'"{path.name}" is no capstone. Give another name with file="...".')
    if not isinstance(held[MARK], int) or held[MARK] > VERSION:
        raise LearnerError(
            f'"{path.name}" was made by a newer version of the course. Update the course, then '
            "open it again. The file was left as it is."
        )
    known, marks = (_mapping(held.get(name)) for name in ("steps", "marks"))
    found = {name: one for name, one in known.items() if _is_step(name, one)}
    marks = {who: given for who, given in marks.items() if isinstance(given, dict)}
    return {MARK: VERSION, "data": str(held.get("data")), "begun_on": str(held.get("begun_on", "")),
            "steps": found, "marks": marks}  # fmt: skip


def _mapping(given: Any) -> dict[str, Any]:
    return given if isinstance(given, dict) else {}


def _is_step(name: str, one: Any) -> bool:
    """Tell whether a step was kept whole; anything else is to be done again."""
    return (
        name in steps()
        and isinstance(one, dict)
        and isinstance(one.get("on"), str)
        and isinstance(one.get("says"), str)
        and isinstance(one.get("words"), dict)
    )


def resumed(held: Mapping[str, Any]) -> str:
    """Say how far a capstone on own data has come; empty for a new one, and for practice.

    Practice stands in the lesson, which is to print the same each time it is run.

    >>> resumed({"data": "own", "steps": {"question": {}}}), resumed({"data": "own", "steps": {}})
    (' It goes on where you stopped: 1 of 9 steps are there.', '')
    """
    done = len(held["steps"]) if held["data"] == "own" else 0
    return f" It goes on where you stopped: {done} of {len(steps())} steps are there." * bool(done)


def put(held: Mapping[str, Any], name: str, says: str, words: Mapping[str, str]) -> None:
    """Put a step into what a capstone holds, with today's date; done again alike, it keeps its own.

    >>> held = {"steps": {"question": {"on": "2026-01-31", "says": "", "words": {"a": "Why?"}}}}
    >>> put(held, "question", "", {"a": "Why?"})
    >>> held["steps"]["question"]["on"]
    '2026-01-31'
    """
    new = {"says": says, "words": dict(words)}
    before = held["steps"].get(name, {})
    if any(before.get(part) != one for part, one in new.items()):
        held["steps"][name] = {"on": date.today().isoformat(), **new}


def write(path: Path, held: Mapping[str, Any]) -> None:
    """Write a capstone's file whole; what it held before stays beside it.

    Raises `LearnerError` when the folder cannot be written to.
    """
    text = json.dumps(held, indent=1, ensure_ascii=False, allow_nan=False)
    if path.exists() and sys.platform != "emscripten":  # a page offers each file to save
        write_whole(earlier(path), path.read_bytes())
    write_whole(path, f"{text}\n".encode())
