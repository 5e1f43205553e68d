"""The facts about boundaries that trip people up."""

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.data.boundaries import AREAS, CODES, NEIGHBOURS, area, code
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError


@pytest.mark.parametrize(
    "written",
    [
        "St. Helens",
        "St Helens",
        "st helens",
        "ST HELENS",
        "Saint Helens",
        " st.  helens ",
        "St.Helens",
        "StHelens",
        "St Helens Council",
        "St Helens Borough Council",
        "St. Helens MBC",
        "Metropolitan Borough of St Helens",
    ],
)
def test_st_helens_gets_its_full_stop(written: str) -> None:
    assert gd.borough(written) == "St. Helens"


@pytest.mark.parametrize(
    ("written", "borough"),
    [
        ("wirral", "Wirral"),
        ("The Wirral", "Wirral"),
        ("City of Liverpool", "Liverpool"),
        ("Liverpool City Council", "Liverpool"),
        ("HALTON BOROUGH COUNCIL", "Halton"),
        ("Knowsley Council", "Knowsley"),
        ("Sefton", "Sefton"),
    ],
)
def test_a_borough_is_known_however_it_is_written(written: str, borough: str) -> None:
    assert gd.borough(written) == borough


def test_the_codes_are_those_of_the_figures_in_the_box() -> None:
    table = gd.load("lcr-boroughs").drop_duplicates("borough")
    assert dict(zip(table["borough"], table["borough_code"], strict=True)) == CODES
    assert code("st helens") == "E08000013"


def test_the_region_is_six_merseyside_five_and_the_nhs_nine() -> None:
    assert area("Liverpool City Region").places == BOROUGHS
    assert set(BOROUGHS) - set(area("Merseyside").places) == {"Halton"}
    assert set(area("NHS Cheshire and Merseyside").places) == {*BOROUGHS, *NEIGHBOURS}
    assert len(area("NHS Cheshire and Merseyside").places) == 9


def test_halton_is_not_in_merseyside_police() -> None:
    assert "Halton" not in area("merseyside police").places
    assert "Halton" in area("Cheshire Constabulary").places
    assert "Halton is not in it" in str(area("Merseyside Police"))


def test_each_area_has_its_own_code() -> None:
    codes = [*CODES.values(), *NEIGHBOURS.values(), *(one.code for one in AREAS)]
    assert len(set(codes)) == len(codes)
    assert all(len(one) == 9 and one.startswith("E") for one in codes)


@pytest.mark.parametrize("larger", ["Merseyside", "merseyside police", "Liverpool City Region"])
def test_a_larger_area_is_not_taken_for_a_borough(larger: str) -> None:
    with pytest.raises(LearnerError, match="is a larger area, not a borough"):
        gd.borough(larger)


def test_a_neighbour_is_named_as_one() -> None:
    with pytest.raises(LearnerError, match="neighbour"):
        gd.borough("Warrington Borough Council")


@pytest.mark.parametrize("name", ["Liverpol", "liver pool"])
def test_a_slip_gets_the_nearest_borough(name: str) -> None:
    with pytest.raises(LearnerError, match='Did you mean "Liverpool"'):
        gd.borough(name)


@pytest.mark.parametrize("name", ["Manchester", "", None, 7])
def test_another_place_gets_the_list(name: object) -> None:
    with pytest.raises(LearnerError, match="is not a borough of the region"):
        gd.borough(name)  # type: ignore[arg-type]


def test_an_unknown_area_gets_the_list() -> None:
    with pytest.raises(LearnerError, match="There are: Liverpool City Region"):
        area("Lancashire")
