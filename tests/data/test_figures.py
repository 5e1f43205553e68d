"""Every figure that was carried over is the published one, to the last digit."""

from collections import Counter
from functools import cache

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.reference import BREAKDOWNS
from greaterdata_lessons.data.boundaries import CODES
from greaterdata_lessons.data.places import BOROUGHS
from tests.data.reference import extract

# Which column of the small-area extract holds each category, in the order of our categories.
SMALL_AREAS = {
    "residents by religion": (
        "census21_lsoa21_lcr",
        "rel_none rel_christian rel_buddhist rel_hindu rel_jewish rel_muslim rel_sikh rel_other "
        "rel_not_answered",
    ),
    "households by tenure": (
        "census21_lsoa21_lcr",
        "ten_owned_outright ten_owned_mortgage ten_shared_ownership ten_social_council "
        "ten_social_other ten_private_landlord ten_private_other ten_rent_free",
    ),
    "residents by main language": (
        "census21_msoa21_lcr",
        "lang_english_main lang_not_english_main",
    ),
    "residents by proficiency in English": (
        "census21_msoa21_lcr",
        "lang_english_main lang_very_well lang_well lang_not_well lang_cannot_speak",
    ),
    "residents by unpaid care": (
        "census21_msoa21_lcr",
        "care_provides_no_unpaid_care care_provides_9_hours_or_less_unpaid_care_a_week "
        "care_provides_10_to_19_hours_unpaid_care_a_week "
        "care_provides_20_to_34_hours_unpaid_care_a_week "
        "care_provides_35_to_49_hours_unpaid_care_a_week "
        "care_provides_50_or_more_hours_unpaid_care_a_week",
    ),
}
DOMAINS_2025 = {
    "Overall (IMD)": "imd",
    "Income": "income",
    "Employment": "employment",
    "Education, skills and training": "education_skills_and_training",
    "Health and disability": "health_deprivation_and_disability",
    "Crime": "crime",
    "Housing and services": "barriers_to_housing_and_services",
    "Living environment": "living_environment",
}
DOMAINS_2019 = {
    "Overall (IMD)": "",
    "Income": "Income_",
    "Employment": "Employment_",
    "Education, skills and training": "Education_",
    "Health and disability": "Health_",
    "Crime": "Crime_",
    "Housing and services": "Housing_and_Access_",
    "Living environment": "Environment_",
}
SHARE = "proportion_of_lso_as_in_most_deprived_10_percent_nationally"
SUMMARIES_2025 = {
    "2025: average score": "average_score",
    "2025: rank of average score": "rank_of_average_score",
    "2025: average rank": "average_rank",
    "2025: rank of average rank": "rank_of_average_rank",
    "2025: share of small areas in the most deprived tenth": SHARE,
    "2025: rank of that share": f"rank_of_{SHARE}",
}


@cache
def ours(measure: str, name: str = "lcr-boroughs") -> pd.Series:
    """Our figures of one measure, by borough and category in our order."""
    table = gd.load(name)
    return table[table["measure"] == measure].set_index(["borough", "category"])["value"]


@pytest.mark.parametrize("measure", SMALL_AREAS)
def test_sums_of_small_areas_are_the_published_counts_added_up(measure: str) -> None:
    file, columns = SMALL_AREAS[measure]
    sums: Counter[tuple[str, str]] = Counter()
    for row in extract(file):
        for column in columns.split():
            sums[row["ltla24_name"], column] += int(float(row[column]))
    categories = list(ours(measure).loc["Halton"].index)
    assert len(categories) == len(columns.split())
    expected = {
        (borough, category): sums[borough, column]
        for borough in BOROUGHS
        for category, column in zip(categories, columns.split(), strict=True)
    }
    assert ours(measure).to_dict() == expected


def test_sexes_and_single_years_of_age_are_the_published_ones() -> None:
    for row in extract("census21_sex_agegroup_la_lcr"):
        (borough,) = (name for name, code in CODES.items() if code == row["ltla21_code"])
        assert ours("residents by sex")[borough, "Female"] == float(row["total_females"])
        assert ours("residents by sex")[borough, "Male"] == float(row["total_males"])
    table = gd.load("lcr-boroughs")
    ages = table[table["measure"] == "residents by single year of age"]
    published = {
        (row["geography"], row["age"]): int(row["value"]) for row in extract("census21_age_la_lcr")
    }
    for row in ages.itertuples():
        assert row.value == published[row.borough, row.publisher_label]
    assert len(ages) == 86 * 6


def test_single_years_add_up_to_the_age_bands() -> None:
    table = gd.load("lcr-boroughs")
    ages = table[table["measure"] == "residents by single year of age"]
    bands = ages.groupby(["borough", "group"])["value"].sum()
    assert bands.to_dict() == ours("residents by age band").to_dict()


def test_deprivation_fifths_are_the_residents_of_the_small_areas_in_each() -> None:
    residents = {row["lsoa21_code"]: row["disab_total"] for row in extract("census21_lsoa21_lcr")}
    sums: Counter[tuple[str, str]] = Counter()
    names = ["1 (most deprived)", "2", "3", "4", "5 (least deprived)"]
    for row in extract("iod2025_lsoa21_lcr"):
        fifth = names[(int(float(row["IMD_decile"])) - 1) // 2]
        sums[row["ltla24_name"], fifth] += int(residents[row["lsoa21_code"]])
    assert ours("residents by deprivation fifth").to_dict() == dict(sums)


def test_summaries_of_deprivation_are_the_published_ones() -> None:
    for row in extract("iod2025_la_lcr"):
        for measure, key in SUMMARIES_2025.items():
            for category, domain in DOMAINS_2025.items():
                figure = ours(measure, "lcr-deprivation")[row["ltla24_name"], category]
                assert figure == float(row[f"{domain}_{key}"]), (measure, category)
        extent = ours("2025: extent", "lcr-deprivation")[row["ltla24_name"], "Overall (IMD)"]
        assert extent == float(row["imd25_extent"])
    by_code = {code: name for name, code in CODES.items()}
    for row in extract("iod2019_la_lcr"):
        borough = by_code[row["ltla19_code"]]
        for category, domain in DOMAINS_2019.items():
            score = ours("2019: average score", "lcr-deprivation")[borough, category]
            assert score == float(row[f"{domain}Score"])
            share = "2019: share of small areas in the most deprived tenth"
            assert ours(share, "lcr-deprivation")[borough, category] == float(
                row[f"{domain}Proportion"]
            )


def test_small_areas_by_decile_are_counted_from_the_small_area_file() -> None:
    deciles = Counter(
        (row["ltla24_name"], int(float(row["IMD_decile"]))) for row in extract("iod2025_lsoa21_lcr")
    )
    counts = ours("2025: small areas by decile", "lcr-deprivation")
    assert counts.sum() == 1_003
    for (borough, category), value in counts.items():
        assert value == deciles[borough, int(category.split()[0])]


def test_the_counted_deciles_give_the_published_share() -> None:
    counts = ours("2025: small areas by decile", "lcr-deprivation")
    shares = ours("2025: share of small areas in the most deprived tenth", "lcr-deprivation")
    for borough in BOROUGHS:
        share = counts[borough, "1 (most deprived)"] / counts[borough].sum()
        assert share == pytest.approx(shares[borough, "Overall (IMD)"], abs=0.0001)


def test_every_deprivation_measure_warns_that_the_releases_are_not_a_time_series() -> None:
    assert gd.load("lcr-deprivation")["note"].str.contains("are not a time series").all()


def test_every_value_of_the_health_index_is_the_published_one() -> None:
    table = gd.load("lcr-health-index")
    published = {
        (row["la_name"], int(float(row["year"])), row["indicator"]): float(row["value"])
        for row in extract("ons_health_index_indicators_la_lcr")
    }
    found = table.set_index(["borough", "year", "measure"])["value"].to_dict()
    left_out = {key for key in published if key not in found}
    assert found == {key: published[key] for key in found}
    assert {indicator for _, _, indicator in left_out} == {"Suicides", "Self-harm"}


def test_repeats_of_the_year_before_are_marked_and_no_others() -> None:
    table = gd.load("lcr-health-index").sort_values(["borough", "measure", "year"])
    before = table.groupby(["borough", "measure"])["value"].shift()
    assert table["same_as_year_before"].eq("yes").equals(table["value"] == before)
    notes = table.drop_duplicates("measure").set_index("measure")["note"]
    assert "2016, 2017, 2018" in notes["Internet access"]
    assert "No year repeats" in notes["Air pollution"]


def test_gps_and_their_patients_are_the_published_ones() -> None:
    table = gd.load("lcr-gp-workforce").set_index(["borough", "measure"])["value"]
    for row in extract("gp_patients_fte_la_lcr_2024-03"):
        borough = row["la_name"]
        gps = table[borough, "full-time equivalent GPs"]
        assert table[borough, "registered GP patients"] == float(row["total_patients"])
        assert gps == pytest.approx(float(row["total_gp_fte"]), abs=1e-8)
        each = table[borough, "patients for each full-time equivalent GP"]
        assert each == pytest.approx(float(row["patients_per_gp"]), abs=0.05)
    patients = table.xs("registered GP patients", level="measure")
    assert gd.figures("registered GP patients").to_dict() == patients.to_dict()


def test_stop_and_search_records_are_the_published_ones_and_keep_the_missing() -> None:
    table = gd.load("stop-and-search")
    rows = extract("stop_search_merseyside_ethnicity_2025-08_2025-10")
    expected = {
        (row["month"], row["source_label"] or "Blank in the record"): int(row["events"])
        for row in rows
    }
    assert table.set_index(["month", "publisher_label"])["value"].to_dict() == expected
    totals = {
        row["month"]: int(row["events"])
        for row in extract("stop_search_merseyside_monthly_coverage_2025-08_2026-07")
    }
    for month, value in table.groupby("month")["value"].sum().items():
        assert value == totals[str(month)]
    assert table.loc[table["ethnic_group"] == "Not recorded", "value"].sum() == 934


def test_case_figures_are_the_noted_ones_and_primary_means_primary() -> None:
    table = gd.load("case-figures")
    rows = extract("published_figures_cases")
    assert len(table) == len(rows) == 30
    for figure, row in zip(table.to_dict("records"), rows, strict=True):
        assert (str(figure["value"]) == "") == (row["value"] == "")
        if row["value"]:
            assert float(figure["value"]) == float(row["value"])
        assert [figure[key] for key in ("case", "group", "period", "unit")] == [
            row[key] for key in ("case", "group", "period", "unit")
        ]
        assert (figure["source_kind"] == "primary") == row["source_kind"].startswith("primary")


def test_figures_about_policing_are_marked_for_professionals_and_apprentices() -> None:
    table = gd.load("case-figures")
    policing = table["case"].str.contains("Police|[Ss]top and search")
    assert set(table.loc[policing, "audience"]) == {"professionals and apprentices"}
    assert set(table.loc[~policing, "audience"]) == {"everyone"}


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_residents_can_be_counted_by_each_breakdown_in_every_borough(by: str) -> None:
    cube = gd.residents(by=by)
    assert cube.by == (by,)
    assert cube.total == sum(gd.residents(by=by, boroughs=[name]).total for name in BOROUGHS)


def test_the_unit_says_who_was_asked() -> None:
    units = {by: gd.residents(by=by).unit for by in BREAKDOWNS}
    assert units["tenure"] == units["tenure_detailed"] == "households"
    assert units["main_language"] == "residents aged 3 and over"
    assert units["unpaid_care"] == "residents aged 5 and over"
    assert {units[by] for by in ("borough", "sex", "age", "religion", "deprivation_fifth")} == {
        "residents"
    }


def test_breakdowns_of_everybody_add_up_to_the_residents_within_the_publishers_changes() -> None:
    whole = gd.figures("residents")
    for by in ("sex", "age", "religion", "deprivation_fifth"):
        for borough in BOROUGHS:
            gap = gd.residents(by=by, boroughs=[borough]).total - whole[borough]
            assert abs(gap) <= 30, (by, borough, gap)


def test_the_figures_that_were_there_first_have_not_moved() -> None:
    table = gd.load("lcr-boroughs")
    assert table["measure"].iloc[:192].nunique() == 5
    assert table.iloc[191][["borough", "measure", "value"]].to_list() == [
        "Wirral",
        "registered GP patients",
        340_325,
    ]
    assert table["value"].iloc[:192].sum() == 7_890_588
