"""Git's merge of two notebooks, cell by cell: what the learner wrote is always kept.

Git merges lines, and a notebook merged by lines is often no notebook any more. Git calls this
instead, for a lesson that both the learner and the course have changed. Where a cell was changed
by one side, that side has it; where by both, the learner has. Where the notebooks cannot be
merged so, the learner's stays as it is and the newer lesson is set beside it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from greaterdata_lessons.course.copies import fingerprint, free_name
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

Cell = Mapping[str, Any]
RUN = ("outputs", "execution_count", "metadata")  # what running a cell changes, not writing in it


class UnmergeableError(ValueError):
    """The notebooks cannot be merged cell by cell."""


def merge_notebooks(mine: str, before: str, newer: str) -> str:
    """Return the learner's notebook with what the course has changed since.

    mine: the learner's notebook, as its file holds it.
    before: the lesson that it was made from.
    newer: the lesson as the course has it now.

    Raises UnmergeableError when one of them is no notebook, or its cells have no names.
    """
    ours, base, theirs = (_read(text) for text in (mine, before, newer))
    cells = merge_cells(ours["cells"], base["cells"], theirs["cells"])
    metadata = _merge_fields(ours["metadata"], base["metadata"], theirs["metadata"])
    return _write({**theirs, "cells": cells, "metadata": metadata})


def merge_cells(
    ours: Sequence[Cell], base: Sequence[Cell], theirs: Sequence[Cell]
) -> list[dict[str, Any]]:
    """Return the merged cells, in the course's order unless the learner has moved some.

    >>> was = [{"id": "a", "source": "1"}, {"id": "b", "source": "2"}]
    >>> mine = [{"id": "a", "source": "my answer"}, {"id": "b", "source": "2"}]
    >>> newer = [{"id": "a", "source": "one"}, {"id": "new", "source": "!"}, was[1]]
    >>> [cell["source"] for cell in merge_cells(mine, was, newer)]
    ['my answer', '!', '2']
    """
    mine, old, new = (_by_id(cells) for cells in (ours, base, theirs))
    kept = {name: _merge_cell(cell, old.get(name), new.get(name)) for name, cell in mine.items()}
    added = {name: dict(cell) for name, cell in new.items() if name not in {*mine, *old}}
    merged = {name: cell for name, cell in kept.items() if cell is not None} | added
    moved = [name for name in mine if name in old] != [name for name in old if name in mine]
    first, second = (mine, new) if moved else (new, mine)
    return [merged[name] for name in _interleave(first, second) if name in merged]


def _by_id(cells: Iterable[Cell]) -> dict[str, Cell]:
    listed = list(cells)
    found = {str(cell["id"]): cell for cell in listed if cell.get("id")}
    if len(found) < len(listed):
        raise UnmergeableError("some cells have no name, or two have the same")
    return found


def _merge_cell(mine: Cell, old: Cell | None, new: Cell | None) -> dict[str, Any] | None:
    """Return what becomes of a cell that the learner has; None when it goes."""
    if old is None or _text(mine) != _text(old):
        return dict(mine)  # theirs: written by them, or written in
    if new is None or _text(new) != _text(old):
        return None if new is None else dict(new)
    return _merge_fields(mine, old, new)


def _text(cell: Cell) -> tuple[object, object]:
    return cell.get("cell_type"), cell["source"]


def _merge_fields(
    mine: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    """Return fields that one side changed as that side has them; the learner's where both did."""
    changed = {key for key in {*mine, *old, *new} if mine.get(key) != old.get(key)}
    if changed & set(RUN):
        changed |= {key for key in RUN if key in mine}  # a cell was run as a whole
    merged = {key: value for key, value in new.items() if key not in changed}
    return merged | {key: mine[key] for key in mine if key in changed}


def _interleave(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """Return the names of both, in the first's order; each other one after its neighbour.

    >>> _interleave(["a", "b"], ["a", "mine", "b"])
    ['a', 'mine', 'b']
    """
    names = list(first)
    place = 0
    for name in second:
        if name in names:
            place = names.index(name) + 1
        else:
            names.insert(place, name)
            place += 1
    return names


def _read(text: str) -> Any:
    import nbformat

    try:
        _by_id(json.loads(text)["cells"])  # first: reading would give a nameless cell a new name
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # a damaged file can fail in any way
        raise UnmergeableError(f"no valid notebook: {error}") from error
    return notebook


def _write(content: Mapping[str, Any]) -> str:
    import nbformat

    notebook = nbformat.from_dict(content)
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise UnmergeableError(f"merged, it is no valid notebook: {error}") from error
    return str(nbformat.writes(notebook)) + "\n"


def merge_files(mine: Path, before: Path, newer: Path, name: str) -> Path | None:
    """Merge into the file `mine`; returns the newer lesson's file where it was set beside.

    name: where the lesson is in the learner's folder, which is the working folder.

    Raises OSError or LearnerError when there is no room to write; `mine` is then as it was.
    """
    try:
        texts = [path.read_text(encoding="utf-8") for path in (mine, before, newer)]
        merged = merge_notebooks(*texts)
    except (UnmergeableError, UnicodeDecodeError):
        return _set_beside(newer, Path(name))
    write_whole(mine, merged.encode())
    return None


def _set_beside(newer: Path, lesson: Path) -> Path:
    beside = free_name(lesson, fingerprint(newer))
    if not beside.exists():
        beside.parent.mkdir(parents=True, exist_ok=True)
        write_whole(beside, newer.read_bytes())
    return beside


def main(arguments: Sequence[str], say: Callable[[str], object] = print) -> int:
    """Merge as git asks: the learner's, the old and the new file, and the lesson's name.

    Returns 0 when the learner's file is the result, and 1 when nothing could be written: git
    then stops, and the merge is done another time.
    """
    mine, before, newer, name = arguments
    try:
        beside = merge_files(Path(mine), Path(before), Path(newer), name)
    except (OSError, LearnerError) as error:
        say(f"{name} stays as you left it, and the newer lesson waits: {error}")
        return 1
    if beside:
        say(f"{name} stays as you left it; the newer lesson is beside it as {beside.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
