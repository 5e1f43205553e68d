"""What is saved can start no formula, replaces nothing unasked, and is whole or not there."""

import csv
import os
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.data.own.save import _Guard
from greaterdata_lessons.errors import LearnerError

DANGEROUS = ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "=", "＝1+1",
             "-1+cmd|' /C calc'!A0", "+44 151 233", "--5", "-.", "+", "\u00a0=1"]  # fmt: skip
HARMLESS = ["-5", "+3.2", "-1,234", "-5%", "-", "Sefton", "a=b", "5-10", "'=1", "", "<5", "007"]


def cells_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_or_heading_can_start_a_formula(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{ending}"
    saved = gd.save_own(pd.DataFrame({"=evil()": DANGEROUS}), path)
    if ending == "csv":
        written = [row[0] for row in cells_of(path)]
    else:
        page = openpyxl.load_workbook(path)["Data"]
        assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s"}
        written = [str(row[0]) for row in page.iter_rows(values_only=True)]
    assert all(cell.startswith("'") for cell in written)
    assert saved.made_safe == len(DANGEROUS) + 1
    assert f"{saved.made_safe} cells that could start a formula have an apostrophe" in str(saved)


def test_numbers_and_plain_words_are_written_as_they_are(tmp_path: Path) -> None:
    saved = gd.save_own(pd.DataFrame({"x": HARMLESS, "n": -5}), tmp_path / "out.csv")
    assert [row[0] for row in cells_of(saved.path)[1:]] == HARMLESS
    assert {row[1] for row in cells_of(saved.path)[1:]} == {"-5"}
    assert saved.made_safe == 0


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_whatever_the_text_its_first_letter_is_no_starter_unless_it_is_a_number(text: str) -> None:
    safe = _Guard().text(text)
    first = safe.lstrip(" \u00a0\ufeff")[:1]
    number = safe == "-" or safe.strip("+-%").replace(",", "").replace(".", "").isdigit()
    assert first not in set("=+-@\t\r\n") or number or not safe.strip("+-.%")


def test_a_file_saved_and_read_again_is_the_same(tmp_path: Path) -> None:
    table = pd.DataFrame({"code": ["007", "Café £"], "n": [1, -5], "x": [1.5, None]})
    gd.save_own(table, tmp_path / "t.csv")
    again = gd.own(tmp_path / "t.csv")
    assert again.table["code"].to_list() == ["007", "Café £"]
    assert again.typed()["n"].to_list() == [1, -5]
    gd.save_own(table, tmp_path / "t.xlsx")
    pd.testing.assert_frame_equal(gd.own(tmp_path / "t.xlsx").table, table, check_dtype=False)


def test_great_numbers_dates_and_gaps_are_kept_whole_in_a_workbook(tmp_path: Path) -> None:
    day = pd.Timestamp("2025-04-03")
    gd.save_own(pd.DataFrame({"n": [9007199254740993], "d": [day]}), tmp_path / "t.xlsx")
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["Data"]
    assert [cell.value for cell in page[2]] == ["9007199254740993", "2025-04-03"]


def test_a_named_index_is_kept(tmp_path: Path) -> None:
    table = pd.DataFrame({"n": [1]}, index=pd.Index(["Sefton"], name="borough"))
    gd.save_own(table, tmp_path / "t.csv")
    assert cells_of(tmp_path / "t.csv") == [["borough", "n"], ["Sefton", "1"]]


def test_a_relation_is_saved_row_by_row(tmp_path: Path) -> None:
    relation = duckdb.sql("select '=1' as a, range as n from range(3)")
    saved = gd.save_own(relation, tmp_path / "t.csv")
    assert (saved.rows, saved.made_safe) == (3, 3)
    assert cells_of(tmp_path / "t.csv")[1] == ["'=1", "0"]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    mine = gd.own(path)
    with pytest.raises(LearnerError, match="is there already and was left as it is"):
        mine.save(path)
    assert path.read_text() == "a,b\n1,2\n"
    mine.save(path, overwrite=True)
    assert cells_of(path) == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_failure_half_way_leaves_the_old_file_and_no_other(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"t.{ending}"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(LearnerError, match="no space left on device"):
        gd.save_own(pd.DataFrame({"a": [1]}), path, overwrite=True)
    assert [child.name for child in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "old"


@pytest.mark.parametrize(
    ("table", "name", "words"),
    [
        (pd.DataFrame({"a": [1]}), "t.pdf", "must end in .csv or .xlsx"),
        (pd.DataFrame({"a": [1]}), "no/t.csv", "There is no folder"),
        (pd.DataFrame({"a": ["x\x07"]}), "t.xlsx", "Save as .csv instead"),
        (pd.DataFrame({"a": ["x" * 40_000]}), "t.xlsx", "Save as .csv instead"),
        ("t.csv", "t.csv", "Give the table to save"),
    ],
)
def test_what_cannot_be_saved_gets_a_sentence(
    table: object, name: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(LearnerError, match=words):
        gd.save_own(table, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
