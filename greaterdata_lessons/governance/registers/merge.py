"""Merge the registers of many partners, or two people's edits of one, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import pandas as pd

from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.registers.columns import words
from greaterdata_lessons.governance.registers.found import ROW
from greaterdata_lessons.governance.registers.kinds import Kind
from greaterdata_lessons.governance.registers.register import Register
from greaterdata_lessons.tables import html_table

FROM = "listed by"
Row = dict[str, str]


@dataclass(frozen=True)
class Merged:
    """The rows of all, and a table of what they disagree about; both sides are kept.

    `register` has a column more, "listed by". `conflicts` has one row for each field about which
    two rows with the same key disagree.
    """

    register: Register
    conflicts: pd.DataFrame
    said: str

    def __repr__(self) -> str:
        """Return what was merged, and each disagreement."""
        told = [
            f"{one.about}: {one.field} is {one.says} by {one.by}."
            for one in self.conflicts.itertuples()
        ]
        return "\n".join([self.said, *told])

    def _repr_html_(self) -> str:
        if self.conflicts.empty:
            return f"<p>{escape(self.said)}</p>"
        return html_table(self.conflicts, caption=self.said)


def merge_registers(
    *registers: Register | Mapping[str, Register], before: Register | None = None
) -> Merged:
    """Put registers of one kind together, whoever keeps them, and keep both sides of a conflict.

    registers : two or more registers; or one mapping of a partner's name to its register.
    before : the register they both began with, if there is one: then what only one of them
        changed is no conflict.

    Rows are the same when their key is (in an inventory: the owner and the data set), however it
    is written. A blank takes what the other has. Where both say something else, both rows stay and
    `conflicts` names the field. Returns a `Merged`. Raises `LearnerError` for different kinds.

    >>> from greaterdata_lessons.governance.registers.register import register
    >>> row = {"from": "Food hub", "to": "Council", "what": "Visits"}
    >>> mine = register("ledger", [{**row, "comes_back": "nothing"}])
    >>> theirs = register("ledger", [{**row, "comes_back": "A map"}])
    >>> merge_registers({"hub": mine, "council": theirs})
    2 registers with 2 rows became 2 rows. 1 conflict: both sides are kept.
    Food hub, Council, Visits: comes_back is "nothing" / "A map" by hub / council.
    """
    named = _named(registers)
    kinds = {one.kind.name for one in named.values()}
    if len(kinds) != 1:
        raise LearnerError(f"These are registers of different kinds: {', '.join(sorted(kinds))}.")
    found = next(iter(named.values())).kind
    old = _groups({"": before}, found) if before is not None else {}
    began = {words(about): rows for about, rows in old.items()}
    rows: list[Row] = []
    conflicts: list[Row] = []
    for about, group in _groups(named, found).items():
        kept = _combined([_unchanged(row, group, began.get(words(about), [])) for row in group])
        rows += kept
        conflicts += _conflicts(about, kept)
    shown = pd.DataFrame(conflicts, columns=["about", "field", "says", "by"])
    said = _told(named, len(rows), len(shown))
    return Merged(Register(found, _as_table(named, rows), (said,)), shown, said)


def _as_table(named: Mapping[str, Register], rows: list[Row]) -> pd.DataFrame:
    """Return the rows of all as a table with every column that any of them has."""
    every = (name for one in named.values() for name in one.table.columns if name != FROM)
    columns = [*dict.fromkeys(every), FROM]
    table = pd.DataFrame(rows, columns=columns, dtype=object).fillna("")
    return table.set_axis(pd.RangeIndex(2, len(table) + 2, name=ROW), axis=0)


def _told(named: Mapping[str, Register], rows: int, conflicts: int) -> str:
    """Return in a sentence what was merged."""
    first = sum(len(one.table) for one in named.values())
    end = f"{many(conflicts, 'conflict')}: both sides are kept." if conflicts else "No conflicts."
    registers = many(len(named), "register")
    return f"{registers} with {many(first, 'row')} became {many(rows, 'row')}. {end}"


def _named(registers: tuple[Register | Mapping[str, Register], ...]) -> dict[str, Register]:
    """Return registers by the name of whoever keeps them."""
    named: dict[str, Register] = {}
    for number, one in enumerate(registers, start=1):
        given = {f"file {number}": one} if isinstance(one, Register) else one
        for name, each in given.items():
            named[f"{name} ({number})" if name in named else name] = each
    if not named:
        raise LearnerError("There is nothing to merge. Give two registers or more.")
    return named


def _groups(named: Mapping[str, Register], kind: Kind) -> dict[str, list[Row]]:
    """Return rows by their key, each saying who lists it; rows without a key stay alone."""
    groups: dict[str, list[Row]] = {}
    titles: dict[tuple[str, ...], str] = {}
    for name, one in named.items():
        for row in one.rows():
            folded = tuple(words(row[field]) for field in kind.key)
            about = ", ".join(row[field] for field in kind.key if row[field])
            blank = [
                field for field in kind.key if not row[field] and kind.field(field).asked.required
            ]
            if blank:
                about = f"{about or 'A row'} without {' and '.join(blank)} ({name}, {len(groups)})"
            else:
                about = titles.setdefault(folded, about)
            by = row.get(FROM) or name
            groups.setdefault(about, []).append({**row, FROM: by})
    return groups


def _unchanged(row: Row, group: list[Row], began: list[Row]) -> Row:
    """Return a row with those cells blanked that it left as they were and another changed."""
    if len(began) != 1:
        return row
    old = began[0]
    changed = {
        name
        for other in group
        for name in set(old) - {FROM}
        if other.get(name) and _says(other, name) != _says(old, name)
    }
    return {
        name: "" if name in changed and _says(row, name) == _says(old, name) else text
        for name, text in row.items()
    }


def _says(row: Row, name: str) -> str:
    return words(row.get(name, ""))


def _combined(rows: list[Row]) -> list[Row]:
    """Return the rows with those put together that contradict nothing in each other."""
    kept: list[Row] = []
    for row in rows:
        for place, other in enumerate(kept):
            if not any(_differ(row, other)):
                kept[place] = _filled(other, row)
                break
        else:
            kept.append(row)
    return kept


def _differ(one: Row, other: Row) -> Iterator[str]:
    """Give each field in which two rows say something else, capitals and dots apart."""
    for name in dict.fromkeys([*one, *other]):
        a, b = one.get(name, ""), other.get(name, "")
        if name != FROM and a and b and words(a) != words(b):
            yield name


def _filled(one: Row, other: Row) -> Row:
    """Return one row with its blanks filled from the other, and both who list it."""
    by = list(dict.fromkeys([*one[FROM].split("; "), *other[FROM].split("; ")]))
    joined = {name: one.get(name) or other.get(name, "") for name in dict.fromkeys([*one, *other])}
    return {**joined, FROM: "; ".join(by)}


def _conflicts(about: str, kept: list[Row]) -> Iterator[Row]:
    """Give each field about which the kept rows disagree."""
    fields = dict.fromkeys(
        name for i, one in enumerate(kept) for other in kept[:i] for name in _differ(one, other)
    )
    for name in fields:
        said = [row for row in kept if row.get(name)]
        yield {
            "about": about,
            "field": name,
            "says": " / ".join(f'"{row[name]}"' for row in said),
            "by": " / ".join(row[FROM] for row in said),
        }
