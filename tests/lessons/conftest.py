"""Every lesson, for every test in this folder."""

import pytest

from tools.lesson_source import Lesson, lesson_folders, read_lesson


@pytest.fixture(params=lesson_folders(), ids=lambda folder: folder.name)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return read_lesson(request.param)
