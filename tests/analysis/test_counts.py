"""Counting drops nobody and says so when it cannot count."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

RECORDS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xy")), min_size=1)


@given(RECORDS)
def test_every_record_is_counted_once(records: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(records, columns=["group", "place"])
    assert gd.count(frame, by="group").total == len(frame)
    both = gd.count(frame, by=["group", "place"])
    assert both.table.groupby("group")["count"].sum().to_dict() == (
        frame["group"].value_counts().to_dict()
    )


@given(RECORDS)
def test_the_order_of_records_does_not_matter(records: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(records, columns=["group", "place"])
    turned = frame.iloc[::-1].reset_index(drop=True)
    assert gd.count(frame, by="group").table.equals(gd.count(turned, by="group").table)


def test_a_gap_in_the_group_is_a_category_of_its_own() -> None:
    frame = pd.DataFrame({"group": ["A", None, " ", "A"], "floor": [1.0, float("nan"), 2.0, 1.0]})
    assert gd.count(frame, by="group").counts().to_dict() == {"A": 2, "Missing": 2}
    assert gd.count(frame, by="floor").counts().to_dict() == {"1": 2, "2": 1, "Missing": 1}


def test_an_empty_table_and_a_missing_column_get_a_sentence() -> None:
    frame = pd.DataFrame({"ethnic_group": ["A"]})
    with pytest.raises(LearnerError, match="nothing to count"):
        gd.count(frame.iloc[:0], by="ethnic_group")
    with pytest.raises(LearnerError, match='Did you mean "ethnic_group"'):
        gd.count(frame, by="ethnicgroup")


OUTCOMES = pd.DataFrame(
    {
        "group": ["A", "A", "B", "B"],
        "came": [1, 0, 1, None],
        "flagged": [True, False, True, True],
        "answer": ["yes", "no", "yes", None],
        "score": [0.0, 0.5, 1.0, None],
        "weight": [1.0, 2.0, 3.0, 4.0],
    }
)


def test_an_outcome_that_is_missing_is_counted_as_missing() -> None:
    cube = gd.count(OUTCOMES, by="group", outcome="came", unit="people")
    assert str(cube) == (
        "4 people by group: A / not came 1, A / came 1, B / came 1, B / came missing 1."
    )
    assert "<td>Missing</td>" in cube._repr_html_().replace(' style="text-align:left"', "")
    assert cube.only(outcome=1).by_only("group").people().counts().to_dict() == {"A": 1, "B": 1}


def test_outcome_and_prediction_are_further_columns_of_0_and_1() -> None:
    cube = gd.count(OUTCOMES, by=[], outcome="came", prediction="flagged")
    assert cube.dimensions == ("outcome", "prediction")
    assert cube.counts().to_dict()[1, 1] == 2


def test_words_for_an_outcome_are_asked_about_and_then_understood() -> None:
    with pytest.raises(LearnerError, match=r'holds no, yes. Which value .* positive="yes"'):
        gd.count(OUTCOMES, by="group", outcome="answer")
    with pytest.raises(LearnerError, match=r'There is no "Yes" in "answer". Did you mean "yes"'):
        gd.count(OUTCOMES, by="group", outcome="answer", positive="Yes")
    cube = gd.count(OUTCOMES, by="group", outcome="answer", positive="yes")
    assert cube.outcome == "answer is yes"
    assert cube.only(outcome=1).total == 2


def test_scores_are_counted_in_bins_and_the_top_one_holds_1() -> None:
    cube = gd.count(OUTCOMES, by=[], score="score", bins=4)
    assert cube.table["score"].dropna().tolist() == [0.125, 0.625, 0.875]
    assert cube.total == 4
    with pytest.raises(LearnerError, match="scores below 0 or above 1"):
        gd.count(OUTCOMES.assign(score=60), by="group", score="score")


def test_weights_are_added_with_their_squares_for_the_effective_number() -> None:
    cells = gd.count(OUTCOMES, by="group", weight="weight").table.set_index("group")
    assert cells.loc["A"].tolist() == [2, 3.0, 5.0]
    assert cells.loc["B"].tolist() == [2, 7.0, 25.0]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        ({"by": []}, "Say what to count by"),
        ({"by": "grop"}, 'Did you mean "group"'),
        ({"by": "group", "outcome": "cam"}, 'Did you mean "came"'),
        ({"by": "group", "weight": "came"}, '1 records have no weight in "came"'),
        ({"by": "outcome"}, "a name that the cube needs for itself"),
        ({"by": "group", "categories": {"group": ["A"]}}, '"B" in group is not on the agreed list'),
        ({"by": "group", "categories": {"grup": ["A"]}}, '"grup" has agreed categories, but is'),
    ],
)
def test_what_cannot_be_counted_gets_a_sentence(call: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LearnerError, match=sentence):
        gd.count(OUTCOMES.assign(outcome=1), **call)


def test_weights_below_nothing_get_a_sentence() -> None:
    with pytest.raises(LearnerError, match='"weight" has weights below 0'):
        gd.count(OUTCOMES.assign(weight=[1, -1, 0, 0]), by="group", weight="weight")


def test_a_long_cube_is_not_read_out_to_the_end() -> None:
    people = pd.DataFrame({"age": [str(age) for age in range(100)]})
    assert str(gd.count(people, by="age")).endswith("and 80 more in .table.")


def test_slicing_and_renaming_notice_a_slip() -> None:
    cube = gd.count(OUTCOMES, by="group", outcome="came")
    assert cube.only(group=["A", "B"]) == cube
    assert cube.only(group="A", outcome=1).total == 1
    with pytest.raises(LearnerError, match='There is no "C" in group'):
        cube.only(group="C")
    with pytest.raises(LearnerError, match='not counted by "borough"'):
        cube.by_only("borough")
    with pytest.raises(LearnerError, match="is the name of another column"):
        cube.renamed(group="count")
    with pytest.raises(LearnerError, match="has no prediction to describe"):
        cube.described(prediction="flagged")


def test_leaving_out_a_group_that_is_not_there_is_noticed() -> None:
    with pytest.raises(LearnerError, match='Did you mean "0 to 14"'):
        gd.residents(by="age_band").without("0 to 15")


def test_a_cube_renders_as_a_table_with_headers_and_caption() -> None:
    html = gd.count(pd.DataFrame({"group": ["<b>"]}), by="group")._repr_html_()
    assert '<th scope="row" style="text-align:left">&lt;b&gt;</th>' in html
    assert ">1 records by group</caption>" in html
