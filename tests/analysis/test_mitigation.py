"""Options beside each other: places held equal, the record beside the truth, gains and losses."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.mitigation.options import LOT, MODEL, OWN_LINE, RULE, TAUGHT
from greaterdata_lessons.errors import LearnerError

KNOWN = ["conditions", "lives_alone", "difficulty_score", "support_score", "priority_area"]


@pytest.fixture(scope="module")
def world() -> gd.world:
    return gd.world("social-care", measurement=1, historical=1, referrals=10_000)


@pytest.fixture(scope="module")
def made(world: gd.world) -> gd.options:
    records = world.records
    return gd.options(
        records[KNOWN],
        records["recorded_need"],
        by=records["ethnic_group"].astype(str).where(records["ethnic_group"] == "White", "Others"),
        places=0.45,
        rule="difficulty_score",
    )


@pytest.fixture(scope="module")
def compared(world: gd.world, made: gd.options) -> gd.compare_options:
    return gd.compare_options(made, truth=world.truth["in_need"])


def test_people_are_judged_whom_no_model_learnt_from(made: gd.options) -> None:
    assert list(made.decisions) == [MODEL, OWN_LINE, TAUGHT, RULE, LOT]
    assert len(made.decisions) == len(made.need) == len(made.by)
    assert made.decisions.index.is_unique


def test_every_option_but_the_groups_own_lines_fills_the_places_there_are(made: gd.options) -> None:
    places = made.table.set_index("option")["places"].drop(OWN_LINE)
    assert set(places) == {round(0.45 * len(made.decisions))}
    assert "sections 13 and 158" in str(made)


def test_a_model_finds_more_need_than_lots_do(compared: gd.compare_options) -> None:
    missed = compared.table.set_index(["option", "basis"])["missed"]
    assert missed[MODEL, "in truth"] < missed[LOT, "in truth"]


def test_passing_on_the_record_leaves_a_gap_in_truth(compared: gd.compare_options) -> None:
    rows = compared.table.set_index(["option", "basis"])
    for option in (MODEL, RULE):
        assert rows.loc[(option, "in truth"), "furthest"] == "Others"
        assert rows.loc[(option, "in truth"), "finding"] == "higher"
    taught = rows.loc[TAUGHT]
    assert taught.loc["on the record", "gap"] < taught.loc["in truth", "gap"]
    assert taught.loc["in truth", "gap"] < rows.loc[(MODEL, "in truth"), "gap"]


def test_moves_add_up_to_the_difference_in_places(
    made: gd.options, compared: gd.compare_options
) -> None:
    moves = compared.moves.groupby("option")[["gain", "lose"]].sum()
    places = made.table.set_index("option")["places"]
    for option in moves.index:
        assert (
            moves.loc[option, "gain"] - moves.loc[option, "lose"]
            == places[option] - (places[MODEL])
        )


def test_what_is_said_names_each_option_and_gives_no_verdict(compared: gd.compare_options) -> None:
    shown = str(compared)
    assert f'Places beside "{MODEL}":' in shown
    assert "No option is fair by itself" in shown
    assert "lawful" not in shown
    assert compared._repr_html_().count("<caption") == 2


def test_the_same_seed_gives_the_same_options() -> None:
    rng = np.random.default_rng(1)
    known = pd.DataFrame({"visits": rng.poisson(2, 300), "area": rng.choice(["N", "S"], 300)})
    need, group = rng.random(300) < known["visits"] / 8, rng.choice(["A", "B"], 300)
    first, again = (gd.options(known, need, by=group, places=40, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(first.decisions, again.decisions)
    assert RULE not in first.decisions


def test_not_helping_anybody_is_an_option_too() -> None:
    found = gd.compare_options(
        {"as now": [1, 1, 0, 0], "no help": [0, 0, 0, 0]}, [1, 0, 1, 0], by=["A", "B", "A", "B"]
    )
    row = found.table.set_index("option").loc["no help"]
    assert (row["places"], row["missed"]) == (0, 2)
    assert found.moves["lose"].sum() == 2


def test_one_group_alone_cannot_be_compared_and_says_so() -> None:
    found = gd.compare_options({"as now": [1, 0]}, [1, 0], by=["A", "A"])
    assert "no group can be compared" in str(found)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"features": [1, 2]}, "Give the features as a table"),
        ({"rule": "age"}, 'no column "age" for a rule'),
        ({"rule": "area"}, "not a number"),
        ({"places": 300}, "leave nothing to decide"),
        ({"need": [1, 0]}, "need has 2 rows and the features have 100"),
        ({"by": ["A"]}, "group has 1 rows"),
    ],
)
def test_what_cannot_be_made_gets_a_sentence(given: dict[str, object], said: str) -> None:
    known = pd.DataFrame({"visits": range(100), "area": ["N", "S"] * 50})
    asked = {"features": known, "need": [1, 0] * 50, "by": ["A", "B"] * 50, **given}
    with pytest.raises(LearnerError, match=said):
        gd.options(**asked)


def test_a_gap_in_the_features_gets_a_sentence() -> None:
    known = pd.DataFrame({"visits": [1, None, 3, 4]})
    with pytest.raises(LearnerError, match="gaps in: visits"):
        gd.options(known, [1, 0, 1, 0], by=list("ABAB"))


def test_decisions_about_other_people_get_a_sentence() -> None:
    with pytest.raises(LearnerError, match="at least one option"):
        gd.compare_options({}, [1, 0], by=["A", "B"])
    with pytest.raises(LearnerError, match='the option "b" has 3 rows'):
        gd.compare_options({"a": [1, 0], "b": [1, 0, 1]}, [1, 0], by=["A", "B"])
    with pytest.raises(LearnerError, match="about other people"):
        gd.compare_options(
            {"a": [1, 0]}, [1, 0], by=["A", "B"], truth=pd.Series([1, 0, 1], list("xyz"))
        )
