"""Give the book the Python that runs in its pages: its scripts, its size, its files."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path, PurePosixPath

from tools.get_browser_python import MANIFEST

LIVE, SIZE = "_live", "_python.json"
WITHOUT = (
    "Book: the code on its pages cannot be run, because their Python is not there yet. "
    "Type: make book"
)


def live_name(name: PurePosixPath) -> PurePosixPath:
    """Return where a file of the book is staged: scripts of live pages stand with the others.

    The service worker stands at the top, because it looks after the pages below it alone.

    >>> live_name(PurePosixPath("_live/run.mjs")), live_name(PurePosixPath("index.md"))
    (PurePosixPath('_shared/run.mjs'), PurePosixPath('index.md'))
    """
    if name.parts[0] != LIVE:
        return name
    return PurePosixPath("_extra" if name.name == "service-worker.js" else "_shared", name.name)


def size_json(folder: Path) -> bytes:
    """Return the megabytes a page fetches at first and for more, as "34 26"; "" without Python."""
    manifest = folder / MANIFEST
    if not manifest.exists():
        return b'{"megabytes": ""}'
    made = json.loads(manifest.read_text(encoding="utf-8"))
    both = f"{made['bytes'] / 1e6:.0f} {made['more_bytes'] / 1e6:.0f}"
    return json.dumps({"megabytes": both}).encode()


def place(folder: Path, html: Path) -> str:
    """Put the browser's Python beside the pages, without a copy where the disk allows that.

    Returns a sentence to print when there is none; otherwise nothing.
    """
    target = html / "python"
    shutil.rmtree(target, ignore_errors=True)
    if not (folder / MANIFEST).exists():
        return WITHOUT
    target.mkdir(parents=True)
    for path in sorted(folder.iterdir()):
        try:
            os.link(path, target / path.name)
        except OSError:  # another disk
            shutil.copyfile(path, target / path.name)
    return ""
