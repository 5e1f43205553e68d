"""A mistake in a question bank is told in one sentence that names file, item and field."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from greaterdata_lessons.learning.compile import bank_json, compile_bank
from greaterdata_lessons.learning.mistakes import BankError
from greaterdata_lessons.learning.schema import read_bank
from tests.learning.conftest import HERE, evaluate

Change = Callable[[dict[str, Any]], object]


def written(tmp_path: Path, changes: dict[str, Change]) -> Path:
    """Write the good bank with some of its items changed."""
    raw = yaml.safe_load((HERE / "questions.yml").read_text(encoding="utf-8"))
    for question in raw["questions"]:
        if question["id"] in changes:
            changes[question["id"]](question)
    path = tmp_path / "questions.yml"
    path.write_text(yaml.safe_dump(raw, sort_keys=False), encoding="utf-8")
    return path


def mistakes(path: Path) -> tuple[str, ...]:
    with pytest.raises(BankError) as caught:
        compile_bank(read_bank(path, ["compare", "small"]), "Every kind", evaluate)
    return caught.value.mistakes


def put(**fields: Any) -> Change:
    return lambda question: question.update(fields)


def drop(field: str) -> Change:
    return lambda question: question.pop(field)


def inside(field: str, position: int, **fields: Any) -> Change:
    return lambda question: question[field][position].update(fields)


MISTAKES: list[tuple[str, Change, str, str]] = [
    ("ratio", put(hints=["one"]), "hints", "give exactly two hints, 1 found"),
    ("ratio", drop("hints"), "hints", "give exactly two hints, 0 found"),
    ("ratio", drop("solution"), "solution", "is missing"),
    ("ratio", drop("prompt"), "prompt", "is missing"),
    ("ratio", put(prompt="  "), "prompt", "is empty"),
    ("ratio", put(prompt="See [this](page.md)."), "prompt", "holds a link, a role or a heading"),
    ("ratio", put(hint=["a", "b"]), "hint", 'did you mean "hints"?'),
    ("ratio", put(kind="essay"), "kind", 'there is no kind "essay"'),
    ("ratio", drop("kind"), "kind", "is missing"),
    ("ratio", put(id="Ratio!"), "id", "must be lower-case words joined by hyphens"),
    ("ratio", put(title=7), "title", "must be text; put it in quotes"),
    ("ratio", put(objective="compere"), "objective", 'did you mean "compare"?'),
    ("ratio", drop("objective"), "objective", "give either `objective` or `recall`"),
    ("ratio", put(recall="An earlier lesson"), "objective", "give either `objective` or `recall`"),
    ("ratio", put(answer=0.5), "answer", "must hold fields of its own"),
    ("ratio", put(answer={"value": "0.5"}), "answer.value", "must be a number"),
    ("ratio", put(answer={"value": float("nan")}), "answer.value", "must be a finite number"),
    ("ratio", put(answer={"value": 1, "within": -1}), "answer.within", "must not be below 0"),
    ("ratio", put(answer={"value": 1, "code": "1"}), "answer", "give either `value` or `code`"),
    ("ratio", put(answer={"within": 1}), "answer", "give either `value` or `code`"),
    ("ratio", put(answer={"value": 1, "give": 2}), "answer.give", "is not a field"),
    ("ratio", put(wrong=[]), "wrong", "name at least two different misconceptions, 0 found"),
    ("ratio", inside("wrong", 1, misconception="share-not-ratio"), "", ""),
    ("ratio", inside("wrong", 0, value=0.55), "wrong.1", "cannot be told from the right answer"),
    ("ratio", inside("wrong", 0, says=None), "wrong.1.says", "is missing"),
    ("ratio", inside("wrong", 1, value=0.0105), "wrong", "is marked"),
    ("who-counts", inside("options", 0, right=True), "options", "exactly one option must have"),
    ("who-counts", inside("options", 0, right=False), "options.1.right", "must be true"),
    ("who-counts", inside("options", 1, right=None), "options", "exactly one option must have"),
    ("who-counts", inside("options", 0, misconception=None), "options.1", "give either `right"),
    ("who-counts", inside("options", 0, text="2"), "options", "read as an option's number"),
    ("who-counts", put(hints=["one"]), "hints", "give exactly two hints, 1 found"),
    ("steps", put(shown=["decide", "list", "count", "sure"]), "shown", "is the right order"),
    ("steps", put(shown=["decide", "list", "count"]), "shown", "must hold each key of `steps`"),
    ("steps", inside("wrong", 0, order=["decide", "list", "count", "sure"]), "wrong.1.order",
     "is the right order"),
    ("steps", inside("wrong", 0, order=["decide"]), "wrong.1.order", "must hold each key"),
    ("steps", inside("steps", 0, key="list"), "steps", 'the key "list" is given twice'),
    ("what-next", put(partly=None), "partly", "must be text"),
    ("what-next", inside("full_marks", 0, action="ask them"), "full_marks.1.action",
     '"ask them" is not one of the actions'),
    ("what-next", inside("full_marks", 0, reasons_any=["seven is to few to be sure"]),
     "full_marks.1.reasons_any", 'did you mean "seven is too few to be sure"?'),
    ("what-next", inside("full_marks", 1, action="say we cannot tell and ask the group"),
     "full_marks", "at least two different actions must earn full marks, 1 does"),
    ("what-next", inside("full_marks", 1, reasons_all=None), "full_marks.2",
     "give `reasons_any` or `reasons_all`"),
    ("what-next", inside("wrong", 0, action="leave it out"), "wrong.1",
     '"leave it out" can earn full marks, so it is not wrong by itself'),
    ("what-next", inside("wrong", 1, reasons_any=["people could be recognised"]), "wrong",
     'should be "right" but is marked "not yet"'),
    ("what-next", inside("wrong", 1, reasons_any=None), "wrong.2", "give an `action`"),
    ("guess", put(options=["few"]), "options", "give at least 2, 1 found"),
    ("guess", put(options=["few", "Few."]), "options", '"few" is given twice'),
    ("guess", put(options=["about 390", 0, 490]), "options.2", "a comma begins the next entry"),
    ("guess", put(hints=["a", "b"]), "hints", "is not a field of this kind of question"),
    ("your-list", put(self_mark=[]), "self_mark", "give at least one sentence"),
    ("by-borough", drop("stub"), "stub", "is missing"),
    ("by-borough", put(answer={"code": "1 / 0"}), "answer.code",
     "the code `1 / 0` fails with ZeroDivisionError: division by zero"),
    ("by-borough", put(answer={"code": "[1, 2]"}), "answer.code", "must give a table"),
    ("doubled", put(answer={"code": "'twelve'"}), "answer.code", "must give one finite number"),
    ("doubled", put(answer={"code": "float('inf')"}), "answer.code", "must give one finite number"),
    ("doubled", inside("wrong", 0, code="12"), "wrong", "should be \"not yet\" (added)"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "change", "field", "says"), MISTAKES)
def test_each_mistake_names_file_item_and_field(
    tmp_path: Path, item: str, change: Change, field: str, says: str
) -> None:
    path = written(tmp_path, {item: change})
    if not field:  # a misconception may be named twice, as long as two are different
        assert read_bank(path)
        return
    found = mistakes(path)
    named = "Ratio!" if field == "id" else item
    start = f'questions.yml, item "{named}", field "{field}": '
    assert any(line.startswith(start) and says in line for line in found), found
    assert all(len(line.splitlines()) == 1 for line in found)


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"ratio": put(hints=["one"]), "guess": put(options=["few"]), "steps": drop("right")},
    )
    with pytest.raises(BankError, match=r"questions\.yml has 3 mistakes:\n- "):
        read_bank(path)
    assert [line.split('"')[1] for line in mistakes(path)] == ["guess", "ratio", "steps"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lesson: a\nquestions:\n  - id: b\n    title: one: two\n", "questions.yml, line 4: "),
        ("lesson: a\nlesson: b\n", 'questions.yml, line 2: this is not YAML: the field "lesson"'),
        ("- a\n", "must hold the fields `lesson` and `questions`"),
        ("", "must hold the fields `lesson` and `questions`"),
        ("lesson: a\nquestions: []\n", 'field "questions": must be a list with at least one'),
        ("lesson: a\nquestions: 7\n", 'field "questions": must be a list with at least one'),
        ("lesson: A b\nquestions: [1]\n", 'field "lesson": must be the id of the lesson'),
        ("lesson: a\nquestions: [1]\n", 'item "number 1": must be a list of fields'),
        ("lesson: a\nquiz: 1\nquestions: [1]\n", 'field "quiz": is not a field of a question bank'),
        ("lesson: a\nquestions: [{id: b}, {id: b}]\n", 'two questions have the id "b"'),
        ("lesson: a\nquestions: [{id: [1]}]\n", 'item "number 1", field "kind": is missing'),
    ],
)
def test_a_file_of_the_wrong_shape_is_told_where_and_what(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "questions.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BankError) as caught:
        read_bank(path)
    assert says in str(caught.value)


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "questions.yml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BankError, match=r"questions\.yml: is not UTF-8 text"):
        read_bank(path)


def test_the_same_bank_gives_the_same_bytes_and_no_code(compiled: dict[str, Any]) -> None:
    bank = read_bank(HERE / "questions.yml")
    text = bank_json(compile_bank(bank, "Every kind", evaluate))
    assert text == bank_json(compiled)
    assert '"code"' not in text
    assert "NaN" not in text
    assert compiled["items"]["doubled"]["answer"] == {"value": 12, "within": 0.0}
    assert compiled["items"]["by-borough"]["answer"]["rows"][2] == ["west", None]


def test_worked_out_numbers_are_rounded_to_the_same_twelve_figures_everywhere() -> None:
    bank = read_bank(HERE / "questions.yml")
    values = {"number = 6\nnumber * 2": 0.1 + 0.2, "6 + 2.5": 8.5, "6 ** 2": 36}
    doubled = next(question for question in bank.questions if question.id == "doubled")
    only = bank.model_copy(update={"questions": [doubled]})
    assert compile_bank(only, "", values.__getitem__)["items"]["doubled"]["answer"]["value"] == 0.3
