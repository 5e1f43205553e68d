"""Lessons reach learners, and nothing that a learner did is ever lost: nbgitpuller for real."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest

from greaterdata_lessons.hub.lessons import git_environment, repository
from greaterdata_lessons.hub.release import release
from greaterdata_lessons.hub.server import pull
from greaterdata_lessons.hub.server.pull import LessonPuller

# nbgitpuller leaves the closing of git's output to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
NAME = "drinks/tea.ipynb"
WORDS = [
    f"Line {number} of a lesson about tea, long enough to be told from others"
    for number in range(8)
]


def notebook(
    changes: dict[str, str] | None = None, *, more: dict[str, str] | None = None, ran: str = ""
) -> str:
    """A lesson of nine cells, some of them changed, with more at its end."""
    texts = {f"c{number}": words for number, words in enumerate(WORDS)} | (changes or {})
    heading = nbformat.v4.new_markdown_cell("# Tea", id="title")
    cells = [
        nbformat.v4.new_code_cell(text, id=name) for name, text in (texts | (more or {})).items()
    ]
    if ran:
        cells[0]["outputs"] = [nbformat.v4.new_output("stream", text=ran)]
    made = nbformat.v4.new_notebook(cells=[heading, *cells])
    return str(nbformat.writes(made)) + "\n"


class Room:
    """A course, a hub that releases it, and one learner who pulls from the hub."""

    def __init__(self, root: Path) -> None:
        self.root, self.state, self.course = root, root / "state", root / "course"
        self.mine = root / "home" / "lessons"
        (root / "home").mkdir(exist_ok=True)
        (self.course / "book").mkdir(parents=True)
        self.publish({NAME: notebook()})
        self.pull()

    def publish(self, lessons: dict[str, str]) -> None:
        """Release these lessons and no others."""
        shutil.rmtree(self.course / "notebooks", ignore_errors=True)
        for name, text in lessons.items():
            path = self.course / "notebooks" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        entries = "".join(f"\n      - file: lessons/{name[:-6]}" for name in lessons)
        toc = f"parts:\n  - caption: Drinks\n    chapters:{entries}\n"
        (self.course / "book" / "_toc.yml").write_text(toc, encoding="utf-8")
        release(self.course, self.state)

    def pull(self) -> str:
        """Pull as the lesson's link does; returns what was said."""
        made = LessonPuller(str(repository(self.state)), str(self.mine), branch="released")
        return "".join(made.pull())

    def write(self, text: str, name: str = NAME) -> None:
        (self.mine / name).write_text(text, encoding="utf-8")

    def read(self, name: str = NAME) -> str:
        return (self.mine / name).read_text(encoding="utf-8")

    def cells(self, name: str = NAME) -> dict[str, str]:
        """The cells of a notebook that is valid."""
        read = nbformat.reads(self.read(name), as_version=4)
        nbformat.validate(read)
        return {cell["id"]: cell["source"] for cell in read["cells"]}

    def files(self) -> list[str]:
        found = (path.relative_to(self.mine) for path in self.mine.rglob("*.ipynb"))
        return sorted(path.as_posix() for path in found)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    for key, value in git_environment(tmp_path / "state", sys.executable).items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(pull, "LOCK_HELD", 0)
    return Room(tmp_path)


MY_WORK = {"c1": "my answer"}
NEWER = {"c5": "A newer line of the lesson"}


def test_the_first_pull_brings_the_lessons_and_nothing_else(room: Room) -> None:
    assert room.files() == [NAME]
    assert room.read() == notebook()


def test_what_the_learner_wrote_stays_when_the_course_stands_still(room: Room) -> None:
    room.write(notebook(MY_WORK))
    room.pull()
    assert room.read() == notebook(MY_WORK)


def test_an_untouched_lesson_follows_the_course(room: Room) -> None:
    room.publish({NAME: notebook(NEWER)})
    room.pull()
    assert room.read() == notebook(NEWER)


def test_changes_of_both_in_different_cells_are_both_there(room: Room) -> None:
    room.write(notebook(MY_WORK, more={"own": "a note of mine"}, ran="my result"))
    room.publish({NAME: notebook(NEWER, more={"new": "a new question"})})
    room.pull()
    cells = room.cells()
    assert cells == room.cells() | MY_WORK | NEWER | {
        "own": "a note of mine",
        "new": "a new question",
    }
    assert "my result" in room.read()


def test_changes_of_both_in_the_same_cell_keep_the_learners(room: Room) -> None:
    room.write(notebook({"c5": "my answer"}))
    room.publish({NAME: notebook(NEWER, more={"new": "a new question"})})
    room.pull()
    assert room.cells()["c5"] == "my answer"
    assert room.cells()["new"] == "a new question"


def test_other_outputs_alone_are_no_hindrance_and_stay_where_the_cell_is_the_same(
    room: Room,
) -> None:
    room.write(notebook(ran="my result"))
    room.publish({NAME: notebook(NEWER, ran="their result")})
    room.pull()
    assert room.cells()["c5"] == NEWER["c5"]
    assert "my result" in room.read()
    assert "their result" not in room.read()


def test_many_updates_one_after_the_other_lose_nothing(room: Room) -> None:
    wrote: dict[str, str] = {}
    for number in range(5):
        wrote[f"own{number}"] = f"note {number}"
        cells = room.cells()
        changes = {name: text for name, text in cells.items() if name.startswith("c")}
        own = {name: text for name, text in cells.items() if name.startswith("own")}
        room.write(notebook(changes, more=own | wrote))
        room.publish({NAME: notebook({f"c{number}": f"newer {number}"})})
        room.pull()
    assert room.cells() == room.cells() | wrote
    assert room.cells()["c4"] == "newer 4"
    assert room.files() == [NAME]


def test_a_lesson_the_learner_deleted_comes_back_fresh_with_the_link(room: Room) -> None:
    (room.mine / NAME).unlink()
    room.publish({NAME: notebook(NEWER)})
    room.pull()
    assert room.read() == notebook(NEWER)


def test_a_lesson_the_course_took_out_goes_unless_somebody_worked_in_it(room: Room) -> None:
    other = "drinks/coffee.ipynb"
    room.publish({NAME: notebook(), other: notebook({"c1": "coffee"})})
    room.pull()
    room.write(notebook({"c1": "my coffee"}), other)
    unlike = {f"c{number}": f"{number} cocoa\n" * 60 for number in range(8)}
    room.publish({"drinks/cocoa.ipynb": notebook(unlike)})
    room.pull()
    assert room.files() == ["drinks/cocoa.ipynb", other]
    assert room.cells(other)["c1"] == "my coffee"


def test_the_learners_work_moves_with_a_renamed_lesson(room: Room) -> None:
    room.write(notebook(MY_WORK))
    room.publish({"hot/tea-time.ipynb": notebook(NEWER)})
    room.pull()
    assert room.files() == ["hot/tea-time.ipynb"]
    cells = room.cells("hot/tea-time.ipynb")
    assert cells == cells | MY_WORK | NEWER


def test_a_file_of_the_learners_under_a_new_lessons_name_is_kept_under_another(room: Room) -> None:
    room.write("mine, no notebook", "drinks/coffee.ipynb")
    room.write("mine too", "drinks/hot-tea.ipynb")
    room.publish({"drinks/hot-tea.ipynb": notebook(), "drinks/coffee.ipynb": notebook(NEWER)})
    room.pull()
    assert room.read("drinks/coffee.ipynb") == notebook(NEWER)
    assert room.read("drinks/hot-tea.ipynb") == notebook()
    kept = {room.read(name) for name in room.files() if "__20" in name}
    assert kept == {"mine, no notebook", "mine too"}


def test_a_damaged_notebook_is_kept_and_the_last_whole_one_is_back(room: Room) -> None:
    room.write(notebook(MY_WORK))
    room.pull()
    room.write(notebook(MY_WORK)[:200])
    room.publish({NAME: notebook(NEWER)})
    said = room.pull()
    assert f"{NAME} was damaged: it is kept as tea-damaged.ipynb" in said
    assert room.cells() == room.cells() | MY_WORK | NEWER
    assert room.read("drinks/tea-damaged.ipynb") == notebook(MY_WORK)[:200]


def test_a_notebook_without_cell_names_stays_whole_with_the_newer_lesson_beside(room: Room) -> None:
    old = json.loads(notebook(MY_WORK))
    for cell in old["cells"]:
        del cell["id"]
    room.write(json.dumps(old | {"nbformat_minor": 4}))
    room.publish({NAME: notebook(NEWER)})
    assert "the newer lesson is beside it as tea-newer.ipynb" in room.pull()
    assert json.loads(room.read()) == old | {"nbformat_minor": 4}
    assert room.read("drinks/tea-newer.ipynb") == notebook(NEWER)


def test_staged_work_and_a_lock_left_by_a_kill_do_not_stop_the_lessons(room: Room) -> None:
    room.write(notebook(MY_WORK))
    subprocess.run(["git", "-C", room.mine, "add", "-A"], check=True)
    for lock in ("index.lock", "refs/heads/released.lock", "HEAD.lock"):
        (room.mine / ".git" / lock).touch()
    room.publish({NAME: notebook(NEWER)})
    room.pull()
    assert room.cells() == room.cells() | MY_WORK | NEWER


def test_a_merge_killed_between_taking_away_and_writing_loses_nothing(room: Room) -> None:
    room.write(notebook(MY_WORK))
    room.pull()  # commits the work
    (room.mine / NAME).unlink()
    (room.mine / ".git" / "index.lock").touch()
    room.publish({NAME: notebook(NEWER)})
    room.pull()
    assert room.cells() == room.cells() | MY_WORK | NEWER


def test_a_merge_that_stopped_at_a_conflict_is_given_up_and_done_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.write(notebook(MY_WORK))
    room.publish({NAME: notebook(NEWER)})
    with monkeypatch.context() as broken:
        broken.setenv("GREATERDATA_PYTHON", "/no/such/python")
        assert "Your lessons stay as they are" in room.pull()
    assert room.read() == notebook(MY_WORK)
    room.pull()
    assert room.cells() == room.cells() | MY_WORK | NEWER


def test_a_half_made_folder_is_made_again_and_what_was_in_it_is_kept(room: Room) -> None:
    room.write(notebook(MY_WORK))
    (room.mine / ".git" / "HEAD").write_text("", encoding="utf-8")
    said = room.pull()
    assert "Your earlier lessons are in lessons-before-" in said
    assert room.read() == notebook()
    (aside,) = room.mine.parent.glob("lessons-before-*")
    assert (aside / NAME).read_text(encoding="utf-8") == notebook(MY_WORK)


def test_a_folder_killed_before_it_held_anything_is_simply_made_again(room: Room) -> None:
    shutil.rmtree(room.mine)
    (room.mine / ".git").mkdir(parents=True)
    room.pull()
    assert room.files() == [NAME]
    home = [name for name in os.listdir(room.mine.parent) if not name.startswith(".")]
    assert home == ["lessons"]  # nothing was set aside


def test_the_lessons_open_as_they_are_when_the_hubs_copy_cannot_be_read(room: Room) -> None:
    room.write(notebook(MY_WORK))
    puller = LessonPuller(str(repository(room.state)), str(room.mine), branch="released")
    repository(room.state).rename(room.root / "away")
    assert "Your lessons stay as they are" in "".join(puller.pull())
    assert room.read() == notebook(MY_WORK)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A home on a disk of 24 MB."""
    home = tmp_path / "home"
    home.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", home], check=True)
    yield home
    subprocess.run(["umount", home], check=True)


def fill(disk: Path, *, leave: int) -> None:
    """Fill a disk but for so many bytes."""
    with (disk / "filling").open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(bytes(4096)):
                pass
        file.truncate(file.tell() - leave)


def test_on_a_full_disk_the_lessons_stay_as_they_are(small_disk: Path, room: Room) -> None:
    room.write(notebook(MY_WORK))
    fill(small_disk, leave=1_000_000)
    room.publish({NAME: notebook(NEWER)})
    assert "nearly full" in room.pull()
    assert room.read() == notebook(MY_WORK)


@pytest.mark.parametrize("leave", [0, 4096, 12288, 20480, 32768, 49152, 65536, 131072])
def test_a_disk_that_fills_up_while_merging_loses_nothing(
    small_disk: Path, room: Room, monkeypatch: pytest.MonkeyPatch, leave: int
) -> None:
    monkeypatch.setattr(pull, "ROOM_TO_MERGE", 0)
    big = notebook(MY_WORK, ran="x" * 9000)
    room.write(big)
    fill(small_disk, leave=leave)
    room.publish({NAME: notebook(NEWER, more={f"n{number}": "new " * 999 for number in range(9)})})
    room.pull()
    assert room.cells()["c1"] == "my answer"
    (small_disk / "filling").unlink()
    room.pull()
    assert room.cells() == room.cells() | MY_WORK | NEWER
