"""Closing and opening again finds what was done; a damaged file is told, and left as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.capstone import keep
from greaterdata_lessons.governance.capstone.work import Capstone

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


def lesson_step(name: str, work: Capstone) -> object:
    """Run a step as the lesson's own cell does, with the words that stand there."""
    words = keep.practice()["steps"][name]
    if name == "question":
        own = {"for_whom": "who it is for", "could_hurt": "who it could hurt"}
        own["would_change"] = "what it would change"
        return work.question(words["question"], **{part: words[own[part]] for part in own})
    if name == "quality":
        return work.quality(gd.quality(made.people()), good_enough_for=next(iter(words.values())))
    whom, owner = words["for_whom"], words["owner"]
    return work.action(words["action"], owner=owner, due="2999-12-31", for_whom=whom)


@pytest.mark.parametrize("name", ["question", "quality", "action"])
def test_the_lessons_words_do_not_take_the_place_of_ones_own(name: str, tmp_path: Path) -> None:
    work = gd.capstone("yes", file=tmp_path / "mine.json")
    if name == "action":
        work.action("Ask a school", owner="ZZ", due="2999-01-31", for_whom="Young carers")
    else:
        made.right(name, work)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    again = gd.capstone("yes", file=tmp_path / "mine.json")
    said = repr(lesson_step(name, again))
    assert "stays as you kept it, in your words" in said
    assert "write your own words here and run it again" in said
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_other_words_of_ones_own_do_take_the_place_of_those_before(tmp_path: Path) -> None:
    work = gd.capstone("yes", file=tmp_path / "mine.json")
    made.right("question", work)
    said = repr(work.question("Who never comes?", **{**made.QUESTION, "for_whom": "Tenants"}))
    assert said.startswith("Step 1 of 9 is kept")
    assert "Who never comes?" in work.file.read_text(encoding="utf-8")


def test_practice_and_a_first_try_on_own_data_take_the_lessons_words(tmp_path: Path) -> None:
    made.right("question", practice := gd.capstone("unsure", file=tmp_path / "practice.json"))
    for work in (practice, gd.capstone("yes", file=tmp_path / "mine.json")):
        for _ in range(2):
            assert repr(lesson_step("question", work)).startswith("Step 1 of 9 is kept")


def test_the_lessons_marks_do_not_take_the_place_of_ones_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = gd.capstone("yes", file=tmp_path / "mine.json")
    work.mark("self", question="not yet")
    work.mark("self", **keep.practice()["marks"]["self"])
    assert work.kept["marks"] == {"self": {"question": "not yet"}}
    assert "Your marks stay as they were" in capsys.readouterr().out
    work.mark("self", question="done")
    assert work.kept["marks"] == {"self": {"question": "done"}}
