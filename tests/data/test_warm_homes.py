"""What was planted can be found, and what was not planted is not flagged more than by chance."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.analysis.representation import CLOSE, FEWER, MORE, Representation
from greaterdata_lessons.data import catalogue
from tests.data.test_datasets import maker

SEEDS = range(20)


@pytest.fixture(scope="module")
def worlds() -> list[pd.DataFrame]:
    """The same mechanism with twenty other seeds: the borough and group of each person."""
    make = maker(catalogue.find("warm-homes"))
    table = make.residents()
    return [make.people(np.random.default_rng(seed), table) for seed in SEEDS]


def compare(people: pd.DataFrame, by: str = "ethnic_group") -> Representation:
    reached = gd.count(people, by=by, unit="referrals")
    return gd.representation(reached, against=gd.residents(by=by), not_stated="Not stated")


def test_the_lessons_finding_agrees_with_the_truth_card() -> None:
    truth = gd.truth("warm-homes").table.set_index("group")["true ratio"]
    found = compare(gd.load("warm-homes")).table.set_index("group")
    within = (found["low"] <= truth[found.index]) & (truth[found.index] <= found["high"])
    assert within.all()
    assert found["finding"].to_dict() == {
        "Asian": FEWER,
        "White": CLOSE,
        "Black": UNSURE,
        "Mixed": UNSURE,
        "Other": UNSURE,
    }


def test_the_small_groups_barrier_is_real_and_cannot_be_seen() -> None:
    truth = gd.truth("warm-homes").table.set_index("group")["true ratio"]
    row = compare(gd.load("warm-homes"), "ethnic_group_detailed").row("Gypsy or Irish Traveller")
    assert truth["Gypsy or Irish Traveller"] < 0.5
    assert row["finding"] == UNSURE
    assert row["low"] <= truth["Gypsy or Irish Traveller"] <= row["high"]


def test_the_planted_barrier_is_found_with_every_seed(worlds: list[pd.DataFrame]) -> None:
    found = [compare(world.rename(columns={"group": "ethnic_group"})) for world in worlds]
    assert all(result.row("Asian")["finding"] == FEWER for result in found)


def test_groups_without_a_barrier_are_rarely_flagged(worlds: list[pd.DataFrame]) -> None:
    found = [compare(world.rename(columns={"group": "ethnic_group"})) for world in worlds]
    null = ["Black", "Mixed", "Other", "White"]
    flagged = [result.row(group)["finding"] in {FEWER, MORE} for result in found for group in null]
    assert np.mean(flagged) <= 0.1


def test_blanks_depend_on_the_door_and_not_on_the_person() -> None:
    people = gd.load("warm-homes")
    blank = people["ethnic_group"].eq("Not stated").groupby(people["referred_by"]).mean()
    assert blank["council"] > 0.1
    assert blank.drop("council").max() < 0.07


def test_nobody_under_fifteen_is_on_the_list() -> None:
    assert "0 to 14" not in set(gd.load("warm-homes")["age_band"])


def test_blank_groups_are_blank_in_both_columns() -> None:
    people = gd.load("warm-homes")
    assert (
        people["ethnic_group"]
        .eq("Not stated")
        .equals(people["ethnic_group_detailed"].eq("Not stated"))
    )
