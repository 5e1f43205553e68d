"""Each question measures an objective, names known misconceptions, and cannot be guessed."""

import re
from pathlib import Path
from typing import Any

import pytest

from greaterdata_lessons.learning.misconceptions import named, read_misconceptions
from greaterdata_lessons.learning.mistakes import BankError
from greaterdata_lessons.learning.slips import SLIPS
from tests.lessons import style
from tests.lessons.cues import CUES, surprising, tells
from tools.book_toc import read_lessons
from tools.lesson_source import LESSONS, MISCONCEPTIONS, Lesson


def items_of(lesson: Lesson) -> list[dict[str, Any]]:
    return list(style.read_compiled(lesson)["items"].values())


def every_item() -> list[dict[str, Any]]:
    return [item for lesson in read_lessons(LESSONS.parent) for item in items_of(lesson)]


def test_every_question_serves_an_objective_or_recalls_an_earlier_lesson(lesson: Lesson) -> None:
    for item in items_of(lesson):
        assert item.get("objective") in {*lesson.front.objectives, None}, item["id"]
        assert ("objective" in item) != ("recall" in item), item["id"]


def test_every_wrong_option_names_a_listed_misconception(lesson: Lesson) -> None:
    known = read_misconceptions(MISCONCEPTIONS)
    compiled = style.read_compiled(lesson)
    used = {name for item in compiled["items"].values() for name in named(item)}
    assert used - set(known) == set()
    assert compiled["misconceptions"] == {
        name: {"thinks": known[name].thinks, "so": known[name].so} for name in sorted(used)
    }


def test_every_listed_misconception_is_named_by_a_question() -> None:
    banks = [path.read_text(encoding="utf-8") for path in LESSONS.glob("*/*/questions.yml")]
    used = {name for text in banks for name in re.findall(r"misconception: ([a-z0-9-]+)", text)}
    used |= {slip.misconception for slip in SLIPS.values()}
    assert set(read_misconceptions(MISCONCEPTIONS)) - used == set()


def test_every_ready_made_slip_is_a_listed_misconception() -> None:
    known = read_misconceptions(MISCONCEPTIONS)
    assert {slip.misconception for slip in SLIPS.values()} - set(known) == set()


def test_a_misconception_is_told_in_short_sentences() -> None:
    for name, entry in read_misconceptions(MISCONCEPTIONS).items():
        assert entry.thinks.endswith("."), name
        assert style.words(entry.thinks) <= 20, name
        assert style.words(entry.so) <= 25, name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("b:\n  thinks: T.\n  so: S.\n  source: X\na:\n  thinks: T.\n  so: S.\n  source: X\n",
         'item "a": stands after "b"; keep the list alphabetical'),
        ("a:\n  thinks: T.\n  so: S.\n", 'item "a", field "source": is missing'),
        ("a:\n  thinks: T.\n  so: S.\n  source: X\n  from: Y\n", 'field "from": is not a field'),
        ("a: text\n", 'item "a": an entry has `thinks`, `so` and `source`'),
        ("a:\n  thinks: T.\na:\n  thinks: T.\n", 'the field "a" is given twice'),
    ],
)  # fmt: skip
def test_a_mistake_in_the_list_is_told_where_it_is(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "misconceptions.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BankError) as caught:
        read_misconceptions(path)
    assert says in str(caught.value)


def test_no_lesson_can_be_answered_by_length_or_position(lesson: Lesson) -> None:
    assert list(tells(items_of(lesson))) == []


@pytest.mark.parametrize("cue", CUES)
def test_no_rule_of_thumb_beats_chance_over_all_lessons(cue: str) -> None:
    assert not surprising(every_item(), CUES[cue])


def test_several_right_options_are_not_told_by_their_length(lesson: Lesson) -> None:
    for item in items_of(lesson):
        if item["kind"] == "multi-choice":
            lengths = {True: [], False: []}
            for option in item["options"]:
                lengths[bool(option.get("right"))].append(len(option["text"]))
            assert min(lengths[True]) <= max(lengths[False]), item["id"]
            assert min(lengths[False]) <= max(lengths[True]), item["id"]
