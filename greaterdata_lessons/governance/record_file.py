"""Keep a record in one file: written whole, opened again, two people's edits put together.

The file is JSON: ``{"greaterdata record": kind, "version": 1, "id": ..., "saved_on": ...,
"answers": {...}, "set_aside": [...]}``. A page reads and writes the same (`record.mjs`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import earlier, read_saved, told_in, write_whole

from .kind import Field, kind
from .merge import merged
from .record import Record
from .values import read_value

MARK = "greaterdata record"
LARGEST = 20_000_000  # bytes; a real record is a thousand times smaller


def open_record(path: str | Path) -> Record:
    """Open a record that was saved, in a notebook, by the command or in a page.

    Raises LearnerError when the file is not there, is no record, is cut short, or was made by a
    newer version of the course. The file is left as it is.

    >>> open_record("no-such-file.json")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no file no-such-file.json. Check its name \
and folder.
    """
    place = Path(path)
    try:
        return read_record(read_saved(place, LARGEST), place)
    except FileNotFoundError:
        raise LearnerError(f"There is no file {place}. Check its name and folder.") from None


def read_record(content: bytes, place: Path) -> Record:
    """Return the record that a file's content holds."""
    told = _told(content, place)
    of = kind(told[MARK])
    if told["version"] > of.version:
        raise LearnerError(
            f"{place.name} was made by a newer version of the course (record version "
            f"{told['version']}; this one knows {of.version}). Update the course, then open it "
            "again. The file was left as it is."
        )
    made = Record(of, {}, str(told.get("id") or ""), _were_aside(told.get("set_aside")))
    for name, value in told["answers"].items():
        _put(made, of.fields.get(name), name, value)
    made.base = json.loads(json.dumps(made.answers))
    return made


def _put(made: Record, field: Field | None, name: str, value: Any) -> None:
    try:
        if field is None:
            raise LearnerError("this version of the record does not ask for it.")
        made.answers[name] = read_value(field, value)
    except (LearnerError, TypeError, AttributeError) as error:
        why = str(error) if isinstance(error, LearnerError) else "it cannot be read."
        made.set_aside.append({"field": name, "answer": value, "why": why})


def _told(content: bytes, place: Path) -> dict[str, Any]:
    told: dict[str, Any] = told_in(content, place)
    if not isinstance(told, dict) or not isinstance(told.get("answers"), dict) or MARK not in told:
        raise LearnerError(
            f"{place.name} is no record of this course. Records are made by gd.record, by "
            '"greaterdata record new" or by a page of the book.'
        )
    if not isinstance(told.setdefault("version", 1), int):
        raise LearnerError(
            f'{place.name} has a version that is no number: "{told["version"]}". It was left as '
            "it is: bring back its last copy."
        )
    return told


def _were_aside(told: Any) -> list[dict[str, Any]]:
    """Return what a file had set aside; what has another shape is kept as an answer to nothing."""
    listed = told if isinstance(told, list) else [told] if told else []
    whole = {"field", "answer", "why"}
    return [
        each
        if isinstance(each, dict) and whole <= set(each)
        else {"field": "", "answer": each, "why": "it cannot be read."}
        for each in listed
    ]


def as_told(made: Record) -> dict[str, Any]:
    """Return what the file of a record holds."""
    return {
        MARK: made.kind.name,
        "version": made.kind.version,
        "id": made.id,
        "saved_on": date.today().isoformat(),
        "answers": made.answers,
        "set_aside": made.set_aside,
    }


def save(made: Record, path: Path) -> str:
    """Save a record, putting together what somebody else saved there meanwhile."""
    said = f"Saved: {path}."
    if path.exists():
        theirs = open_record(path)
        if theirs.id != made.id or theirs.kind.name != made.kind.name:
            raise LearnerError(
                f"{path.name} already holds another record. It was left as it is: give another "
                "name, or open it with gd.open_record and fill it in."
            )
        if theirs.answers != made.base:
            _take(made, merged(made.kind, made.base or {}, made.answers, theirs.answers))
            said = _both(path, made)
        made.set_aside = _together(made.set_aside, theirs.set_aside)
        write_whole(earlier(path), path.read_bytes())
    text = json.dumps(as_told(made), indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(path, f"{text}\n".encode())
    made.base = json.loads(json.dumps(made.answers))
    return said


def _take(made: Record, found: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    answers, twice = found
    made.answers = answers
    made.set_aside = [*made.set_aside, *twice]


def _both(path: Path, made: Record) -> str:
    return (
        f"Saved: {path}. Somebody else had saved this record since you opened it; their changes "
        f"and yours are both in it now. Answered twice, and set aside to look at: "
        f"{len(made.set_aside)}."
    )


def _together(
    ours: list[dict[str, Any]], theirs: list[Mapping[str, Any]] | list[dict[str, Any]]
) -> list[dict[str, Any]]:
    return [*ours, *(dict(each) for each in theirs if each not in ours)]


def merge_records(paths: list[Path]) -> Record:
    """Return one record out of several copies of it, or of several people's logs of one kind.

    Rows are put one under the other; a row or answer given twice, and differently, keeps the
    first file's and sets the other aside. Raises LearnerError for fewer than two files and for
    records of different kinds.
    """
    if len(paths) < 2:
        raise LearnerError("Merging needs at least two files.")
    first, *others = [open_record(path) for path in paths]
    for path, other in zip(paths[1:], others, strict=True):
        if other.kind.name != first.kind.name:
            raise LearnerError(
                f'{path.name} is a "{other.kind.title}", and {paths[0].name} is a '
                f'"{first.kind.title}". Only records of one kind can be merged.'
            )
        _take(first, merged(first.kind, {}, first.answers, other.answers, whose=path.name))
        first.set_aside = _together(first.set_aside, other.set_aside)
    first.base = None
    return first
