"""Rates, rounded tables, tables in several directions and linked tables keep what is small."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from tests.data.reference import extract


def people(seed: int, size: int = 700) -> pd.DataFrame:
    """Made-up people with facts of different rarity."""
    luck = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "borough": luck.choice(list("ABC"), size),
            "age": luck.choice(["young", "old"], size, p=[0.8, 0.2]),
            "group": luck.choice(["w", "a", "b"], size, p=[0.8, 0.15, 0.05]),
            "came": luck.random(size) < 0.2,
        }
    )


def test_a_rate_is_hidden_with_the_people_who_came_and_those_who_did_not() -> None:
    cube = gd.count(people(1), by="group", outcome="came")
    protected = gd.protect(cube)
    assert list(protected.table.columns) == ["not came", "came", "Total"]
    assert protected.table.loc["b", ["came", "not came"]].tolist() == ["[c]", "[c]"]
    assert gd.attack(protected).found == {}


def test_rounding_hides_less_and_the_rounded_table_gives_nothing_away() -> None:
    table = pd.DataFrame({"x": [4, 21, 30], "y": [12, 40, 25], "z": [90, 85, 70]})
    rounded = gd.protect(table, rounding=5)
    assert (rounded.table.map(lambda cell: cell == "[c]" or cell % 5 == 0)).all(axis=None)
    assert rounded.beside < gd.protect(table).beside
    assert gd.attack(rounded).found == {}
    assert gd.attack(rounded.table, rounding=5).found == {}


DEEP = ["borough", "age", "group", "came"]


@pytest.mark.parametrize("by", [DEEP[:3], pytest.param(DEEP, marks=pytest.mark.slow)])
def test_tables_in_three_and_four_directions_keep_every_small_number(by: list[str]) -> None:
    cube = gd.count(people(2).query("borough != 'C'"), by=by)
    protected = gd.protect(cube)
    assert protected.small > 0
    assert gd.attack(protected).found == {}


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_linked_tables_are_safe_beside_each_other_where_each_alone_is_not(seed: int) -> None:
    frame = people(seed, 300)
    cubes = [gd.count(frame, by=by) for by in (["borough", "group"], ["age", "group"])]
    first = gd.protect(cubes[0], linked=[cubes[1]])
    assert gd.attack(first, also=first.linked).found == {}
    assert gd.attack(first.linked[0], also=first).found == {}
    assert first.linked[0].table.index.name == "age"


def test_two_tables_that_are_safe_alone_can_undo_each_other() -> None:
    frame = people(3, 300)
    whole = gd.protect(gd.count(frame, by=["borough", "group"]))
    given = pd.DataFrame({"b": [int(((frame["borough"] == "A") & (frame["group"] == "b")).sum())]})
    given.index = pd.Index(["A"])
    assert gd.attack(whole).found == {}
    assert gd.attack(whole, also=given).found["A, b"] == given.iloc[0, 0]


def test_a_rounding_that_hides_the_table_is_refused() -> None:
    with pytest.raises(LearnerError, match="Use a whole number from 2 to twice the threshold"):
        gd.protect(pd.Series({"A": 20, "B": 30}), rounding=50)


def test_a_thousand_areas_of_the_census_are_protected() -> None:
    rows = pd.DataFrame(extract("census21_lsoa21_lcr")).set_index("lsoa21_code")
    groups = ["eth_white", "eth_asian", "eth_black", "eth_mixed", "eth_other"]
    numbers = rows[groups].astype(int)
    protected = gd.protect(numbers)
    assert protected.grid.shape == (len(rows) + 1, numbers.shape[1] + 1)
    assert protected.small > 0
    assert gd.attack(protected).found == {}
