"""Take the learner's answers out of a saved notebook, before it is passed on."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

from .saved import MIME, VIEW, answers_in, dicts, saved_in


@dataclass(frozen=True)
class Cleared:
    """What was taken out of which notebook; prints as sentences."""

    notebook: str
    answers: int

    def __repr__(self) -> str:
        """Return what was done, and what was not."""
        count = "1 answer was" if self.answers == 1 else f"{self.answers} answers were"
        done = f"{count} taken out of {self.notebook}." if self.answers else "It kept no answers."
        return (
            f"{done} Code that you typed yourself is still in its cells. If the notebook is open, "
            'choose "Reload Notebook from Disk" in the File menu; saving it would bring them back.'
        )


def forget_answers(notebook: str | os.PathLike[str]) -> Cleared:
    """Take every answer to a question of the course out of a saved notebook.

    notebook: the notebook's file. Answers go; code that was typed stays, and so does the rest.
    Returns a Cleared, which says how many there were.
    Raises LearnerError when there is no such file, or it is no notebook.

    >>> forget_answers("no-such-notebook.ipynb")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no notebook called "no-such-notebook.ipynb" \
here. Give its name with the folders it is in.
    """
    path = Path(notebook)
    found = _read(path)
    count = clear(found)
    write_whole(path, (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())
    return Cleared(path.name, count)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise LearnerError(
            f'There is no notebook called "{path.name}" here. Give its name with the folders it '
            "is in."
        ) from None
    except ValueError:
        found = None
    if not (isinstance(found, dict) and isinstance(found.get("cells"), list)):
        raise LearnerError(f'"{path.name}" is not a notebook. Its name ends in .ipynb.')
    return found


def clear(notebook: dict[str, Any]) -> int:
    """Take every kept answer out of a notebook, in place; return how many there were.

    A question stays readable; the reply to an answer goes.

    >>> cell = {"outputs": [{"data": {MIME: {"item": "a/b", "state": "kept"}}}]}
    >>> clear({"cells": [cell]}), cell
    (1, {'outputs': []})
    """
    count: int = sum(each.get("state") != "not tried" for each in answers_in(notebook))
    for cell in dicts(notebook.get("cells")):
        if any(saved_in(output) for output in dicts(cell.get("outputs"))):
            cell["outputs"] = [output for output in dicts(cell["outputs"]) if _stays(output)]
    metadata = notebook.get("metadata")
    if isinstance(metadata, dict):
        metadata.pop("widgets", None)
    return count


def _stays(output: dict[str, Any]) -> bool:
    """Tell whether an output stays; one that shows a question stays without its answer."""
    for data in saved_in(output):
        if "gd-static" not in "".join(data.get("text/html", "")):
            return False
        data.pop(VIEW, None)
        asked = {name: data[MIME][name] for name in data[MIME] if name in _ASKED}
        data[MIME] = asked | {"state": "not tried", "tries": 0}
    return True


_ASKED = ("version", "item", "lesson", "kind")
