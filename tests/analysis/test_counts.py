"""Counting drops nobody and says so when it cannot count."""

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


def test_leaving_out_a_group_that_is_not_there_is_noticed() -> None:
    with pytest.raises(LearnerError, match='Did you mean "0 to 14"'):
        gd.residents(by="age_band").without("0 to 15")


def test_a_cube_renders_as_a_table_with_headers_and_caption() -> None:
    html = gd.count(pd.DataFrame({"group": ["<b>"]}), by="group")._repr_html_()
    assert '<th scope="row" style="text-align:left">&lt;b&gt;</th>' in html
    assert ">1 records by group</caption>" in html
