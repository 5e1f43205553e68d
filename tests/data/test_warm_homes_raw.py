"""Each planted fault of the list as it arrived can be found, and is as the truth card says."""

import pandas as pd
import pytest

import greaterdata_lessons as gd

RULE = ["home_id", "year_of_birth"]


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return gd.load("warm-homes-raw")


@pytest.fixture(scope="module")
def planted() -> pd.Series:
    """How many rows of the key have each fault."""
    key = gd.truth("warm-homes-raw").key
    assert key is not None
    return key.groupby("fault").size()


def rows_with(planted: pd.Series, words: str) -> int:
    (number,) = planted[planted.index.str.contains(words, regex=False)]
    return int(number)


def test_the_card_counts_what_the_key_names(planted: pd.Series) -> None:
    card = gd.truth("warm-homes-raw").table.set_index("fault")["rows"]
    assert card.to_dict() == planted.to_dict()


def test_days_written_day_first_are_the_councils(people: pd.DataFrame, planted: pd.Series) -> None:
    slashed = people["referred_on"].str.contains("/")
    assert set(people.loc[slashed, "referred_by"]) == {"council"}
    never = people["referred_on"].eq("31/02/2026")
    assert never.sum() == rows_with(planted, "does not exist")
    assert (slashed & ~never).sum() == rows_with(planted, "day first")


def test_days_in_the_future_stand_out(people: pd.DataFrame, planted: pd.Series) -> None:
    assert people["referred_on"].str.startswith("206").sum() == rows_with(planted, "future")


def test_one_borough_is_written_three_ways(people: pd.DataFrame, planted: pd.Series) -> None:
    ways = people["borough"].value_counts()
    assert set(ways.index) - set(gd.load("lcr-boroughs")["borough"]) == {"St Helens", "ST HELENS"}
    assert ways["St Helens"] + ways["ST HELENS"] == rows_with(planted, "St. Helens")
    assert {gd.borough(way) for way in ways.index} == set(gd.load("lcr-boroughs")["borough"])


def test_a_stated_rule_finds_the_people_referred_twice_and_nobody_else(
    people: pd.DataFrame, planted: pd.Series
) -> None:
    key = gd.truth("warm-homes-raw").key
    assert key is not None
    again = people[people.duplicated(RULE)]
    wanted = key.loc[key["fault"].str.startswith("a person referred before"), "referral_id"]
    assert set(again["referral_id"]) == set(wanted)
    assert len(again) == rows_with(planted, "referred before")


def test_two_people_of_one_home_are_not_taken_for_one(people: pd.DataFrame) -> None:
    firsts = people.drop_duplicates(RULE)
    assert firsts.duplicated("home_id").sum() == 40


def test_blanks_are_mostly_the_councils_and_written_four_ways(
    people: pd.DataFrame, planted: pd.Series
) -> None:
    blank = people["ethnic_group"].isin(["", "n/a", "Not known", "Not stated"])
    assert people.loc[blank, "ethnic_group"].nunique() == 4
    assert blank.sum() == rows_with(planted, "blank, in")
    assert people.loc[blank, "referred_by"].value_counts(normalize=True)["council"] > 0.5


def test_mixed_codes_and_the_year_nobody_was_born_are_there(
    people: pd.DataFrame, planted: pd.Series
) -> None:
    assert people["disabled"].isin(["Y", "N"]).sum() == rows_with(planted, "Y and N")
    assert people["year_of_birth"].eq(1900).sum() == rows_with(planted, "1900")
    assert people["age_band"].str.contains("-").sum() == rows_with(planted, "a dash")
