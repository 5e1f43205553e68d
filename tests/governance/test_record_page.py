"""A record in a page: by keyboard, kept nowhere, saved to the same file, printed the same."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from playwright.sync_api import Browser, Page

import greaterdata_lessons as gd
from greaterdata_lessons.documents import as_html
from greaterdata_lessons.governance.kind import as_data, kind, names
from greaterdata_lessons.governance.record_file import as_told
from greaterdata_lessons.governance.record_form import form_html
from greaterdata_lessons.governance.registers.kinds import kinds as registers
from tests.browser import axe_violations, serve, until
from tests.governance.samples import filled, write_pages
from tests.governance.scenarios import TODAY, scenarios

# Registers differ in their words alone: one narrow and one wide stand for them here.
KINDS = [name for name in names() if name not in registers() or name in {"action-log", "inventory"}]
DECISION = "sharing-decision"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("records")
    write_pages(folder, KINDS)
    prints = [block for name in KINDS for block in filled(name).blocks()]
    (folder / "prints.html").write_text(as_html(prints, title="Prints"), encoding="utf-8")
    with serve(folder) as address:
        yield address


@pytest.fixture(scope="module")
def page(browser: Browser, forms: str) -> Iterator[Page]:
    """One page for all; any error in it, or request to elsewhere, fails the test."""
    opened = browser.new_page(accept_downloads=True, viewport={"width": 900, "height": 900})
    errors: list[str] = []
    asked: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    opened.close()
    assert errors == []
    assert [url for url in asked if not url.startswith((forms, "data:", "blob:"))] == []


def download(page: Page, button: str) -> bytes:
    with page.expect_download() as given:
        page.get_by_role("button", name=button, exact=True).press("Enter")
    return Path(given.value.path()).read_bytes()


def open_file(page: Page, content: bytes, name: str = "record.json") -> str:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": content}
    )
    until(page, "document.querySelector('.gd-form-said').textContent")
    return page.locator(".gd-form-said").inner_text()


@pytest.mark.parametrize("name", KINDS)
def test_page_and_library_open_save_and_print_the_same(page: Page, forms: str, name: str) -> None:
    made = filled(name)
    page.goto(f"{forms}/{name}.html")
    assert open_file(page, json.dumps(as_told(made)).encode()) == "Opened: record.json."
    page.get_by_label("Show all parts at once").check()
    assert axe_violations(page) == []
    told = json.loads(download(page, "Save to go on later"))
    assert told["answers"] == made.answers
    assert (told["id"], told["version"]) == (made.id, made.kind.version)
    assert download(page, "Save as Markdown").decode() == made.to_markdown()
    assert download(page, "Save as web page").decode() == made.to_html()
    document = Document(BytesIO(download(page, "Save as Word")))
    expected = Document(BytesIO(made.to_word()))
    assert document.core_properties.title == made.kind.title
    assert document.sections[0].page_width == expected.sections[0].page_width
    assert words(document) == words(expected)
    assert all(t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in document.tables)
    page.set_viewport_size({"width": 320, "height": 600})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 900, "height": 900})


def test_every_print_is_accessible(page: Page, forms: str) -> None:
    page.goto(f"{forms}/prints.html")
    assert axe_violations(page) == []


def words(document: Any) -> list[str]:
    """Every heading, paragraph and cell of a Word file, in order."""
    found = []
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            found += [cell.text for row in part.rows for cell in row.cells]
        elif part.text:
            found.append(f"{part.style.name.lower()}: {part.text}")
    return found


def test_rules_say_the_same_in_a_page_and_in_the_library(page: Page, forms: str) -> None:
    page.goto(f"{forms}/{DECISION}.html")
    made = [one.record() for one in scenarios()]
    found = page.evaluate(
        """async ([kinds, records, today]) => {
          const { findOpen } = await import("./record.mjs");
          return records.map(([kind, answers]) => findOpen(kinds[kind], answers, today));
        }""",
        [
            {name: as_data(kind(name)) for name in KINDS},
            [[each.kind.name, each.answers] for each in made],
            TODAY.isoformat(),
        ],
    )
    for one, there in zip(made, found, strict=True):
        here = one.missing(TODAY)
        assert there["outcome"] == here.outcome
        assert [each["says"] for each in there["found"]] == [each.says for each in here]
        laws = [[law.provision for law in each.law] for each in here]
        assert [[law["provision"] for law in each["law"]] for each in there["found"]] == laws


def test_a_keyboard_leads_through_the_parts_and_nothing_is_kept(page: Page, forms: str) -> None:
    page.goto(f"{forms}/{DECISION}.html")
    assert page.locator(".gd-record-part:visible").count() == 1
    page.get_by_label("What shall we call this request?").focus()
    page.keyboard.type("Heaters")
    page.get_by_role("button", name="Next part").press("Enter")
    assert page.evaluate("document.activeElement.textContent").startswith("2 of 7:")
    page.get_by_label("Purpose: who does what").fill("To improve services")
    assert "turns nothing down" in page.locator(".gd-record-points").inner_text()
    page.get_by_role("button", name="Add a row").press("Enter")
    assert page.locator(".gd-record-row:visible").count() == 2
    page.keyboard.type("postcode")
    page.get_by_role("button", name="Take row 1 out").press("Enter")
    told = json.loads(download(page, "Save to go on later"))
    assert [row["field"] for row in told["answers"]["fields"]] == ["postcode"]
    assert told["answers"]["title"] == "Heaters"
    page.reload()
    assert page.get_by_label("What shall we call this request?").input_value() == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_field_that_does_not_matter_is_not_shown(page: Page, forms: str) -> None:
    page.goto(f"{forms}/{DECISION}.html")
    page.get_by_label("Show all parts at once").check()
    power = page.get_by_label("Which law gives the task or the duty?")
    assert not power.is_visible()
    page.get_by_label("Public task (e)").check()
    assert power.is_visible()


def test_in_a_notebook_what_is_typed_goes_to_the_kernel_and_what_it_knows_is_shown(
    page: Page, forms: str
) -> None:
    page.goto(f"{forms}/{DECISION}.html")
    page.evaluate(
        """async (html) => {
          const { default: widget } = await import("./record.mjs");
          window.sent = [];
          const held = { html, answers: { title: "Heaters" } };
          const model = { get: (name) => held[name], save_changes: () => {},
            set: (name, value) => window.sent.push([name, value]) };
          document.querySelector("main").innerHTML = "<div id='lab'></div>";
          widget.render({ model, el: document.getElementById("lab") });
        }""",
        form_html(kind(DECISION)),
    )
    lab = page.locator("#lab")
    assert lab.get_by_label("What shall we call this request?").input_value() == "Heaters"
    assert lab.get_by_role("button", name="Save as Word").count() == 0
    lab.get_by_label("Who asks?").fill("A nurse")
    sent = page.evaluate("window.sent.at(-1)")
    assert sent == ["answers", {"title": "Heaters", "asked_by": "A nurse"}]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"greaterdata record": "sharing-dec', "cut short or damaged"),
        ('{"greaterdata record": "other", "answers": {}}', "is another record"),
        (
            '{"greaterdata record": "sharing-decision", "version": 9, "answers": {}}',
            "newer version",
        ),
        ("[1]", "is no record of this course"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(
    page: Page, forms: str, content: str, says: str
) -> None:
    page.goto(f"{forms}/{DECISION}.html")
    assert says in open_file(page, content.encode())


def test_a_form_is_complete_without_a_script(browser: Browser, forms: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{forms}/{DECISION}.html")
    assert page.locator(".gd-record-part:visible").count() == 7
    assert page.get_by_label("Purpose: who does what").is_visible()
    assert page.get_by_role("button").count() == 0
    context.close()


def test_a_register_leaves_a_page_as_a_spreadsheet_that_the_library_reads(
    page: Page, forms: str, tmp_path: Path
) -> None:
    page.goto(f"{forms}/action-log.html")
    page.get_by_label("Action", exact=False).first.fill('=Ask "them", again')
    page.get_by_label("Due").fill("2027-01-15")
    path = tmp_path / "log.csv"
    path.write_bytes(download(page, "Spreadsheet"))
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("\"'=Ask")
    [row] = gd.register("action-log", path).rows()
    assert (row["action"], row["due"]) == ('=Ask "them", again', "2027-01-15")
