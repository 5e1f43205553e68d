"""The real book, built once from nothing and served on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.book.building import Build, build, copy_example
from tests.browser import serve
from tools import get_browser_python
from tools.lesson_source import ROOT


@pytest.fixture(scope="session")
def browser_python() -> Path:
    """The Python that runs in a page, as `make book` puts it together."""
    get_browser_python.put_together()
    return get_browser_python.FOLDER


@pytest.fixture(scope="session")
def book(browser_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    assert browser_python.is_dir()
    made = build(ROOT, tmp_path_factory.mktemp("book"))
    assert made.code == 0, made.said
    return made


@pytest.fixture(scope="session")
def site(book: Build) -> Iterator[str]:
    with serve(book.html) as address:
        yield address


@pytest.fixture
def example(tmp_path: Path) -> Path:
    return copy_example(tmp_path)
