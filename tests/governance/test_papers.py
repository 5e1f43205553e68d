"""A bias plan, its page for a strategy, and a model's papers begin from what was counted."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError


@cache
def audit() -> Any:
    falls = gd.load("falls")
    return gd.audit(
        falls["fall_recorded"], falls["referred"], by=falls["ethnic_group"], positive="yes"
    )


@cache
def who() -> Any:
    came = gd.count(gd.load("warm-homes"), by="ethnic_group", unit="referrals")
    residents = gd.residents(by="ethnic_group")
    return gd.representation(came, against=residents, not_stated="Not stated")


def test_a_plan_tells_each_finding_once_in_people_and_proposes_something_for_it() -> None:
    plan = gd.bias_plan(audit=audit(), representation=who(), title="Falls")
    findings = plan.answers["findings"]
    assert plan.answers["looked_at"] == ["race"]
    surest = [each["sure"] for each in findings]
    assert surest == sorted(surest, key=lambda sure: sure != "stands out")
    found = {(each["group"], each["sure"]) for each in findings}
    assert {("Asian", "stands out"), ("Black", "cannot tell")} <= found
    groups = {each["group"] for each in findings}
    assert {each["group"] for each in plan.answers["actions"] if each.get("group")} <= groups
    for row in audit().findings.to_dict("records"):
        told = f"{row['count']:,.0f} of {row['of']:,.0f}"
        assert any(told in each["finding"] for each in findings)


def test_a_plan_leaves_owners_and_dates_to_people_and_says_so() -> None:
    plan = gd.bias_plan(representation=who())
    says = [each.says for each in plan.missing()]
    assert any('"Owner (role)" is not filled in' in each for each in says)
    assert any('"By when" is not filled in' in each for each in says)
    assert not {each.name for each in plan.missing()} & {"verdict-word", "relative-alone"}


def test_a_finding_of_fewer_than_ten_people_is_not_written_down() -> None:
    few = gd.count(gd.load("warm-homes").head(300), by="ethnic_group", unit="referrals")
    found = gd.representation(few, against=gd.residents(by="ethnic_group"), not_stated="Not stated")
    plan = gd.bias_plan(representation=found)
    small = [each for each in plan.answers["findings"] if each["group"] in found.small]
    assert small
    assert all("too few to write down" in each["finding"] for each in small)


def test_a_plan_needs_a_finding() -> None:
    with pytest.raises(LearnerError, match="A plan begins with what was found"):
        gd.bias_plan()


def test_an_insert_carries_each_action_over_with_the_duty_s_questions() -> None:
    plan = gd.bias_plan(audit=audit(), title="Falls")
    insert = gd.equality_insert(plan, audit=audit(), organisation="Council")
    told = insert.answers
    assert [each["action"] for each in told["objectives"]] == [
        each["action"] for each in plan.answers["actions"]
    ]
    assert told["eliminate"].startswith("Shown: ")
    assert not insert.set_aside


def test_a_model_s_papers_carry_what_was_found_and_what_was_not_asked() -> None:
    model = gd.model_record(
        "Falls score",
        decision="whom to visit first",
        outcome="a fall on record",
        do_not_use_when=["falls go unrecorded"],
        decided_by="falls lead",
        look_again_on="2030-06-01",
        baseline="It does not beat age.",
        audit=audit(),
    )
    for made in (gd.model_publication(model), gd.model_card(model)):
        assert [each["question"] for each in made.answers["findings"]] == [
            "Does it beat something simple?",
            "Who is harmed by its errors?",
        ]
        assert "Does a column know too much?" in made.answers["not_asked"]
        assert made.answers["owner"] == "falls lead"
        assert "Who is harmed by its errors?" in made.to_markdown()


@pytest.mark.parametrize(
    ("begin", "says"),
    [
        (lambda: gd.bias_plan(audit="falls"), "A plan begins with what was found"),
        (lambda: gd.equality_insert("plan"), "made from a bias action plan"),
        (lambda: gd.model_card("score"), r"what gd\.model_record keeps"),
        (lambda: gd.model_publication("score"), r"what gd\.model_record keeps"),
    ],
)
def test_a_paper_begun_from_something_else_is_refused_in_words(
    begin: Callable[[], object], says: str
) -> None:
    with pytest.raises(LearnerError, match=says):
        begin()
