"""A course with one page and one notebook, opened for real."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest

from greaterdata_lessons.course import ADDRESS, PORTS, is_free

OPEN = """
import sys
from pathlib import Path
from greaterdata_lessons.course import CourseError, open_course
try:
    sys.exit(open_course(Path(sys.argv[1]), int(sys.argv[2]), browser=False))
except CourseError as error:
    sys.exit(str(error))
"""
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "id": "first",
            "metadata": {},
            "execution_count": 1,
            "source": "print('tea')",
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["tea\n"]}],
        }
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def free_pair() -> int:
    """Return a port that is free, and so is the next; each test process looks elsewhere first."""
    start = PORTS.start + 20_000 + os.getpid() % 500 * 20
    return next(port for port in range(start, PORTS.stop) if is_free(port) and is_free(port + 1))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The folder of a small course whose book is built."""
    root = tmp_path / "un cours, où ça"
    notebook = root / "notebooks" / "drinks" / "tea.ipynb"
    html = root / "_build" / "book" / "html"
    for folder in (notebook.parent, html / "drinks", root / "book"):
        folder.mkdir(parents=True)
    notebook.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    (root / "book" / "_toc.yml").write_text("- file: lessons/drinks/tea\n", encoding="utf-8")
    (html / "index.html").write_text("<h1>Tea</h1>", encoding="utf-8")
    (html / "look.mjs").write_text("export const milk = true;", encoding="utf-8")
    (html / "small.wasm").write_bytes(b"\0asm")
    (root / "_build" / "book" / "shape.txt").touch()
    return root


@dataclass(frozen=True)
class Opened:
    """A course that is open, and what it said."""

    process: subprocess.Popen[str]
    book: str
    notebooks: str
    home: Path

    @property
    def lab(self) -> str:
        """The notebooks' address without its path."""
        return self.notebooks.partition("/lab")[0]

    @property
    def token(self) -> str:
        """The token in the notebooks' address."""
        return self.notebooks.rpartition("token=")[2]

    def ask(self, path: str, method: str = "GET") -> object:
        """Ask JupyterLab something as the learner's browser would."""
        headers = {"Authorization": f"token {self.token}"}
        with urlopen(
            Request(self.lab + path, method=method, headers=headers), timeout=30
        ) as answer:
            return json.load(answer)

    def family(self) -> list[psutil.Process]:
        """Return every process that belongs to the course."""
        course = psutil.Process(self.process.pid)
        return [course, *course.children(recursive=True)]


@contextmanager
def opened(root: Path, home: Path) -> Iterator[Opened]:
    """Open a course in a process of its own; whatever is left of it ends with the test."""
    home.mkdir(exist_ok=True)
    outside = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(root), str(free_pair())],
        env=outside | {"HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    with process:
        try:
            assert process.stdout is not None
            while "To stop," not in said:
                line = process.stdout.readline()
                assert line, f"the course did not open: {said}"
                said += line
            addresses = re.findall(rf"http://{re.escape(ADDRESS)}\S+", said)
            yield Opened(process, *addresses, home)
        finally:
            process.kill()
