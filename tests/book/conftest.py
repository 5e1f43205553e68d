"""The real book, built once from nothing for all who test at the same time, and served here."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.book.building import BANK, EXAMPLE, LESSON, NOTEBOOK, Build, build, copy_example
from tests.browser import serve
from tools import get_browser_python
from tools.lesson_source import ROOT, Lesson, read_lesson


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all the processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def first_of_all(shared: Path, name: str) -> Iterator[bool]:
    """Tell one process that nobody has done this yet, while the others wait for it."""
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = shared / f"{name}.done"
        yield not done.exists()
        done.touch()


@pytest.fixture(scope="session")
def browser_python(shared: Path) -> Path:
    """The Python that runs in a page, as `make book` puts it together."""
    with first_of_all(shared, "browser-python") as first:
        if first:
            get_browser_python.put_together()
    return get_browser_python.FOLDER


@pytest.fixture(scope="session")
def book(browser_python: Path, shared: Path) -> Build:
    """The real book; a test that changes it takes a copy."""
    assert browser_python.is_dir()
    said = shared / "book-said.txt"
    with first_of_all(shared, "book") as first:
        if first:
            made = build(ROOT, shared / "book")
            assert made.code == 0, made.said
            said.write_text(made.said, encoding="utf-8")
    return Build(shared / "book" / "html", 0, said.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def site(book: Build) -> Iterator[str]:
    with serve(book.html) as address:
        yield address


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return copy_example(tmp_path)


@pytest.fixture
def lesson() -> Lesson:
    """The lesson of the example book."""
    return read_lesson(EXAMPLE / Path(LESSON).parent)


@pytest.fixture
def notebook() -> dict[str, Any]:
    """Its notebook, built and run."""
    found: dict[str, Any] = json.loads((EXAMPLE / NOTEBOOK).read_text(encoding="utf-8"))
    return found


@pytest.fixture
def bank() -> dict[str, Any]:
    """Its questions."""
    found: dict[str, Any] = json.loads((EXAMPLE / BANK).read_text(encoding="utf-8"))
    return found
