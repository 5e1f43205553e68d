"""The keeper on a real machine: totals over real homes, hostile ones among them; what is left."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest

from greaterdata_lessons.hub import room_state
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.server.totals import Keeper, left_over
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.learning import bank
from tests.hub.real.running import command

SEATS = 26
RIGHT = {name: {"answer": "", "state": "right"} for name in bank.read("who-is-missing")}


def write(home: Path, answers: dict[str, object]) -> None:
    file = home / people.PROGRESS
    file.write_text(
        json.dumps({"format": "greaterdata progress", "version": 1, "answers": answers})
    )
    os.chown(file, home.stat().st_uid, home.stat().st_gid)


@pytest.fixture(scope="module")
def homes() -> Iterator[list[Path]]:
    """Twenty-six learners who finished a lesson, with plain homes."""
    users = [f"{people.PREFIX}k{n}" for n in range(SEATS)]
    for user in users:
        command("useradd", "--create-home", "--user-group", user)
    found = [Path(pwd.getpwnam(user).pw_dir) for user in users]
    for home in found:
        write(home, RIGHT)
    yield found
    for user in users:
        command("userdel", "--remove", user)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(state=str(tmp_path / "state"))
    people.prepare_machine(made)
    room_state.change(made, session="first")
    return made


def totals(settings: Settings) -> dict[str, object]:
    return dict(json.loads(settings.folder("totals.json").read_text()))


def test_totals_over_real_homes_are_in_tens_and_name_nobody(
    settings: Settings, homes: list[Path]
) -> None:
    Keeper(settings).round(0)
    found = totals(settings)
    [lesson] = found["lessons"]  # type: ignore[misc]
    assert (found["took_part"], lesson["began"], lesson["finished"]) == (20, 20, 10)
    assert {one["right"] for one in lesson["questions"]} == {10}
    text = settings.folder("totals.json").read_text()
    assert people.PREFIX not in text
    entry = settings.folder("totals.json").stat()
    assert (entry.st_uid, entry.st_mode & 0o777) == (0, 0o640)


def test_hostile_homes_change_nothing_and_keep_nobody_waiting(
    settings: Settings, homes: list[Path]
) -> None:
    hostile = homes[:6]
    for home in hostile:
        (home / people.PROGRESS).unlink()
    (hostile[0] / people.PROGRESS).symlink_to(homes[10] / people.PROGRESS)
    os.mkfifo(hostile[1] / people.PROGRESS)
    (hostile[2] / people.PROGRESS).symlink_to("/dev/zero")
    (hostile[3] / people.PROGRESS).write_bytes(b"{" * 1_900_000)
    with (hostile[4] / people.PROGRESS).open("wb") as large:
        large.truncate(10**13)
    os.link(homes[11] / people.PROGRESS, hostile[5] / people.PROGRESS)
    Keeper(settings).round(0)
    assert totals(settings)["took_part"] == 10  # 19 of 26: a file with two names counts for nobody
    for home in hostile:
        (home / people.PROGRESS).unlink()
        write(home, RIGHT)


def test_totals_outlive_a_restart_freeze_at_the_close_and_begin_anew_with_a_session(
    settings: Settings, homes: list[Path]
) -> None:
    Keeper(settings).round(0)
    before = totals(settings)
    for home in homes:
        (home / people.PROGRESS).unlink()
    Keeper(settings).round(0)
    assert totals(settings) == before
    room_state.change(settings, state="closing")
    Keeper(settings).round(10_000)
    assert totals(settings) == before
    room_state.change(settings, state="open", session="second")
    Keeper(settings).round(0)
    assert totals(settings) == {"session": "second", "took_part": 0, "lessons": []}


def test_what_is_left_of_a_seat_is_found_wherever_it_is(settings: Settings) -> None:
    assert "seat-gone" not in left_over(settings)
    (settings.folder("homes") / "seat-gone.img").touch()
    (settings.folder("handed-in") / "seat-gone").mkdir()
    assert left_over(settings)["seat-gone"] == ["hand-in folder", "file that holds the home"]
    room_state.change(settings, state="closing")
    Keeper(settings).round(0)
    told = json.loads(settings.folder("left.json").read_text())
    assert "seat-gone" in told["left"]
    assert told["at"].endswith("Z")
