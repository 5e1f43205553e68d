"""Readers with one way in: a keyboard, no JavaScript, two minutes between meetings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import textstat
from playwright.sync_api import Browser, Page

from tests.book.test_pages import LESSONS, PAGES, VIEWS, visit
from tests.book.test_pages import PACKS as PACK_NAMES
from tools.book_paths import how_long, read_ways
from tools.book_toc import places, read_lessons, read_toc
from tools.lesson_source import BANKS, ROOT

PACKS = [f"facilitators/{name}" for name in PACK_NAMES]
MOST_TABS = 250
FOCUS = """() => {
  const e = document.activeElement;
  const outline = getComputedStyle(e);
  return {
    text: e.textContent.trim(), tag: e.localName, type: e.type ?? "", id: e.id,
    question: e.closest(".gd-question")?.querySelector(".gd-title")?.textContent ?? "",
    visible: parseFloat(outline.outlineWidth) >= 2 && outline.outlineStyle !== "none",
  };
}"""
AUTHORED = [
    path
    for path in sorted((ROOT / "book").rglob("*.md"))
    if "lessons" not in path.relative_to(ROOT / "book").parts
]


def bank(lesson: str) -> dict[str, Any]:
    text = (BANKS / f"{lesson}.json").read_text(encoding="utf-8")
    items: dict[str, Any] = json.loads(text)["items"]
    return items


def tab_to(page: Page, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Press Tab until the focus is where it is wanted; every stop must show where it is."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus: dict[str, Any] = page.evaluate(FOCUS)
        assert focus["visible"], f"no visible focus on {focus}"
        if wanted(focus):
            return focus
    raise AssertionError(f"not reached in {MOST_TABS} presses of Tab")


def status(page: Page, title: str) -> str:
    """Return what a question says about the last answer."""
    question = page.locator(".gd-question", has=page.get_by_text(title, exact=True))
    return question.locator(".gd-status").inner_text()


def test_a_keyboard_alone_goes_from_the_start_page_to_answered_questions(
    browser: Browser, site: str
) -> None:
    first = read_lessons(ROOT / "book")[0]
    items = bank(first.id)
    choice = next(item for item in items.values() if item["kind"] == "choice")
    number = next(item for item in items.values() if item["kind"] == "number")
    with visit(browser, f"{site}/index.html", **VIEWS["light"]) as page:
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS)["text"] == "Skip to the text"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        tab_to(page, lambda focus: focus["text"] == "Ten lessons, then five more")
        page.keyboard.press("Enter")
        page.wait_for_url("**/professionals.html")
        tab_to(page, lambda focus: focus["text"] == first.front.title and focus["tag"] == "a")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{first.id}.html")

        tab_to(page, lambda at: at["type"] == "radio" and at["question"] == choice["title"])
        page.keyboard.press("Space")
        right = next(n for n, option in enumerate(choice["options"]) if option.get("right"))
        for _ in range(right):
            page.keyboard.press("ArrowDown")
        tab_to(page, lambda at: at["tag"] == "button" and at["question"] == choice["title"])
        page.keyboard.press("Enter")
        assert status(page, choice["title"]).startswith("Right.")

        tab_to(page, lambda at: at["type"] == "text" and at["question"] == number["title"])
        page.keyboard.type(str(number["wrong"][0]["value"]))
        page.keyboard.press("Enter")
        assert status(page, number["title"]).startswith("Not yet.")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(f"{number['answer']['value']:.2f}")
        page.keyboard.press("Enter")
        assert status(page, number["title"]).startswith("Right.")


def test_a_whole_lesson_is_answered_without_saying_how_sure(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{LESSONS[0]}.html") as page:
        questions = page.locator("form:has(.gd-submit)").all()
        for question in questions:
            for group in question.locator(".gd-whole .gd-part:has([type=radio])").all():
                group.get_by_role("radio").first.check()
            for box in question.locator(".gd-whole [type=checkbox]").all()[:1]:
                box.check()
            for box in question.get_by_role("textbox").all():
                box.fill("31")
            question.locator(".gd-submit").click()
        told = page.locator("form .gd-status:not(:empty)")
        assert told.count() == len(questions)
        page.reload()
        assert told.count() == len(questions)


def test_answers_stay_in_this_browser_until_the_reader_takes_them_back(
    browser: Browser, site: str
) -> None:
    kept = "localStorage.getItem('greaterdata:v1:answers')"
    with visit(browser, f"{site}/{LESSONS[0]}.html") as page:
        first = page.locator(".gd-question form:has(input[type=radio])").first
        first.locator("input[type=radio]").first.check()
        first.get_by_role("button").first.click()
        assert page.evaluate(kept)
        page.reload()
        assert first.locator("input[type=radio]").first.is_checked()
        page.get_by_role("button", name="Forget my answers on this browser").press("Enter")
        assert page.evaluate(kept) in {None, "{}"}
        assert not first.locator("input[type=radio]").first.is_checked()
        assert "removed" in page.locator(".gd-forgotten").inner_text()


@pytest.fixture(scope="module")
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page without JavaScript, to be taken from address to address."""
    with visit(browser, "about:blank", java_script_enabled=False) as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_a_page_shows_its_text_and_its_menu(
    plain_page: Page, site: str, name: str
) -> None:
    page = plain_page
    page.set_viewport_size(VIEWS["phone"]["viewport"])
    page.goto(f"{site}/{name}.html")
    assert page.locator("h1").is_visible()
    assert len(page.locator("main").inner_text().split()) > 20
    # A control that can do nothing is not offered.
    assert page.locator("#look").is_hidden()
    assert page.locator(".gd-forget:visible, .gd-acts:visible").count() == 0
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("navigation", name="Course").is_visible()
    assert page.get_by_role("link", name="Start here").first.is_visible()
    page.set_viewport_size(VIEWS["light"]["viewport"])
    page.reload()
    assert page.get_by_role("navigation", name="Course").is_visible()


@pytest.mark.parametrize("name", LESSONS)
def test_without_javascript_every_question_and_every_view_can_be_read(
    browser: Browser, site: str, name: str
) -> None:
    with visit(browser, f"{site}/{name}.html", java_script_enabled=False) as page:
        text = page.locator("main").inner_text()
        for item in bank(name.rpartition("/")[2]).values():
            place = page.locator(f'[data-item="{item["id"]}"].gd-static')
            assert place.is_visible(), item["id"]
            assert item["title"] in text
        live = page.locator(".gd-explore").all()
        assert live
        views = page.locator(".gd-view").all()
        assert all(part.is_visible() for part in [*live, *views])
        folded = page.locator("details.gd-code").first
        folded.locator("summary").click()
        assert folded.locator("pre").is_visible()


def test_leaders_meet_no_code_no_questions_and_no_solutions(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/leaders/summaries.html") as page:
        text = page.locator("main").inner_text()
        assert page.locator("main").locator("pre, code, details, .gd-question").count() == 0
    for lesson in read_lessons(ROOT / "book"):
        for item in bank(lesson.id).values():
            told = [item.get("solution"), item.get("right"), *item.get("hints", [])]
            assert not any(each.strip() in text for each in told if each), item["id"]


def test_each_summary_is_two_minutes_and_ends_with_a_question(browser: Browser, site: str) -> None:
    lessons = read_lessons(ROOT / "book")
    with visit(browser, f"{site}/leaders/summaries.html") as page:
        summaries = page.locator("#each-lesson-in-two-minutes > section").all_inner_texts()
    assert len(summaries) == len(lessons)
    for summary, lesson in zip(summaries, lessons, strict=True):
        title, *lines, link = [line for line in summary.splitlines() if line.strip()]
        assert title == lesson.front.title
        assert link == f"Read the whole lesson: {title}"
        assert 40 <= len(" ".join(lines).split()) <= 150
        assert "?" in lines[-1]


@pytest.mark.parametrize("name", PACKS)
def test_a_packs_plan_adds_up_to_a_session(browser: Browser, site: str, name: str) -> None:
    with visit(browser, f"{site}/{name}.html") as page:
        minutes = page.locator("table").first.locator("tbody td:last-child").all_inner_texts()
        cards = page.locator(".gd-cards li").count()
        sections = page.locator("main h2").all_inner_texts()
    *parts, total = map(int, minutes)
    assert sum(parts) == total
    assert 45 <= total <= 60
    assert cards > 10
    assert sections == [
        "The plan, minute by minute",
        "What to say",
        "To print or show",
        "Likely answers",
        "Without devices",
        "Cards to print and cut",
        "A sheet to take home",
    ]


def test_the_start_page_tells_the_true_length_of_every_way(browser: Browser, site: str) -> None:
    lessons = read_lessons(ROOT / "book")
    ways = read_ways(ROOT / "book", places(read_toc(ROOT / "book")), lessons)
    with visit(browser, f"{site}/index.html") as page:
        doors = page.locator("#choose-your-door > section").all_inner_texts()
    assert len(doors) == len(ways) == 4
    for door, groups in zip(doors, ways.values(), strict=True):
        assert "You will be able to:" in door
        assert how_long(groups) in door


def test_every_word_a_lesson_links_is_in_the_glossary_once() -> None:
    text = (ROOT / "book" / "reference" / "glossary.md").read_text(encoding="utf-8")
    entries = re.findall(r"^(?![ #`<-])(\S.*)$", text.partition("```{glossary}")[2], re.MULTILINE)
    assert len(entries) == len(set(entries))
    for lesson in read_lessons(ROOT / "book"):
        assert set(lesson.front.terms) <= set(entries)


@pytest.mark.parametrize("path", AUTHORED, ids=lambda path: path.stem)
def test_authored_pages_are_plain_english(path: Any) -> None:
    text = path.read_text(encoding="utf-8").split("---", 2)[2]
    plain = re.sub(r"```\{glossary\}|```|<!--.*?-->|^#.*$|`[^`]*`|\]\([^)]*\)|[*\[{}]", " ", text,
                   flags=re.MULTILINE)  # fmt: skip
    sentences = re.sub(r"(?m)(?<![.?!:])\n(?=\n|- |\d)", ".\n", plain)
    assert textstat.flesch_reading_ease(sentences) >= 60
    for banned in ("coming soon", "lorem", "TODO", "click here", "e.g.", "i.e."):
        assert banned not in text
