"""The borough figures are the published ones."""

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError
from tests.data.reference import extract


def published() -> list[dict[str, str]]:
    return extract("facts_lcr_la")


def value_of(rows: list[dict[str, str]], borough: str, measure: str, category: str = "") -> int:
    found = [
        row["value"]
        for row in rows
        if (row["la_name"], row["measure"]) == (borough, measure)
        and (not category or row["category"] == category)
    ]
    (only,) = found
    return int(float(only))


def test_liverpool_has_the_figures_the_first_lesson_begins_with() -> None:
    assert gd.figures("registered GP patients")["Liverpool"] == 594_488
    assert gd.figures("residents")["Liverpool"] == 486_088


def test_each_breakdown_adds_up_to_the_residents_within_the_publishers_changes() -> None:
    whole = gd.figures("residents")
    for by in ("ethnic_group", "ethnic_group_detailed", "age_band", "disabled"):
        for borough in BOROUGHS:
            gap = gd.residents(by=by, boroughs=[borough]).total - whole[borough]
            assert abs(gap) <= 15, (by, borough)


def test_the_five_groups_are_sums_of_the_nineteen() -> None:
    table = gd.load("lcr-boroughs")
    detailed = table[table["measure"] == "residents by ethnic group"]
    sums = detailed.groupby("group")["value"].sum().to_dict()
    assert gd.residents(by="ethnic_group").counts().to_dict() == sums
    assert detailed["category"].nunique() == 19


def test_every_ethnic_group_count_is_the_published_one() -> None:
    rows = published()
    table = gd.load("lcr-boroughs")
    ours = table[table["measure"] == "residents by ethnic group"]
    for row in ours.itertuples():
        expected = value_of(rows, row.borough, "ethnic_group_19", row.publisher_label)
        assert row.value == expected, (row.borough, row.category)


def test_residents_patients_disability_and_age_are_the_published_ones() -> None:
    rows = published()
    for borough in BOROUGHS:
        assert gd.figures("residents")[borough] == value_of(rows, borough, "census_population")
        patients = gd.figures("registered GP patients")[borough]
        assert patients == value_of(rows, borough, "gp_registered_patients")
        disabled = gd.residents(by="disabled", boroughs=[borough]).counts()["Disabled"]
        assert disabled == value_of(rows, borough, "disabled_equality_act")
        ages = gd.residents(by="age_band", boroughs=[borough]).counts()
        old = ages["75 to 84"] + ages["85 and over"]
        assert old == value_of(rows, borough, "population_by_age", "75+")
        assert ages["0 to 14"] == value_of(rows, borough, "population_by_age", "0-14")


def test_boroughs_are_spelt_as_the_publisher_spells_them() -> None:
    with pytest.raises(LearnerError, match=r'Did you mean "St\. Helens"'):
        gd.residents(boroughs=["St Helens"])


def test_one_borough_may_be_named_alone() -> None:
    assert gd.residents(by="disabled", boroughs="Wirral").total == 320_200  # type: ignore[arg-type]


def test_an_unknown_figure_or_breakdown_gets_the_nearest() -> None:
    with pytest.raises(LearnerError, match="registered GP patients"):
        gd.figures("registered gp patient")
    with pytest.raises(LearnerError, match='Did you mean "age_band"'):
        gd.residents(by="age_bands")


def test_figures_are_whole_people() -> None:
    assert pd.api.types.is_integer_dtype(gd.load("lcr-boroughs")["value"])
