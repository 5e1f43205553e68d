"""How long a reader of a live page waits: `python benchmarks/live.py`, after `make book`.

From the click on Run to the first result, cold (nothing in the browser) and warm (a second visit);
running a step again; how much is fetched, how often and from whom; what axe finds once it ran.
The targets beside each figure are the project's own: no peer runs a lesson in its page like this.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.book.live import Step  # noqa: E402
from tests.browser import axe_violations, serve  # noqa: E402
from tools.chromium import open_chromium  # noqa: E402

BOOK = ROOT / "_build" / "book" / "html"
PAGE = "lessons/bias-and-fairness/who-is-missing.html"
LAST = 5


def seconds(page: Page, number: int) -> float:
    """Return how long a step takes from the click to its result."""
    began = time.perf_counter()
    said = Step(page, number).run()
    if " ran." not in said:
        raise SystemExit(f"Step {number}: {said}")
    return time.perf_counter() - began


def main() -> None:
    """Print the measured figures."""
    if not (BOOK / "python").exists():
        raise SystemExit("There is no book with Python in its pages. Type: make book")
    with serve(BOOK) as site, open_chromium() as browser:
        context = browser.new_context()
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.goto(f"{site}/{PAGE}")
        before = len(asked)
        cold, more = seconds(page, 1), seconds(page, LAST)
        again = min(seconds(page, LAST) for _ in range(5))
        faults = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += axe_violations(page)
        page.reload()
        warm = seconds(page, 1)
        elsewhere = [url for url in asked if not url.startswith((site, "data:", "blob:"))]
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"click to first result, cold: {cold:.1f} s (target: under 20)")
    print(f"click to first result, warm: {warm:.1f} s (target: under 8)")
    print(f"step {LAST} with those before it: {more:.1f} s; again: {again:.2f} s (target: 0.3)")
    print(f"requests before the click: {before}; to other hosts, in all: {len(elsewhere)} (0)")
    print(f"faults axe finds after a run, both themes: {len(faults)} (0)")


if __name__ == "__main__":
    main()
