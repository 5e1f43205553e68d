"""What people wrote, checked by hand before anybody else reads it.

Names, places and small facts give people away, and no program finds them all. So every text goes
to a file in which a person decides; what nobody has checked never gets into a report.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.learning.evaluation.files import SPECS, table_rows
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.evaluation.measures import nameless
from greaterdata_lessons.learning.evaluation.release import Ledger
from greaterdata_lessons.learning.forms import spreadsheet_safe

NAME = "words.csv"
COLUMNS = ("question", "typed", "look_at", "use", "words", "agreed_to_quote", "checked_by")
HINTS = {
    "an e-mail address": re.compile(r"\S+@\S+"),
    "a postcode": re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b"),
    "a number": re.compile(r"\d{2,}"),
    "perhaps a name or place": re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][a-z]+"),
    "somebody's part": re.compile(r"\b(my|our|the) (boss|manager|doctor|nurse|teacher|mum|son)\b"),
}
YES = {"yes", "y", "true", "1", "x"}


@dataclass(frozen=True)
class Checked:
    """One text that a person has let through: to which question, and in which words."""

    question: str
    words: str
    quoted: bool


def texts(forms: Forms) -> list[tuple[str, str]]:
    """Return every free text of the forms with its question, in alphabetical order.

    The order of the forms would tell who wrote next to whom.
    """
    found = [
        (item.text, str(typed).strip())
        for name, form in SPECS.items()
        for part in form.parts
        for item in part.items
        if not item.options
        for typed in forms.of(name)[item.id]
        if str(typed).strip()
    ]
    return sorted(found)


def words_to_check(forms: Forms, path: Path, more: Iterable[tuple[str, str]] = ()) -> int:
    """Write every free text to a file to be checked by hand; what is decided there stays.

    forms: the forms of a cohort.
    path: the file; made if it is not there, added to if it is.
    more: further texts with their questions, such as why actions were dropped.
    Returns how many texts are still to be checked. Raises LearnerError when the file is no such.
    """
    rows = _rows(path) if path.exists() else []
    known = [(row["question"], row["typed"]) for row in rows]
    for question, typed in [*texts(forms), *more]:
        if (question, spreadsheet_safe(typed)) in known:
            known.remove((question, spreadsheet_safe(typed)))
            continue
        row = dict.fromkeys(COLUMNS, "")
        rows.append(
            row
            | {"question": question, "typed": spreadsheet_safe(typed), "look_at": look_at(typed)}
        )
    _write(path, sorted(rows, key=lambda row: (row["question"], row["typed"])))
    return sum(not row["checked_by"] for row in rows)


def look_at(typed: str) -> str:
    """Say what in a text may give somebody away; a help for the reader, never a pass.

    >>> look_at("Ask Mrs Ahmed, CH41 1AA")
    'a postcode; a number; perhaps a name or place'
    >>> look_at("More say in it.")
    ''
    """
    return "; ".join(name for name, pattern in HINTS.items() if pattern.search(typed))


def checked_words(path: Path) -> list[Checked]:
    """Return the texts that somebody has checked and let through.

    Raises LearnerError, naming the row, for a text to be used in its writer's own words without
    their agreement: those words must be put in others.
    """
    found = []
    for number, row in enumerate(_rows(path), 2):
        if row["use"].casefold() not in YES or not row["checked_by"]:
            continue
        quoted = row["agreed_to_quote"].casefold() in YES
        told = row["words"] or (row["typed"] if quoted else "")
        if not told or (told.casefold() == row["typed"].casefold() and not quoted):
            raise LearnerError(
                f'"{path.name}", row {number}: the text is to be used as it was written, and its '
                "writer has not agreed to be quoted. Put it in other words, under words."
            )
        found.append(Checked(row["question"], told.removeprefix("'"), quoted))
    return found


def released_words(checked: Iterable[Checked], ledger: Ledger) -> Mapping[str, list[str]]:
    """Return checked texts by question, when as many people as the threshold wrote any.

    Later ones follow when there are as many again: one new text would be the newcomer's.
    """
    told: dict[str, list[str]] = {}
    for one in checked:
        told.setdefault(one.question, []).append(one.words)
    found = {}
    for question, all_ in told.items():
        people = nameless((words,) for words in all_)
        out = ledger.release(
            f"words/{question}", people, lambda kept: {"words": sorted(k[0] for k in kept.values())}
        )
        enough = len(people) >= ledger.threshold or f"words/{question}" in ledger.tables
        found[question] = list(dict.fromkeys(out.content["words"])) if enough else []
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    heads, rows = table_rows(path)
    if missing := [name for name in COLUMNS if name not in heads]:
        raise LearnerError(
            f'"{path.name}" lacks the column {", ".join(missing)}. It was left as it is: keep the '
            f"columns {', '.join(COLUMNS)}."
        )
    return [{name: row[name] for name in COLUMNS} for _, row in rows]


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    told = io.StringIO()
    lines = csv.DictWriter(told, COLUMNS, lineterminator="\r\n")
    lines.writeheader()
    lines.writerows(rows)
    write_whole(path, told.getvalue().encode("utf-8-sig"))  # so that Excel reads it as UTF-8
