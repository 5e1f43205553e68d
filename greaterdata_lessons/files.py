"""Write a file whole or not at all, so that an interruption leaves no half of one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from greaterdata_lessons.errors import LearnerError


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, then put it in its place in one move.

    Raises LearnerError when that cannot be done; what was there is then as it was.

    >>> write_whole(Path("no-such-folder/tea.txt"), b"Tea")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: "no-such-folder/tea.txt" could not be written: no \
such file or directory. Is the folder there, and yours? Nothing was changed.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        half.write_bytes(content)
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
