"""A table is compared step by step, and the expected values are never said."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from greaterdata_lessons.learning.marking import Outcome, mark
from greaterdata_lessons.learning.tables import table_of

AREAS = ["north", "south", "west"]
GOOD = pd.DataFrame({"area": AREAS, "rate": [0.5, 0.25, np.nan]})


@pytest.fixture
def item(items: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return items["by-borough"]


def told(item: dict[str, Any], frame: object) -> Outcome:
    outcome = mark(item, frame)
    for value in ("0.5", "0.25", "north"):
        assert value not in outcome.says
    return outcome


@pytest.mark.parametrize(
    "frame",
    [
        GOOD,
        GOOD[["rate", "area"]],
        GOOD.set_index("area"),
        GOOD.set_index("area")["rate"],
        GOOD.astype({"area": "category"}),
        GOOD.assign(rate=GOOD["rate"] + 1e-12),
        GOOD.astype({"rate": "Float64"}),
        pd.concat([GOOD, GOOD]).iloc[:3],
    ],
)
def test_the_same_values_in_any_dress_are_right(item: dict[str, Any], frame: object) -> None:
    assert mark(item, frame).state == "right"


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (GOOD.rename(columns={"rate": "share"}), "has no column called 'rate'. It has 'area' and"),
        (GOOD.assign(n=1), "also has 'n'. Leave out what the question does not ask for."),
        (pd.concat([GOOD, GOOD["rate"]], axis=1), "the same column twice"),
        (GOOD.iloc[:1], "Your table has 1 row, fewer than the question asks for."),
        (pd.concat([GOOD, GOOD]), "Your table has 6 rows, more than the question asks for."),
        (GOOD.iloc[::-1], "The values are right, but the rows are in another order."),
        (GOOD.assign(rate=[0.5, 0.3, None]), "the column 'rate': 1 of its 3 values differ"),
        (GOOD.assign(rate=["a", "b", "c"]), "The column 'rate' holds text where"),
        (pd.DataFrame(), "has no column called 'area' and 'rate'. It has no columns."),
        (pd.DataFrame({"area": range(10**6), "rate": 0}), "Your table has 1,000,000 rows, more"),
    ],
)
def test_a_difference_is_told_from_the_outside_in(
    item: dict[str, Any], frame: pd.DataFrame, says: str
) -> None:
    outcome = told(item, frame)
    assert outcome.state == "not yet"
    assert outcome.misconception is None
    assert says in outcome.says


def test_a_named_wrong_table_gets_its_own_feedback(item: dict[str, Any]) -> None:
    assert told(item, GOOD.assign(rate=GOOD["rate"] * 100)).misconception == "percent-not-share"
    assert told(item, GOOD.dropna()).misconception == "dropped-missing"


@pytest.mark.parametrize("answer", ["a table", 7, [1, 2], {"area": AREAS}, np.zeros((3, 2)), pd])
def test_what_is_not_a_table_is_told_so(item: dict[str, Any], answer: object) -> None:
    outcome = told(item, answer)
    assert outcome.state == "could not read"
    assert outcome.says.startswith("This question asks for a table (a DataFrame); this is ")


def test_the_order_of_rows_may_be_free(item: dict[str, Any]) -> None:
    free = item | {"answer": item["answer"] | {"any_order": True}}
    assert mark(free, GOOD.iloc[::-1]).state == "right"


def test_values_may_be_allowed_a_distance(item: dict[str, Any]) -> None:
    near = item | {"answer": item["answer"] | {"within": 0.01}}
    assert mark(near, GOOD.assign(rate=[0.505, 0.25, None])).state == "right"
    assert mark(near, GOOD.assign(rate=[0.52, 0.25, None])).state == "not yet"


def test_every_kind_of_value_becomes_one_that_json_knows() -> None:
    frame = pd.DataFrame(
        {
            "when": pd.to_datetime(["2024-03-01", None]),
            "whole": pd.array([1, None], dtype="Int64"),
            "yes": [True, False],
            "span": pd.cut([1, 2], [0, 1, 2]),
        }
    )
    assert table_of(frame)["rows"] == [
        ["2024-03-01T00:00:00", 1, True, "(0, 1]"],
        [None, None, False, "(1, 2]"],
    ]


def test_columns_with_two_levels_are_joined_and_row_labels_without_a_name_left_out() -> None:
    frame = pd.DataFrame([[1, 2]], index=["x"])
    frame.columns = pd.MultiIndex.from_tuples([("rate", "mean"), ("rate", "")])
    assert table_of(frame) == {"columns": ["rate mean", "rate"], "rows": [[1, 2]]}
