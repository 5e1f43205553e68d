"""Rates by group: the right figures, ranges that fit weights and clusters, and honest gaps."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.counts_cells import settled
from greaterdata_lessons.errors import LearnerError

RECORDS = st.lists(st.tuples(st.sampled_from("AB"), st.booleans()), min_size=1, max_size=40)


@settings(max_examples=30)
@given(RECORDS)
def test_rates_are_shares_of_the_records_with_the_range_of_a_share(records: list[Any]) -> None:
    frame = pd.DataFrame(records, columns=["group", "came"])
    table = gd.rates(gd.count(frame, by="group", outcome="came")).table.set_index("group")
    for group, came in frame.groupby("group")["came"]:
        row = table.loc[str(group)]
        assert (row["came"], row["people"]) == (came.sum(), len(came))
        assert row["rate"] == pytest.approx(came.mean())
        interval = gd.share_interval(int(came.sum()), len(came))
        assert (row["low"], row["high"]) == pytest.approx(interval)


def test_everybody_together_has_a_rate_too() -> None:
    cube = gd.count(pd.DataFrame({"came": [1, 0, 0, 0]}), by=[], outcome="came", unit="people")
    assert "- Everybody: 25.0% (1 of 4)" in str(gd.rates(cube))


def test_a_group_with_no_outcome_recorded_is_set_aside_and_not_given_a_rate() -> None:
    frame = pd.DataFrame({"group": ["A", "A", "B"], "came": [1, 0, None]})
    found = gd.rates(gd.count(frame, by="group", outcome="came"))
    assert found.set_aside == 1
    assert found.table["group"].tolist() == ["A"]


def test_weights_of_one_change_nothing() -> None:
    frame = pd.DataFrame({"group": list("AB") * 30, "came": [1, 0, 0] * 20, "weight": 1.0})
    plain = gd.rates(gd.count(frame, by="group", outcome="came")).table
    weighted = gd.rates(gd.count(frame, by="group", outcome="came", weight="weight")).table
    columns = ["rate", "low", "high", "effective"]
    pd.testing.assert_frame_equal(plain[columns], weighted[columns])


RUNS = 300


def covered(cube: Cube, truth: float, cluster: str | None = None) -> float:
    """How often the range holds the true rate, over many runs counted side by side."""
    table = gd.rates(cube, cluster=cluster).table
    assert len(table) == RUNS
    return float(((table["low"] <= truth) & (truth <= table["high"])).mean())


def test_the_range_of_a_weighted_rate_holds_and_one_without_weights_would_not() -> None:
    """People with large weights differ from the others, as in a survey."""
    chance = np.random.default_rng(1)
    weight = chance.choice([1.0, 6.0], (RUNS, 80)).ravel()
    came = chance.random(RUNS * 80) < np.where(weight > 1, 0.5, 0.2)
    frame = pd.DataFrame({"run": np.repeat(range(RUNS), 80), "came": came, "weight": weight})
    truth = (0.2 + 6 * 0.5) / 7
    weighted = gd.count(frame, by="run", outcome="came", weight="weight")
    assert covered(weighted, truth) >= 0.9
    assert covered(gd.count(frame, by="run", outcome="came"), truth) < 0.8


def test_the_range_of_a_clustered_rate_holds_and_one_without_clusters_would_not() -> None:
    """Twenty practices whose rates differ: people of one practice are alike."""
    chance = np.random.default_rng(2)
    rates = np.repeat(chance.beta(3, 7, (RUNS, 20)), 25)
    practice = np.tile(np.repeat(range(20), 25), RUNS)
    frame = pd.DataFrame({"run": np.repeat(range(RUNS), 500), "practice": practice})
    frame["came"] = chance.random(len(frame)) < rates
    cube = gd.count(frame, by=["run", "practice"], outcome="came")
    assert covered(cube, 0.3, "practice") >= 0.9
    assert covered(cube.by_only("run"), 0.3) < 0.8


def clustered_frame() -> pd.DataFrame:
    practice = np.repeat(np.arange(12), 6)
    return pd.DataFrame({"group": list("ABB") * 24, "practice": practice, "came": practice % 2})


def test_what_was_done_about_clusters_and_weights_is_said() -> None:
    frame = clustered_frame().assign(weight=2.0)
    by = ["group", "practice"]
    found = gd.rates(gd.count(frame, by=by, outcome="came"), cluster="practice")
    assert "12 clusters (practice) were drawn anew 2,000 times." in str(found)
    assert "12 clusters" in found._repr_html_()
    assert (found.table["effective"] < found.table["people"]).all()
    weighted = gd.rates(gd.count(frame, by="group", outcome="came", weight="weight"))
    assert "Weighted, for the effective number of people" in str(weighted)


def test_drawing_clusters_twice_gives_the_same() -> None:
    cube = gd.count(clustered_frame(), by=["group", "practice"], outcome="came")
    one, two = (gd.rates(cube, cluster="practice").table for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_a_cluster_where_nobody_came_does_not_make_certainty() -> None:
    frame = clustered_frame().assign(came=0)
    row = gd.rates(gd.count(frame, by="practice", outcome="came"), cluster="practice").table
    assert row["rate"].iloc[0] == 0
    assert row["high"].iloc[0] > 0.2


@settings(max_examples=100)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.integers(0, 9), st.data())
def test_the_range_holds_whatever_the_hidden_counts_are(
    low: int, other: int, more: int, other_more: int, data: st.DataObject
) -> None:
    cells = pd.DataFrame(
        {
            "group": ["A", "A"],
            "outcome": pd.array([1, 0], dtype="Int64"),
            "low": [low + 1, other + 1],
            "high": [low + 1 + more, other + 1 + other_more],
        }
    )
    cube = Cube(settled(cells, ["group", "outcome"]), by=("group",), outcome="came")
    came = data.draw(st.integers(low + 1, low + 1 + more))
    rest = data.draw(st.integers(other + 1, other + 1 + other_more))
    row, true = gd.rates(cube).table.iloc[0], gd.share_interval(came, came + rest)
    assert row["low"] <= true.low + 1e-9
    assert true.high <= row["high"] + 1e-9
    assert ("hidden" in str(gd.rates(cube))) == cube.hidden


@pytest.mark.parametrize(
    ("by", "cluster", "sentence"),
    [
        ("group", None, "no outcome to take the rate of"),
        ("group", "practise", 'not counted by "practise"'),
        ("group", "group", r"2 clusters are too few .* 10 are the least"),
    ],
)
def test_rates_that_cannot_be_taken_get_a_sentence(
    by: str, cluster: str | None, sentence: str
) -> None:
    outcome = "came" if cluster else None
    with pytest.raises(LearnerError, match=sentence):
        gd.rates(gd.count(clustered_frame(), by=by, outcome=outcome), cluster=cluster)
