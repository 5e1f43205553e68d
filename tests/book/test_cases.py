"""Case pages: every one tells the same five things, and no figure stands without its source."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.book.building import EXAMPLE, LESSON
from tests.lessons.law import mistakes
from tools.book_cases import case_list
from tools.book_pages import BookError
from tools.lesson_source import ROOT, Cell, read_lesson

CASES = sorted((ROOT / "book" / "reference" / "cases").glob("*.md"))
HEADINGS = [
    "What happened",
    "Who was harmed",
    "The figures",
    "What to learn",
    "What not to say",
]
YEAR = re.compile(r"\b20\d\d\b|the same")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def figures(path: Path) -> list[list[str]]:
    """The rows of a page's table of figures: figure, what it counts, source."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_tells_five_things_in_order_and_dates_every_figure(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    told = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [heading.replace("Who it is about", "Who was harmed") for heading in told] == HEADINGS
    rows = figures(path)
    assert rows
    for figure, counts, source in rows:
        assert figure
        assert counts
        assert YEAR.search(source) or YEAR.search(counts), source
    assert mistakes([text]) == []
    assert len(text.split()) < 420


def test_a_figure_that_is_also_in_the_data_set_of_cases_is_the_same_there() -> None:
    with (ROOT / "datasets" / "case-figures" / "data.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept = {row["value"] for row in rows if row["case"].startswith("Ofqual")}
    page = next(path for path in CASES if path.stem == "ofqual-2020")
    shown = {number for figure, *_ in figures(page) for number in NUMBER.findall(figure)}
    assert shown == kept


def test_the_list_of_cases_names_each_with_its_sentence_and_the_lessons_that_use_it() -> None:
    lesson = read_lesson(EXAMPLE / Path(LESSON).parent)
    link = Cell("x", "markdown", "[the urn](/reference/cases/urn.md)", frozenset(), {})
    telling = replace(lesson, cells=(*lesson.cells, link))
    page = "---\ndescription: One urn.\n---\n\n# The urn\n"
    assert case_list({"urn": page}, [lesson]) == "- [The urn](cases/urn.md): One urn."
    assert case_list({"urn": page}, [telling]).endswith(
        "One urn. In the lesson [Who came?](/lessons/small-things/who-came.ipynb)."
    )
    with pytest.raises(BookError, match=r"reference/cases/urn\.md must begin with its description"):
        case_list({"urn": "# The urn\n"}, [])
