"""Marks of an audit: right and wrong, lucky and unknowable, and claims that cannot be read."""

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.audit_gaps import TOGETHER, Gap, all_gaps
from greaterdata_lessons.analysis.audit_marks import HIGHER, LOWER, SAME, AuditMarks, true_direction
from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.data.people.reassess import Reassessment
from greaterdata_lessons.data.people.worlds import World
from greaterdata_lessons.errors import LearnerError

Given = dict[str, object]


@pytest.fixture(scope="module")
def world() -> World:
    return gd.world(
        "social-care", representation=1, measurement=1, aggregation=1, deployment=1, seed=11
    )


@pytest.fixture(scope="module")
def reassessed(world: World) -> Reassessment:
    return gd.reassess(world)


def claim(about: str, direction: str, group: str = TOGETHER, **more: object) -> Given:
    return {"group": group, "about": about, "direction": direction, **more}


def points(world: World, given: Given, reassessed: Reassessment | None = None) -> float:
    return gd.mark_audit([given], world, reassessed=reassessed).points


def size(world: World, about: str, group: str = TOGETHER) -> float:
    return all_gaps(world)[group, about].gap


def test_direction_size_and_mechanism_are_a_point_each(world: World) -> None:
    given = claim("reach", HIGHER)
    assert points(world, given) == 1
    near = size(world, "reach") + 0.02
    assert points(world, {**given, "size": near}) == 2
    assert points(world, {**given, "size": near, "mechanism": "representation"}) == 3
    assert points(world, {**given, "size": near, "mechanism": "deployment"}) == 2
    assert gd.mark_audit([given], world).out_of == 3


def test_an_interval_must_hold_the_truth_and_say_something(world: World) -> None:
    true = size(world, "review")
    given = claim("review", HIGHER)
    assert points(world, {**given, "size": (true - 0.05, true + 0.05)}) == 2
    assert points(world, {**given, "size": [true + 0.05, true - 0.05]}) == 2
    assert points(world, {**given, "size": (true + 0.02, true + 0.1)}) == 1
    assert points(world, {**given, "size": (-1, 1)}) == 1


def test_the_wrong_direction_gets_nothing_however_right_the_rest(world: World) -> None:
    given = claim("reach", LOWER, size=size(world, "reach"), mechanism="representation")
    assert points(world, given) == 0
    assert points(world, claim("reach", SAME)) == 0


@pytest.mark.parametrize("about", ["label", "tool", "report"])
def test_without_reassessments_cannot_tell_is_right_where_need_is_hidden(
    world: World, about: str
) -> None:
    marks = gd.mark_audit([claim(about, UNSURE)], world)
    assert (marks.points, marks.out_of) == (1, 1)
    assert "Ask for reassessments." in str(marks)


@pytest.mark.parametrize("about", ["reach", "review"])
def test_cannot_tell_is_wrong_where_the_records_do_tell(world: World, about: str) -> None:
    marks = gd.mark_audit([claim(about, UNSURE)], world)
    assert marks.points == 0
    assert "The records and the register do tell" in str(marks)


def test_a_lucky_right_answer_is_worth_half(world: World, reassessed: Reassessment) -> None:
    given = claim("tool", HIGHER, size=size(world, "tool"), mechanism="measurement")
    assert points(world, given) == 2
    assert points(world, given, reassessed) == 3
    assert points(world, {**given, "mechanism": UNSURE}) == 2.5
    assert points(world, {**given, "mechanism": UNSURE}, reassessed) == 2


def test_cannot_tell_is_wrong_once_the_reassessments_tell(
    world: World, reassessed: Reassessment
) -> None:
    marks = gd.mark_audit([claim("tool", UNSURE)], world, reassessed=reassessed)
    assert marks.points == 0
    assert "The reassessments do tell: the true answer is higher." in str(marks)


def test_too_few_reassessments_leave_cannot_tell_right(world: World) -> None:
    few = gd.reassess(world, 40)
    assert points(world, claim("tool", UNSURE, "Mixed"), few) == 1


def test_no_gap_is_a_finding_too(world: World, reassessed: Reassessment) -> None:
    assert points(world, claim("label", SAME), reassessed) == 1
    assert points(world, claim("label", SAME)) == 0.5
    assert points(world, claim("label", HIGHER), reassessed) == 0
    assert points(world, claim("label", UNSURE), reassessed) == 1


def test_one_rule_for_two_kinds_of_need_shows_in_honest_records(world: World) -> None:
    given = claim("tool", HIGHER, "25 to 64", mechanism="aggregation")
    assert points(world, given) == 2
    assert points(world, {**given, "mechanism": "measurement"}) == 1


def test_a_hidden_record_of_need_is_found_by_reassessment_alone() -> None:
    world = gd.world("social-care", historical=1, seed=5)
    given = claim("label", HIGHER, size=size(world, "label"), mechanism="historical")
    assert points(world, given) == 2
    assert points(world, given, gd.reassess(world)) == 3


def test_a_flattering_report_is_lower_than_the_truth() -> None:
    world = gd.world("social-care", evaluation=1, seed=5)
    given = claim("report", LOWER, size=size(world, "report"), mechanism="evaluation")
    assert points(world, given, gd.reassess(world, 10_000)) == 3
    assert points(world, claim("report", UNSURE), gd.reassess(world, 10_000)) == 0


def test_planted_gaps_that_nobody_claimed_are_listed(world: World) -> None:
    marks = gd.mark_audit([claim("reach", HIGHER, "Asian")], world)
    said = "\n".join(marks.unclaimed)
    assert "not flagged by the tool" in said
    assert "never referred" not in said
    assert "25 to 64, not flagged by the tool" in said
    assert "need not recorded" not in said


def test_an_audit_without_claims_gets_no_points_and_the_list(world: World) -> None:
    marks = gd.mark_audit([], world)
    assert (marks.points, marks.out_of) == (0, 0)
    assert len(marks.unclaimed) == 4


def test_marks_say_synthetic_and_render(world: World) -> None:
    marks = gd.mark_audit([claim("reach", HIGHER)], world)
    assert isinstance(marks, AuditMarks)
    assert str(marks).startswith("SYNTHETIC. 1 of 3 points.")
    assert ">SYNTHETIC: 1 of 3 points" in marks._repr_html_()
    assert "<li>Not claimed:" in marks._repr_html_()


@pytest.mark.parametrize(
    ("gap", "direction"),
    [
        (Gap(0.02, 0.01, 0.03, 900), SAME),
        (Gap(-0.1, -0.2, 0.01, 40), SAME),
        (Gap(-0.1, -0.15, -0.05, 400), LOWER),
        (Gap(0.1, 0.05, 0.15, 400), HIGHER),
    ],
)
def test_a_true_gap_is_named_when_it_is_clear_and_large_enough(gap: Gap, direction: str) -> None:
    assert true_direction(gap) == direction


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"group": "Asain"}, '"Asain" is not an audited group. Did you mean "Asian"'),
        ({"group": "White"}, "There are: Asian, Black, Mixed, Other"),
        ({"about": "tolo"}, 'Did you mean "tool"'),
        ({"direction": "up"}, "There are: higher, lower, the same, cannot tell"),
        ({"mechanism": "bias"}, "There are: historical, representation"),
        ({"size": 15}, r"15 points are 0\.15"),
        ({"size": (0.1, 0.2, 0.3)}, "a low and a high"),
        ({"size": "large"}, "A size of large cannot be read"),
        ({"size": float("nan")}, "A size of nan cannot be read"),
        ({"sise": 0.1}, 'Did you mean "size"'),
    ],
)
def test_a_claim_that_cannot_be_read_gets_a_sentence(world: World, wrong: Given, says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        gd.mark_audit([{**claim("tool", HIGHER, "Asian"), **wrong}], world)


@pytest.mark.parametrize("claims", [[{}], ["Asian are missed"], [{"group": "Asian"}], [None]])
def test_half_a_claim_gets_an_example(world: World, claims: list[Given]) -> None:
    with pytest.raises(LearnerError, match="A claim needs at least"):
        gd.mark_audit(claims, world)


def test_a_claim_outside_a_list_gets_a_sentence(world: World) -> None:
    with pytest.raises(LearnerError, match="Put the claims in a list"):
        gd.mark_audit(claim("tool", HIGHER), world)  # type: ignore[arg-type]


def test_reassessments_of_another_world_are_refused(world: World) -> None:
    other = gd.world("social-care", referrals=10_000)
    with pytest.raises(LearnerError, match="not of this world"):
        gd.mark_audit([claim("tool", HIGHER)], world, reassessed=gd.reassess(other))


def test_reassessments_are_chosen_by_lot_and_show_true_need(world: World) -> None:
    found = gd.reassess(world, 3_000).table
    assert len(found) == 3_000
    assert found.index.is_unique
    assert found["reassessed_need"].equals(world.truth["in_need"].loc[found.index])
    shares = [table["flagged"].mean() for table in (found, world.records)]
    assert shares[0] == pytest.approx(shares[1], abs=0.04)


def test_reassessments_come_out_the_same_and_another_lot_differs(world: World) -> None:
    lots = [gd.reassess(world, seed=seed).table.index for seed in (0, 0, 1)]
    assert lots[0].equals(lots[1])
    assert not lots[0].equals(lots[2])
    assert str(gd.reassess(world)).startswith("SYNTHETIC: 1,500 referrals, chosen by lot")
    assert ">SYNTHETIC" in gd.reassess(world)._repr_html_()


@pytest.mark.parametrize("number", [0, -3, 10**7, 1.5, "all", True])
def test_a_wrong_number_of_reassessments_gets_a_sentence(world: World, number: object) -> None:
    with pytest.raises(LearnerError, match="cannot be reassessed"):
        gd.reassess(world, number)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [-1, 1.5, "one", None, True])
def test_a_wrong_seed_gets_a_sentence(world: World, seed: object) -> None:
    for make in (
        lambda: gd.reassess(world, seed=seed),  # type: ignore[arg-type]
        lambda: gd.population(1_000, seed=seed),  # type: ignore[arg-type]
        lambda: gd.world("social-care", seed=seed),  # type: ignore[arg-type]
    ):
        with pytest.raises(LearnerError, match="cannot be a seed"):
            make()
