"""Registers are read kindly, checked in words, saved, opened again, and nothing is lost."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from openpyxl import Workbook

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.registers.kinds import kind, kinds
from greaterdata_lessons.governance.registers.values import read_date, tidy

TODAY = date(2026, 11, 23)
ACTION = {"action": "Ask who is missing", "owner": "AB", "due": "2027-01-15"}

MESSY = """\
Harbour Advice - what data do we hold?,,,,,,
updated by Sam 12/3/26,,,,,,
,,,,,,
Dataset name,Held by,Boroughs,Access level,Who is missing?,Colour,Frequency
Voucher claims,Harbour Advice,"st helens, Halton Borough Council",Restricted,No meter,blue,monthly
,,,,,,
Debt calls,Harbour Advice,Merseyside,by agreement,,,daily
Drop-in,Harbour Advice,Sefton and Wirral,sort of open,People at work,,weekly
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "our data (final) v2.csv"
    path.write_text(MESSY, encoding="cp1252")
    return path


def test_a_messy_sheet_is_read_and_each_change_is_named_by_row(messy: Path) -> None:
    found = gd.register("inventory", messy)
    assert found.table["data_set"].tolist() == ["Voucher claims", "Debt calls", "Drop-in"]
    assert found.table["places"].tolist() == ["St. Helens; Halton", "Merseyside", "Sefton; Wirral"]
    assert found.table["access"].tolist() == ["shared", "shared", "sort of open"]
    assert found.table["Colour"].tolist() == ["blue", "", ""]
    notes = " ".join(found.notes)
    assert 'Row 5, Access: "Restricted" is written "shared".' in notes
    assert 'The column "Held by" was taken for "Owner".' in notes
    assert 'The column "Colour" is none of ours and was kept as it is.' in notes
    assert "Set aside" in notes
    assert "No column was found for: Record, Theme" in notes


def test_bad_cells_are_named_by_their_row_in_the_sheet_and_their_column(messy: Path) -> None:
    found = gd.register("inventory", messy).check().table
    told = {(row.row, row.column): row.says for row in found.itertuples()}
    assert told[7, "Places"] == '"Merseyside" is 5 places. List the ones that are meant.'
    assert told[7, "Who is not in it"] == "Nothing is filled in."
    assert told[8, "Access"].startswith('"sort of open" is not one of the answers')
    assert (5, "Places") not in told


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", kinds())
def test_every_register_comes_back_from_a_spreadsheet_as_it_was(
    name: str, ending: str, tmp_path: Path
) -> None:
    words = {"date": "2026-03-04", "number": "2.5", "places": "Halton; St. Helens"}
    row = {
        field.name: words.get(field.type, field.options[0] if field.options else f"=é {n}, “x”")
        for n, field in enumerate(kind(name).fields)
    }
    before = gd.register(name, [row, {field: row[field] for field in kind(name).key}])
    before.save(tmp_path / f"one{ending}")
    after = gd.register(name, tmp_path / f"one{ending}")
    assert after.rows() == before.rows()
    assert after.table.index.tolist() == [2, 3]


def test_the_checks_agree_about_the_practice_inventory() -> None:
    practice = gd.load("inventory")
    ours = gd.register("inventory", practice).check().table
    theirs = gd.check_inventory(practice).table
    rows = [practice["record"].tolist()[number - 2] for number in ours["row"]]
    assert set(rows) == set(theirs["record"]) - {"D07"}  # D07 is put right while it is read


def test_days_are_read_as_britain_writes_them_and_nonsense_is_left_alone() -> None:
    for text in ("4/3/2026", "04.03.26", "4th March 2026", "2026-03-04", "4-Mar-26"):
        found = read_date(text)
        assert found is None or found == date(2026, 3, 4), text
    due = kind("action-log").field("due")
    assert tidy(due, "after Easter") == "after Easter"
    log = gd.register("action-log", [{**ACTION, "due": "after Easter"}])
    assert "not a day" in log.check(today=TODAY).table["says"].tolist()[0]


def test_a_cell_that_excel_holds_as_a_date_or_a_number_is_read() -> None:
    table = pd.DataFrame({"Action": ["Ring"], "Who": [7.0], "Due": [datetime(2027, 1, 2)]})
    row = gd.register("action-log", table).rows()[0]
    assert (row["owner"], row["due"], row["state"]) == ("7", "2027-01-02", "to do")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"owner": ""}, "Nothing is filled in. An action that nobody owns is not done"),
        ({"due": "2026-01-03"}, "2026-01-03 is past. Give a day that is still to come."),
        ({"due": ""}, "Say when it is due"),
        ({"state": "maybe"}, '"maybe" is not one of the answers: write to do, done or dropped.'),
        ({"state": "dropped"}, "It was dropped, and no reason is given."),
        ({"state": "done"}, "It is marked done, and no day is given."),
        ({"state": "done", "done_on": "2027-02-01"}, "2027-02-01 is still to come."),
        ({"onwer": "CD"}, 'has no field "onwer". Did you mean "owner"?'),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(change: dict[str, str], sentence: str) -> None:
    log = gd.register("action-log")
    with pytest.raises(LearnerError) as told:
        log.add(today=TODAY, **{**ACTION, **change})
    assert sentence in str(told.value)
    assert len(log.table) == 0


def test_an_action_that_is_already_done_may_have_been_due_in_the_past() -> None:
    done = {"due": "2026-01-03", "state": "done", "done_on": "2026-01-02"}
    assert gd.register("action-log").add(today=TODAY, **{**ACTION, **done}).check().passes


def test_the_four_shared_risks_stand_there_and_wait_for_owners() -> None:
    risks = gd.register("risk-register")
    assert len(risks.table) == 4
    found = risks.check(today=TODAY).table
    assert set(found["column"]) == {"How likely", "How bad", "Owner", "Look again on"}


def test_files_that_are_no_register_are_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "rota.csv"
    path.write_text("Monday,Tuesday\nAnn,Bob\n")
    with pytest.raises(
        LearnerError,
        match=r"No heading looks like one of the two-way ledger",
    ):
        gd.register("ledger", path)
    with pytest.raises(LearnerError, match=r'no register called "leger". Did you mean "ledger"'):
        gd.register("leger")
    with pytest.raises(LearnerError, match="no-such"):
        gd.register("ledger", tmp_path / "no-such.csv")


def test_a_save_never_writes_over_what_somebody_changed_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    gd.register("action-log", [ACTION]).save(path)
    mine, theirs = gd.register("action-log", path), gd.register("action-log", path)
    theirs.add(action="Ring the hub", owner="CD", due="2999-01-01").save(path, overwrite=True)
    with pytest.raises(LearnerError, match="changed by somebody since you read it"):
        mine.save(path, overwrite=True)
    with pytest.raises(LearnerError, match="there already"):
        mine.save(path)
    assert len(gd.register("action-log", path).table) == 2


def test_a_register_shows_as_text_and_as_a_table_with_a_caption() -> None:
    log = gd.register("action-log", [ACTION])
    assert str(log).startswith("Action log: 1 action.")
    assert "<caption" in log._repr_html_()
    assert "pass the check" in log.check(today=TODAY)._repr_html_()
    assert "<caption" in gd.register("risk-register").check()._repr_html_()


@pytest.mark.parametrize("ending", [".docx", ".html", ".md"])
def test_a_register_prints_as_paper_that_says_what_is_open(ending: str, tmp_path: Path) -> None:
    log = gd.register("action-log", [ACTION, {"action": "Ring the hub"}])
    content = log.print(tmp_path / f"log{ending}").read_bytes()
    if ending == ".docx":
        words = [p.text for p in Document(BytesIO(content)).paragraphs]
        assert "Actions, 2 of 2" in words
    else:
        assert "Ring the hub" in content.decode()
        assert "nobody owns is not done" in content.decode()


def test_a_register_goes_to_a_page_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    log = gd.register("action-log", [{**ACTION, "Colour": "blue"}])
    log.save(path)
    assert gd.open_record(path).answers["actions"][0]["owner"] == "AB"
    assert gd.register("action-log", path).rows() == [
        {name: value for name, value in log.rows()[0].items() if name != "Colour"}
    ]
    with pytest.raises(LearnerError, match="holds another record: action log"):
        gd.register("ledger", path)
    mine, theirs = gd.register("action-log", path), gd.register("action-log", path)
    theirs.add(action="Ring", owner="CD", due="2999-01-01").save(path)
    longer = mine.add(action="Write", owner="EF", due="2999-01-01")
    both = longer.save(path)
    assert len(longer.save(path).table) == 3  # a cell that is run again adds nothing twice
    assert sorted(both.table["action"]) == ["Ask who is missing", "Ring", "Write"]
    assert "Somebody else had saved" in both.notes[0]
    aside = {"field": "Colour", "answer": "blue (every row)", "why": "a column of your own"}
    assert gd.open_record(path).set_aside == [aside]
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(LearnerError, match="cut short"):
        gd.register("action-log", path)


def test_what_cannot_be_printed_is_named_by_row() -> None:
    log = gd.register("action-log", [{**ACTION, "due": "after Easter"}])
    with pytest.raises(LearnerError, match=r"Row 2, Due: .after Easter. is not a day"):
        log.record()


def test_headings_that_are_questions_are_understood_and_said(tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["WHAT DATA DO WE HOLD?"])
    page.append([])
    page.append(["What is it?", "Who looks after it", "Area covered", "Can we share it?"])
    page.append(["Vouchers", "Dave", "All boroughs", "Yes with partners"])
    page.append(["Rota", "Sue", "n/a", "No - confidential"])
    page.append([])
    page.append(["NB: review due!"])
    book.create_sheet("Empty")
    book.save(tmp_path / "audit.xlsx")
    found = gd.register("inventory", tmp_path / "audit.xlsx")
    rows = found.rows()
    assert (rows[0]["data_set"], rows[0]["owner"], rows[0]["access"]) == (
        "Vouchers", "Dave", "shared",
    )  # fmt: skip
    assert rows[0]["places"].split("; ") == list(gd.area("Liverpool City Region").places)
    assert 'The column "Can we share it?" was taken for "Access".' in found.notes
    assert 'Set aside: "NB: review due!".' in found.notes
    told = str(found.check())
    assert 'Row 5, Access: "No - confidential" is not one of the answers' in told
    assert 'Row 5, Places: "n/a" is not a borough' in told
    assert "All 2 rows, Theme: Nothing is filled in." in told
    with pytest.raises(LearnerError, match="has no values in it"):
        gd.register("inventory", tmp_path / "audit.xlsx", sheet="Empty")
