"""Scenarios of sharing, each with what it has to point to, and every rule right and wrong."""

import pytest

from greaterdata_lessons.governance.kind import kind, names
from tests.governance.scenarios import DECISION, Scenario, scenarios
from tests.lessons.law import mistakes

ALL = scenarios()
WEIGHTY = {"red", "cannot", "missing"}


@pytest.mark.parametrize("scenario", ALL, ids=[one.name for one in ALL])
def test_a_scenario_points_where_it_should_and_says_why(scenario: Scenario) -> None:
    found = scenario.found()
    assert found.outcome == scenario.outcome
    assert set(scenario.reasons) <= {each.name for each in found}
    weighty = {each.name for each in found if each.level in WEIGHTY}
    if scenario.start != "blank":
        # For these reasons and no other; a decision may also be ahead of its answers.
        assert weighty - {"ahead"} <= set(scenario.reasons)
    assert all(each.ask for each in found)


def test_there_are_forty_scenarios_of_sharing_and_every_mistake_has_a_wrong_and_a_right_case() -> (
    None
):
    sharing = [one for one in ALL if one.kind == DECISION]
    assert len(sharing) >= 40
    for mistake in range(1, 16):
        cases = [one for one in ALL if one.mistake == mistake]
        weighty = [{f.level for f in one.found()} & WEIGHTY for one in cases]
        assert any(weighty), mistake
        assert not all(weighty), mistake


def test_every_rule_of_sharing_speaks_in_one_scenario_and_is_silent_in_another() -> None:
    said = [{each.name for each in one.found()} for one in ALL if one.kind == DECISION]
    for rule in kind(DECISION).rules:
        assert any(rule.name in names for names in said), rule.name
        assert any(rule.name not in names for names in said), rule.name


def test_no_record_makes_one_of_the_fifteen_mistakes_or_gives_a_verdict() -> None:
    for name in names():
        of = kind(name)
        texts = [of.about, of.closing, *of.outcomes.values(), *(rule.says for rule in of.rules)]
        texts += [f"{each.label} {each.help} {each.because}" for each in of.fields.values()]
        assert mistakes(texts) == [], name
        for outcome in of.outcomes.values():
            assert "lawful" not in outcome.lower()


def test_a_decision_is_never_ahead_of_its_answers_when_it_waits_or_when_somebody_is_in_danger() -> (
    None
):
    by_name = {one.name: one for one in ALL}
    assert "ahead" in {each.name for each in by_name["their-basis"].found()}
    assert "ahead" not in {each.name for each in by_name["not-yet-is-no-clash"].found()}
    danger = by_name["their-basis"].record().fill(danger="yes").missing()
    assert "ahead" not in {each.name for each in danger}
