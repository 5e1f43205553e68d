"""What a kind of record asks: sections, fields, rules, kept as data in `kinds/`, one file each.

The same file makes the form in a notebook, the form in a page, the command line's questions, the
checks and the prints. Law is named by a key of `law.toml`, where each provision stands once with
its date. Standard library only, so that it runs in a browser's Python too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean

HERE = Path(__file__).parent / "kinds"
LAW = Path(__file__).parent / "law.toml"
FIELD_KINDS = ("line", "text", "lines", "choice", "several", "date", "number", "rows")
LEVELS = ("now", "red", "cannot", "missing", "if", "note")
Conditions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Law:
    """One provision, in short, and the day its source reaches to."""

    key: str
    provision: str
    says: str
    as_at: date

    @property
    def day(self) -> str:
        """The day its source reaches to, as it is read aloud."""
        return f"{self.as_at.day} {self.as_at:%B %Y}"

    def __str__(self) -> str:
        """Return the provision with its date."""
        return f"{self.provision}, as at {self.day}"


@dataclass(frozen=True)
class Option:
    """One option of a choice: how it is kept, how it reads, and why one would choose it."""

    value: str
    text: str
    because: str = ""
    law: tuple[Law, ...] = ()


@dataclass(frozen=True)
class Field:
    """One thing a record asks. `ask` names the role who can help when it is blank.

    `only` says which answers make it matter; otherwise it is neither shown nor missed.
    """

    name: str
    label: str
    kind: str = "line"
    help: str = ""
    required: bool = False
    ask: str = ""
    because: str = ""
    law: tuple[Law, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[Field, ...] = ()
    future: bool = False
    least: float | None = None
    most: float | None = None
    only: Conditions = field(default_factory=dict)

    def column(self, name: str) -> Field | None:
        """Return a column of a field of rows by its name, if there is one."""
        return next((each for each in self.columns if each.name == name), None)


@dataclass(frozen=True)
class Section:
    """Fields that belong together under a heading."""

    title: str
    lead: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Rule:
    """What to say when answers meet: `when` all hold and none of `unless` does.

    A condition is a field and the values of which it has one; "(blank)" and "(filled)" stand for
    none and any, and "risks.side" for that column over all rows. `like` and `unlike` are patterns
    that text must or must not contain. With `each`, conditions are about one row at a time.
    """

    name: str
    level: str
    says: str
    field: str
    when: Conditions
    unless: Conditions
    like: Mapping[str, str]
    unlike: Mapping[str, str]
    each: str = ""
    ask: str = ""
    law: tuple[Law, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of record. `outcomes` says what open points of each level point to, if it does.

    `ahead` names a field, the answers to it that go ahead, and what to say when they do although
    weighty points are open; nothing where a kind decides nothing.
    """

    name: str
    version: int
    title: str
    about: str
    closing: str
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    outcomes: Mapping[str, str]
    ahead: Mapping[str, Any]

    @property
    def fields(self) -> dict[str, Field]:
        """Every field by its name, in order."""
        return {each.name: each for section in self.sections for each in section.fields}


def names() -> list[str]:
    """Return the name of every kind of record.

    >>> "sharing-decision" in names()
    True
    """
    return sorted(path.stem for path in HERE.glob("*.toml"))


def kind(name: str) -> Kind:
    """Return a kind of record by its name.

    Raises LearnerError with the nearest name when there is none such.

    >>> kind("sharing-decison")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no record called "sharing-decison". Did you \
mean "sharing-decision"?
    """
    if name not in names():
        raise LearnerError(f'There is no record called "{name}". {did_you_mean(name, names())}')
    return _read(HERE / f"{name}.toml")


@cache
def laws() -> dict[str, Law]:
    """Return every provision that records name, by its key.

    >>> str(laws()["purpose"])
    'UK GDPR Article 5(1)(b), as at 19 June 2026'
    """
    found = tomllib.loads(LAW.read_text(encoding="utf-8"))
    return {key: Law(key, **told) for key, told in found.items()}


@cache
def _read(path: Path) -> Kind:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Kind(
        path.stem,
        told["version"],
        told["title"],
        told["about"],
        told["closing"],
        tuple(_section(each) for each in told["section"]),
        tuple(_rule(each) for each in told.get("rule", [])),
        told.get("outcomes", {}),
        told.get("ahead", {}),
    )


def _section(told: Mapping[str, Any]) -> Section:
    return Section(told["title"], told.get("lead", ""), tuple(map(_field, told["field"])))


def _field(told: Mapping[str, Any]) -> Field:
    made = dict(told)
    made["law"] = _law(told)
    made["options"] = tuple(map(_option, told.get("options", ())))
    made["columns"] = tuple(map(_field, told.get("columns", ())))
    made["only"] = _conditions(told.get("only", {}))
    return Field(**made)


def _law(told: Mapping[str, Any]) -> tuple[Law, ...]:
    return tuple(laws()[key] for key in told.get("law", ()))


def _option(told: str | Mapping[str, Any]) -> Option:
    if isinstance(told, str):
        return Option(told, told)
    return Option(told["value"], told["text"], told.get("because", ""), _law(told))


def _rule(told: Mapping[str, Any]) -> Rule:
    made: dict[str, Any] = {"field": "", "like": {}, "unlike": {}} | dict(told)
    made["law"] = _law(told)
    for part in ("when", "unless"):
        made[part] = _conditions(told.get(part, {}))
    return Rule(**made)


def _conditions(told: Mapping[str, str | list[str]]) -> Conditions:
    return {name: (v,) if isinstance(v, str) else tuple(v) for name, v in told.items()}


def as_data(made: Kind) -> dict[str, Any]:
    """Return a kind as plain lists and words, for the script that fills it in on a page."""
    return {
        "name": made.name,
        "version": made.version,
        "title": made.title,
        "about": made.about,
        "closing": made.closing,
        "outcomes": dict(made.outcomes),
        "ahead": dict(made.ahead),
        "sections": [
            {"title": each.title, "fields": [_field_data(one) for one in each.fields]}
            for each in made.sections
        ],
        "rules": [_rule_data(each) for each in made.rules],
    }


def _field_data(made: Field) -> dict[str, Any]:
    told = {name: getattr(made, name) for name in ("name", "label", "kind", "required", "ask")}
    told |= {"because": made.because, "law": _law_data(made.law)}
    told |= {"future": made.future, "least": made.least, "most": made.most}
    told["only"] = dict(made.only)
    told["options"] = [
        {"value": each.value, "text": each.text, "law": _law_data(each.law)}
        for each in made.options
    ]
    return told | {"columns": [_field_data(each) for each in made.columns]}


def _rule_data(made: Rule) -> dict[str, Any]:
    plain = ("name", "level", "says", "field", "each", "ask")
    told: dict[str, Any] = {name: getattr(made, name) for name in plain}
    told |= {part: dict(getattr(made, part)) for part in ("when", "unless", "like", "unlike")}
    return told | {"law": _law_data(made.law)}


def _law_data(law: tuple[Law, ...]) -> list[dict[str, str]]:
    return [{"provision": each.provision, "says": each.says, "asAt": each.day} for each in law]


def every_field(made: Kind) -> Iterator[Field]:
    """Yield each field and each column of a kind."""
    for each in made.fields.values():
        yield each
        yield from each.columns


def rests_on(field: Field, value: Any) -> tuple[Law, ...]:
    """Return the law behind an answer: of the options chosen where they have some, or the field's.

    >>> basis = kind("sharing-decision").fields["basis"]
    >>> [each.key for each in rests_on(basis, "vital interests")]
    ['vital']
    """
    chosen = value if isinstance(value, list) else [value]
    law = [law for each in field.options if each.value in chosen for law in each.law]
    return tuple(law) or field.law
