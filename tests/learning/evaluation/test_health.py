"""Each lesson's health, from learners' own files: too hard, too easy, and where people are sure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.learning import bank
from greaterdata_lessons.learning.evaluation.lessons import lesson_health, minutes
from greaterdata_lessons.learning.evaluation.release import Ledger
from greaterdata_lessons.learning.progress_format import Answers, document

LESSON = "who-is-missing"
MARKED = [
    item["id"] for item in bank.read(LESSON).values() if item["kind"] not in {"predict", "reflect"}
]


def learner(number: int, right: int, *, sure: str = "fairly") -> Answers:
    """A learner whose first `right` answers were right at the first try, one every two minutes."""
    return {
        name: {
            "answer": 1,
            "state": "right",
            "first": "right" if place < right else "not yet",
            "sure": sure,
            "tries": 1,
            "began": f"2026-10-01T{9 + number % 5:02}:{2 * place:02}:00Z",
            "when": f"2026-10-01T{9 + number % 5:02}:{2 * place:02}:30Z",
        }
        for place, name in enumerate(MARKED)
    }


def health(right: int, learners: int = 40, **kind: str):
    told = lesson_health([learner(n, right, **kind) for n in range(learners)], Ledger())
    (one,) = told
    return one


@pytest.mark.parametrize(
    ("right", "finding"),
    [(len(MARKED) // 3, "too hard"), (round(len(MARKED) * 0.75), "about right"),
     (len(MARKED) - 1, "too easy")],
)  # fmt: skip
def test_first_tries_tell_whether_a_lesson_is_too_hard_or_too_easy(
    right: int, finding: str
) -> None:
    one = health(right)
    assert one.finding == finding
    assert finding in str(one)
    assert one.title == "Who is missing?"


def test_minutes_are_the_middle_learners_to_the_nearest_five_and_leave_breaks_out() -> None:
    assert health(5).minutes == 5 * round(2 * (len(MARKED) - 1) / 5)
    times = ["09:00", "09:10", "11:00", "11:05"]
    told = {f"a/{n}": {"when": f"2026-10-01T{at}:00Z"} for n, at in enumerate(times)}
    assert minutes(told) == 15


def test_firm_mistakes_are_counted_by_question_with_what_they_show() -> None:
    one = health(2, sure="very")
    firm = {each.item: each for each in one.questions}
    assert firm[MARKED[-1]].told.words("very sure and wrong") == "all but <10 of 40"
    half = [learner(n, 2 if n % 2 else len(MARKED), sure="very") for n in range(40)]
    (told,) = lesson_health(half, Ledger())
    wrong = next(each for each in told.questions if each.item == MARKED[-1])
    assert wrong.told.words("very sure and wrong") == "50% of 40"
    assert wrong.misconceptions


def test_fewer_than_ten_learners_are_no_figure() -> None:
    one = health(3, learners=9)
    assert (one.finding, one.minutes, one.questions) == ("cannot tell from these data", None, ())
    assert one.finished.of == "<10"


def test_one_learner_more_changes_nothing_published() -> None:
    ledger = Ledger()
    many = [learner(n, 4) for n in range(30)]
    first = lesson_health(many, ledger)
    assert lesson_health([*many, learner(99, len(MARKED))], ledger) == first
    assert ledger.waiting
    # In another order nobody is new.
    ledger.waiting = False
    assert lesson_health(many[::-1], ledger) == first
    assert not ledger.waiting


def test_files_of_progress_reach_the_report(tmp_path: Path) -> None:
    for number in range(12):
        path = tmp_path / f"progress-{number}.json"
        path.write_text(document(learner(number, 5)), encoding="utf-8")
    forms = gd.load_forms(tmp_path)
    assert len(forms.progress) == 12
    (one,) = gd.evaluate(forms).health
    assert one.lesson == LESSON
    assert json.loads((tmp_path / "progress-0.json").read_text(encoding="utf-8"))
