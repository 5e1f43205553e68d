"""A lesson keeps its promises to the reader: grammar, length, plain words, supported numbers."""

import re
from itertools import pairwise

from tests.lessons import style
from tools.lesson_source import LESSONS, ROOT, Directive, Lesson, split

VERBS = ("Choose", "Compare", "Decide", "Explain", "Find", "Name", "Propose", "Sort", "Write")
PARTS = ("## Remember", "## Check", "## One action", "## Who does this job", "## Next")
NOT_OUR_WORDS = re.compile(
    r"\b(citizens?|users?|simply|obviously|debias\w*|of course|customers?)\b", re.IGNORECASE
)


def headings(lesson: Lesson) -> list[str]:
    cells = [c.source for c in lesson.cells if c.kind == "markdown" and "facilitator" not in c.tags]
    return [line for source in cells for line in source.splitlines() if line.startswith("#")]


def directives(lesson: Lesson) -> list[Directive]:
    cells = [cell.source for cell in lesson.cells if cell.kind == "markdown"]
    return [part for source in cells for part in split(source) if isinstance(part, Directive)]


def test_the_parts_come_in_the_order_of_the_grammar(lesson: Lesson) -> None:
    found = headings(lesson)
    assert [part for part in found if part in PARTS] == list(PARTS)
    assert found[0] == f"# {lesson.front.title}"
    assert all(not heading.startswith("####") for heading in found)


def test_three_questions_reach_back_and_a_guess_comes_before_the_first_result(
    lesson: Lesson,
) -> None:
    items = style.read_compiled(lesson)["items"]
    asked = [items[d.item.partition("/")[2]] for d in directives(lesson) if d.name == "question"]
    assert ["recall" in item for item in asked[:4]] == [True, True, True, False]
    assert asked[3]["kind"] == "predict"


def test_each_guess_is_shown_again_beside_its_result(lesson: Lesson) -> None:
    items = style.read_compiled(lesson)["items"]
    guesses = {item["id"] for item in items.values() if item["kind"] == "predict"}
    assert {d.item for d in directives(lesson) if d.name == "prediction"} == guesses


def test_there_are_five_exercises_of_four_kinds_each_with_two_hints(lesson: Lesson) -> None:
    items = [item for item in style.read_compiled(lesson)["items"].values() if "hints" in item]
    marked = [item for item in items if "recall" not in item]
    assert len(marked) >= 5
    assert len({item["kind"] for item in marked}) >= 4
    assert all(len(item["hints"]) == 2 and item["solution"] for item in marked)


def test_objectives_begin_with_a_verb_that_can_be_seen(lesson: Lesson) -> None:
    texts = lesson.front.objectives.values()
    assert [text for text in texts if not text.startswith(VERBS)] == []


def test_cells_are_few_and_short_and_explained(lesson: Lesson) -> None:
    figures = style.figures(lesson)
    assert 10 <= figures["code cells"] <= 14
    assert figures["median lines"] <= 3
    assert figures["longest cell"] <= 12
    assert 60 <= figures["words a code cell"] <= 80
    assert figures["words"] <= 1000


def test_no_two_code_cells_meet_without_a_word_between(lesson: Lesson) -> None:
    kinds = [cell.kind for cell in lesson.cells if "facilitator" not in cell.tags]
    assert ("code", "code") not in set(pairwise(kinds))


def test_code_installs_nothing_defines_nothing_and_calls_no_address(lesson: Lesson) -> None:
    code = "\n".join(cell.source for cell in lesson.cells if cell.kind == "code")
    assert re.findall(r"\bdef \w+|\bclass \w+|^[!%].*|https?://", code, re.MULTILINE) == []


def test_every_code_cell_says_how_deep_it_goes(lesson: Lesson) -> None:
    depths = [cell.tags & {"look", "try", "build"} for cell in lesson.cells if cell.kind == "code"]
    assert all(len(depth) == 1 for depth in depths)


def test_the_words_are_easy_to_read(lesson: Lesson) -> None:
    easiest = 65 if "community" in lesson.front.audiences else 60
    assert style.figures(lesson)["reading ease"] >= easiest


def test_people_are_not_called_users_and_nothing_is_called_obvious(lesson: Lesson) -> None:
    texts = [*style.said(lesson), *style.asked(style.read_compiled(lesson))]
    assert [text for text in texts if NOT_OUR_WORDS.search(text)] == []


def test_each_term_is_linked_once_and_is_in_the_glossary(lesson: Lesson) -> None:
    text = "\n".join(cell.source for cell in lesson.cells)
    used = re.findall(r"\{term\}`(?:[^`<]+<([^>`]+)>|([^`]+))`", text)
    glossary = (ROOT / "book" / "reference" / "glossary.md").read_text(encoding="utf-8")
    assert sorted(one or other for one, other in used) == sorted(lesson.front.terms)
    assert [term for term in lesson.front.terms if f"\n{term}\n" not in glossary.lower()] == []


def test_the_leaders_summary_is_short_and_has_a_question_for_monday(lesson: Lesson) -> None:
    (summary,) = lesson.tagged("leader")
    assert style.words(summary.source) <= 150
    assert "One question for Monday" in summary.source
    assert "```" not in summary.source


def test_the_facilitators_plan_takes_as_long_as_the_lesson_says(lesson: Lesson) -> None:
    minutes = [cell.metadata["minutes"] for cell in lesson.tagged("facilitator")]
    assert sum(minutes) == lesson.front.minutes
    assert 45 <= sum(minutes) <= 60


def test_every_number_in_the_prose_was_printed_by_a_cell(lesson: Lesson) -> None:
    bank = style.read_compiled(lesson)
    notebook = style.read_notebook(lesson)
    known = style.printed(notebook) | style.answers(bank)
    known |= set(lesson.front.other_numbers) | {str(lesson.front.minutes)}
    texts = [*style.said(lesson), *style.asked(bank), *style.alternatives(notebook)]
    assert style.alternatives(notebook)
    assert style.unsupported(texts, known) == []


def test_a_number_that_no_cell_printed_is_found() -> None:
    assert style.unsupported(["Liverpool has 1.23 patients"], {"1.22"}) == [
        "1.23: Liverpool has 1.23 patients"
    ]


def test_there_is_a_lesson_to_test() -> None:
    assert list(LESSONS.glob("*/*/lesson.md"))
