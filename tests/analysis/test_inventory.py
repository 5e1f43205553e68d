"""An inventory is checked in words, and its map tells "none listed" from "not asked"."""

import json
from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

DATASETS = Path(__file__).parents[2] / "datasets" / "inventory"


@pytest.fixture
def inventory() -> pd.DataFrame:
    return gd.load("inventory")


@pytest.fixture
def mended(inventory: pd.DataFrame) -> pd.DataFrame:
    five = "; ".join(gd.area("Merseyside").places)
    places = inventory["places"].replace("Merseyside", five).str.replace("St H", "St. H")
    return inventory.assign(places=places)


def test_the_check_finds_what_is_blank_or_miswritten(inventory: pd.DataFrame) -> None:
    found = gd.check_inventory(inventory)
    assert found.table[["record", "field"]].to_records(index=False).tolist() == [
        ("D04", "who_is_not_in_it"),
        ("D07", "places"),
        ("D10", "places"),
        ("D11", "refresh"),
        ("D16", "quality"),
    ]
    assert str(found).startswith("19 of 24 records pass the check.")
    assert "<caption" in found._repr_html_()


def test_a_record_that_is_filled_in_passes(inventory: pd.DataFrame) -> None:
    found = gd.check_inventory(inventory.head(1))
    assert str(found) == "1 of 1 records pass the check."
    assert found._repr_html_() == "<p>1 of 1 records pass the check.</p>"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("places", "Halton; Merseyside", '"Merseyside" is 5 places'),
        ("places", "Warrington", "a neighbour"),
        ("places", "Haltn", 'Did you mean "Halton"?'),
        ("access", "public", "write open, shared or closed"),
        ("owner", "  ", "Nothing is filled in."),
    ],
)
def test_each_slip_is_told_in_a_sentence(
    inventory: pd.DataFrame, field: str, value: str, says: str
) -> None:
    found = gd.check_inventory(inventory.head(1).assign(**{field: value}))
    assert says in found.table.iloc[0]["says"]


def test_the_map_agrees_with_the_truth(mended: pd.DataFrame) -> None:
    truth = json.loads((DATASETS / "truth.json").read_text(encoding="utf-8"))["table"]
    shown = gd.availability(mended).table.set_index("place")
    for row in truth:
        for place, count in row.items():
            if place != "theme":
                assert shown.loc[place, row["theme"]] == (str(count) if count else "none listed")


def test_gaps_are_named_and_are_not_written_as_nought(mended: pd.DataFrame) -> None:
    found = gd.availability(mended)
    assert found.gaps == ["libraries in Halton", "appointments in Halton"]
    assert "none listed" in found._repr_html_()
    assert ">0<" not in found._repr_html_()


def test_places_that_were_never_asked_are_no_gap_of_the_list(mended: pd.DataFrame) -> None:
    found = gd.availability(mended, boundary="NHS Cheshire and Merseyside")
    table = found.table.set_index("place")
    assert set(table.loc["Warrington"]) == {"not asked"}
    assert len(table) == 9
    assert found.gaps == ["libraries in Halton", "appointments in Halton"]


def test_a_theme_with_nothing_open_is_still_on_the_map(mended: pd.DataFrame) -> None:
    table = gd.availability(mended, access="open").table
    assert set(table["falls"]) == {"none listed"}


def test_a_record_that_cannot_be_placed_is_not_left_out_unseen(inventory: pd.DataFrame) -> None:
    with pytest.raises(LearnerError, match="Record D07 cannot be placed on the map"):
        gd.availability(inventory)


def test_what_is_asked_for_wrongly_is_refused_with_the_next_step(mended: pd.DataFrame) -> None:
    with pytest.raises(LearnerError, match='Did you mean "open"'):
        gd.availability(mended, access="opne")
    with pytest.raises(LearnerError, match="There is no area"):
        gd.availability(mended, boundary="Merseyside County")
    with pytest.raises(LearnerError, match="needs the column access"):
        gd.availability(mended.drop(columns="access"))
