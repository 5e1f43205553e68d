"""A real browser for the tests: open it, serve a folder to it, ask axe what is wrong.

Every page is shown to Chromium from 127.0.0.1 alone. A missing Chromium is a failure
with the command that mends it, never a skipped test.
"""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tools.chromium import NoChromiumError, find_chromium, open_chromium

COLOUR_RULES = ("color-contrast", "link-in-text-block")  # by far the slowest rules of all
# Three of each look on a page: what has a text of its own, and colours that are its own and those
# of all it stands in. A table of a thousand cells has a handful of looks.
EACH_LOOK = """() => {
  const looks = new Map(), found = new Map();
  const told = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight",
    "textDecorationLine", "textShadow", "borderBottomStyle", "position", "zIndex", "filter"];
  const look = (e) => {
    if (!e) return "";
    if (!looks.has(e)) {
      const style = getComputedStyle(e);
      looks.set(e, `${look(e.parentElement)}/${told.map((name) => style[name])}`);
    }
    return looks.get(e);
  };
  for (const e of document.body.querySelectorAll("*")) {
    const text = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!text && !e.matches("input, select, textarea")) continue;
    if (!e.checkVisibility({visibilityProperty: true})) continue;
    const same = found.get(look(e)) ?? [];
    if (same.length < 3) found.set(look(e), [...same, e]);
  }
  return [...found.values()].flat();
}"""
WCAG_22_AA = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole test run."""
    try:
        find_chromium()
    except NoChromiumError as missing:
        pytest.fail(str(missing), pytrace=False)
    with open_chromium() as started:
        yield started


def until(page: Page, true: str) -> None:
    """Wait until an expression is true on a page.

    Playwright's own wait evaluates it inside the page, which a page's walls rightly refuse.
    """
    end = time.monotonic() + 30
    while not page.evaluate(true):
        assert time.monotonic() < end, f"never true: {true}"
        page.wait_for_timeout(50)


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


def axe_violations(
    page: Page, tags: tuple[str, ...] = WCAG_22_AA, *, colours: bool | None = None
) -> list[str]:
    """Return what axe finds on a page under these rules, one line for each element at fault.

    Lines read "rule: element | why", so that an assertion's message says what to mend.

    colours: for a page that is looked at again, the rules about colours alone, on three of each
        look (True), or all but those (False): other colours move nothing, and another width
        colours nothing.
    """
    if not page.evaluate("Boolean(window.axe)"):  # a page that is asked again has it already
        script = files("axe_playwright_python").joinpath("axe.min.js")
        page.evaluate(script.read_text(encoding="utf-8"))
    by_tag = {"type": "tag", "values": list(tags)}
    by_rule = {"type": "rule", "values": list(COLOUR_RULES)}
    options = {
        "runOnly": by_rule if colours else by_tag,
        "rules": {} if colours is None else {rule: {"enabled": colours} for rule in COLOUR_RULES},
        "resultTypes": ["violations"],
    }
    where = f"{{include: ({EACH_LOOK})()}}" if colours else "document"
    result = page.evaluate(f"axe.run({where}, {json.dumps(options)})")
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
