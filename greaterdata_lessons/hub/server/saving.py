"""How a learner's server writes files: whole, or not at all.

Jupyter empties a file before it writes it anew, so a server killed in that moment, or a home that
is full, leaves half a notebook. Here the new one is written beside it and takes its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class WholeFiles(AsyncLargeFileManager):
    """Jupyter's own manager of files, but for how it writes them."""

    @contextmanager
    def atomic_writing(
        self, os_path: str, text: bool = True, encoding: str = "utf-8", **more: Any
    ) -> Iterator[IO[Any]]:
        """Give a file to write to; it takes the place of `os_path` once all is on the disk."""
        whole = Path(os.path.realpath(os_path))
        half = whole.with_name(f".{whole.name}.new")
        how = {"mode": "w", "encoding": encoding, "newline": "\n"} if text else {"mode": "wb"}
        with self.perm_to_403(os_path):
            try:
                with half.open(**(how | more)) as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                if whole.exists():
                    half.chmod(whole.stat().st_mode)
                half.replace(whole)
            finally:
                with suppress(OSError):
                    half.unlink()
