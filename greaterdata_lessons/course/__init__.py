"""Open the course on this machine: the book and the notebooks, in one process, for one learner.

One process serves both, so that they start together and nothing can be left running: whatever
ends the process ends the book, JupyterLab and every notebook's kernel.
"""

from __future__ import annotations

import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ADDRESS = "127.0.0.1"
PORTS = range(1024, 65535)  # the notebooks take the next port, so the last one is left out


class CourseError(Exception):
    """The course cannot be opened; the message is the sentence to print."""


@dataclass(frozen=True)
class Places:
    """Where one copy of the course keeps its parts, below its folder `root`."""

    root: Path

    @property
    def book(self) -> Path:
        """The built pages."""
        return self.root / "_build" / "book" / "html"

    @property
    def book_done(self) -> Path:
        """The file that the book's builder writes when it has finished."""
        return self.root / "_build" / "book" / "shape.txt"

    @property
    def notebooks(self) -> Path:
        """The lessons' notebooks, as published."""
        return self.root / "notebooks"

    @property
    def copies(self) -> Path:
        """The learner's own copies."""
        return self.root / "my-lessons"


def course_folder() -> Path:
    """Return the folder of the course that this library belongs to.

    Raises CourseError when the library was installed without the course around it.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "tools" / "build_book.py").is_file():
        raise CourseError(
            "The lessons are not here: this library was installed without the course's folder. "
            "Get the folder (git clone, or the zip file), open it and type: make course"
        )
    return root


def is_free(port: int) -> bool:
    """Tell whether nothing listens at this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def refuse_taken(port: int) -> None:
    """Raise CourseError, naming a port to use instead, when this one or the next is taken."""
    taken = [number for number in (port, port + 1) if not is_free(number)]
    if not taken:
        return
    others = [*PORTS[PORTS.index(port) :], *PORTS[: PORTS.index(port)]]
    free = next((one for one in others if is_free(one) and is_free(one + 1)), None)
    step = f"Type: make course PORT={free}" if free else "Close some programs and try again."
    raise CourseError(
        f"Port {taken[0]} is taken, by another program or by this course in another window. {step}"
    )


def book_is_current(places: Places) -> bool:
    """Tell whether the book was built after everything that it is built from."""
    if not (places.book / "index.html").is_file() or not places.book_done.is_file():
        return False
    built = places.book_done.stat().st_mtime
    return all(path.stat().st_mtime <= built for path in _sources(places.root))


def _sources(root: Path) -> Iterator[Path]:
    for name in ("book", "notebooks", "datasets", "greaterdata_lessons", "tools"):
        for path in (root / name).rglob("*"):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                yield path


def build_book(places: Places) -> None:
    """Build the book when it is missing or older than its sources.

    Raises CourseError when that fails; the builder has then said what to mend.
    """
    if book_is_current(places):
        return
    print("Building the book...", flush=True)
    command = [sys.executable, "-m", "tools.build_book"]
    if subprocess.run(command, cwd=places.root, check=False).returncode:
        raise CourseError("The book could not be built; what to mend is said above.")


def _stopped(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def open_course(root: Path, port: int, *, browser: bool = True) -> int:
    """Open the course at `port` (the book) and the next one (the notebooks) until it is stopped.

    Ctrl-C, closing the window and a polite kill all stop both and every kernel. Returns 0 when
    it was stopped so.

    Raises CourseError with a sentence for the learner when it cannot be opened.
    """
    places = Places(root)
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stopped)
    try:
        refuse_taken(port)
        build_book(places)
        print("Starting the notebooks...", flush=True)
        from .copies import refresh

        for sentence in refresh(places.notebooks, places.copies):
            print(sentence, flush=True)
        from .servers import serve

        serve(places, port, token=secrets.token_hex(16), browser=browser)
    except KeyboardInterrupt:
        print("\nStopped before the course was open.")
        return 130
    return 0
