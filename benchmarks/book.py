"""What a reader waits for, and what an author waits for. Run: make bench

Weight, requests and the largest paint of the start page and of a lesson, over a line of 1.6 Mbit/s
with 150 ms of delay; then the seconds to build the book from nothing, again, and after one change.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started as a script: tests/ and tools/ are one folder up

from playwright.sync_api import Browser  # noqa: E402

from tests.browser import serve  # noqa: E402
from tools.chromium import open_chromium  # noqa: E402

LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
PAGES = {
    "start page": "index.html",
    "a pathway": "pathways/community.html",
    "a lesson": "lessons/data-basics/what-is-data.html",
    "search": "search.html",
}
PAINT = """() => new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""  # noqa: E501
WEIGHT = """() => ["resource", "navigation"].flatMap((kind) => performance.getEntriesByType(kind))
  .filter((e) => !e.name.startsWith("data:")).map((e) => e.encodedBodySize)"""


def copy_root(folder: Path) -> Path:
    """Return a copy of what a build reads, so that a page may be changed."""
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("datasets", "notebooks", "greaterdata_lessons"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def build_seconds(root: Path, output: Path) -> str:
    """Return the seconds the command takes, and those of them a processor worked on it."""
    script = ROOT / "tools" / "build_book.py"
    command = [sys.executable, str(script), "--root", str(root), "--output", str(output)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after, seconds = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{seconds:.1f} s (processor {worked:.1f} s)"


def visit(browser: Browser, address: str) -> tuple[float, int, int]:
    """Return seconds to the largest paint, bytes and requests of a first visit on a slow line."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="networkidle")
    paint, weights = page.evaluate(PAINT), page.evaluate(WEIGHT)
    context.close()
    return paint / 1000, sum(weights), len(weights)


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder:
        root, output = copy_root(Path(folder, "root")), Path(folder, "out")
        cold = build_seconds(root, output)
        again = build_seconds(root, output)
        about = root / "book" / "about" / "privacy.md"
        about.write_text(about.read_text("utf-8") + "\nOne more line.\n", encoding="utf-8")
        changed = build_seconds(root, output)
        print(f"build the book: {cold} from nothing, {again} with nothing changed, "
              f"{changed} after one page changed")  # fmt: skip
        with serve(output / "html") as address, open_chromium() as browser:
            for name, page in PAGES.items():
                paint, weight, requests = visit(browser, f"{address}/{page}")
                print(f"{name}: {weight / 1000:.0f} kB, {requests} requests, largest paint "
                      f"{paint:.2f} s at 1.6 Mbit/s and 150 ms")  # fmt: skip


if __name__ == "__main__":
    main()
