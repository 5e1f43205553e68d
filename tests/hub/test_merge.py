"""Two notebooks become one: whatever the learner and the course did, no work is lost."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greaterdata_lessons.hub.merge import (
    UnmergeableError,
    main,
    merge_cells,
    merge_notebooks,
)

ROOT = Path(__file__).resolve().parents[2]


def cell(name: str, source: str, *, ran: str = "", **metadata: object) -> dict[str, Any]:
    shown = [{"output_type": "stream", "name": "stdout", "text": ran}] if ran else []
    return {
        "id": name,
        "cell_type": "code",
        "source": source,
        "metadata": metadata,
        "execution_count": 1 if ran else None,
        "outputs": shown,
    }


def notebook(*cells: dict[str, Any], **metadata: object) -> str:
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def shown(text: str) -> list[tuple[str, str]]:
    """Each cell of a valid notebook: its source and what it printed."""
    read = nbformat.reads(text, as_version=4)
    nbformat.validate(read)
    return [(c["source"], "".join(o["text"] for o in c["outputs"])) for c in read["cells"]]


BEFORE = notebook(cell("a", "1", ran="1"), cell("b", "2", ran="2"), cell("c", "3", ran="3"))


def merged(mine: str, newer: str, before: str = BEFORE) -> list[tuple[str, str]]:
    return shown(merge_notebooks(mine, before, newer))


def test_different_cells_changed_on_both_sides_are_both_there() -> None:
    mine = notebook(cell("a", "my answer", ran="!"), cell("b", "2", ran="2"), cell("c", "3"))
    newer = notebook(cell("a", "1", ran="1"), cell("b", "2", ran="2"), cell("c", "three", ran="3"))
    assert merged(mine, newer) == [("my answer", "!"), ("2", "2"), ("three", "3")]


def test_a_cell_changed_on_both_sides_is_the_learners() -> None:
    mine = notebook(cell("a", "my answer"), cell("b", "2"), cell("c", "3"))
    newer = notebook(cell("a", "one"), cell("b", "2"), cell("c", "3"))
    assert merged(mine, newer)[0] == ("my answer", "")


def test_what_a_cell_printed_for_the_learner_stays_unless_the_cell_itself_is_newer() -> None:
    mine = notebook(cell("a", "1", ran="mine"), cell("b", "2", ran="mine"), cell("c", "3", ran="3"))
    newer = notebook(
        cell("a", "1", ran="new"), cell("b", "two", ran="new"), cell("c", "3", ran="x")
    )
    assert merged(mine, newer) == [("1", "mine"), ("two", "new"), ("3", "x")]


def test_a_cell_taken_out_goes_unless_the_learner_wrote_in_it() -> None:
    mine = notebook(cell("a", "1", ran="again"), cell("b", "my answer"), cell("c", "3"))
    assert merged(mine, notebook(cell("c", "3"))) == [("my answer", ""), ("3", "")]


def test_a_cell_the_learner_took_out_stays_out() -> None:
    mine = notebook(cell("a", "1"), cell("c", "3"))
    newer = notebook(cell("a", "1"), cell("b", "two"), cell("c", "3"))
    assert merged(mine, newer) == [("1", ""), ("3", "")]


def test_new_cells_of_both_sides_come_in_beside_their_neighbours() -> None:
    mine = notebook(cell("a", "1"), cell("mine", "note"), cell("b", "2"), cell("c", "3"))
    newer = notebook(cell("a", "1"), cell("b", "2"), cell("new", "more"), cell("c", "3"))
    assert [text for text, _ in merged(mine, newer)] == ["1", "note", "2", "more", "3"]


def test_the_learners_own_order_is_kept_when_they_moved_a_cell() -> None:
    mine = notebook(cell("c", "3"), cell("a", "1"), cell("b", "2"))
    newer = notebook(cell("a", "1"), cell("b", "2"), cell("new", "4"), cell("c", "3"))
    assert [text for text, _ in merged(mine, newer)] == ["3", "1", "2", "4"]


def test_saved_widgets_stay_and_the_courses_other_notes_follow() -> None:
    one = cell("a", "1")
    mine = notebook(one, widgets={"state": 1}, level="old")
    result = json.loads(
        merge_notebooks(mine, notebook(one, level="old"), notebook(one, level="new"))
    )
    assert result["metadata"] == {"widgets": {"state": 1}, "level": "new"}


NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(NAMES, NAMES, NAMES, st.sets(st.sampled_from("abcdef")))
def test_no_written_cell_is_ever_lost_and_none_comes_twice(
    mine: list[str], before: list[str], newer: list[str], written: set[str]
) -> None:
    ours = [cell(n, "my answer" if n in written else "lesson") for n in mine]
    result = merge_cells(
        ours, [cell(n, "lesson") for n in before], [cell(n, "newer") for n in newer]
    )
    names = [one["id"] for one in result]
    texts = {one["id"]: one["source"] for one in result}
    assert len(names) == len(set(names))
    assert all(texts[n] == "my answer" for n in mine if n in written)
    assert all(n in names for n in newer if n not in before)


@given(NAMES, NAMES)
def test_who_changed_nothing_gets_the_newer_lesson_exactly(
    before: list[str], newer: list[str]
) -> None:
    old, new = [cell(n, "lesson") for n in before], [cell(n, "newer") for n in newer]
    assert merge_cells(old, old, new) == new
    assert merge_cells(old, old, old) == old


def test_a_real_lesson_merged_with_itself_is_itself() -> None:
    path = ROOT / "notebooks" / "bias-and-fairness" / "who-is-missing.ipynb"
    text = path.read_text(encoding="utf-8")
    assert merge_notebooks(text, text, text) == text


NAMELESS = '{"cells": [{"cell_type": "markdown", "source": "", "metadata": {}}], "metadata": {}, '
BROKEN = {
    "half saved": BEFORE[:-40],
    "empty": "",
    "no notebook": "[1, 2]",
    "cells without names": NAMELESS + '"nbformat": 4, "nbformat_minor": 5}',
    "an older kind without names": NAMELESS + '"nbformat": 4, "nbformat_minor": 4}',
    "two cells of one name": notebook(cell("a", "1"), cell("a", "2")),
    "no kind of cell": notebook({"id": "a", "source": "1"}),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_merged_is_refused_whichever_side_it_is(text: str) -> None:
    for three in ((text, BEFORE, BEFORE), (BEFORE, text, BEFORE), (BEFORE, BEFORE, text)):
        with pytest.raises(UnmergeableError):
            merge_notebooks(*three)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What git asks for, in a learner's folder; the learner's notebook is half saved."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "drinks").mkdir()
    for name, text in (("mine", BEFORE[:-40]), ("before", BEFORE), ("newer", BEFORE + "\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return ["mine", "before", "newer", "drinks/tea.ipynb"]


def test_a_damaged_notebook_stays_and_the_newer_lesson_is_set_beside_it_once(
    asked: list[str], tmp_path: Path
) -> None:
    (tmp_path / "drinks" / "tea.ipynb").write_text("damaged", encoding="utf-8")
    said: list[str] = []
    assert [main(asked, said.append), main(asked, said.append)] == [0, 0]
    assert said[0] == (
        "drinks/tea.ipynb stays as you left it; the newer lesson is beside it as tea-newer.ipynb."
    )
    assert Path("mine").read_text(encoding="utf-8") == BEFORE[:-40]
    assert sorted(os.listdir("drinks")) == ["tea-newer.ipynb", "tea.ipynb"]
    assert Path("drinks/tea-newer.ipynb").read_text(encoding="utf-8") == BEFORE + "\n"


def test_where_nothing_can_be_written_git_is_told_to_stop(asked: list[str]) -> None:
    Path("drinks").rmdir()
    Path("drinks").write_text("a file where the folder should be", encoding="utf-8")
    said: list[str] = []
    assert main(asked, said.append) == 1
    assert said[0].startswith("drinks/tea.ipynb stays as you left it, and the newer lesson waits")
    assert Path("mine").read_text(encoding="utf-8") == BEFORE[:-40]


def test_a_merge_that_works_is_written_in_the_learners_file(asked: list[str]) -> None:
    Path("mine").write_text(notebook(cell("a", "my answer"), cell("b", "2"), cell("c", "3")))
    Path("newer").write_text(notebook(cell("a", "1"), cell("b", "two"), cell("c", "3")))
    assert main(asked, str) == 0
    assert shown(Path("mine").read_text(encoding="utf-8"))[:2] == [("my answer", ""), ("two", "")]
    assert os.listdir("drinks") == []
