"""Every finished lesson, in teaching order, for every test in this folder."""

import pytest

from tools.book_toc import read_lessons
from tools.lesson_source import LESSONS, Lesson


@pytest.fixture(params=read_lessons(LESSONS.parent), ids=lambda lesson: lesson.id)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    found: Lesson = request.param
    return found
