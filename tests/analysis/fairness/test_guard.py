"""Chance accuses nobody: false alarms stay rare, planted gaps are found, resampling agrees."""

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fair

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

# Nineteen groups as a real list of referrals has them: a few large ones and many small.
SIZES = [5, 8, 12, 20, 30, 40, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 700, 1500, 5000]


@pytest.mark.parametrize("reference", [None, "18"])
@pytest.mark.parametrize("rates", [(0.2, 0.7, 0.2), (0.2, 0.95, 0.02), (0.1, 0.99, 0.01)])
def test_nineteen_groups_without_a_gap_are_rarely_accused(
    rates: tuple[float, float, float], reference: str | None
) -> None:
    rng, group = np.random.default_rng(1), np.repeat(np.arange(19), SIZES)
    in_need, found, wrongly = rates
    accused = []
    for _ in range(150):
        need = rng.random(len(group)) < in_need
        chosen = rng.random(len(group)) < np.where(need, found, wrongly)
        accused.append(len(gd.audit(need, chosen, by=group, reference=reference).findings) > 0)
    assert np.mean(accused) <= 0.1


def test_a_gap_that_is_named_holds_the_truth_within_its_interval() -> None:
    rng, group = np.random.default_rng(2), np.repeat(list("ABCD"), [60, 200, 400, 3000])
    share = pd.Series({"A": 0.7, "B": 0.3, "C": 0.3, "D": 0.3})
    missed, held = share[group].to_numpy(), []
    for _ in range(150):
        need = np.ones(len(group), dtype=bool)
        need[::9] = False
        found = gd.audit(need, rng.random(len(group)) > missed, by=group, measures=["missed"])
        row = found.row("A")
        held.append(row["gap_low"] <= 0.4 <= row["gap_high"])
    assert np.mean(held) >= 0.95


@pytest.mark.parametrize("service", ["social-care", "falls-outreach"])
def test_planted_gaps_of_a_world_are_found(service: str) -> None:
    """The truth of a world is at hand, so the audit can be made on true need."""
    named = []
    for seed in range(10):
        world = gd.world(service, measurement=1, referrals=20_000, seed=seed)
        came = world.truth[world.truth["referred"]]
        group = np.where(world.register.loc[came.index, "ethnic_group"] == "White", "W", "smaller")
        found = gd.audit(came["in_need"], came["flagged"], by=group, measures=["missed"])
        named.append(found.row("smaller")["finding"] == "higher")
    assert np.mean(named) >= 0.9


@pytest.mark.parametrize("service", ["social-care", "falls-outreach"])
def test_worlds_with_nothing_planted_are_rarely_accused(service: str) -> None:
    """Where people live leaves a gap of about a point between ethnic groups even there.

    With many more referrals that small gap would be no false alarm any longer.
    """
    accused = []
    for seed in range(100):
        world = gd.world(service, referrals=10_000, seed=seed)
        came = world.truth[world.truth["referred"]]
        group = world.register.loc[came.index, "ethnic_group"]
        found = gd.audit(came["in_need"], came["flagged"], by=group, measures=["missed"])
        accused.append(len(found.findings) > 0)
    assert np.mean(accused) <= 0.1


def drawn(n: int = 3000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.integers(0, 2, n), rng.integers(0, 2, n), rng.choice(list("ABC"), n)


def test_resampling_counts_agrees_with_resampling_rows_as_fairlearn_does() -> None:
    true, pred, group = drawn(500)
    mine = gd.audit(true, pred, by=group).resample(4000).set_index(["measure", "group"])
    peer = fair.MetricFrame(
        metrics={"missed": fair.false_negative_rate, "selected": fair.selection_rate},
        y_true=true,
        y_pred=pred,
        sensitive_features=group,
        n_boot=60,
        ci_quantiles=[0.025, 0.975],
        random_state=0,
    )
    for name in ("missed", "selected"):
        for place, end in enumerate(["low", "high"]):
            theirs = peer.by_group_ci[place][name]
            assert mine.loc[name].loc[list("ABC"), end].to_numpy() == pytest.approx(
                theirs.to_numpy(), abs=0.03
            )
            gap = peer.difference_ci()[place][name]
            assert mine.loc[(name, "largest gap"), end] == pytest.approx(gap, abs=0.06)


def test_resampling_lets_weights_and_clusters_widen_the_intervals() -> None:
    true, pred, group = drawn(900)
    plain = gd.audit(true, pred, by=group).resample(400)
    weight = np.where(np.arange(900) % 2, 6.0, 0.1)
    heavy = gd.audit(true, pred, by=group, weight=weight).resample(400)
    households = np.repeat(np.arange(90), 10)
    same = np.repeat(np.random.default_rng(4).integers(0, 2, 90), 10)
    clustered = gd.audit(true, same, by=group, cluster=households).resample(400)
    width = (plain["high"] - plain["low"]).mean()
    assert (heavy["high"] - heavy["low"]).mean() > 1.2 * width
    assert (clustered["high"] - clustered["low"]).mean() > 1.2 * width


def test_resampling_leaves_the_undefined_undefined_and_needs_enough_draws() -> None:
    found = gd.audit([1, 0, 0, 0], [1, 0, 1, 0], by=["A", "A", "B", "B"])
    drawn = found.resample(100).set_index(["measure", "group"])
    assert drawn.loc[("missed", "B")].isna().all()
    with pytest.raises(LearnerError, match="too few for an interval"):
        found.resample(10)


def test_several_characteristics_roll_up_to_each_alone() -> None:
    true, pred, group = drawn(500)
    table = pd.DataFrame({"area": group, "sex": np.where(np.arange(500) % 3, "F", "M")})
    score, practice = np.random.default_rng(5).random(500), np.arange(500) % 40
    more = {"score": score, "cluster": practice, "weight": np.linspace(0.5, 2, 500)}
    both = gd.audit(true, pred, by=table, **more)
    for name in table:
        alone = gd.audit(true, pred, by=table[name], **more)
        rolled = both.along(str(name))
        pd.testing.assert_frame_equal(rolled.table, alone.table)
        pd.testing.assert_frame_equal(rolled.scores.table, alone.scores.table)
        assert rolled.metric_frame().by_group.shape == alone.metric_frame().by_group.shape
    with pytest.raises(LearnerError, match='no "borough" here'):
        both.along("borough")


def test_the_duty_asks_its_questions_and_gives_no_verdict() -> None:
    need = np.tile([1, 1, 1, 0], 500)
    group = np.repeat(["Asian", "White"], [600, 1400])
    chosen = (np.arange(2000) % 10 >= np.where(group == "Asian", 6, 2)).astype(int)
    found = gd.audit(need, chosen, by=pd.Series(group, name="ethnic_group"))
    asked = found.duty()
    assert asked.table["section"].iloc[0] == "149(1)(a)"
    assert "missed is higher for Asian" in str(asked)
    assert "Relevant protected characteristics here: ethnic_group: race." in str(asked)
    assert "unlawful" not in str(asked) + str(found)
    assert "do not say whether anything is lawful" in asked._repr_html_()


def test_a_column_that_is_no_protected_characteristic_may_still_stand_for_one() -> None:
    true, pred, group = drawn(300)
    asked = gd.audit(true, pred, by=pd.Series(group, name="area"), measures=["missed"]).duty()
    assert "Not one by name: area." in asked.about
    assert "cannot tell, or not defined, for" in str(asked)
    assert "precision was left out" in str(asked)
