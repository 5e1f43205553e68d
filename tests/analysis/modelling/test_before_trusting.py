"""Baseline, split and leaks: what is asked before a model is trusted."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel
from sklearn.metrics import brier_score_loss, mean_absolute_error, roc_auc_score

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


def test_errors_are_scikit_learns_and_intervals_scipys() -> None:
    rng = np.random.default_rng(1)
    actual = rng.poisson(20, 60).astype(float)
    model, last = actual + rng.normal(0, 2, 60), actual + rng.normal(0, 4, 60)
    found = gd.baseline(actual, model, last=last, learnt=[18, 22, 20])
    errors = found.table.set_index("who")["error"]
    assert errors["the model"] == pytest.approx(mean_absolute_error(actual, model))
    assert errors["same as last time"] == pytest.approx(mean_absolute_error(actual, last))
    assert errors["predict the average"] == pytest.approx(np.abs(actual - 20).mean())
    interval = ttest_rel(np.abs(last - actual), np.abs(model - actual)).confidence_interval()
    row = found.table.iloc[2]
    assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
    assert found.beaten


def test_yes_and_no_are_measured_by_the_brier_score() -> None:
    rng = np.random.default_rng(2)
    chance = rng.random(500)
    actual = rng.random(500) < chance
    found = gd.baseline(actual, chance)
    assert found.measured == "Brier score"
    assert found.table["error"].iloc[0] == pytest.approx(brier_score_loss(actual, chance))


def test_a_model_of_pure_chance_rarely_beats_the_average() -> None:
    beaten = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        actual = rng.random(200) < 0.3
        beaten.append(gd.baseline(actual, rng.random(200), learnt=[0.3, 0.3]).beaten)
    assert np.mean(beaten) <= 0.05


def test_a_model_that_loses_to_last_year_is_told_so() -> None:
    actual = np.arange(12.0) + 50
    found = gd.baseline(actual, actual + 9 + np.arange(12) % 2, last=actual - 1)
    assert (
        found.table.set_index("who").loc["same as last time", "finding"] == "the model does worse"
    )
    assert not found.beaten
    assert "<caption" in found._repr_html_()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"actual": [1, 2]}, "too few to compare"),
        ({"predicted": [1, 2]}, "predicted has 2 entries"),
        ({"predicted": [1, 2, np.nan, 4]}, "one full column"),
        ({"last": ["a", "b", "c", "d"]}, "column of numbers"),
        ({"actual": [[1, 2], [3, 4]]}, "one full column"),
    ],
)
def test_predictions_that_cannot_be_compared_get_a_sentence(
    given: dict[str, object], said: str
) -> None:
    asked = {"actual": [1, 2, 3, 4], "predicted": [1, 2, 3, 5], **given}
    with pytest.raises(LearnerError, match=said):
        gd.baseline(**asked)


@pytest.fixture
def visits() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "day": pd.to_datetime("2025-01-01") + pd.to_timedelta(rng.integers(0, 90, 500), "D"),
            "who": rng.integers(0, 120, 500),
            "borough": rng.choice(["Halton", "Knowsley", "Sefton", "Wirral"], 500),
        }
    )


def test_by_time_nothing_later_is_learnt_from(visits: pd.DataFrame) -> None:
    made = gd.split(visits, time="day")
    assert made.learn["day"].max() < made.judge["day"].min()
    assert len(made.learn) + len(made.judge) == 500
    assert 0.2 < len(made.judge) / 500 < 0.3


def test_by_person_nobody_is_on_both_sides(visits: pd.DataFrame) -> None:
    made = gd.split(visits, person="who")
    assert not set(made.learn["who"]) & set(made.judge["who"])
    assert 0.2 < len(made.judge) / 500 < 0.32
    assert "people have more than one row" in str(made)


def test_by_place_whole_places_are_kept_apart(visits: pd.DataFrame) -> None:
    made = gd.split(visits, place="borough")
    assert not set(made.learn["borough"]) & set(made.judge["borough"])
    assert f"({', '.join(sorted(set(made.judge['borough'])))})" in str(made)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Split in one way"),
        ({"time": "day", "person": "who"}, "Split in one way"),
        ({"place": "Borough"}, 'Did you mean "borough"'),
        ({"person": "who", "judge": 25}, "not between 0 and 1"),
        ({"place": "same"}, "One side would be empty"),
        ({"person": "gap"}, "rows have nothing in"),
    ],
)
def test_a_split_that_cannot_be_made_gets_a_sentence(
    visits: pd.DataFrame, given: dict[str, object], said: str
) -> None:
    table = visits.assign(same="x", gap=visits["who"].where(visits["who"] > 3))
    with pytest.raises(LearnerError, match=said):
        gd.split(table, **given)


def test_the_planted_leak_of_the_falls_list_is_found_and_little_else() -> None:
    found = gd.leaks(gd.load("falls"), outcome="fall_recorded", positive="yes")
    assert found.table["column"].iloc[0] == "falls_clinic_letter"
    assert set(found.table["column"]) <= {"falls_clinic_letter", "person_id"}
    assert "Ask of these columns when they are written" in str(found)
    assert "<caption" in found._repr_html_()


def test_each_way_of_leaking_is_told_apart() -> None:
    rng = np.random.default_rng(4)
    fell = rng.random(400) < 0.3
    day = pd.to_datetime("2025-03-01") + pd.to_timedelta(rng.integers(0, 30, 400), "D")
    table = pd.DataFrame(
        {
            "fell": fell.astype(int),
            "scored": day,
            "outcome_code": np.where(fell, "F", "N"),
            "bed_days": np.where(fell, rng.integers(1, 9, 400), rng.integers(0, 2, 400)),
            "ward": np.where(fell, "7A", None),
            "letter_day": day + pd.to_timedelta(np.where(fell, 5, -5), "D"),
            "number": np.arange(400),
            "age": rng.integers(65, 95, 400),
            "street": rng.choice([f"street {n}" for n in range(200)], 400),
        }
    )
    why = gd.leaks(table, outcome="fell", decided="scored").table.set_index("column")["why"]
    assert why["outcome_code"] == "is the outcome under another name"
    assert why["bed_days"] == "tells the outcome almost alone"
    assert why["letter_day"] == "is dated after the decision"
    assert why["number"].startswith("numbers the rows")
    assert "ward" in why.index
    assert not {"age", "street"} & set(why.index)


def test_a_number_is_scored_as_scikit_learn_scores_it() -> None:
    rng = np.random.default_rng(5)
    score = rng.random(300)
    fell = rng.random(300) < score**4
    table = pd.DataFrame({"fell": fell, "score": score})
    found = gd.leaks(table, outcome="fell", strong=0.6)
    assert found.table["auc"].iloc[0] == pytest.approx(roc_auc_score(fell, score))


def test_nothing_found_still_asks_and_what_cannot_be_read_gets_a_sentence() -> None:
    table = pd.DataFrame({"fell": [0, 1] * 20, "age": [70, 70, 80, 80] * 10})
    assert "Ask all the same" in str(gd.leaks(table, outcome="fell"))
    with pytest.raises(LearnerError, match="no column"):
        gd.leaks(table, outcome="fall")
    with pytest.raises(LearnerError, match="same for everybody"):
        gd.leaks(table.assign(fell=1), outcome="fell")
    with pytest.raises(LearnerError, match="not 0 and 1"):
        gd.leaks(table.assign(fell=["yes", "no"] * 20), outcome="fell")
