"""Read the book's table of contents: the one place where the order of pages is written.

A lesson that is not finished may stand there with its title under `planned`: it keeps its number
and its place in the curriculum, and nothing is made of it, even where a draft is in its folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.book_pages import BookError
from tools.lesson_source import Lesson, read_lesson

PACKS = "facilitators/index"


@dataclass(frozen=True)
class Place:
    """A lesson's place in the curriculum: number, module, page; a title while it is planned."""

    number: str
    module: str
    page: str
    planned: str | None


def read_toc(book: Path) -> dict[str, Any]:
    """Return the table of contents as its author wrote it."""
    toc: dict[str, Any] = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    return toc


def toc_pages(toc: Mapping[str, Any]) -> Iterator[str]:
    """Give every page named in the table of contents, in order.

    >>> list(toc_pages({"root": "index", "parts": [{"chapters": [{"file": "a/b"}]}]}))
    ['index', 'a/b']
    """
    yield from (str(toc[key]) for key in ("root", "file") if key in toc)
    for key in ("parts", "chapters", "sections", "subtrees", "entries"):
        for entry in toc.get(key) or []:
            yield from toc_pages(entry)


def places(toc: Mapping[str, Any]) -> tuple[Place, ...]:
    """Return every lesson of the curriculum in order, written or planned, with its number.

    >>> chapters = [{"file": "lessons/m/a"}, {"file": "lessons/m/b", "planned": "What next?"}]
    >>> [place.number for place in places({"parts": [{"caption": "M", "chapters": chapters}]})]
    ['1.1', '1.2']
    """
    found: list[Place] = []
    modules = 0
    for part in toc.get("parts") or []:
        lessons = [c for c in part["chapters"] if str(c.get("file")).startswith("lessons/")]
        modules += bool(lessons)
        found += [
            Place(f"{modules}.{position}", part["caption"], entry["file"], entry.get("planned"))
            for position, entry in enumerate(lessons, 1)
        ]
    return tuple(found)


def titles(book: Path) -> dict[str, str]:
    """Return number and title of every lesson in teaching order, by its page."""
    return {
        place.page: f"{place.number} {place.planned or read_lesson(book / place.page).front.title}"
        for place in places(read_toc(book))
    }


def read_lessons(book: Path) -> list[Lesson]:
    """Read the lessons that the table of contents names, in its order, without planned ones.

    Raises:
        BookError: when the toc and the folders of lessons do not name the same lessons, or a
            lesson names another module than the part of the toc it stands in.
    """
    named = places(read_toc(book))
    kept = {path.parent.relative_to(book).as_posix() for path in book.glob("lessons/*/*/lesson.md")}
    for place in named:
        if not place.planned and place.page not in kept:
            raise BookError(f"book/_toc.yml names {place.page}, but there is no such lesson.md.")
    for page in sorted(kept - {place.page for place in named}):
        raise BookError(f"book/{page}/lesson.md is in no place of book/_toc.yml: add it there.")
    return [_lesson(book, place) for place in named if not place.planned]


def _lesson(book: Path, place: Place) -> Lesson:
    lesson = read_lesson(book / place.page)
    if lesson.front.module != place.module:
        raise BookError(
            f"book/{place.page}/lesson.md has the module {lesson.front.module!r}, and "
            f"book/_toc.yml puts it in {place.module!r}."
        )
    return lesson


def staged_toc(toc: Mapping[str, Any], packs: list[str]) -> dict[str, Any]:
    """Return the table of contents to build from: no planned lessons, packs at their part's end.

    >>> part = {"caption": "Packs", "chapters": [{"file": "facilitators/index"}]}
    >>> staged_toc({"parts": [part]}, ["a"])["parts"][0]["chapters"]
    [{'file': 'facilitators/index'}, {'file': 'facilitators/a'}]
    """
    parts = []
    for part in toc.get("parts") or []:
        kept: list[Mapping[str, Any]] = [e for e in part["chapters"] if "planned" not in e]
        if any(entry.get("file") == PACKS for entry in kept):
            kept += [{"file": f"facilitators/{name}"} for name in packs]
        parts += [{**part, "chapters": kept}] if kept else []
    return {**toc, "parts": parts}
