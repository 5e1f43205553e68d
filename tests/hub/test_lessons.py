"""The hub's lessons: released once for each change, refused when not as published."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub.lessons import find, git, git_environment, lessons, repository
from greaterdata_lessons.hub.release import release
from tools.book_toc import titles

ROOT = Path(__file__).resolve().parents[2]
TOC = """
parts:
  - caption: Ways in
    chapters:
      - file: pathways/community
  - caption: Drinks
    chapters:
      - file: lessons/drinks/tea
      - file: lessons/drinks/cocoa
        planned: What is cocoa?
      - file: lessons/drinks/coffee
  - caption: Cakes
    chapters:
      - file: lessons/cakes/scone
"""


def write_lesson(course: Path, name: str, words: str) -> None:
    path = course / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [{"id": "a", "cell_type": "markdown", "source": [f"# {words}\n", "x"], "metadata": {}}]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), encoding="utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of three lessons and one that is planned."""
    (tmp_path / "course" / "book").mkdir(parents=True)
    (tmp_path / "course" / "book" / "_toc.yml").write_text(TOC, encoding="utf-8")
    for name in ("drinks/tea", "drinks/coffee", "cakes/scone"):
        write_lesson(tmp_path / "course", name, f"The {name.partition('/')[2]}")
    return tmp_path / "course"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def commit(course: Path) -> None:
    own = ["-c", "user.name=a", "-c", "user.email=a@b"]
    if not (course / ".git").exists():
        subprocess.run(["git", "init", "-q", "-b", "released", course], check=True)
    for command in (["add", "-A"], [*own, "commit", "-qm", "x", "--date", "2026-11-01T10:00:00Z"]):
        subprocess.run(["git", "-C", course, *command], check=True)


def test_lessons_come_in_teaching_order_with_number_title_and_one_link(
    course: Path, state: Path
) -> None:
    assert repr(release(course, state)).startswith("The hub has 3 lessons; 3 are new or changed.")
    assert [(one.number, one.id, one.title) for one in lessons(state)] == [
        ("1.1", "tea", "The tea"),
        ("1.3", "coffee", "The coffee"),
        ("2.1", "scone", "The scone"),
    ]
    link = urlsplit(find(state, "2.1").link(state))
    assert link.path == "/hub/user-redirect/git-pull"
    assert parse_qs(link.query) == {
        "repo": [str(repository(state))],
        "branch": ["released"],
        "targetPath": ["lessons"],
        "urlpath": ["doc/tree/lessons/cakes/scone.ipynb"],
    }
    assert find(state, "scone") == find(state, "2.1")


def test_the_courses_own_lessons_have_the_books_numbers_and_titles(state: Path) -> None:
    named = {f"lessons/{one.path[:-6]}": f"{one.number} {one.title}" for one in _own(state)}
    assert named == titles(ROOT / "book")


def _own(state: Path) -> tuple[object, ...]:
    copy = state.parent / "copy"
    shutil.copytree(ROOT / "notebooks", copy / "notebooks")
    (copy / "book").mkdir()
    shutil.copy(ROOT / "book" / "_toc.yml", copy / "book")
    return release(copy, state).lessons


def test_learners_get_the_notebooks_and_nothing_else(course: Path, state: Path) -> None:
    write_lesson(course, "drinks/draft", "Not in the book")
    (course / "secret.txt").write_text("x", encoding="utf-8")
    release(course, state)
    files = git(repository(state), "ls-tree", "-r", "--name-only", "released").split()
    assert files == [
        ".lessons.json", "cakes/scone.ipynb", "drinks/coffee.ipynb", "drinks/tea.ipynb"
    ]  # fmt: skip


def test_nothing_new_is_written_when_nothing_changed_and_one_commit_when_something_did(
    course: Path, state: Path
) -> None:
    first = release(course, state)
    again = release(course, state)
    assert (again.commit, repr(again)) == (first.commit, "The hub has 3 lessons; nothing has "
                                           "changed.")  # fmt: skip
    write_lesson(course, "drinks/tea", "Better tea")
    third = release(course, state)
    assert third.changed == ("drinks/tea.ipynb",)
    log = git(repository(state), "log", "--format=%s", "released").splitlines()
    assert len(log) == 2
    assert all(line.startswith("Lessons 0.") for line in log)


def test_the_same_course_gives_the_same_commit_on_every_hub(course: Path, tmp_path: Path) -> None:
    commit(course)
    one, two = (release(course, tmp_path / name).commit for name in ("one", "two"))
    assert one == two


def test_lessons_are_fetched_from_the_released_branch_of_an_address(
    course: Path, state: Path
) -> None:
    commit(course)
    assert len(release(f"file://{course}", state).lessons) == 3
    with pytest.raises(LearnerError, match=r'could not be fetched from "file:///no/such"'):
        release("file:///no/such", state)


def test_everybody_on_the_machine_can_read_the_lessons(course: Path, state: Path) -> None:
    release(course, state)
    for path in (*repository(state).rglob("*"), *(state / "git").iterdir()):
        assert path.stat().st_mode & 0o004, path


def test_notebooks_that_are_not_as_published_are_refused(course: Path, state: Path) -> None:
    commit(course)
    write_lesson(course, "drinks/tea", "Changed by hand")
    with pytest.raises(LearnerError, match=r"not as published \(changed: notebooks/drinks/tea"):
        release(course, state)
    assert not state.exists()


@pytest.mark.parametrize("damage", ["", "{}", '{"cells": []}', None])
def test_an_unfinished_notebook_is_refused(course: Path, state: Path, damage: str | None) -> None:
    path = course / "notebooks" / "cakes" / "scone.ipynb"
    path.unlink()
    if damage is not None:
        path.write_text(damage, encoding="utf-8")
    with pytest.raises(LearnerError, match=r'scone.ipynb" is not a finished notebook'):
        release(course, state)


def test_a_folder_that_is_not_the_course_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LearnerError, match=r"is not the course: it has no book/_toc\.yml"):
        release(tmp_path, tmp_path / "state")


def test_an_unknown_lesson_is_refused_with_the_nearest_name(course: Path, state: Path) -> None:
    release(course, state)
    with pytest.raises(LearnerError, match=r'lesson "scnoe" on this hub\. Did you mean "scone"'):
        find(state, "scnoe")


def test_learners_git_is_told_how_to_merge_and_to_trust_the_hubs_folder(
    course: Path, state: Path
) -> None:
    release(course, state)
    told = git_environment(state, python="/usr/bin/python3")
    assert told["GREATERDATA_PYTHON"] == "/usr/bin/python3"
    read = ["git", "config", "--file", told["GIT_CONFIG_SYSTEM"], "--get"]
    for name, value in {
        "safe.directory": str(repository(state)),
        "core.attributesFile": str(state / "git" / "attributes"),
        "merge.greaterdata-notebook.driver": '"${GREATERDATA_PYTHON:-python3}" -P -m '
        "greaterdata_lessons.hub.merge %A %O %B %P",
    }.items():
        shown = subprocess.run([*read, name], capture_output=True, text=True, check=True)
        assert shown.stdout.strip() == value
