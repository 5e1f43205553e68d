"""The course's own evaluation: the same words everywhere, no name, and a file only on purpose."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from greaterdata_lessons.learning.forms import columns, row, spec, task_key, words
from greaterdata_lessons.show.form import aloud_html, form, form_html
from tests.browser import axe_violations, serve
from tests.learning.conftest import BOOK_STYLE, SHOW

FORMS = ("before", "after", "later")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of each form in a page of the book's look."""
    folder = tmp_path_factory.mktemp("forms")
    for path in (SHOW / "form.mjs", SHOW / "form.css", BOOK_STYLE):
        shutil.copy(path, folder)
    for name in FORMS:
        (folder / f"{name}.html").write_text(
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Form</title>'
            '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
            '<link rel="stylesheet" href="greaterdata.css"><link rel="stylesheet" href="form.css">'
            '<script type="module" src="form.mjs"></script></head>'
            f"<body><main><h1>{name}</h1>{form_html(spec(name))}</main></body></html>",
            encoding="utf-8",
        )
    with serve(folder) as address:
        yield address


@pytest.fixture
def page(browser: Browser, forms: str) -> Iterator[Page]:
    """The form for before the course; any error in it fails the test."""
    opened = browser.new_page(accept_downloads=True)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{forms}/before.html")
    opened.get_by_role("button", name="Save").wait_for()
    yield opened
    opened.close()
    assert errors == []


def saved(page: Page) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers").press("Enter")
    return Path(download.value.path()).read_bytes().decode()


def answered(text: str) -> dict[str, str]:
    (found,) = csv.DictReader(io.StringIO(text))
    return {name: value for name, value in found.items() if value}


def test_each_form_asks_what_the_plan_of_the_evaluation_asks() -> None:
    asked = {name: columns(spec(name)) for name in FORMS}
    confidence = [f"C{n}" for n in range(1, 9)] + [f"P{n}" for n in range(1, 5)]
    tasks = [f"T{n}" for n in range(1, 7)]
    both = {*confidence, *tasks, "Q1", "Q2", "Q3", "Q4", *(f"U{n}" for n in range(1, 7))}
    assert both <= set(asked["before"]) & set(asked["after"])
    back = {f"C{n}-back" for n in range(1, 9)}
    after_only = {*back, "R1", "R2", "R3", "R4", "R5", "R6"}
    assert set(asked["after"]) - set(asked["before"]) == after_only
    assert not any("name" in column for columns in asked.values() for column in columns)


def test_thinking_back_asks_in_the_same_words() -> None:
    parts = words()["parts"]
    now, back = parts["confidence"]["items"], parts["thinking-back"]["items"]
    assert {f"{name}-back": text for name, text in now.items()} == back


def test_every_rating_can_be_refused() -> None:
    for name in FORMS:
        for part in spec(name).parts:
            for item in part.items:
                if item.options and not part.sure:
                    assert item.options[-1] == "rather not say", item.id


def test_the_two_task_sheets_are_twins_and_no_place_gives_the_answer_away() -> None:
    one, other = (words()["parts"][f"tasks-{sheet}"]["items"] for sheet in "AB")
    assert list(one) == list(other) == [f"T{n}" for n in range(1, 7)]
    assert all(len(one[t]["options"]) == len(other[t]["options"]) for t in one)
    rights = [*task_key("A").values(), *task_key("B").values()]
    assert max(map(rights.count, rights)) <= len(rights) // 2
    assert sum(task_key("A")[t] != task_key("B")[t] for t in one) >= 4


def test_words_read_aloud_are_those_of_the_form() -> None:
    for name in FORMS:
        aloud, printed = aloud_html(spec(name)), repr(form(name))
        for part in spec(name).parts:
            for item in part.items:
                assert item.text.replace("'", "&#x27;") in aloud
                assert item.text in printed
    assert "1, not at all; 2, a little; 3, quite; 4, very; or rather not say" in printed_of(
        "before"
    )


def printed_of(name: str) -> str:
    return repr(form(name))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_is_accessible_and_fits_a_narrow_window(
    page: Page, forms: str, name: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{forms}/{name}.html")
    page.get_by_role("button", name="Save").wait_for()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    sizes = page.evaluate(
        "[...document.querySelectorAll('input, textarea, button')].filter(n => n.offsetParent)"
        ".map(n => Math.min(n.offsetWidth, n.offsetHeight))"
    )
    assert min(sizes) >= 24


def test_it_is_filled_in_by_keyboard_alone_and_saved_as_one_row(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.type("teapot47")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # sheet B
    page.keyboard.press("Tab")
    for key in ("Space", "ArrowRight", "ArrowRight", "Tab"):  # C1: quite
        page.keyboard.press(key)
    for key in ("Space", "ArrowLeft", "Tab"):  # C2: the last, rather not say
        page.keyboard.press(key)
    found = answered(saved(page))
    day = found.pop("filled_on")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    about = {"form": "before", "version": "1", "sheet": "B", "code": "teapot47"}
    assert found == about | {"C1": "3", "C2": "rather not say"}


def test_only_the_chosen_task_sheet_shows_and_counts(page: Page) -> None:
    right = page.get_by_role("radio", name="Elmham")
    right.check()
    page.get_by_role("group", name="Last winter").get_by_role("radio", name="very").check()
    assert answered(saved(page))["T1"] == str(task_key("A")["T1"])
    assert answered(saved(page))["T1-sure"] == "very"
    page.get_by_role("radio", name="sheet B").check()
    page.get_by_role("group", name="street or service").get_by_role("radio", name="quite").check()
    assert not right.is_visible()
    assert "T1" not in answered(saved(page))


def test_page_and_library_write_the_same_file(page: Page) -> None:
    text = '=1+1 "two", ünd\nmore'
    page.get_by_label("What would make you trust it more?").fill(text)
    page.get_by_role("group", name="the NHS").get_by_role("radio", name="it depends").check()
    there = saved(page)
    day = answered(there)["filled_on"]
    given = {"U1": "it depends", "U4": text, "sheet": "A", "filled_on": day}
    assert there == row(spec("before"), given)
    assert answered(there)["U4"] == f"'{text}"


def test_an_empty_form_saves_nothing_and_clear_empties_it(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    assert page.locator(".gd-form-said").inner_text().startswith("Nothing is filled in yet")
    page.get_by_label("What would make you trust it more?").fill("Being asked.")
    page.get_by_role("button", name="Clear").click()
    assert page.get_by_label("What would make you trust it more?").input_value() == ""


def test_nothing_is_stored_or_sent(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("What would make you trust it more?").fill("Being asked.")
    saved(page)
    assert (
        page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    )
    assert [url for url in asked if not url.startswith("blob:")] == []


def test_paper_shows_the_whole_form_without_buttons(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("Elmham has 10,000").is_visible()
    assert not page.get_by_text("Northgate has 45,000").is_visible()
    assert page.locator("textarea").first.is_visible()


def test_without_javascript_both_sheets_can_be_read_and_nothing_pretends_to_save(
    browser: Browser, forms: str
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{forms}/before.html")
    assert page.get_by_text("Elmham has 10,000").is_visible()
    assert page.get_by_text("Northgate has 45,000").is_visible()
    assert page.get_by_role("button").count() == 0
    page.close()
