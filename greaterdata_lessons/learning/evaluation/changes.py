"""You said, we changed: what people asked for, and what came of it, from a log kept by hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.cells import UnclearError, read_day
from greaterdata_lessons.learning.evaluation.files import table_rows

NAME = "changes.csv"
TITLE = "You said, we changed"
COLUMNS = ("day", "you_said", "we_changed", "why_not", "since_version")
STARTER = ",".join(COLUMNS) + "\r\n"


@dataclass(frozen=True)
class Change:
    """What people said, what was changed since, or why it was not."""

    day: str
    you_said: str
    we_changed: str
    why_not: str
    since_version: str


def read_changes(path: Path) -> tuple[Change, ...]:
    """Read a log of changes, the latest first.

    Raises LearnerError, naming the row, when a row has no day, nothing said, or neither what was
    changed nor why not: an answer is owed to everybody who said something.
    """
    heads, rows = table_rows(path)
    if missing := [name for name in COLUMNS if name not in heads]:
        raise LearnerError(f'"{path.name}" lacks the column {", ".join(missing)}.')
    found = [_change(f'"{path.name}", row {number}', row) for number, row in rows]
    return tuple(sorted(found, key=lambda one: one.day, reverse=True))


def _change(where: str, row: dict[str, str]) -> Change:
    try:
        day = read_day(row["day"])
    except UnclearError as error:
        raise LearnerError(f'{where}: the day "{row["day"]}" cannot be read: {error}.') from None
    if not day or not row["you_said"]:
        raise LearnerError(f"{where}: write the day, and what people said.")
    if bool(row["we_changed"]) == bool(row["why_not"]):
        raise LearnerError(
            f"{where}: write what you changed or why you did not, one of the two. Whoever said "
            "something is owed an answer."
        )
    return Change(day, row["you_said"], row["we_changed"], row["why_not"], row["since_version"])


def change_blocks(changes: Sequence[Change]) -> Iterator[Block]:
    """Give the page as blocks to print."""
    yield Block("h1", TITLE)
    if not changes:
        yield Block("p", "Nothing has been changed yet because of what people said.")
        return
    done = [one for one in changes if one.we_changed]
    yield Block("p", f"{len(changes)} things people said; {len(done)} changed something.")
    rows = tuple(
        (one.day, one.you_said, one.we_changed or f"Not changed: {one.why_not}", one.since_version)
        for one in changes
    )
    heads = ("Day", "You said", "We changed", "Since version")
    yield Block("table", "What people said and what came of it", heads, rows)
    yield Block("p", "Tell your host what we should change next. Nobody is named on this page.")
