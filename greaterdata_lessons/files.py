"""Keep what somebody saved: written whole or not at all, the copy before it kept, read kindly."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write beside the file, then put it in its place in one move.

    mode: who may read it from its first byte on, such as 0o600 for its owner alone.

    Raises LearnerError when that cannot be done; what was there is then as it was.

    >>> write_whole(Path("no-such-folder/tea.txt"), b"Tea")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "no-such-folder/tea.txt" could not be written: no \
such file or directory. Is the folder there, and yours? Nothing was changed.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
        os.replace(half, path)
    except OSError as error:
        reason = (error.strerror or "the disk refused").lower()
        raise LearnerError(
            f'"{path.as_posix()}" could not be written: {reason}. Is the folder there, and yours? '
            "Nothing was changed."
        ) from None
    finally:
        with suppress(OSError):
            half.unlink()


def read_saved(path: Path, largest: int) -> bytes:
    """Return the content of a file that somebody saved.

    Raises LearnerError for one of more than `largest` bytes or one that cannot be read, and
    FileNotFoundError when there is none: what that means, the caller knows.
    """
    try:
        if path.stat().st_size > largest:
            raise LearnerError(f'"{path.name}" is far too large to be what was saved here.')
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise LearnerError(f'"{path.as_posix()}" cannot be read: {error.strerror}.') from None


def told_in(content: bytes, path: Path) -> Any:
    """Return what a file of JSON tells.

    Raises LearnerError when it is cut short or damaged, naming the copy before it if there is one.

    >>> told_in(b'{"tea": 1', Path("tea.json"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "tea.json" is cut short or damaged, so it cannot be \
opened. It was left as it is.
    """
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        before = earlier(path)
        more = (
            f' An earlier copy is beside it: "{before.name}". Rename one of them, and try again.'
            if before.exists()
            else ""
        )
        raise LearnerError(
            f'"{path.name}" is cut short or damaged, so it cannot be opened. It was left as it '
            f"is.{more}"
        ) from None


def earlier(path: Path) -> Path:
    """Return where the copy before the last one lies.

    >>> earlier(Path("mine.json")).name
    'mine.earlier.json'
    """
    return path.with_name(f"{path.stem}.earlier{path.suffix}")
