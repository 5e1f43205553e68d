"""Say of each promise in the blueprint whether the course meets it, and where.

`book/coverage.csv` holds the promise, whether a course can meet it at all, and where it is meant to
be met. What is met is worked out: from the promises that lessons name in their front matter, from
the pages there are, and from what the library has.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import greaterdata_lessons as gd
from tools.book_pages import BookError
from tools.book_toc import Place
from tools.lesson_source import Lesson

EVERY = "every-lesson"
STATUSES = {
    "met": "Met",
    "part": "Partly met",
    "to come": "To come",
    "outside": "Outside a course",
}
KINDS = "greaterdata_lessons/governance/kinds"


@dataclass(frozen=True)
class Where:
    """One place where a promise is meant to be met: words for it, and whether it is there."""

    says: str
    there: bool


@dataclass(frozen=True)
class Known:
    """What there is to meet promises with: places, lessons, titles of pages, names of tools."""

    places: Sequence[Place]
    lessons: Sequence[Lesson]
    titles: Mapping[str, str]
    tools: frozenset[str]

    def where(self, row: Mapping[str, str]) -> Iterator[Where]:
        """Give every place of a promise: lessons that name it, then what the file names."""
        for lesson in self.lessons:
            if row["id"] in lesson.front.commitments:
                yield Where(f"[{lesson.front.title}]({lesson.page})", there=True)
        for token in row["where"].split():
            yield from self._token(row["id"], token)

    def _token(self, promise: str, token: str) -> Iterator[Where]:
        kind, _, name = token.rpartition(":")
        if token == EVERY:
            planned = sum(place.planned is not None for place in self.places)
            yield Where("[every lesson](/index.md)", there=True)
            yield from [Where(f"{planned} lessons", there=False)] if planned else []
        elif kind == "page":
            if name not in self.titles:
                raise BookError(f"book/coverage.csv, {promise}: there is no page {name}.")
            yield Where(f"[{self.titles[name]}](/{name}.md)", there=True)
        elif kind in {"gd", "tool"}:
            said = f"[`gd.{name}`](/reference/library.md)" if kind == "gd" else self._record(name)
            yield Where(said, there=name in self.tools)
        else:
            yield from self._planned(promise, name)

    def _record(self, name: str) -> str:
        page = f"records/{name}"
        if page in self.titles:
            return f"[{self.titles[page]}](/{page}.md)"
        return f"the record {name.replace('-', ' ')}"

    def _planned(self, promise: str, name: str) -> Iterator[Where]:
        """Give a lesson that is still to come; a written one speaks for itself."""
        found = [place for place in self.places if place.page.endswith(f"/{name}")]
        if not found:
            raise BookError(f"book/coverage.csv, {promise}: there is no lesson {name}.")
        if found[0].planned:
            yield Where(found[0].planned, there=False)


def tools(root: Path) -> frozenset[str]:
    """Return the names of what the library offers: its public names and its kinds of records."""
    kinds = {path.stem for path in (root / KINDS).glob("*.toml")}
    return frozenset(gd.__all__) | kinds


def status(scope: str, where: Sequence[Where]) -> str:
    """Return whether a promise is met, partly met, still to come or outside a course.

    >>> status("course", [Where("a lesson", there=True), Where("another", there=False)])
    'part'
    >>> status("outside", [])
    'outside'
    """
    if scope == "outside":
        return "outside"
    if not any(each.there for each in where):
        return "to come"
    return "met" if scope == "course" and all(each.there for each in where) else "part"


def read_promises(book: Path) -> list[dict[str, str]]:
    """Return the promises of the blueprint in its order."""
    with (book / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def coverage(rows: Sequence[Mapping[str, str]], known: Known) -> str:
    """Return how many promises are met, then every promise by part of the blueprint.

    Raises:
        BookError: when a promise names a page or a lesson that there is not.
    """
    told = [(row, list(known.where(row))) for row in rows]
    found = [(row, where, status(row["scope"], where)) for row, where in told]
    counts = Counter(each for *_, each in found)
    summary = "\n".join(f"- **{STATUSES[key]}** {counts[key]}" for key in STATUSES if counts[key])
    parts = [f"{{.gd-facts}}\n{summary}"]
    for part, members in groupby(found, key=lambda each: each[0]["part"]):
        lines = "\n".join(_row(row, where, each) for row, where, each in members)
        parts.append(f"## {part}\n\n{{.gd-promises}}\n{lines}")
    return "\n\n".join(parts)


def _row(row: Mapping[str, str], where: Sequence[Where], met: str) -> str:
    here = ", ".join(dict.fromkeys(each.says for each in where if each.there))
    later = ", ".join(dict.fromkeys(each.says for each in where if not each.there))
    told = ". ".join(
        part
        for part in (row["how"], here and f"See {here}", later and f"Still to come: {later}")
        if part
    )
    return f'- **{STATUSES[met]}** "{row["promise"]}"\n\n  {told}.'
