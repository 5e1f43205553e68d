"""What a learner has handed in: one small file of words, with what they agreed to.

It holds the blocks of an evidence record and never a page: the host's copy is printed from the
words, so nothing in it can run or reach out when the host opens it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, get_args

from greaterdata_lessons.documents import Block, Kind

from .safe_files import as_object

NAME = "handed-in.json"
LARGEST = 2_000_000  # bytes
FORMAT, VERSION = "greaterdata handed in", 1
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOST_COLUMNS = 12
CONSENT = (
    "I hand my evidence record to the host of this session, and to nobody else.",
    "It holds the answers I gave and what I wrote, as they were shown to me before I agreed.",
    "The host may read it, keep it after the session, and pass it to whoever assesses me.",
    "It is kept when everything else of mine on this hub is deleted.",
    "Until the host closes the session I can take it back by myself: gd.take_back(). "
    "After that, or for a copy that the host has downloaded, I ask the host.",
)


@dataclass(frozen=True)
class HandedIn:
    """One learner's evidence and consent."""

    when: str
    consent: tuple[str, ...]
    blocks: tuple[Block, ...]


def written(blocks: Sequence[Block], when: str) -> bytes:
    """Return what is handed in, as the file holds it."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "when": when,
        "consent": CONSENT,
        "blocks": [asdict(block) for block in blocks],
    }
    return json.dumps(content, ensure_ascii=True).encode()


def understood(content: bytes | None) -> HandedIn | None:
    """Return what a file handed in holds; None for anything else.

    Consent counts only in the course's own words: a file without every one of them is refused.

    >>> understood(written([Block("p", "Tea")], "2026-11-23T09:30:00Z")).blocks[0].text
    'Tea'
    >>> understood(b"{}")
    """
    found = as_object(content)
    parts = found.get("blocks")
    when = found.get("when")
    known = (found.get("format"), found.get("version")) == (FORMAT, VERSION)
    if not known or found.get("consent") != list(CONSENT) or not isinstance(parts, list):
        return None
    if not isinstance(when, str) or not _WHEN.fullmatch(when):
        return None
    blocks = [_block(part) for part in parts]
    good = [block for block in blocks if block is not None]
    return HandedIn(when, CONSENT, tuple(good)) if len(good) == len(blocks) else None


def _block(part: Any) -> Block | None:
    if not isinstance(part, Mapping) or part.get("kind") not in get_args(Kind):
        return None
    rows, columns = part.get("rows", []), part.get("columns", [])
    lists = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    if not lists or not isinstance(columns, list) or len(columns) > _MOST_COLUMNS:
        return None
    if part["kind"] == "table" and not columns:
        return None
    if any(len(row) != len(columns) for row in rows):
        return None
    texts = [part.get("text"), *columns, *(cell for row in rows for cell in row)]
    if not all(isinstance(text, str) for text in texts):
        return None
    return Block(part["kind"], _plain(part["text"]), _cells(columns), tuple(map(_cells, rows)))


def _cells(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_plain, texts))


def _plain(text: str) -> str:
    """Return text without what no document can hold."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def papers(handed: Mapping[str, HandedIn]) -> bytes:
    """Return a zip for the host: for each seat its record on paper, and what was agreed to."""
    files: dict[str, bytes] = {}
    for seat, one in handed.items():
        made = _papers(seat, one)
        files |= {f"{seat}/{name}": content for name, content in made.items()}
    return zipped(files)


def _papers(seat: str, handed: HandedIn) -> dict[str, bytes]:
    # Loads the tools for data too: the host's page stays small until somebody asks for paper.
    from greaterdata_lessons.learning import evidence_print
    from greaterdata_lessons.learning.evidence_blocks import digest

    blocks = list(handed.blocks)
    says = [f"Seat: {seat}", f"Handed in: {handed.when}", "", "What was agreed to:"]
    says += [f"- {sentence}" for sentence in handed.consent]
    says += ["", f"Digest of the record: {digest(blocks)}", ""]
    return {
        "consent.txt": "\n".join(says).encode(),
        "evidence.html": evidence_print.as_html(blocks).encode(),
        "evidence.docx": evidence_print.as_word(blocks),
        "evidence.md": evidence_print.as_markdown(blocks).encode(),
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one zip, by their names in it.

    >>> zipped({"tea.txt": b"Tea"})[:2]
    b'PK'
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
