"""Comparing with the people who could have come: right figures, honest words, clear refusals."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.representation import CLOSE, FEWER, MORE, UNSURE
from greaterdata_lessons.errors import LearnerError


def cube(counts: dict[str, int], unit: str = "people") -> Cube:
    table = pd.DataFrame({"group": list(counts), "count": list(counts.values())})
    return Cube(table, by=("group",), unit=unit)


RESIDENTS = cube({"A": 5000, "B": 4000, "C": 1000}, "residents")


@given(st.tuples(*[st.integers(1, 3000)] * 3))
def test_ratio_and_interval_are_the_shares_divided(counts: tuple[int, int, int]) -> None:
    found = gd.representation(cube(dict(zip("ABC", counts, strict=True))), against=RESIDENTS)
    for group, number, share in zip("ABC", counts, (0.5, 0.4, 0.1), strict=True):
        row = found.row(group)
        low, high = binomtest(number, sum(counts)).proportion_ci(0.95, method="wilson")
        assert row["ratio"] == pytest.approx(number / sum(counts) / share)
        assert (row["low"], row["high"]) == pytest.approx((low / share, high / share), abs=1e-8)
        assert row["expected"] == pytest.approx(sum(counts) * share)


@given(st.tuples(*[st.integers(1, 3000)] * 3))
def test_expected_people_add_up_to_the_people_reached(counts: tuple[int, int, int]) -> None:
    found = gd.representation(cube(dict(zip("ABC", counts, strict=True))), against=RESIDENTS).table
    assert found["expected"].sum() == pytest.approx(found["reached"].sum())


def test_each_finding_has_its_own_words() -> None:
    found = gd.representation(cube({"A": 520, "B": 460, "C": 20}), against=RESIDENTS)
    assert found.row("C")["finding"] == FEWER
    assert found.row("B")["finding"] == MORE
    many = gd.representation(cube({"A": 5000, "B": 4000, "C": 1000}), against=RESIDENTS)
    assert set(many.table["finding"]) == {CLOSE}
    few = gd.representation(cube({"A": 5, "B": 4, "C": 1}), against=RESIDENTS)
    assert set(few.table["finding"]) == {UNSURE}


def test_how_close_is_close_is_the_readers_choice() -> None:
    counts = cube({"A": 5200, "B": 3800, "C": 1000})
    assert gd.representation(counts, against=RESIDENTS).row("A")["finding"] == CLOSE
    strict = gd.representation(counts, against=RESIDENTS, close=0.01)
    assert strict.row("A")["finding"] == MORE


def test_a_group_that_nobody_came_from_is_shown_with_zero() -> None:
    found = gd.representation(cube({"A": 500, "B": 500}), against=RESIDENTS)
    assert found.row("C")["reached"] == 0
    assert found.row("C")["finding"] == FEWER
    assert found.small == ("C",)


def test_a_group_that_the_reference_lacks_is_named() -> None:
    with pytest.raises(LearnerError, match=r"nobody in: Z, Y\..*not_stated"):
        gd.representation(cube({"A": 5, "Z": 1, "Y": 1}), against=RESIDENTS)


def test_people_with_no_group_stated_are_set_aside_and_said() -> None:
    counts = cube({"A": 50, "B": 40, "C": 10, "Not stated": 7}, "referrals")
    found = gd.representation(counts, against=RESIDENTS, not_stated="Not stated")
    assert found.set_aside == 7
    assert "7 referrals with the group not stated are set aside." in str(found)
    assert "7 with the group not stated are set aside." in found._repr_html_()


def test_nobody_left_to_compare_gets_a_sentence() -> None:
    with pytest.raises(LearnerError, match="Nobody is left to compare"):
        gd.representation(cube({"Not stated": 7}), against=RESIDENTS, not_stated="Not stated")


def test_two_characteristics_at_once_get_a_sentence() -> None:
    table = pd.DataFrame({"group": ["A"], "place": ["x"], "count": [1]})
    with pytest.raises(LearnerError, match="Count by one characteristic"):
        gd.representation(Cube(table, by=("group", "place")), against=RESIDENTS)


def test_a_group_that_is_not_there_gets_the_list() -> None:
    found = gd.representation(cube({"A": 5}), against=RESIDENTS)
    with pytest.raises(LearnerError, match="There are: "):
        found.row("Q")
