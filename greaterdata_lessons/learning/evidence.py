"""An apprentice's record of what was done, with which data, what was decided and why, and when.

It is made from what notebooks and the learner's file of progress keep of answers. Nothing is run,
and no row of data gets in: what a cell gave is never read, only answers are, and of those that
are made of data only that they exist.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from greaterdata_lessons.data import catalogue
from greaterdata_lessons.errors import LearnerError

from . import bank
from .framework import Framework, Place, read_framework
from .notebook_files import (
    Answer,
    SavedNotebook,
    UnreadableError,
    best,
    kept_answers,
    lines,
    notebook_paths,
    read_notebook,
    safe,
)

RESULTS = {"right": "right", "not yet": "not yet right", "kept": "kept, never marked"}
IN_NOTEBOOK = "Done in the notebook; not shown here"
LEFT_OUT = "[Lines that look like rows of data are left out.]"
OWN_FILE = "a file of my own (its name and content are not recorded)"

_QUOTED = re.compile(r"""["']([a-z][a-z0-9-]{1,60})["']""")
_BOROUGHS = re.compile(r"\b(figures|residents)\(")
_OWN = re.compile(r"\bgd\.own\(")
_NUMBER = re.compile(r"[-+]?[£]?[0-9][0-9., /]{0,30}([eE][-+]?[0-9]{1,3})? ?(%|per cent|percent)?")
_LEADS = re.compile(r"Because|Safeguards|then")
_FIELDS = re.compile(r"[\t|;,]| {2,}")


@dataclass(frozen=True)
class Lesson:
    """One lesson in the record."""

    title: str
    when: str
    data: tuple[str, ...]
    questions: int
    answers: tuple[tuple[str, str, str], ...]  # question, answer, result
    writing: tuple[tuple[str, tuple[str, ...]], ...]  # question, paragraphs
    place: Place | None


@dataclass(frozen=True)
class Record:
    """The whole record, before it is printed."""

    name: str
    made_on: date
    notebooks: int
    lessons: tuple[Lesson, ...]
    framework: Framework
    not_read: tuple[str, ...]


def day(when: date) -> str:
    """Return a day as it is read aloud.

    >>> day(date(2026, 11, 3))
    '3 November 2026'
    """
    return f"{when.day} {when:%B %Y}"


def make_record(folder: Path, *, name: str = "", made_on: date | None = None) -> Record:
    """Read the notebooks below a folder and return the record of what they hold.

    folder: where the notebooks are.
    name: a name or code to print, if any; none is ever guessed.
    made_on: the day to print; today when left out.
    Raises LearnerError when the folder is not there or no notebook in it holds an answer.
    """
    if not folder.is_dir():
        raise LearnerError(f"There is no folder {folder}. Give the folder your notebooks are in.")
    notebooks, not_read = read_all(folder)
    kept = kept_answers(folder)
    by_lesson = {
        lesson: [one for one in notebooks if lesson in _lessons(one.answers)]
        for lesson in bank.lessons()
    }
    by_lesson = {k: found for k, found in by_lesson.items() if found or k in _lessons(kept)}
    if not by_lesson:
        said = " ".join(not_read)
        raise LearnerError(
            f"No notebook in {folder} holds an answer to a question of the course. Answer some, "
            f"save the notebook, and try again. {said}".strip()
        )
    lessons = [_lesson(lesson, found, kept) for lesson, found in by_lesson.items()]
    lessons.sort(key=lambda one: (one.place.number if one.place else "~", one.title))
    return Record(
        safe(name, 80),
        made_on or date.today(),
        len({one.name for found in by_lesson.values() for one in found}),
        tuple(lessons),
        read_framework(),
        tuple(not_read),
    )


def read_all(folder: Path) -> tuple[list[SavedNotebook], list[str]]:
    """Return the notebooks below a folder, and one sentence for each that could not be read."""
    notebooks: list[SavedNotebook] = []
    said: list[str] = []
    try:
        for path in notebook_paths(folder):
            try:
                notebooks.append(read_notebook(path, folder))
            except UnreadableError as error:
                said.append(str(error))
    except UnreadableError as error:  # there are too many
        said.append(str(error))
    return notebooks, said


def lesson_title(lesson: str) -> str:
    """Return the title of a lesson that has questions."""
    text = (bank.folder() / f"{lesson}.json").read_text(encoding="utf-8")
    return str(json.loads(text)["title"])


def _lessons(answers: Iterable[Answer]) -> set[str]:
    return {one.item.partition("/")[0] for one in answers if one.state in RESULTS}


def _lesson(lesson: str, notebooks: Sequence[SavedNotebook], kept: list[Answer]) -> Lesson:
    items = bank.read(lesson)
    found = best([*kept, *(one for notebook in notebooks for one in notebook.answers)])
    given = {key: found[key] for key in items if key in found and found[key].state in RESULTS}
    title = lesson_title(lesson)
    return Lesson(
        title,
        _when(given.values(), notebooks),
        _data(cell.source for notebook in notebooks for cell in notebook.cells),
        len(items),
        tuple(
            (items[key]["title"], shown(items[key], one), RESULTS[one.state])
            for key, one in given.items()
            if items[key]["kind"] != "reflect"
        ),
        tuple(
            (items[key]["title"], _written(one))
            for key, one in given.items()
            if items[key]["kind"] == "reflect"
        ),
        read_framework().place(title),
    )


def _when(answers: Iterable[Answer], notebooks: Sequence[SavedNotebook]) -> str:
    """Say when, from the answers' own times where they have them, else from the file's."""
    days = sorted({found for one in answers if (found := date_of(one.when))})
    if not days:
        last = max((one.saved.date() for one in notebooks), default=None)
        return f"the notebook was last saved on {day(last)}" if last else "no day was kept"
    if len(days) == 1:
        return f"answered on {day(days[0])}"
    return f"answered from {day(days[0])} to {day(days[-1])}"


def date_of(when: str) -> date | None:
    """Return the day of a time as notebooks keep it; None for what is none.

    >>> date_of("2026-11-03T10:00:00Z"), date_of("yesterday")
    (datetime.date(2026, 11, 3), None)
    """
    try:
        return datetime.fromisoformat(when).date()
    except ValueError:
        return None


def _data(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the data sets that code asks for; only names of the course's own are passed on."""
    code = "\n".join(sources)
    names = set(_QUOTED.findall(code)) & set(catalogue.names())
    names |= {"lcr-boroughs"} if _BOROUGHS.search(code) else set()
    told = [f"{catalogue.description(name)['dc:title']} ({name})" for name in sorted(names)]
    return tuple([*told, *([OWN_FILE] if _OWN.search(code) else [])])


def shown(item: Mapping[str, Any], answer: Answer) -> str:
    """Return an answer as the record shows it: a number, or words of the question itself.

    >>> item = {"kind": "choice", "options": [{"text": "Yes"}, {"text": "No"}]}
    >>> shown(item, Answer("a/b", "choice", "right", "No", 1, "", "", ()))
    'No'
    >>> shown(item, Answer("a/b", "choice", "right", "Ann, 7 Elm Road", 1, "", "", ()))
    'Done in the notebook; not shown here'
    """
    if item["kind"] == "number":
        return answer.answer if _NUMBER.fullmatch(answer.answer) else IN_NOTEBOOK
    left = answer.answer
    for text in sorted(_texts(item), key=len, reverse=True):
        left = left.replace(text, "")
    ours = bool(answer.answer) and not re.search(r"\w", _LEADS.sub("", left))
    return answer.answer if ours else IN_NOTEBOOK


def _texts(item: Mapping[str, Any]) -> list[str]:
    parts = [item.get(name) or [] for name in ("options", "steps", "actions", "reasons")]
    parts.append(item.get("safeguards") or [])
    return [one if isinstance(one, str) else one["text"] for part in parts for one in part]


def _written(answer: Answer) -> tuple[str, ...]:
    """Return free text by paragraphs, without lines that look like rows of a table."""
    kept: list[str] = []
    rows = [_like_a_row(line) for line in answer.answer.splitlines()]
    for number, line in enumerate(lines(answer.answer).splitlines()):
        beside = rows[max(0, number - 1) : number + 2]
        row = number < len(rows) and rows[number] and sum(beside) > 1
        text = LEFT_OUT if row else safe(line, 5_000)
        if text and kept[-1:] != [text]:
            kept.append(text)
    ticks = [f"I ticked: {'; '.join(answer.ticked)}"] if answer.ticked else []
    return (*kept, *ticks)


def _like_a_row(line: str) -> bool:
    fields = [part for part in _FIELDS.split(line.strip()) if part.strip()]
    return len(fields) > 2 and sum(map(len, fields)) / len(fields) <= 25
