"""Reading a file that somebody else owns: nothing in its place leads elsewhere or keeps waiting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from greaterdata_lessons.hub.safe_files import as_object, read_small

ME = os.getuid()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    (place / "lessons").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    return place


def read(home: Path, name: str = "lessons/mine.txt") -> bytes | None:
    return read_small(home, name, largest=100, owner=ME)


def test_a_plain_small_file_of_ones_own_is_read(home: Path) -> None:
    (home / "lessons" / "mine.txt").write_text("Tea")
    assert read(home) == b"Tea"
    assert read_small(home, "lessons/mine.txt", largest=2) is None


def test_a_link_leads_nowhere_wherever_on_the_way_it_is(home: Path) -> None:
    secret = home.parent / "secret.txt"
    (home / "lessons" / "mine.txt").symlink_to(secret)
    assert read(home) is None
    (home / "lessons" / "mine.txt").unlink()
    (home / "lessons").rmdir()
    (home.parent / "other").mkdir()
    (home.parent / "other" / "mine.txt").write_text("secret")
    (home / "lessons").symlink_to(home.parent / "other")
    assert read(home) is None
    link = home.parent / "link"
    link.symlink_to(home.parent / "other")
    assert read_small(link, "mine.txt", largest=100) is None


def test_a_second_name_for_a_file_is_refused_where_an_owner_is_asked_for(home: Path) -> None:
    os.link(home.parent / "secret.txt", home / "lessons" / "mine.txt")
    assert read(home) is None


def test_anothers_file_is_refused(home: Path) -> None:
    (home / "lessons" / "mine.txt").write_text("Tea")
    assert read_small(home, "lessons/mine.txt", largest=100, owner=ME + 1) is None


def test_a_pipe_that_nobody_writes_to_and_a_folder_count_as_no_file(home: Path) -> None:
    os.mkfifo(home / "lessons" / "mine.txt")
    assert read(home) is None
    (home / "lessons" / "mine.txt").unlink()
    (home / "lessons" / "mine.txt").mkdir()
    assert read(home) is None


def test_a_file_far_larger_than_what_it_holds_is_not_read(home: Path) -> None:
    with (home / "lessons" / "mine.txt").open("wb") as file:
        file.truncate(10**12)
    assert read(home) is None


@pytest.mark.parametrize(
    "text", [b"", b"[", b"[" * 100_000, b"[1]", b"\xff", b'{"a": 1e999}', b"7"]
)
def test_json_that_is_none_or_no_object_is_an_empty_one(text: bytes) -> None:
    assert as_object(text).get("b") is None
