"""A learner's server on the real hub: the lessons are there, ready, and updated with care."""

import json
import shutil
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import psutil
import pytest

from greaterdata_lessons.hub import room_state
from greaterdata_lessons.hub.lessons import find, repository
from greaterdata_lessons.hub.release import release
from tests.hub.real.running import ROOT, Hub
from tests.hub.real.seat import Seat

LESSON = "4.1"


@pytest.fixture(scope="module")
def course(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course that a test may change, released to the hub."""
    copy = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "notebooks", copy / "notebooks")
    (copy / "book").mkdir()
    shutil.copy(ROOT / "book" / "_toc.yml", copy / "book")
    release(copy, Path(hub.settings.state))
    return copy


@pytest.fixture(scope="module")
def seat(hub: Hub, course: Path) -> Iterator[Seat]:
    """A learner whose server was started while the room was at a lesson."""
    until = time.monotonic() + 120
    while not room_state.read(hub.settings).session:  # the host's page opens the room
        assert time.monotonic() < until, hub.log()
        time.sleep(0.3)
    room_state.change(hub.settings, lesson=LESSON)
    sitting = Seat(hub, "amber-heron")
    sitting.arrive()
    sitting.line.close()
    sitting.ask("DELETE", f"api/kernels/{sitting.kernel}")  # this one is not the lesson's
    yield sitting
    sitting.line.close()
    room_state.change(hub.settings, lesson=None)
    hub.delete(sitting.name)


def path(hub: Hub) -> str:
    return f"lessons/{find(Path(hub.settings.state), LESSON).path}"


def pull(seat: Seat) -> str:
    """Bring the lessons as a lesson's link does; returns what nbgitpuller said."""
    asked = {"repo": repository(Path(seat.hub.settings.state)), "branch": "released"}
    query = urllib.parse.urlencode(asked | {"targetpath": "lessons"})
    head = {"Authorization": f"token {seat.token}"}
    address = f"{seat.hub.address}/user/{seat.name}/git-pull/api?{query}"
    with urllib.request.urlopen(urllib.request.Request(address, headers=head), timeout=120) as got:
        return str(got.read().decode())


def join_kernel(seat: Seat, notebook: str) -> None:
    """Join the kernel that the server started by itself, as opening the lesson does."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        found = {one["path"]: one["kernel"] for one in seat.ask("GET", "api/sessions")}
        if notebook in found:
            seat.kernel = found[notebook]["id"]
            seat.join()
            return
        time.sleep(0.5)
    raise AssertionError(found)


def test_a_started_server_has_the_lessons_and_the_rooms_lesson_waits_with_its_tools_imported(
    hub: Hub, seat: Seat
) -> None:
    home = Path(f"/home/{seat.user}")
    assert (home / path(hub)).stat().st_uid == home.stat().st_uid
    join_kernel(seat, path(hub))
    until = time.monotonic() + 60
    # The last of what it does is a chart, in the charts' own style.
    while seat.run("import sys; print('afcharts' in sys.modules)").strip() != "True":
        assert time.monotonic() < until
        time.sleep(1)
    assert seat.run("print([name for name in dir() if name in ('pd', 'gd')])").strip() == "[]"


def test_a_lesson_updated_meanwhile_is_merged_with_the_learners_work(
    hub: Hub, seat: Seat, course: Path
) -> None:
    own = Path(f"/home/{seat.user}") / path(hub)
    content = seat.ask("GET", f"api/contents/{path(hub)}")["content"]
    content["cells"][2]["source"] += "\n# my own note"
    seat.ask("PUT", f"api/contents/{path(hub)}", {"type": "notebook", "content": content})
    newer = course / "notebooks" / path(hub).removeprefix("lessons/")
    lesson = json.loads(newer.read_text(encoding="utf-8"))
    lesson["cells"][0]["source"].append("\nA newer line.")
    newer.write_text(json.dumps(lesson, indent=1) + "\n", encoding="utf-8")
    release(course, Path(hub.settings.state))
    assert '"finished"' in pull(seat)
    merged = nbformat.read(own, as_version=4)
    nbformat.validate(merged)
    assert merged.cells[0].source.endswith("A newer line.")
    assert merged.cells[2].source.endswith("# my own note")


def test_a_server_and_the_kernel_that_waits_stay_small(seat: Seat) -> None:
    running = [
        one for one in psutil.process_iter(["username"]) if one.info["username"] == seat.user
    ]
    used = sum(one.memory_full_info().pss for one in running) >> 20
    print(f"\none learner, server and prepared kernel: {used} MB (PSS)")
    assert used < 350
