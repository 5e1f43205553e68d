"""Adding cubes: whatever the order, nobody is lost; and what does not fit is named."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.counts_cells import settled
from greaterdata_lessons.errors import LearnerError

LISTS = {"group": ["A", "B", "C"], "place": ["x", "y"]}
ROW = st.tuples(
    st.sampled_from(["A", "B", "C", None]),
    st.sampled_from("xy"),
    st.sampled_from([0, 1, None]),
    st.floats(0, 10).map(lambda weight: round(weight, 3)),
)
RECORDS = st.lists(ROW, min_size=1, max_size=12)
BY = ("group", "place")
FEW = settings(max_examples=30)


def frame(records: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(records, columns=["group", "place", "came", "weight"])


def counted(records: list[Any], **more: Any) -> Cube:
    table = frame(records)
    return gd.count(table, by=BY, outcome="came", weight="weight", categories=LISTS, **more)


CELL = st.tuples(st.integers(0, 20), st.integers(0, 9))


@st.composite
def hidden_cubes(draw: st.DrawFn) -> Cube:
    """A cube some of whose counts are known only to lie between two numbers."""
    cells = draw(st.lists(CELL, min_size=6, max_size=6))
    table = pd.DataFrame(
        [(a, b) for a in LISTS["group"] for b in LISTS["place"]], columns=list(BY)
    ).assign(low=[low for low, _ in cells], high=[low + more for low, more in cells])
    lists = {name: tuple(known) for name, known in LISTS.items()}
    return Cube(settled(table, BY), by=BY, categories=lists)


@FEW
@given(RECORDS, RECORDS)
def test_adding_cubes_is_counting_the_records_together(one: list[Any], two: list[Any]) -> None:
    assert counted(one) + counted(two) == counted(one + two)


@FEW
@given(RECORDS, RECORDS, RECORDS)
def test_the_order_of_adding_does_not_matter(
    one: list[Any], two: list[Any], three: list[Any]
) -> None:
    a, b, c = counted(one), counted(two), counted(three)
    assert a + b == b + a
    assert (a + b) + c == a + (b + c) == sum([a, b, c])


@FEW
@given(hidden_cubes(), hidden_cubes(), hidden_cubes())
def test_hidden_counts_add_as_ranges_in_any_order(a: Cube, b: Cube, c: Cube) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert (a + b).bounds == (a.bounds.low + b.bounds.low, a.bounds.high + b.bounds.high)


@FEW
@given(RECORDS, RECORDS)
def test_rolling_up_before_or_after_adding_is_the_same(one: list[Any], two: list[Any]) -> None:
    a, b = counted(one), counted(two)
    assert (a + b).by_only("group") == a.by_only("group") + b.by_only("group")
    assert (a + b).people() == a.people() + b.people()


@FEW
@given(hidden_cubes(), hidden_cubes())
def test_hidden_counts_roll_up_before_or_after_adding(a: Cube, b: Cube) -> None:
    assert (a + b).by_only("place") == a.by_only("place") + b.by_only("place")


@FEW
@given(RECORDS)
def test_rolling_up_is_counting_by_less(records: list[Any]) -> None:
    less = gd.count(frame(records), by="group", categories={"group": LISTS["group"]})
    assert counted(records).by_only("group").people().counts().to_dict() == less.counts().to_dict()


@FEW
@given(RECORDS)
def test_the_order_of_records_and_columns_does_not_matter(records: list[Any]) -> None:
    turned = frame(records[::-1])[["weight", "came", "place", "group"]]
    found = gd.count(turned, by=BY[::-1], outcome="came", weight="weight", categories=LISTS)
    assert found == counted(records)


@FEW
@given(RECORDS)
def test_slices_of_a_cube_add_up_to_it(records: list[Any]) -> None:
    cube = counted(records)
    there = set(cube.table["place"])
    assert sum(cube.only(place=place).total for place in there) == cube.total
    assert sum([cube.only(place=place) for place in there]) == cube


@FEW
@given(RECORDS)
def test_cubes_of_other_counts_are_not_equal(records: list[Any]) -> None:
    cube = counted(records)
    assert cube != cube + cube
    assert cube != cube.described(unit="people")
    assert cube != 3


def places(*names: str, unit: str = "referrals", **more: Any) -> Cube:
    return gd.count(pd.DataFrame({"borough": names}), by="borough", unit=unit, **more)


def test_partners_of_one_borough_each_add_up_to_a_region_in_any_grouping() -> None:
    a, b, c, d = (places(name) for name in ("Sefton", "Wirral", "Halton", "Knowsley"))
    assert str(a + b) == "2 referrals by borough: Sefton 1, Wirral 1."
    assert (a + b) + (c + d) == ((a + b) + c) + d


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (places("Wirral", unit="people"), r'unit is "referrals" .* "people" .*described\(unit='),
        (places("Wirral", period="2025"), r'period is not given in the first and "2025" in the'),
        (places("sefton"), r'"Sefton" and "sefton" in borough look like the same .*recode'),
        (places("Wirral", "Halton"), r'only in the first; "Halton", "Wirral" are only in the sec'),
        (places("Wirral").renamed(borough="district"), r'"borough" is only in the first, .*renam'),
    ],
)
def test_what_keeps_two_cubes_from_adding_is_said_with_the_next_step(
    other: Cube, sentence: str
) -> None:
    with pytest.raises(LearnerError, match=sentence):
        _ = places("Sefton") + other


def test_an_outcome_in_one_cube_alone_or_under_another_name_is_noticed() -> None:
    table = pd.DataFrame({"borough": ["Sefton"], "came": [1], "helped": ["yes"]})
    plain = gd.count(table, by="borough")
    came = gd.count(table, by="borough", outcome="came")
    helped = gd.count(table, by="borough", outcome="helped", positive="yes")
    with pytest.raises(LearnerError, match=r"Count both with the same outcome=, or use .people"):
        _ = plain + came
    with pytest.raises(LearnerError, match=r'"came" in the first and "helped is yes" in the sec'):
        _ = came + helped
    both = came + helped.described(outcome="came")
    assert both.only(outcome=1).total == 2


def test_a_weighted_cube_does_not_add_to_one_without_weights() -> None:
    table = pd.DataFrame({"borough": ["Sefton"], "weight": [2.5]})
    with pytest.raises(LearnerError, match="One cube is weighted and the other is not"):
        _ = gd.count(table, by="borough", weight="weight") + gd.count(table, by="borough")


def test_two_lists_of_categories_are_brought_together_by_a_mapping() -> None:
    def groups(*names: str) -> Cube:
        return gd.count(pd.DataFrame({"ethnic_group": names}), by="ethnic_group")

    one, two = groups("White", "Asian"), groups("White British", "White Irish", "Indian")
    with pytest.raises(LearnerError, match=r"The categories of ethnic_group differ: .*recode"):
        _ = one + two
    short = {"White British": "White", "White Irish": "White", "Indian": "Asian"}
    both = one + two.recode(ethnic_group=short)
    assert both.counts().to_dict() == {"White": 3, "Asian": 2}
    with pytest.raises(LearnerError, match='Did you mean "Indian"'):
        two.recode(ethnic_group={"Indan": "Asian"})


def test_a_group_that_one_partner_has_nobody_of_is_no_difference() -> None:
    table = pd.DataFrame({"group": ["A", "B", None, "A"]})
    both = gd.count(table, by="group") + gd.count(table.head(2), by="group")
    assert both.counts().to_dict() == {"A": 3, "B": 2, "Missing": 1}


def test_a_cube_adds_to_cubes_alone() -> None:
    with pytest.raises(TypeError):
        _ = places("Sefton") + 1


def test_an_agreed_list_is_held_to_by_whoever_is_added() -> None:
    def listed(*known: str) -> Cube:
        return places("Sefton", categories={"borough": known})

    both = listed("Sefton", "Wirral") + places("Wirral")
    assert both.counts().to_dict() == {"Sefton": 1, "Wirral": 1}
    with pytest.raises(LearnerError, match=r'differ: "Wirral" is only in the second'):
        _ = listed("Sefton") + places("Wirral", "Sefton")
    with pytest.raises(LearnerError, match=r'differ: "Wirral" is only in the first'):
        _ = listed("Sefton", "Wirral") + listed("Sefton")
