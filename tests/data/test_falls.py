"""The falls list: the score misses one group's falls, and the record of falls hides it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.rates import Interval, newcombe
from greaterdata_lessons.data import catalogue
from tests.data.test_datasets import maker

SEEDS = range(20)
SMALL = "Gypsy or Irish Traveller"


def missed(listed: pd.DataFrame, of: pd.Series, group: str) -> tuple[float, Interval]:
    """The gap in people missed by the score, against White people, and its interval."""
    counts = []
    for name in (group, "White"):
        own = listed[(listed["ethnic_group"] == name) & (of == "yes")]
        counts += [int((own["referred"] == "no").sum()), len(own)]
    return counts[0] / counts[1] - counts[2] / counts[3], newcombe(*counts)


@pytest.fixture(scope="module")
def worlds() -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    make = maker(catalogue.find("falls"))
    made = []
    for seed in SEEDS:
        make.SEED = seed
        made.append(make.falls())
    return made


def test_the_truth_of_each_person_comes_out_byte_for_byte(tmp_path: Path) -> None:
    make = maker(catalogue.find("falls"))
    make.HERE = tmp_path
    make.main()
    kept = catalogue.find("falls") / "truth.csv"
    assert (tmp_path / "truth.csv").read_bytes() == kept.read_bytes()


def test_who_truly_fell_is_not_in_the_list() -> None:
    assert "fell" not in gd.load("falls").columns
    people = gd.truth("falls").key
    assert people is not None
    assert people["person_id"].tolist() == gd.load("falls")["person_id"].tolist()


def test_the_gap_stands_out_in_truth_and_not_in_the_record() -> None:
    listed, people = gd.load("falls"), gd.truth("falls").key
    assert people is not None
    gap, interval = missed(listed, people["fell"], "Black")
    assert gap == pytest.approx(0.2, abs=0.03)
    assert interval.low > 0.05
    _, recorded = missed(listed, listed["fall_recorded"], "Black")
    assert recorded.low < 0 < recorded.high


def test_the_truth_card_counts_what_is_in_the_files() -> None:
    listed, truth = gd.load("falls"), gd.truth("falls")
    assert truth.key is not None
    facts = truth.table.set_index("group")
    fell = listed[truth.key["fell"] == "yes"]
    assert facts["fell"].to_dict() == fell["ethnic_group"].value_counts().to_dict()
    share = (fell["referred"] == "no").groupby(fell["ethnic_group"]).mean().round(4)
    assert facts["missed in truth"].to_dict() == share.to_dict()


def test_the_barrier_is_there_with_every_seed_and_half_hidden_from_the_record(
    worlds: list[tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    true = [missed(listed, people["fell"], "Black")[0] for listed, people in worlds]
    seen = [missed(listed, listed["fall_recorded"], "Black")[0] for listed, _ in worlds]
    assert min(true) > 0.05
    assert np.mean(seen) < np.mean(true) / 2


def test_groups_without_a_barrier_are_rarely_flagged(
    worlds: list[tuple[pd.DataFrame, pd.DataFrame]],
) -> None:
    found = [
        missed(listed, people["fell"], group)[1]
        for listed, people in worlds
        for group in ("Asian", "Mixed", "Other")
    ]
    assert np.mean([low > 0 or high < 0 for low, high in found]) <= 0.1


def test_the_small_group_is_too_small_for_the_data_to_tell() -> None:
    listed, people = gd.load("falls"), gd.truth("falls").key
    assert people is not None
    low, high = missed(listed, people["fell"], SMALL)[1]
    assert low < 0 < high
    assert (listed["ethnic_group"] == SMALL).sum() < 50


def test_the_clinic_letter_is_a_leak() -> None:
    listed = gd.load("falls")
    wrote = listed["falls_clinic_letter"].eq("yes").groupby(listed["fall_recorded"]).mean()
    assert wrote["yes"] > 0.8
    assert wrote["no"] < 0.03
