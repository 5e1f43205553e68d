"""Registers among the kinds of records: those with one list of rows, as `kinds/NAME.toml` asks it.

The table `register` in that file adds what reading somebody's spreadsheet needs: other usual
headings and answers, which fields tell rows apart, and which days lie behind or before us.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.governance import kind as records
from greaterdata_lessons.governance.kind import Rule

BLANK = "Nothing is filled in."


@dataclass(frozen=True)
class Field:
    """One column of a register: what it asks, and what may stand in it."""

    asked: records.Field
    type: str
    usual: str = ""
    when: str = ""
    new: str = ""
    also: tuple[str, ...] = ()
    says: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.asked.name

    @property
    def title(self) -> str:
        """The words that head it."""
        return self.asked.label

    @property
    def options(self) -> tuple[str, ...]:
        """The answers it takes, when it is a choice."""
        return tuple(option.value for option in self.asked.options)

    @property
    def blank(self) -> str:
        """What to say when it must be filled in and is not."""
        return f"{BLANK} {self.asked.because}".strip()


@dataclass(frozen=True)
class Kind:
    """One kind of register: what a row is, which fields tell rows apart, and its fields.

    `rows` is the name of the record's one field, in which the rows stand.
    """

    name: str
    title: str
    row: str
    rows: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
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
def definition(name: str) -> dict[str, Any]:
    """Return everything that the file of a kind of record says, as it is kept."""
    return tomllib.loads((records.HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def kinds() -> list[str]:
    """Return the names of the registers there are.

    >>> kinds()[:3]
    ['action-log', 'barrier-log', 'impact-stories']
    """
    return [name for name in records.names() if "register" in definition(name)]


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
    made, told = records.kind(name), definition(name)["register"]
    [rows] = made.fields.values()
    fields = tuple(_field(column, told) for column in rows.columns)
    return Kind(
        name, made.title, told["row"], rows.name, tuple(told["key"]), fields, made.rules,
        tuple(told.get("starters", ())),
    )  # fmt: skip


def _field(asked: records.Field, told: Mapping[str, Any]) -> Field:
    given = {part: told[part][asked.name] for part in ("usual", "when", "new", "says")
             if asked.name in told.get(part, {})}  # fmt: skip
    places = asked.name in told.get("places", ())
    also = tuple(told["also"].get(asked.name, ()))
    return Field(asked, "places" if places else asked.kind, also=also, **given)
