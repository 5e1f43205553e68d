"""A protected table goes back into a cube, and holds what was hidden without telling it."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.errors import LearnerError


def counted(place: str, seed: int) -> Cube:
    """A partner's records, counted: groups of very different sizes, and what came of them."""
    pick = np.random.default_rng(seed)
    groups = np.repeat(["White", "Asian", "Black", "Other"], [200, 60, 30, 12])
    came = np.where(pick.random(len(groups)) < 0.3, 1, 0)
    people = pd.DataFrame({"borough": place, "group": groups, "came": came})
    return gd.count(people, by=["borough", "group"], outcome="came", unit="referrals")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rounding", [None, 5])
def test_every_range_holds_the_hidden_count_and_no_narrower_one_is_known(
    seed: int, rounding: int | None
) -> None:
    true = counted("Wirral", seed)
    protected = gd.protect(true, rounding=rounding)
    cube = protected.to_cube()
    assert (cube.by, cube.unit, cube.outcome) == (true.by, true.unit, "came")
    both = cube.table.merge(true.table, on=["borough", "group", "outcome"], suffixes=("", "_true"))
    assert len(both) == len(true.table)
    assert both["count_true"].between(both["low"], both["high"]).all()
    found = gd.attack(protected).table.set_index("number")
    for row in cube.table[cube.table["count"].isna()].to_dict("records"):
        said = "came" if row["outcome"] else "not came"
        name = f"Wirral, {row['group']}, {said}"
        if name in found.index:
            assert (row["low"], row["high"]) == tuple(found.loc[name, ["lowest", "highest"]])


def test_a_protected_partner_is_added_to_an_open_one() -> None:
    here, there = counted("Wirral", 1), counted("Sefton", 2)
    region = gd.protect(here).to_cube() + there
    low, high = region.people().bounds
    assert low < 604 < high
    assert region.only(borough="Sefton") == there


def test_what_is_kept_of_the_meaning_holds_no_count() -> None:
    means = gd.protect(counted("Wirral", 1)).means
    assert means is not None
    assert means.table.empty


def test_a_plain_table_says_its_unit_and_period() -> None:
    table = pd.Series({"Asian": 40, "Black": 4, "Other": 15}).rename_axis("group")
    cube = gd.protect(table).to_cube(unit="referrals", period="2025-26")
    assert (cube.by, cube.unit, cube.period) == (("group",), "referrals", "2025-26")
    assert str(cube).startswith("Between 42 and 76 referrals by group, 2025-26: Asian 40, ")


def test_a_number_that_nothing_limits_is_named() -> None:
    table = pd.Series({"Asian": 40, "Black": 4})
    with pytest.raises(LearnerError, match="how many Black can be at the most"):
        gd.protect(table, margins=False).to_cube()


def test_a_direction_with_a_name_of_the_cubes_own_is_refused() -> None:
    table = pd.Series({"yes": 40, "no": 30}).rename_axis("outcome")
    with pytest.raises(LearnerError, match='"outcome" is a name that a cube needs for itself'):
        gd.protect(table).to_cube()
