"""What a score is worth by group, beside scikit-learn's figures."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.fairness.auc import auc_interval
from greaterdata_lessons.errors import LearnerError


def scored(seed: int, n: int = 600, groups: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    score = rng.random(n)
    need = rng.random(n) < score
    group = rng.integers(0, groups, n).astype(str)
    return pd.DataFrame({"need": need, "score": score, "chosen": score > 0.6, "area": group})


def audited(table: pd.DataFrame, **more: object) -> gd.audit:
    return gd.audit("need", "chosen", by="area", score="score", data=table, **more)


@settings(max_examples=25)
@given(st.integers(0, 9999), st.integers(4, 300), st.integers(1, 6), st.integers(1, 3))
def test_auc_and_brier_are_scikit_learns(seed: int, n: int, groups: int, digits: int) -> None:
    table = scored(seed, n, groups).round({"score": digits})
    table.loc[0, "need"], table.loc[1, "need"] = True, False
    found = audited(table).scores
    for row in found.table.to_dict("records"):
        own = table[table["area"] == row["group"]]
        assert row["brier"] == pytest.approx(((own["need"] - own["score"]) ** 2).mean())
        if own["need"].nunique() == 1:
            assert np.isnan(row["auc"])
            assert row["ranking"] == "not defined"
        else:
            expected = roc_auc_score(own["need"], own["score"])
            assert row["auc"] == pytest.approx(expected, abs=1e-12)
    assert found.overall["auc"] == pytest.approx(
        roc_auc_score(table["need"], table["score"]), abs=1e-12
    )
    assert found.overall["brier"] == pytest.approx(brier_score_loss(table["need"], table["score"]))


def test_weighted_figures_are_scikit_learns_too() -> None:
    table = scored(1)
    weight = np.random.default_rng(1).random(600) * 4
    row = audited(table, weight=weight).scores.table.iloc[2]
    own = (table["area"] == "2").to_numpy()
    need, score = table["need"][own], table["score"][own]
    assert row["auc"] == pytest.approx(roc_auc_score(need, score, sample_weight=weight[own]))
    assert row["brier"] == pytest.approx(brier_score_loss(need, score, sample_weight=weight[own]))


def test_a_cube_of_scores_gives_nearly_the_same_ranking() -> None:
    table = scored(2, n=3000)
    cube = gd.count(table, by="area", outcome="need", prediction="chosen", score="score")
    ours, binned = audited(table).scores.table, gd.audit(cube).scores.table
    order = ours.set_index("group").loc[binned["group"]].reset_index()
    assert np.abs(order["auc"] - binned["auc"]).max() < 2e-3
    assert np.abs(order["low"] - binned["low"]).max() < 2e-3
    assert (order["needed"] == binned["needed"]).all()


@pytest.mark.parametrize(("need", "others", "shift"), [(5, 8, 1.0), (10, 40, 2.0), (30, 30, 0.3)])
def test_auc_intervals_hold_for_few_people(need: int, others: int, shift: float) -> None:
    from scipy.stats import norm, rankdata

    rng, truth = np.random.default_rng(3), norm.cdf(shift / np.sqrt(2))
    values = np.c_[rng.normal(shift, 1, (2000, need)), rng.normal(0, 1, (2000, others))]
    ranks = rankdata(values, axis=1)[:, :need].sum(axis=1)
    auc = (ranks - need * (need + 1) / 2) / (need * others)
    sizes = np.full(2000, float(need)), np.full(2000, float(others))
    low, high = auc_interval(auc, *sizes, 1.96)
    assert ((low <= truth) & (truth <= high)).mean() > 0.93


def test_a_score_that_promises_too_little_for_one_group_is_found() -> None:
    rng = np.random.default_rng(40)
    table = scored(4, n=4000)
    hidden = (table["area"] == "3") & (rng.random(4000) < 0.4)
    table.loc[hidden, "score"] = 0.3 * rng.random(hidden.sum())
    found = audited(table).scores
    row = found.table.set_index("group").loc["3"]
    assert row["promise"] == "more need than it says"
    assert row["ranking"] == "worse"
    assert "expected by the score (more need than it says)" in str(found)
    assert str(found).splitlines()[1] in str(audited(table))
    assert "<caption" in found._repr_html_()


def test_ranges_of_bins_are_of_the_level_asked_for_and_of_what_weights_are_worth() -> None:
    table = scored(5)
    plain, doubled, surer = (
        audited(table, **asked).scores.bins.dropna(subset=["rate"])
        for asked in ({}, {"weight": [2.0] * 600}, {"level": 0.99})
    )
    np.testing.assert_allclose(doubled[["low", "high"]], plain[["low", "high"]])
    assert (doubled["people"] == 2 * plain["people"]).all()
    assert (surer["high"] - surer["low"] > plain["high"] - plain["low"]).all()


def test_bins_hold_everybody_once() -> None:
    bins = audited(scored(5)).scores.bins
    assert bins["people"].sum() == 600
    assert len(bins) == 4 * 10
    filled = bins[bins["people"] > 0]
    assert ((filled["low"] <= filled["rate"]) & (filled["rate"] <= filled["high"])).all()


def test_a_score_that_is_no_chance_still_ranks() -> None:
    table = scored(6)
    ranked = audited(table.assign(score=table["score"] * 80)).scores
    assert ranked.table["auc"].to_numpy() == pytest.approx(audited(table).scores.table["auc"])
    assert ranked.table["expected"].isna().all()
    assert "expected by the score" not in str(ranked)


def test_an_audit_without_a_score_says_so() -> None:
    with pytest.raises(LearnerError, match="has no score"):
        _ = gd.audit([1, 0], [1, 0], by=["A", "A"]).scores
