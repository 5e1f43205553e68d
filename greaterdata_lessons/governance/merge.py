"""Put two people's edits of one record together, so that neither is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .kind import Kind
from .values import ROW, is_blank

Answers = Mapping[str, Any]
Twice = list[dict[str, Any]]
GONE = object()


def merged(
    kind: Kind, base: Answers, ours: Answers, theirs: Answers, whose: str = "the other copy"
) -> tuple[dict[str, Any], Twice]:
    """Return the answers of both, and a list of what both changed and differ in.

    base: what both began with; empty when that is not known. What only one side changed is taken
    from that side. What both changed keeps ours; theirs goes on the list. Rows are told apart by
    their id: each side's new rows are kept, and a row deleted on one side and edited on the other
    stays.
    """
    made: dict[str, Any] = {}
    twice: Twice = []
    for name, field in kind.fields.items():
        b, o, t = base.get(name), ours.get(name), theirs.get(name)
        if field.kind == "rows":
            rows, more = _rows(name, b or [], o or [], t or [], whose)
            twice += more
            value: Any = rows
        else:
            value = _one(b, o, t)
            if value is GONE:
                value = o
                twice.append({"field": name, "answer": t, "why": f"answered otherwise in {whose}."})
        if not is_blank(value) or name in ours:
            made[name] = value
    return made, twice


def _one(base: Any, ours: Any, theirs: Any) -> Any:
    """Return the value both agree on or only one changed; GONE when they clash."""
    if ours == theirs or _same(theirs, base):
        return ours
    return theirs if _same(ours, base) else GONE


def _same(one: Any, other: Any) -> bool:
    return bool(one == other or (is_blank(one) and is_blank(other)))


def _rows(
    name: str, base: list[Any], ours: list[Any], theirs: list[Any], whose: str
) -> tuple[list[Any], Twice]:
    b, o, t = ({row[ROW]: row for row in rows} for rows in (base, ours, theirs))
    rows: list[Any] = []
    twice: Twice = []
    for key in dict.fromkeys([*o, *t]):
        value = _one(b.get(key), o.get(key), t.get(key))
        if value is GONE:
            value = o.get(key) or t.get(key)
            if key in o and key in t:
                why = f"this row was edited otherwise in {whose}."
                twice.append({"field": name, "answer": t[key], "why": why})
        if value is not None:
            rows.append(value)
    return rows, twice
