"""Your own file stays yours: no shared server, no socket, nothing written unasked."""

import csv
import os
import socket
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.data import own as room
from greaterdata_lessons.data.own import big, doors, machine
from greaterdata_lessons.errors import LearnerError
from tests.data.own.cases import read_values
from tests.data.own.every import CASES

PLAIN = "borough,people\nSefton,12\nWirral,7\n"
GOOD = ["UTF-8", "tabs", "workbook", "ODS", "JSON records", "Parquet"]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "visits.csv"
    path.write_text(PLAIN, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", sorted(machine.SHARED))
def test_on_a_shared_server_nothing_is_opened(
    name: str, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "ann")
    with pytest.raises(LearnerError, match="your data would leave your machine"):
        gd.own(plain)


def test_a_shared_server_is_known_before_the_file_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    with pytest.raises(LearnerError, match="runs on a JupyterHub"):
        gd.own("no-such-file.csv")


def test_colab_is_known_by_its_library(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.colab", sys)
    with pytest.raises(LearnerError, match="runs on Google Colab"):
        gd.own(plain)


def test_a_kernel_reached_over_ssh_counts_as_shared_and_a_script_does_not(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert gd.own(plain).rows == 2
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    with pytest.raises(LearnerError, match="a machine reached over SSH"):
        gd.own(plain)


@pytest.mark.parametrize("name", GOOD)
def test_no_socket_is_opened_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case,) = [case for case in CASES if case.name == name]
    path = case.make(tmp_path)
    before = {child: child.stat().st_mtime_ns for child in tmp_path.iterdir()}

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    for way in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, way, refuse)
    monkeypatch.chdir(tmp_path)
    assert read_values(gd.own(path)) == case.reads
    assert {child: child.stat().st_mtime_ns for child in tmp_path.iterdir()} == before


def test_duckdb_may_fetch_no_extension_and_write_no_overflow() -> None:
    names = ["autoinstall_known_extensions", "autoload_known_extensions", "temp_directory"]
    sql = ", ".join(f"current_setting('{name}')" for name in names)
    assert big.connect("tests").execute(f"select {sql}").fetchone() == (False, False, "")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "denied"), "may not be read by you. Ask its owner"),
        (FileNotFoundError(2, "gone"), "There is no file"),
        (OSError(5, "failed"), "the disk or network drive failed"),
        (OSError(999, "odd"), "could not be read. Copy it and try again"),
    ],
)
def test_a_file_that_may_not_be_read_or_vanishes_gets_a_sentence(
    error: OSError, words: str, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(LearnerError, match=words):
        gd.own(plain)


def test_a_file_that_vanishes_half_way_gets_a_sentence(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head_of = doors.head_of

    def head_then_gone(path: Path) -> bytes:
        head = head_of(path)
        path.unlink()
        return head

    monkeypatch.setattr(room, "head_of", head_then_gone)
    with pytest.raises(LearnerError, match="There is no file"):
        gd.own(plain)


def test_ten_million_columns_are_refused_from_the_beginning_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"a" + b",a" * 9_999_999 + b"\n")
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the whole file was read"))
    with pytest.raises(LearnerError, match="at least 524,289 columns"):
        gd.own(path)


@pytest.mark.parametrize(
    ("library", "name"),
    [("openpyxl", "workbook"), ("python_calamine", "ODS"), ("duckdb", "Parquet")],
)
def test_a_library_that_is_not_installed_gets_a_sentence(
    library: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (case,) = [case for case in CASES if case.name == name]
    path = case.make(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LearnerError, match=r'pip install "greaterdata-lessons\[own\]"'):
        gd.own(path)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_plain_file_is_split_without_the_library_that_looks_closer(
    mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "clevercsv", None)
    path = tmp_path / "plain.csv"
    rows = [["ward", "visits", "said"], ["Abbey", "12", "warm, dry"], ["Vale", "7", "cold; wet"]]
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    assert gd.own(path).table["said"].tolist() == ["warm, dry", "cold; wet"]


def test_a_type_of_your_own_wins_and_one_that_does_not_fit_is_said(plain: Path) -> None:
    mine = gd.own(plain)
    assert mine.typed({"people": "text"})["people"].tolist() == ["12", "7"]
    with pytest.raises(LearnerError, match='"Sefton" in "borough" is not a number'):
        mine.typed({"borough": "number"})
    with pytest.raises(LearnerError, match='Did you mean "borough"'):
        mine.typed({"boroughs": "text"})
    with pytest.raises(LearnerError, match='no type "integer"'):
        mine.typed({"people": "integer"})


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every file as too large for memory."""
    monkeypatch.setattr(room, "IN_MEMORY", 10)
    monkeypatch.setattr(big, "MOST_CELLS", 0)


LARGE = "Visits, made up\n\nward,day,seen,share\n" + "".join(
    f'00{n % 9},{n % 28 + 1:02}/02/2025,"{"<5" if n % 10 == 0 else f"1,{n:03}"}",{n % 100}%\n'
    for n in range(900)
)


@pytest.mark.usefixtures("large")
def test_a_file_beyond_memory_gets_the_same_types_from_duckdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large [1].csv"
    path.write_text(LARGE, encoding="utf-8")
    mine = gd.own(path)
    assert isinstance(mine.table, duckdb.DuckDBPyRelation)
    assert (mine.rows, len(mine.sample)) == (900, 900)
    monkeypatch.setattr(room, "IN_MEMORY", 10**9)
    small = gd.own(path)
    assert mine.columns["proposed type"].to_list() == small.columns["proposed type"].to_list()
    assert mine.columns["marks"].to_list() == small.columns["marks"].to_list() == [0, 0, 90, 0]
    assert sorted(mine.table.fetchall()) == sorted(small.table.itertuples(index=False, name=None))
    with pytest.raises(LearnerError, match="is too large for memory"):
        mine.typed()


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize(
    ("held", "words"),
    [
        (LARGE.encode("utf-16"), "large and in UTF-16"),
        (b'"' + b"x" * 2_000_000, "first line of more than a million letters"),
        (b"\n\n" + b"\n" * 2_000_000, "holds nothing but blanks"),
        (LARGE.replace("made", "ma£de").encode("cp1252"), "large and in Windows-1252"),
        ((LARGE + "1,2\n").encode(), "written differently from line 904"),
        ((LARGE + "é,1,2,3\n").encode("cp1252"), "older one|written differently|large and in"),
    ],
)
def test_a_file_beyond_memory_that_is_not_all_alike_gets_a_sentence(
    held: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(held)
    with pytest.raises(LearnerError, match=words):
        gd.own(path)


@pytest.mark.usefixtures("large")
def test_a_table_that_needs_too_much_memory_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.csv"
    path.write_text(LARGE, encoding="utf-8")
    monkeypatch.setattr(big, "MEMORY", "1MB")
    with pytest.raises(LearnerError, match="needs more memory than the 1MB allowed"):
        gd.own(path)


@pytest.mark.usefixtures("large")
def test_a_large_parquet_file_stays_on_disk_and_a_large_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    duckdb.sql("select '00' || range as code, range as n from range(50)").write_parquet(str(path))
    mine = gd.own(path)
    assert mine.rows == 50
    assert mine.columns["proposed type"].to_list() == ["text", "bigint"]
    (tmp_path / "t.json").write_text('[{"a": 1}, {"a": 2}]')
    with pytest.raises(LearnerError, match="too large for JSON"):
        gd.own(tmp_path / "t.json")


def test_what_was_read_is_a_plain_table_that_the_course_can_count(plain: Path) -> None:
    mine = gd.own(os.fspath(plain))
    assert str(gd.count(mine.table, by="borough")) == "2 records by borough: Sefton 1, Wirral 1."
    assert pd.api.types.is_string_dtype(mine.table["people"])
