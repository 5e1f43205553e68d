"""Tell whether an exported record still says what it said: read it back, and digest it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from greaterdata_lessons.documents import WORD_STYLES, Block, Kind
from greaterdata_lessons.errors import LearnerError

from .evidence_blocks import DIGEST, digest
from .evidence_print import as_html, as_markdown
from .notebook_files import LARGEST

NOTED = 12  # characters of a digest that somebody can be asked to note
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HIDES = frozenset(
    re.findall(
        r"\w+",
        "ins del moveFrom moveTo txbxContent drawing pict object vanish webHidden sdt customXml "
        "altChunk footnoteReference endnoteReference commentReference fldSimple instrText "
        "hyperlink sym AlternateContent smartTag",
    )
)


@dataclass(frozen=True)
class Verdict:
    """Whether a record is as it was made, and the sentence that says so."""

    unchanged: bool
    says: str

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.says


class _ChangedError(Exception):
    """Something in the file that no record has; its text says what."""


def verify(path: Path, noted: str = "") -> Verdict:
    """Read an exported record back and compare it with its digest.

    path: a record that ``greaterdata evidence`` wrote: .html, .md or .docx.
    noted: the beginning of the digest as somebody noted it, at least 12 characters, if they did.
    Raises LearnerError when the file is not there or is no record.
    """
    content = _content(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise LearnerError(f"{path.name} is no record: records end in .html, .md or .docx.")
    wanted = noted.strip().lower()
    if wanted and not re.fullmatch(f"[0-9a-f]{{{NOTED},64}}", wanted):
        raise LearnerError(f"A noted digest has at least {NOTED} characters, 0 to 9 and a to f.")
    try:
        blocks, printed = reader(content)
    except _ChangedError as changed:
        return Verdict(False, f"{path.name} was changed after it was made: {changed}")
    found = digest(blocks)
    if printed != found:
        return Verdict(
            False,
            f"{path.name} was changed after it was made: its words give another "
            "digest than the one it shows. Ask for the file as it was exported.",
        )
    if not found.startswith(wanted):
        return Verdict(
            False,
            f"{path.name} is not the record whose digest you noted. It may have "
            "been made again since: compare the two.",
        )
    return Verdict(
        True,
        f"{path.name} says what its digest says: no word was changed, unless "
        f"somebody also made a new digest. It begins {found[:NOTED]}.",
    )


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise LearnerError(f"There is no file {path}. Check its name and folder.")
    if path.stat().st_size > LARGEST:
        raise LearnerError(f"{path.name} is far too large for a record.")
    return path.read_bytes()


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise _ChangedError("it is no longer saved as UTF-8.") from None


def _split(blocks: list[Block]) -> tuple[list[Block], str]:
    """Take the digest off the end.

    Raises LearnerError when there is none: then the file is no record, or not a whole one.
    """
    if not blocks or blocks[-1].kind != "p" or not blocks[-1].text.startswith(DIGEST):
        raise LearnerError("This file has no digest at its end, so it is no record, or not whole.")
    return blocks[:-1], blocks[-1].text.removeprefix(DIGEST)


def _same(text: str, again: str) -> None:
    # Words are not all: a style sheet or a hidden part can change what a reader sees.
    if text.strip() != again.strip():
        raise _ChangedError(
            "it is not laid out as this version of the course prints it, so something may have "
            "been added that the digest does not cover. If another version made it, use that one."
        )


class _Html(HTMLParser):
    """Collect headings, paragraphs, quotations and tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.kind: Kind = "p"
        self.text = ""
        self.caption = ""
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text = ""
        if tag == "blockquote":
            self.kind = "quote"
        elif tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"h1", "h2", "h3"}:
            self.blocks.append(Block(_HEADINGS[tag], self.text))
        elif tag == "p":
            self.blocks.append(Block(self.kind, self.text))
            self.kind = "p"
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append(self.text)
        elif tag == "caption":
            self.caption = self.text
        elif tag == "table":
            self.blocks.append(_table(self.caption, self.rows))


_HEADINGS: dict[str, Kind] = {"h1": "h1", "h2": "h2", "h3": "h3"}


def _table(caption: str, rows: list[list[str]]) -> Block:
    head, *body = [tuple(row) for row in rows] or [()]
    return Block("table", caption, head, tuple(body))


def _from_html(content: bytes) -> tuple[list[Block], str]:
    text = _decoded(content)
    reader = _Html()
    reader.feed(text)
    blocks, printed = _split(reader.blocks)
    if digest(blocks) == printed:
        _same(text, as_html(blocks))
    return blocks, printed


def _from_markdown(content: bytes) -> tuple[list[Block], str]:
    text = _decoded(content)
    blocks, printed = _split(list(_markdown_blocks(text.strip().split("\n\n"))))
    if digest(blocks) == printed:
        _same(text, as_markdown(blocks))
    return blocks, printed


_STARTS: tuple[tuple[str, Kind], ...] = (
    ("### ", "h3"), ("## ", "h2"), ("# ", "h1"), ("> ", "quote"),
)  # fmt: skip


def _markdown_blocks(parts: list[str]) -> Iterator[Block]:
    caption = ""
    for part in parts:
        start, kind = next(((s, k) for s, k in _STARTS if part.startswith(s)), ("", "p"))
        if part.startswith("**"):
            caption = _read(part[2:-2])
        elif part.startswith("|"):
            rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in part.splitlines()]
            read = [[_read(cell.strip()) for cell in row] for row in rows]
            yield _table(caption, read[:1] + read[2:])
        else:
            yield Block(kind if kind != "table" else "p", _read(part.removeprefix(start)))


def _read(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def _from_word(content: bytes) -> tuple[list[Block], str]:
    from docx import Document

    _insist_on_a_small_zip(content)
    try:
        document = Document(BytesIO(content))
    except Exception as error:  # a damaged archive can fail in any way
        raise LearnerError("This file is no Word document, or a damaged one.") from error
    _insist_on_nothing_hidden(document)
    return _split(list(_word_blocks(document)))


def _insist_on_a_small_zip(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except BadZipFile as error:
        raise LearnerError("This file is no Word document, or a damaged one.") from error
    if size > 5 * LARGEST:
        raise LearnerError("This Word file is far too large for a record, so it was not opened.")


def _insist_on_nothing_hidden(document: Any) -> None:
    tags = {str(node.tag).rpartition("}")[2] for node in document.element.body.iter()}
    if found := sorted(tags & _HIDES):
        raise _ChangedError(
            f"it holds what no record has ({', '.join(found)}), such as tracked changes, comments, "
            "links, pictures or hidden words."
        )
    for section in document.sections:
        for part in (section.header, section.footer):
            if "".join(node.text or "" for node in part._element.iter(f"{_WORD}t")).strip():
                raise _ChangedError("it has words in the margin at the top or foot of its pages.")


def _word_blocks(document: Any) -> Iterator[Block]:
    kinds: dict[str, Kind] = {style: kind for kind, style in WORD_STYLES.items()}  # type: ignore[misc]
    caption = ""
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            yield _table(caption, [[_words(cell._tc) for cell in row.cells] for row in part.rows])
            continue
        text = _words(part._p)
        kind = kinds.get(part.style.name, "p")
        if kind == "table":
            caption = text
        elif text:
            yield Block(kind, text)


def _words(element: Any) -> str:
    """Return every word a reader sees, whatever wraps it; paragraphs by line."""
    paragraphs = list(element.iter(f"{_WORD}p"))
    return "\n".join("".join(t.text or "" for t in p.iter(f"{_WORD}t")) for p in paragraphs)


_READERS = {".html": _from_html, ".md": _from_markdown, ".docx": _from_word}
