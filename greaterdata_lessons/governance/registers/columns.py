"""Match the headings of somebody's spreadsheet with the fields of a register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from greaterdata_lessons.governance.registers.kinds import Kind

EMPTY = frozenset(
    "a and at by for how i in is it no of on s the to we what when where who".split()  # noqa: SIM905
)


def match_columns(kind: Kind, headings: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Return which heading stands for which field, and a sentence for each that needed thought.

    A heading is taken by its exact name first, then by another usual name, then by a usual name
    within it ("How often is it updated?"), then by a small slip of typing. What matches nothing
    keeps its own name.

    >>> from greaterdata_lessons.governance.registers.kinds import kind
    >>> match_columns(kind("ledger"), ["Sender", "To", "Purpos", "Colour"])[0]
    {'To': 'to', 'Sender': 'from', 'Purpos': 'why'}
    """
    left = list(headings)
    found: dict[str, str] = {}
    for known in (_names(kind), _others(kind)):
        for heading in left[:]:
            name = known.get(words(heading))
            if name and name not in found.values():
                found[heading] = name
                left.remove(heading)
    said = [_said(kind, heading, name) for heading, name in found.items() if heading != name]
    for heading in left[:]:
        name = _within(kind, heading, set(found.values())) or _near(
            kind, heading, set(found.values())
        )
        if name:
            found[heading] = name
            left.remove(heading)
            said.append(f'The column "{heading}" was taken for "{kind.field(name).title}".')
    said += [f'The column "{heading}" is none of ours and was kept as it is.' for heading in left]
    return found, [sentence for sentence in said if sentence]


def words(heading: object) -> str:
    """Return a text as plain words, to compare: no capitals, no marks.

    >>> words(" Who_is NOT in it? ")
    'who is not in it'
    """
    return " ".join(re.sub(r"[\W_]+", " ", str(heading).casefold()).split())


def _names(kind: Kind) -> dict[str, str]:
    named = {words(field.name): field.name for field in kind.fields}
    return {words(field.title): field.name for field in kind.fields} | named


def _others(kind: Kind) -> dict[str, str]:
    return {words(other): field.name for field in reversed(kind.fields) for other in field.also}


def _said(kind: Kind, heading: str, name: str) -> str:
    field = kind.field(name)
    same = words(heading) in (words(field.name), words(field.title))
    return "" if same else f'The column "{heading}" was taken for "{field.title}".'


def _within(kind: Kind, heading: str, taken: set[str]) -> str:
    """Return the field whose longest usual name stands within a heading, if there is one."""
    said = set(words(heading).split())
    fits = {
        other: name
        for other, name in (_others(kind) | _names(kind)).items()
        if name not in taken and set(other.split()) - EMPTY and set(other.split()) <= said
    }
    return fits[max(fits, key=len)] if fits else ""


def _near(kind: Kind, heading: str, taken: set[str]) -> str:
    known = {key: name for key, name in (_others(kind) | _names(kind)).items() if name not in taken}
    near = get_close_matches(words(heading), known, n=1, cutoff=0.84)
    return known[near[0]] if near else ""
