"""One report a steering group can use, from a folder, with nothing in it that must not leave."""

import csv
import io
import re
import zipfile
from html import unescape
from pathlib import Path

import docx
import pandas as pd
import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.cli import main
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.changes import read_changes
from greaterdata_lessons.learning.evaluation.plan import read_plan
from greaterdata_lessons.learning.evaluation.reach import read_tally
from greaterdata_lessons.learning.evaluation.release import open_ledger
from greaterdata_lessons.learning.evaluation.words import (
    checked_words,
    released_words,
    words_to_check,
)
from tests.learning.evaluation.folder import COURSE, filled_plan, write_all, write_forms

SECTIONS = [
    "In short",
    "What would show that it failed?",
    "Who came, and who did not?",
    "Can they? Six tasks, before and after",
    "How sure they feel",
    "Curiosity and trust",
    "How it was, and what came of it",
    "What is measured, and what may be claimed",
    "How this was counted",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole folder with its report made."""
    made = write_all(tmp_path_factory.mktemp("course"))
    assert main(["report", str(made), "--export"]) == 0
    return made


def report(folder: Path, name: str = "evaluation.md") -> str:
    return (folder / "report" / name).read_text(encoding="utf-8")


def test_the_report_says_first_what_was_found_and_what_would_show_failure(folder: Path) -> None:
    assert re.findall(r"^## (.*)$", report(folder), re.MULTILINE) == SECTIONS
    assert f"# Evaluation: {COURSE}" in report(folder)
    assert "SYNTHETIC: nobody in these figures exists." in report(folder)
    assert "did not happen" in report(folder)


def test_page_word_and_markdown_say_the_same(folder: Path) -> None:
    page = unescape(report(folder, "evaluation.html"))
    word = docx.Document(str(folder / "report" / "evaluation.docx"))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
    assert headings == SECTIONS
    assert re.findall(r"<h2>(.*?)</h2>", page) == SECTIONS
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert [cell for cell in cells if cell not in page] == []
    lines = re.findall(r"^\| --- ", report(folder), re.MULTILINE)
    assert len(word.tables) == page.count("<table>") == len(lines) > 10


def test_every_percentage_in_the_report_is_of_a_rounded_number_of_people(folder: Path) -> None:
    shares = re.findall(r"(\d+)% of ([\d,]+)", report(folder))
    assert len(shares) > 60
    for percent, people in shares:
        of = int(people.replace(",", ""))
        assert of % 5 == 0
        assert any(round(100 * n / of) == int(percent) for n in range(0, of + 1, 5))


def test_no_form_code_day_or_unchecked_text_is_in_anything_written(folder: Path) -> None:
    for path in (folder / "report").iterdir():
        files = {path.name: path.read_bytes()}
        if path.suffix in {".zip", ".docx"}:
            with zipfile.ZipFile(path) as zipped:
                files = {name: zipped.read(name) for name in zipped.namelist()}
        for name, content in files.items():
            assert b"teapot" not in content, name
            assert b"More say in it" not in content, name
            assert b"2026-10-20" not in content, name


def test_the_evaluators_export_holds_published_totals_alone(folder: Path) -> None:
    with zipfile.ZipFile(folder / "report" / "evaluator-export.zip") as zipped:
        assert sorted(zipped.namelist()) == ["README.md", "report.md", "totals.csv"]
        rows = list(csv.DictReader(io.StringIO(zipped.read("totals.csv").decode())))
    counts = {one[field] for one in rows for field in ("count", "of")}
    assert {"<10", "[c]"} <= counts
    assert all(int(count) % 5 == 0 for count in counts - {"<10", "[c]"})
    assert {"T5", "C1"} <= {one["measure"].rpartition("/")[2] for one in rows}


def test_a_second_report_on_the_same_forms_says_the_same(folder: Path) -> None:
    first = report(folder)
    assert main(["report", str(folder), "--as", "md"]) == 0
    assert report(folder) == first


def test_one_form_more_changes_nothing_but_that_something_waits(folder: Path) -> None:
    first = report(folder)
    more = folder / "forms" / "one-more.csv"
    more.write_text("form,code,sheet,C1,T1,T1-sure\nbefore,new1,A,4,1,very\n", encoding="utf-8")
    assert main(["report", str(folder), "--as", "md"]) == 0
    second = report(folder)
    more.unlink()
    waits = [line for line in second.splitlines() if line not in first.splitlines()]
    assert [line[:40] for line in waits] == ["Fewer than 10 people's forms wait for th"]


def test_what_was_said_and_changed_has_a_page_and_what_was_not_has_its_reason(
    folder: Path,
) -> None:
    page = report(folder, "you-said-we-changed.html")
    assert "We cut it to 40 words" in page
    assert "Not changed: The hall is let on Saturdays" in page


def test_without_a_plan_there_is_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_forms(tmp_path / "forms", 3)
    assert main(["report", str(tmp_path)]) == 2
    assert "first write down what would show that the course failed" in capsys.readouterr().err
    assert main(["report", str(tmp_path), "--start"]) == 0
    assert main(["report", str(tmp_path)]) == 2
    assert "fill in course, in quotation marks" in capsys.readouterr().err
    assert not (tmp_path / "report").exists()


def test_a_small_room_is_told_that_there_is_no_result_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.toml").write_text(filled_plan(), encoding="utf-8")
    assert main(["report", str(tmp_path)]) == 2
    assert "Put the saved forms there." in capsys.readouterr().err
    write_forms(tmp_path / "forms", 8)
    assert main(["report", str(tmp_path), "--as", "md"]) == 0
    assert "there is no result yet. Pool the forms of several groups." in report(tmp_path)
    assert re.findall(r"\d+% of \d", report(tmp_path)) == []


def test_starting_twice_leaves_what_was_filled_in(tmp_path: Path) -> None:
    assert main(["report", str(tmp_path), "--start"]) == 0
    (tmp_path / "plan.toml").write_text(filled_plan(), encoding="utf-8")
    assert main(["report", str(tmp_path), "--start"]) == 0
    assert read_plan(tmp_path / "plan.toml").course == COURSE


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("written_on = 2026-09-01", "", "fill in the day"),
        ("written_on = 2026-09-01", "written_on = 2090-01-01", "which is still to come"),
        ('owner = "The', "owner = The", "cannot be read"),
        ("_below = 0.5", '_below = "half"', "is a number such as 0.5, not half"),
    ],
)
def test_a_plan_that_is_not_filled_in_is_refused(
    tmp_path: Path, was: str, now: str, says: str
) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(filled_plan().replace(was, now), encoding="utf-8")
    with pytest.raises(LearnerError, match=says):
        read_plan(path)


def test_a_plan_with_nothing_that_could_fail_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    text = filled_plan().partition("[failed_if]")[0] + "[failed_if]\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LearnerError, match="An evaluation that cannot fail shows nothing"):
        read_plan(path)


def test_a_plan_written_after_the_first_form_is_called_so(tmp_path: Path) -> None:
    write_all(tmp_path)
    plan = filled_plan().replace("2026-09-01", "2026-10-01")
    (tmp_path / "plan.toml").write_text(plan, encoding="utf-8")
    assert main(["report", str(tmp_path), "--as", "md"]) == 0
    assert "after the first form (2026-09-08)" in report(tmp_path)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1,borough,Sefton,many", 'row 2: "many" is no number of people'),
        ("1,borough,Bootle,3", 'row 2: there is no group "Bootle"'),
        ("1,shoe size,9,3", 'row 2: "shoe size" is not known'),
        ("1,borough,Sefton,3,female", "more cells than there are headings"),
    ],
)
def test_a_tally_that_cannot_be_is_refused(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "tally.csv"
    path.write_text(f"session,what,group,people\n{line}\n", encoding="utf-8")
    with pytest.raises(LearnerError, match=says):
        read_tally(path)


def test_two_characteristics_cannot_be_crossed(tmp_path: Path) -> None:
    path = tmp_path / "tally.csv"
    path.write_text("session,what,group,people,sex\n1,borough,Sefton,3,F\n", encoding="utf-8")
    with pytest.raises(LearnerError, match="one characteristic at a time"):
        read_tally(path)


def test_text_that_nobody_checked_never_gets_out(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    forms = gd.made_up_cohort(90, seed=6)
    waiting = words_to_check(forms, path)
    assert waiting > 20
    assert checked_words(path) == []
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == waiting
    for number, one in enumerate(rows):
        one |= {"use": "yes" if number < 15 else "no", "words": f"a theme {number % 3}",
                "checked_by": "AB" if number != 3 else ""}  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, rows[0])
        lines.writeheader()
        lines.writerows(rows)
    found = checked_words(path)
    assert len(found) == 14
    (said,) = released_words(found, open_ledger(None)).values()
    assert said == ["a theme 0", "a theme 1", "a theme 2"]
    assert released_words(found[:9], open_ledger(None)) == {found[0].question: []}
    # What was decided stays when the file is written again.
    assert words_to_check(forms, path) == 1
    assert len(checked_words(path)) == 14


def test_a_quotation_needs_its_writers_agreement(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    head = "question,typed,look_at,use,words,agreed_to_quote,checked_by\n"
    path.write_text(f"{head}Q,Ask the people,,yes,ask the people,,AB\n", encoding="utf-8")
    with pytest.raises(LearnerError, match="has not agreed to be quoted"):
        checked_words(path)
    path.write_text(f"{head}Q,Ask the people,,yes,,yes,AB\n", encoding="utf-8")
    assert [one.words for one in checked_words(path)] == ["Ask the people"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-10-01,Less words,,,", "what you changed or why you did not"),
        ("2026-10-01,Less words,Cut,Too late,", "one of the two"),
        ("some day,Less words,Cut,,", "cannot be read"),
        (",Less words,Cut,,", "write the day, and what people said"),
    ],
)
def test_a_log_of_changes_owes_an_answer_to_each(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "changes.csv"
    path.write_text(f"day,you_said,we_changed,why_not,since_version\n{line}\n", encoding="utf-8")
    with pytest.raises(LearnerError, match=says):
        read_changes(path)


def test_every_table_of_the_export_withstands_the_attack(folder: Path) -> None:
    """Read as a stranger would: each measure at each moment, its parts and its total."""
    with zipfile.ZipFile(folder / "report" / "evaluator-export.zip") as zipped:
        totals = pd.read_csv(io.BytesIO(zipped.read("totals.csv")), dtype=str)
    tables = totals[~totals["measure"].str.startswith(("forms/", "answers/"))]
    hidden = 0
    for _, rows in tables.groupby(["measure", "moment"]):
        cells = dict(zip(rows["answer"], rows["count"], strict=True))
        table = pd.Series({**cells, "Total": rows["of"].iloc[0]})
        found = gd.attack(table, rounding=5).table.set_index("number")
        assert (found["lowest"] < found["highest"]).all(), cells
        for name in (name for name, count in cells.items() if count == "<10"):
            hidden += 1
            assert (found.loc[name, "lowest"], found.loc[name, "highest"]) == (0, 9), cells
    assert hidden > 10
