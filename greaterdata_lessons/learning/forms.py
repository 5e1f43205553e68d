"""The course's own evaluation: what its forms ask before, after and three months later.

The words are in ``forms.json``, once, for every way of asking: in a page, in a notebook, on paper
and read aloud. Answers stay with the person until they save them as a file on purpose; nothing
here keeps or sends them. Standard library only.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import StringIO
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean

ABOUT = ("form", "version", "sheet", "code", "filled_on")


@dataclass(frozen=True)
class Item:
    """One thing asked: its id, its words, and its options; none means free text."""

    id: str
    text: str
    options: tuple[str, ...] = ()
    right: int | None = None


@dataclass(frozen=True)
class Part:
    """Items that belong together under a heading."""

    name: str
    title: str
    lead: str
    items: tuple[Item, ...]
    sheet: str | None = None
    sure: bool = False


@dataclass(frozen=True)
class Spec:
    """One form: its parts in order, and what is said above them."""

    name: str
    title: str
    parts: tuple[Part, ...]
    first_sheet: str | None = None


@cache
def words() -> dict[str, Any]:
    """Return everything the forms say, as it is kept."""
    file = resources.files("greaterdata_lessons.learning") / "forms.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def spec(name: str) -> Spec:
    """Return a form by its name: "before", "after" or "later".

    Raises LearnerError with the nearest name when there is none such.

    >>> spec("befor")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no form called "befor". Did you mean "before"?
    """
    forms = words()["forms"]
    if name not in forms:
        raise LearnerError(f'There is no form called "{name}". {did_you_mean(name, forms)}')
    form = forms[name]
    parts = tuple(_part(part, words()["parts"][part]) for part in form["parts"])
    return Spec(name, form["title"], parts, form.get("first_sheet"))


def _part(name: str, part: Mapping[str, Any]) -> Part:
    shared = part.get("options", [])
    items = tuple(_item(key, told, shared) for key, told in part["items"].items())
    sure = bool(part.get("sure"))
    return Part(name, part["title"], part["lead"], items, part.get("sheet"), sure)


def _item(key: str, told: Any, shared: list[str]) -> Item:
    if isinstance(told, str):
        return Item(key, told, tuple(shared))
    return Item(key, told["text"], tuple(told.get("options", ())), told.get("right"))


def columns(form: Spec) -> list[str]:
    """Return the columns of a form's file: about the form, then one for each thing asked.

    >>> columns(spec("later"))[:7]
    ['form', 'version', 'sheet', 'code', 'filled_on', 'F1', 'F2']
    """
    asked: dict[str, None] = {}
    for part in form.parts:
        for item in part.items:
            asked[item.id] = None
            if part.sure:
                asked[f"{item.id}-sure"] = None
    return [*ABOUT, *asked]


def row(form: Spec, answers: Mapping[str, str]) -> str:
    """Return one person's answers as the text of a CSV file: a line of columns, a line of answers.

    An option is written by its number from 1, except those that give no rating: they are written
    in words, as is free text. Files of many people can be put one under the other.

    >>> row(spec("later"), {"F1": "1", "F7": "=time"}).splitlines()[1]
    "later,1,,,,1,,,,,,'=time"
    """
    about = {"form": form.name, "version": str(words()["version"])}
    told = {**answers, **about}
    written = StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(columns(form))
    lines.writerow([spreadsheet_safe(told.get(name, "")) for name in columns(form)])
    return written.getvalue()


def spreadsheet_safe(value: str) -> str:
    """Keep free text from being run as a formula by a spreadsheet program.

    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("tea")
    ("'=1+1", 'tea')
    """
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def task_key(sheet: str) -> dict[str, int]:
    """Return the right option, counted from 1, of each task of a sheet.

    >>> task_key("A")["T1"]
    1
    """
    part = _part("", words()["parts"][f"tasks-{sheet}"])
    return {item.id: item.right for item in part.items if item.right is not None}
