"""Jumps in the number of records and values that stand still are asked about; chance is not."""

import numpy as np
import pandas as pd

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.quality.columns import Measure

CHECKED = "2026-05-01"


def records(chance: np.random.Generator, rows: int = 6000) -> pd.DataFrame:
    days = pd.Timestamp("2025-01-06") + pd.to_timedelta(chance.integers(0, 300, rows), "D")
    return pd.DataFrame({"came_on": days, "site": chance.choice(list("abcd"), rows)})


def jumps(frame: pd.DataFrame) -> Measure:
    checked = gd.quality(frame, by="site", on=CHECKED)
    [jump] = [one for one in checked.measures if one.what == "records jump over time"]
    return jump


def test_a_site_that_sends_fewer_from_one_week_on_is_asked_about() -> None:
    found = 0
    for seed in range(20):
        chance = np.random.default_rng(seed)
        frame = records(chance)
        gone = (frame["came_on"] > "2025-06-01") & (frame["site"] == "b")
        jump = jumps(frame[~(gone & (chance.random(len(frame)) < 0.7))])
        assert not jump.sure
        found += "site b from the week of 2025-0" in jump.where
    assert found >= 18


def test_records_that_come_evenly_seldom_seem_to_jump() -> None:
    assert (
        sum(jumps(records(np.random.default_rng(seed), 1500)).rows > 0 for seed in range(60)) <= 3
    )


def test_a_steady_rise_is_no_jump() -> None:
    chance = np.random.default_rng(3)
    days = pd.Timestamp("2025-01-06") + pd.to_timedelta(300 * chance.random(6000) ** 0.5, "D")
    assert jumps(pd.DataFrame({"came_on": days.normalize(), "site": "a"})).rows == 0


def panel(chance: np.random.Generator) -> pd.DataFrame:
    months = pd.date_range("2025-01-01", periods=14, freq="MS")
    frame = pd.DataFrame([(place, month) for place in "abcdef" for month in months])
    frame.columns = ["place", "month"]
    return frame.assign(
        value=chance.poisson(60, len(frame)), flag=chance.integers(0, 2, len(frame))
    )


def still(frame: pd.DataFrame, column: str) -> Measure:
    checked = gd.quality(frame, by="place", on=CHECKED)
    [one] = [
        one
        for one in checked.measures
        if one.what == "the same value time after time" and one.column == column
    ]
    return one


def test_a_value_that_stands_still_while_others_move_is_asked_about() -> None:
    frame = panel(np.random.default_rng(5))
    frozen = (frame["place"] == "c") & (frame["month"] >= "2025-07-01")
    frame.loc[frozen, "value"] = 63
    found = still(frame, "value")
    assert found.where == "all where place is c"
    assert set(frame.index[found.marked]) <= set(frame.index[frozen])
    assert found.rows == frozen.sum() - 1


def test_values_that_often_repeat_by_nature_are_no_standstill() -> None:
    quiet = [panel(np.random.default_rng(seed)) for seed in range(40)]
    assert sum(still(frame, "flag").rows > 0 for frame in quiet) <= 1
    assert sum(still(frame, "value").rows > 0 for frame in quiet) == 0


def test_a_list_with_many_rows_a_day_is_not_asked_about_standstills() -> None:
    frame = records(np.random.default_rng(1)).assign(visits=3)
    checked = gd.quality(frame, by="site", on=CHECKED)
    assert "the same value time after time" not in {one.what for one in checked.measures}


def test_a_site_without_any_day_is_left_out() -> None:
    frame = records(np.random.default_rng(2))
    frame["came_on"] = frame["came_on"].dt.strftime("%Y-%m-%d").mask(frame["site"] == "d")
    assert "site d" not in jumps(frame).where
