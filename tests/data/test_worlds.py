"""Worlds differ only where a mechanism acts, keep their truth apart, and do what they state."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import Logit

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.audit_gaps import TOGETHER, all_gaps
from greaterdata_lessons.data.people.mechanisms import MECHANISMS, checked, streams
from greaterdata_lessons.data.people.model import chances
from greaterdata_lessons.data.people.service import thinned
from greaterdata_lessons.data.people.worlds import FEWEST, SERVICES, World, enact
from greaterdata_lessons.errors import LearnerError

SEEDS = range(20)
STAGES = ("reach", "label", "tool", "review", "report", "apart")
# What the tool and the service made of the records: they follow from the rest.
FOLLOWS = {"tool_score", "flagged", "offered"}

Moves = dict[str, dict[str, float]]


def only(service: str, mechanism: str | None, seed: int, referrals: int = FEWEST) -> World:
    strengths = checked({mechanism: 1} if mechanism else {})
    return enact(service, strengths, referrals=referrals, seed=seed)


def gaps(world: World) -> dict[str, float]:
    found = all_gaps(world)
    shown = {stage: found[TOGETHER, stage].gap for stage in STAGES[:-1]}
    return {**shown, "apart": found[world.about.apart, "tool"].gap}


@pytest.fixture(scope="module", params=list(SERVICES))
def moves(request: pytest.FixtureRequest) -> tuple[str, Moves]:
    """How far each mechanism alone moves each gap: the mean of twenty seeds."""
    service = str(request.param)
    rows = []
    for seed in SEEDS:
        base = gaps(only(service, None, seed))
        rows.append({("baseline", stage): base[stage] for stage in STAGES})
        for mechanism in MECHANISMS:
            moved = gaps(only(service, mechanism, seed))
            rows[-1] |= {(mechanism, stage): moved[stage] - base[stage] for stage in STAGES}
    mean = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    return service, {
        name: {stage: mean[name, stage] for stage in STAGES} for name in ("baseline", *MECHANISMS)
    }


@pytest.mark.parametrize("mechanism", ["baseline", *MECHANISMS])
def test_each_mechanism_alone_moves_its_gap_by_the_stated_size_and_no_other(
    moves: tuple[str, Moves], mechanism: str
) -> None:
    service, found = moves
    stated = SERVICES[service].stated[mechanism]
    for stage in STAGES:
        assert found[mechanism][stage] == pytest.approx(stated.get(stage, 0), abs=0.015), stage


def test_every_mechanism_states_what_it_does(moves: tuple[str, Moves]) -> None:
    stated = SERVICES[moves[0]].stated
    assert set(stated) == {"baseline", *MECHANISMS}
    assert all(abs(size) >= 0.08 for name in MECHANISMS for size in stated[name].values())
    assert all(abs(size) <= 0.03 for size in stated["baseline"].values())


@pytest.fixture(scope="module", params=list(SERVICES))
def off(request: pytest.FixtureRequest) -> World:
    return only(str(request.param), None, 7)


def differ(world: World, off: World) -> set[str]:
    """The columns in which people who are in both records differ."""
    both = world.records.index.intersection(off.records.index)
    one, other = world.records.loc[both], off.records.loc[both]
    return {name for name in one if not one[name].astype(str).equals(other[name].astype(str))}


def test_historical_unfairness_changes_only_the_record_of_need(off: World) -> None:
    world = only(off.service, "historical", 7)
    assert world.records.index.equals(off.records.index)
    assert differ(world, off) - FOLLOWS == {"recorded_need"}


def test_representation_only_takes_people_away(off: World) -> None:
    world = only(off.service, "representation", 7)
    assert set(world.records.index) < set(off.records.index)
    gone = off.register.loc[off.records.index.difference(world.records.index)]
    assert ((gone["ethnic_group"] != "White") | gone["interpreter"]).all()
    assert differ(world, off) <= FOLLOWS


def test_measurement_changes_only_what_is_written_of_the_people_it_acts_on(off: World) -> None:
    world = only(off.service, "measurement", 7)
    changed = differ(world, off) - FOLLOWS
    assert "ethnic_group" in changed
    assert not changed & {"recorded_need", "in_benchmark", off.about.split, "lives_alone"}
    struck = (off.register["ethnic_group"] != "White") | off.register["interpreter"]
    spared = off.records.index[~struck.loc[off.records.index]]
    columns = [name for name in off.records if name not in FOLLOWS]
    pd.testing.assert_frame_equal(
        world.records.loc[spared, columns], off.records.loc[spared, columns]
    )


def test_aggregation_changes_only_the_group_whose_need_shows_differently(off: World) -> None:
    world = only(off.service, "aggregation", 7)
    rest = ~off.truth["apart"]
    columns = ["need", "in_need", "referred", "recorded"]
    pd.testing.assert_frame_equal(world.truth.loc[rest, columns], off.truth.loc[rest, columns])
    assert not np.allclose(world.truth.loc[~rest, "need"], off.truth.loc[~rest, "need"])


def test_aggregation_leaves_as_many_people_in_need(off: World) -> None:
    world = only(off.service, "aggregation", 7)
    shares = [made.truth.groupby("apart")["in_need"].mean() for made in (world, off)]
    assert shares[0].to_numpy() == pytest.approx(shares[1].to_numpy(), abs=0.001)
    assert world.truth["in_need"].mean() == pytest.approx(off.about.in_need, abs=0.001)


def test_evaluation_changes_only_who_is_in_the_benchmark(off: World) -> None:
    world = only(off.service, "evaluation", 7)
    assert differ(world, off) == {"in_benchmark"}
    assert set(world.records.loc[world.records["in_benchmark"], "borough"]) == {"Sefton", "Wirral"}
    assert off.records["in_benchmark"].all()


def test_deployment_changes_only_what_is_offered(off: World) -> None:
    world = only(off.service, "deployment", 7)
    assert differ(world, off) == {"offered"}
    assert off.records["offered"].equals(off.records["flagged"])
    assert not (world.records["offered"] & ~world.records["flagged"]).any()


def test_a_weaker_mechanism_strikes_some_of_the_same_people(off: World) -> None:
    half = enact(off.service, checked({"deployment": 0.5}), referrals=FEWEST, seed=7)
    full = only(off.service, "deployment", 7)
    lost = [set(made.records.index[~made.records["offered"]]) for made in (off, half, full)]
    assert lost[0] < lost[1] < lost[2]


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, other = (gd.world("social-care", historical=0.3, referrals=FEWEST) for _ in range(2))
    assert one.records.to_csv() == other.records.to_csv()
    assert one.truth.to_csv() == other.truth.to_csv()
    third = gd.world("social-care", historical=0.3, referrals=FEWEST, seed=2)
    assert third.records.to_csv() != one.records.to_csv()


def test_a_world_can_be_made_again_from_its_parameters() -> None:
    world = gd.world("falls-outreach", aggregation=0.4, referrals=12_000, seed=9)
    again = gd.world(**world.parameters)  # type: ignore[arg-type]
    assert again.parameters == world.parameters
    assert again.truth.equals(world.truth)


def test_changing_a_world_does_not_change_the_next_one() -> None:
    first = gd.world("social-care", referrals=FEWEST, seed=3)
    before = first.register.iloc[:5].to_csv()
    first.register["borough"] = "Atlantis"
    assert gd.world("social-care", referrals=FEWEST, seed=3).register.iloc[:5].to_csv() == before
    needs = first.truth["need"].copy()
    first.truth["need"] *= 0
    first.truth.loc[:, "in_need"] = False
    assert gd.world("social-care", referrals=FEWEST, seed=3).truth["need"].equals(needs)


def test_truth_is_never_in_the_records(off: World) -> None:
    hidden = {"need", "in_need", "apart", "referred", "benchmark_need"}
    assert not hidden & set(off.records.columns)
    assert not hidden & set(off.register.columns)
    assert hidden <= set(off.truth.columns)
    assert not {"need"} & set(off.reported.columns)


def test_the_tool_reads_neither_ethnic_group_nor_interpreter(off: World) -> None:
    assert not {"ethnic_group", "interpreter"} & set(off.about.features)
    assert "priority_area" in off.about.features


def test_there_is_a_proxy_for_ethnic_group_among_what_the_tool_reads(off: World) -> None:
    near = off.register["priority_area"].groupby(off.register["ethnic_group"] == "White").mean()
    assert near[False] - near[True] > 0.4


def test_as_many_are_referred_as_asked_when_nothing_is_planted(off: World) -> None:
    assert len(off.records) == FEWEST


def test_the_teaching_size_has_three_hundred_in_need_in_each_group_whatever_is_planted() -> None:
    for service in SERVICES:
        world = enact(service, dict.fromkeys(MECHANISMS, 1.0), referrals=50_000, seed=1)
        came = world.truth["in_need"] & world.truth["referred"]
        assert world.register.loc[came, "ethnic_group"].value_counts().min() >= 300


def test_the_smallest_size_has_three_hundred_in_need_in_each_group(off: World) -> None:
    came = off.truth["in_need"] & off.truth["referred"]
    assert off.register.loc[came, "ethnic_group"].value_counts().min() >= 300


def test_everything_says_synthetic_and_no_finding_about_the_region(off: World) -> None:
    assert set(off.records["synthetic"]) == set(off.register["synthetic"]) == {"SYNTHETIC"}
    for shown in (str(off), off._repr_html_()):
        assert "SYNTHETIC" in shown
        assert "Nothing planted in it is a finding about the region." in shown
    assert "(SYNTHETIC)" in off.equations


def test_printing_a_world_does_not_tell_what_was_planted() -> None:
    world = gd.world("falls-outreach", measurement=1, referrals=FEWEST)
    assert "measurement" not in repr(world) + world._repr_html_()


def test_the_supplier_counts_what_it_saw(off: World) -> None:
    world = only(off.service, "evaluation", 7)
    table = world.reported.set_index("ethnic_group")
    assert table["people"].sum() == world.records["in_benchmark"].sum()
    assert (table["missed"] <= table["in_need"]).all()
    assert table["share_missed"]["White"] == table["missed"]["White"] / table["in_need"]["White"]


def test_an_unknown_service_gets_the_nearest() -> None:
    with pytest.raises(LearnerError, match='Did you mean "social-care"'):
        gd.world("social care")
    with pytest.raises(LearnerError, match="There are: social-care, falls-outreach"):
        gd.world(["falls"])  # type: ignore[arg-type]


@pytest.mark.parametrize("strength", [-0.1, 1.5, "full", float("nan"), None])
def test_a_strength_outside_nought_to_one_gets_a_sentence(strength: object) -> None:
    with pytest.raises(LearnerError, match=r"for historical is not between 0 and 1"):
        gd.world("social-care", historical=strength)  # type: ignore[arg-type]


def test_an_unknown_mechanism_gets_the_nearest() -> None:
    with pytest.raises(LearnerError, match='Did you mean "measurement"'):
        checked({"measurment": 1})


@pytest.mark.parametrize("referrals", [9_999, 0, -1, 10**7])
def test_too_few_or_too_many_referrals_get_a_sentence(referrals: int) -> None:
    with pytest.raises(LearnerError, match=r"too few to audit every group.* 10,000 to 500,000"):
        gd.world("social-care", referrals=referrals)


@pytest.mark.parametrize("referrals", [1e5, "many", True, None])
def test_a_number_of_referrals_is_a_whole_number(referrals: object) -> None:
    with pytest.raises(LearnerError, match="is not a number of referrals"):
        gd.world("social-care", referrals=referrals)  # type: ignore[arg-type]


def test_the_streams_of_the_mechanisms_are_their_own() -> None:
    firsts = {name: lots.random() for name, lots in streams(1).items()}
    assert len(set(firsts.values())) == 8


def test_the_small_model_agrees_with_statsmodels() -> None:
    rng = np.random.default_rng(1)
    features = rng.normal(5, [1.0, 20.0], size=(5_000, 2))
    outcome = (rng.random(5_000) < 1 / (1 + np.exp(5 - features[:, 0]))).astype(float)
    theirs = Logit(outcome, np.column_stack([np.ones(5_000), features])).fit(disp=0)
    assert chances(features, outcome) == pytest.approx(theirs.predict(), abs=1e-5)


def test_the_small_model_copes_with_an_outcome_everybody_has() -> None:
    found = chances(np.ones((5, 1)), np.ones(5))
    assert np.isfinite(found).all()
    assert found.min() > 0.9


def test_thinning_keeps_no_more_than_there_is_and_more_with_a_higher_chance() -> None:
    counts = np.arange(8.0)
    few, many = (
        thinned(np.random.default_rng(3), counts, np.full(8, chance)) for chance in (0.3, 0.8)
    )
    assert (few <= many).all()
    assert (many <= counts).all()
