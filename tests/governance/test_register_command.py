"""The lists of many partners on the command line, in the files they arrive in."""

import json
from pathlib import Path

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons import cli

HUB = "Name,Who holds it,Borough,Sharing\nVisits,Hub,st helens,restricted\n"
COUNCIL = (
    "dataset;organisation;area;access\nVisits;Hub;St. Helens;closed\nMeals;Council;Halton;open\n"
)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hub.csv").write_text(HUB)
    (tmp_path / "council").mkdir()
    (tmp_path / "council" / "hub.csv").write_text(COUNCIL)
    return "hub.csv", "council/hub.csv"


def run(*words: str) -> int:
    return cli.main(["register", *words])


def test_a_check_says_what_to_put_right_and_saves_the_tidy_file(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", "--as", "inventory", files[0], "--to", "tidy.xlsx") == 1
    said = capsys.readouterr().out
    assert 'Row 2, Access: "restricted" is written "shared".' in said
    assert "Row 2, Who is not in it: Nothing is filled in." in said
    row = gd.register("inventory", "tidy.xlsx").rows()[0]
    assert (row["places"], row["access"]) == ("St. Helens", "shared")


def test_two_files_of_one_name_are_merged_and_both_sides_stay(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("merge", "--as", "inventory", *files, "--to", "all.csv") == 0
    said = capsys.readouterr().out
    assert "2 registers with 3 rows became 3 rows. 1 conflict" in said
    assert 'Hub, Visits: access is "shared" / "closed" by hub.csv / council/hub.csv.' in said
    merged = gd.register("inventory", "all.csv")
    assert merged.table["access"].tolist() == ["shared", "closed", "open"]


def test_a_map_a_catalogue_and_a_print_are_written_and_never_written_over(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("one.csv").write_text("Name,Owner,Theme,Places,Access\nVisits,Hub,food,St Helens,open\n")
    assert run("map", "one.csv") == 0
    assert "<h1>Data availability map</h1>" in Path("availability-map.html").read_text()
    assert run("catalogue", "one.csv", "--title", "Ours", "--publisher", "Hub") == 0
    assert json.loads(Path("inventory.jsonld").read_text())["@type"] == "dcat:Catalog"
    to_print = ("print", "--as", "inventory", "one.csv", "--to", "one.docx")
    assert run(*to_print) == 0
    Path("one.docx").write_text("edited by hand")
    assert run(*to_print) == 2
    assert Path("one.docx").read_text() == "edited by hand"
    assert run("map", "one.csv") == 2
    assert "there already" in capsys.readouterr().err


def test_logs_are_rolled_up_by_file_and_kinds_are_listed(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.csv").write_text("Task,Who,By when,Status\nRing,AB,1/2/2026,open\n")
    Path("b.csv").write_text("Task,Who,By when,Status,Date done\nAsk,CD,1/2/2026,done,2/1/2026\n")
    assert run("roll-up", "a.csv", "b.csv") == 0
    said = capsys.readouterr().out
    assert "1 of 2 that were due are done." in said
    assert "Overdue: Ring (AB, a, due 2026-02-01)." in said
    assert run("list") == 0
    assert "ledger: Two-way ledger" in capsys.readouterr().out


def test_the_page_of_the_scorecard_asks_what_the_library_asks() -> None:
    book = Path(__file__).parents[2] / "book" / "records" / "scorecard.md"
    page = book.read_text(encoding="utf-8")
    for row in gd.purchase_questions().to_dict("records"):
        must = "yes" if row["must-have"] else "no"
        assert f"| {row['question']} | {row['asks']} | {row['weight']} | {must} |" in page
