"""Read a small file that somebody else owns, without being led anywhere else or kept waiting.

A learner may put anything where their file is expected: a link to another's file, a pipe that
nobody writes to, a device, ten gigabytes. Each of them counts as no file.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def _flags(*names: str) -> int:
    """Return the flags that this system has; a learner's own machine may have fewer."""
    return sum(getattr(os, name, 0) for name in names)


# A folder that may be passed through, though not listed, is enough.
FOLDER = _flags("O_PATH", "O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC")
FILE = _flags("O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC")


@contextmanager
def acting_as(owner: int | None) -> Iterator[None]:
    """Look with this user's rights alone, where this process is root; so root is no help."""
    if owner is None or os.geteuid() != 0:
        yield
        return
    os.seteuid(owner)
    try:
        yield
    finally:
        os.seteuid(0)


def read_small(folder: Path, name: str, *, largest: int, owner: int | None = None) -> bytes | None:
    """Return what a plain file holds; None for anything else, or when it is too large.

    folder: where to begin; it must be a real folder, not a link.
    name: the path from there, such as "lessons/progress.json"; no part of it may be a link.
    largest: bytes.
    owner: the Unix user whose file it must be, when given; a second name for it is refused too.

    >>> read_small(Path("/no-such-folder"), "tea.txt", largest=10)
    """
    try:
        with acting_as(owner):
            return _read(folder, name.split("/"), largest, owner)
    except OSError:
        return None


def _read(folder: Path, parts: list[str], largest: int, owner: int | None) -> bytes | None:
    here = os.open(folder, FOLDER)
    try:
        for part in parts[:-1]:
            there = os.open(part, FOLDER, dir_fd=here)
            os.close(here)
            here = there
        file = os.open(parts[-1], FILE, dir_fd=here)
    finally:
        os.close(here)
    with os.fdopen(file, "rb") as opened:
        if not _is_plain(os.fstat(opened.fileno()), largest, owner):
            return None
        content = opened.read(largest + 1)  # it may have grown since
    return content if len(content) <= largest else None


def _is_plain(found: os.stat_result, largest: int, owner: int | None) -> bool:
    theirs = owner is None or (found.st_uid == owner and found.st_nlink == 1)
    return stat.S_ISREG(found.st_mode) and found.st_size <= largest and theirs


def as_object(content: bytes | None) -> Mapping[str, Any]:
    """Return the JSON object in these bytes; an empty one for anything else.

    >>> as_object(b'{"tea": 1}'), as_object(b"[[[["), as_object(None)
    ({'tea': 1}, {}, {})
    """
    try:
        found = json.loads(content or b"")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
