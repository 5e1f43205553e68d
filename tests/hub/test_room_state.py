"""The room as the host sets it: kept whole, read kindly, and nothing odd gets in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import room_state
from greaterdata_lessons.hub.room_state import Room, end_after, end_at, message
from greaterdata_lessons.hub.settings import Settings

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "room").mkdir()
    return Settings(state=str(tmp_path))


def test_a_change_keeps_the_rest_and_can_be_read_by_everybody(settings: Settings) -> None:
    room_state.write(settings, Room(session="s", lesson="2.1"))
    room_state.change(settings, message="Tea")
    assert room_state.read(settings) == Room(session="s", lesson="2.1", message="Tea")
    assert room_state.place(settings).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "text",
    ["", "[", "[]", '{"state": 7, "lesson": [], "prepare": "yes"}', '{"state": "<b>"}'],
)
def test_a_damaged_file_is_an_open_room_with_nothing_set(settings: Settings, text: str) -> None:
    room_state.place(settings).write_text(text)
    assert room_state.read(settings) == Room()


def test_an_end_is_kept_in_universal_time() -> None:
    assert end_at("15.30", NOW) == "2026-11-23T14:30:00Z"
    assert end_after(" 90 ", NOW) == "2026-11-23T15:00:00Z"


@pytest.mark.parametrize("text", ["", "0", "-5", "481", "25 min", "1e2", "٣", "9" * 5000])
def test_minutes_that_are_none_are_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(LearnerError, match="Give the minutes as a whole number from 1 to 480"):
        end_after(text, NOW)


def test_a_time_that_is_none_or_has_gone_by_is_refused_in_a_sentence() -> None:
    with pytest.raises(LearnerError, match=r"such as 15:30\."):
        end_at("half past", NOW)
    with pytest.raises(LearnerError, match="14:15 has gone by: it is 14:30 here"):
        end_at("14:15", NOW)
    with pytest.raises(LearnerError, match="more than eight hours away"):
        end_at("23:59", NOW)


def test_a_message_is_one_short_line() -> None:
    assert message("Back\nat\x07 ten\u202e") == "Back at ten"
    assert message("  ") is None
    with pytest.raises(LearnerError, match="at most 200 letters, and this one 201"):
        message("x" * 201)


def test_the_file_names_no_person(settings: Settings) -> None:
    room_state.write(settings, Room())
    assert set(json.loads(room_state.place(settings).read_text())) == {
        "session", "state", "lesson", "ends_at", "message", "prepare"
    }  # fmt: skip
