"""A change that is there is found; one that is not there is not."""

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.answers import gain
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.evaluation.measures import linked
from greaterdata_lessons.learning.evaluation.release import open_ledger


def gained(forms: Forms) -> bool:
    """Tell whether the published interval of the gain leaves out 0."""
    told = gain(linked(forms), open_ledger(None))
    return told.low is None or told.high is None or told.low > 0 or told.high < 0


def found(forms: Forms) -> dict[str, str]:
    """What the published report says of each followed measure."""
    evaluation = gd.evaluate(forms)
    keys = ["tasks/four", "tasks/confident"]
    return {
        key: "" if (change := evaluation.results[key].change) is None else change.finding
        for key in keys
    } | {"gain": str(gained(forms))}


@pytest.mark.parametrize("seed", range(2))
def test_a_known_change_is_found(seed: int) -> None:
    told = found(gd.made_up_cohort(150, learn=0.5, seed=seed))
    assert told == {"tasks/four": "higher", "tasks/confident": "lower", "gain": "True"}


def test_no_change_is_rarely_found() -> None:
    cohorts = [gd.made_up_cohort(80, learn=0, seed=100 + seed) for seed in range(8)]
    assert sum(map(gained, cohorts)) <= 2


def test_thinking_back_stands_beside_the_ordinary_change() -> None:
    one = gd.evaluate(gd.made_up_cohort(150, seed=2)).results["confidence/C1"]
    assert list(one.counts) == ["before", "after", "thinking back"]
    assert one.change is not None
    assert one.looking_back is not None
    # They rate themselves lower, thinking back: the planted response shift.
    assert one.looking_back.difference > one.change.difference
    assert len({told.of for told in one.counts.values()}) == 1


def test_an_interval_always_stands_beside_a_change_and_no_p_value_anywhere() -> None:
    evaluation = gd.evaluate(gd.made_up_cohort(100))
    for change in evaluation.table["change"]:
        assert change == "cannot be shown" or ("(" in change and " to " in change)
    assert "p-value" not in str(evaluation)


def test_a_group_below_ten_gets_no_result() -> None:
    evaluation = gd.evaluate(gd.made_up_cohort(9))
    assert evaluation.gain.gain is None
    assert set(evaluation.table["before"]) <= {"cannot be shown", ""}
    assert "too few people to show" in str(evaluation)


def test_before_and_after_count_the_same_people() -> None:
    evaluation = gd.evaluate(gd.made_up_cohort(90, seed=5))
    for one in evaluation.results.values():
        assert len({told.of for told in one.counts.values()}) == 1, one.key


def test_a_made_up_cohort_says_so_and_is_made_anew_from_its_seed() -> None:
    one, same, other = (gd.made_up_cohort(20, seed=seed) for seed in (1, 1, 2))
    assert one.table.equals(same.table)
    assert not one.table.equals(other.table)
    assert set(one.table["file"]) == {"SYNTHETIC cohort"}
    with pytest.raises(LearnerError, match="1 to 5,000 people"):
        gd.made_up_cohort(0)


def test_nothing_to_evaluate_is_said() -> None:
    with pytest.raises(LearnerError, match="There is no form to evaluate"):
        gd.evaluate(Forms(gd.made_up_cohort(1).table.head(0), gd.made_up_cohort(1).aside))
    with pytest.raises(LearnerError, match="There is no form to evaluate"):
        gd.evaluate("a folder")
