"""Read a lesson's source: `lesson.md`, a MyST notebook, into front matter and cells.

Everything that is derived from a lesson (notebook, page, facilitator's pack, leaders' summary)
starts here, so that there is one reading of the source.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import jupytext
import yaml
from nbformat.v4 import new_markdown_cell
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "book" / "lessons"
MISCONCEPTIONS = ROOT / "book" / "misconceptions.yml"
NOTEBOOKS = ROOT / "notebooks"
BANKS = ROOT / "greaterdata_lessons" / "learning" / "banks"

NOT_ADVICE = "This is not legal advice; ask your data protection officer."
LONGEST = 90  # minutes
STRETCH = "## For apprentices: a stretch"
Audience = Literal["community", "professional", "apprentice", "leader"]
OBJECTIVES = re.compile(r"^:::\{objectives\}[ \t]*\n:::[ \t]*$", re.MULTILINE)
ACTION = re.compile(r"^(## One action\n.*?)\s*(?=^## |\Z)", re.MULTILINE | re.DOTALL)
DIRECTIVE = re.compile(r"^:::\{(question|prediction)\}[ \t]+(\S+)[ \t]*\n:::[ \t]*$", re.MULTILINE)


class LessonError(Exception):
    """A lesson's source has a mistake; the message names the file and what to do."""


class Community(BaseModel):
    """A second session of a lesson for community groups: its name, and the questions it asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    questions: list[str] = Field(min_length=1)


class Front(BaseModel):
    """A lesson's front matter: what it promises, to whom, in how long."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9-]+$")
    title: str
    module: str
    kind: Literal["lesson", "unit"] = "lesson"  # a unit has a shape of its own
    minutes: int = Field(ge=20, le=360)
    audiences: list[Audience] = Field(min_length=1)
    commitments: list[str]
    objectives: dict[str, str] = Field(min_length=2, max_length=5)
    terms: list[str]
    datasets: list[str]
    other_numbers: dict[str, str] = {}
    law: dict[str, str] = {}
    law_checked_on: date | None = None
    community: Community | None = None

    @model_validator(mode="after")
    def _fields_agree(self) -> Front:
        if self.kind == "lesson" and self.minutes > LONGEST:
            raise ValueError(f"a lesson takes at most {LONGEST} minutes; a unit may take longer")
        if bool(self.law) != bool(self.law_checked_on):
            raise ValueError("a lesson that states law needs both `law` and `law_checked_on`")
        return self


TILL = "When you have finished you can:"  # the objectives follow; a pack lists them itself


@dataclass(frozen=True)
class Cell:
    """One cell: its stable id, `markdown` or `code`, text, tags and other metadata."""

    id: str
    kind: Literal["markdown", "code"]
    source: str
    tags: frozenset[str]
    metadata: dict[str, Any]


@dataclass(frozen=True)
class Directive:
    """A question, or a prediction shown again, placed on a line of its own."""

    name: Literal["question", "prediction"]
    item: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as its authors wrote it."""

    folder: Path
    front: Front
    cells: tuple[Cell, ...]

    @property
    def id(self) -> str:
        """The lesson's name in addresses and in `check("<lesson>/<exercise>")`."""
        return self.front.id

    @property
    def notebook(self) -> Path:
        """Where the notebook built from this lesson is kept."""
        return NOTEBOOKS / self.folder.parent.name / f"{self.id}.ipynb"

    @property
    def page(self) -> str:
        """The lesson's page, as a link from any page of the book."""
        return f"/lessons/{self.folder.parent.name}/{self.id}.ipynb"

    @property
    def bank(self) -> Path:
        """Where the compiled question bank of this lesson is kept."""
        return BANKS / f"{self.id}.json"

    @property
    def story(self) -> str:
        """The story a lesson opens with, without its title and its objectives."""
        told = "\n\n".join(cell.source.strip() for cell in self.tagged("opener"))
        return told.removeprefix(f"# {self.front.title}").partition(TILL)[0].strip()

    def tagged(self, tag: str) -> tuple[Cell, ...]:
        """The cells that carry `tag`, in order."""
        return tuple(cell for cell in self.cells if tag in cell.tags)


def lesson_folders(lessons: Path = LESSONS) -> list[Path]:
    """Every folder that holds a lesson, in alphabetical order (teaching order is in the toc)."""
    return sorted(path.parent for path in lessons.glob("*/*/lesson.md"))


def read_lesson(folder: Path) -> Lesson:
    """Read the lesson in `folder`.

    Raises `LessonError` with one sentence naming the file and the field when the front matter
    is wrong or the folder's name is not the lesson's id.
    """
    path = folder / "lesson.md"
    return _read(path, path.read_text(encoding="utf-8"))


@cache
def _read(path: Path, text: str) -> Lesson:
    """Read a lesson from its text, which takes a while, once."""
    front = _read_front(path, text)
    folder = path.parent
    if front.id != folder.name:
        raise LessonError(f"{path}: the id is {front.id!r} but the folder is called {folder.name}")
    notebook = jupytext.reads(text, fmt="md:myst")
    for cell in notebook.cells:
        cell.source = OBJECTIVES.sub(lambda _: promise(front), cell.source)
    if law := law_section(front):
        notebook.cells.append(new_markdown_cell(law, metadata={"tags": ["law"]}))
    return Lesson(folder, front, tuple(_with_ids(notebook.cells)))


def promise(front: Front) -> str:
    """Return the objectives as the list that stands where the source says `{objectives}`."""
    return "\n".join(f"- {text}" for text in front.objectives.values())


def law_section(front: Front) -> str:
    """Return the closing section of a lesson that states law; empty for any other lesson."""
    if not front.law_checked_on:
        return ""
    day = f"{front.law_checked_on.day} {front.law_checked_on:%B %Y}"
    told = "\n".join(f"- **{provision}:** {source}" for provision, source in front.law.items())
    return f"## The law in this lesson\n\nChecked on {day}. {NOT_ADVICE}\n\n{told}"


def split(source: str) -> list[str | Directive]:
    """Cut a Markdown cell at its question and prediction lines.

    >>> split("Guess first." + chr(10) + ":::{question} a/b" + chr(10) + ":::")
    ['Guess first.', Directive(name='question', item='a/b')]
    """
    parts: list[str | Directive] = []
    position = 0
    for match in DIRECTIVE.finditer(source):
        parts.append(source[position : match.start()].strip())
        parts.append(Directive(match[1], match[2]))  # type: ignore[arg-type]
        position = match.end()
    parts.append(source[position:].strip())
    return [part for part in parts if part != ""]


def with_action_log(source: str, line: str) -> str:
    """Put a line about the action log at the end of the section "One action", if it is there.

    >>> print(with_action_log("## One action" + chr(10) * 2 + "Ask.", "Write it down."))
    ## One action
    <BLANKLINE>
    Ask.
    <BLANKLINE>
    Write it down.
    """
    return ACTION.sub(lambda found: f"{found[1]}\n\n{line}\n\n", source).rstrip()


def _read_front(path: Path, text: str) -> Front:
    match = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if not match:
        raise LessonError(f"{path}: the front matter between two lines of --- is missing")
    try:
        fields = yaml.safe_load(match[1])
        fields.pop("kernelspec", None)
        return Front(**fields)
    except yaml.YAMLError as error:
        raise LessonError(f"{path}: the front matter is not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise LessonError(f"{path}: front matter, field {field!r}: {first['msg']}") from error


def _with_ids(cells: list[Any]) -> list[Cell]:
    """Give each cell an id made from its text, so that an unchanged cell keeps its id."""
    found: list[Cell] = []
    seen: dict[str, int] = {}
    for cell in cells:
        metadata = dict(cell.metadata)
        tags = frozenset(metadata.pop("tags", []))
        digest = hashlib.sha256(f"{cell.cell_type}:{cell.source}".encode()).hexdigest()[:10]
        seen[digest] = seen.get(digest, 0) + 1
        cell_id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        found.append(Cell(cell_id, cell.cell_type, cell.source, tags, metadata))
    return found
