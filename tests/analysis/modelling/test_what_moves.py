"""Thresholds in people, weights and versions that move, and the record of a model."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.calibration import calibration_curve

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


@pytest.fixture(scope="module")
def chance() -> np.ndarray:
    return np.random.default_rng(1).random(4000)


@pytest.fixture(scope="module")
def need(chance: np.ndarray) -> np.ndarray:
    return np.random.default_rng(2).random(4000) < chance


def test_each_threshold_counts_people_as_they_would_be_chosen(
    need: np.ndarray, chance: np.ndarray
) -> None:
    table = gd.thresholds(need, chance.round(2), missed_weighs=3).table
    for row in table.iloc[[0, 13, 57, 100]].to_dict("records"):
        chosen = chance.round(2) >= row["threshold"] - 1e-9
        assert row["chosen"] == chosen.sum()
        assert row["missed"] == (need & ~chosen).sum()
        assert row["in_vain"] == (chosen & ~need).sum()
        assert row["cost"] == row["in_vain"] + 3 * row["missed"]


@pytest.mark.parametrize("weighs", [1, 4, 9])
def test_true_chances_are_best_cut_where_the_weights_say(
    need: np.ndarray, chance: np.ndarray, weighs: int
) -> None:
    found = gd.thresholds(need, chance, missed_weighs=weighs)
    assert found.low <= 1 / (1 + weighs) + 0.02
    assert found.high >= 1 / (1 + weighs) - 0.02
    assert found.low <= found.best <= found.high
    assert found.high - found.low < 0.25


def test_the_decision_curve_is_vickers_and_elkins(need: np.ndarray, chance: np.ndarray) -> None:
    row = gd.thresholds(need, chance, missed_weighs=2).at(0.25)
    chosen = chance >= 0.25
    right, in_vain = (need & chosen).mean(), (~need & chosen).mean()
    assert row["net_benefit"] == pytest.approx(100 * (right - in_vain / 3))
    assert row["if_everybody"] == pytest.approx(100 * (need.mean() - (1 - need.mean()) / 3))


def test_a_threshold_is_said_in_people(need: np.ndarray, chance: np.ndarray) -> None:
    found = gd.thresholds(need, chance, missed_weighs=5, unit="residents")
    assert "missing one of the residents in need weighs as much as choosing 5 in vain" in str(found)
    assert "<caption" in found._repr_html_()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"score": [0.2, 7, 0.1]}, "chance from 0 to 1"),
        ({"score": [0.2, 0.7]}, "score has 2 rows"),
        ({"missed_weighs": 0}, "must be above 0"),
        ({"y_true": ["yes", "no", "no"]}, "not 0 and 1"),
    ],
)
def test_a_line_that_cannot_be_drawn_gets_a_sentence(given: dict[str, object], said: str) -> None:
    asked = {"y_true": [1, 0, 1], "score": [0.9, 0.2, 0.4], "missed_weighs": 2, **given}
    with pytest.raises(LearnerError, match=said):
        gd.thresholds(**asked)


def test_calibration_is_scikit_learns(need: np.ndarray, chance: np.ndarray) -> None:
    table = gd.calibration(need, chance).table
    rate, mean = calibration_curve(need, chance, n_bins=10)
    assert table["rate"].to_numpy() == pytest.approx(rate)
    assert (table["promised"] / table["people"]).to_numpy() == pytest.approx(mean)
    assert table["people"].sum() == 4000


def test_true_chances_keep_their_promises_and_halved_ones_do_not(
    need: np.ndarray, chance: np.ndarray
) -> None:
    kept = gd.calibration(need, chance)
    assert not {"more than promised", "fewer than promised"} & set(kept.table["finding"])
    halved = gd.calibration(need, chance / 2)
    assert (halved.table["finding"] == "more than promised").sum() >= 4
    assert "<caption" in halved._repr_html_()


@pytest.mark.parametrize("more", [{"score": [0.1, 2.0]}, {"steps": 0}])
def test_a_score_that_promises_nothing_gets_a_sentence(more: dict[str, object]) -> None:
    with pytest.raises(LearnerError, match=r"from 0 to 1|cannot be made"):
        gd.calibration(**{"y_true": [1, 0], "score": [0.9, 0.1], **more})


@pytest.fixture
def areas() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    values = rng.random((100, 3))
    values[:5] = 2 + np.arange(5)[:, None]
    return pd.DataFrame(values, [f"area {n}" for n in range(100)], ["a", "b", "c"])


def test_areas_in_most_need_by_everything_stay_whatever_the_weights(areas: pd.DataFrame) -> None:
    found = gd.rank_moves(areas, {"a": 1, "b": 1, "c": 2}, top=10)
    assert {f"area {n}" for n in range(5)} <= set(found.always)
    assert set(found.always).isdisjoint(found.sometimes)
    assert (found.table["best"] <= found.table["worst"]).all()
    assert found.table["rank"].is_monotonic_increasing
    assert "10" in str(found)
    assert "<caption" in found._repr_html_()


def test_the_rank_is_that_of_the_weighted_sum_of_ranks(areas: pd.DataFrame) -> None:
    found = gd.rank_moves(areas, {"a": 1, "b": 3}, top=10).table.set_index("area")["rank"]
    score = areas["a"].rank() + 3 * areas["b"].rank()
    expected = score.rank(ascending=False, method="min").astype(int)
    assert (found[expected.index] == expected).all()


def test_a_wider_spread_moves_more(areas: pd.DataFrame) -> None:
    little = gd.rank_moves(areas, {"a": 1, "b": 1, "c": 1}, top=20, spread=0.05)
    much = gd.rank_moves(areas, {"a": 1, "b": 1, "c": 1}, top=20, spread=1.0)
    assert len(little.sometimes) < len(much.sometimes)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"weights": {"d": 1}}, 'no indicator "d"'),
        ({"weights": {"a": -1}}, "0 or more"),
        ({"weights": {}}, "0 or more"),
        ({"top": 100}, "cannot be tried"),
        ({"spread": 2}, "cannot be tried"),
    ],
)
def test_weights_that_cannot_be_moved_get_a_sentence(
    areas: pd.DataFrame, given: dict[str, object], said: str
) -> None:
    asked = {"weights": {"a": 1}, "top": 10, **given}
    with pytest.raises(LearnerError, match=said):
        gd.rank_moves(areas, **asked)


def test_an_area_without_an_indicator_gets_a_sentence(areas: pd.DataFrame) -> None:
    with pytest.raises(LearnerError, match="lack an indicator"):
        gd.rank_moves(areas.mask(areas < 0.01), {"a": 1, "b": 1, "c": 1}, top=10)


def test_a_model_that_ignores_its_seed_is_stable_and_lots_are_not() -> None:
    steady = gd.stability(lambda seed: [1, 0, 1, 0] * 25)
    lots = gd.stability(lambda seed: np.random.default_rng(seed).integers(0, 2, 100))
    assert steady.unstable == 0
    assert lots.unstable > 90
    assert len(lots.table) == 10
    assert "<caption" in lots._repr_html_()


def test_assumptions_are_compared_by_name() -> None:
    found = gd.stability(pd.DataFrame({"as planned": [1, 1, 0], "fewer staff": [1, 0, 0]}))
    assert found.table["differ"].tolist() == [0, 1]
    assert found.share.tolist() == [1.0, 0.5, 0.0]
    with pytest.raises(LearnerError, match="two versions or more"):
        gd.stability({"one": [1, 0]})
    with pytest.raises(LearnerError, match="same people"):
        gd.stability({"one": [1, 0], "two": [1, 0, 1]})


def recorded(**more: object) -> gd.model_record:
    asked = {
        "decision": "whom to visit first",
        "outcome": "a fall on record",
        "do_not_use_when": ["falls of some people go unrecorded"],
        "decided_by": "falls lead",
        "look_again_on": "2026-06-01",
        "made_on": date(2025, 12, 1),
    }
    return gd.model_record("Falls score", **{**asked, **more})


def test_a_record_holds_what_was_found_and_lists_what_was_not_asked() -> None:
    found = gd.audit([1, 0, 1, 0], [1, 0, 0, 0], by=list("AABB"), measures=["false alarm"])
    record = recorded(audit=found, stability=gd.stability({"a": [1, 0], "b": [1, 1]}))
    told = json.loads(record.to_json())
    assert [answer["question"] for answer in told["answers"]] == [
        "Who is harmed by its errors?",
        "Whose decision depends on luck?",
    ]
    assert told["answers"][0]["table"][0]["ratio"] is None
    assert told["look_again_on"] == "2026-06-01"
    assert len(told["not_asked"]) == 7
    shown = str(record)
    assert "Do not use when falls of some people go unrecorded." in shown
    assert "Not asked yet: Does it beat something simple?" in shown
    shown = record._repr_html_()
    assert "<dt>Do not use when</dt><dd>" in shown
    assert all(f"<dd>{question}</dd>" in shown for question in record.not_asked)


def test_a_record_made_today_says_so() -> None:
    assert recorded(made_on=None).made_on == date.today()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"do_not_use_when": []}, "When should it not be used"),
        ({"do_not_use_when": " "}, "When should it not be used"),
        ({"look_again_on": "next June"}, "is not a date"),
        ({"accuracy": 0.9}, 'no place for "accuracy"'),
    ],
)
def test_a_record_that_lacks_something_gets_a_sentence(more: dict[str, object], said: str) -> None:
    with pytest.raises(LearnerError, match=said):
        recorded(**more)


def test_a_change_of_weights_names_who_joins_the_first_and_who_leaves() -> None:
    areas = pd.DataFrame({"a": [4, 3, 2, 1], "b": [1, 2, 3, 4]}, index=["P", "Q", "R", "S"])
    found = gd.rank_change(areas, {"a": 2, "b": 1}, {"a": 1, "b": 2}, top=1)
    sides = found.table.set_index("area")["change"].to_dict()
    assert sides == {"P": "leaves", "Q": "", "R": "", "S": "joins"}
    assert str(found) == "2 of 4 areas change sides. Joins the first 1: S. Leaves: P."
    assert found._repr_html_().startswith(f"<p>{found}</p><table")


def test_no_change_of_weights_moves_nobody() -> None:
    areas = pd.DataFrame({"a": [3, 2, 1], "b": [1, 3, 2]}, index=["P", "Q", "R"])
    found = gd.rank_change(areas, {"a": 1, "b": 1}, {"a": 3, "b": 3}, top=2)
    assert found.sides == 0
    assert str(found) == "0 of 3 areas change sides."


def test_areas_that_tie_for_the_last_place_are_all_among_the_first() -> None:
    areas = pd.DataFrame({"a": [3, 1, 2], "b": [1, 3, 2]}, index=["P", "Q", "R"])
    found = gd.rank_change(areas, {"a": 1, "b": 0}, {"a": 1, "b": 1}, top=1)
    assert found.table.set_index("area")["change"].to_dict() == {
        "P": "stays", "R": "joins", "Q": "joins",
    }  # fmt: skip
