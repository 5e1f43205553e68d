"""A lesson keeps its promises to the reader: grammar, length, plain words, supported numbers."""

import re
from collections.abc import Callable
from itertools import pairwise

import pandas as pd

import greaterdata_lessons as gd
from tests.lessons import style
from tools.book_toc import read_lessons, titles
from tools.lesson_source import LESSONS, ROOT, Directive, Lesson, law_section, split

VERBS = (
    "Answer", "Ask", "Choose", "Compare", "Cut", "Decide", "Draw", "Explain", "Fill", "Find",
    "Give", "Improve", "Join", "Name", "Pick", "Place", "Point", "Propose", "Read", "Recover",
    "Say", "Score", "Separate", "Show", "Sort", "Split", "Spot", "State", "Tell", "Test", "Turn",
    "Use", "Write",
)  # fmt: skip
PARTS = ("## Remember", "## Check", "## One action", "## Who does this job", "## Next")
NOT_OUR_WORDS = re.compile(
    r"\b(citizens?|users?|consumers?|simply|obviously|debias\w*|of course|customers?)\b",
    re.IGNORECASE,
)
# Everyday topics come first where people did not choose the room: curriculum for communities.
NOT_FOR_COMMUNITIES = re.compile(
    r"\b(suicid\w*|self-harm|domestic abuse|domestic violence|abus(e|ed|er)s?|child protection"
    r"|crimes?|criminals?|murder\w*|rape\w*|died|deaths?|die)\b",
    re.IGNORECASE,
)
NEVER = re.compile(r"\bHillsborough\b", re.IGNORECASE)
EVERYDAY = "everyday life"  # what the first two lessons reach back to
SORTS = {"predict", "choice", "multi-choice", "order"}


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
    guesses = any(item["kind"] == "predict" for item in asked)
    assert asked[3]["kind"] in ({"predict"} if guesses else SORTS)


def test_what_is_recalled_was_taught_earlier(lesson: Lesson) -> None:
    order = titles(LESSONS.parent)
    numbers = list(order)
    here = numbers.index(f"lessons/{lesson.folder.parent.name}/{lesson.id}")
    earlier = [order[page] for page in numbers[:here]] + ([EVERYDAY] if here < 2 else [])
    items = style.read_compiled(lesson)["items"].values()
    named = {item["recall"] for item in items if "recall" in item}
    assert [name for name in named if not any(title.startswith(name) for title in earlier)] == []


def test_each_guess_is_shown_again_beside_its_result(lesson: Lesson) -> None:
    items = style.read_compiled(lesson)["items"]
    guesses = {item["id"] for item in items.values() if item["kind"] == "predict"}
    assert {d.item for d in directives(lesson) if d.name == "prediction"} == guesses


def test_there_are_five_exercises_of_four_kinds_and_what_is_marked_has_two_hints(
    lesson: Lesson,
) -> None:
    items = style.read_compiled(lesson)["items"].values()
    exercises = [item for item in items if "recall" not in item]
    assert len(exercises) >= 5
    assert len({item["kind"] for item in exercises}) >= 4
    marked = [item for item in exercises if item["kind"] not in {"predict", "reflect"}]
    assert len(marked) >= 3
    assert all(len(item["hints"]) == 2 and item["solution"] for item in marked)


def test_objectives_begin_with_a_verb_that_can_be_seen(lesson: Lesson) -> None:
    texts = lesson.front.objectives.values()
    assert [text for text in texts if not text.startswith(VERBS)] == []


def test_cells_are_few_and_short_and_explained(
    lesson: Lesson, record_property: Callable[[str, object], None]
) -> None:
    figures = style.figures(lesson)
    record_property("measured", f"{lesson.id}: {figures}")
    # A session for everybody may hold little code, and folds it; where people come to code there
    # is more, and it is short.
    everybody = "community" in lesson.front.audiences
    fewest, most = (4, 200) if everybody else (8, 100)
    assert fewest <= figures["code cells"] <= 14
    assert everybody or figures["median lines"] <= 3
    assert figures["longest cell"] <= 12
    assert 40 <= figures["words a code cell"] <= most
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


def test_no_hard_topic_meets_a_community_unasked(lesson: Lesson) -> None:
    open_to_all = "community" in lesson.front.audiences
    told = [c.source for c in lesson.cells if open_to_all or "community" in c.tags]
    asked = style.asked(style.read_compiled(lesson)) if open_to_all else []
    assert [text for text in [*told, *asked] if NOT_FOR_COMMUNITIES.search(text)] == []
    assert [cell.source for cell in lesson.cells if NEVER.search(cell.source)] == []


def test_apprentices_get_one_stretch_and_it_is_short(lesson: Lesson) -> None:
    found = lesson.tagged("stretch")
    assert len(found) == ("apprentice" in lesson.front.audiences)
    assert all(style.words(cell.source) <= 120 for cell in found)


def test_each_term_is_linked_once_and_is_in_the_glossary(lesson: Lesson) -> None:
    text = "\n".join(cell.source for cell in lesson.cells)
    used = re.findall(r"\{term\}`(?:[^`<]+<([^>`]+)>|([^`]+))`", text)
    assert sorted(one or other for one, other in used) == sorted(lesson.front.terms)
    assert set(lesson.front.terms) <= {name for names, _ in glossary() for name in names}


def test_every_word_of_the_glossary_is_taught_somewhere() -> None:
    taught = {term for lesson in read_lessons(LESSONS.parent) for term in lesson.front.terms}
    assert [names for names, _ in glossary() if not taught & set(names)] == []


def test_every_word_of_the_glossary_has_one_sentence_of_everyday_words() -> None:
    known = [name for names, _ in glossary() for name in names]
    for names, says in glossary():
        assert says.endswith((".", "?")), names
        assert len(re.findall(r"[.?!](?:\s|$)", says.replace("St. ", "St "))) == 1, names
        assert style.words(says) <= 40, names
        assert style.reading_ease(says, known) >= 40, (names, says)


def glossary() -> list[tuple[list[str], str]]:
    """Every entry of the glossary: its names, and what it says."""
    text = (ROOT / "book" / "reference" / "glossary.md").read_text(encoding="utf-8")
    inside = text.partition("```{glossary}")[2].partition("```")[0]
    entries = [entry.strip().splitlines() for entry in inside.strip().split("\n\n")]
    return [
        (
            [line.strip() for line in entry if not line.startswith(" ")],
            " ".join(line.strip() for line in entry if line.startswith(" ")),
        )
        for entry in entries
    ]


def test_the_leaders_summary_is_short_and_has_a_question_for_monday(lesson: Lesson) -> None:
    (summary,) = lesson.tagged("leader")
    assert style.words(summary.source) <= 150
    assert summary.source.count("One question for Monday") == 1
    assert "?" in summary.source.partition("One question for Monday")[2]
    assert "```" not in summary.source


def test_the_facilitators_plan_takes_as_long_as_the_lesson_says(lesson: Lesson) -> None:
    plan = [c for c in lesson.tagged("facilitator") if "community" not in c.tags]
    minutes = [cell.metadata["minutes"] for cell in plan]
    assert sum(minutes) == lesson.front.minutes
    assert 45 <= sum(minutes) <= 60


def test_what_is_said_of_a_chart_stands_in_its_own_table(lesson: Lesson) -> None:
    assert style.misquoted(style.read_notebook(lesson)) == []


def test_a_chart_that_is_misquoted_is_noticed() -> None:
    chart = '<figure class="gd-chart"><img alt="Sefton {}"></figure><details>{}</details>'
    table = "<table><tr><th>Sefton</th><td>5.0</td></tr></table>"
    for said, found in (("5", []), ("6", ["Sefton 6"])):
        data = {"text/html": chart.format(said, table)}
        cell = {"cell_type": "code", "metadata": {}, "outputs": [{"data": data}]}
        assert style.misquoted({"cells": [cell]}) == found


def test_every_number_in_the_prose_was_printed_by_a_cell(lesson: Lesson) -> None:
    bank = style.read_compiled(lesson)
    notebook = style.read_notebook(lesson)
    known = style.printed(notebook) | style.answers(bank)
    known |= set(lesson.front.other_numbers) | {str(lesson.front.minutes)}
    known |= style.numbers(law_section(lesson.front))  # cited there, with source and date
    texts = [*style.said(lesson), *style.asked(bank), *style.alternatives(notebook)]
    assert style.alternatives(notebook)
    assert style.unsupported(texts, known) == []


def test_a_number_that_no_cell_printed_is_found() -> None:
    assert style.unsupported(["Liverpool has 1.23 patients"], {"1.22"}) == [
        "1.23: Liverpool has 1.23 patients"
    ]


def test_the_words_of_a_plan_prove_no_number_and_a_computed_view_does() -> None:
    views = {"Names": gd.table(pd.Series([41], name="n"), caption="In 52"), "Totals": "About 63."}
    walks = gd.steps("one-call-five-records"), gd.steps("A dial", views)
    shown = [*(walk.html() for walk in walks), gd.diagram("data-journey")._repr_html_()]
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [{"data": {"text/html": html}}]}
        for html in shown
    ]
    assert style.printed({"cells": cells}) == {"0", "41"}


def test_there_is_a_lesson_to_test() -> None:
    assert list(LESSONS.glob("*/*/lesson.md"))
