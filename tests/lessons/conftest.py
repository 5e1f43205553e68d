"""Every finished lesson, in teaching order, for every test in this folder.

A unit (`kind: unit` in its front matter) stands beside the lessons and has a shape of its own:
what makes a session a lesson is not asked of it. Everything else is.
"""

import pytest

from tools.book_toc import read_lessons
from tools.lesson_source import LESSONS

OF_LESSONS_ALONE = {
    "test_the_parts_come_in_the_order_of_the_grammar",
    "test_three_questions_reach_back_and_a_guess_comes_before_the_first_result",
    "test_there_are_five_exercises_of_four_kinds_and_what_is_marked_has_two_hints",
    "test_cells_are_few_and_short_and_explained",
    "test_apprentices_get_one_stretch_and_it_is_short",
    "test_the_facilitators_plan_takes_as_long_as_the_lesson_says",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test the lessons it holds for."""
    if "lesson" not in metafunc.fixturenames:
        return
    alone = metafunc.function.__name__ in OF_LESSONS_ALONE
    found = [
        lesson
        for lesson in read_lessons(LESSONS.parent)
        if lesson.front.kind == "lesson" or not alone
    ]
    metafunc.parametrize("lesson", found, ids=[lesson.id for lesson in found])
