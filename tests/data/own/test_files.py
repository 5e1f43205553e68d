"""Every bad file gets a clear sentence or a right reading, value by value."""

import re
from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from tests.data.own.cases import Case, read_values, values
from tests.data.own.every import CASES

REFUSED = [case for case in CASES if case.refuses]
READ = [case for case in CASES if not case.refuses]


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_file_that_cannot_be_read_gets_one_sentence_and_the_next_step(
    case: Case, tmp_path: Path
) -> None:
    with pytest.raises(LearnerError, match=case.refuses) as caught:
        gd.own(case.make(tmp_path), **case.options)
    said = str(caught.value)
    assert said.endswith((".", "?"))
    assert len(said.split()) <= 60
    assert not re.search(r"Error|Traceback|Exception|0x[0-9a-f]{4}", said)


@pytest.mark.parametrize("case", READ, ids=str)
def test_a_file_that_can_be_read_is_read_value_by_value(case: Case, tmp_path: Path) -> None:
    mine = gd.own(case.make(tmp_path), **case.options)
    assert read_values(mine) == case.reads
    assert mine.rows == len(mine.table)
    assert mine.notes == case.notes
    assert re.search(case.did, "\n".join(mine.did))
    assert re.search(case.warns, "\n".join(mine.warnings))
    proposed = {proposal.name: proposal.kind for proposal in mine.proposals}
    assert {name: proposed[name] for name in case.kinds} == case.kinds
    typed = mine.typed()
    for name, expected in case.typed.items():
        days = proposed[name].startswith("date")
        wanted = [pd.Timestamp(str(day)) if days and day else day for day in expected]
        assert values(typed[[name]])[name] == wanted


def test_there_are_at_least_150_bad_files_and_each_has_its_own_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 150


def test_every_reading_prints_as_sentences_and_as_a_table_for_a_screen_reader(
    tmp_path: Path,
) -> None:
    case = next(case for case in READ if case.name == "hidden sheet")
    mine = gd.own(case.make(tmp_path))
    lines = str(mine).splitlines()
    assert lines[0] == 'Your file "book.xlsx" has 2 rows and 2 columns.'
    assert all(line.endswith((".", ":")) for line in lines)
    shown = mine._repr_html_()
    assert '<th scope="col" style="text-align:left">proposed type</th>' in shown
    assert "<caption" in shown
