"""Learners work on copies: the course may change, and nothing of theirs is lost."""

import json
from pathlib import Path

import pytest

from greaterdata_lessons.course.copies import MEMORY, refresh

NAME = "drinks/tea.ipynb"


def notebook(words: str, **extra: object) -> str:
    """Return a notebook of one cell."""
    cell = {"cell_type": "code", "source": [words], "outputs": [], "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": extra, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with the course's notebook and the learner's first copy of it."""
    publish(tmp_path, "first")
    assert update(tmp_path) == []
    return tmp_path


def publish(root: Path, words: str) -> None:
    path = root / "notebooks" / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook(words), encoding="utf-8")


def update(root: Path) -> list[str]:
    return refresh(root / "notebooks", root / "my-lessons")


def mine(root: Path) -> Path:
    return root / "my-lessons" / NAME


def everything(root: Path) -> dict[str, str]:
    folder = mine(root).parent
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_a_missing_copy_is_made(here: Path) -> None:
    assert everything(here) == {"tea.ipynb": notebook("first")}


def test_an_untouched_copy_follows_the_course(here: Path) -> None:
    publish(here, "second")
    assert update(here) == []
    assert everything(here) == {"tea.ipynb": notebook("second")}


def test_a_copy_that_was_merely_opened_counts_as_untouched(here: Path) -> None:
    opened = json.loads(notebook("first", language_info={"name": "python"}))
    opened["cells"][0]["source"] = "first"
    mine(here).write_text(json.dumps(opened), encoding="utf-8")
    publish(here, "second")
    assert update(here) == []
    assert everything(here) == {"tea.ipynb": notebook("second")}


def test_work_is_kept_and_the_newer_lesson_set_beside_it_once(here: Path) -> None:
    mine(here).write_text(notebook("my work"), encoding="utf-8")
    publish(here, "second")
    assert update(here) == [
        "You have worked in drinks/tea.ipynb, and the course has a newer one: your work is as you "
        "left it, and the newer lesson is beside it as tea-newer.ipynb."
    ]
    assert update(here) == []
    assert everything(here) == {
        "tea.ipynb": notebook("my work"),
        "tea-newer.ipynb": notebook("second"),
    }


def test_work_in_the_newer_lesson_is_kept_as_well(here: Path) -> None:
    mine(here).write_text(notebook("my work"), encoding="utf-8")
    publish(here, "second")
    update(here)
    mine(here).with_name("tea-newer.ipynb").write_text(notebook("more work"), encoding="utf-8")
    publish(here, "third")
    assert "tea-newer-2.ipynb" in update(here)[0]
    assert everything(here) == {
        "tea.ipynb": notebook("my work"),
        "tea-newer.ipynb": notebook("more work"),
        "tea-newer-2.ipynb": notebook("third"),
    }


def test_work_is_left_in_peace_while_the_course_does_not_change(here: Path) -> None:
    mine(here).write_text(notebook("my work"), encoding="utf-8")
    assert update(here) == []
    assert everything(here) == {"tea.ipynb": notebook("my work")}


@pytest.mark.parametrize("damage", ["{ half", '["a list"]', '{"drinks/tea.ipynb": 7}'])
def test_a_damaged_memory_loses_no_work(here: Path, damage: str) -> None:
    mine(here).write_text(notebook("my work"), encoding="utf-8")
    (here / "my-lessons" / MEMORY).write_text(damage, encoding="utf-8")
    publish(here, "second")
    assert len(update(here)) == 1
    assert everything(here)["tea.ipynb"] == notebook("my work")
    assert update(here) == []


def test_a_copy_that_is_no_notebook_any_more_is_kept(here: Path) -> None:
    mine(here).write_text("half a note", encoding="utf-8")
    publish(here, "second")
    assert len(update(here)) == 1
    assert everything(here)["tea.ipynb"] == "half a note"


def test_files_that_are_the_learners_alone_are_never_touched(here: Path) -> None:
    own = mine(here).with_name("my notes.ipynb")
    own.write_text(notebook("mine"), encoding="utf-8")
    publish(here, "second")
    update(here)
    assert own.read_text(encoding="utf-8") == notebook("mine")
