"""Run the builder of the pages, and turn what it says into sentences an author can use."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

WARNING = re.compile(
    r"^(?P<path>[^:\n]+):(?:(?P<line>\d+):)? (?:WARNING|ERROR|CRITICAL): (?P<says>.*)"
)
APPEAL = re.compile(r"(The full traceback|Please also report|A bug report can be filed)")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CELL_LINES = 10_000  # MyST-NB counts a notebook's lines as cell number times this, plus the line


def run_sphinx(source: Path, output: Path, *, fresh: bool) -> tuple[bool, str]:
    """Build the pages with Jupyter Book's own builder; returns whether it did, and what it said."""
    from jupyter_book.sphinx import build_sphinx  # type: ignore[import-untyped]

    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        result = build_sphinx(
            source,
            output / "html",
            noconfig=True,  # the settings are Jupyter Book's, not a conf.py
            path_config=source / "_config.yml",
            confoverrides={"external_toc_path": "_toc.yml", "latex_individualpages": False},
            doctreedir=output / "doctrees",
            freshenv=fresh,
            force_all=fresh,
            quiet=True,
            warningiserror=True,
            keep_going=True,
        )
    return result == 0, COLOUR.sub("", said.getvalue()).strip()


def explain(said: str, source: Path) -> list[str]:
    """Turn a builder's warnings into sentences that start with the author's file.

    >>> explain("/b/source/index.md:3: WARNING: unknown document", Path("/b/source"))
    ['book/index.md, line 3: unknown document']
    >>> explain("/b/source/lessons/m/x.ipynb:20004: WARNING: no such term", Path("/b/source"))
    ['book/lessons/m/x/lesson.md, cell 2, line 4: no such term']
    """
    lines = [line for line in said.splitlines() if line.strip() and not APPEAL.match(line)]
    return [_sentence(line, source) for line in lines]


def _sentence(line: str, source: Path) -> str:
    match = WARNING.match(line)
    if not match:
        return line
    page = match["path"].removeprefix(f"{source}/")
    number = int(match["line"] or 0)
    where = f", line {number}" if number else ""
    if page.startswith("lessons/") and page.endswith(".ipynb"):
        page = page.removesuffix(".ipynb") + "/lesson.md"
        where = f", cell {number // CELL_LINES}, line {number % CELL_LINES}" if number else ""
    return f"book/{page}{where}: {match['says']}"
