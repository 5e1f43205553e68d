"""Find a question of the compiled banks that are installed with the library."""

from __future__ import annotations

import json
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from .answers import kind_of

Item = dict[str, Any]


class UnknownQuestionError(LookupError):
    """No question has this name; the text says so and offers the nearest one."""


def folder() -> Traversable:
    """Return the folder of the compiled banks."""
    return resources.files("greaterdata_lessons.learning") / "banks"


def whole(lesson: str) -> dict[str, Any]:
    """Return a lesson's compiled bank: its title, its objectives and its items by short name.

    Raises UnknownQuestionError when the file is damaged.
    """
    try:
        found: dict[str, Any] = json.loads(
            (folder() / f"{lesson}.json").read_text(encoding="utf-8")
        )
        # An item without its id, or no item at all, is damage too.
        return found | {
            "items": {key: item | {"id": item["id"]} for key, item in found["items"].items()}
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnknownQuestionError(
            f"The questions of the lesson '{lesson}' are damaged. Install the course again."
        ) from error


@lru_cache
def read(lesson: str) -> dict[str, Item]:
    """Return the items of a lesson's bank by their id; none when there is no such lesson.

    Raises UnknownQuestionError when the file is damaged.

    >>> read("no-such-lesson")
    {}
    """
    if lesson not in lessons():
        return {}
    return {item["id"]: item for item in whole(lesson)["items"].values()}


def misconceptions(lesson: str) -> dict[str, dict[str, str]]:
    """Return what each misconception of a lesson's bank says: {name: {"thinks", "so"}}.

    >>> misconceptions("who-is-missing")["count-as-rate"]["thinks"]
    'The larger count is the larger problem, or the better service.'
    """
    if lesson not in lessons():
        return {}
    bank = json.loads((folder() / f"{lesson}.json").read_text(encoding="utf-8"))
    return dict(bank.get("misconceptions", {}))


def lessons() -> list[str]:
    """Return the names of the lessons that have questions, sorted."""
    files = folder()
    names = [file.name for file in files.iterdir()] if files.is_dir() else []
    return sorted(name.removesuffix(".json") for name in names if name.endswith(".json"))


def find(question: object) -> Item:
    """Return the item with this id, such as "who-is-missing/ratio".

    Raises UnknownQuestionError, whose text suggests the nearest id, when there is none.

    >>> find(7)
    Traceback (most recent call last):
    ...
    greaterdata_lessons.learning.bank.UnknownQuestionError: A question's name is text, such as \
"lesson/question"; this is something of the type 'int'.
    """
    if not isinstance(question, str):
        raise UnknownQuestionError(
            f'A question\'s name is text, such as "lesson/question"; this is {kind_of(question)}.'
        )
    item = read(question.partition("/")[0]).get(question)
    if item is None:
        raise UnknownQuestionError(_suggest(question[:100]))
    return item


def _suggest(wanted: str) -> str:
    every = {name: name for lesson in lessons() for name in read(lesson)}
    # The part after the stroke is what people remember, so it may be given alone.
    tails = {name.partition("/")[2]: name for name in every}
    near = get_close_matches(wanted, every, 1, 0.5) or get_close_matches(wanted, tails, 1, 0.5)
    says = f'There is no question called "{wanted}".'
    return f'{says} Did you mean "{every.get(near[0]) or tails[near[0]]}"?' if near else says
