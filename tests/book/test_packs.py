"""A lesson's pack for a group: the plan, the questions and cards, the sheet to take home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.book.building import LESSON, edit
from tools.book_pack import card_texts, pack_names, packs, session_parts, wrong_answers
from tools.book_pages import (
    BookError,
    lesson_list,
    lesson_page,
    pack_list,
)
from tools.lesson_source import (
    TILL,
    Cell,
    Community,
    Lesson,
    read_lesson,
)


def as_unit(lesson: Lesson) -> Lesson:
    """The example as a unit that no group does together."""
    cells = tuple(cell for cell in lesson.cells if "facilitator" not in cell.tags)
    return replace(lesson, front=lesson.front.model_copy(update={"kind": "unit"}), cells=cells)


def test_a_unit_that_no_group_does_has_no_pack_and_no_link_to_one(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    unit = as_unit(lesson)
    assert (pack_names(unit), packs(unit, bank, notebook)) == ([], {})
    assert "facilitators" not in lesson_page(unit, notebook)["cells"][0]["source"]
    assert pack_list([unit]) == ""
    assert "There is 1 lesson" in lesson_list([lesson, unit])


def test_the_packs_plan_starts_each_part_where_the_last_one_ended(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    pack = packs(lesson, bank, notebook)["who-came"]
    assert "| Predict | 0 | 25 |\n| So what | 25 | 25 |\n| **The whole session** | | 50 |" in pack
    assert "### So what (25 minutes)\n\nAsk who was not there, and why." in pack


def test_the_pack_tells_the_story_that_its_cards_name(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    assert "The story" not in packs(lesson, bank, notebook)["who-came"]
    told = f"# {lesson.front.title}\n\nSam pours.\n\nSam is made up. {TILL}\n\nA list."
    opener = Cell("o", "markdown", told, frozenset({"opener"}), {})
    pack = packs(replace(lesson, cells=(opener, *lesson.cells)), bank, notebook)["who-came"]
    assert "### The story, to read out\n\nSam pours.\n\nSam is made up.\n\n### Predict" in pack


def test_the_pack_answers_each_wrong_answer_and_prints_cards(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    pack = packs(lesson, bank, notebook)["who-came"]
    assert "| 14 cups | You multiplied. |" in pack
    assert "7 / 2 = 3.5, the solution." in pack
    assert "<li>about 7</li><li>about 70</li>" in pack
    assert "**Cups each:** Work in pairs" in pack


def test_the_pack_leaves_questions_of_earlier_lessons_out(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    bank["items"]["cups"]["recall"] = "An earlier lesson"
    assert "Cups each" not in packs(lesson, bank, notebook)["who-came"]


def test_the_pack_leaves_questions_that_need_code_out(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    bank["items"]["cups"] |= {"kind": "table"}
    assert "Cups each" not in packs(lesson, bank, notebook)["who-came"]


def test_the_pack_prints_the_charts_marked_for_it(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    code = next(cell for cell in lesson.cells if cell.kind == "code")
    drawn = {"output_type": "execute_result", "data": {"text/html": ["<figure>cups</figure>"]}}
    next(c for c in notebook["cells"] if c["id"] == code.id)["outputs"] = [drawn]
    assert "<figure>cups" not in packs(lesson, bank, notebook)["who-came"]
    cells = tuple(replace(c, tags=c.tags | {"pack"}) if c is code else c for c in lesson.cells)
    marked = replace(lesson, cells=cells)
    assert "## To print or show\n\n<figure>cups" in packs(marked, bank, notebook)["who-came"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"minutes": 25', '"minutes": 5', "add up to 10 minutes; a session has 45 to 60"),
        ('"part": "Predict", ', "", 'that starts .Ask everybody.* needs "part"'),
    ],
)
def test_a_session_that_cannot_be_run_is_refused(
    example: Path, old: str, new: str, says: str
) -> None:
    edit(example / LESSON, old, new)
    with pytest.raises(BookError, match=says):
        session_parts(read_lesson((example / LESSON).parent))


CHOICE = {
    "kind": "choice",
    "options": [
        {"text": "yes", "says": "Indeed.", "right": True},
        {"text": "no", "says": "Look.", "misconception": "m"},
    ],
}


ORDER = {
    "kind": "order",
    "steps": [{"key": "a", "text": "Ask"}, {"key": "b", "text": "Boil"}],
    "shown": ["b", "a"],
    "wrong": [{"order": ["b", "a"], "misconception": "m", "says": "Ask first."}],
}


DECIDE = {
    "kind": "decide",
    "actions": ["pour"],
    "reasons": ["thirst", "habit"],
    "wrong": [{"action": "pour", "reasons_any": ["habit"], "misconception": "m", "says": "Why?"}],
}


@pytest.mark.parametrize(
    ("item", "wrong", "cards"),
    [
        (CHOICE, [("no", "Look.")], ["yes", "no"]),
        (ORDER, [("Boil; then ask", "Ask first.")], ["Boil", "Ask"]),
        (
            DECIDE,
            [("pour, because habit", "Why?")],
            ["**Action:** pour", "**Reason:** thirst", "**Reason:** habit"],
        ),
    ],
    ids=["choice", "order", "decide"],
)
def test_every_kind_of_card_question_has_likely_answers_and_cards(
    item: dict[str, Any], wrong: list[tuple[str, str]], cards: list[str]
) -> None:
    assert list(wrong_answers(item)) == wrong
    assert card_texts(item) == cards


def test_the_sheet_to_take_home_explains_the_lessons_words_and_gives_no_answer_away(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    pack = packs(lesson, bank, notebook, {"count": "How many."})["who-came"]
    home = pack.partition("## A sheet to take home")[2]
    assert "- **count:** How many." in home
    assert 'aria-label="Lines to write on"' in home
    assert "solution" not in home


def with_community_edition(lesson: Lesson) -> Lesson:
    front = lesson.front.model_copy(
        update={"community": Community(title="Tea for all", questions=["cups"])}
    )
    meta = {"part": "Sit down", "minutes": 45}
    cell = Cell("x", "markdown", "Pour.", frozenset({"facilitator", "community"}), meta)
    return replace(lesson, front=front, cells=(*lesson.cells, cell))


def test_a_community_edition_is_a_second_pack_with_its_own_plan_and_questions(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    both = with_community_edition(lesson)
    bank["items"]["cups"]["objective"] = "count"
    made = packs(both, bank, notebook)
    assert list(made) == ["who-came", "who-came-community"]
    assert "- Ask who did not" in made["who-came"]
    assert "- Count the people who came" in made["who-came-community"]
    assert "- Ask who did not" not in made["who-came-community"]
    assert "Pour." not in made["who-came"]
    assert made["who-came-community"].startswith("# Facilitator's pack: Tea for all")
    assert "### Sit down (45 minutes)\n\nPour." in made["who-came-community"]
    assert "about 70" not in made["who-came-community"]
    for_groups, for_work = pack_list([both], ["who-came"]).split("\n\n### ")
    assert for_groups.endswith("- [Tea for all](who-came-community.md)")
    assert for_work.endswith("- [Who came?](who-came.md)")


def test_a_community_edition_asks_only_what_the_lesson_asks(
    lesson: Lesson, bank: dict[str, Any], notebook: dict[str, Any]
) -> None:
    del bank["items"]["cups"]
    with pytest.raises(BookError, match='its community edition asks "cups", which is no question'):
        packs(with_community_edition(lesson), bank, notebook)
