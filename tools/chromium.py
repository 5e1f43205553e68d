"""Find the Chromium of this machine and start it, for the book's editions and for the tests."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

# One quiet browser: nothing fetched behind the page's back, no first-run windows.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class NoChromiumError(RuntimeError):
    """No Chromium on this machine; the message names the one command that installs it."""


def install_command() -> str:
    """Return the one command that installs Chromium on this kind of machine."""
    if platform.system() == "Linux" and shutil.which("apt-get"):
        return "sudo apt-get install chromium"
    return ".venv/bin/python -m playwright install chromium"


def find_chromium() -> Path:
    """Return the path of a Chromium: the system's first, then Playwright's own.

    The environment variable CHROMIUM, where set, comes before both.

    Raises:
        NoChromiumError: with the command to type, when there is none.
    """
    names = (os.environ.get("CHROMIUM") or "", *SYSTEM_NAMES)
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found:
        return Path(found)
    with sync_playwright() as playwright:
        bundled = Path(playwright.chromium.executable_path)
    if bundled.exists():
        return bundled
    raise NoChromiumError(f"There is no Chromium here; install it with: {install_command()}")


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start a Chromium without a window; it is closed at the end.

    Raises:
        NoChromiumError: when there is none.
    """
    chromium = find_chromium()
    # Chromium refuses to sandbox itself for the root user, which containers often use.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        try:
            yield started
        finally:
            started.close()
