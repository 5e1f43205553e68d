"""A plan with a mistake in it is refused with one sentence."""

from copy import deepcopy

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.live import Live
from greaterdata_lessons.show.plans import PLANS
from tests.show.test_live import DOORS, PEOPLE, SAFES

MAKERS = {"step": gd.steps, "question": gd.path, "dial": gd.dials, "stage": gd.diagram}


def test_every_plan_that_is_shipped_can_be_shown() -> None:
    found = sorted(PLANS.glob("*.toml"))
    assert found
    for path in found:
        text = path.read_text(encoding="utf-8")
        (maker,) = (make for part, make in MAKERS.items() if f"[[{part}]]" in text)
        made = maker(path.stem)
        assert made.html() if isinstance(made, Live) else made._repr_html_()


def test_a_plan_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(LearnerError, match='Did you mean "one-call-five-records"'):
        gd.steps("one-call-five-record")


def test_an_answer_may_not_lead_nowhere_or_back() -> None:
    for key in ("nowhere", "people"):
        doors = deepcopy(DOORS)
        doors["question"][1]["option"][0]["next"] = key
        with pytest.raises(LearnerError, match=f'leads to "{key}", which is no later question'):
            gd.path(doors)


def test_an_outcome_that_cannot_be_reached_is_named() -> None:
    doors = deepcopy(DOORS)
    doors["outcome"].append({"key": "lost", "says": "No", "means": "x", "ask": "y"})
    with pytest.raises(LearnerError, match='No answer leads to "lost"'):
        gd.path(doors)


def test_a_dial_that_adds_to_an_unknown_readout_is_named() -> None:
    safes = deepcopy(SAFES)
    safes["dial"][0]["setting"][0]["adds"] = {"hope": 3}
    with pytest.raises(LearnerError, match='"Anybody" adds to "hope"'):
        gd.dials(safes)


@pytest.mark.parametrize(("chosen", "says"), [((1,), "2 dials and 1"), ((1, 3), "not 3")])
def test_settings_that_do_not_fit_the_dials_are_refused(chosen: tuple[int, ...], says: str) -> None:
    with pytest.raises(LearnerError, match=says):
        gd.dials(SAFES).totals(*chosen)


def test_more_views_than_a_page_can_carry_are_refused_before_one_is_made() -> None:
    ten = [str(number) for number in range(10)]
    with pytest.raises(LearnerError, match="these controls make 100"):
        gd.explore("Too many", lambda **at: pytest.fail("made"), one=ten, two=ten)


def test_real_records_are_not_matched() -> None:
    for people in (PEOPLE.drop(columns="synthetic"), PEOPLE.assign(synthetic="real")):
        with pytest.raises(LearnerError, match="made-up people alone"):
            gd.match_me(people, by=["borough", "age"])


def test_a_column_that_is_not_there_and_a_single_fact_are_refused() -> None:
    with pytest.raises(LearnerError, match='Did you mean "borough"'):
        gd.match_me(PEOPLE, by=["borogh", "age"])
    with pytest.raises(LearnerError, match="two or more"):
        gd.match_me(PEOPLE, by=["age"])


def test_the_sizes_of_the_crowds_add_up_to_everybody() -> None:
    found = gd.match_me(gd.load("warm-homes"), by=["borough", "age_band", "ethnic_group_detailed"])
    assert found.table["people"].sum() == 6000
    assert found.alone == found.table["people"].iloc[0]
    assert isinstance(found.table, pd.DataFrame)
