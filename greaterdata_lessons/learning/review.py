"""What a mentor sees of a folder of notebooks: read from saved outputs, nothing is run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from greaterdata_lessons.errors import LearnerError

from . import bank
from .evidence import lesson_title, read_all
from .notebook_files import Answer, SavedNotebook, best, kept_answers, safe
from .review_rerun import Again

MOST_LEARNERS = 500
WRITTEN = ("reflect", "decide")  # what a mentor reads in full, and comments on
STATE_WORDS = {
    "right": "Right",
    "kept": "Kept, never marked",
    "not yet": "Not yet right",
    "could not read": "Could not be read",
    "not tried": "Not tried",
}


@dataclass(frozen=True)
class Exercise:
    """A question, as its page needs it."""

    item: str
    key: str
    title: str
    prompt: str
    kind: str
    lesson: str


@dataclass(frozen=True)
class Learner:
    """One learner's folder: a name to show, a key for file names, and what was read."""

    name: str
    key: str
    notebooks: tuple[SavedNotebook, ...]
    answers: Mapping[str, Answer]
    notes: tuple[str, ...]
    again: dict[str, Again] = field(default_factory=dict)

    def count(self, state: str) -> int:
        """Return how many answers are in a state."""
        return sum(one.state == state for one in self.answers.values())

    @property
    def tried(self) -> int:
        """How many questions have an answer."""
        return len(self.answers) - self.count("not tried")


@dataclass(frozen=True)
class Review:
    """Every learner and every exercise of a folder."""

    folder: Path
    learners: tuple[Learner, ...]
    exercises: tuple[Exercise, ...]
    notes: tuple[str, ...]

    def states(self, exercise: Exercise) -> Counter[str]:
        """Count the learners in each state of one exercise."""
        found = (one.answers.get(exercise.item) for one in self.learners)
        return Counter(answer.state if answer else "not tried" for answer in found)


def key_of(name: str) -> str:
    """Return a name for a file that is safe everywhere, and the same for the same folder.

    >>> key_of("../Zoë"), key_of("zoe") == key_of("Zoe")
    ('zoe-8840d1', False)
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "learner"
    return f"{slug}-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


def read_review(folder: Path) -> Review:
    """Read a folder that holds one folder for each learner, with their notebooks in it.

    Raises LearnerError when it is not there, or holds no learner's notebook.
    """
    if not folder.is_dir():
        raise LearnerError(
            f"There is no folder {folder}. Give the folder of the learners' folders."
        )
    learners: list[Learner] = []
    notes: list[str] = []
    for place in sorted(folder.iterdir()):
        name = safe(place.name)
        if place.is_symlink():
            notes.append(f"{name} is a link to another place, so it was not opened.")
        elif place.is_dir() and not place.name.startswith("."):
            learners.append(_learner(place))
        elif place.suffix == ".ipynb":
            notes.append(f"{name} is in no learner's folder, so it was left out.")
        if len(learners) == MOST_LEARNERS:
            notes.append(f"Only the first {MOST_LEARNERS} learners were read.")
            break
    learners = [one for one in learners if one.notebooks or one.notes or one.answers]
    if not learners:
        raise LearnerError(
            f"No learner's notebook was found in {folder}. Make a folder for each learner in it, "
            f"and put their notebooks there. {' '.join(notes)}".strip()
        )
    if _one_persons(learners):
        notes.append(
            f"No two folders in {safe(folder.name, 80)} hold the same lesson. If they are one "
            "learner's own, put that folder into another one, and give that one."
        )
    return Review(folder, tuple(learners), tuple(_exercises(learners)), tuple(notes))


def _one_persons(learners: Sequence[Learner]) -> bool:
    """Tell whether these may be one learner's modules: several folders, and no lesson twice."""
    lessons = [PurePath(book.name).stem for one in learners for book in one.notebooks]
    return len(learners) > 1 and len(lessons) == len(set(lessons))


def _learner(place: Path) -> Learner:
    notebooks, notes = read_all(place)
    given = (one for notebook in notebooks for one in notebook.answers)
    answers = best([*kept_answers(place), *given])
    key = key_of(place.name)
    return Learner(safe(place.name, 80), key, tuple(notebooks), answers, tuple(notes))


def _exercises(learners: Sequence[Learner]) -> Iterator[Exercise]:
    """Yield every question that some notebook holds, in the order of its lesson."""
    held = {item for learner in learners for item in learner.answers}
    known = {lesson: bank.read(lesson) for lesson in bank.lessons()}
    for lesson, items in known.items():
        for item in (items[name] for name in items if name in held):
            yield _exercise(item, lesson_title(lesson))
    for name in sorted(held - {name for items in known.values() for name in items}):
        kind = next(one.answers[name].kind for one in learners if name in one.answers)
        says = "This version of the course does not have this question."
        unknown = {"id": name, "title": name, "prompt": says, "kind": kind}
        yield _exercise(unknown, "Not in this version of the course")


def _exercise(item: Mapping[str, Any], lesson: str) -> Exercise:
    name = item["id"]
    return Exercise(name, key_of(name), item["title"], item["prompt"], item["kind"], lesson)
