"""Build what is derived from lessons: the compiled question bank and the executed notebook.

    python tools/build_lessons.py                 build what every lesson's source says
    python tools/build_lessons.py who-is-missing  build one lesson, planned or not
    python tools/build_lessons.py --check         write nothing; name the files that are stale

Building twice gives the same bytes, pictures included.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from greaterdata_lessons.governance.capstone.work import Capstone
from greaterdata_lessons.learning.compile import bank_json, compile_bank
from greaterdata_lessons.learning.misconceptions import read_misconceptions
from greaterdata_lessons.learning.mistakes import BankError
from greaterdata_lessons.learning.progress_file import SETTING
from greaterdata_lessons.learning.schema import Bank, read_bank
from tools.book_pages import BookError
from tools.book_toc import read_lessons
from tools.lesson_notebook import START, execute, notebook_json, unexecuted
from tools.lesson_source import (
    LESSONS,
    MISCONCEPTIONS,
    ROOT,
    Directive,
    Lesson,
    LessonError,
    lesson_folders,
    read_lesson,
    split,
)

PRACTICE = ROOT / "greaterdata_lessons" / "governance" / "capstone" / "practice.json"
DATED = {"due", "review_on"}  # counted from the day a lesson is run


def namespace(lesson: Lesson) -> dict[str, object]:
    """Run a lesson's own code cells and return the names they make.

    Raises `LessonError` naming the cell that fails.
    """
    names: dict[str, object] = {"__name__": "lesson"}
    exec(START, names)
    for cell in lesson.cells:
        if cell.kind == "code":
            try:
                exec(compile(cell.source, f"{lesson.id}, cell {cell.id}", "exec"), names)
            except Exception as error:
                raise LessonError(
                    f"{lesson.folder / 'lesson.md'}: the cell that starts "
                    f"{cell.source.splitlines()[0]!r} fails: {type(error).__name__}: {error}"
                ) from error
    return names


def evaluator(names: dict[str, object]) -> Callable[[str], object]:
    """Return a function that runs code after a lesson's cells and gives its last line's value.

    >>> evaluator({"reached": 96})("expected = 167" + chr(10) + "reached - expected")
    -71
    """

    def evaluate(code: str) -> object:
        *before, last = code.strip().splitlines()
        scope = dict(names)
        exec("\n".join(before), scope)
        return eval(last, scope)

    return evaluate


def require_match(lesson: Lesson, bank: Bank) -> None:
    """Insist that lesson and bank speak of the same questions and objectives.

    Raises `LessonError` with every mismatch, one sentence each.
    """
    sources = [cell.source for cell in lesson.cells if cell.kind == "markdown"]
    placed = [part for source in sources for part in split(source) if isinstance(part, Directive)]
    asked = [part.item for part in placed if part.name == "question"]
    known = {f"{lesson.id}/{question.id}" for question in bank.questions}
    measured = {question.objective for question in bank.questions if question.objective}
    path = lesson.folder / "lesson.md"
    found = [
        f'{path}: there is no question "{part.item}"' for part in placed if part.item not in known
    ]
    found += [f'{path}: question "{name}" is never asked' for name in sorted(known - set(asked))]
    found += [f'{path}: "{name}" is asked twice' for name in set(asked) if asked.count(name) > 1]
    found += [
        f'{path}: objective "{name}" has no question'
        for name in lesson.front.objectives
        if name not in measured
    ]
    found += [
        f'{lesson.folder / "questions.yml"}: there is no objective "{name}" in lesson.md'
        for name in sorted(measured - set(lesson.front.objectives))
    ]
    if found:
        raise LessonError("\n".join(found))


def derive(lesson: Lesson, *, save_bank: bool) -> dict[Path, str]:
    """Return the text of every file derived from a lesson.

    The notebook's kernel reads the bank from its place, so a build saves it first.
    """
    os.environ[SETTING] = "off"  # what a builder's kernel answers is nobody's progress
    bank = read_bank(lesson.folder / "questions.yml")
    require_match(lesson, bank)
    known = read_misconceptions(MISCONCEPTIONS)
    names = namespace(lesson)
    compiled = compile_bank(bank, lesson.front.title, evaluator(names), known)
    text = bank_json(compiled)
    if save_bank:
        write(lesson.bank, text)
    notebook = execute(unexecuted(lesson, compiled["items"]))
    return {lesson.bank: text, lesson.notebook: notebook_json(notebook), **practice_words(names)}


def practice_words(names: dict[str, object]) -> dict[Path, str]:
    """Return the file of the words in a capstone's own cells, dates left out; none elsewhere."""
    work = names.get("work")
    if not isinstance(work, Capstone):
        return {}
    told = {step: one["words"] for step, one in work.kept["steps"].items()}
    for words in told.values():
        for label in DATED & set(words):
            del words[label]
    kept = {"steps": told, "marks": work.kept["marks"]}
    return {PRACTICE: json.dumps(kept, indent=1, ensure_ascii=False) + "\n"}


def write(path: Path, text: str) -> None:
    """Write a file with line feeds on every system, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def stale(derived: dict[Path, str]) -> list[Path]:
    """Return the files whose text is not what the source says."""
    return [
        path
        for path, text in derived.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def build(folders: Sequence[Path], *, check: bool) -> list[Path]:
    """Build the lessons in `folders`, or with `check` only compare; return the stale files."""
    changed: list[Path] = []
    for number, folder in enumerate(folders, 1):
        print(f"{number} of {len(folders)}: {folder.name}", flush=True)
        derived = derive(read_lesson(folder), save_bank=not check)
        changed += stale(derived)
        if not check:
            for path, text in derived.items():
                write(path, text)
    return changed


def wanted(names: Sequence[str]) -> list[Path]:
    """Return the folders of the lessons named, or of every lesson that is not only planned.

    Raises `LessonError` for a name that no lesson has.
    """
    if not names:
        return [lesson.folder for lesson in read_lessons(LESSONS.parent)]
    known = {folder.name: folder for folder in lesson_folders()}
    for name in names:
        if name not in known:
            raise LessonError(f'There is no lesson "{name}". There are: {", ".join(known)}.')
    return [known[name] for name in names]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check every lesson; return 1 when something is stale or wrong."""
    parser = argparse.ArgumentParser(description="Build the notebooks and banks of every lesson.")
    parser.add_argument("names", nargs="*", metavar="LESSON", help="only these lessons")
    parser.add_argument("--check", action="store_true", help="write nothing; name stale files")
    options = parser.parse_args(arguments)
    try:
        changed = build(wanted(options.names), check=options.check)
    except (LessonError, BankError, BookError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed if options.check else []:
        print(f"stale: {path.relative_to(ROOT)}. Run: make lessons", file=sys.stderr)
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
