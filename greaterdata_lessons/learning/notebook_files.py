"""Read notebooks that somebody else saved: as data, within bounds, running nothing.

What cannot be read is a sentence, never a crash: links that lead out of the folder, files too
large, broken JSON, names that try to mislead.
"""

from __future__ import annotations

import json
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError

from . import bank, progress_format
from .answers import fold
from .saved import MIME, answers_in, saved

LARGEST = 10_000_000  # bytes of one notebook; the course's own have less than 1 million
MOST_FILES = 200  # notebooks below one folder
LONGEST = 5_000  # characters shown of one cell, output or answer
CUT = "… (the rest is left out here)"
STATES = ("right", "kept", "not yet", "could not read", "not tried")


class UnreadableError(LearnerError):
    """A notebook that is not read; the text says why."""


@dataclass(frozen=True)
class Answer:
    """One answer as a notebook keeps it."""

    item: str
    kind: str
    state: str
    answer: str
    tries: int
    sure: str
    when: str
    ticked: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """A code cell: what was typed, what came out as text, and the error it ended with."""

    id: str
    source: str
    outputs: tuple[str, ...]
    error: str


@dataclass(frozen=True)
class SavedNotebook:
    """A notebook: its name in its folder, when it was last saved, its cells and its answers."""

    name: str
    saved: datetime
    cells: tuple[Cell, ...]
    answers: tuple[Answer, ...]


def safe(text: object, most: int = 200) -> str:
    """Return text on one line, with marks that hide or turn letters shown as their code.

    >>> safe("a" + chr(0x202E) + "b" + chr(10) + "c")
    'a<U+202E>b c'
    """
    line = _visible(fold(str(text)[: most + 1]))
    return line if len(line) <= most else line[:most] + "…"


def _visible(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} else c
        for c in line
    )


def lines(text: str, most: int = LONGEST) -> str:
    """Return text of several lines, cut, with each line made safe.

    >>> lines("one" + chr(10) + "  two" + chr(27))
    'one\\n  two<U+001B>'
    """
    cut = text[:most] + (CUT if len(text) > most else "")
    return "\n".join(_visible(line.replace("\t", "    ")) for line in cut.splitlines())


def notebook_paths(folder: Path) -> Iterator[Path]:
    """Yield the notebooks below a folder in the order of their names; no link is followed.

    Raises UnreadableError when there are more than can be meant.
    """
    found = 0
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(".ipynb") and not name.startswith("."):
                found += 1
                if found > MOST_FILES:
                    raise UnreadableError(
                        f"There are more than {MOST_FILES} notebooks below "
                        f"{safe(folder.name)}. Only the first {MOST_FILES} were read."
                    )
                yield Path(place) / name


def read_notebook(path: Path, folder: Path) -> SavedNotebook:
    """Read one notebook below `folder`.

    Raises UnreadableError, with a sentence that names the file, when it is no plain file of a
    fair size that holds a notebook.
    """
    name = safe(path.relative_to(folder).as_posix())
    content, saved_on = _bytes(path, name)
    notebook = _notebook(content, name)
    cells = tuple(_cell(one) for one in notebook["cells"] if one.get("cell_type") == "code")
    return SavedNotebook(name, saved_on, cells, read_answers(notebook))


def read_answers(notebook: dict[str, Any]) -> tuple[Answer, ...]:
    """Return the answers a notebook keeps, each part of the type it should be; never raises.

    >>> read_answers({"cells": "none"})
    ()
    """
    try:
        found = [_answer(one) for one in answers_in(notebook)]
    except (TypeError, ValueError, AttributeError, RecursionError):  # made to be hostile
        return ()
    return tuple(one for one in found if one)


def _bytes(path: Path, name: str) -> tuple[bytes, datetime]:
    if path.is_symlink():
        raise UnreadableError(f"{name} is a link to another place, so it was not opened.")
    # Opening never waits, should this be a pipe, and follows no link that came a moment ago.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise UnreadableError(f"{name} is not a plain file, so it was not opened.")
            content = file.read(LARGEST + 1) if about.st_size <= LARGEST else b""
    except OSError as error:
        raise UnreadableError(f"{name} cannot be opened: {error.strerror}.") from error
    if about.st_size > LARGEST or len(content) > LARGEST:
        raise UnreadableError(
            f"{name} has {about.st_size / 1e6:,.0f} MB, too large for a notebook, so it was not "
            "read. Ask for a copy with its outputs cleared."
        )
    return content, datetime.fromtimestamp(about.st_mtime)


def _notebook(content: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            f"{name} is broken: it does not hold a whole notebook. Ask for the file again."
        ) from error
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list) or not all(isinstance(one, dict) for one in cells):
        raise UnreadableError(f"{name} is not a notebook: it has no cells.")
    return dict(found)


def joined(part: object) -> str:
    """Return a notebook's text, which may be one string or a list of lines.

    >>> joined(["a", "b"]), joined(None)
    ('ab', '')
    """
    if isinstance(part, list):
        return "".join(one for one in part if isinstance(one, str))
    return part if isinstance(part, str) else ""


def _cell(cell: dict[str, Any]) -> Cell:
    outputs = cell.get("outputs")
    dicts = [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    texts = [text for text in map(_text, dicts) if text]
    errors = [one for one in dicts if one.get("output_type") == "error"]
    error = f"{errors[-1].get('ename')}: {errors[-1].get('evalue')}" if errors else ""
    more = [f"… and {len(texts) - 20} more outputs"] if len(texts) > 20 else []
    return Cell(safe(cell.get("id", "")), joined(cell.get("source")), (*texts[:20], *more), error)


def _text(output: dict[str, Any]) -> str:
    data = output.get("data")
    plain = data.get("text/plain") if isinstance(data, dict) else output.get("text")
    return joined(plain)[: LONGEST + 1]


def _answer(found: dict[str, Any]) -> Answer | None:
    """Return an answer with each part of the type it should be; None for what is none."""
    if not isinstance(found.get("item"), str) or found.get("state") not in STATES:
        return None
    ticked, tries = found.get("ticked"), found.get("tries")
    return Answer(
        item=safe(found["item"], 120),
        kind=safe(found.get("kind", "")),
        state=found["state"],
        answer=str(found.get("answer", ""))[: LONGEST + 1],
        tries=tries if type(tries) is int and 0 <= tries < 10_000 else 0,
        sure=safe(found.get("sure", "")),
        when=safe(found.get("when", ""), 40),
        ticked=tuple(safe(one) for one in ticked[:20]) if isinstance(ticked, list) else (),
    )


def kept_answers(folder: Path) -> list[Answer]:
    """Return the answers in files of progress that lie in a folder; others are passed over.

    A learner who worked in the pages has no notebook, but can save such a file.

    >>> kept_answers(Path("no-such-folder"))
    []
    """
    found: list[Answer] = []
    for path in sorted(folder.glob("*progress*.json")):
        try:
            content, _ = _bytes(path, path.name)
        except UnreadableError:
            continue
        for name, record in progress_format.read(
            content.decode("utf-8", "replace")
        ).answers.items():
            try:
                data = {MIME: saved(bank.find(name), record)}
            except bank.UnknownQuestionError:  # of another edition of the course
                continue
            found += read_answers({"cells": [{"outputs": [{"data": data}]}]})
    return found


def best(answers: list[Answer]) -> dict[str, Answer]:
    """Return one answer a question: the one furthest on, and of two alike the later in the file.

    >>> best([])
    {}
    """
    found: dict[str, Answer] = {}
    for one in answers:
        before = found.get(one.item)
        if before is None or STATES.index(one.state) <= STATES.index(before.state):
            found[one.item] = one
    return found
