"""Run a learner's notebook again, walled in, and say what its answers come to.

Only on Linux, where a process can be given a file system, a network and a list of processes of
its own (``unshare``, ``pivot_root``), and only where the system allows that. Elsewhere it is
refused: limits alone would not keep a notebook away from the mentor's own files. What these walls
do not keep out is told in the page for mentors: a flaw in the system's kernel.
"""

from __future__ import annotations

import json
import os
import secrets
import selectors
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greaterdata_lessons.data import catalogue
from greaterdata_lessons.errors import LearnerError

from .notebook_files import Answer, SavedNotebook, read_answers, safe
from .review_walls import WORK

SECONDS = 60
MEMORY = 2_000_000_000  # bytes a process may take
ROOM = 256_000_000  # bytes a notebook may write
PROCESSES = 64
# A run is a user of its own: the limit counts all processes of a user, on the whole machine.
FIRST_USER, MOST_USERS = 2_000_000_000, 100_000_000
MOST_SAID = 4_000_000  # bytes a run may say about its answers
NO_WALLS = (
    "Notebooks are run again only where they can be walled in, and this machine does not allow "
    "that{why}. Use a Linux machine (on Windows, WSL has one), or read the saved outputs: they "
    "need nothing to be run."
)
_RUNNER = "import sys; sys.path[:0] = {paths!r}; from {module} import main; main()"


@dataclass(frozen=True)
class Again:
    """What running a notebook again gave: its answers, its errors, and how it ended."""

    answers: tuple[Answer, ...]
    errors: tuple[str, ...]
    ran: int
    says: str


def run_again(notebook: SavedNotebook, seconds: int = SECONDS) -> Again:
    """Run the code cells of a saved notebook behind walls and return what came out.

    seconds: how long it may take in all.
    Raises LearnerError when this machine cannot wall it in.
    """
    cells = [{"id": cell.id, "source": cell.source} for cell in notebook.cells]
    content, late = _inside(json.dumps(cells).encode(), seconds)
    told = list(_told(content))
    errors = tuple(safe(one["error"], 300) for one in told if one.get("error"))
    says = _ending(len(told), len(cells), seconds, late=late)
    if not told and cells and not late:
        errors = (*errors, safe(content.decode("utf-8", "replace")[-300:], 300))
    return Again(read_answers(_as_notebook(told)), errors, len(told), says)


def _ending(ran: int, cells: int, seconds: int, *, late: bool) -> str:
    if ran >= cells:
        return f"All {cells} cells were run again."
    why = f"stopped after {seconds} seconds" if late else "ended by itself, or by a limit"
    return f"{ran} of {cells} cells were run again; then it was {why}."


def _told(content: bytes) -> list[dict[str, Any]]:
    """Return the whole lines that a run said; it may have said anything at all."""
    found = []
    for line in content.splitlines():
        with suppress(ValueError, RecursionError):
            one = json.loads(line)
            if isinstance(one, dict) and isinstance(one.get("data"), list):
                found.append(one)
    return found


def _as_notebook(told: list[dict[str, Any]]) -> dict[str, Any]:
    return {"cells": [{"outputs": [{"data": data} for data in one["data"]]} for one in told]}


def _inside(stdin: bytes, seconds: int) -> tuple[bytes, bool]:
    """Run the runner behind walls; return what it said and whether it had to be stopped."""
    if sys.platform != "linux" or not all(map(shutil.which, ("unshare", "mount", "pivot_root"))):
        raise LearnerError(NO_WALLS.format(why=""))
    with (
        tempfile.TemporaryDirectory(prefix="greaterdata-") as walls,
        subprocess.Popen(
            _command(walls, seconds),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": os.defpath + ":/usr/sbin:/sbin"},
            start_new_session=True,
        ) as process,
    ):
        try:
            said, late = _listen(process, stdin, time.monotonic() + seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        assert process.stderr is not None
        problem = process.stderr.read(2_000).decode("utf-8", "replace").strip()
    if problem:  # the runner itself is silent: this comes from unshare, or from the walls
        why = f" ({safe(problem.splitlines()[-1])})"
        raise LearnerError(NO_WALLS.format(why=why))
    return said, late


def _listen(process: subprocess.Popen[bytes], stdin: bytes, deadline: float) -> tuple[bytes, bool]:
    """Hand over the cells and read what is said until it ends, says too much, or is late."""
    assert process.stdin is not None
    assert process.stdout is not None
    said = bytearray()
    left = memoryview(stdin)
    os.set_blocking(process.stdin.fileno(), False)
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        while (time_left := deadline - time.monotonic()) > 0:
            for key, _ in ready.select(time_left):
                if key.fileobj is process.stdin:
                    left = _hand_over(process, left)
                    if not left:
                        ready.unregister(process.stdin)
                        process.stdin.close()
                    continue
                part = os.read(process.stdout.fileno(), 65_536)
                said += part
                if not part or len(said) > MOST_SAID:
                    return bytes(said[:MOST_SAID]), False
    return bytes(said), True


def _hand_over(process: subprocess.Popen[bytes], left: memoryview) -> memoryview:
    assert process.stdin is not None
    try:
        return left[os.write(process.stdin.fileno(), left[:65_536]) :]
    except BrokenPipeError:  # it ended before it had read everything
        return left[:0]


def _command(walls: str, seconds: int) -> list[str]:
    """Return the command: new namespaces, in which the walls are built before anything is run."""
    root = os.geteuid() == 0
    spaces = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child"]
    own = [] if root else ["--user", "--map-root-user"]
    script = Path(__file__).with_name("review_walls.py")
    orders = {
        "walls": walls,
        "readable": _readable(),
        "room": ROOM,
        "user": FIRST_USER + secrets.randbelow(MOST_USERS) if root else None,
        "limits": _limits(seconds),
        "runner": _RUNNER.format(
            paths=_paths(), module="greaterdata_lessons.learning.review_runner"
        ),
        "env": _environment(),
    }
    return ["unshare", *own, *spaces, sys.executable, "-I", str(script), json.dumps(orders)]


def _limits(seconds: int) -> dict[str, int]:
    return {
        "RLIMIT_CPU": seconds + 1,
        "RLIMIT_DATA": MEMORY,
        "RLIMIT_FSIZE": ROOM,
        "RLIMIT_NPROC": PROCESSES,
        "RLIMIT_NOFILE": 256,
        "RLIMIT_CORE": 0,
    }


def _paths() -> list[str]:
    """Return where Python finds the course and what it stands on."""
    package = Path(__file__).resolve().parents[2]
    return [str(package), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]


def _readable() -> list[str]:
    """Return what a notebook may read: Python, its libraries, the course's library and data."""
    package = Path(__file__).resolve().parents[1]
    places = [sys.prefix, sys.base_prefix, *_paths()[1:], str(package), str(catalogue.folder())]
    real = [os.path.realpath(place) for place in [sys.prefix, *_paths()[1:]]]
    return list(dict.fromkeys([*real, *places]))


def _environment() -> dict[str, str]:
    """Return the environment of a run: nothing of the mentor's, and one folder to write to."""
    write = {"HOME": WORK, "TMPDIR": WORK, "MPLCONFIGDIR": WORK, "IPYTHONDIR": f"{WORK}/.ipython"}
    name = {"USER": "learner", "LOGNAME": "learner"}  # its number has none
    one = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    return write | name | one | {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "agg"}
