"""Made-up people add up to the real figures, say they are made up, and come out the same again."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import greaterdata_lessons as gd
from greaterdata_lessons.data.people.margins import (
    CHARACTERISTICS,
    published,
    rake,
    seed_table,
    shared_out,
    shares,
    targets,
)
from greaterdata_lessons.data.people.population import Population
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError

EVERYBODY = 1_551_763


@pytest.fixture(scope="module")
def everybody() -> Population:
    return gd.population()


def test_everybody_is_there_once(everybody: Population) -> None:
    assert len(everybody.records) == EVERYBODY == gd.figures("residents").sum()
    boroughs = everybody.records["borough"].value_counts()
    assert boroughs[list(BOROUGHS)].to_dict() == gd.figures("residents").to_dict()


def test_every_margin_is_met_to_less_than_one_person(everybody: Population) -> None:
    assert len(everybody.margins) == 6 * (2 + 9 + 5 + 5)
    assert everybody.worst < 1


@pytest.mark.parametrize("name", CHARACTERISTICS)
def test_the_rows_themselves_add_up_to_the_whole_number_targets(
    everybody: Population, name: str
) -> None:
    categories = list(CHARACTERISTICS[name][2])
    made = pd.crosstab(everybody.records["borough"], everybody.records[name])
    aims = targets(EVERYBODY)[name]
    assert (made.loc[list(BOROUGHS), categories].to_numpy() == aims).all()


def test_margins_are_the_published_figures_but_for_the_publishers_own_differences(
    everybody: Population,
) -> None:
    apart = (everybody.margins["made"] - everybody.margins["published"]).abs()
    assert apart.max() <= 15


def test_the_margins_are_those_of_the_borough_figures() -> None:
    figures = gd.load("lcr-boroughs")
    women = figures[(figures["measure"] == "residents by sex") & (figures["category"] == "Female")]
    assert published()["sex"][:, 0].sum() == women["value"].sum()
    groups = gd.residents(by="ethnic_group").counts()
    assert published()["ethnic_group"].sum(axis=0)[4] == groups["White"]


def test_raking_meets_every_margin_and_keeps_the_odds_of_its_guess() -> None:
    table = shares()[2]
    aims = targets(EVERYBODY)
    for axis, name in enumerate(CHARACTERISTICS):
        others = tuple(other for other in range(4) if other != axis)
        assert table.sum(axis=others) == pytest.approx(aims[name][2], rel=1e-8)
    guess = seed_table()

    def odds(cells: np.ndarray) -> float:
        return float(cells[0, 3, 1, 0] * cells[0, 3, 4, 4] / cells[0, 3, 1, 4] / cells[0, 3, 4, 0])

    assert odds(table) == pytest.approx(odds(guess), rel=1e-8)


def test_smaller_groups_are_younger_and_poorer_as_assumed(everybody: Population) -> None:
    people = everybody.records
    old = people["age_band"].isin(["65 to 74", "75 to 84", "85 and over"])
    by_group = old.groupby(people["ethnic_group"], observed=True).mean()
    assert by_group.drop("White").max() < by_group["White"] / 2
    black = (people["ethnic_group"] == "Black").groupby(people["deprivation_fifth"], observed=True)
    assert black.mean().is_monotonic_decreasing


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first, again, other = (gd.population(20_000, seed=seed) for seed in (1, 1, 2))
    assert first.records.to_csv() == again.records.to_csv()
    assert not first.records.equals(other.records)


@pytest.mark.parametrize("people", [1_000, 12_345, 200_001])
def test_any_number_of_people_adds_up(people: int) -> None:
    made = gd.population(people, seed=people)
    assert len(made.records) == people
    assert made.worst < 1.5  # the borough's own total is rounded too


def test_every_row_and_every_print_says_synthetic(everybody: Population) -> None:
    assert set(everybody.records["synthetic"]) == {"SYNTHETIC"}
    assert str(everybody).startswith("SYNTHETIC: 1,551,763 made-up residents")
    small = gd.population(1_000)
    assert ">SYNTHETIC" in small._repr_html_()


@pytest.mark.parametrize("people", [0, 999, -5, 10**8, 2000.5, "many", True])
def test_a_wrong_number_of_people_gets_a_sentence(people: object) -> None:
    with pytest.raises(LearnerError, match=r"not a number of people to make\. Ask for a whole"):
        gd.population(people)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=9), st.integers(0, 100_000))
def test_sharing_out_gives_everything_and_is_never_a_person_off(
    parts: list[int], total: int
) -> None:
    weights = np.array([*parts, 1], dtype=float)
    given_out = shared_out(weights, total)
    assert given_out.sum() == total
    assert np.abs(given_out - weights / weights.sum() * total).max() < 1 + 1e-6


def test_raking_leaves_a_category_nobody_is_in_empty() -> None:
    made = rake(np.ones((2, 2)), [np.array([10, 0]), np.array([4, 6])])
    assert made.tolist() == [[4.0, 6.0], [0.0, 0.0]]
