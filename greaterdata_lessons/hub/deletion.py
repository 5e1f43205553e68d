"""The record of a deletion: what was deleted, when, by whose press, what was kept and why.

It names a seat only where something of it could not be deleted: a record that names everybody
would keep what it says was deleted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from greaterdata_lessons import documents
from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

from .safe_files import as_object, read_small

TITLE = "Record of a deletion"
LARGEST = 200_000
_NAME = re.compile(r"deletion-[0-9TZ-]{8,32}")
WHAT = (
    "The server of each seat, and every program in it.",
    "The home folder of each seat: notebooks, answers, progress, files of their own.",
    "What was handed in and had not been collected.",
    "The Unix user and the hub's user of each seat; a drop-in seat's card opens nothing any more.",
)
LEFT = (
    "The hub's own log and its list of users on this machine may hold names of seats until the "
    "machine writes over them; neither holds answers. The hub itself makes no copies; if whoever "
    "runs this machine does, ask them how long those are kept."
)


@dataclass(frozen=True)
class Kept:
    """Something that was kept, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Deletion:
    """What became of a room's work.

    session, begun, done: times as ISO text; `done` is empty until nothing is left.
    by: the name that whoever pressed signs in with.
    seats: how many seats there were.
    failed: for each seat of which something is left, what and why.
    """

    session: str
    begun: str
    by: str
    seats: int
    done: str = ""
    deleted: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of its file, without an ending.

        >>> Deletion("", "2026-11-23T16:05:00Z", "host", 30).name
        'deletion-2026-11-23T160500Z'
        """
        return f"deletion-{self.begun.replace(':', '')}"

    def says(self) -> str:
        """Return what became of it in one sentence.

        >>> Deletion("", "2026-11-23T16:05:00Z", "host", 3, deleted=3, done="x").says()
        '3 of 3 seats deleted, and nothing of them is left.'
        """
        start = f"{self.deleted} of {self.seats} seats deleted"
        if self.failed:
            return f"{start}; of {len(self.failed)} something is left."
        return f"{start}, and nothing of them is left." if self.done else f"{start} so far."


def blocks(record: Deletion) -> list[Block]:
    """Return a record as blocks for paper.

    >>> blocks(Deletion("", "2026-11-23T16:05:00Z", "host", 3))[0].text
    'Record of a deletion'
    """
    rows = [
        ("Session opened", clock(record.session)),
        ("Deletion begun", clock(record.begun)),
        ("Deletion done", clock(record.done) if record.done else "not yet"),
        ("Asked for by", record.by),
        ("Seats", str(record.seats)),
        ("Seats deleted", str(record.deleted)),
    ]
    kept = tuple((one.what, one.why) for one in record.kept)
    failed = tuple(sorted(record.failed.items()))
    found = [Block("h1", TITLE), Block("p", record.says())]
    found.append(Block("table", "When, and by whom", ("What", "Answer"), tuple(rows)))
    found += [Block("h2", "What was deleted"), *(Block("item", text) for text in WHAT)]
    found.append(Block("h2", "What was kept, and why"))
    if kept:
        found.append(Block("table", "Kept", ("What", "Why"), kept))
    found.append(Block("p", LEFT))
    if failed:
        found.append(Block("h2", "What could not be deleted"))
        found.append(Block("table", "Not deleted", ("Seat", "What is left, and why"), failed))
    found.append(Block("h2", "How it was checked"))
    found.append(Block("p", CHECKED))
    return found


CHECKED = (
    "After the deletion a program with the rights to see everything looked on the machine for each "
    "seat's Unix user, home folder, the file that holds the home, and hand-in folder, and the hub "
    "was asked for its list of users. A seat counts as deleted when none of them is there. Data on "
    "a disk can outlast its file: encrypt the disk of a machine that holds personal data."
)


def clock(text: str) -> str:
    """Return a time as it is read: in UTC, to the minute.

    >>> clock("2026-11-23T16:05:09Z"), clock("")
    ('23 November 2026, 16:05 UTC', 'not known')
    """
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return "not known"
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def printed(record: Deletion, ending: str) -> bytes:
    """Return a record as "html", "docx", "md" or "json".

    Raises LearnerError for another ending.
    """
    paper = blocks(record)
    if ending == "html":
        return documents.as_html(paper, title=TITLE).encode()
    if ending == "docx":
        return documents.as_word(paper, title=TITLE)
    if ending == "md":
        return documents.as_markdown(paper).encode()
    if ending == "json":
        return _json(record)
    raise LearnerError(f'A record is printed as html, docx, md or json, not as "{ending[:20]}".')


def _json(record: Deletion) -> bytes:
    content = asdict(replace(record, failed=dict(record.failed)))
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def write(folder: Path, record: Deletion) -> Deletion:
    """Write a record into a folder, in place of an earlier state of it; returns it."""
    folder.mkdir(exist_ok=True)
    write_whole(folder / f"{record.name}.json", _json(record))
    return record


def read(folder: Path, name: str) -> Deletion:
    """Return the record of this name.

    Raises LearnerError when there is none.

    >>> read(Path("no-such-folder"), "../../etc/passwd")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no such record of a deletion here.
    """
    found: Mapping[str, Any] = {}
    if _NAME.fullmatch(name):
        found = as_object(read_small(folder, f"{name}.json", largest=LARGEST))
    try:
        kept = tuple(Kept(**one) for one in found["kept"])
        return Deletion(**{**found, "kept": kept, "failed": dict(found["failed"])})
    except (KeyError, TypeError, ValueError):
        raise LearnerError("There is no such record of a deletion here.") from None


def all_records(folder: Path) -> list[Deletion]:
    """Return every record in a folder, the newest first.

    >>> all_records(Path("no-such-folder"))
    []
    """
    names = sorted((path.stem for path in folder.glob("deletion-*.json")), reverse=True)
    return [read(folder, name) for name in names]
