"""The one file of standards: whole, dated, worded with care, and a place for every lesson."""

import json
import re
from datetime import date
from importlib import resources
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from greaterdata_lessons.learning import bank
from greaterdata_lessons.learning.evidence import lesson_title
from greaterdata_lessons.learning.framework import STATUSES, read_framework

FILE = resources.files("greaterdata_lessons.learning") / "framework.json"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Statements(Part):
    standard: str = Field(pattern=r"^ST[0-9]{4}$")
    title: str = Field(min_length=5)
    part: str = Field(min_length=5)
    version: str = Field(min_length=1)
    checked_on: date
    status: Literal["checked", "to be checked", "doubtful"]
    note: str = Field(min_length=20)
    statements: dict[str, str]


class Lesson(Part):
    number: str = Field(pattern=r"^([1-5]\.[1-5]|capstone|looking back)$")
    title: str
    supports: dict[str, list[str]]


class File(Part):
    version: str = Field(pattern=r"^[0-9]+$")
    checked_on: date
    lists: dict[str, Statements]
    lessons: list[Lesson]


@pytest.fixture(scope="module")
def file() -> File:
    content: Any = json.loads(FILE.read_text(encoding="utf-8"))
    return File.model_validate(content)


def test_every_list_has_its_version_its_day_of_checking_and_its_status(file: File) -> None:
    assert {one.standard for one in file.lists.values()} == {"ST0118", "ST0795"}
    assert all(one.status in STATUSES for one in file.lists.values())
    assert all(one.checked_on <= file.checked_on for one in file.lists.values())


def test_each_lesson_supports_codes_that_exist_in_every_list(file: File) -> None:
    for lesson in file.lessons:
        assert set(lesson.supports) == set(file.lists)
        for key, codes in lesson.supports.items():
            assert codes
            assert len(set(codes)) == len(codes)
            assert set(codes) <= set(file.lists[key].statements), lesson.number


def test_every_code_is_supported_by_some_lesson(file: File) -> None:
    for key, one in file.lists.items():
        supported = {code for lesson in file.lessons for code in lesson.supports[key]}
        assert set(one.statements) - supported == set(), key


def test_every_lesson_has_a_number_of_its_own_and_sixteen_are_lessons(file: File) -> None:
    numbers = [lesson.number for lesson in file.lessons]
    assert len(set(numbers)) == len(numbers)
    assert sum(number[0].isdigit() for number in numbers) == 16


def test_short_forms_are_short_and_claim_nothing(file: File) -> None:
    words = [text for one in file.lists.values() for text in one.statements.values()]
    assert [text for text in words if len(text.split()) > 12 or not text[0].isupper()] == []
    assert not re.search(r"competen|qualif|certif|citizen", " ".join(words), re.IGNORECASE)


@pytest.mark.parametrize("lesson", bank.lessons())
def test_every_lesson_with_questions_has_a_place(lesson: str) -> None:
    assert read_framework().place(lesson_title(lesson)), (
        "give the lesson a title that framework.json knows, or add it there"
    )


def test_a_lesson_is_found_by_the_first_part_of_its_title_and_an_unknown_one_is_not() -> None:
    found = read_framework().place("Works for whom?")
    assert found is not None
    assert found.number == "4.2"
    assert read_framework().place("Tea for two") is None
