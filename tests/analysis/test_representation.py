"""Comparing with the people who could have come: right figures, honest words, clear refusals."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.counts_cells import settled
from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.analysis.representation import CLOSE, FEWER, MORE
from greaterdata_lessons.errors import LearnerError


def cube(counts: dict[str, int], unit: str = "people") -> Cube:
    table = pd.DataFrame({"group": list(counts), "count": list(counts.values())})
    return Cube(table, by=("group",), unit=unit)


FEW = settings(max_examples=30)
RESIDENTS = cube({"A": 5000, "B": 4000, "C": 1000}, "residents")


@FEW
@given(st.tuples(*[st.integers(1, 3000)] * 3))
def test_ratio_and_interval_are_the_shares_divided(counts: tuple[int, int, int]) -> None:
    found = gd.representation(cube(dict(zip("ABC", counts, strict=True))), against=RESIDENTS)
    for group, number, share in zip("ABC", counts, (0.5, 0.4, 0.1), strict=True):
        row = found.row(group)
        tiny = min(number, sum(counts) - number) < 5
        method = "exact" if tiny else "wilson"
        low, high = binomtest(number, sum(counts)).proportion_ci(0.95, method=method)
        assert row["ratio"] == pytest.approx(number / sum(counts) / share)
        assert (row["low"], row["high"]) == pytest.approx((low / share, high / share), abs=1e-8)
        assert row["expected"] == pytest.approx(sum(counts) * share)


@FEW
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


def test_the_gap_is_said_in_people_with_its_range() -> None:
    found = gd.representation(cube({"A": 520, "B": 460, "C": 20}), against=RESIDENTS)
    row = found.row("C")
    assert row["gap"] == pytest.approx(-80)
    assert row["gap_low"] == pytest.approx(row["expected"] * (row["low"] - 1))
    assert "C: 20 where 100 would be expected, about 80 fewer (87 fewer to 69 fewer)" in str(found)


@FEW
@given(st.tuples(*[st.integers(1, 300)] * 3))
def test_shares_given_as_numbers_are_as_good_a_reference(counts: tuple[int, int, int]) -> None:
    reached = cube(dict(zip("ABC", counts, strict=True)))
    found = gd.representation(reached, against={"A": 0.5, "B": 0.4, "C": 0.1})
    expected = gd.representation(reached, against=RESIDENTS).table
    pd.testing.assert_frame_equal(found.table, expected)


def test_organisations_on_a_membership_list_are_compared_like_people() -> None:
    members = cube({"Charity": 60, "Faith group": 2, "Missing": 4}, "member organisations")
    found = gd.representation(members, against={"Charity": 300, "Faith group": 100})
    assert found.row("Faith group")["finding"] == FEWER
    assert str(found).startswith("62 member organisations by group, against the reference:")
    assert str(found).endswith("4 member organisations with the group not stated are set aside.")


def test_missing_is_set_aside_under_every_name_it_has() -> None:
    counts = cube({"A": 50, "B": 40, "C": 10, "Missing": 3, "Refused": 2, "Unknown": 1})
    found = gd.representation(counts, against=RESIDENTS, not_stated=["Refused", "Unknown"])
    assert found.set_aside == 6


def test_what_is_not_stated_is_bounded_by_none_and_all_of_them() -> None:
    counts = cube({"A": 520, "B": 460, "C": 20, "Missing": 100})
    found = gd.representation(counts, against=RESIDENTS).if_stated()
    row = found.table.set_index("group").loc["C"]
    assert row["if_none"] == pytest.approx(20 / 1100 / 0.1)
    assert row["if_all"] == pytest.approx(120 / 1100 / 0.1)
    assert row["low"] < row["if_none"] < row["if_all"] < row["high"]
    assert "It could change for these" in str(found)
    assert "C (0.18 to 1.09)" in str(found)
    few = gd.representation(cube({"A": 520, "B": 460, "C": 20, "Missing": 9}), against=RESIDENTS)
    assert "the finding stays the same for: C" in str(few.if_stated())
    assert "If the 9 people with no group stated had stated one" in few.if_stated()._repr_html_()
    none = gd.representation(cube({"A": 520, "B": 460, "C": 20}), against=RESIDENTS)
    assert str(none.if_stated()) == "Every group is stated, so the findings stand as they are."


def hidden(bounds: dict[str, tuple[int, int]]) -> Cube:
    table = pd.DataFrame(
        [(group, *pair) for group, pair in bounds.items()], columns=["group", "low", "high"]
    )
    return Cube(settled(table, ["group"]), by=("group",), unit="people")


RANGES = st.tuples(st.integers(0, 200), st.integers(0, 9))


@FEW
@given(st.tuples(RANGES, RANGES, RANGES), st.data())
def test_ranges_of_hidden_counts_hold_whatever_the_counts_are(
    ranges: tuple[tuple[int, int], ...], data: st.DataObject
) -> None:
    bounds = {g: (low + 1, low + 1 + more) for g, (low, more) in zip("ABC", ranges, strict=True)}
    truth = {g: data.draw(st.integers(low, high)) for g, (low, high) in bounds.items()}
    told = gd.representation(hidden(bounds), against=RESIDENTS)
    whole = gd.representation(cube(truth), against=RESIDENTS)
    for group in "ABC":
        wide, true = told.row(group), whole.row(group)
        assert wide["low"] <= true["low"] + 1e-9
        assert true["high"] <= wide["high"] + 1e-9


def test_hidden_counts_are_shown_as_what_they_can_be() -> None:
    found = gd.representation(
        hidden({"A": (500, 500), "B": (400, 400), "C": (1, 9)}), against=RESIDENTS
    )
    assert found.small == ("C",)
    assert str(found).startswith("901 to 909 people by group")
    assert "C: 1 to 9 where 90 would be expected" in str(found)
    assert found.readable().set_index("group").loc["C", "reached"] == "1 to 9"


def test_groups_of_two_characteristics_are_compared_where_the_reference_has_them() -> None:
    def pairs(*numbers: int) -> Cube:
        names = [(sex, age) for sex in ("F", "M") for age in ("young", "old")]
        table = pd.DataFrame(names, columns=["sex", "age"]).assign(count=numbers)
        return Cube(table, by=("sex", "age"))

    found = gd.representation(pairs(50, 5, 50, 45), against=pairs(250, 250, 250, 250))
    assert found.row("F / old")["finding"] == FEWER
    assert found.by == "sex and age"


def test_a_reference_that_cannot_serve_gets_a_sentence() -> None:
    with pytest.raises(LearnerError, match="The reference is below 0 or missing for: B"):
        gd.representation(cube({"A": 5}), against={"A": 1, "B": -1})
    with pytest.raises(LearnerError, match="The reference has hidden counts"):
        gd.representation(cube({"A": 5}), against=hidden({"A": (1, 9)}))


def test_weights_are_refused_because_they_would_hide_who_is_missing() -> None:
    people = pd.DataFrame({"group": ["A", "B"], "weight": [1.0, 2.0]})
    with pytest.raises(LearnerError, match="Weights make up for whoever is missing"):
        gd.representation(gd.count(people, by="group", weight="weight"), against={"A": 1, "B": 1})
