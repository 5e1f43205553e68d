"""The record an apprentice takes to a mentor: what it holds, what it never does, its digest."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import Browser

from greaterdata_lessons import cli
from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import evidence, evidence_print, progress_format
from greaterdata_lessons.learning.evidence_blocks import blocks_of, digest
from greaterdata_lessons.learning.evidence_verify import verify
from tests.browser import axe_violations, serve
from tests.learning.learners import SECRET, answered, answers, write

PRINTERS: dict[str, Callable[[list[Block]], str | bytes]] = {
    ".html": evidence_print.as_html,
    ".md": evidence_print.as_markdown,
    ".docx": evidence_print.as_word,
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    write(folder / f"{SECRET}.ipynb", answered(answers()))
    return folder


@pytest.fixture(scope="module")
def blocks(work: Path) -> list[Block]:
    return blocks_of(evidence.make_record(work, name="Amina", made_on=date(2026, 11, 23)))


def printed(blocks: list[Block], folder: Path, ending: str) -> Path:
    path = folder / f"record{ending}"
    content = PRINTERS[ending](blocks)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def words(path: Path) -> str:
    """Every word of a file, in whatever part of it."""
    if path.suffix != ".docx":
        return path.read_text(encoding="utf-8")
    with ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def flat(blocks: list[Block]) -> str:
    return "\n".join(f"{b.text} {b.columns} {b.rows}" for b in blocks)


def test_a_record_says_what_was_done_with_which_data_what_was_decided_why_and_when(
    blocks: list[Block],
) -> None:
    text = flat(blocks)
    for expected in (
        "4.1 Who is missing?",
        "answered on 3 November 2026",
        "Warm homes referrals (synthetic) (warm-homes)",
        "a file of my own (its name and content are not recorded)",
        "Report it as a gap. Because: One person is too few to be sure",
        "The list of repairs was collected to pay builders.",
        "supports evidence towards",
        "ST0118 K8",
        "ST0795 Duty 6",
    ):
        assert expected in text, expected
    assert not re.search(r"\b(proves|demonstrates|shows that you|certif)", text)


@pytest.mark.parametrize("ending", PRINTERS)
def test_nothing_from_tables_outputs_code_file_names_or_pasted_rows_gets_in(
    blocks: list[Block], tmp_path: Path, ending: str
) -> None:
    path = printed(blocks, tmp_path, ending)
    assert "Zzyzx" not in words(path)
    assert "R0001" not in words(path)
    assert "Elm Road" not in words(path)


@pytest.mark.parametrize("kind", ["choice", "decide", "number", "order", "value"])
def test_an_answer_edited_to_hold_data_is_not_shown(kind: str) -> None:
    item = {
        "kind": kind,
        "options": [{"text": "Yes"}],
        "actions": ["Go on"],
        "reasons": ["It is fair"],
        "steps": [{"text": "Count"}],
    }
    for text in (f"Go on. Because: {SECRET}", f"Yes {SECRET}", SECRET, ""):
        answer = evidence.Answer("a/b", kind, "right", text, 1, "", "", ())
        assert evidence.shown(item, answer) == evidence.IN_NOTEBOOK


def test_without_times_in_the_answers_the_files_own_date_is_named_as_such(tmp_path: Path) -> None:
    write(tmp_path / "a.ipynb", answered(answers(when="yesterday")))
    (lesson,) = evidence.make_record(tmp_path).lessons
    assert lesson.when == "the notebook was last saved on 21 September 2026"


def test_the_best_of_two_answers_to_a_question_counts(tmp_path: Path) -> None:
    first, second = answers(), answers()
    first["ratio"] |= {"state": "not yet", "answer": "1.8"}
    for name, kept in (("a", second), ("b", first)):
        write(tmp_path / f"{name}.ipynb", answered(kept))
    (lesson,) = evidence.make_record(tmp_path).lessons
    assert ("Reached, for each person expected", "0.57", "right") in lesson.answers


def test_answers_given_in_the_pages_come_in_through_a_file_of_progress(tmp_path: Path) -> None:
    answer = {"answer": 2, "state": "right", "when": "2026-11-05T09:00:00Z"}
    kept = {"who-is-missing/recall-row": answer, "of-old/question": answer}
    (tmp_path / "my-progress.json").write_text(progress_format.document(kept), encoding="utf-8")
    (tmp_path / "other-progress.json").write_text("[1, 2", encoding="utf-8")
    record = evidence.make_record(tmp_path)
    (lesson,) = record.lessons
    assert lesson.when == "answered on 5 November 2026"
    assert lesson.answers == (("One row is one what?", "5,999", "right"),)
    assert "from the answers saved in a file of progress" in flat(blocks_of(record))


def test_a_blank_notebook_makes_no_record_and_says_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "blank.ipynb", answered({}))
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(LearnerError, match=r"Answer some, save the notebook.*broken\.ipynb is bro"):
        evidence.make_record(tmp_path)
    with pytest.raises(LearnerError, match="There is no folder"):
        evidence.make_record(tmp_path / "nowhere")


# The digest


@pytest.mark.parametrize("ending", PRINTERS)
def test_an_untouched_record_is_verified_whatever_it_is_printed_as(
    blocks: list[Block], tmp_path: Path, ending: str
) -> None:
    path = printed(blocks, tmp_path, ending)
    found = digest(blocks)
    verdict = verify(path, found[:12].upper())
    assert verdict.unchanged
    assert found[:12] in str(verdict)


def change_words(path: Path, before: str, after: str) -> None:
    """Change a file's words the way an editor would, leaving its digest alone."""
    if path.suffix != ".docx":
        path.write_text(words(path).replace(before, after), encoding="utf-8")
        return
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            changed = content.replace(before.encode(), after.encode())
            archive.writestr(name, changed if name == "word/document.xml" else content)


@pytest.mark.parametrize("ending", PRINTERS)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("not yet right", "right"),
        ("3 November 2026", "3 October 2026"),
        ("Amina", "Ben"),
        ("8 of 15 questions", "15 of 15 questions"),
    ],
)
def test_one_changed_word_is_noticed(
    blocks: list[Block], tmp_path: Path, ending: str, before: str, after: str
) -> None:
    path = printed(blocks, tmp_path, ending)
    change_words(path, before, after)
    verdict = verify(path)
    assert not verdict.unchanged
    assert "was changed after it was made" in str(verdict)


def test_words_hidden_or_added_by_style_are_noticed(blocks: list[Block], tmp_path: Path) -> None:
    for before, after in (
        ("</style>", "h1::after { content: ' with distinction' }</style>"),
        ("<h1>", "<div>Passed</div><h1>"),
        ("<h1>", '<h1 hidden="">'),
        ("</main>", "<img src='seal.png' alt='Passed'></main>"),
    ):
        path = printed(blocks, tmp_path, ".html")
        change_words(path, before, after)
        assert not verify(path).unchanged, after


@pytest.mark.parametrize(
    "tag",
    [
        "<w:ins w:id='1' w:author='x'><w:r><w:t>Passed</w:t></w:r></w:ins>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t></w:t></w:r>",
        "<w:hyperlink><w:r><w:t>Passed</w:t></w:r></w:hyperlink>",
    ],
)
def test_tracked_hidden_and_linked_words_in_word_are_noticed(
    blocks: list[Block], tmp_path: Path, tag: str
) -> None:
    path = printed(blocks, tmp_path, ".docx")
    change_words(path, "</w:p>", f"{tag}</w:p>")
    verdict = verify(path)
    assert "it holds what no record has" in str(verdict)


def test_words_in_the_margin_of_a_word_file_are_noticed(
    blocks: list[Block], tmp_path: Path
) -> None:
    path = printed(blocks, tmp_path, ".docx")
    document = Document(str(path))
    document.sections[0].header.paragraphs[0].text = "Passed with distinction"
    document.save(str(path))
    assert "margin" in str(verify(path))


def test_a_word_file_opened_and_saved_again_is_still_verified(
    blocks: list[Block], tmp_path: Path
) -> None:
    path = printed(blocks, tmp_path, ".docx")
    Document(str(path)).save(str(path))
    assert verify(path).unchanged


def test_a_record_made_again_is_told_by_the_digest_that_was_noted(
    blocks: list[Block], tmp_path: Path
) -> None:
    again = [*blocks[:-1], Block("p", "Passed.")]
    path = printed(again, tmp_path, ".html")
    assert verify(path).unchanged
    assert "not the record whose digest you noted" in str(verify(path, digest(blocks)[:12]))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("record.txt", b"tea", "is no record: records end in"),
        ("record.html", b"<p>tea</p>", "has no digest at its end"),
        ("record.md", b"", "has no digest at its end"),
        ("record.docx", b"tea", "no Word document, or a damaged one"),
        ("record.md", b"x" * 10_000_001, "far too large"),
    ],
)
def test_what_is_no_record_is_said_so(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LearnerError, match=says):
        verify(tmp_path / name)


def test_a_word_file_that_would_unpack_to_too_much_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    with pytest.raises(LearnerError, match="so it was not opened"):
        verify(path)


def test_text_that_looks_like_markup_survives_every_printer(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script> | **x** \\| _y_ [z](w) & `c` # 1. -"
    made = [
        Block("h1", "Evidence record"),
        *(Block("p", start + nasty) for start in ("", "1. ", "- ", "> ", "# ", "| ", "**")),
        Block("quote", nasty),
        Block("table", nasty, ("a", "b"), ((nasty, ""), ("", nasty))),
    ]
    for ending in PRINTERS:
        assert verify(printed(made, tmp_path, ending)).unchanged, ending
    html = (tmp_path / "record.html").read_text(encoding="utf-8")
    assert "<script" not in html


# Accessible documents


def test_the_word_document_has_headings_captions_header_rows_language_and_title(
    blocks: list[Block],
) -> None:
    document = Document(BytesIO(evidence_print.as_word(blocks)))
    levels = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert levels[0] == "Heading 1"
    assert levels.count("Heading 1") == 1
    assert {"Heading 2", "Heading 3"} <= set(levels)
    assert document.core_properties.title == "Evidence record"
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.author == ""
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.getprevious().pPr.pStyle.val == "Caption"
    languages = {node.get(qn("w:val")) for node in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_the_web_page_has_no_barrier_and_asks_for_nothing(
    blocks: list[Block], tmp_path: Path, browser: Browser
) -> None:
    printed(blocks, tmp_path, ".html")
    with serve(tmp_path) as address:
        for width in (1280, 320):
            page = browser.new_page(viewport={"width": width, "height": 800})
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))  # noqa: B023
            page.goto(f"{address}/record.html")
            assert axe_violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.title() == "Evidence record"
            assert all("favicon" in url or "record.html" in url for url in asked)
            page.close()


# The command


def test_the_command_writes_three_files_and_checks_them(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["evidence", str(work), "--to", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "read it before you pass it on" in said
    files = sorted(tmp_path.glob("evidence-*"))
    assert [path.suffix for path in files] == [".docx", ".html", ".md"]
    for path in files:
        assert cli.main(["evidence", "--verify", str(path)]) == 0
    change_words(files[1], "right", "perfect")
    assert cli.main(["evidence", "--verify", str(files[1])]) == 1


def test_the_command_refuses_what_makes_no_sense_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["evidence", str(tmp_path)]) == 2
    assert cli.main(["evidence", "--verify", str(tmp_path / "none.html")]) == 2
    assert cli.main(["evidence", str(tmp_path), "--digest", "abc"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "There is no file" in said[1]
