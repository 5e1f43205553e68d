"""The worked example holds: three partners share counts, and the sum is the whole."""

import runpy
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import greaterdata_lessons as gd

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "three_partners.py"
COUNTS = {"borough", "ethnic_group", "ethnicity", "outcome", "prediction", "count"}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return runpy.run_path(str(EXAMPLE))


@pytest.fixture(scope="module")
def held(example: dict[str, Any]) -> dict[str, pd.DataFrame]:
    return example["records"]()


def test_the_sum_of_the_partners_is_what_all_records_in_one_place_would_give(
    example: dict[str, Any], held: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    region = example["region"](held, tmp_path)
    wirral = held["Wirral"].rename(columns={"ethnicity": "ethnic_group"})
    wirral["ethnic_group"] = wirral["ethnic_group"].map(example["WIRRALS_WORDS"])
    wirral["recorded_need"] = wirral["recorded_need"] == "Y"
    pooled = gd.count(
        pd.concat([held["Liverpool"], held["Sefton"], wirral]),
        by=["borough", "ethnic_group"],
        outcome="recorded_need",
        prediction="flagged",
        unit="referrals",
        period=example["PERIOD"],
    )
    assert region == pooled


def test_what_is_sent_holds_counts_and_no_record(
    example: dict[str, Any], held: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    example["region"](held, tmp_path)
    for name in example["PARTNERS"]:
        sent = pd.read_csv(tmp_path / f"{name.lower()}.csv")
        assert set(sent) <= COUNTS
        assert sent["count"].sum() == len(held[name])


def test_the_difference_is_said_and_both_questions_are_answered(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    example["main"]()
    said = capsys.readouterr().out
    assert 'At first: The cubes are not counted by the same columns: "ethnic_group"' in said
    assert "Other: 170 of 436 referrals who needed help were missed" in said
    assert "Asian: 84 where 142 would be expected, about 58 fewer (75 fewer to 39 fewer)" in said
    assert "Black 0 to 9, Other 0 to 9" in said


def test_the_region_s_ranges_hold_what_sefton_did_not_publish(
    example: dict[str, Any], tmp_path: Path
) -> None:
    homes = gd.load("warm-homes")
    held = homes[homes["borough"].isin(example["PARTNERS"])]
    cube = gd.count(held, by="ethnic_group", unit="referrals")
    residents = gd.residents(by="ethnic_group", boroughs=example["PARTNERS"])
    true = gd.representation(cube, against=residents, not_stated="Not stated")
    told = example["who_is_missing"](tmp_path)
    for group in true.table["group"]:
        assert told.row(group)["low"] <= true.row(group)["low"] + 1e-9
        assert true.row(group)["high"] <= told.row(group)["high"] + 1e-9
