"""Make what readers take away from the built book, and list it on the page of downloads.

    python -m tools.build_editions [--output FOLDER]

The leaders' edition becomes a PDF in the book's folder `downloads`. The book itself needs none of
this: it is built by tools/build_book.py, also where there is no Chromium.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser

if __package__ in (None, ""):  # started as a script: the repository's root is one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.book_pages import BookError
from tools.build_book import Places
from tools.build_book import build as build_book
from tools.chromium import NoChromiumError, open_chromium
from tools.editions_page import Download, fill_part, listed
from tools.editions_pdf import pdf_facts, print_pdf
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


def build(root: Path, output: Path) -> None:
    """Build the book where it is missing, then everything to take away from it."""
    started = time.monotonic()
    html = output / "html"
    if not (html / "downloads.html").is_file() and not build_book(Places(root), output):
        raise BookError("First mend what is said above.")
    with open_chromium() as browser:
        made = [leaders_edition(browser, html)]
    fill_part(html / "downloads.html", "downloads", listed(made, html))
    print(f"Editions: {len(made)} made in {time.monotonic() - started:.0f} s: {html / 'downloads'}")


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
