"""What holds the course against the blueprint, the skills frameworks and the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from greaterdata_lessons.learning.framework import read_framework
from tests.book.building import EXAMPLE
from tests.lessons.law import mistakes
from tools.book_coverage import Known, Where, coverage, read_promises, status, tools
from tools.book_law import law_list
from tools.book_pages import BookError
from tools.book_skills import read_skills, skills
from tools.book_toc import places, read_lessons, read_toc
from tools.lesson_source import ROOT, Lesson, read_lesson

BOOK = ROOT / "book"
PROMISES = read_promises(BOOK)


def known(*lessons: Lesson) -> Known:
    toc = read_toc(EXAMPLE / "book")
    return Known(places(toc), lessons, {"index": "An example book"}, frozenset({"count"}))


def test_all_92_promises_are_there_once_each_with_a_word_on_it() -> None:
    assert len(PROMISES) == len({row["id"] for row in PROMISES}) == 92
    assert all(row["how"] for row in PROMISES)
    assert {row["scope"] for row in PROMISES} == {"course", "part", "outside"}
    assert all(bool(row["where"]) != (row["scope"] == "outside") for row in PROMISES)


def test_every_record_a_promise_counts_on_is_there() -> None:
    named = {token for row in PROMISES for token in row["where"].split() if ":" in token}
    wanted = {token.partition(":")[2] for token in named if not token.startswith("page:")}
    assert wanted <= tools(ROOT)


def test_lessons_claim_only_promises_of_the_blueprint_that_a_course_can_meet() -> None:
    scopes = {row["id"]: row["scope"] for row in PROMISES}
    for each in read_lessons(BOOK):
        assert all(scopes[name] != "outside" for name in each.front.commitments), each.id


@pytest.mark.parametrize(
    ("scope", "there", "expected"),
    [
        ("course", [True, True], "met"),
        ("course", [True, False], "part"),
        ("course", [False], "to come"),
        ("course", [], "to come"),
        ("part", [True], "part"),
        ("outside", [], "outside"),
    ],
)
def test_a_promise_is_met_only_when_all_that_is_meant_to_meet_it_is_there(
    scope: str, there: list[bool], expected: str
) -> None:
    assert status(scope, [Where("it", there=each) for each in there]) == expected


def test_what_is_met_comes_from_the_lessons_own_claims_pages_and_names(lesson: Lesson) -> None:
    rows = read_promises(EXAMPLE / "book")
    page = coverage(rows, known(lesson))
    assert "- **Met** 1\n" in page
    assert "- **To come** 1\n" in page
    assert "See [An example book](/index.md), [`gd.count`](/reference/library.md)" in page
    assert "Still to come: Who stayed?" in page
    claimed = replace(lesson, front=lesson.front.model_copy(update={"commitments": ["S2"]}))
    page = coverage(rows, known(claimed))
    assert "- **Partly met** 1\n" in page
    assert "See [Who came?](/lessons/small-things/who-came.ipynb)" in page


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("page:nowhere", "S1: there is no page nowhere"),
        ("who-went", "S1: there is no lesson who-w"),
    ],
)
def test_a_promise_met_nowhere_is_named(where: str, says: str) -> None:
    row = {
        "id": "S1",
        "part": "Tea",
        "promise": "tea",
        "scope": "course",
        "how": "",
        "where": where,
    }
    with pytest.raises(BookError, match=says):
        coverage([row], known())


def test_every_lesson_counts_as_one_place_until_all_are_written(lesson: Lesson) -> None:
    row = {"id": "S9", "part": "T", "promise": "t", "scope": "course", "how": "All"}
    page = coverage([{**row, "where": "every-lesson"}], known(lesson))
    assert '- **Partly met** "t"' in page
    assert "  All. See [every lesson](/index.md). Still to come: 1 lessons." in page


def test_the_tools_are_the_public_names_and_the_kinds_of_records(tmp_path: Path) -> None:
    folder = tmp_path / "greaterdata_lessons" / "governance"
    (folder / "kinds").mkdir(parents=True)
    (folder / "kinds" / "roles.toml").touch()
    assert {"roles", "count"} <= tools(tmp_path)
    assert "count" in tools(tmp_path / "nothing")


def test_skills_show_codes_and_frameworks_for_every_lesson_of_the_curriculum() -> None:
    toc = places(read_toc(BOOK))
    page = skills(read_skills(BOOK), read_framework(), toc, read_lessons(BOOK))
    missing = "| [Who is missing?](/lessons/bias-and-fairness/who-is-missing.ipynb) |"
    codes = next(line for line in page.splitlines() if line.startswith(missing))
    assert codes.split(" | ")[1:] == ["K8 K15 S6", "6", "S6 S8 |"]
    for place in toc:
        name = place.planned or read_lesson(BOOK / place.page).front.title
        assert page.count(name) == 2, name
    assert "| K8 | Risks to the quality of data |" in page


def test_a_lesson_without_its_skills_is_named(lesson: Lesson) -> None:
    toc = places(read_toc(EXAMPLE / "book"))
    with pytest.raises(BookError, match=r"book/skills\.csv has no row for who-came"):
        skills({}, read_framework(), toc, [lesson])


def test_law_is_listed_by_lesson_with_the_day_it_was_checked(lesson: Lesson) -> None:
    law = {"law": {"Article 9": "health (gov.uk, 2026)"}, "law_checked_on": date(2026, 11, 22)}
    stating = replace(lesson, front=lesson.front.model_copy(update=law))
    page = law_list([stating, lesson])
    assert page.count("###") == 1
    assert "Checked on 22 November 2026." in page
    assert "- **Article 9:** health (gov.uk, 2026)" in page


def test_no_page_about_law_makes_one_of_the_fifteen_mistakes() -> None:
    for name in ("reference/law", "reference/glossary", "about/privacy"):
        assert mistakes([(BOOK / f"{name}.md").read_text(encoding="utf-8")]) == []
