"""The truth card tells what was planted, with intervals, and which mechanism did what."""

import math

import numpy as np
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.audit_gaps import STAGES, TOGETHER, Counts, all_gaps, groups
from greaterdata_lessons.analysis.audit_marks import SAME, true_direction
from greaterdata_lessons.analysis.audit_truth import TruthCard
from greaterdata_lessons.data.people.mechanisms import checked
from greaterdata_lessons.data.people.worlds import SERVICES, World, enact
from greaterdata_lessons.errors import LearnerError


@pytest.fixture(scope="module")
def world() -> World:
    return gd.world("falls-outreach", measurement=1, evaluation=0.5, referrals=10_000, seed=4)


@pytest.fixture(scope="module")
def card(world: World) -> TruthCard:
    return gd.truth_card(world)


def test_a_gap_is_the_difference_of_shares_counted_by_hand(world: World) -> None:
    table = world.truth.join(world.register["ethnic_group"])
    came = table[table["in_need"] & table["referred"]]
    missed = (~came["flagged"]).groupby(came["ethnic_group"], observed=True).mean()
    found = all_gaps(world)["Other", "tool"]
    assert found.gap == pytest.approx(missed["Other"] - missed["White"])
    assert found.people == (came["ethnic_group"] == "Other").sum()
    counts = [int((~own["flagged"]).sum()) for own in (
        came[came["ethnic_group"] == "Other"], came[came["ethnic_group"] == "White"]
    )]  # fmt: skip
    sizes = came["ethnic_group"].value_counts()
    low, high = gd.newcombe(counts[0], sizes["Other"], counts[1], sizes["White"])
    assert (found.low, found.high) == (low, high)


def test_nobody_in_need_leaves_a_gap_undefined() -> None:
    assert math.isnan(Counts(0, 0, 1, 2).gap().gap)
    assert math.isnan(Counts(1, 2, 0, 0).gap().low)


def test_every_group_is_audited_against_somebody_else(world: World) -> None:
    for _, here, there in groups(world).values():
        assert not (here & there).any()
        assert here.any()
    assert list(groups(world))[-1] == "breathing"


def test_the_report_gap_is_what_the_supplier_says_less_what_is_so(world: World) -> None:
    found = all_gaps(world)
    said, true = found[TOGETHER, "reported"].gap, found[TOGETHER, "tool"].gap
    assert found[TOGETHER, "report"].gap == pytest.approx(said - true)


def test_intervals_hold_their_gap(card: TruthCard) -> None:
    gaps = card.gaps
    assert (gaps["low"] <= gaps["gap"]).all()
    assert (gaps["gap"] <= gaps["high"]).all()
    assert (gaps["people"] > 100).all()


def test_the_ledger_has_each_planted_mechanism_alone_and_switched_off(card: TruthCard) -> None:
    assert card.ledger["world"].tolist() == [
        "nothing planted",
        "only measurement",
        "only evaluation",
        "this world",
        "all but measurement",
        "all but evaluation",
    ]


def test_the_ledger_is_made_of_counterfactual_worlds(card: TruthCard) -> None:
    ledger = card.ledger.set_index("world")
    assert ledger.loc["only measurement", "tool"] == ledger.loc["this world", "tool"]
    assert ledger.loc["all but measurement", "tool"] == ledger.loc["nothing planted", "tool"]
    assert ledger.loc["this world", "tool"] > 0.1
    assert abs(ledger.loc["nothing planted", "tool"]) < 0.06
    assert ledger.loc["this world", "reported"] < ledger.loc["this world", "tool"]


def test_two_mechanisms_can_hide_each_other() -> None:
    world = gd.world("falls-outreach", historical=1, measurement=1, referrals=20_000)
    ledger = gd.truth_card(world).ledger.set_index("world")["tool"]
    assert ledger["only measurement"] > 0.1
    assert ledger["only historical"] < -0.06
    assert abs(ledger["this world"]) < ledger["only measurement"] / 2


def test_a_card_with_nothing_planted_says_so() -> None:
    card = gd.truth_card(gd.world("social-care", referrals=10_000))
    assert card.planted == ("- Nothing was planted. Any gap is chance, or where people live.",)
    assert card.ledger["world"].tolist() == ["nothing planted", "this world"]
    tables = [card.ledger.drop(columns="world").iloc[row].to_numpy() for row in (0, 1)]
    assert np.array_equal(tables[0], tables[1])


@pytest.mark.parametrize("service", SERVICES)
def test_worlds_with_nothing_planted_are_rarely_called_unfair(service: str) -> None:
    called = []
    for seed in range(20):
        world = enact(service, checked({}), referrals=20_000, seed=seed)
        found = all_gaps(world).items()
        called += [true_direction(gap) != SAME for (_, stage), gap in found if stage in STAGES]
    assert np.mean(called) <= 0.05


def test_the_card_says_what_was_planted_and_that_it_is_synthetic(card: TruthCard) -> None:
    for shown in (str(card), card._repr_html_()):
        assert "SYNTHETIC" in shown
        assert "Nothing planted in it is a finding about the region." in shown
        assert "measurement, strength 1" in shown
        assert "evaluation, strength 0.5" in shown
    assert isinstance(card.gaps, pd.DataFrame)


def test_something_else_than_a_world_gets_a_sentence() -> None:
    with pytest.raises(LearnerError, match="This needs a world"):
        gd.truth_card("social-care")  # type: ignore[arg-type]
