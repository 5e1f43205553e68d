"""An audit agrees with fairlearn and scikit-learn, and speaks plainly of what it is given."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from fairlearn import metrics as fair
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.fairness.measures import MEASURES
from greaterdata_lessons.errors import LearnerError

PEERS = {
    "missed": fair.false_negative_rate,
    "false alarm": fair.false_positive_rate,
    "selected": fair.selection_rate,
    "precision": partial(sk.precision_score, zero_division=0.0),
    "accuracy": sk.accuracy_score,
}


def people(
    seed: int = 0, n: int = 400, groups: int = 5, chance: float = 0.3
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw needs, decisions and groups that have nothing to do with each other."""
    rng = np.random.default_rng(seed)
    true = (rng.random(n) < chance).astype(int)
    true[:2] = [0, 1]
    return true, (rng.random(n) < 0.4).astype(int), rng.integers(0, groups, n)


def frame(true: object, pred: object, group: object, **more: object) -> fair.MetricFrame:
    return fair.MetricFrame(
        metrics=PEERS, y_true=true, y_pred=pred, sensitive_features=group, **more
    )


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 120), st.integers(1, 12))
def test_every_defined_figure_is_fairlearns(seed: int, n: int, groups: int) -> None:
    true, pred, group = people(seed, n, groups)
    found, peer = gd.audit(true, pred, by=group), frame(true, pred, group)
    mine, theirs = found.by_group, peer.by_group
    theirs.index = theirs.index.astype(str)
    both = mine.notna()
    assert (mine - theirs.loc[mine.index]).abs().where(both, 0).to_numpy().max() < 1e-12
    assert (theirs.loc[mine.index].to_numpy()[~both.to_numpy()] == 0).all()
    defined = found.overall.dropna()
    assert defined["rate"].to_numpy() == pytest.approx(
        peer.overall[defined["measure"]].to_numpy(), abs=1e-12
    )


def test_intersections_are_fairlearns() -> None:
    true, pred, group = people(1)
    both = pd.DataFrame({"area": group, "sex": np.where(np.arange(400) % 3, "F", "M")})
    mine = gd.audit(true, pred, by=both).by_group
    theirs = frame(true, pred, both).by_group
    theirs.index = [", ".join(map(str, key)) for key in theirs.index]
    assert np.abs(mine - theirs.loc[mine.index]).to_numpy().max() < 1e-12
    assert len(mine) == 10


def test_the_real_fairlearn_object_is_handed_over() -> None:
    true, pred, group = people(2)
    peer = gd.audit(true, pred, by=pd.Series(group, name="area")).metric_frame()
    assert isinstance(peer, fair.MetricFrame)
    expected = frame(true, pred, pd.Series(group, name="area").astype(str))
    pd.testing.assert_frame_equal(peer.by_group, expected.by_group)


def test_weights_give_fairlearns_weighted_figures() -> None:
    true, pred, group = people(3)
    weight = np.random.default_rng(3).random(400) * 3
    found = gd.audit(true, pred, by=group, weight=weight)
    mine = found.by_group.to_numpy()
    params = {name: {"sample_weight": weight} for name in PEERS}
    theirs = frame(true, pred, group, sample_params=params).by_group.to_numpy()
    assert mine == pytest.approx(theirs, abs=1e-12)
    assert found.metric_frame().by_group.to_numpy() == pytest.approx(theirs, abs=1e-12)


def test_intervals_are_those_of_every_other_result() -> None:
    true, pred, group = people(4, n=800)
    found = gd.audit(true, pred, by=group, measures=["missed"])
    for row in found.table.to_dict("records"):
        assert (row["low"], row["high"]) == pytest.approx(
            gd.share_interval(row["count"], row["of"])
        )
        others = found.overall.loc[0, ["count", "of"]] - [row["count"], row["of"]]
        level = 1 - 0.05 / found.comparisons
        ends = gd.newcombe(row["count"], row["of"], *others, level=level)
        assert min(row["count"], row["of"] - row["count"]) >= 5
        assert (row["gap_low"], row["gap_high"]) == pytest.approx(ends)


def test_undefined_is_undefined_and_never_zero() -> None:
    true, pred = [1, 0, 0, 0, 1], [1, 0, 1, 0, 0]
    found = gd.audit(true, pred, by=["A", "A", "B", "B", "A"])
    row = found.row("B", "missed")
    assert math.isnan(row["rate"])
    assert row["finding"] == "not defined"
    assert "B: not defined; there are no people who needed help here." in str(found)
    assert found.metric_frame().by_group.loc["B", "missed"] == 0.0
    assert "not defined" in found._repr_html_()


def test_a_declared_group_with_nobody_is_shown_as_undefined() -> None:
    group = pd.Categorical(["A", "B", "A", "B"], categories=["A", "B", "C"])
    found = gd.audit([1, 0, 0, 1], [1, 0, 1, 0], by=group)
    assert found.by_group.loc["C"].isna().all()
    assert (found.table.query("group == 'C'")["finding"] == "not defined").all()


def test_a_group_of_one_has_a_wide_interval() -> None:
    true, pred, group = people(5)
    group[:1] = 99
    true[0], pred[0] = 1, 0
    row = gd.audit(true, pred, by=group).row("99", "missed")
    assert row["of"] == 1
    assert row["high"] - row["low"] > 0.7
    assert row["finding"] == "cannot tell from these data"


def test_whoever_has_no_group_is_kept_as_missing() -> None:
    true, pred, group = people(6)
    named = pd.Series(group).map({0: "A", 1: "B", 2: None, 3: "C", 4: "D"})
    found = gd.audit(true, pred, by=named)
    assert "Missing" in found.groups
    selected = found.table[found.table["measure"] == "selected"]
    assert selected["of"].sum() == 400
    with_nan = gd.audit(true, pred, by=np.where(group == 2, np.nan, group))
    assert with_nan.groups[-1] == "Missing"


@pytest.mark.parametrize("kind", ["list", "numpy", "pandas", "categorical", "polars", "bool"])
def test_columns_of_every_kind_give_the_same_figures(kind: str) -> None:
    import polars as pl

    true, pred, group = people(7)
    words = np.array(list("ABCDE"))[group]
    given = {
        "list": (true.tolist(), pred.tolist(), words.tolist()),
        "numpy": (true.astype(float), pred, words.astype(object)),
        "pandas": (pd.Series(true), pd.Series(pred, dtype="Int64"), pd.Series(words)),
        "categorical": (pd.Categorical(true), pd.Series(pred), pd.Categorical(words)),
        "polars": (pl.Series(true), pl.Series(pred), pl.Series(words)),
        "bool": (true == 1, pred == 1, words),
    }[kind]
    expected = gd.audit(true, pred, by=words).by_group
    pd.testing.assert_frame_equal(gd.audit(*given[:2], by=given[2]).by_group, expected)


def test_names_of_columns_do_as_well_as_the_columns() -> None:
    true, pred, group = people(8)
    table = pd.DataFrame({"need": true, "chosen": pred, "area": group, "sex": pred})
    named = gd.audit("need", "chosen", by=["area", "sex"], data=table)
    given = gd.audit(true, pred, by=table[["area", "sex"]])
    pd.testing.assert_frame_equal(named.table, given.table)


def test_words_are_read_once_it_is_said_which_is_positive() -> None:
    true, pred, group = people(9)
    yes = np.where(true, "yes", "no")
    found = gd.audit(yes, pred, by=group, positive="yes")
    pd.testing.assert_frame_equal(found.table, gd.audit(true, pred, by=group).table)


def test_a_reference_group_is_compared_with_everybody_in_turn() -> None:
    true, pred, group = people(10)
    found = gd.audit(true, pred, by=group, reference="3", measures=["missed"])
    reference = found.row("3")
    assert reference["finding"] == "the reference"
    assert math.isnan(reference["gap"])
    assert (found.table["gap"].dropna() + reference["rate"]).to_numpy() == pytest.approx(
        found.table["rate"].drop(3).to_numpy()
    )
    pd.testing.assert_frame_equal(
        found.against(None).table, gd.audit(true, pred, by=group, measures=["missed"]).table
    )
    assert "each group beside 3." in str(found)


def test_a_clear_gap_is_named_and_said_in_people_harm_first() -> None:
    need, group = np.ones(2000, dtype=int), np.repeat(["A", "B"], [200, 1800])
    pred = np.r_[np.arange(200) >= 120, np.arange(1800) >= 540].astype(int)
    need[::4] = 0
    found = gd.audit(need, pred, by=group, unit="residents")
    assert found.row("A")["finding"] == "higher"
    lines = str(found).splitlines()
    assert lines[2].startswith("- A: 90 of 150 residents who needed help were missed; 45 would")
    assert "do not say whether anything is lawful" in str(found)


def test_a_penalty_puts_the_false_alarm_first() -> None:
    true, pred, group = people(11)
    found = gd.audit(true, pred, by=group, purpose="penalty")
    assert "who did not do what was looked for were accused all the same" in str(found)
    assert found.table["measure"].iloc[0] == "false alarm"


def test_too_few_to_tell_says_how_many_it_takes() -> None:
    true, pred, group = people(12, n=200)
    row = gd.audit(true, pred, by=group).row("2")
    assert row["finding"] == "cannot tell from these data"
    assert row["needed"] > row["of"]
    assert "to see a gap of 5 points takes about" in str(gd.audit(true, pred, by=group))


def test_many_people_and_no_gap_is_about_the_same() -> None:
    true, pred, group = people(13, n=100_000, groups=2)
    assert set(gd.audit(true, pred, by=group).table["finding"]) == {"about the same"}


def test_practices_that_differ_make_intervals_wider() -> None:
    rng = np.random.default_rng(14)
    practice = np.repeat(np.arange(60), 40)
    chance = np.repeat(rng.beta(1.5, 3, 60), 40)
    true, pred = np.ones(2400, dtype=int), (rng.random(2400) > chance).astype(int)
    true[::5] = 0
    group = np.where(practice % 2, "A", "B")
    alone = gd.audit(true, pred, by=group).row("A")
    together = gd.audit(true, pred, by=group, cluster=practice).row("A")
    assert together["rate"] == alone["rate"]
    assert together["high"] - together["low"] > 1.5 * (alone["high"] - alone["low"])
    assert "allow for clusters" in str(gd.audit(true, pred, by=group, cluster=practice))


def test_equal_weights_change_nothing_and_unequal_ones_widen() -> None:
    true, pred, group = people(15)
    plain = gd.audit(true, pred, by=group).table
    level = gd.audit(true, pred, by=group, weight=np.ones(400)).table
    pd.testing.assert_frame_equal(plain, level)
    weight = np.where(np.arange(400) % 2, 5.0, 0.2)
    wide = gd.audit(true, pred, by=group, weight=weight).table
    assert (wide["high"] - wide["low"]).mean() > (plain["high"] - plain["low"]).mean()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"y_true": ["yes", "no", "yes", "no"]}, "y_true holds yes, no, not 0 and 1"),
        ({"y_true": ["yes", "no", "no", "no"], "positive": "Yes"}, 'Did you mean "yes"'),
        ({"y_true": [1, 2, 1, 2]}, "y_true holds 1, 2, not 0 and 1"),
        ({"y_true": ["a", "b", "c", "a"], "positive": "a"}, "3 different labels"),
        ({"y_pred": [0.2, 0.4, 0.9, 0.1]}, "y_pred holds 0.2"),
        ({"y_pred": [1, 0, 1]}, "y_pred has 3 rows and y_true has 4"),
        ({"y_pred": [1, 0, None, 1]}, "1 of 4 rows have nothing in y_pred"),
        ({"y_true": [1.0, np.nan, 0, 1]}, "1 of 4 rows have nothing in y_true"),
        ({"y_true": [1, 1, 1, 1]}, "y_true is 1 for everybody"),
        ({"y_true": [], "y_pred": [], "by": []}, "There are no rows"),
        ({"by": None}, "By which groups"),
        ({"by": ["A", "B"]}, "group has 2 rows and y_true has 4"),
        ({"by": "ethnic_group"}, "no table to look in"),
        ({"by": "ethnik_group", "data": pd.DataFrame({"ethnic_group": [1] * 4})}, "Did you mean"),
        ({"reference": "Asian"}, 'There is no group "Asian" to compare with'),
        ({"weight": [1, 1, -1, 1]}, "1 weights are below 0"),
        ({"weight": [0, 0, 0, 0]}, "or all are 0"),
        ({"weight": list("abcd")}, "weight must be numbers"),
        ({"score": [0.1, 0.2, 0.3]}, "score has 3 rows"),
        ({"cluster": [1, 2]}, "cluster has 2 rows"),
        ({"measures": ["mised"]}, 'Did you mean "missed"'),
        ({"purpose": "profit"}, 'not for "profit"'),
        ({"level": 95}, "not between 0 and 1"),
        ({"matters": 5}, "not between 0 and 1"),
        ({"y_true": 1}, "must be a column"),
        ({"y_true": [[1, 0], [0, 1]]}, "2 dimensions"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(given: dict[str, object], said: str) -> None:
    good = {"y_true": [1, 0, 1, 0], "y_pred": [1, 0, 0, 1], "by": ["A", "B", "A", "B"]}
    asked = {**good, **given}
    with pytest.raises(LearnerError, match=said):
        gd.audit(**asked)


def test_the_same_people_in_another_order_are_not_mixed_up() -> None:
    table = pd.DataFrame({"need": [1, 0, 1, 0], "chosen": [1, 0, 0, 1], "area": list("ABAB")})
    for by in (table["area"].sort_values(), {"area": table["area"].iloc[::-1]}):
        with pytest.raises(LearnerError, match="area has the same rows as y_true in another order"):
            gd.audit(table["need"], table["chosen"], by=by)


def test_a_polars_table_does_as_well_and_a_database_is_counted_first() -> None:
    import duckdb
    import polars as pl

    true, pred, group = people(16)
    table = pd.DataFrame({"need": true, "chosen": pred, "area": group})
    asked = {"y_true": "need", "y_pred": "chosen", "by": "area"}
    found = gd.audit(**asked, data=pl.from_pandas(table))
    pd.testing.assert_frame_equal(found.table, gd.audit(**asked, data=table).table)
    for other in ("people.parquet", duckdb.sql("SELECT 1 AS need")):
        with pytest.raises(LearnerError, match="Count anything else where it is"):
            gd.audit(**asked, data=other)


def test_an_unknown_row_gets_a_sentence() -> None:
    found = gd.audit([1, 0, 1, 0], [1, 0, 0, 1], by=list("ABAB"), measures=["missed"])
    with pytest.raises(LearnerError, match='There is no group "C"'):
        found.row("C")
    with pytest.raises(LearnerError, match="is not measured here"):
        found.row("A", "accuracy")


def test_every_measure_has_a_peer() -> None:
    assert {measure.peer for measure in MEASURES.values()} <= {*dir(fair), *dir(sk)}
