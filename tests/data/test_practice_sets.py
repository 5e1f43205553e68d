"""What was planted in the lists, the inventory and the voices can be found, and is as it says."""

import re

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.data import catalogue
from greaterdata_lessons.data.places import BOROUGHS
from tests.data.test_datasets import maker


@pytest.fixture(scope="module")
def hub() -> pd.DataFrame:
    """The food hub's rows with their key, and the name and date as the register would hold them."""
    table = gd.load("food-hub").merge(gd.truth("food-hub").key, on="hub_ref")
    table[["surname", "forename"]] = table["name"].str.split(", ", expand=True)
    table["date_of_birth"] = table["born"].str.split("/").str[::-1].str.join("-")
    return table


@pytest.fixture(scope="module")
def joined(hub: pd.DataFrame) -> pd.DataFrame:
    """The exact join on name and birth date that a learner tries first."""
    keys = ["surname", "forename", "date_of_birth"]
    return hub.merge(gd.load("council"), on=keys, suffixes=("_true", ""))


def test_the_true_key_is_in_no_file_that_a_learner_loads() -> None:
    hub, council = gd.load("food-hub"), gd.load("council")
    assert not {"council_id", "name_group", "person"} & set(hub.columns)
    assert not {"hub_ref", "name_group", "person", "household"} & set(council.columns)


def test_the_key_names_every_hub_row_once_and_only_numbers_of_the_register() -> None:
    key = gd.truth("food-hub").key
    assert key is not None
    assert key["hub_ref"].to_list() == gd.load("food-hub")["hub_ref"].to_list()
    known = set(gd.load("council")["council_id"])
    assert set(key["council_id"]) - {""} <= known
    assert (key["council_id"] == "").sum() == 160
    assert key["council_id"].replace("", None).nunique() == 540


def test_the_registers_key_pairs_the_people_who_are_on_it_twice() -> None:
    key = gd.truth("council").key
    assert key is not None
    assert key["council_id"].to_list() == gd.load("council")["council_id"].to_list()
    pairs = key[key["also_listed_as"] != ""].set_index("council_id")["also_listed_as"]
    assert len(pairs) == 2 * 25
    assert all(pairs[pairs[one]] == one != pairs[one] for one in pairs.index)
    people = gd.load("council").set_index("council_id")
    for one, other in pairs.items():
        same = people.loc[one, ["surname", "forename", "date_of_birth"]]
        assert same.equals(people.loc[other, ["surname", "forename", "date_of_birth"]])


def test_the_two_lists_overlap_in_households_as_well() -> None:
    hub, council = gd.truth("food-hub").key, gd.truth("council").key
    assert hub is not None
    assert council is not None
    homes = council.set_index("council_id")["household"]
    both = hub[hub["council_id"] != ""]
    assert (homes[both["council_id"]].to_numpy() == both["household"].to_numpy()).all()


def test_the_truth_tables_counts_are_what_an_exact_join_finds(
    hub: pd.DataFrame, joined: pd.DataFrame
) -> None:
    card = gd.truth("food-hub").table.set_index("name group")
    both = hub[hub["council_id"] != ""]
    found = both[both["hub_ref"].isin(joined["hub_ref"])]
    for group, count in both["name_group"].value_counts().items():
        row = card.loc[str(group)]
        assert row["records of people on both lists"] == count
        assert row["found by an exact join"] == (found["name_group"] == group).sum()


def test_missed_matches_are_not_spread_evenly() -> None:
    missed = gd.truth("food-hub").table.set_index("name group")["share missed"]
    assert missed["British"] == missed.min()
    assert missed["British"] < 0.2
    assert (missed[["Chinese", "Arabic", "Somali"]] > 2.5 * missed["British"]).all()


def test_moving_house_is_spread_evenly(hub: pd.DataFrame) -> None:
    moved = hub["what_changed"].str.contains("moved house").groupby(hub["name_group"]).mean()
    assert moved.between(0.05, 0.27).all()


def test_nearly_every_exact_match_is_the_same_person(joined: pd.DataFrame) -> None:
    true = gd.load("council").set_index("council_id")
    same = joined["council_id"] == joined["council_id_true"]
    # The others are the second numbers of people who are on the register twice.
    twice = true.duplicated(["surname", "forename", "date_of_birth"], keep=False)
    assert twice[joined.loc[~same, "council_id"]].all()
    assert same.mean() > 0.9


def test_each_planted_count_of_the_two_lists_is_there(hub: pd.DataFrame) -> None:
    council = gd.load("council")
    faults = gd.truth("council").table.set_index("planted")["rows"]
    assert (council["last_checked"] < "2022").sum() == faults["rows last checked before 2022"]
    assert len(council) == 1_600 + 25
    assert (hub["registered_twice"] == "yes").sum() == 2 * 40
    assert hub["born"].str.fullmatch("[0-9]{4}").sum() == 4
    assert (hub["postcode"] == "").sum() == 6
    assert len(set(hub["town"]) - set(BOROUGHS)) == 3
    assert {gd.borough(town) for town in hub["town"]} == set(BOROUGHS)
    only_2011 = set(hub["area_2011"]) - set(council["area_2021"])
    assert only_2011 == {"A003", "A007", "A008"}


def test_shared_birth_dates_make_strangers_look_alike() -> None:
    council = gd.load("council")
    alike = council.duplicated(["date_of_birth", "postcode"], keep=False)
    names = council[alike].groupby(["date_of_birth", "postcode"])["forename"].nunique()
    assert (names > 1).sum() >= 30


def test_recoding_homes_to_the_councils_codes_loses_who_has_none() -> None:
    homes = set(gd.load("food-hub")["home"])
    assert {"staying with friends", "staying with family", "hostel"} <= homes
    assert len(homes) > gd.load("council")["tenure_code"].nunique()


@pytest.mark.parametrize("name", ["council", "food-hub"])
def test_no_address_exists(name: str) -> None:
    postcodes = gd.load(name)["postcode"]
    assert postcodes[postcodes != ""].str.startswith("ZZ").all()


def test_the_inventory_has_24_records_of_12_partners_in_six_themes() -> None:
    table = gd.load("inventory")
    assert (len(table), table["owner"].nunique(), table["theme"].nunique()) == (24, 12, 6)
    assert (table["theme"].value_counts() == 4).all()
    assert set(table["access"]) == {"open", "shared", "closed"}


def test_two_themes_have_no_data_for_halton() -> None:
    card = gd.truth("inventory").table.set_index("theme")
    assert set(card.index[card["Halton"] == 0]) == {"libraries", "appointments"}
    assert (card.drop(columns="Halton") > 0).all(axis=None)
    table = gd.load("inventory")
    seen = table[table["places"].str.contains("Halton")]["theme"]
    assert set(table["theme"]) - set(seen) == {"libraries", "appointments"}


def test_every_planted_gap_of_the_inventory_is_in_the_record_it_names() -> None:
    table = gd.load("inventory").set_index("record")
    assert table.loc["D10", "places"] == "Merseyside"
    assert "St Helens" in table.loc["D07", "places"]
    assert table.index[table["who_is_not_in_it"] == ""].to_list() == ["D04"]
    assert table.index[table["refresh"] == ""].to_list() == ["D11"]
    assert table.index[table["quality"] == ""].to_list() == ["D16"]
    assert table.loc["D16", "identifiers"] == "phone number"
    assert table.loc["D20", "access"] == "open"
    assert "Birth date" in table.loc["D20", "quality"]
    assert "2022" in table.loc["D24", "quality"]
    assert table.loc["D03", "quality"] == "Not checked"
    named = set(re.findall("D[0-9]{2}", " ".join(gd.truth("inventory").planted)))
    assert named <= set(table.index)


def test_the_voices_are_forty_short_comments_that_no_one_said_twice() -> None:
    table = gd.load("voices")
    assert len(table) == 40
    assert table["comment"].is_unique
    assert table["comment"].str.split().str.len().max() <= 20
    assert set(table["borough"]) == set(BOROUGHS)


def test_the_two_coders_agree_as_the_truth_card_says() -> None:
    table = gd.load("voices")
    agreed = maker(catalogue.find("voices")).agreement(table)
    assert (table["theme_a"] == table["theme_b"]).sum() == 32
    assert agreed == {"agreed": 0.8, "by_chance": 0.1725, "kappa": 0.7583}
    assert "agree on 32 of 40" in str(gd.truth("voices"))
    both = gd.truth("voices").table
    assert both["both"].sum() == 32
    assert both["coder A"].sum() == both["coder B"].sum() == 40


def test_what_was_planted_in_the_voices_is_there() -> None:
    table = gd.load("voices").set_index("comment_id")
    bus = table[(table["about"] == "buses") & (table["heard_at"] == "drop-in")]
    assert bus.index.to_list() == [f"V{number}" for number in range(15, 21)]
    assert set(bus["borough"]) == {"Liverpool"}
    assert "purple house" in table.loc["V07", "comment"]
    assert table.loc["V09", "theme_a"] != table.loc["V09", "theme_b"]
    quiet = table[table["borough"].isin(["Halton", "St. Helens"])]
    assert set(quiet["heard_at"]) == {"phone"}


def test_the_truth_of_the_first_data_set_reads_as_before() -> None:
    truth = gd.truth("warm-homes")
    assert truth.key is None
    assert truth.table.columns.to_list() == ["group", "chance of being referred", "true ratio"]
    assert truth.table.shape == (6, 3)
    assert str(truth).startswith("SYNTHETIC. The truth behind warm-homes:\nAsian residents had")
