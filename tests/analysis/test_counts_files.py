"""A cube saved is the cube loaded; a partner's table is read with what it hides."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from csvw import CSVW
from hypothesis import HealthCheck, given, settings

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.errors import LearnerError
from tests.analysis.engines import CALLS, records
from tests.analysis.test_counts_add import RECORDS, counted, hidden_cubes

SAME_FOLDER = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SAME_FOLDER
@given(RECORDS)
def test_a_cube_comes_back_as_it_was_saved(tmp_path: Path, people: list[Any]) -> None:
    cube = counted(people, unit="referrals", period="2025-26")
    loaded = gd.load_cube(cube.save(tmp_path / "cube.csv"))
    assert loaded == cube
    assert loaded.table.equals(cube.table)
    assert loaded + cube == cube + cube


@SAME_FOLDER
@given(hidden_cubes())
def test_a_cube_with_hidden_counts_comes_back_as_it_was(tmp_path: Path, cube: Cube) -> None:
    assert gd.load_cube(cube.save(tmp_path / "cube.csv")) == cube


@pytest.mark.parametrize("call", CALLS, ids=range(len(CALLS)))
def test_every_kind_of_cube_comes_back_and_is_valid_csvw(
    tmp_path: Path, call: dict[str, Any]
) -> None:
    cube = gd.count(records(300), **call)
    file = cube.save(tmp_path / "cube.csv")
    assert gd.load_cube(file) == cube
    assert CSVW(f"{file}-metadata.json", validate=True).is_valid


def test_awkward_names_survive_the_file(tmp_path: Path) -> None:
    names = ["NA", "None", 'say "so", twice', "line\nbreak", "Île", "007", " padded "]
    cube = gd.count(pd.DataFrame({"group": names}), by="group")
    assert gd.load_cube(cube.save(tmp_path / "cube.csv")) == cube


def test_partners_kept_apart_stay_apart_through_a_file(tmp_path: Path) -> None:
    def place(name: str) -> Cube:
        return gd.count(pd.DataFrame({"borough": [name]}), by="borough")

    region = gd.load_cube((place("Sefton") + place("Wirral")).save(tmp_path / "two.csv"))
    assert (region + place("Halton")).total == 3


def test_a_partners_protected_table_is_read_with_its_ranges(tmp_path: Path) -> None:
    file = tmp_path / "wirral.csv"
    file.write_text('group,people\nA,"1,204"\nB,fewer than 10\nC,10 to 19\n,<5\nD,*\n')
    cube = gd.load_cube(file, by="group", count="people", unit="people", hidden=(1, 9))
    assert str(cube) == (
        "Between 1,217 and 1,245 people by group: A 1,204, C 10 to 19, B 1 to 9, D 1 to 9, "
        "Missing 1 to 4."
    )
    assert "<td>1 to 9</td>" in cube._repr_html_().replace(' style="text-align:left"', "")
    with pytest.raises(LearnerError, match="only known to lie between 1,217 and 1,245"):
        _ = cube.total


def test_a_sum_with_hidden_counts_is_exact_only_where_both_are(tmp_path: Path) -> None:
    file = tmp_path / "wirral.csv"
    file.write_text("group,people\nA,20\nB,<10\n")
    theirs = gd.load_cube(file, by="group", count="people")
    ours = gd.count(pd.DataFrame({"group": list("AABBB")}), by="group")
    cells = (ours + theirs).table.set_index("group")
    assert cells.loc["A"].tolist() == [22, 22, 22]
    assert cells.loc["B", ["low", "high"]].tolist() == [3, 12]
    assert pd.isna(cells.loc["B", "count"])
    assert not (ours + theirs).only(group="A").hidden


def test_a_total_is_not_counted_twice_and_narrows_what_is_hidden(tmp_path: Path) -> None:
    file = tmp_path / "published.csv"
    file.write_text("group,people\nA,20\nB,[c]\nC,[c]\nTotal,31\n")
    cube = gd.load_cube(file, by="group", count="people", hidden=(1, 30))
    cells = cube.table.set_index("group")
    assert cells.loc["B", ["low", "high"]].tolist() == [1, 10]
    assert cells.loc["C", ["low", "high"]].tolist() == [1, 10]
    file.write_text("group,people\nA,20\nB,[c]\nTotal,31\n")
    assert gd.load_cube(file, by="group", count="people", hidden=(1, 30)).total == 31
    file.write_text("group,people\nA,20\nB,5\nTotal,31\n")
    with pytest.raises(LearnerError, match="do not add up to the total given"):
        gd.load_cube(file, by="group", count="people")


def test_totals_of_two_directions_are_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "published.csv"
    rows = ["A,x,3", "A,y,4", "A,Total,7", "Total,x,3", "Total,y,4", "Total,Total,7"]
    file.write_text("\n".join(["group,place,people", *rows]))
    assert gd.load_cube(file, by=["group", "place"], count="people").total == 7


def test_a_file_that_was_changed_on_the_way_gets_a_sentence(tmp_path: Path) -> None:
    cube = gd.count(records(300), by=["group", "fifth"])
    file = cube.save(tmp_path / "cube.csv")
    whole = file.read_text()
    file.write_text("\n".join(whole.splitlines()[:5]))
    with pytest.raises(LearnerError, match=r"has 4 rows and should have 20: it was cut off"):
        gd.load_cube(file)
    file.write_text(whole.replace("count", "people", 1))
    with pytest.raises(LearnerError, match='has lost its column "count"'):
        gd.load_cube(file)
    file.write_text(whole.replace(str(cube.table["count"].iloc[0]), "many", 1))
    with pytest.raises(LearnerError, match=r'not a number in "count"'):
        gd.load_cube(file)
    (tmp_path / "cube.csv-metadata.json").write_text("{}")
    with pytest.raises(LearnerError, match="does not say what was counted"):
        gd.load_cube(file)
    (tmp_path / "cube.csv-metadata.json").unlink()
    with pytest.raises(LearnerError, match=r"no cube.csv-metadata.json beside cube.csv"):
        gd.load_cube(file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("group,people\nA,lots\n", r'"lots" in "people" is not a count.*hidden='),
        ("group,persons\nA,1\n", 'has no column "people"'),
        ("", "could not be read as a CSV table"),
    ],
)
def test_a_table_that_cannot_be_read_gets_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text)
    with pytest.raises(LearnerError, match=sentence):
        gd.load_cube(file, by="group", count="people")


def test_a_file_that_is_not_there_or_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    cube = gd.count(pd.DataFrame({"group": ["A"]}), by="group")
    with pytest.raises(LearnerError, match="There is no file"):
        gd.load_cube(tmp_path / "none.csv")
    with pytest.raises(LearnerError, match="could not be written"):
        cube.save(tmp_path / "no such folder" / "cube.csv")
    with pytest.raises(LearnerError, match=r'call it "cube.csv"'):
        cube.save(tmp_path / "cube.xlsx")
