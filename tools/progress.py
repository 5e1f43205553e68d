"""Run a slow command: its words into a log, one line of progress on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import TextIO

_LEAD_ASTRAY = {
    "PYTHONPATH",
    "PYTHONHOME",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIREMENT",
    "PIP_QUIET",
}


class Progress:
    """One line that says what is being done: rewritten on a screen, now and then in a log.

    The constructor takes the text that stays; `show` adds what changes.
    """

    def __init__(self, text: str) -> None:
        """Say what is being done."""
        self._text, self._start, self._said = text, time.monotonic(), 0.0
        self._screen = sys.stdout.isatty()
        print(f"  {text}", end="" if self._screen else "\n", flush=True)

    def show(self, detail: str) -> None:
        """Add a detail and the seconds gone by."""
        gone = time.monotonic() - self._start
        if self._screen:
            print(f"\r\033[K  {self._text} {detail} {gone:.0f} s", end="", flush=True)
        elif gone - self._said >= 15:
            self._said = gone
            print(f"    {detail} {gone:.0f} s".replace("  ", " "), flush=True)

    def close(self) -> None:
        """End the line."""
        if self._screen:
            print(flush=True)


def clean_surroundings() -> dict[str, str]:
    """Return the environment variables for pip, without those that would lead it elsewhere."""
    astray = {
        "PYTHONPATH",
        "PYTHONHOME",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIREMENT",
        "PIP_QUIET",
    }
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    return kept | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run_logged(command: Sequence[str], log: TextIO, lock: int, tick: Callable[[], None]) -> int:
    """Run a command into the log, with a tick twice a second; returns its exit code.

    The command holds the lock too: should this process be killed, a second run waits for what
    it left running.
    """
    process = subprocess.Popen(
        command,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=clean_surroundings(),
        pass_fds=[lock],
    )
    try:
        while process.poll() is None:
            tick()
            time.sleep(0.5)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    return process.returncode
