"""The same records give the same cube, whatever holds them."""

from pathlib import Path

import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.analysis import counts_engines
from greaterdata_lessons.errors import LearnerError
from tests.analysis.engines import CALLS, records, tables

FRAME = records()
KINDS = [
    "categories",
    "Polars",
    "Polars, lazy",
    "Arrow",
    "DuckDB",
    "Dask",
    "CSV file",
    "Parquet file",
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_engine_gives_the_same_cube(kind: str, tmp_path: Path) -> None:
    opened = tables(FRAME, tmp_path)[kind]
    for call in CALLS:
        found, expected = gd.count(opened(), **call), gd.count(FRAME, **call)
        assert found == expected
        assert str(found) == str(expected)
        assert list(found.table) == list(expected.table)
        assert found.table.dtypes.to_list() == expected.table.dtypes.to_list()


def test_every_kind_of_table_is_tried(tmp_path: Path) -> None:
    assert list(tables(FRAME.head(5), tmp_path)) == KINDS


def test_many_files_are_counted_as_one(tmp_path: Path) -> None:
    FRAME.iloc[:900].to_parquet(tmp_path / "a.parquet")
    FRAME.iloc[900:].to_parquet(tmp_path / "b.parquet")
    assert gd.count(tmp_path / "*.parquet", by="group") == gd.count(FRAME, by="group")


def test_leading_zeros_of_a_code_survive_a_csv_file(tmp_path: Path) -> None:
    file = tmp_path / "schools.csv"
    file.write_text("school\n00123\n00123\n123\n")
    assert gd.count(file, by="school").counts().to_dict() == {"00123": 2, "123": 1}


def test_what_is_not_a_table_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LearnerError, match=r"Counting needs a pandas, .* but got list"):
        gd.count([1, 2], by="group")
    with pytest.raises(LearnerError, match=r"but got Cube. Give what is in it: .table"):
        gd.count(gd.residents(), by="borough")
    with pytest.raises(LearnerError, match="There is no file"):
        gd.count(tmp_path / "none.csv", by="group")
    (tmp_path / "bad.parquet").write_text("not Parquet")
    with pytest.raises(LearnerError, match=r"bad.parquet could not be read as a table"):
        gd.count(tmp_path / "bad.parquet", by="group")


def test_words_in_a_column_of_weights_get_a_sentence(tmp_path: Path) -> None:
    frame = FRAME.assign(weight="heavy")
    for opened in (lambda: frame, tables(frame, tmp_path)["DuckDB"]):
        with pytest.raises(LearnerError, match=r'"weight" holds something that is not a number'):
            gd.count(opened(), by="group", weight="weight")


def test_a_list_of_people_is_refused_as_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts_engines, "MOST_CELLS", 50)
    people = pd.DataFrame({"referral_id": range(51)})
    with pytest.raises(LearnerError, match=r"makes 51 groups, which is a list and not counts"):
        gd.count(people, by="referral_id")
