"""Which lesson supports evidence towards which part of an apprenticeship standard.

All of it is read from one file, ``framework.json``: codes, short forms in our own words, version,
the day it was checked and how far it is to be trusted. Standards change; that file alone does.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

STATUSES = ("checked", "to be checked", "doubtful")


@dataclass(frozen=True)
class Statements:
    """One list of a standard, such as its duties: code and short form, and how sure we are."""

    standard: str
    title: str
    part: str
    version: str
    checked_on: str
    status: str
    note: str
    statements: dict[str, str]

    @property
    def name(self) -> str:
        """The list as a heading names it."""
        return f"{self.standard} {self.title}: {self.part}"

    def word(self, code: str) -> str:
        """Return a code as it is spoken of: a duty by its word, the rest by their letter.

        >>> read_framework().lists["ST0795 duties"].word("6")
        'Duty 6'
        """
        return f"Duty {code}" if self.part == "duties" else code


@dataclass(frozen=True)
class Place:
    """A lesson's place: its number, its title, and the codes it supports in each list."""

    number: str
    title: str
    supports: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Framework:
    """The whole file."""

    version: str
    checked_on: str
    lists: dict[str, Statements]
    lessons: tuple[Place, ...]

    def place(self, title: str) -> Place | None:
        """Return the place of a lesson by its title up to the first "?" or ":"; None without one.

        >>> read_framework().place("Who is missing?").number
        '4.1'
        """
        return next((one for one in self.lessons if _key(one.title) == _key(title)), None)


def _key(title: str) -> str:
    return re.split("[?:]", title)[0].strip().casefold()


@cache
def read_framework() -> Framework:
    """Return the framework that is installed with the library.

    >>> read_framework().lists["ST0118"].statements["K8"]
    'Risks to the quality of data'
    """
    file = resources.files("greaterdata_lessons.learning") / "framework.json"
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    lists = {key: Statements(**one) for key, one in read["lists"].items()}
    lessons = tuple(
        Place(one["number"], one["title"], {k: tuple(v) for k, v in one["supports"].items()})
        for one in read["lessons"]
    )
    return Framework(read["version"], read["checked_on"], lists, lessons)
