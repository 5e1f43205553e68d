"""An area's measures: a dated baseline, a sign of failure first, and no change of rule unseen."""

from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.kpis import Kpis, Reading, blocks

FAILED = "fewer than half of flows have a return after a year"


def begun() -> Kpis:
    return gd.kpis(owner="Data lead", would_show_failure=FAILED, written_on="2026-01-01")


def two_way(on: str, count: int, of: int, rule: str = "something came back") -> Reading:
    return Reading("two-way", on, count, of, rule)


@pytest.mark.parametrize("given", [{}, {"owner": "Data lead"}, {"would_show_failure": FAILED}])
def test_what_would_show_failure_comes_before_the_first_figure(given: dict[str, str]) -> None:
    with pytest.raises(LearnerError, match="Before the first figure, say owner="):
        gd.kpis(**given)


def test_a_figure_that_was_known_before_is_no_baseline() -> None:
    with pytest.raises(LearnerError, match="it was known before"):
        begun().add(two_way("2025-12-31", 1, 2))


def test_readings_come_in_the_order_of_their_days_and_none_from_the_future() -> None:
    found = begun().add(two_way("2026-06-01", 3, 20))
    with pytest.raises(LearnerError, match="There is a reading of two-way from 2026-06-01"):
        found.add(two_way("2026-05-01", 3, 20))
    with pytest.raises(LearnerError, match="still to come"):
        found.add(two_way("2090-01-01", 3, 20))


def test_a_change_stands_beside_its_baseline_with_its_interval() -> None:
    found = begun().add(two_way("2026-01-02", 4, 40)).add(two_way("2026-11-02", 24, 40))
    moved = found.moved("two-way")
    assert moved.first.on == "2026-01-02"
    assert moved.change is not None
    assert moved.change.finding == "higher"
    assert "Since the baseline of 2026-01-02: 60.0% (24 of 40) against 10.0% (4 of 40)" in str(
        found
    )


def test_a_changed_rule_starts_a_new_baseline_and_says_what_it_was() -> None:
    easy = "a return is named"
    found = begun().add(two_way("2026-01-02", 4, 40)).add(two_way("2026-06-02", 30, 40, easy))
    moved = found.moved("two-way")
    assert moved.change is None
    assert moved.rules == (("2026-06-02", "something came back"),)
    assert 'it was: "something came back"' in str(moved)
    told = " ".join(block.text for block in blocks(found))
    assert 'Until 2026-06-02 the rule was: "something came back".' in told


def test_nothing_to_count_is_undefined_and_never_0() -> None:
    assert "Not defined" in str(begun().add(two_way("2026-02-01", 0, 0)))


def test_what_people_wrote_is_shown_as_text_and_never_as_markup() -> None:
    shown = gd.kpis(owner="Data lead", would_show_failure="<b>less</b>")._repr_html_()
    assert "&lt;b&gt;less" in shown
    assert "<b>" not in shown


def test_measures_are_kept_and_two_who_write_do_not_overwrite_each_other(tmp_path: Path) -> None:
    path = tmp_path / "kpis.json"
    begun().add(two_way("2026-01-02", 4, 40)).save(path)
    one, other = gd.kpis(path), gd.kpis(path)
    assert one.readings == (two_way("2026-01-02", 4, 40),)
    one.add(two_way("2026-02-02", 5, 40)).save(path)
    with pytest.raises(LearnerError, match="has changed since it was opened"):
        other.add(two_way("2026-02-03", 6, 40)).save(path)
    assert len(gd.kpis(path).readings) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "greaterdata kpis", "version": 2}'])
def test_a_damaged_or_newer_file_is_refused_and_left(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kpis.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LearnerError, match="is no whole file of measures"):
        gd.kpis(path)
    assert path.read_text(encoding="utf-8") == text
    with pytest.raises(LearnerError, match="There is no file"):
        gd.kpis(tmp_path / "gone.json")


def test_quality_counts_required_fields_that_pass_and_keeps_the_rules() -> None:
    homes = pd.DataFrame({"home": ["H1", "H2", "H3"], "borough": ["Sefton", "", "Wirral"],
                          "seen": ["2026-01-02", "2026-13-02", "2026-02-02"]})  # fmt: skip
    found = gd.quality_reading(gd.quality(homes, on="2026-04-01"), ["borough", "seen"])
    assert (found.count, found.of, found.on) == (4, 6, "2026-04-01")
    assert "seen: a day of the calendar" in found.rule
    with pytest.raises(LearnerError, match='Did you mean "borough"'):
        gd.quality_reading(gd.quality(homes, on="2026-04-01"), ["brough"])


def test_accessibility_tells_the_median_days_where_they_were_kept() -> None:
    listed = pd.DataFrame({"access": ["open", "shared", "closed"], "days_to_get": [1, 40, None]})
    found = gd.accessibility_reading(listed, "2026-02-01")
    assert (found.count, found.of) == (2, 3)
    assert found.note == "Median days to get it: 20, from 2."
    with pytest.raises(LearnerError, match='"opne" is no kind of access'):
        gd.accessibility_reading(pd.DataFrame({"access": ["opne"]}), "2026-02-01")


def test_availability_counts_needed_themes_by_place_also_where_nothing_is_listed() -> None:
    falls = gd.load("inventory").query('theme == "falls"')
    everywhere = gd.availability_reading(falls, "2026-02-01", ["falls"])
    two = gd.availability_reading(falls, "2026-02-01", ["falls", "tea"])
    assert (two.count, two.of) == (everywhere.count, 2 * everywhere.of)
    asked = gd.availability_reading(falls, "2026-02-01", ["falls"], asked=["Sefton", "Wirral"])
    assert asked.of == 2
    assert "4 cells are of places that were not asked." in asked.note


def test_two_way_counts_flows_of_the_ledger_with_a_return() -> None:
    ledger = gd.register("ledger").add(
        **{"from": "Food hub", "to": "Council"},
        what="visits",
        why="plan",
        how_often="once",
        comes_back="nothing",
    )
    found = gd.two_way_reading(gd.two_way(ledger).flows, "2026-02-01")
    assert (found.count, found.of) == (0, 1)
    with pytest.raises(LearnerError, match="have no column"):
        gd.two_way_reading(pd.DataFrame({"a": [1]}), "2026-02-01")
