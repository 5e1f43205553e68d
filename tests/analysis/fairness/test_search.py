"""The search of subgroups finds what is planted, and hardly ever what is not there."""

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

SIZES = {"area": 4, "sex": 2, "age": 3, "home": 2, "work": 2}
BY = list(SIZES)


def people(seed: int, n: int = 3000) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame({name: rng.choice(list("ABCD")[:many], n) for name, many in SIZES.items()})
    return table.assign(need=rng.random(n) < 0.5, chosen=rng.random(n) < 0.6)


def test_what_is_planted_where_two_characteristics_meet_is_found() -> None:
    table = people(1)
    both = (table["area"] == "B") & (table["sex"] == "A")
    table.loc[both & (np.arange(3000) % 3 > 0), "chosen"] = False
    found = gd.subgroups("need", "chosen", by=BY, data=table, draws=300)
    assert found.table["subgroup"].iloc[0] == "area B, sex A"
    row = found.table.iloc[0]
    own = table[both & table["need"]]
    assert (row["count"], row["of"]) == ((~own["chosen"]).sum(), len(own))
    assert "would be expected at everybody else's rate" in str(found)
    assert "<caption" in found._repr_html_()


def test_searches_without_any_gap_rarely_name_somebody() -> None:
    named = [
        len(gd.subgroups("need", "chosen", by=BY, data=people(seed, 1500), draws=200).table) > 0
        for seed in range(40)
    ]
    assert np.mean(named) <= 0.1


def test_all_five_characteristics_can_be_put_together() -> None:
    found = gd.subgroups("need", "chosen", by=BY, data=people(2), depth=5, draws=100)
    shallow = gd.subgroups("need", "chosen", by=BY, data=people(2), depth=1, draws=100)
    assert shallow.searched == 4 + 2 + 3 + 2 + 2
    assert found.searched > 100
    assert "None stands out" in str(shallow)


def test_a_cube_can_be_searched() -> None:
    table = people(3)
    cube = gd.count(table, by=BY, outcome="need", prediction="chosen")
    from_cube = gd.subgroups(cube, draws=100)
    from_rows = gd.subgroups("need", "chosen", by=BY, data=table, draws=100)
    assert from_cube.searched == from_rows.searched


def test_being_chosen_less_often_is_the_harm_when_selection_is_searched() -> None:
    table = people(4)
    table.loc[(table["area"] == "C"), "chosen"] = np.arange((table["area"] == "C").sum()) % 4 == 0
    found = gd.subgroups("need", "chosen", by=BY, data=table, measure="selected", draws=200)
    assert found.table["subgroup"].iloc[0] == "area C"
    assert (found.table["gap"] < 0).all()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"by": [*BY, "need"]}, "6 characteristics make more subgroups"),
        ({"depth": 0}, "not a whole number from 1 to 5"),
        ({"smallest": 5000}, "No subgroup has 5000 people to count"),
        ({"measure": "misses"}, 'Did you mean "missed"'),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence(more: dict[str, object], said: str) -> None:
    asked = {"by": BY, "data": people(5, 200), "draws": 100, **more}
    with pytest.raises(LearnerError, match=said):
        gd.subgroups("need", "chosen", **asked)


def test_weighted_counts_are_not_searched() -> None:
    table = people(6, 300).assign(heavy=1.5)
    cube = gd.count(table, by=BY[:2], outcome="need", prediction="chosen", weight="heavy")
    with pytest.raises(LearnerError, match="count one each"):
        gd.subgroups(cube)
