"""What lesson 4.2 rests on: the record hides a gap that the truth shows, in both services."""

import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.rates import HIGHER, UNSURE

MISSED = ["missed"]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    key = gd.truth("falls").key
    assert key is not None
    listed = gd.load("falls").assign(truly=key["fell"] == "yes")
    return listed.assign(
        recorded=listed["fall_recorded"] == "yes", offered=listed["referred"] == "yes"
    )


def test_on_the_record_no_group_stands_out_and_in_truth_one_does(people: pd.DataFrame) -> None:
    on_record, in_truth = (
        gd.audit(label, "offered", data=people, by="ethnic_group", measures=MISSED)
        for label in ("recorded", "truly")
    )
    assert set(on_record.table["finding"]) == {UNSURE}
    assert in_truth.row("Black")["finding"] == HIGHER
    assert in_truth.row("Black")["count"] - on_record.row("Black")["count"] == 46


def test_fairlearn_says_the_same_of_each_label_and_takes_its_gap_from_the_smallest_group(
    people: pd.DataFrame,
) -> None:
    for label in ("recorded", "truly"):
        ours = gd.audit(label, "offered", data=people, by="ethnic_group", measures=MISSED)
        frame = MetricFrame(
            metrics=false_negative_rate,
            y_true=people[label],
            y_pred=people["offered"],
            sensitive_features=people["ethnic_group"],
        )
        pd.testing.assert_series_equal(
            frame.by_group, ours.by_group["missed"], check_names=False, check_dtype=False
        )
        assert frame.by_group.idxmax() == "Gypsy or Irish Traveller"


def test_a_second_look_finds_what_the_record_of_the_larger_service_does_not() -> None:
    kinds = ("historical", "representation", "measurement", "aggregation", "evaluation")
    planted = dict.fromkeys((*kinds, "deployment"), 1)
    world = gd.world("falls-outreach", **planted, referrals=20_000)
    second = gd.reassess(world, 1500).table.query("ethnic_group != 'Not stated'")
    group = second["ethnic_group"].astype(str).where(second["ethnic_group"] == "White", "smaller")
    found = {
        label: gd.audit(label, "offered", data=second, by=group, measures=MISSED).row("smaller")
        for label in ("recorded_need", "reassessed_need")
    }
    assert found["recorded_need"]["finding"] == UNSURE
    assert found["reassessed_need"]["finding"] == HIGHER
