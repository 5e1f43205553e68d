"""The evidence holds what was done and in whose words, and nothing of the data."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from docx import Document
from nbclient import NotebookClient

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.governance.capstone import look
from greaterdata_lessons.learning.evidence_verify import verify

from . import made

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "your-own-data" / "capstone.ipynb"
SECRETS = ["Zebedee", "Quillfeather", "QQ123456C", "Xanthippe", "zq-plan", "Yaffle Road"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("evidence")
    made.finished(place).mark("self", question="done well").evidence(name="KA")
    return place


def test_the_three_forms_say_the_same_and_can_be_verified(folder: Path) -> None:
    for ending in ("html", "docx", "md"):
        file = folder / f"mine-evidence.{ending}"
        assert verify(file).unchanged, ending
    page = (folder / "mine-evidence.html").read_text(encoding="utf-8")
    for text in (*made.BRIEFS.values(), "Name or code: KA", "9 of 9 steps are done", "Made-up"):
        assert text in page
    assert page.count("<table>") >= 5


def test_word_has_headings_captions_and_header_rows(folder: Path) -> None:
    document = Document(BytesIO((folder / "mine-evidence.docx").read_bytes()))
    styles = [one.style.name for one in document.paragraphs if one.style]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 2") >= 13
    assert styles.count("Caption") == len(document.tables)
    assert all("tblHeader" in table._tbl.xml for table in document.tables)


def test_evidence_of_a_part_says_what_is_missing_and_of_nothing_is_refused(tmp_path: Path) -> None:
    work = gd.capstone("unsure", file=tmp_path / "mine.json")
    with pytest.raises(LearnerError, match="No step is kept yet"):
        work.evidence()
    made.right("question", work)
    assert repr(work.evidence()).endswith("8 of 9 steps are still to do.")
    assert "Not done yet." in (tmp_path / "mine-evidence.md").read_text(encoding="utf-8")


def test_without_the_library_for_word_the_other_two_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = gd.capstone("unsure", file=tmp_path / "mine.json")
    made.right("question", work)
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    said = work.evidence()
    assert said.files == ("mine-evidence.html", "mine-evidence.md")
    assert "python-docx" in said.note


def test_in_a_page_the_evidence_is_there_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = gd.capstone("unsure", file=tmp_path / "mine.json")
    made.right("question", work)
    written = work.evidence()
    monkeypatch.setattr("sys.platform", "emscripten")
    assert "<h1>Capstone: your own data</h1>" in written._repr_html_()
    assert look.look(made.picture(), tmp_path / "nowhere").title == "Fewer from Wirral"


def secret_file(folder: Path) -> Path:
    """A messy file of one's own, each part of which holds a secret."""
    rows = pd.DataFrame(
        {
            "client name": [f"{name} {n}" for n, name in enumerate(["Zebedee Quillfeather"] * 40)],
            "NI no": [f"QQ{123400 + n}C" for n in range(56, 96)],
            "zq-plan": ["Xanthippe", "Xanthippe ", "Other", ""] * 10,
            "address": [f"{n} Yaffle Road" for n in range(40)],
            "came": ["self", "GP"] * 20,
        }
    )
    file = folder / "zq-plan Zebedee.csv"
    rows.to_csv(file, index=False)
    return file


def own_notebook(file: Path) -> nbformat.NotebookNode:
    """The course's own notebook, with the changes a learner makes for a file of their own."""
    notebook: nbformat.NotebookNode = nbformat.read(NOTEBOOK, as_version=4)
    changes = {
        'gd.capstone("unsure")': 'gd.capstone("yes")',
        "my-file.csv": file.name,
        'by="borough", unit="SYNTHETIC referrals"': 'by="zq-plan"',
        'gd.residents(by="borough")': '{"Xanthippe": 1, "Xanthippe ": 1, "Other": 2}',
        "gd.representation(reached, ": 'gd.representation(reached, not_stated="Missing", ',
        'people["age_band"].isin(["75 to 84", "85 and over"])': 'people["zq-plan"] == "Other"',
        'people["referred_by"]': 'people["came"]',
        '["age_band", "borough"]': '["zq-plan", "came"]',
    }
    for cell in notebook.cells:
        for was, now in changes.items():
            cell.source = cell.source.replace(was, now)
    return notebook


@pytest.mark.slow
def test_no_secret_of_the_data_reaches_the_export_the_state_file_or_the_saved_notebook(
    tmp_path: Path,
) -> None:
    notebook = own_notebook(secret_file(tmp_path))
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    assert "9 of 9 steps done" in str(outputs)
    document = Document(BytesIO((tmp_path / "my-capstone-evidence.docx").read_bytes()))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    word = "\n".join([*(one.text for one in document.paragraphs), *cells])
    names = ("my-capstone.json", "my-capstone-evidence.html", "my-capstone-evidence.md")
    texts = {name: (tmp_path / name).read_text(encoding="utf-8") for name in names}
    for where, text in {"outputs": str(outputs), "Word": word, **texts}.items():
        assert [secret for secret in SECRETS if secret.casefold() in text.casefold()] == [], where
    shown = (tmp_path / "my-capstone-look" / "own.html").read_text(encoding="utf-8")
    assert "zq-plan" in shown


def test_a_value_that_points_to_one_row_is_refused_in_words_and_in_a_name(tmp_path: Path) -> None:
    work = gd.capstone("yes", file=tmp_path / "mine.json")
    made.right("question", work)
    work.data(gd.own(secret_file(tmp_path)))
    for text in ("Why was QQ123456C late?", "We rang at 7 yaffle road."):
        with pytest.raises(
            LearnerError, match="a value of your data that points to one row"
        ) as told:
            work.question(text, **made.QUESTION)
        assert not [secret for secret in SECRETS if secret in str(told.value)]
    with pytest.raises(LearnerError, match="In the name stands"):
        work.evidence(name="Zebedee Quillfeather 3")
    with pytest.raises(LearnerError, match="look like rows of a table"):
        work.question("a,b,c\n1,2,3", **made.QUESTION)
    work.question("How many come through a GP?", **made.QUESTION)
    assert "through a GP" in work.file.read_text(encoding="utf-8")
