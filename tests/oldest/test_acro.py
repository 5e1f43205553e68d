"""ACRO's primary rules agree with ours; what it leaves to a reader's eye, ours does.

ACRO (UK research environments' checker) hides what is small; it asks a person to look for
differencing. These are the traps it leaves, each beside what `gd.protect` makes of it.
"""

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own, of its own libraries
    import acro

REFERRALS = pd.DataFrame(
    {
        "group": ["Asian"] * 60 + ["White"] * 425,
        "came": ["yes"] * 55 + ["no"] * 5 + ["yes"] * 200 + ["no"] * 225,
    }
)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Leave ACRO's warnings about old pandas to ACRO."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def flagged(frame: pd.DataFrame) -> pd.DataFrame:
    """Where ACRO finds a number below its threshold of 10."""
    checked = acro.ACRO(suppress=False)
    checked.crosstab(frame["group"], frame["came"])
    return checked.results.get_index(0).outcome.map(lambda said: "MinimumThreshold" in said)


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_too_small_to_publish_are_the_same(seed: int) -> None:
    luck = np.random.default_rng(seed)
    size = int(luck.integers(40, 400))
    frame = pd.DataFrame(
        {
            "group": luck.choice(list("ABCDEF"), size, p=[0.4, 0.3, 0.15, 0.08, 0.05, 0.02]),
            "came": luck.choice(["yes", "no", "later"], size, p=[0.7, 0.25, 0.05]),
        }
    )
    there = pd.crosstab(frame["group"], frame["came"]) > 0
    ours = gd.protect(gd.count(frame, by=["group", "came"]), margins=False).table == "[c]"
    ours = ours.reindex(index=there.index, columns=there.columns)
    assert ours.where(there, False).equals(flagged(frame).where(there, False))


def test_its_totals_leave_out_the_people_it_hides_and_ours_keep_them() -> None:
    theirs = acro.ACRO(suppress=True).crosstab(REFERRALS["group"], REFERRALS["came"], margins=True)
    assert theirs.loc["Asian", "All"] == 55
    ours = gd.protect(gd.count(REFERRALS, by=["group", "came"])).table
    assert ours.loc["Asian", "Total"] == 60
    assert ours.loc["Total", "Total"] == 485


def test_beside_true_totals_what_it_hides_is_worked_out_and_what_we_hide_is_not() -> None:
    hidden = pd.crosstab(REFERRALS["group"], REFERRALS["came"]).astype(object)
    hidden = hidden.mask(flagged(REFERRALS), "[c]")
    hidden["Total"] = REFERRALS["group"].value_counts()
    assert gd.attack(hidden).found == {"Asian, no": 5}
    assert gd.attack(gd.protect(gd.count(REFERRALS, by=["group", "came"]))).found == {}


def test_a_rate_that_it_passes_gives_five_people_away_and_ours_hides_both_counts() -> None:
    checked = acro.ACRO(suppress=False)
    came = (REFERRALS["came"] == "yes").astype(int)
    everybody = pd.Series("all", index=came.index)
    rate = checked.crosstab(REFERRALS["group"], everybody, values=came, aggfunc="mean")
    assert checked.results.get_index(0).status == "pass"
    assert round((1 - rate.loc["Asian", "all"]) * 60) == 5
    ours = gd.protect(gd.count(REFERRALS, by=["group", "came"])).table
    assert ours.loc["Asian", ["yes", "no"]].tolist() == ["[c]", "[c]"]
