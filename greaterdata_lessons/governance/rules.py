"""What is still open in a record: blank fields, dates gone by, and answers that do not meet.

`record.mjs` follows the same steps in a page; a test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .kind import LEVELS, Field, Kind, Law, Rule
from .values import is_blank, long_date

if TYPE_CHECKING:
    import pandas as pd

WORDS = {
    "now": "Act now",
    "red": "Red line",
    "cannot": "Cannot stand",
    "missing": "Missing",
    "if": "On condition",
    "note": "Worth knowing",
}
NOBODY = "whoever answers for this record"
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One open point: how it weighs, what it says, on which field, and who can help."""

    level: str
    name: str
    field: str
    says: str
    ask: str
    law: tuple[Law, ...] = ()

    @property
    def provisions(self) -> str:
        """The provisions it rests on, each with its date."""
        return "; ".join(str(each) for each in self.law)

    def __str__(self) -> str:
        """Return the point as one sentence, its source, and who to ask."""
        source = f" ({self.provisions})" if self.law else ""
        return f"{WORDS[self.level]}: {self.says}{source} Ask {self.ask}."


@dataclass(frozen=True)
class Open:
    """Every open point of a record, the weightiest first."""

    findings: tuple[Finding, ...]
    outcome: str = ""

    def __iter__(self) -> Iterator[Finding]:
        """Go through the open points."""
        return iter(self.findings)

    def __len__(self) -> int:
        """Count the open points."""
        return len(self.findings)

    @property
    def table(self) -> pd.DataFrame:
        """One row for each open point."""
        import pandas as pd

        rows = [(WORDS[each.level], each.says, each.provisions, each.ask) for each in self.findings]
        return pd.DataFrame(rows, columns=["what it is", "what it says", "source", "who to ask"])

    def __str__(self) -> str:
        """Return what it points to, then each point on a line."""
        first = [f"What the answers point to: {self.outcome}."] if self.outcome else []
        lines = [str(each) for each in self.findings] or ["Nothing is open."]
        return "\n".join([*first, *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from greaterdata_lessons.tables import html_table

        if not self.findings:
            return f"<p>{self}</p>"
        said = f"<p>What the answers point to: {self.outcome}.</p>" if self.outcome else ""
        return said + html_table(self.table, caption="What is still open")


def find_open(kind: Kind, answers: Answers, today: date | None = None) -> Open:
    """Return what is open in a record's answers.

    today: the day to judge dates by; today when left out.
    """
    day = today or date.today()
    found = [*_of_fields(kind, answers, day), *_of_rules(kind, answers)]
    found += _ahead(kind, answers, found)
    found.sort(key=lambda each: LEVELS.index(each.level))
    return Open(tuple(found), outcome(kind, found))


def _ahead(kind: Kind, answers: Answers, found: list[Finding]) -> list[Finding]:
    """Say when a decision goes ahead of its own answers; never in an emergency."""
    told, levels = kind.ahead, {each.level for each in found}
    if not told or answers.get(told["field"]) not in told["values"]:
        return []
    if "now" in levels or not levels & {"red", "cannot", "missing"}:
        return []
    return [Finding("cannot", "ahead", told["field"], told["says"], told["ask"])]


def outcome(kind: Kind, found: list[Finding]) -> str:
    """Return what open points add up to, where a kind says so."""
    levels = {each.level for each in found}
    for level, says in kind.outcomes.items():
        if level in levels:
            return says
    return kind.outcomes.get("none", "")


def _of_fields(kind: Kind, answers: Answers, day: date) -> Iterator[Finding]:
    for field in kind.fields.values():
        value = answers.get(field.name)
        if not relevant(field, answers):
            continue
        if is_blank(value):
            if field.required:
                yield _missing(field, field.name, f'"{field.label}" is not filled in.')
        elif field.kind == "rows":
            for number, row in enumerate(value or [], 1):
                yield from _of_row(field, number, row, day)
        elif past := _past(field, value, day):
            yield _missing(field, field.name, past)


def _of_row(field: Field, number: int, row: Answers, day: date) -> Iterator[Finding]:
    for column in field.columns:
        value = row.get(column.name)
        where = f'Row {number} of "{field.label}"'
        if column.required and is_blank(value):
            yield _missing(column, field.name, f'{where}: "{column.label}" is not filled in.')
        elif past := _past(column, value, day):
            yield _missing(column, field.name, f"{where}: {past}")


def _past(field: Field, value: Any, day: date) -> str:
    if not field.future or is_blank(value) or value >= day.isoformat():
        return ""
    return f'"{field.label}" has passed ({long_date(value)}). Look again, and set a new date.'


def _missing(field: Field, name: str, says: str) -> Finding:
    because = f" {field.because}" if field.because else ""
    return Finding("missing", field.name, name, says + because, field.ask or NOBODY, field.law)


def _of_rules(kind: Kind, answers: Answers) -> Iterator[Finding]:
    for rule in kind.rules:
        if not rule.each:
            if applies(rule, answers):
                yield _finding(rule, rule.says)
            continue
        label = kind.fields[rule.each].label
        for number, row in enumerate(answers.get(rule.each) or [], 1):
            if applies(rule, row):
                yield _finding(rule, f'Row {number} of "{label}": {rule.says}')


def _finding(rule: Rule, says: str) -> Finding:
    return Finding(
        rule.level, rule.name, rule.field or rule.each, says, rule.ask or NOBODY, rule.law
    )


def applies(rule: Rule, answers: Answers) -> bool:
    """Tell whether a rule has something to say about these answers."""
    return (
        all(_meets(answers, name, wanted) for name, wanted in rule.when.items())
        and all(_contains(answers, name, pattern) for name, pattern in rule.like.items())
        and not any(_meets(answers, name, wanted) for name, wanted in rule.unless.items())
        and not any(_contains(answers, name, pattern) for name, pattern in rule.unlike.items())
    )


def relevant(field: Field, answers: Answers) -> bool:
    """Tell whether a field matters, given the other answers."""
    return all(_meets(answers, name, wanted) for name, wanted in field.only.items())


def _meets(answers: Answers, name: str, wanted: tuple[str, ...]) -> bool:
    value = _value(answers, name)
    if is_blank(value):
        return "(blank)" in wanted
    if "(filled)" in wanted:
        return True
    given = value if isinstance(value, list) else [value]
    return any(str(each) in wanted for each in given)


def _value(answers: Answers, name: str) -> Any:
    """Return an answer; of "risks.side", that column's answers over all rows."""
    field, _, column = name.partition(".")
    if not column:
        return answers.get(field)
    told = [row.get(column) for row in answers.get(field) or []]
    return [each for each in told if not is_blank(each)]


def _contains(answers: Answers, name: str, pattern: str) -> bool:
    value = answers.get(name)
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return bool(re.search(pattern, text, re.IGNORECASE))
