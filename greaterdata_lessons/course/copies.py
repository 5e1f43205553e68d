"""The learner's own copies of the lessons: made, brought up to date, never lost.

A copy the learner has not touched follows the course. One they have worked in is theirs: it stays
as it is, and a newer lesson is set beside it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY = ".copied.json"


def refresh(originals: Path, copies: Path) -> list[str]:
    """Bring the copies of every notebook below `originals` up to date.

    Returns one sentence for each newer lesson that was set beside the learner's own work.
    """
    copies.mkdir(parents=True, exist_ok=True)
    memory = _read_memory(copies / MEMORY)
    said = []
    for original in _notebooks(originals):
        name = original.relative_to(originals).as_posix()
        print_of_original = fingerprint(original)
        if beside := _bring_up_to_date(original, copies / name, memory.get(name)):
            said.append(
                f"You have worked in {name}, and the course has a newer one: your work is as you "
                f"left it, and the newer lesson is beside it as {beside.name}."
            )
        memory[name] = print_of_original
    _write(copies / MEMORY, json.dumps(memory, indent=1, sort_keys=True).encode())
    return said


def _notebooks(folder: Path) -> Iterator[Path]:
    found = sorted(folder.rglob("*.ipynb"))
    return (path for path in found if ".ipynb_checkpoints" not in path.parts)


def _bring_up_to_date(original: Path, copy: Path, as_copied: str | None) -> Path | None:
    """Copy a notebook where that loses nothing, else beside; returns the file set beside."""
    if not copy.exists() or fingerprint(copy) == as_copied:
        _write(copy, original.read_bytes())
        return None
    newest = fingerprint(original)
    if newest in (as_copied, fingerprint(copy)):
        return None
    beside = free_name(copy, newest)
    if beside.exists():
        return None
    _write(beside, original.read_bytes())
    return beside


def free_name(copy: Path, newest: str) -> Path:
    """Return the name for the newer lesson: the first that is free or holds it already."""
    number = 1
    while True:
        suffix = "-newer" if number == 1 else f"-newer-{number}"
        beside = copy.with_name(f"{copy.stem}{suffix}.ipynb")
        if not beside.exists() or fingerprint(beside) == newest:
            return beside
        number += 1


def fingerprint(path: Path) -> str:
    """Return a digest of what a learner can change in a notebook: its cells and their outputs.

    JupyterLab adds its own notes to a notebook when it is merely opened; they do not count.
    """
    content = path.read_bytes()
    try:
        cells = [
            [cell["cell_type"], _joined(cell["source"]), _joined(cell.get("outputs", []))]
            for cell in json.loads(content)["cells"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return hashlib.sha256(content).hexdigest()  # no notebook: every byte counts
    return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def _joined(part: Any) -> Any:
    """Return text as one string wherever a notebook may also hold it as a list of lines."""
    if isinstance(part, list):
        lines = [_joined(one) for one in part]
        return "".join(lines) if lines and all(isinstance(one, str) for one in lines) else lines
    if isinstance(part, dict):
        return {key: _joined(value) for key, value in part.items()}
    return part


def _read_memory(path: Path) -> dict[str, str]:
    """Return what was copied before; a missing or damaged memory only makes us more careful."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, so that an interruption leaves no half notebook."""
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.new")
    half.write_bytes(content)
    os.replace(half, path)
