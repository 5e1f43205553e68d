"""What is derived from a lesson: its page, its leaders' edition, its place in the book."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from tests.book.building import BANK, LESSON, NOTEBOOK, edit
from tools.book_leaders import leader_parts
from tools.book_pages import (
    BookError,
    fill,
    leader_text,
    lesson_list,
    lesson_page,
    mend_output,
    text_alternative,
)
from tools.book_sphinx import explain
from tools.book_toc import places, read_lessons, read_toc, staged_toc, titles, toc_pages
from tools.build_book import Places, shape, staged, stale_law, write_changed
from tools.lesson_notebook import unexecuted
from tools.lesson_source import (
    LESSONS,
    NOT_ADVICE,
    STRETCH,
    Cell,
    Lesson,
    LessonError,
    read_lesson,
)


def sources(page: dict[str, Any]) -> str:
    return "\n".join(cell["source"] for cell in page["cells"])


def test_the_page_keeps_the_lessons_own_words_and_directives(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    text = sources(lesson_page(lesson, notebook))
    assert "A {term}`count` of cups" in text
    assert ":::{question} who-came/cups" in text


def test_one_action_ends_in_the_action_log_on_the_page_and_its_command_in_the_notebook(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    action = Cell("act", "markdown", "## One action\n\nAsk.\n\n## Next\n\nTea.", frozenset(), {})
    acted = replace(lesson, cells=(*lesson.cells, action))
    page = lesson_page(acted, notebook)["cells"][-1]["source"]
    assert page.startswith("## One action\n\nAsk.\n\nPut it in your [action log](/records/action")
    assert page.endswith("\n\n## Next\n\nTea.")
    made = unexecuted(replace(lesson, cells=(lesson.cells[0], action)), {}).cells[-1].source
    assert f'lesson="{lesson.id}")`' in made.partition("## Next")[0]
    assert [c["source"] for c in lesson_page(lesson, notebook)["cells"]] == [
        c["source"] for c in lesson_page(acted, notebook)["cells"][:-1]
    ]


def test_the_page_shows_the_stored_outputs_by_cell(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    code = [c for c in lesson_page(lesson, notebook)["cells"] if c["cell_type"] == "code"]
    assert code[0]["outputs"][0]["data"]["text/plain"] == ["7"]
    assert code[1]["outputs"][0]["text"] == ["tea\n"]


def test_code_to_look_at_is_folded_and_code_to_try_is_not(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    code = [c for c in lesson_page(lesson, notebook)["cells"] if c["cell_type"] == "code"]
    assert [cell["metadata"]["tags"] for cell in code] == [["hide-input"], []]


def test_the_page_leaves_facilitators_out_and_sets_leaders_apart(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    text = sources(lesson_page(lesson, notebook))
    assert "Ask everybody how many cups" not in text
    assert "{admonition} For leaders\n:class: gd-leader\nCups say who came." in text


def test_the_page_says_how_long_for_whom_and_where_else(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    first = lesson_page(lesson, notebook)["cells"][0]["source"]
    assert first.startswith("# Who came?\n\n{.gd-facts}\n- **Time** 30 minutes")
    assert "community groups, people who use data at work, apprentices and leaders" in first
    assert "../../notebooks/small-things/who-came.ipynb" in first


def test_a_notebook_older_than_its_lesson_is_named_with_the_way_out(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] != "code"]
    with pytest.raises(BookError, match=r"who-came\.ipynb is older .* Run tools/build_lessons"):
        lesson_page(lesson, notebook)


def test_outputs_lose_what_only_a_live_notebook_can_use() -> None:
    output = {"data": {"text/plain": "7", "application/vnd.jupyter.widget-view+json": {}}}
    assert mend_output(output) == {"data": {"text/plain": "7"}}
    assert mend_output({"output_type": "stream", "text": "a"})["text"] == "a"


def test_a_pictures_text_alternative_reaches_the_page(
    lesson: Lesson, notebook: dict[str, Any]
) -> None:
    picture = {
        "output_type": "display_data",
        "data": {"image/png": "iVBORw0KGgo="},
        "metadata": {"image/png": {"alt": "Seven cups in two rows."}},
    }
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [picture]
    page = lesson_page(lesson, notebook)
    cell = next(cell for cell in page["cells"] if cell["cell_type"] == "code")
    assert cell["metadata"]["mystnb"]["image"]["alt"] == "Seven cups in two rows."
    assert text_alternative({"metadata": {"alt": "Plain."}}) == "Plain."


def test_the_leaders_edition_has_the_authors_words_and_a_way_to_the_lesson(
    lesson: Lesson, bank: dict[str, Any]
) -> None:
    parts = leader_parts([lesson], {lesson.id: bank})
    assert leader_text(lesson) == "Cups say who came. Ask who did not."
    assert parts["leader-summaries"].startswith("### Who came?\n\nCups say")
    link = "[Read the whole lesson: Who came?](/lessons/small-things/who-came.ipynb)"
    assert link in parts["leader-summaries"]
    assert (parts["leader-questions"], parts["decision-cards"]) == ("", "")


def test_the_leaders_edition_asks_each_question_and_deals_a_decision_without_its_answer() -> None:
    lesson = read_lesson(LESSONS / "governance-and-legal-risk" / "safe-to-publish")
    bank = json.loads(lesson.bank.read_text(encoding="utf-8"))
    parts = leader_parts([lesson], {lesson.id: bank})
    asked = "What else is already published, and who tried to break this one?"
    assert f"- {asked} *({lesson.front.title})*" in parts["leader-questions"]
    card, decision = parts["decision-cards"], bank["items"]["monday-at-nine"]
    for key in ("actions", "reasons", "safeguards"):
        assert all(f"- {text}" in card for text in decision[key])
    assert decision["solution"] not in card
    assert not any(wrong["says"] in card for wrong in decision["wrong"])


def test_a_page_that_lost_its_marker_is_named() -> None:
    with pytest.raises(BookError, match=r"book/leaders/summaries\.md has no line <!-- leader"):
        fill("no marker", "leader-summaries", "text", name="book/leaders/summaries.md")


def test_lessons_come_in_the_order_of_the_toc_alone(example: Path) -> None:
    assert [lesson.id for lesson in read_lessons(example / "book")] == ["who-came"]
    assert list(toc_pages({"root": "a", "chapters": [{"file": "b", "sections": [{"file": "c"}]}]}))
    toc = example / "book" / "_toc.yml"
    edit(toc, "lessons/small-things/who-came", "lessons/small-things/nobody")
    with pytest.raises(BookError, match=r"names lessons/small-things/nobody, but there is no"):
        read_lessons(example / "book")
    edit(toc, "      - file: lessons/small-things/nobody\n", "      - file: index2\n")
    with pytest.raises(BookError, match=r"who-came/lesson\.md is in no place of book/_toc\.yml"):
        read_lessons(example / "book")


def test_a_planned_lesson_keeps_its_number_and_gets_no_page(example: Path) -> None:
    toc = read_toc(example / "book")
    assert [place.number for place in places(toc)] == ["1.1", "1.2"]
    assert titles(example / "book")["lessons/small-things/who-stayed"] == "1.2 Who stayed?"
    assert "lessons/small-things/who-stayed" not in toc_pages(staged_toc(toc, []))
    names = yaml.safe_load(staged(Places(example))[PurePosixPath("_toc.yml")])
    assert "facilitators/who-came" in toc_pages(names)


def test_a_lesson_stands_in_its_own_module_and_a_planned_one_stays_out(example: Path) -> None:
    toc = example / "book" / "_toc.yml"
    edit(toc, "caption: Small things", "caption: Large things")
    with pytest.raises(BookError, match=r"module 'Small things', and book/_toc\.yml .*'Large"):
        read_lessons(example / "book")
    edit(toc, "who-came\n", "who-came\n        planned: Who came?\n")
    assert read_lessons(example / "book") == []


def in_two_modules(lesson: Lesson) -> list[Lesson]:
    """The example lesson, and a second of another module for leaders alone."""
    other = {"id": "who-left", "title": "Who left?", "module": "Big things", "minutes": 45}
    front = lesson.front.model_copy(update={**other, "audiences": ["leader"]})
    return [lesson, replace(lesson, front=front)]


def test_the_start_page_counts_the_lessons_by_module(lesson: Lesson) -> None:
    text = lesson_list(in_two_modules(lesson))
    assert text.startswith("There are 2 lessons, 75 minutes in all.")
    assert text.index("### Small things") < text.index("### Big things")
    assert "- [Who left?](/lessons/small-things/who-left.ipynb) 45 minutes, for leaders" in text


def test_law_stands_at_the_end_with_its_sources_and_one_line_on_advice(example: Path) -> None:
    law = "law:\n  Article 9: health data (an official address, as at 5 February 2026)\n"
    edit(example / LESSON, "terms: [count]", f"{law}law_checked_on: 2026-11-22\nterms: [count]")
    last = read_lesson((example / LESSON).parent).cells[-1]
    assert last.source.startswith("## The law in this lesson\n\nChecked on 22 November 2026.")
    assert last.source.count(NOT_ADVICE) == 1
    assert "- **Article 9:** health data" in last.source


def test_law_without_the_day_it_was_checked_is_refused(example: Path) -> None:
    edit(example / LESSON, "terms: [count]", "law: {Article 9: health}\nterms: [count]")
    with pytest.raises(LessonError, match="needs both `law` and `law_checked_on`"):
        read_lesson((example / LESSON).parent)


def test_law_checked_more_than_180_days_ago_is_warned_of(lesson: Lesson) -> None:
    front = lesson.front.model_copy(update={"law_checked_on": date(2026, 11, 22)})
    dated = replace(lesson, front=front)
    assert stale_law([dated, lesson], date(2027, 5, 21)) == []
    (warning,) = stale_law([dated, lesson], date(2027, 5, 22))
    assert "who-came/lesson.md states law that was last checked 181 days ago" in warning


def test_a_stretch_has_its_heading_on_the_page(lesson: Lesson, notebook: dict[str, Any]) -> None:
    cell = Cell("x", "markdown", "Count the spoons.", frozenset({"stretch"}), {})
    page = lesson_page(replace(lesson, cells=(*lesson.cells, cell)), notebook)
    assert page["cells"][-1]["source"] == f"{STRETCH}\n\nCount the spoons."


@pytest.mark.parametrize("missing", [NOTEBOOK, BANK])
def test_a_lesson_that_was_never_built_is_named_with_the_way_out(
    example: Path, missing: str
) -> None:
    (example / missing).unlink()
    with pytest.raises(BookError, match=rf"{missing} is missing: run tools/build_lessons"):
        staged(Places(example))


def test_staging_keeps_lesson_sources_out_and_shares_scripts_once(example: Path) -> None:
    names = {str(name) for name in staged(Places(example))}
    assert "lessons/small-things/who-came.ipynb" in names
    assert "_shared/page.mjs" in names
    assert not any(name.endswith(("lesson.md", "questions.yml", ".pyc")) for name in names)


def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    one, two = PurePosixPath("a/one.md"), PurePosixPath("two.md")
    assert write_changed(tmp_path, {one: b"1", two: b"2"}) == ["a/one.md", "two.md"]
    assert write_changed(tmp_path, {one: b"1", two: b"2"}) == []
    assert write_changed(tmp_path, {two: b"22"}) == ["two.md", "a/one.md"]
    assert (tmp_path / "two.md").read_bytes() == b"22"


def test_every_page_is_built_again_when_a_title_changes_but_not_for_a_word() -> None:
    page, settings = PurePosixPath("a.md"), PurePosixPath("_config.yml")
    files = {page: b"# Title\n\nWord.\n", settings: b"title: a\n"}
    assert shape(files) == shape({**files, page: b"# Title\n\nOther.\n"})
    assert shape(files) != shape({**files, page: b"# Other\n\nWord.\n"})
    assert shape(files) != shape({**files, settings: b"title: b\n"})


def test_a_warning_without_a_page_is_passed_on_and_advice_about_trackers_is_not() -> None:
    said = "WARNING: unknown value\nPlease also report this if it was a user error\n"
    assert explain(said, Path("/b/source")) == ["WARNING: unknown value"]
