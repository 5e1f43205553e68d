"""A learner's progress: see it, keep it, take it elsewhere, forget it. It is theirs alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greaterdata_lessons.errors import LearnerError

from . import bank, certainty, memory, progress_file
from .progress_format import Answers, Found, merged
from .progress_marks import LessonMark, lesson_mark, to_revisit

if TYPE_CHECKING:
    import pandas as pd

MOST_SHOWN = 10


@dataclass(frozen=True)
class Said:
    """One sentence in reply to the learner."""

    says: str

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.says

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.says)}</p>"


@dataclass(frozen=True)
class Progress:
    """How far a learner is; prints as sentences and shows as an accessible table."""

    lessons: tuple[LessonMark, ...]
    sure: tuple[str, ...]
    revisit: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """Return one row for each lesson."""
        import pandas as pd

        rows = [
            (m.title, f"{m.answered} of {m.questions}", m.right, f"{len(m.met)} of {m.objectives}")
            for m in self.lessons
        ]
        return pd.DataFrame(rows, columns=["lesson", "answered", "right", "objectives met"])

    def __repr__(self) -> str:
        """Return the progress as sentences."""
        lines = [_sentence(mark) for mark in self.lessons if mark.answered]
        again = [f"Worth another look: {name}" for name in self.revisit[:MOST_SHOWN]]
        start = ["You have not answered a question yet."] if not lines else []
        return "\n".join([*start, *lines, *self.sure, *again, *self.notes])

    def _repr_html_(self) -> str:
        from greaterdata_lessons.tables import html_table

        again = _html_list("Worth another look", self.revisit[:MOST_SHOWN])
        sure = _html_list("How sure you were", self.sure)
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return html_table(self.table, caption="Your progress") + sure + again + notes


def _html_list(title: str, entries: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
    return f"<p><strong>{title}</strong></p><ul>{items}</ul>" if entries else ""


def _sentence(mark: LessonMark) -> str:
    return (
        f"{mark.title} ({mark.answered} of {mark.questions} questions answered, {mark.right} "
        f"right, {len(mark.met)} of {mark.objectives} objectives met)"
    )


def progress() -> Progress:
    """Show how far you are: lessons, objectives, how sure you were, what to look at again.

    Returns a Progress; its ``table`` has one row for each lesson. Nothing is sent anywhere.

    >>> type(progress()).__name__
    'Progress'
    """
    answers, notes = _everything()
    said = [certainty.sentence(level, answers.values()) for level in certainty.LEVELS]
    return Progress(
        tuple(lesson_mark(whole, answers) for whole in _banks()),
        tuple(filter(None, said)),
        tuple(map(_name, to_revisit(answers))),
        tuple([*notes, _where()]),
    )


def _banks() -> Iterator[dict[str, Any]]:
    try:
        yield from map(bank.whole, bank.lessons())
    except bank.UnknownQuestionError as damaged:
        raise LearnerError(str(damaged)) from damaged


def _name(question: str) -> str:
    try:
        return f'{bank.find(question)["title"]} (gd.question("{question}"))'
    except bank.UnknownQuestionError:
        return question


def _everything() -> tuple[Answers, list[str]]:
    """Return the answers of this kernel and of the file, which another notebook may have added to.

    Nothing else than the learner's own files is read; what could not be is said.
    """
    try:
        found = progress_file.load()
    except progress_file.NotProgressError as error:
        return memory.records(), [f"Your progress is not being kept: {error}"]
    return merged([found.answers, memory.records()]), _notes(found)


def _notes(found: Found) -> list[str]:
    notes = []
    if found.newer:
        notes.append(
            "A part of your progress was written by a newer version of this course. It is kept, "
            "and shows once this course is brought up to date."
        )
    if found.unreadable:
        notes.append(
            "A part of your progress was cut short while it was being written, or changed "
            "since. It was left as it is; everything else was read."
        )
    return notes


def _where() -> str:
    if progress_file.is_on():
        return f"Kept in {progress_file.place()}, and nowhere else. gd.forget_me() deletes it."
    if progress_file.is_off():
        return progress_file.OFF_HERE
    return (
        "Your answers are kept until you stop this notebook. gd.keep_progress() keeps them in a "
        "file of your own."
    )


def keep_progress() -> Said:
    """Keep your answers in one small file of your own, from now on, in every notebook.

    Returns a sentence that says where. The file holds no name and is never sent.
    Raises LearnerError when keeping is switched off here, or the file is something else.

    >>> import tempfile
    >>> from unittest.mock import patch  # an example keeps nothing of yours
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with patch.dict(os.environ, {progress_file.SETTING: f"{home}/mine.json"}):
    ...         said = keep_progress()
    >>> "It holds your answers, when you gave them, and no name." in said.says
    True
    """
    if progress_file.is_off():
        raise LearnerError(progress_file.OFF_HERE)
    _write(memory.records())
    return Said(f"{_where()} It holds your answers, when you gave them, and no name.")


def _write(answers: Answers) -> None:
    try:
        progress_file.add(answers)
    except OSError as error:
        raise LearnerError(
            f"{progress_file.place()} could not be written: {error.strerror or error}. "
            "Free some space, or ask whoever looks after this machine."
        ) from error


def export_progress(path: str | os.PathLike[str] = "my-progress.json") -> Said:
    """Write your progress to a file that you can take to another machine, or to the course's page.

    path: where to; a progress file that is there already is added to, never lost.
    Returns a sentence that says what was written.
    Raises LearnerError when the file is something else, or cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     said = export_progress(f"{folder}/mine.json")
    >>> "written to" in said.says
    True
    """
    target = Path(path).expanduser()
    before = progress_file.read_file(target)
    if before.newer:
        raise LearnerError(f"{target} {NEWER} Give another name; it was left as it is.")
    answers, _ = _everything()
    together = merged([before.answers, answers])
    try:
        progress_file.write_whole(target, together)
    except OSError as error:
        raise LearnerError(
            f"{target} could not be written: {error.strerror}. Give a file in a folder of yours."
        ) from error
    return Said(
        f"{_count(len(together))} written to {target}. It holds no name, but it does hold what you "
        "wrote: read it before you give it to anybody."
    )


NEWER = "was written by a newer version of this course."


def import_progress(path: str | os.PathLike[str]) -> Said:
    """Bring in progress from the course's page or another machine; nothing of yours is lost.

    path: a file that ``export_progress`` or the page's "Save my progress" made.
    Returns a sentence that says how much came in. Of two answers to a question the better is
    kept: right before not yet, then the later.
    Raises LearnerError, and changes nothing, when the file is missing or something else.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = export_progress(f"{folder}/mine.json")
    ...     said = import_progress(f"{folder}/mine.json")
    >>> "0 of them new or better than yours." in said.says
    True
    """
    source = Path(path).expanduser()
    if not source.is_file():
        raise LearnerError(f"There is no file {source}. Check its name and folder.")
    found = progress_file.read_file(source)
    if found.newer and not found.answers:
        raise LearnerError(f"{source} {NEWER} Bring this course up to date, then try again.")
    mine, _ = _everything()
    together = merged([mine, found.answers])
    changed = {name: kept for name, kept in together.items() if mine.get(name) != kept}
    memory.restore(together)
    if progress_file.is_on() and changed:
        _write(changed)
    came = f"{_count(len(found.answers))} read, {len(changed)} of them new or better than yours."
    return Said(" ".join([came, *_notes(found), _where()]))


def forget_me() -> Said:
    """Forget every answer: in this notebook's memory and in your file of progress.

    Returns a sentence that says what was done.
    Raises LearnerError when the file in the place of yours is something else.

    >>> import tempfile
    >>> from unittest.mock import patch  # an example forgets nothing of yours
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with patch.dict(os.environ, {progress_file.SETTING: f"{home}/mine.json"}):
    ...         print(forget_me().says.partition(".")[0])
    Done
    """
    count = len(_everything()[0])
    progress_file.delete()
    memory.forget()
    return Said(
        f"Done. {_count(count)} forgotten, and no file of them is left here. What you typed still "
        'stands in your notebooks: gd.forget_answers("a-notebook.ipynb") takes answers out of one. '
        "Files that you exported are yours to delete."
    )


def _count(number: int) -> str:
    return "1 answer" if number == 1 else f"{number} answers"
