"""Print the blocks of an evidence record, with its digest as the last line."""

from __future__ import annotations

from collections.abc import Sequence

from greaterdata_lessons import documents
from greaterdata_lessons.documents import Block

from .evidence_blocks import DIGEST, TITLE, digest


def as_html(blocks: Sequence[Block]) -> str:
    """Return the record as one web page that asks for nothing else.

    >>> "<p>Tea</p>" in as_html([Block("p", "Tea")])
    True
    """
    return documents.as_html(_with_digest(blocks), title=TITLE)


def as_markdown(blocks: Sequence[Block]) -> str:
    """Return the record as Markdown in which no text can become markup.

    >>> print(as_markdown([Block("p", "<b>Tea</b>")]).splitlines()[0])
    \\<b\\>Tea\\</b\\>
    """
    plain, last = _with_digest(blocks)[:-1], _with_digest(blocks)[-1]
    return f"{documents.as_markdown(plain)}\n{last.text}\n"


def as_word(blocks: Sequence[Block]) -> bytes:
    """Return the record as a Word document with real headings, captions and header rows.

    Raises LearnerError when the library that writes Word files is not installed.
    """
    return documents.as_word(_with_digest(blocks), title=TITLE)


def _with_digest(blocks: Sequence[Block]) -> list[Block]:
    return [*blocks, Block("p", f"{DIGEST}{digest(list(blocks))}")]
