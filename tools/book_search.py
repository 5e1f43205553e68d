"""Make the index that the search page reads, from the finished pages themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import yaml

LEFT_OUT = re.compile(
    r"<(script|style|svg|pre|nav|noscript)\b.*?</\1>|<img\b[^>]*>|<summary>Show the code</summary>",
    re.DOTALL,
)
ARTICLE = re.compile(r"<article>(.*?)</article>", re.DOTALL)
HEADING = re.compile(r"<h([1-4])\b[^>]*>(.*?)</h\1>", re.DOTALL)
ANCHOR = re.compile(r'<section id="([^"]+)"[^>]*>\s*(?:<span id="[^"]*"></span>\s*)*\Z')
TAG = re.compile(r"<[^>]+>")
KINDS = {
    "lessons": ("Lesson", 1.3),
    "pathways": ("Pathway", 1.1),
    "reference/cases": ("Case", 1.2),
    "reference": ("Look it up", 1.1),
    "leaders": ("For leaders", 1.0),
    "facilitators": ("Host's pack", 0.6),
    "forms": ("Form", 0.6),
    "about": ("About the course", 0.8),
}


def search_index(html: Path, alike: Path) -> bytes:
    """Return the index as JSON: pages, their sections with all their words, and words alike."""
    pages: list[dict[str, Any]] = []
    sections: list[tuple[int, str, str, str]] = []
    for path in sorted(html.rglob("*.html")):
        name = path.relative_to(html).as_posix()
        found = ARTICLE.search(path.read_text(encoding="utf-8"))
        if not found or name == "search.html":
            continue
        parts = list(cut(found[1]))
        title = parts[0][1] if parts else name
        kind, worth = _kind(name)
        sections += [(len(pages), *part) for part in parts]
        pages.append({"page": name, "title": title, "kind": kind, "worth": worth})
    groups = yaml.safe_load(alike.read_text(encoding="utf-8")) if alike.exists() else []
    index = {"pages": pages, "sections": sections, "alike": groups}
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()


def cut(article: str) -> Iterator[tuple[str, str, str]]:
    """Give each section of a page: its anchor, its heading and its words.

    >>> list(cut('<section id="a"><h1>A</h1><p>One.</p><section id="b"><h2>B</h2><p>Two.</p>'))
    [('a', 'A', 'One.'), ('b', 'B', 'Two.')]
    """
    text = LEFT_OUT.sub(" ", article)
    found = list(HEADING.finditer(text))
    for number, heading in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        anchor = ANCHOR.search(text[: heading.start()])
        yield anchor[1] if anchor else "", _words(heading[2]), _words(text[heading.end() : end])


def _words(html: str) -> str:
    return " ".join(unescape(TAG.sub(" ", html)).replace("\xa0", " ").split())


def _kind(name: str) -> tuple[str, float]:
    return next((told for start, told in KINDS.items() if name.startswith(start)), ("Page", 1.0))
