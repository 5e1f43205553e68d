"""Closing and opening again finds what was done; a damaged file is told, and left as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.capstone import keep

from . import made


def test_opening_again_finds_what_was_done(tmp_path: Path) -> None:
    made.finished(tmp_path)
    again = gd.capstone("unsure", file=tmp_path / "mine.json")
    assert repr(again) == "9 of 9 steps done. All are there."
    assert again._repr_html_().count(">done<") == 9


def test_what_another_notebook_kept_meanwhile_is_not_lost(tmp_path: Path) -> None:
    one, two = (gd.capstone("unsure", file=tmp_path / "mine.json") for _ in range(2))
    made.right("question", one)
    made.right("inventory", two)
    one.mark("self", question="done")
    assert len(gd.capstone("unsure", file=tmp_path / "mine.json").missing) == 7


def test_the_file_says_nothing_of_a_step_that_cannot_be_read(tmp_path: Path) -> None:
    work = made.finished(tmp_path)
    held = json.loads(work.file.read_text(encoding="utf-8"))
    held["steps"]["brief"] = {"on": 3}
    held["steps"]["singing"] = held["steps"]["question"]
    work.file.write_text(json.dumps(held), encoding="utf-8")
    assert gd.capstone("unsure", file=work.file).missing == ("Two readers",)


def test_a_half_written_file_is_told_with_the_earlier_copy_and_is_left(tmp_path: Path) -> None:
    work = made.finished(tmp_path)
    half = work.file.read_bytes()[:200]
    work.file.write_bytes(half)
    with pytest.raises(LearnerError, match=r'cut short.*earlier copy.*"mine\.earlier\.json"'):
        gd.capstone("unsure", file=work.file)
    assert work.file.read_bytes() == half
    work.file.with_name("mine.earlier.json").replace(work.file)
    assert len(gd.capstone("unsure", file=work.file).missing) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({keep.MARK: 2, "data": "practice", "steps": {}}, "a newer version of the course"),
        ({"a": 1}, "is no capstone"),
        ([1], "is no capstone"),
        ({keep.MARK: 1, "data": "own", "steps": {}}, "was begun on your own data"),
        ({keep.MARK: 1, "data": [], "steps": 4}, "was begun on other data"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(
    content: object, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(LearnerError, match=says):
        gd.capstone("unsure", file=file)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    work = gd.capstone("unsure", file=tmp_path / "no-such-folder" / "mine.json")
    with pytest.raises(LearnerError, match="could not be written"):
        made.right("question", work)


def test_without_an_answer_nothing_begins() -> None:
    with pytest.raises(LearnerError, match="Do you have permission"):
        gd.capstone()


@pytest.mark.parametrize(
    ("name", "server"),
    [
        ("JUPYTERHUB_USER", "a JupyterHub"),
        ("BINDER_SERVICE_HOST", "Binder"),
        ("COLAB_RELEASE_TAG", "Google Colab"),
    ],
)
@pytest.mark.parametrize("answer", ["yes", "personal"])
def test_on_a_shared_server_own_data_is_refused_and_made_up_people_are_offered(
    name: str, server: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(LearnerError, match=rf'runs on {server}.*gd.capstone\("unsure"\)'):
        gd.capstone(answer)
    made.right("question", gd.capstone("unsure", file=tmp_path / "mine.json"))
