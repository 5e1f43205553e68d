"""Which sheet of a workbook to read, and what to say about the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from greaterdata_lessons.data.own.notes import Notes, many, some
from greaterdata_lessons.errors import LearnerError, did_you_mean

COVERS = re.compile(r"(?:cover|contents|notes?|read ?me|about|index|metadata|guidance)\b", re.I)


def choose_sheet(
    name: str, sheets: Sequence[tuple[str, bool, bool]], wanted: str | None, notes: Notes
) -> str:
    """Return the sheet to read; each is given as its title, whether hidden, whether filled.

    Raises `LearnerError` when the sheet asked for is not there, or none holds anything.

    >>> notes = Notes()
    >>> choose_sheet("b.xlsx", [("Cover", False, True), ("Data", False, True)], None, notes)
    'Data'
    >>> notes.did
    ['Read the sheet "Data" and not "Cover": for another, say sheet="Cover".']
    """
    titles = [title for title, _, _ in sheets]
    hidden = [title for title, away, filled in sheets if away and filled]
    if hidden:
        notes.warnings.append(
            f"The workbook has {many(len(hidden), 'hidden sheet')}, {some(hidden)}: look "
            "inside before you share the workbook, or share a CSV file instead."
        )
    if wanted is not None:
        if wanted not in titles:
            hint = did_you_mean(wanted, titles)
            raise LearnerError(f'"{name}" has no sheet "{wanted}". {hint}')
        chosen = wanted
    else:
        seen = [title for title, away, filled in sheets if filled and not away]
        if not seen:
            raise LearnerError(
                f'"{name}" has nothing in its visible sheets. '
                + (f'To read a hidden one, say sheet="{hidden[0]}".' if hidden else "Check it.")
            )
        chosen = next((title for title in seen if not COVERS.match(title)), seen[0])
    others = [title for title, away, _ in sheets if title != chosen and not away]
    more = f' and not {some(others)}: for another, say sheet="{others[0]}"' if others else ""
    notes.did.append(f'Read the sheet "{chosen}"{more}.')
    return chosen


def note_hidden(rows: int, columns: int, notes: Notes) -> None:
    """Note hidden rows and columns: they are in the table, and in the file one sends on."""
    hidden = [
        many(number, f"hidden {word}") for number, word in ((rows, "row"), (columns, "column"))
        if number
    ]  # fmt: skip
    if hidden:
        notes.warnings.append(
            f"The sheet has {' and '.join(hidden)} with values in: they are in the table, and go "
            "with the workbook to whoever gets it. Take them out before you share."
        )
