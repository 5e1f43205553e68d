"""A real browser for the tests: find it, serve a folder to it, ask axe what is wrong.

Every page is shown to Chromium from 127.0.0.1 alone. A missing Chromium is a failure
with the command that mends it, never a skipped test.
"""

import json
import os
import platform
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# One quiet browser: nothing fetched behind the page's back, no first-run windows.
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
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
    raise NoChromiumError(f"The browser tests need Chromium; install it with: {install_command()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole test run."""
    try:
        chromium = find_chromium()
    except NoChromiumError as missing:
        pytest.fail(str(missing), pytrace=False)
    # Chromium refuses to sandbox itself for the root user, which containers often use.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, *(["--no-sandbox"] if root else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


class _QuietHandler(SimpleHTTPRequestHandler):
    """Serve files without a line of log for each."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript"}

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test's output is its own."""


@contextmanager
def serve(folder: str | os.PathLike[str]) -> Iterator[str]:
    """Serve a folder on 127.0.0.1 at a free port; yields the address, without a last slash."""
    handler = partial(_QuietHandler, directory=os.fspath(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def axe_violations(page: Page, tags: tuple[str, ...] = WCAG_22_AA) -> list[str]:
    """Return what axe finds on a page under these rules, one line for each element at fault.

    Lines read "rule: element | why", so that an assertion's message says what to mend.
    """
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    options = {"runOnly": {"type": "tag", "values": list(tags)}, "resultTypes": ["violations"]}
    result = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [
        f"{rule['id']}: {_target(node)} | {_reason(node)}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _target(node: dict[str, Any]) -> str:
    return " ".join(str(part) for part in node["target"])


def _reason(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return str(checks[0]["message"]) if checks else str(node.get("failureSummary", ""))
