"""A unit beside the lessons keeps its own, shorter promises."""

import pytest

from tests.lessons import style, test_style
from tests.lessons.conftest import OF_LESSONS_ALONE
from tools.book_toc import read_lessons
from tools.lesson_source import LESSONS, Front, Lesson

UNITS = [one for one in read_lessons(LESSONS.parent) if one.front.kind == "unit"]
LEAST = {"title": "Tea", "module": "Looking back", "audiences": ["leader"], "commitments": []}
LEAST |= {"objectives": {"one": "Say one.", "two": "Say two."}, "terms": [], "datasets": []}


def session(unit: Lesson) -> int:
    """The minutes of a unit's session for a group."""
    return sum(cell.metadata["minutes"] for cell in unit.tagged("facilitator"))


def test_a_unit_begins_with_its_title_and_ends_with_one_action_and_what_is_next() -> None:
    for unit in UNITS:
        found = [one for one in test_style.headings(unit) if not one.startswith("## The law")]
        assert found[0] == f"# {unit.front.title}"
        assert found[-1] == "## Next"
        assert "## One action" in found


def test_a_units_code_is_short_and_its_session_has_the_length_of_a_session() -> None:
    for unit in UNITS:
        assert max(style.code_lines(unit)) <= 12
        assert session(unit) == 0 or 45 <= session(unit) <= 60


def test_what_is_not_asked_of_units_is_asked_of_lessons_by_that_name() -> None:
    assert all(callable(getattr(test_style, name)) for name in OF_LESSONS_ALONE)


def test_only_a_unit_may_take_half_a_day() -> None:
    assert Front(id="tea", minutes=300, kind="unit", **LEAST).minutes == 300
    with pytest.raises(ValueError, match="a lesson takes at most 90 minutes"):
        Front(id="tea", minutes=300, **LEAST)
