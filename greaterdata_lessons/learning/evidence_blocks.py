"""A record as plain blocks: what each printer prints, and what the digest is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from greaterdata_lessons import __version__
from greaterdata_lessons.documents import Block

from .answers import fold
from .evidence import Lesson, Record, day
from .framework import Framework, Place, Statements

TITLE = "Evidence record"
DIGEST = "Digest (SHA-256): "

LIMITS = (
    "The lessons touch parts of an apprenticeship standard. They do not show that somebody is "
    'competent. Where this record names a part, read it as "supports evidence towards". Whoever '
    "assesses you decides what it is worth."
)
CHECKING = (
    "To check this file, type: greaterdata evidence --verify followed by its name. The digest "
    "below is worked out from every word above it, and is the same for the web page, the Word "
    "file and the Markdown file.",
    "What this shows: no word of this file was changed after it was made, unless somebody also "
    "worked out a new digest. To shut that out, note the first 12 characters of the digest when "
    "you first see the record, and check against them later.",
    "What it does not show: who did the work, that the saved notebooks were not changed before, or "
    "that the clock of the machine was right. The notebooks and a conversation show more.",
)


def digest(blocks: list[Block]) -> str:
    """Return the digest of a record's words, the same whatever it is printed as.

    >>> digest([Block("p", "Tea")])[:12]
    'd8da3fbfe49a'
    """
    content = [[one.kind, one.text, one.columns, one.rows] for one in blocks]
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def blocks_of(record: Record) -> list[Block]:
    """Return a record as blocks, without its digest; each text is one line."""
    return [_one_line(block) for block in _all_blocks(record)]


def _one_line(block: Block) -> Block:
    rows = tuple(tuple(map(fold, row)) for row in block.rows)
    return Block(block.kind, fold(block.text), block.columns, rows)


def _all_blocks(record: Record) -> list[Block]:
    return [
        *_opening(record),
        *(block for lesson in record.lessons for block in _lesson(record, lesson)),
        *standards(record.framework),
        Block("h2", "How to check this record"),
        *(Block("p", text) for text in CHECKING),
    ]


def _opening(record: Record) -> Iterator[Block]:
    count = "1 notebook" if record.notebooks == 1 else f"{record.notebooks} notebooks"
    count = count if record.notebooks else "a file of progress"
    yield Block("h1", TITLE)
    if record.name:
        yield Block("p", f"Name or code: {record.name}")
    yield Block(
        "p",
        f"Made on {day(record.made_on)} with greaterdata lessons {__version__}, from the answers "
        f"saved in {count}. No row of a table is copied into it.",
    )
    yield Block("p", LIMITS)
    rows = tuple((_name(one), one.when, _answered(one)) for one in record.lessons)
    yield Block("h2", "What was done")
    yield Block("table", "Lessons in this record", ("Lesson", "When", "Answered"), rows)


def _name(lesson: Lesson) -> str:
    number = lesson.place.number if lesson.place else ""
    return f"{number} {lesson.title}" if number[:1].isdigit() else lesson.title


def _answered(lesson: Lesson) -> str:
    return f"{len(lesson.answers) + len(lesson.writing)} of {lesson.questions} questions"


def _lesson(record: Record, lesson: Lesson) -> Iterator[Block]:
    data = "; ".join(lesson.data) or "none that is named in a notebook"
    yield Block("h2", _name(lesson))
    yield Block("p", f"When: {lesson.when}.")
    yield Block("p", f"Data used: {data}.")
    if lesson.answers:
        columns = ("Question", "Answer", "Result")
        yield Block("h3", "What was answered and decided")
        yield Block("table", f"Answers in {lesson.title}", columns, lesson.answers)
    if lesson.writing:
        yield Block("h3", "In my own words")
        for title, paragraphs in lesson.writing:
            yield Block("p", title)
            yield from (Block("quote", text) for text in paragraphs)
    yield Block("h3", "Supports evidence towards")
    yield from supports(record.framework, lesson.title, lesson.place)


def supports(framework: Framework, title: str, place: Place | None) -> Iterator[Block]:
    """Yield the parts of the standards that a lesson supports."""
    if place is None:
        yield Block("p", "This lesson has no place in the standards yet.")
        return
    rows = []
    for key, codes in place.supports.items():
        one = framework.lists[key]
        rows += [(f"{one.standard} {one.word(c)}", one.statements[c], one.status) for c in codes]
    columns = ("Part of the standard", "In short, in our words", "How sure the code is")
    yield Block("table", f"{title} supports evidence towards", columns, tuple(rows))


def standards(framework: Framework) -> Iterator[Block]:
    """Yield the standards that are named, with version and status."""
    yield Block("h2", "The standards this record names")
    yield Block(
        "p",
        f"From version {framework.version} of the course's list of standards. Short forms "
        "are our own words; the official text is that of Skills England.",
    )
    rows = tuple(map(_standard, framework.lists.values()))
    columns = ("Standard", "Version and status", "Note")
    yield Block("table", "Version and status of each standard", columns, rows)


def _standard(one: Statements) -> tuple[str, ...]:
    checked = day(date.fromisoformat(one.checked_on))
    return one.name, f"Version {one.version}, read on {checked}: {one.status}", one.note
