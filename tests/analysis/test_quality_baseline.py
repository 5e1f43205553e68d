"""A baseline is dated, holds no rows, and a later check says what changed, rules included."""

import json
from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.quality.result import Quality
from greaterdata_lessons.errors import LearnerError


def people(blank: int, *, of: int = 400) -> pd.DataFrame:
    answers = [""] * blank + ["Ann of Madeup Lane"] * (of - blank)
    return pd.DataFrame({"ref": [f"R{n:03d}" for n in range(of)], "answer": answers})


def check(blank: int, on: str, rules: dict[str, list[str]] | None = None) -> Quality:
    return gd.quality(people(blank), by="answer", rules=rules, on=on, name="A list")


def finding(before: Quality | Path, now: Quality | Path, found: str = "blank") -> str:
    table = gd.compare_quality(before, now).table.set_index("found")
    return str(table.loc[found, "finding"])


def test_a_baseline_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    first, later = check(80, "2026-01-31"), check(20, "2026-07-31")
    kept = gd.compare_quality(first.save(tmp_path / "before.json"), later)
    fresh = gd.compare_quality(first, later)
    pd.testing.assert_frame_equal(kept.table, fresh.table)
    assert str(kept) == str(fresh)


def test_a_baseline_holds_no_value_of_the_table(tmp_path: Path) -> None:
    text = check(80, "2026-01-31").save(tmp_path / "kept.json").read_text("utf-8")
    assert "Madeup" not in text
    assert "R001" not in text
    assert json.loads(text)["checked_on"] == "2026-01-31"


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (80, 20, "better"),
        (20, 80, "worse"),
        (20, 24, "cannot tell from these data"),
        (20, 20, "the same"),
    ],
)
def test_a_change_is_named_when_its_interval_allows(before: int, now: int, expected: str) -> None:
    assert finding(check(before, "2026-01-31"), check(now, "2026-07-31")) == expected


def test_a_changed_rule_is_said_and_nothing_is_compared() -> None:
    short, long = {"answer": ["Ann"]}, {"answer": ["Ann", "Bob"]}
    change = gd.compare_quality(check(9, "2026-01-31", short), check(9, "2026-07-31", long))
    [row] = change.table[change.table["found"] == "breaks your rule"].to_dict("records")
    assert row["finding"] == "the rule changed: do not compare"
    assert pd.isna(row["change"])
    assert "Before: one of: Ann. Now: one of: Ann, Bob." in str(change)


def test_a_check_made_once_is_not_taken_for_a_change() -> None:
    first, later = check(9, "2026-01-31"), check(9, "2026-07-31", {"answer": ["Ann"]})
    assert finding(first, later, "breaks your rule") == "checked now, not before"


def test_the_change_comes_with_people_and_an_interval() -> None:
    text = str(gd.compare_quality(check(80, "2026-01-31"), check(20, "2026-07-31")))
    assert "answer, blank: better (80 of 400 rows before, 20 of 400 now; -15.0 points" in text


def test_what_is_no_baseline_is_said(tmp_path: Path) -> None:
    later = check(20, "2026-07-31")
    with pytest.raises(LearnerError, match="There is no baseline at"):
        gd.compare_quality(tmp_path / "none.json", later)
    other = tmp_path / "other.json"
    for text in ("{}", "[1]", "not JSON"):
        other.write_text(text, "utf-8")
        with pytest.raises(LearnerError, match="is not a baseline of this library"):
            gd.compare_quality(other, later)
    with pytest.raises(LearnerError, match="Give the earlier one first"):
        gd.compare_quality(later, check(20, "2026-01-31"))


def test_a_notebook_shows_the_change_as_a_table_in_words() -> None:
    first, later = check(80, "2026-01-31"), check(20, "2026-07-31", {"answer": ["Ann"]})
    shown = gd.compare_quality(first, later)._repr_html_()
    assert "80 of 400" in shown
    assert "-15.0" in shown
    assert "not checked" in shown
    assert "nan" not in shown
