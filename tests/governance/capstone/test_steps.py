"""Each of the nine checks takes what is right, and says in one sentence what is wrong or blank."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.capstone import check, keep
from greaterdata_lessons.governance.capstone.work import Capstone

from . import made

NAMES = list(keep.steps())
WORDS = "word " * 121
WRONG: dict[str, tuple[Any, str]] = {
    "question": (lambda w: w.question(["a"], **made.QUESTION), "question as words in quotes"),
    "inventory": (lambda w: w.inventory(**{**made.RECORD, "access": "maybe"}), "Access"),
    "quality": (lambda w: w.quality(made.people(), good_enough_for="x"), "gd.quality returns"),
    "basis": (
        lambda w: w.basis("consnet", because="x", special="none", **made.RISK),
        'Did you mean "consent"',
    ),
    "representation": (
        lambda w: w.representation(made.people(), cannot_tell="x"),
        "gd.representation returns",
    ),
    "analysis": (
        lambda w: w.analysis(made.people().shape[0], baseline="a", finding="b", not_for="c"),
        "something beside it",
    ),
    "output": (
        lambda w: w.output(pd.DataFrame({"a": [3]}), also_public="no"),
        "gd.protect returns",
    ),
    "brief": (lambda w: w.brief({"board": WORDS, "residents": "b"}), "has 121 words"),
    "action": (
        lambda w: w.action("Ring", owner="KA", due="2020-01-01", for_whom="x"),
        "Nothing was added. Due",
    ),
}
BLANK: dict[str, tuple[Any, str]] = {
    "question": (lambda w: w.question("  ", **made.QUESTION), "Nothing is written"),
    "inventory": (lambda w: w.inventory(**{**made.RECORD, "owner": ""}), "still blank are owner"),
    "quality": (lambda w: w.quality(None, good_enough_for="x"), "gd.quality returns"),
    "basis": (
        lambda w: w.basis("consent", because="", special="none", **made.RISK),
        "why this basis",
    ),
    "representation": (lambda w: w.representation(), "gd.representation returns"),
    "analysis": (
        lambda w: w.analysis(gd.compare_rates(1, 20, 2, 20), baseline="", finding="a", not_for="b"),
        "compared with",
    ),
    "output": (lambda w: w.output(made.safe(), also_public=""), "what else is public"),
    "brief": (lambda w: w.brief({}), "each of two readers"),
    "action": (
        lambda w: w.action("Ring", owner="", due="2999-01-01", for_whom="x"),
        "still blank are owner",
    ),
}


@pytest.fixture
def work(tmp_path: Path) -> Capstone:
    return gd.capstone("unsure", file=tmp_path / "mine.json")


@pytest.mark.parametrize("name", NAMES)
def test_a_step_done_right_is_kept_and_is_no_longer_missing(name: str, work: Capstone) -> None:
    step = keep.steps()[name]
    assert repr(made.right(name, work)).startswith(f"Step {step.number} of 9 is kept")
    assert step.title not in work.missing
    assert len(work.missing) == 8


@pytest.mark.parametrize(("cases"), [WRONG, BLANK], ids=["wrong", "blank"])
@pytest.mark.parametrize("name", NAMES)
def test_a_step_done_wrong_or_left_blank_is_not_kept_and_says_why(
    name: str, cases: dict[str, tuple[Any, str]], work: Capstone
) -> None:
    act, says = cases[name]
    with pytest.raises(LearnerError, match=re.compile(says)):
        act(work)
    assert len(work.missing) == 9
    assert not work.file.exists()


def test_a_step_before_those_it_follows_is_kept_and_the_others_are_named(work: Capstone) -> None:
    said = repr(made.right("inventory", work))
    assert said.endswith('Steps before it are still to do: "The question". That is allowed.')


def test_no_second_list_is_an_answer_when_a_reason_is_given(work: Capstone) -> None:
    said = work.representation(none_because="It is my own electricity meter.")
    assert "the reason is written down" in repr(said)


def test_a_risk_without_the_risk_of_not_acting_is_not_enough(work: Capstone) -> None:
    risk = {**made.RISK, "not_acting": ""}
    with pytest.raises(LearnerError, match="the risk of not acting"):
        work.basis("consent", because="asked", special="none", **risk)


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (gd.baseline([10, 12, 14, 16], [11, 12, 14, 15]), "A forecast beside 1 simple rule"),
        (pd.Series({"last year": 10, "this year": 12}), "A table of 2 rows of your own"),
    ],
)
def test_each_kind_of_comparison_is_known(result: object, says: str) -> None:
    assert check.analysis_says(result).startswith(says)


def test_a_table_of_one_row_is_compared_with_nothing() -> None:
    with pytest.raises(LearnerError, match="something beside it"):
        check.analysis_says(pd.Series({"this year": 12}))


def test_a_table_the_attack_undoes_is_not_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = gd.attack(pd.Series({"Total": 9, "a": 4, "b": "[c]"}))
    monkeypatch.setattr(check, "attack", lambda *_, **__: broken)
    with pytest.raises(LearnerError, match="The attack works out 1 hidden number"):
        check.output_says(made.safe())


def test_a_picture_without_words_is_not_taken(work: Capstone) -> None:
    with pytest.raises(LearnerError, match="Picture 2 has no words"):
        work.output(made.safe(), pictures=[made.picture(), object()], also_public="no")


def test_two_readers_do_not_get_the_same_words(work: Capstone) -> None:
    with pytest.raises(LearnerError, match="Both readers get the same words"):
        work.brief({"board": made.BRIEFS["the board"], "residents": made.BRIEFS["the board"]})
    with pytest.raises(LearnerError, match="too few to hold a finding"):
        work.brief({"board": "All is well.", "residents": made.BRIEFS["residents"]})


def test_marks_are_words_of_the_rubric(work: Capstone) -> None:
    assert work.mark("self", question="done").kept["marks"] == {"self": {"question": "done"}}
    for bad in ({"questoin": "done"}, {"question": "brilliant"}):
        with pytest.raises(LearnerError, match="is not known here"):
            work.mark("self", **bad)
    with pytest.raises(LearnerError, match="There are: self, peer"):
        work.mark("mentor", question="done")


def test_an_action_on_ones_own_data_is_logged_once(tmp_path: Path) -> None:
    work = gd.capstone("personal", file=tmp_path / "mine.json")
    made.right("action", work)
    made.right("action", work)
    log = gd.register("action-log", tmp_path / "my-actions.csv")
    with pytest.raises(LearnerError, match="who it is for"):
        work.action("Ring a school", owner="KA", due="2999-01-31")
    assert log.table["action"].tolist() == ["Ring three libraries"]


def test_a_table_with_no_rows_and_something_else_than_a_table_are_refused(work: Capstone) -> None:
    with pytest.raises(LearnerError, match="has no rows"):
        work.data(made.people().head(0))
    with pytest.raises(LearnerError, match=r"gd\.own"):
        work.data("my-file.csv")  # type: ignore[arg-type]


def test_each_step_run_empty_says_what_is_blank(work: Capstone) -> None:
    for name in NAMES:
        with pytest.raises(LearnerError, match=r"\w"):
            getattr(work, name)()
    assert len(work.missing) == 9


def test_a_table_that_is_mostly_hidden_says_what_would_show_more() -> None:
    few = gd.protect(pd.DataFrame({"a": [3, 4], "b": [5, 2]}))
    assert "wider groups would show more" in check.output_says(few)


def test_words_of_the_practice_run_are_not_taken_for_ones_own(tmp_path: Path) -> None:
    practice = gd.capstone("unsure", file=tmp_path / "my-capstone-practice.json")
    own = gd.capstone("yes", file=tmp_path / "my-capstone.json")
    made.right("question", practice)
    with pytest.raises(LearnerError, match="still those of your practice run"):
        made.right("question", own)
    own.question("Who comes back?", for_whom="Us", could_hurt="Nobody", would_change="Hours")
