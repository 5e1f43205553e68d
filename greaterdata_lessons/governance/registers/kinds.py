"""What each kind of register asks: one definition for reading, checking, saving and printing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from greaterdata_lessons.errors import LearnerError, did_you_mean

Type = Literal["text", "choice", "date", "number", "places"]
BLANK = "Nothing is filled in."


@dataclass(frozen=True)
class Field:
    """One column of a register: its name, what it asks, and when it may be left blank."""

    name: str
    title: str
    asks: str
    type: Type = "text"
    options: tuple[str, ...] = ()
    usual: str = ""
    needed: bool = True
    needed_if: tuple[str, str] | None = None
    needed_unless: tuple[str, str] | None = None
    when: str = ""
    new: str = ""
    blank: str = BLANK
    also: tuple[str, ...] = ()
    says: Mapping[str, str] | None = None

    def is_needed(self, row: Mapping[str, str]) -> bool:
        """Tell whether this row must fill the field in."""
        if self.needed_if:
            name, value = self.needed_if
            return row.get(name) == value
        if self.needed_unless:
            name, value = self.needed_unless
            return row.get(name, "").strip().lower().rstrip(".") != value
        return self.needed


@dataclass(frozen=True)
class Kind:
    """One kind of register: what a row is, which fields tell rows apart, and its fields."""

    name: str
    title: str
    row: str
    lead: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    starters: tuple[Mapping[str, str], ...] = ()

    @property
    def names(self) -> list[str]:
        """Return the names of the fields, in order."""
        return [field.name for field in self.fields]

    def field(self, name: str) -> Field:
        """Return a field by its name; raises LearnerError with the nearest when there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        near = did_you_mean(name, self.names)
        raise LearnerError(f'A row of the {self.title.lower()} has no field "{name}". {near}')


@cache
def definitions() -> dict[str, Any]:
    """Return everything that is defined for the registers, as it is kept."""
    file = resources.files("greaterdata_lessons.governance.registers") / "registers.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def version() -> int:
    """Return the version of the definitions, which goes into every saved file of ours.

    >>> version()
    1
    """
    return int(definitions()["version"])


def kinds() -> list[str]:
    """Return the names of the registers there are.

    >>> kinds()[:4]
    ['inventory', 'systems', 'ledger', 'action-log']
    """
    return list(definitions()["kinds"])


@cache
def kind(name: str) -> Kind:
    """Return a kind of register by its name.

    Raises LearnerError with the nearest name when there is none.

    >>> kind("ledger").title, kind("ledger").names[:3]
    ('Two-way ledger', ['from', 'to', 'what'])
    """
    if name not in kinds():
        near = did_you_mean(name, kinds())
        raise LearnerError(f'There is no register called "{name}". {near}')
    told = definitions()["kinds"][name]
    fields = tuple(_field(key, asked) for key, asked in told["fields"].items())
    return Kind(
        name, told["title"], told["row"], told["lead"], tuple(told["key"]), fields,
        tuple(told.get("starters", ())),
    )  # fmt: skip


def _field(name: str, asked: Mapping[str, Any]) -> Field:
    lists = {"options", "needed_if", "needed_unless", "also"}
    given: dict[str, Any] = {
        key: tuple(value) if key in lists else value for key, value in asked.items()
    }
    return Field(name, **given)
