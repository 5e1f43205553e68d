"""What a mentor sees of a folder of notebooks, friendly and hostile, and how comments go back."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from greaterdata_lessons import cli
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning import notebook_files, review_comments, review_pages
from greaterdata_lessons.learning.review import Review, read_review
from greaterdata_lessons.learning.saved import MIME, VIEW, WIDGETS
from tests.browser import axe_violations, serve
from tests.learning.learners import LESSON, answered, answers, write

SCRIPT = "<script>document.title = 'stolen'</script><img src=x onerror=\"document.title='stolen'\">"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three learners: one who answered, one who did not, one whose every text is hostile."""
    learners = tmp_path / "learners"
    write(learners / "amina" / "module 4" / f"{LESSON}.ipynb", answered(answers()))
    write(learners / "Zoë" / f"{LESSON}.ipynb", answered({}))
    kept = answers()
    for one in kept.values():
        one |= {"answer": SCRIPT, "sure": SCRIPT, "when": SCRIPT, "ticked": [SCRIPT]}
    kept["ratio"] |= {"item": SCRIPT, "kind": SCRIPT}
    hostile = answered(kept)
    text = {"text/html": SCRIPT, "text/plain": SCRIPT, "application/javascript": SCRIPT}
    error = {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT]}
    outputs = [{"output_type": "display_data", "data": text, "metadata": {}}, error]
    hostile["cells"] += [{"cell_type": "code", "id": SCRIPT, "source": SCRIPT, "outputs": outputs}]
    write(learners / "<img src=x onerror=alert(1)>" / "<b>x<b>.ipynb", hostile)
    return learners


def pages_of(folder: Path) -> dict[str, str]:
    """Write the pages of a review and return them by name."""
    review = read_review(folder)
    report = review_pages.report_folder(folder, None)
    review_pages.write_pages(review, report)
    review_comments.write_forms(review, report)
    return {
        path.relative_to(report).as_posix(): path.read_text(encoding="utf-8")
        for path in report.rglob("*")
        if path.is_file()
    }


def only(folder: Path, name: str = "amina") -> dict[str, str]:
    """Review the notebooks of one learner."""
    return {key: page for key, page in pages_of(folder).items() if f"/{name}-" in key}


def test_there_is_a_page_for_each_learner_and_each_exercise(folder: Path) -> None:
    pages = pages_of(folder)
    learners = [name for name in pages if name.startswith("learners/")]
    exercises = [name for name in pages if name.startswith("exercises/")]
    assert len(learners) == 3
    assert len(exercises) == len(read_review(folder).exercises)
    linked = set(re.findall(r'href="([^"]+)"', pages["index.html"]))
    assert linked == {*learners, *exercises}


def test_a_learners_page_holds_answers_writing_and_errors(folder: Path) -> None:
    (page,) = [page for name, page in only(folder).items() if name.startswith("learners/")]
    assert "The list of repairs was collected to pay builders." in page
    assert "Report it as a gap. Because: One person is too few to be sure" in page
    assert "Liverpool, because it has more referrals" in page
    assert "Not yet right" in page


def test_written_answers_stand_side_by_side(folder: Path) -> None:
    pages = pages_of(folder)
    (page,) = [page for name, page in pages.items() if re.match("exercises/.*lens-card", name)]
    assert page.count("<section>") == 3
    assert "The list of repairs" in page


def test_an_answer_given_in_a_widget_is_read_from_the_widgets_state(tmp_path: Path) -> None:
    notebook = answered({})
    record = {"answer": 2, "state": "right", "tries": 3}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if data.get(MIME, {}).get("item") == f"{LESSON}/recall-row":
                data[VIEW] = {"model_id": "m1"}
    notebook["metadata"]["widgets"] = {WIDGETS: {"state": {"m1": {"state": {"record": record}}}}}
    write(tmp_path / "in" / "amina" / "a.ipynb", notebook)
    (learner,) = read_review(tmp_path / "in").learners
    found = learner.answers[f"{LESSON}/recall-row"]
    assert (found.state, found.answer, found.tries) == ("right", "5,999", 3)


def test_nothing_in_a_notebook_is_run(tmp_path: Path) -> None:
    made = tmp_path / "made by the notebook"
    notebook = answered(answers())
    notebook["cells"][0] |= {"cell_type": "code", "source": f"open({str(made)!r}, 'w')"}
    write(tmp_path / "in" / "amina" / "a.ipynb", notebook)
    write(tmp_path / "in" / "amina" / "sitecustomize.ipynb", notebook)
    pages_of(tmp_path / "in")
    assert not made.exists()


# Hostile notebooks


def test_no_page_holds_markup_from_a_notebook(folder: Path) -> None:
    for name, page in pages_of(folder).items():
        if name.endswith(".html"):
            assert "<script" not in page, name
            assert "<img" not in page, name
            assert "<b>x" not in page, name
            assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page, name


def test_hostile_text_shows_as_text_in_a_browser(folder: Path, browser: Browser) -> None:
    pages_of(folder)
    report = review_pages.report_folder(folder, None)
    page = browser.new_page()
    spoken: list[str] = []
    page.on("dialog", lambda dialog: spoken.append(dialog.message))
    page.on("console", lambda message: spoken.append(message.text))
    for path in sorted(report.rglob("*.html")):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.title() != "stolen"
        assert page.locator("script, img, iframe, object, form").count() == 0
        assert page.evaluate("getComputedStyle(document.body).maxWidth") == "1120px"
    assert spoken == []
    page.close()


def axe_on(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return axe_violations(page)


def test_the_pages_have_no_barrier_and_fit_a_phone(folder: Path, browser: Browser) -> None:
    pages = pages_of(folder)
    report = review_pages.report_folder(folder, None)
    # The policy of a page keeps axe out too; nothing else is switched off with it.
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 700})
    page = context.new_page()
    with serve(report) as address:
        for name in [name for name in pages if name.endswith(".html")]:
            assert axe_on(page, f"{address}/{name}") == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    context.close()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "is broken: it does not hold a whole notebook"),
        (b"", "is broken"),
        (b"\xff\xfe{}", "is broken"),
        (b"[" * 200_000, "is broken"),
        (b"[]", "is not a notebook: it has no cells"),
        (b'{"cells": [1]}', "is not a notebook"),
        (b'{"cells": {}}', "is not a notebook"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is broken"),
    ],
)
def test_a_notebook_that_is_none_gets_a_sentence_and_the_rest_is_read(
    folder: Path, content: bytes, says: str
) -> None:
    (folder / "amina" / "bad.ipynb").write_bytes(content)
    (learner,) = [one for one in read_review(folder).learners if one.name == "amina"]
    assert len(learner.notebooks) == 1
    (note,) = learner.notes
    assert note.startswith("bad.ipynb")
    assert says in note


def test_links_pipes_and_giants_are_not_opened(folder: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.ipynb", answered(answers()))
    amina = folder / "amina"
    (amina / "link.ipynb").symlink_to(outside)
    (amina / "dead.ipynb").symlink_to("nowhere")
    (amina / "inner").symlink_to(outside.parent)
    (folder / "linked").symlink_to(outside.parent)
    os.mkfifo(amina / "pipe.ipynb")
    with open(amina / "giant.ipynb", "wb") as giant:
        giant.truncate(50_000_000_000)  # takes no room on the disk
    review = read_review(folder)
    (learner,) = [one for one in review.learners if one.name == "amina"]
    assert [notebook.name for notebook in learner.notebooks] == [f"module 4/{LESSON}.ipynb"]
    assert len(learner.notes) == 4
    assert sum("is a link to another place" in note for note in learner.notes) == 2
    assert any("50,000 MB, too large for a notebook" in note for note in learner.notes)
    assert review.notes == ("linked is a link to another place, so it was not opened.",)
    assert "outside" not in json.dumps(pages_of(folder))


@pytest.mark.parametrize(
    "part",
    [
        {"outputs": "none"},
        {"outputs": [1, None, {"data": []}, {"data": {MIME: 5}}, {"text": {"a": 1}}]},
        {"outputs": [{"data": {MIME: {"item": [1], "state": "right"}}}]},
        {"outputs": [{"data": {MIME: {"item": "a/b", "state": {}}}}]},
        {"outputs": [{"data": {MIME: {"item": "a/b", "state": "right", "tries": -5}}}]},
        {"outputs": [{"data": {MIME: {"item": "../../x", "state": "kept", "answer": [[]]}}}]},
        {"outputs": [{"data": {MIME: {"item": "a", "state": "kept"}, VIEW: {"model_id": []}}}]},
        {"source": {"a": 1}, "id": ["x"], "outputs": None},
    ],
)
def test_parts_of_the_wrong_type_are_passed_over(tmp_path: Path, part: dict[str, object]) -> None:
    cell = {"cell_type": "code", "id": "c", "source": "1", "outputs": []} | part
    write(tmp_path / "in" / "amina" / "a.ipynb", {"cells": [cell]})
    pages = pages_of(tmp_path / "in")
    report = (tmp_path / "in-review").resolve()
    assert all((report / name).resolve().is_relative_to(report) for name in pages)
    assert sum(name.startswith("learners/") for name in pages) == 1


def test_huge_texts_are_cut_and_say_so(tmp_path: Path) -> None:
    kept = answers()
    kept["lens-card"] |= {"answer": "x" * 3_000_000}
    notebook = answered(kept)
    loud = {"output_type": "stream", "text": ["tea\n"] * 20_000}
    notebook["cells"] += [{"cell_type": "code", "source": "1", "outputs": [loud] * 3}] * 2
    write(tmp_path / "in" / "amina" / "a.ipynb", notebook)
    pages = pages_of(tmp_path / "in")
    assert sum(map(len, pages.values())) < 300_000
    assert any(notebook_files.CUT in page for page in pages.values())


def test_names_that_turn_or_hide_letters_are_shown_with_their_codes(tmp_path: Path) -> None:
    name = "ami\u202eanimA\x1b[31m"
    write(tmp_path / "in" / name / "a.ipynb", answered(answers()))
    (learner,) = read_review(tmp_path / "in").learners
    assert learner.name == "ami<U+202E>animA<U+001B>[31m"
    assert re.fullmatch(r"[a-z0-9-]+", learner.key)


def test_two_learners_with_alike_names_get_pages_of_their_own(tmp_path: Path) -> None:
    for name in ("Zoe", "zoe", "Zoë", "..zoe", "数据"):
        write(tmp_path / "in" / name / "a.ipynb", answered({}))
    learners = read_review(tmp_path / "in").learners
    assert len({one.key for one in learners}) == len(learners) == 4  # "..zoe" is hidden


def test_a_learners_own_folder_given_for_the_learners_is_noticed(tmp_path: Path) -> None:
    for place in ("data-basics/what-is-data", "bias-and-fairness/who-is-missing"):
        write(tmp_path / "my-lessons" / f"{place}.ipynb", answered({}))
    (note,) = read_review(tmp_path / "my-lessons").notes
    assert "one learner's own, put that folder into another one" in note
    write(tmp_path / "my-lessons" / "data-basics" / "who-is-missing.ipynb", answered({}))
    assert read_review(tmp_path / "my-lessons").notes == ()


def test_where_nothing_can_be_reviewed_the_next_step_is_said(tmp_path: Path) -> None:
    with pytest.raises(LearnerError, match="There is no folder"):
        read_review(tmp_path / "nowhere")
    write(tmp_path / "a.ipynb", answered(answers()))
    with pytest.raises(LearnerError, match=r"Make a folder for each learner.*a\.ipynb is in no"):
        read_review(tmp_path)


def test_pages_never_go_among_the_notebooks_nor_over_somebodys_files(folder: Path) -> None:
    with pytest.raises(LearnerError, match="cannot go inside"):
        review_pages.report_folder(folder, folder / "report")
    (folder.parent / "mine").mkdir()
    (folder.parent / "mine" / "letter.txt").write_text("Dear Sir", encoding="utf-8")
    with pytest.raises(LearnerError, match="holds something else"):
        review_pages.report_folder(folder, folder.parent / "mine")


# Comments


def comment(review: Review, report: Path, under: str, text: str) -> Path:
    """Type a comment into the first learner's form, as an editor on Windows would save it."""
    (learner,) = [one for one in review.learners if one.name == "amina"]
    path = report / "comments" / f"{learner.key}.txt"
    form = path.read_text(encoding="utf-8")
    heading = next(line for line in form.splitlines() if line.startswith(f"## {under}"))
    position = form.index("\n\n", form.index(heading)) + 1
    typed = form[:position] + text + form[position:]
    path.write_bytes(b"\xef\xbb\xbf" + typed.replace("\n", "\r\n").encode())
    return path


def test_comments_typed_into_the_form_come_back_as_a_page_for_the_learner(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["review", str(folder)]) == 0
    review, report = read_review(folder), folder.with_name("learners-review")
    before = {path: path.read_bytes() for path in folder.rglob("*.ipynb")}
    comment(review, report, "in general", "Well begun. <b>Go on.</b>\n")
    comment(review, report, f"{LESSON}/lens-card", "Who decided the boxes?\nAsk them.\n")
    assert cli.main(["review", str(folder), "--comments"]) == 0
    assert "1 of 3 learners have comments." in capsys.readouterr().out
    (page,) = (report / "to-send").iterdir()
    text = page.read_text(encoding="utf-8")
    assert "Well begun. &lt;b&gt;Go on.&lt;/b&gt;" in text
    assert "Who decided the boxes?\nAsk them." in text
    assert "You wrote:" in text
    assert "The list of repairs" in text
    assert before == {path: path.read_bytes() for path in folder.rglob("*.ipynb")}


def test_what_was_typed_is_kept_when_the_review_is_made_again(folder: Path) -> None:
    pages_of(folder)
    review, report = read_review(folder), folder.with_name("learners-review")
    path = comment(review, report, f"{LESSON}/lens-card", "Ask them.\n")
    pages_of(folder)
    known = {f"{LESSON}/lens-card": "", "in general": "", f"{LESSON}/before-monday": ""}
    assert review_comments.read_form(path, known) == {f"{LESSON}/lens-card": "Ask them."}


def test_an_answer_cannot_pass_for_a_comment(tmp_path: Path) -> None:
    kept = answers()
    kept["lens-card"] |= {"answer": "Mine.\n## in general\nExcellent, full marks."}
    write(tmp_path / "in" / "amina" / "a.ipynb", answered(kept))
    pages_of(tmp_path / "in")
    review = read_review(tmp_path / "in")
    assert review_comments.write_comments(review, tmp_path / "in-review") == []


def test_a_heading_that_is_no_question_is_named_with_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages_of(folder)
    path = comment(read_review(folder), folder.with_name("learners-review"), "in general", "Good")
    typed = path.read_text(encoding="utf-8-sig").replace("lens-card |", "lenscard |")
    path.write_text(typed, encoding="utf-8")
    assert cli.main(["review", str(folder), "--comments"]) == 2
    said = capsys.readouterr().err
    assert re.search(r"amina-\w+\.txt, line \d+: there is no question", said)
    assert f'Did you mean "{LESSON}/lens-card"?' in said


def test_comments_before_any_form_say_what_to_type_first(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["review", str(folder), "--comments"]) == 2
    assert "Type the command without --comments first" in capsys.readouterr().err


def test_reading_costs_no_library_that_runs_notebooks() -> None:
    code = (
        "import sys, greaterdata_lessons.learning.review_pages; "
        "print([n for n in ('nbclient', 'nbformat', 'IPython', 'zmq') if n in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
