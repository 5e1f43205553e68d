"""Every check is itself checked: right, each named wrong answer, blank and crash."""

import re

import greaterdata_lessons as gd
from greaterdata_lessons.learning.marking import mark
from greaterdata_lessons.learning.proofs import Crashing, failures, proof_answers
from tests.lessons import style
from tools.book_toc import read_lessons
from tools.build_lessons import namespace
from tools.lesson_source import LESSONS, Lesson


def marked(lesson: Lesson) -> list[dict]:
    items = style.read_compiled(lesson)["items"].values()
    return [item for item in items if item["kind"] not in {"predict", "reflect"}]


def test_every_check_tells_right_from_each_named_wrong_answer(lesson: Lesson) -> None:
    items = style.read_compiled(lesson)["items"].values()
    assert {item["id"]: found for item in items if (found := failures(item))} == {}


def test_every_marked_question_has_a_right_and_two_named_wrong_answers(lesson: Lesson) -> None:
    for item in marked(lesson):
        proofs = list(proof_answers(item))
        states = {state for _, state, _ in proofs}
        slips = [name for _, state, name in proofs if state == "not yet" and name]
        assert "right" in states, item["id"]
        assert len(set(slips)) >= 2, item["id"]


def test_each_named_wrong_answer_has_feedback_of_its_own(lesson: Lesson) -> None:
    for item in marked(lesson):
        said = {}
        for answer, state, slip in proof_answers(item):
            if state == "not yet" and slip:
                said.setdefault(mark(item, answer).says, set()).add(slip)
        assert all(len(slips) == 1 for slips in said.values()), item["id"]


def test_a_blank_and_a_crashing_answer_get_a_sentence(lesson: Lesson) -> None:
    for item in style.read_compiled(lesson)["items"].values():
        assert gd.check(item["id"], ...).state == "not tried"
        assert gd.check(item["id"], Crashing()).state == "could not read"


def test_no_feedback_to_a_wrong_answer_gives_the_answer_away(lesson: Lesson) -> None:
    for item in marked(lesson):
        if item["kind"] == "number":
            right = f"{item['answer']['value']:.2f}"
            assert all(right not in wrong["says"] for wrong in item["wrong"]), item["id"]


def test_every_worked_solution_passes_its_check(lesson: Lesson) -> None:
    """The solved notebook: each stub filled with the code of its own worked solution."""
    names = namespace(lesson)
    for item in (item for item in marked(lesson) if "stub" in item):
        (code,) = re.findall(r"```python\n(.*?)```", item["solution"], re.DOTALL)
        scope = dict(names)
        exec(code, scope)
        assert gd.check(item["id"], scope[item["stub"]]).state == "right", item["id"]


def test_somewhere_a_solution_is_code() -> None:
    found = [item for lesson in read_lessons(LESSONS.parent) for item in marked(lesson)]
    assert any("stub" in item for item in found)


def test_every_objective_has_a_marked_question_or_a_reflection(lesson: Lesson) -> None:
    items = style.read_compiled(lesson)["items"].values()
    measured = {
        item["objective"] for item in items if item["kind"] != "predict" and "objective" in item
    }
    assert measured == set(lesson.front.objectives)
