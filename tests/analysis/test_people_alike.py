"""How many match me, k and l: counted right, and on made-up people only."""

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

PEOPLE = pd.DataFrame(
    {
        "age": ["85+", "85+", "85+", "30-44", "30-44", "0-14"],
        "ward": ["A", "A", None, "A", "A", "B"],
        "need": ["care", "care", "care", "heat", "care", "heat"],
        "synthetic": "SYNTHETIC",
    }
)


def test_people_alike_are_counted_and_unknown_is_a_value_of_its_own() -> None:
    found = gd.unique_on(PEOPLE, ["age", "ward"])
    assert (found.k, found.unique, found.people) == (1, 2, 6)
    assert found.share == pytest.approx(1 / 3)
    assert found.table[["alike", "groups", "people"]].to_numpy().tolist() == [[1, 2, 2], [2, 2, 4]]


def test_k_equals_what_a_group_by_counts() -> None:
    homes = gd.load("warm-homes")
    facts = ["borough", "age_band", "ethnic_group_detailed"]
    sizes = homes.groupby(facts, dropna=False).size()
    found = gd.unique_on(homes, facts)
    assert (found.k, found.unique) == (sizes.min(), (sizes == 1).sum())
    assert found.table["people"].sum() == len(homes)


def test_a_group_that_shares_one_need_gives_it_away() -> None:
    found = gd.unique_on(PEOPLE, "age", sensitive="need")
    assert found.l == 1
    assert "(l = 1)" in str(found)
    varied = PEOPLE[PEOPLE["age"] == "30-44"]
    assert gd.unique_on(varied, "age", sensitive="need").l == 2


def test_matching_counts_people_who_share_every_fact() -> None:
    assert gd.matching(PEOPLE, age="85+", ward="A").count == 2
    assert "has found that person" in str(gd.matching(PEOPLE, age="0-14"))


@pytest.mark.parametrize(
    "people", [PEOPLE.drop(columns="synthetic"), PEOPLE.assign(synthetic="no")]
)
def test_records_not_marked_as_made_up_are_refused(people: pd.DataFrame) -> None:
    with pytest.raises(LearnerError, match="made-up people only"):
        gd.unique_on(people, "age")
    with pytest.raises(LearnerError, match="made-up people only"):
        gd.matching(people, age="85+")


def test_a_slip_of_spelling_is_noticed() -> None:
    with pytest.raises(LearnerError, match='Did you mean "ward"'):
        gd.unique_on(PEOPLE, ["age", "wrad"])
    with pytest.raises(LearnerError, match='Nobody has "85" in age'):
        gd.matching(PEOPLE, age="85")


def test_no_facts_and_no_people_are_refused() -> None:
    with pytest.raises(LearnerError, match="at least one fact"):
        gd.unique_on(PEOPLE, [])
    with pytest.raises(LearnerError, match="nobody to count"):
        gd.unique_on(PEOPLE.iloc[:0], "age")
