"""A record: what was answered, what is still open, and the ways to keep, show and print it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from greaterdata_lessons import documents
from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.files import write_whole

from .kind import Kind, kind
from .rules import Open, find_open
from .values import read_value

FORMATS = {".docx": "Word", ".html": "web page", ".md": "Markdown"}


@dataclass(eq=False)
class Record:
    """One record. What is typed into its form in a notebook goes into `answers`.

    `set_aside` keeps what was answered twice, by two people, or cannot be read: nothing is lost.
    `base` is what the file held when it was opened or saved, to tell who changed what since.
    """

    kind: Kind
    answers: dict[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    set_aside: list[dict[str, Any]] = field(default_factory=list)
    base: dict[str, Any] | None = None

    def fill(self, /, **answers: Any) -> Record:
        """Return the same record with these answers put in, by field name.

        Raises LearnerError for a field the record does not have or an answer it cannot hold.
        """
        return replace(self, answers=self.answers | read_answers(self.kind, answers))

    def missing(self, today: date | None = None) -> Open:
        """Return what is still open, the weightiest first, each with whom to ask."""
        return find_open(self.kind, self.answers, today)

    def blocks(self, today: date | None = None) -> list[Block]:
        """Return the record as headings, paragraphs and tables, ready to print."""
        from .record_blocks import blocks_of

        return blocks_of(self, today or date.today())

    def to_html(self) -> str:
        """Return the record as one web page that asks for nothing else."""
        return documents.as_html(self.blocks(), title=self.kind.title)

    def to_markdown(self) -> str:
        """Return the record as Markdown."""
        return documents.as_markdown(self.blocks())

    def to_word(self) -> bytes:
        """Return the record as a Word document."""
        return documents.as_word(self.blocks(), title=self.kind.title)

    def print(self, path: str | Path) -> Path:
        """Write the record to a .docx, .html or .md file, and return its path.

        Raises LearnerError for any other ending, and when it cannot be written.
        """
        to = Path(path)
        if to.suffix.lower() not in FORMATS:
            raise LearnerError(
                f'"{to.name}" should end in .docx (Word), .html (web page) or .md (Markdown).'
            )
        writers: dict[str, Callable[[], bytes]] = {
            ".docx": self.to_word,
            ".html": lambda: self.to_html().encode(),
            ".md": lambda: self.to_markdown().encode(),
        }
        write_whole(to, writers[to.suffix.lower()]())
        return to

    def save(self, path: str | Path) -> str:
        """Save the record as one file, and return a sentence that says what was done.

        Where somebody else saved the same record meanwhile, both sets of changes are kept.
        Raises LearnerError when the file there is something else.
        """
        from .record_file import save

        return save(self, Path(path))

    def form(self) -> Any:
        """Return the record as a form to fill in; in a notebook its answers come back here."""
        from .record_form import RecordForm

        return RecordForm(self)

    def __str__(self) -> str:
        """Return what was answered and what is open, as text."""
        return self.to_markdown()

    def __repr__(self) -> str:
        """Say which record it is and how much is open; a blank one lists what it asks."""
        filled = sum(1 for name in self.kind.fields if self.answers.get(name))
        return (
            f"{self.kind.title}: {filled} of {len(self.kind.fields)} answered, "
            f"{len(self.missing())} open. Names to fill in: {', '.join(self.kind.fields)}."
        )

    def _repr_mimebundle_(self, **kwargs: object) -> dict[str, Any]:
        if not self.answers:
            bundle: dict[str, Any] = self.form()._repr_mimebundle_(**kwargs)
            return bundle
        shown = "".join(documents.html_parts(self.blocks()))
        return {"text/plain": repr(self), "text/html": shown}


def record(name: str, /, **answers: Any) -> Record:
    """Start a record: blank, it displays as a form; with answers, as the record so far.

    name: which record, such as "sharing-decision"; `greaterdata record list` names them all.
    answers: by field name; dates as 2027-03-01, several choices and rows as lists.

    Returns a `Record`: `.missing()` says what is open and who to ask, `.save(path)` keeps it in
    one file, `.print("decision.docx")` writes Word (or .html, .md), `.fill(...)` adds answers.
    Raises LearnerError for a record, field or option that is not there.

    >>> decision = record("sharing-decision", purpose="A heater at the door of 34 people by Friday")
    >>> decision.missing().outcome
    'Not yet'
    """
    return Record(kind(name)).fill(**answers)


def read_answers(of: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as they are kept.

    Raises LearnerError for a field that is not there or an answer it cannot hold.
    """
    fields = of.fields
    for name in given:
        if name not in fields:
            raise LearnerError(
                f'"{of.title}" asks for no "{name}". {did_you_mean(name, list(fields))}'
            )
    return {name: read_value(fields[name], value) for name, value in given.items()}
