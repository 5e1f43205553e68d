"""The evidence of a capstone: what was done, when, and in whose words; no row of the data."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from greaterdata_lessons import __version__
from greaterdata_lessons.documents import Block, html_parts
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.learning import evidence_print
from greaterdata_lessons.learning.answers import fold
from greaterdata_lessons.learning.evidence import day
from greaterdata_lessons.learning.evidence_blocks import CHECKING, LIMITS, standards, supports
from greaterdata_lessons.learning.framework import read_framework

from . import guard, keep

if TYPE_CHECKING:
    from .work import Capstone

TITLE = "Capstone: your own data"
DATA = {
    "own": "The learner's own data, opened on their own machine or in their browser.",
    "practice": "Made-up people of the course (warm-homes): practice, not yet own data.",
}
SHORT = 200  # letters that stand well in a table
STRUCTURE = (
    "The course checks structure, never content: that each part is there, that the record passes, "
    "that the table was protected and an attack on it found nothing. Whether it is any good is for "
    "people: the learner, a peer, then the mentor."
)
ASK = (
    "What did you think before you looked, and what surprised you?",
    "Who is not in your data, and how would you find out?",
    "Show me the weakest number. What would change your mind about it?",
    "Who said yes to your using this data, and what did you ask them?",
    "What did your second reader do with the brief?",
)


@dataclass(frozen=True)
class Evidence:
    """The files that were written, and what is still to do; in a page, the evidence itself."""

    files: tuple[str, ...]
    note: str
    blocks: tuple[Block, ...]

    def __repr__(self) -> str:
        """Name the files, and say what is missing."""
        return "\n".join(one for one in (f"Written: {', '.join(self.files)}.", self.note) if one)

    def _repr_html_(self) -> str:
        if sys.platform == "emscripten":  # a page forgets its files, so here it is to read as well
            return "".join(html_parts(self.blocks))
        return "".join(f"<p>{line}</p>" for line in repr(self).split("\n"))


def write(work: Capstone, name: str) -> Evidence:
    """Write a capstone's evidence in three forms beside its file.

    Raises `LearnerError` when no step is done, or when a name looks like a row of the data.
    """
    held = keep.read(work.file, work.route)
    if not held["steps"]:
        raise LearnerError("No step is kept yet. Do the first: work.question(...).")
    told = guard.clean("the name", name, work.rows) if name else ""
    blocks = [_folded(block) for block in blocks_of(held, told)]
    for label, text in _words(held):  # the data may have been opened after the words were written
        guard.clean(label, text, work.rows)
    stem = f"{work.file.stem}-evidence"
    written, notes = [], []
    for ending, printer in (("html", evidence_print.as_html), ("docx", evidence_print.as_word),
                            ("md", evidence_print.as_markdown)):  # fmt: skip
        try:
            printed = printer(blocks)
        except LearnerError as missing:
            notes.append(str(missing).split(" Type:")[0])
            continue
        content = printed if isinstance(printed, bytes) else printed.encode()
        write_whole(work.file.with_name(f"{stem}.{ending}"), content)
        written.append(f"{stem}.{ending}")
    left = f"{len(work.missing)} of {len(keep.steps())} steps are still to do." * bool(work.missing)
    return Evidence(tuple(written), " ".join([left, *notes]).strip(), tuple(blocks))


def blocks_of(held: Mapping[str, Any], name: str, today: date | None = None) -> list[Block]:
    """Return the evidence as blocks, without its digest."""
    return [
        *_opening(held, name, today or date.today()),
        *(block for step in keep.steps().values() for block in _step(step, held)),
        *_rubric(held),
        Block("h2", "For the mentor: five things to ask"),
        *(Block("p", text) for text in ASK),
        Block("h2", "Supports evidence towards"),
        Block("p", LIMITS),
        *supports(read_framework(), TITLE, read_framework().place(TITLE)),
        *standards(read_framework()),
        Block("h2", "How to check this record"),
        *(Block("p", text) for text in CHECKING),
    ]


def _opening(held: Mapping[str, Any], name: str, today: date) -> Iterator[Block]:
    done = held["steps"]
    yield Block("h1", TITLE)
    if name:
        yield Block("p", f"Name or code: {name}")
    yield Block(
        "p",
        f"Made on {day(today)} with greaterdata lessons {__version__}. {len(done)} of "
        f"{len(keep.steps())} steps are done. {DATA[held['data']]} No row, value, column or file "
        "name of the data was copied into it. The words are the learner's own.",
    )
    yield Block("p", STRUCTURE)
    yield Block("h2", "What was done")
    rows = tuple(
        (f"{step.number} {step.title}", *_done(done.get(name)))
        for name, step in keep.steps().items()
    )
    yield Block("table", "The nine steps", ("Step", "Done on", "What the check saw"), rows)


def _done(one: Mapping[str, Any] | None) -> tuple[str, str]:
    if one is None:
        return "not yet", ""
    return _day(one["on"]), one["says"] or "Written down."


def _day(kept: str) -> str:
    try:
        return day(date.fromisoformat(kept))
    except ValueError:
        return "a day that cannot be read"


def _step(step: keep.Step, held: Mapping[str, Any]) -> Iterator[Block]:
    one = held["steps"].get(step.name)
    yield Block("h2", f"{step.number} {step.title}")
    if one is None:
        yield Block("p", "Not done yet.")
        return
    words = {_label(label): str(text) for label, text in one["words"].items()}
    if words and max(map(len, words.values())) <= SHORT:
        heads = ("Part", "In the learner's words")
        yield Block("table", f"Step {step.number}, written down", heads, tuple(words.items()))
        return
    for label, text in words.items():
        yield Block("h3", label)
        yield from (Block("quote", line) for line in text.splitlines())


def _label(label: str) -> str:
    plain = label.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def _rubric(held: Mapping[str, Any]) -> Iterator[Block]:
    steps, marks = keep.steps(), held["marks"]
    yield Block("h2", "Rubric")
    looks = tuple((f"{one.number} {one.title}", *one.looks_for) for one in steps.values())
    levels = tuple(level.capitalize() for level in keep.levels())
    yield Block("table", "What to look for in each step", ("Step", *levels), looks)
    rows = tuple(
        (f"{one.number} {one.title}", *(str(marks.get(who, {}).get(name, "")) for who in WHO))
        for name, one in steps.items()
    )
    yield Block("table", "Marks", ("Step", *(who.capitalize() for who in WHO)), rows)


WHO = ("self", "peer", "mentor")


def _words(held: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, one in held["steps"].items():
        title = keep.steps()[name].title.lower()
        yield from ((f"{title} ({label})", str(text)) for label, text in one["words"].items())


def _folded(block: Block) -> Block:
    rows: Sequence[tuple[str, ...]] = tuple(tuple(map(fold, row)) for row in block.rows)
    return Block(block.kind, fold(block.text), block.columns, tuple(rows))
