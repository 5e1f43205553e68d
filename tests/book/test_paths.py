"""The four pathways: every lesson on them is known, and what they say of time adds up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.book.building import EXAMPLE, edit
from tests.book.test_packs import with_community_edition
from tools.book_pack import session_parts
from tools.book_pages import BookError
from tools.book_paths import (
    Group,
    Ways,
    duration,
    facts,
    how_long,
    read_ways,
    reading,
    steps,
    way_list,
)
from tools.book_toc import places, read_lessons, read_toc
from tools.lesson_source import ROOT, Cell, Lesson

BOOK = ROOT / "book"
WAYS = read_ways(BOOK, places(read_toc(BOOK)), read_lessons(BOOK))


def ways(*lessons: Lesson) -> Ways:
    book = EXAMPLE / "book"
    return read_ways(book, places(read_toc(book)), lessons)


def ids(*names: str) -> list[str]:
    return [step.id for name in names for step in steps(WAYS[name])]


def test_the_four_ways_name_the_lessons_that_were_promised_and_none_twice() -> None:
    every = [place.page.rpartition("/")[2] for place in places(read_toc(BOOK))]
    assert len(ids("community")) == 6
    assert [len(group.steps) for group in WAYS["professionals"]] == [10, 5]
    assert ids("apprentices") == [name for name in every if name != "looking-back"]
    assert ids("leaders") == ["managing-risk", "fixing-it", "what-could-ai-do"]
    for way in WAYS:
        assert len(ids(way)) == len(set(ids(way)))


@pytest.mark.parametrize("way", WAYS)
def test_the_time_of_a_way_is_that_of_its_lessons_or_their_sessions(way: str) -> None:
    for step in steps(WAYS[way]):
        if step.lesson is None:
            assert step.minutes == 0
        elif way == "community":
            own = bool(step.lesson.front.community)
            parts = session_parts(step.lesson, community=own)
            assert step.minutes == sum(part.minutes for part in parts)
        else:
            assert step.minutes == step.lesson.front.minutes
    total = sum(step.minutes for step in steps(WAYS[way]))
    assert how_long(WAYS[way]).startswith(duration(total))


def test_a_lesson_still_to_come_is_named_without_a_link_and_without_time(lesson: Lesson) -> None:
    groups = ways(lesson)["apprentices"]
    assert how_long(groups) == "30 minutes for 1 lesson; 1 more being written"
    html = way_list(groups)
    assert 'href="../lessons/small-things/who-came.html"' in html
    assert '<li class="gd-to-come"><p>Who stayed?</p><p>Being written.</p></li>' in html
    assert "who-stayed.html" not in html


def test_a_way_in_two_parts_goes_on_counting(lesson: Lesson) -> None:
    html = way_list(ways(lesson)["professionals"])
    assert "### The core" in html
    assert 'start="2" style="counter-reset: step 1"' in html


def test_a_community_session_has_its_own_title_time_and_pack(lesson: Lesson) -> None:
    own = with_community_edition(lesson)
    session = ways(own)["community"]
    assert how_long(session) == "45 minutes for 1 session"
    assert ">Tea for all</a>" in way_list(session)
    assert "../facilitators/who-came-community.html" in way_list(session)
    assert "paper and pens" in facts(session, ())
    assert "../facilitators/who-came.html" in way_list(ways(lesson)["community"])


def test_a_way_that_names_no_lesson_is_refused(example: Path, lesson: Lesson) -> None:
    edit(example / "book" / "pathways.yml", "sessions: [who-came]", "sessions: [who-went]")
    with pytest.raises(BookError, match=r"pathways\.yml names who-went, which is in no place"):
        read_ways(example / "book", places(read_toc(example / "book")), [lesson])


def test_leaders_are_told_how_long_the_summaries_take(lesson: Lesson) -> None:
    cell = Cell("x", "markdown", "tea " * 395, frozenset({"leader"}), {})
    telling = replace(lesson, cells=(*lesson.cells, cell))
    assert reading([telling]) == 2
    assert "about 2 minutes for the summaries, and" in how_long(ways(lesson)["leaders"], [telling])


def test_an_empty_group_of_a_way_takes_no_time() -> None:
    assert how_long([Group("none", ())]) == "0 minutes for 0 lessons"
