"""The map names its gaps in words, in a picture and on a page that asks for nothing else."""

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


@pytest.fixture(scope="module")
def inventory() -> pd.DataFrame:
    five = "; ".join(gd.area("Merseyside").places)
    listed = gd.register("inventory", gd.load("inventory")).table
    return listed.assign(places=listed["places"].replace("Merseyside", five))


def test_the_map_counts_by_access_and_names_gaps_and_what_is_not_open(
    inventory: pd.DataFrame,
) -> None:
    found = gd.availability_map(inventory)
    table = found.table.set_index("theme")
    assert table.loc["falls", "Liverpool"] == "1 shared, 2 closed"
    assert table.loc["libraries", "Halton"] == "none listed"
    assert found.gaps == ("libraries in Halton", "appointments in Halton")
    assert "Nothing is listed for libraries (Halton), appointments (Halton)." in found.lines()
    assert "falls (everywhere)" in str(found)
    assert found.pairs == 36


def test_a_place_that_was_not_asked_is_never_a_gap(inventory: pd.DataFrame) -> None:
    asked = [name for name in gd.area("Liverpool City Region").places if name != "Halton"]
    found = gd.availability_map(inventory, asked=asked)
    assert found.gaps == ()
    assert found.table.set_index("theme").loc["libraries", "Halton"] == "not asked"
    assert "Nobody has been asked" in gd.availability_map(inventory, asked=[]).lines()[0]


def test_a_theme_that_is_needed_and_nobody_listed_is_a_gap_everywhere(
    inventory: pd.DataFrame,
) -> None:
    found = gd.availability_map(inventory, themes=["private renting"])
    assert "private renting (everywhere)" in " ".join(found.lines())


def test_the_picture_says_in_words_all_that_it_shows(inventory: pd.DataFrame) -> None:
    chart = gd.availability_map(inventory).chart()
    assert "libraries (Halton)" in chart.alt
    assert chart.table.shape == (6, 7)
    assert chart.png.startswith(b"\x89PNG")


def test_the_page_stands_alone(inventory: pd.DataFrame) -> None:
    page = gd.availability_map(inventory).page()
    assert page.startswith("<!doctype html>")
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")
    assert '<img alt="24 of 36 pairs' in page
    assert '<th scope="row"' in page


def test_an_access_that_is_none_of_the_three_is_named_and_not_dropped(
    inventory: pd.DataFrame,
) -> None:
    table = inventory.copy()
    table.loc[3, "access"] = "sort of"
    with pytest.raises(LearnerError, match='Row 3 cannot be placed on the map: "sort of"'):
        gd.availability_map(table)
