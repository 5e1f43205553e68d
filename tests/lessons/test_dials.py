"""What a lesson's dials claim about people is what the lesson counts."""

import greaterdata_lessons as gd
from tests.lessons.test_checks import namespace
from tools.lesson_source import LESSONS, read_lesson


def test_the_people_found_on_the_dials_are_those_the_lesson_counts() -> None:
    names = namespace(read_lesson(LESSONS / "governance-and-legal-risk" / "managing-risk"))
    fell, missed = int(names["fell"].sum()), names["missed"]
    counted = [
        fell - missed[option]
        for option in ("Share the whole score", "Share one yes or no", "Share nothing")
    ]
    dials = gd.dials("five-safes-falls")
    assert [dials.totals(2, 2, 2, data, 2)["People found"] for data in (1, 2, 3)] == counted
