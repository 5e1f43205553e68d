"""Build a book in a folder of its own, as a person would: by the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.lesson_source import ROOT

EXAMPLE = Path(__file__).parent / "example"
LESSON = "book/lessons/small-things/who-came/lesson.md"
NOTEBOOK = "notebooks/small-things/who-came.ipynb"
BANK = "greaterdata_lessons/learning/banks/who-came.json"


@dataclass(frozen=True)
class Build:
    """What one run of the command did."""

    html: Path
    code: int
    said: str


def build(root: Path, output: Path) -> Build:
    """Run tools/build_book.py on the book below `root`."""
    command = [sys.executable, str(ROOT / "tools" / "build_book.py")]
    run = subprocess.run(
        [*command, "--root", str(root), "--output", str(output)],
        capture_output=True,
        text=True,
        timeout=600,  # a busy machine is no fault of the book
        check=False,
    )
    return Build(output / "html", run.returncode, run.stdout + run.stderr)


def copy_example(folder: Path) -> Path:
    """Copy the example book, dressed in the real book's settings, theme and directives."""
    root = folder / "root"
    shutil.copytree(EXAMPLE, root)
    shutil.copy(ROOT / "book" / "_config.yml", root / "book" / "_config.yml")
    for name in ("_ext", "_live", "_theme"):
        shutil.copytree(ROOT / "book" / name, root / "book" / name)
    shutil.copytree(ROOT / "greaterdata_lessons" / "show", root / "greaterdata_lessons" / "show")
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file; the old text must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
