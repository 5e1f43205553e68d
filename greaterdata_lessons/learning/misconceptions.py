"""The one list of misconceptions that wrong answers name, ``misconceptions.yml``.

Used when lessons are built, never by learners; a compiled bank carries the entries it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .kinds import Part, Text
from .mistakes import BankError, read_yaml, sentence, suggestion


class Misconception(Part):
    """What people think, what is so, and where this is known from."""

    thinks: Text
    so: Text
    source: Text


def read_misconceptions(path: Path) -> dict[str, Misconception]:
    """Read the list of misconceptions.

    path: the file; entries alphabetical by name, each with `thinks`, `so` and `source`.
    Returns the entries by name.
    Raises BankError, which lists every mistake, when there is one.

    >>> read_misconceptions(Path("no-such-folder/misconceptions.yml"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.learning.mistakes.BankError: no-such-folder/misconceptions.yml has 1 \
mistake:
    - misconceptions.yml: there is no such file
    """
    raw = read_yaml(path)
    found: dict[str, Misconception] = {}
    mistakes = []
    for name, entry in raw.items():
        try:
            found[str(name)] = Misconception.model_validate(entry)
        except ValidationError as error:
            mistakes += [sentence(path, str(name), *_plain(each)) for each in error.errors()]
    mistakes += [
        sentence(path, after, "", f'stands after "{before}"; keep the list alphabetical')
        for before, after in pairwise(map(str, raw))
        if before > after
    ]
    if mistakes:
        raise BankError(path, mistakes)
    return found


def _plain(mistake: Any) -> tuple[str, str]:
    known = "an entry has `thinks`, `so` and `source`, each a sentence"
    says = {"missing": "is missing", "extra_forbidden": f"is not a field; {known}"}
    return ".".join(map(str, mistake["loc"])), says.get(mistake["type"], known)


def named(item: Mapping[str, Any]) -> Iterator[str]:
    """Give the name of each misconception of an item of a compiled bank, in order.

    >>> list(named({"wrong": [{"misconception": "count-as-rate"}]}))
    ['count-as-rate']
    """
    for field in ("options", "wrong"):
        entries = [entry for entry in item.get(field, ()) if isinstance(entry, Mapping)]
        yield from (entry["misconception"] for entry in entries if "misconception" in entry)


def unlisted(item: Mapping[str, Any], known: Mapping[str, Misconception]) -> Iterator[str]:
    """Say of each misconception of an item that the list does not hold.

    >>> list(unlisted({"wrong": [{"misconception": "count-as-rat"}]}, {"count-as-rate": None}))
    ['"count-as-rat" is not in misconceptions.yml; did you mean "count-as-rate"?']
    """
    for name in dict.fromkeys(named(item)):
        if name not in known:
            yield f'"{name}" is not in misconceptions.yml{suggestion(name, known)}'
