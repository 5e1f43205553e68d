"""Finding one's way: search in plain words, what a word means, where one is on a pathway."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.book.building import Build
from tests.book.test_pages import LESSONS, VIEWS, visit
from tests.browser import axe_violations
from tools.book_glossary import meanings
from tools.book_search import cut
from tools.book_toc import read_lessons
from tools.lesson_source import ROOT

FIRST = read_lessons(ROOT / "book")[0]


def look_for(page: Page, words: str) -> list[str]:
    """Type words into the search, and return the names of what was found, best first."""
    page.get_by_label("Words to look for").fill(words)
    page.keyboard.press("Enter")
    page.locator("#search-progress", has_text=re.compile("Found in|Nothing was found")).wait_for()
    return page.locator(".gd-found a").all_inner_texts()


def test_search_finds_plain_words_forgives_slips_and_says_when_there_is_nothing(
    browser: Browser, site: str
) -> None:
    asked: list[str] = []
    with visit(browser, f"{site}/search.html", **VIEWS["phone"]) as page:
        page.on("request", lambda request: asked.append(request.url))
        assert any("Who is missing?" in name for name in look_for(page, "Amina"))
        assert any("Who is missing?" in name for name in look_for(page, "who is left out")[:8])
        assert any("hidden sheet" in name for name in look_for(page, "fine")[:6])
        assert any("deprivation" in each.lower() for each in look_for(page, "deprivaton"))
        assert look_for(page, "shared")[:3] == look_for(page, "sharing")[:3]
        assert axe_violations(page) == []
        assert page.locator(".gd-found mark").count() > 0
        link = page.locator(".gd-found a").first
        link.click()
        assert page.locator("h1").is_visible()
        page.goto(f"{site}/search.html?q=zzyzx")
        page.get_by_text("Nothing was found. Try one word, or a shorter one.").wait_for()
        page.emulate_media(color_scheme="dark")
        assert axe_violations(page) == []
    assert all(url.startswith(site) for url in asked)


def test_sections_are_cut_without_code_scripts_and_pictures() -> None:
    page = (
        '<section id="a"><h1>A &amp; B</h1><p>One <b>two</b>.</p><pre>code</pre><script>no</script>'
    )
    assert list(cut(page)) == [("a", "A & B", "One two .")]


def test_every_linked_word_of_a_lesson_has_its_meaning_at_hand(book: Build) -> None:
    known = json.loads((book.html / "_static" / "glossary.json").read_text(encoding="utf-8"))
    linked = re.compile(r'glossary\.html#(term-[^"]+)"><span class="xref std std-term">')
    pages = {name: (book.html / f"{name}.html").read_text(encoding="utf-8") for name in LESSONS}
    found = {name: set(linked.findall(text)) for name, text in pages.items()}
    assert sum(map(bool, found.values())) >= 16  # a unit may need no word of its own
    for name, words in found.items():
        assert words <= set(known), name


def test_two_words_with_one_meaning_and_a_meaning_of_two_lines_are_read_whole() -> None:
    page = "```{glossary}\nrate\nshare\n  So many\n  of so many.\n\ncount\n  How many.\n```"
    assert meanings(page) == {
        "term-rate": "So many of so many.",
        "term-share": "So many of so many.",
        "term-count": "How many.",
    }


def test_a_words_meaning_comes_with_pointer_and_keyboard_stays_and_goes_with_escape(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{LESSONS[0]}.html", **VIEWS["light"]) as page:
        word = page.locator(".gd-term").first
        bubble = page.locator("#gd-says")
        expect(bubble).to_be_hidden()
        word.focus()
        expect(bubble).to_be_visible()
        assert word.get_attribute("aria-describedby") == "gd-says"
        assert axe_violations(page) == []
        page.keyboard.press("Escape")
        expect(bubble).to_be_hidden()
        assert page.evaluate("document.activeElement.classList.contains('gd-term')")
        word.hover()
        expect(bubble).to_be_visible()
        bubble.hover()  # the pointer may rest on the meaning itself
        page.wait_for_timeout(400)
        expect(bubble).to_be_visible()
        page.mouse.move(1, 1)
        expect(bubble).to_be_hidden()
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        word.hover()
        expect(bubble).to_be_visible()
        assert axe_violations(page) == []


def test_the_first_tap_shows_a_words_meaning_and_the_second_leads_to_the_glossary(
    browser: Browser, site: str
) -> None:
    options = VIEWS["phone"] | {"has_touch": True, "is_mobile": True}
    with visit(browser, f"{site}/{LESSONS[0]}.html", **options) as page:
        word = page.locator(".gd-term").first
        word.tap()
        bubble = page.locator("#gd-says")
        expect(bubble).to_be_visible()
        box = bubble.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
        assert "Tap again" in bubble.inner_text()
        page.locator("h1").tap()
        expect(bubble).to_be_hidden()
        word.tap()
        word.tap()
        page.wait_for_url("**/glossary.html#term-*")


def test_a_pathway_knows_where_the_reader_is_and_forgets_when_asked(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/pathways/professionals.html", **VIEWS["phone"]) as page:
        where = page.locator(".gd-where")
        expect(where).to_contain_text(f"You have not begun yet. Begin with {FIRST.front.title}")
        where.get_by_role("link").click()
        form = page.locator(".gd-question form:has(input[type=radio])").first
        form.locator("input[type=radio]").first.check()
        form.get_by_role("button").first.click()
        page.goto(f"{site}/index.html")
        carry_on = page.locator(".gd-carry-on")
        expect(carry_on).to_contain_text(f"Welcome back. Carry on with {FIRST.front.title}: 1 of")
        assert axe_violations(page) == []
        page.goto(f"{site}/pathways/professionals.html")
        expect(where).to_contain_text(f"You have done 0 of {page.locator('[data-state]').count()}.")
        begun = page.locator("[data-state=begun]")
        expect(begun).to_contain_text("begun: 1 of")
        assert axe_violations(page) == []
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save my progress as a file").click()
        assert saved.value.suggested_filename == "my-progress.json"
        page.get_by_role("button", name="Forget my answers on this browser").click()
        expect(where).to_contain_text("You have not begun yet.")
        assert begun.count() == 0


@pytest.mark.parametrize("colours", ["active", "none"])
def test_the_start_page_opens_four_doors_by_keyboard_in_forced_colours_too(
    browser: Browser, site: str, colours: str
) -> None:
    with visit(browser, f"{site}/index.html", **VIEWS["light"]) as page:
        page.emulate_media(forced_colors=colours, reduced_motion="reduce")  # type: ignore[arg-type]
        doors = page.locator("#choose-your-door > section a")
        assert doors.count() == 4
        for number in range(4):
            doors.nth(number).focus()
            box = doors.nth(number).bounding_box()
            assert box is not None
            assert box["height"] >= 24
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
        targets = doors.evaluate_all("links => links.map(link => link.href)")
        assert [re.sub(r".*/", "", target) for target in targets] == [
            "community.html",
            "professionals.html",
            "apprentices.html",
            "leaders.html",
        ]
        page.keyboard.press("Enter")
        page.wait_for_url("**/pathways/leaders.html")
