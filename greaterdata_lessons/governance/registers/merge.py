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


def merge_registers(*registers: Register | Mapping[str, Register]) -> Merged:
    """Put registers of one kind together, whoever keeps them, and keep both sides of a conflict.

    registers : two or more registers; or one mapping of a partner's name to its register.

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
    rows, groups = [], _groups(named, found)
    conflicts: list[Row] = []
    for about, group in groups.items():
        kept = _combined(group)
        rows += kept
        conflicts += _conflicts(about, kept)
    columns = list(
        dict.fromkeys(n for one in named.values() for n in one.table.columns if n != FROM)
    )
    table = pd.DataFrame(rows, columns=[*columns, FROM], dtype=object).fillna("")
    table.index = pd.RangeIndex(2, len(table) + 2, name=ROW)
    shown = pd.DataFrame(conflicts, columns=["about", "field", "says", "by"])
    before = sum(len(one.table) for one in named.values())
    said = (
        f"{many(len(named), 'register')} with {many(before, 'row')} became "
        f"{many(len(table), 'row')}. "
    )
    said += (
        f"{many(len(shown), 'conflict')}: both sides are kept." if len(shown) else "No conflicts."
    )
    return Merged(Register(found, table, (said,)), shown, said)


def _named(registers: tuple[Register | Mapping[str, Register], ...]) -> dict[str, Register]:
    """Return registers by the name of whoever keeps them."""
    named: dict[str, Register] = {}
    for number, one in enumerate(registers, start=1):
        if isinstance(one, Register):
            named[f"file {number}"] = one
        else:
            named |= dict(one)
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
