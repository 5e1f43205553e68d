"""The command that builds the book: what it makes, what it refuses, what it says."""

from __future__ import annotations

import doctest
import importlib
import re
import sys
from pathlib import Path

import pytest

from tests.book.building import LESSON, Build, build, edit
from tools.lesson_source import ROOT

pytestmark = pytest.mark.slow

PAGE = "lessons/small-things/who-came.html"


def read(made: Build, page: str = PAGE) -> str:
    return (made.html / page).read_text(encoding="utf-8")


def test_the_real_book_builds_from_nothing_with_short_progress(book: Build) -> None:
    # Law that was checked long ago is warned of, and stops nothing.
    lines = [line for line in book.said.splitlines() if not line.startswith("Warning: ")]
    assert len(lines) == 2


def test_a_page_carries_what_was_kept_and_each_question_with_its_scripts(example: Path) -> None:
    # The code prints tea. Building runs no code, so the page shows what the notebook kept.
    edit(example / "notebooks" / "small-things" / "who-came.ipynb", "tea\\n", "coffee\\n")
    made = build(example, example / "_build")
    assert made.code == 0, made.said
    page = read(made)
    assert "coffee" in page
    assert page.count('<div class="gd-question">') == 2
    assert page.count('class="gd-item">{"id":"who-came/') == 2
    assert '<p class="gd-prediction" data-item="who-came/guess"></p>' in page
    assert page.count("Forget my answers on this browser") == 1
    assert page.count("page.mjs") == 1
    assert page.count("question.css") == 1
    leaders = read(made, "leaders/summaries.html")
    assert not any(word in leaders for word in ("page.mjs", "question.css", "Forget my answers"))


def test_building_again_writes_nothing_but_a_new_word_or_answer_and_its_page(example: Path) -> None:
    output = example / "_build"
    assert build(example, output).code == 0
    before = (output / "html" / PAGE).stat().st_mtime_ns
    again = build(example, output)
    assert "0 changed" in again.said
    assert (output / "html" / PAGE).stat().st_mtime_ns == before
    edit(example / "book" / "index.md", "The smallest book", "The very smallest book")
    edited = build(example, output)
    assert "1 changed" in edited.said
    assert "The very smallest book" in read(edited, "index.html")
    assert (output / "html" / PAGE).stat().st_mtime_ns == before
    bank = example / "greaterdata_lessons" / "learning" / "banks" / "who-came.json"
    edit(bank, "Share them out.", "Share them out fairly.")
    assert "Share them out fairly." in read(build(example, output))


MISTAKES = [
    (
        "{question} who-came/cups",
        "{question} who-came/mugs",
        r"book/lessons/small-things/who-came/lesson\.md, cell \d+, line \d+: "
        r'question "who-came/mugs": the bank of "who-came" has guess, cups',
    ),
    (
        "{question} who-came/guess",
        "{question} who-went/guess",
        r'question "who-went/guess": there is no compiled bank for "who-went"',
    ),
    (
        "{prediction} who-came/guess",
        "{prediction} who-came/cups",
        r'prediction "who-came/cups": that question is not a prediction',
    ),
    ("{term}`count`", "{term}`cuont`", r"lesson\.md.*: term not in glossary: 'cuont'"),
    ("**7** cups", "[7](/seven.md) cups", r"lesson\.md, cell \d+, line \d+: .*seven\.md"),
]


def test_mistakes_stop_the_build_and_each_names_the_page_at_fault(example: Path) -> None:
    for old, new, _ in MISTAKES:
        edit(example / LESSON, old, new)
    made = build(example, example / "_build")
    assert made.code == 1
    assert "Traceback" not in made.said
    assert "The book was not built. What to mend:" in made.said
    for _, _, says in MISTAKES:
        assert re.search(says, made.said), made.said


def test_a_mistake_stays_a_mistake_until_it_is_mended(example: Path) -> None:
    output = example / "_build"
    assert build(example, output).code == 0
    edit(example / LESSON, "{term}`count`", "{term}`cuont`")
    assert build(example, output).code == 1
    assert build(example, output).code == 1
    edit(example / LESSON, "{term}`cuont`", "{term}`count`")
    assert build(example, output).code == 0


def test_a_mistake_found_before_the_build_is_one_sentence(example: Path) -> None:
    edit(example / LESSON, '"minutes": 25', '"minutes": 5')
    made = build(example, example / "_build")
    assert made.code == 1
    assert made.said.strip() == (
        "The book was not built. who-came/lesson.md: its facilitator cells add up to 10 minutes; "
        "a session has 45 to 60."
    )


@pytest.mark.parametrize("name", ["gd_pages", "gd_questions"])
def test_the_examples_in_the_directives_are_true(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(ROOT / "book" / "_ext")
    module = importlib.import_module(name)
    try:
        results = doctest.testmod(module)
    finally:
        sys.modules.pop(name)
    assert results.failed == 0
    assert results.attempted > 0
