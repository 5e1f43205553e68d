"""Build the book: stage its source in _build/book/source, build _build/book/html from it.

    python tools/build_book.py [--fresh] [--output FOLDER]

Nothing is executed: pages show the outputs kept in notebooks/. A warning fails the build, and
the message names the page at fault. A second run rebuilds only what changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

if __package__ in (None, ""):  # started as a script: the repository's root is one folder up
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from greaterdata_lessons.learning.framework import read_framework
from tools.book_cases import FOLDER as CASES
from tools.book_cases import case_list, with_lead
from tools.book_coverage import Known, coverage, read_promises, tools
from tools.book_datasets import datasets_page
from tools.book_glossary import meanings_json
from tools.book_law import law_list
from tools.book_leaders import leader_parts, leader_questions
from tools.book_library import library_page
from tools.book_notebooks import notebook_list
from tools.book_own import own_texts, put_aside
from tools.book_pack import pack_names, packs
from tools.book_pages import BookError, fill, lesson_list, lesson_page, pack_list
from tools.book_paths import KEEP, WHERE, facts, how_long, read_ways, sessions, way_list
from tools.book_progress import catalogue_json, progress_list
from tools.book_python import SIZE, live_name, place, size_json
from tools.book_rooms import rooms_texts
from tools.book_search import search_index
from tools.book_sheet import read_words
from tools.book_skills import read_skills, skills
from tools.book_sphinx import explain, run_sphinx
from tools.book_toc import places as lesson_places
from tools.book_toc import read_lessons, read_toc, staged_toc
from tools.lesson_source import Lesson, LessonError

ROOT = Path(__file__).resolve().parent.parent
SHAPE = "shape.txt"  # what every page depends on, as a digest, when the book was last built
TITLE = re.compile(r"^# (.*)$", re.MULTILINE)
LAW_KEEPS = 180  # days until a lesson's law has to be checked again

KEPT_BACK = {"pathways.yml", "coverage.csv", "skills.csv", "search.yml"}  # read here, not by pages

Files = dict[PurePosixPath, bytes]


@dataclass(frozen=True)
class Places:
    """Where the book's parts are kept, all below one root."""

    root: Path

    @property
    def book(self) -> Path:
        """What authors write."""
        return self.root / "book"

    @property
    def banks(self) -> Path:
        """The compiled question banks."""
        return self.root / "greaterdata_lessons" / "learning" / "banks"

    @property
    def shared(self) -> Path:
        """The scripts and styles that pages and notebooks share."""
        return self.root / "greaterdata_lessons" / "show"

    @property
    def python(self) -> Path:
        """The Python that runs in a page, as tools/get_browser_python.py puts it together."""
        return self.root / "_build" / "browser-python"


def staged(places: Places) -> Files:
    """Return every file of the book's staged source: authored ones and derived ones."""
    book = places.book
    files = {
        live_name(PurePosixPath(path.relative_to(book).as_posix())): path.read_bytes()
        for path in sorted(book.rglob("*"))
        if path.is_file() and not _left_out(path.relative_to(book))
    }
    lessons = read_lessons(book)
    for lesson in lessons:
        files |= _lesson_files(places, lesson)
    named = [name for lesson in lessons for name in pack_names(lesson)]
    toc = staged_toc(read_toc(book), named)
    files[PurePosixPath("_toc.yml")] = yaml.safe_dump(toc, sort_keys=False).encode()
    _fill_lessons(files, lessons)
    _fill_ways(book, files, lessons)
    _fill_reference(places, files, lessons)
    _fill_cases(files, lessons)
    _fill_own(places, files)
    _fill_maps(places, files, lessons)
    files[PurePosixPath(SIZE)] = size_json(places.python)
    for path in sorted([*places.shared.glob("*.mjs"), *places.shared.glob("*.css")]):
        files[PurePosixPath("_shared", path.name)] = path.read_bytes()
    return files


def _fill_lessons(files: Files, lessons: Sequence[Lesson]) -> None:
    """Fill the pages that list the lessons, or put together parts of them."""
    _fill_page(files, "index.md", "lessons", lesson_list(lessons))
    _fill_page(files, "progress.md", "progress", progress_list(lessons))
    _fill_page(files, "notebook.md", "notebooks", notebook_list(lessons))
    banks = {
        each.id: json.loads(files[PurePosixPath("_banks", f"{each.id}.json")]) for each in lessons
    }
    for marker, text in leader_parts(lessons, banks).items():
        _fill_page(files, "leaders/summaries.md", marker, text)
    files[PurePosixPath("_shared", "lessons.json")] = catalogue_json(lessons, banks)


def _fill_reference(places: Places, files: Files, lessons: Sequence[Lesson]) -> None:
    """Fill the pages where something is looked up: data sets, library, words, law."""
    data = sorted(path.parent for path in (places.root / "datasets").glob("*/datasheet.md"))
    _fill_page(files, "reference/datasets.md", "datasets", datasets_page(data))
    _fill_page(files, "reference/library.md", "library", library_page())
    words = files[PurePosixPath("reference/glossary.md")].decode()
    files[PurePosixPath("_shared", "glossary.json")] = meanings_json(words)
    _fill_page(files, "reference/law.md", "law", law_list(lessons))


def _left_out(path: Path) -> bool:
    return path.parts[0] == "lessons" or "__pycache__" in path.parts or path.name in KEPT_BACK


def _lesson_files(places: Places, lesson: Lesson) -> Files:
    module = lesson.folder.parent.name
    notebook = places.root / "notebooks" / module / f"{lesson.id}.ipynb"
    bank = places.banks / f"{lesson.id}.json"
    for path in (notebook, bank):
        if not path.exists():
            where = path.relative_to(places.root)
            raise BookError(f"{where} is missing: run tools/build_lessons.py first.")
    run = json.loads(notebook.read_text(encoding="utf-8"))
    page = lesson_page(lesson, run)
    words = read_words((places.book / "reference" / "glossary.md").read_text(encoding="utf-8"))
    made = packs(lesson, json.loads(bank.read_text(encoding="utf-8")), run, words)
    name = f"{lesson.id}.ipynb"
    return {
        PurePosixPath("lessons", module, name): _json(page),
        PurePosixPath("_banks", f"{lesson.id}.json"): bank.read_bytes(),
        PurePosixPath("_extra", "notebooks", module, name): notebook.read_bytes(),
        **{PurePosixPath("facilitators", f"{n}.md"): text.encode() for n, text in made.items()},
    }


def _fill_ways(book: Path, files: Files, lessons: Sequence[Lesson]) -> None:
    """Fill the page of each pathway, and its door on the start page."""
    ways = read_ways(book, lesson_places(read_toc(book)), lessons)
    _fill_page(files, "facilitators/index.md", "packs", pack_list(lessons, sessions(ways)))
    for way, groups in ways.items():
        read_too = lessons if way == "leaders" else ()
        _fill_page(files, "index.md", f"door-{way}", how_long(groups, read_too))
        page = f"pathways/{way}.md"
        lines = facts(groups, read_too)
        texts = {"facts": lines, "where": WHERE, "way": way_list(groups), "keep": KEEP}
        for marker, text in texts.items():
            _fill_page(files, page, marker, text)
    _fill_page(files, "pathways/leaders.md", "monday", leader_questions(lessons))


def _fill_maps(places: Places, files: Files, lessons: Sequence[Lesson]) -> None:
    """Fill the pages that hold the course against the blueprint and against skills frameworks."""
    known = lesson_places(read_toc(places.book))
    titles = {
        str(name.with_suffix("")): title[1]
        for name, text in files.items()
        if name.suffix == ".md" and (title := TITLE.search(text.decode()))
    }
    there = Known(known, lessons, titles, tools(places.root))
    _fill_page(files, "about/coverage.md", "coverage", coverage(read_promises(places.book), there))
    told = skills(read_skills(places.book), read_framework(), known, lessons)
    _fill_page(files, "reference/skills.md", "skills", told)


def _fill_own(places: Places, files: Files) -> None:
    """Print what the course keeps about itself, and let each file be taken away as it is."""
    put_aside(files)
    for page, marker, text in (*own_texts(places.root, date.today()), *rooms_texts()):
        _fill_page(files, page, marker, text)


def _fill_cases(files: Files, lessons: Sequence[Lesson]) -> None:
    pages = [name for name in files if name.match(f"{CASES}/*.md")]
    told = {name.stem: files[name].decode() for name in pages}
    _fill_page(files, f"{CASES}.md", "cases", case_list(told, lessons))
    files |= {name: with_lead(name.stem, told[name.stem]).encode() for name in pages}


def _fill_page(files: Files, name: str, marker: str, text: str) -> None:
    path = PurePosixPath(name)
    if path not in files:
        raise BookError(f"book/{name} is missing.")
    files[path] = fill(files[path].decode(), marker, text, name=f"book/{name}").encode()


def _json(page: Mapping[str, Any]) -> bytes:
    return (json.dumps(page, indent=1, ensure_ascii=False) + "\n").encode()


def stale_law(lessons: Sequence[Lesson], today: date) -> list[str]:
    """Return one sentence for each lesson whose law was last checked too long ago."""
    return [
        f"Warning: book/lessons/{lesson.folder.parent.name}/{lesson.id}/lesson.md states law that "
        f"was last checked {(today - checked).days} days ago. Check it, then set law_checked_on."
        for lesson in lessons
        if (checked := lesson.front.law_checked_on) and (today - checked).days > LAW_KEEPS
    ]


def write_changed(folder: Path, files: Files) -> list[str]:
    """Make a folder hold exactly these files; returns the names of those it wrote or removed."""
    changed = []
    for name, content in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(str(name))
    for path in sorted(folder.rglob("*")):
        name = PurePosixPath(path.relative_to(folder).as_posix())
        if path.is_file() and name not in files:
            path.unlink()
            changed.append(str(name))
    return changed


def shape(files: Files) -> str:
    """Return a digest of all that every page shows: settings, order, titles, theme, directives."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole = name.parts[0] in {"_ext", "_theme", "_config.yml", "_toc.yml", SIZE}
        text = content.decode(errors="replace")
        title = TITLE.search(text.replace("\\n", "\n"))
        digest.update(f"{name} {text if whole else title and title[0]}\n".encode())
    return digest.hexdigest()


def build(places: Places, output: Path, *, fresh: bool = False) -> bool:
    """Stage and build the book; prints what it does and returns whether it worked."""
    started = time.monotonic()
    files = staged(places)
    source, kept = output / "source", output / SHAPE
    changed = write_changed(source, files)
    fresh = fresh or not kept.exists() or kept.read_text(encoding="utf-8") != shape(files)
    print(f"Book: {len(files)} files staged, {len(changed)} changed.", flush=True)
    if fresh:
        shutil.rmtree(output / "html", ignore_errors=True)
    # Only a finished build may be added to: after a failed one the next starts afresh.
    kept.unlink(missing_ok=True)
    worked, said = run_sphinx(source, output, fresh=fresh)
    if not worked:
        problems = "\n".join(f"  {line}" for line in explain(said, source))
        print(f"The book was not built. What to mend:\n{problems}", file=sys.stderr)
        return False
    index = search_index(output / "html", places.book / "search.yml")
    (output / "html" / "_static" / "search.json").write_bytes(index)
    kept.write_text(shape(files), encoding="utf-8")
    without = place(places.python, output / "html")
    for warning in [*stale_law(read_lessons(places.book), date.today()), *filter(None, [without])]:
        print(warning, file=sys.stderr)
    print(f"Book: built in {time.monotonic() - started:.0f} s: {output / 'html' / 'index.html'}")
    return True


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and build; returns 0 when the book was built."""
    parser = argparse.ArgumentParser(prog="build_book", description="Build the book's pages.")
    parser.add_argument("--fresh", action="store_true", help="build every page again")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "book", metavar="FOLDER")
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        worked = build(Places(options.root), options.output.resolve(), fresh=options.fresh)
    except (BookError, LessonError) as error:
        print(f"The book was not built. {error}", file=sys.stderr)
        return 1
    return 0 if worked else 1


if __name__ == "__main__":
    sys.exit(main())
