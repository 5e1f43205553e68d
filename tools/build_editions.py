"""Make what readers take away from the built book, and list it on the page of downloads.

    python -m tools.build_editions [--output FOLDER]

In the book's folder `downloads` there are then the leaders' edition as a PDF, for each session a
zip of all that it needs on paper, and the whole book as a zip that opens from a disk. The book
itself needs none of this: it is built by tools/build_book.py, also where there is no Chromium.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

if __package__ in (None, ""):  # started as a script: the repository's root is one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.book_pack import pack_names
from tools.book_pages import BookError
from tools.book_toc import read_lessons
from tools.build_book import Places
from tools.build_book import build as build_book
from tools.chromium import NoChromiumError, open_chromium
from tools.editions_offline import offline
from tools.editions_page import Download, fill_part, listed
from tools.editions_pdf import pdf_facts, print_pdf
from tools.editions_sessions import session
from tools.lesson_source import ROOT, LessonError

MOST_PAGES = 24  # a leader's evening
LEADERS = "leaders-edition.pdf"


def leaders_edition(browser: Browser, html: Path) -> Download:
    """Print the leaders' edition.

    Raises:
        BookError: when it has grown beyond what leaders were promised.
    """
    target = html / "downloads" / LEADERS
    source = html / "leaders" / "summaries.html"
    print_pdf(browser, source, target, name="greaterdata lessons: the leaders' edition")
    pages = pdf_facts(target).pages
    if pages > MOST_PAGES:
        raise BookError(
            f"The leaders' edition has {pages} pages, and {MOST_PAGES} were promised. Shorten a "
            "summary or a story in book/lessons, or the type in the book's stylesheet."
        )
    return Download("The leaders' edition", target, f"PDF, {pages} pages")


def list_downloads(
    page: Path, html: Path, first: Sequence[Download], sessions: Sequence[Download]
) -> None:
    """Write what can be taken away into the page of downloads."""
    inside = f"{listed(first, html)}<h2>Sessions on paper</h2>{listed(sessions, html)}"
    fill_part(page, "downloads", inside)


def build(root: Path, output: Path) -> None:
    """Build the book where it is missing, then everything to take away from it."""
    started = time.monotonic()
    html = output / "html"
    if not (html / "downloads.html").is_file() and not build_book(Places(root), output):
        raise BookError("First mend what is said above.")
    packs = [name for lesson in read_lessons(root / "book") for name in pack_names(lesson)]
    with open_chromium() as browser:
        leaders = leaders_edition(browser, html)
        sessions = [session(browser, html, name) for name in packs]
    page = html / "downloads.html"
    list_downloads(page, html, [leaders], sessions)  # the copy on a stick has this list
    stick = offline(html)
    list_downloads(page, html, [leaders, stick], sessions)
    seconds = time.monotonic() - started
    print(f"Editions: {2 + len(sessions)} made in {seconds:.0f} s: {html / 'downloads'}")


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and build; returns 0 when everything was made."""
    parser = argparse.ArgumentParser(prog="build_editions", description=__doc__.split("\n")[0])
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "book", metavar="FOLDER")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        build(options.root, options.output.resolve())
    except (BookError, LessonError, NoChromiumError) as error:
        print(f"The editions were not made. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
