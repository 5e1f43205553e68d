"""A value has one shape, and both engines see the same one."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greaterdata_lessons.data.own import big
from greaterdata_lessons.data.own.shapes import SHAPES, TEXT, nhs_check, shape
from tests.data.own import value_files

EXAMPLES = {
    "blank": ["", "  ", "\u00a0", "\t"],
    "nhs": ["943 476 5919", "943-476-5919", "9434765919"],
    "whole": ["0", "12", "-5", "+7", "\u22125", "123456789012345"],
    "zeros": ["007", "00", "01512330000"],
    "long": ["1234567890123456", "12345678901234567890"],
    "decimal": ["1.5", ".5", "2.", "-0.25"],
    "exponent": ["1E5", "1.2e+11", "-3e-4"],
    "thousands": ["1,200", "12,345,678.9", "1 200", "1\u202f200"],
    "percent": ["5%", "7.5 %", "-1,200%"],
    "money": ["£5", "-£5", "$1,200.50", "€3"],
    "comma": ["1,5", "1.234,5", "0,25"],
    "iso": ["2025-04-03", "2025-04-03T10:00:00Z", "2024-02-29", "2000-02-29", "2025/4/3"],
    "either": ["01/02/2025", "1.2.25", "3-4-2025 09:30"],
    "day first": ["13/02/2025", "31/12/24", "29/02/2024", "30/06/2025 12:00:01"],
    "month first": ["02/13/2025", "12/31/24"],
    "no such day": ["30/02/2025", "31/04/2025", "29/02/2023", "45/45/2025", "2025-02-29",
                    "1900-02-29", "00/01/2025"],
    "month name": ["3 April 2025", "13-Feb-25", "1 sept 2025"],
    "excel month": ["5-Oct", "Oct-15"],
    "postcode": ["L1 8JQ", "ch41 1aa", "GIR 0AA"],
    "area code": ["E06000006", "W06000015"],
    "email": ["a@b.org", "first.last@x.nhs.uk"],
    "error": ["#REF!", "#N/A", "#DIV/0!", "Err:502"],
    "mark": ["<5", "< 10", "≤5", "*", "**", "[c]", "[LOW]", "..", ":", "suppressed", "under 5"],
    "soft mark": ["-", "–", "c", "X", "z"],
    "no answer": ["N/A", "null", "Not known", "unknown"],
    "formula": ["=1+1", "@SUM(A1)", "+A1"],
    TEXT: ["Sefton", "5 to 10", "A1", "1,2,3", "-A1", "12a", "#5", "C1", "Ŵyn 5", "E0600000"],
}  # fmt: skip
PAIRS = [(name, value) for name, values in EXAMPLES.items() for value in values]


def in_duckdb(values: list[str]) -> dict[str, str]:
    """The shape that the large-file engine gives each value, one value a column."""
    connection = big.connect("tests")
    columns = ", ".join(
        f"'{value.replace(chr(39), chr(39) * 2)}' as c{place}" for place, value in enumerate(values)
    )
    found: Any = big.counted(connection.sql(f"select {columns}"), Path("values"))
    return {value: next(iter(found[f"c{place}"])) for place, value in enumerate(values)}


@pytest.mark.parametrize(("name", "value"), PAIRS)
def test_each_value_has_the_shape_a_person_would_give_it(name: str, value: str) -> None:
    assert shape(value) == name


def test_every_shape_has_examples() -> None:
    assert set(EXAMPLES) == {*SHAPES, TEXT}


def test_both_engines_see_the_same_shape() -> None:
    values = [value for _, value in PAIRS]
    assert in_duckdb(values) == {value: shape(value) for value in values}


TYPED = st.text(st.sampled_from("0123456789/-.,:% £<>*[]=+@#cxzEJanOct\u00a0é"), max_size=12)


@given(st.lists(TYPED, min_size=30, max_size=30))
@settings(max_examples=10, deadline=None)
def test_both_engines_see_the_same_shape_in_whatever_is_typed(values: list[str]) -> None:
    assert in_duckdb(values) == {value: shape(value) for value in values}


def test_the_check_digit_finds_every_single_wrong_digit() -> None:
    good = "9434765919"
    wrong = [
        good[:place] + digit + good[place + 1 :]
        for place in range(10)
        for digit in set("0123456789") - {good[place]}
    ]
    assert nhs_check(good)
    assert not any(nhs_check(number) for number in wrong)


def test_value_files_cover_marks_dates_and_codes() -> None:
    assert min(map(len, (value_files.CODES, value_files.MARKS, value_files.DATES))) >= 10
