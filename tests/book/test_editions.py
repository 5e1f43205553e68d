"""What readers take away: the leaders' edition, sessions on paper, the book on a stick."""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from tests.book.building import Build
from tests.book.test_pages import LESSONS, PACKS
from tools.book_leaders import monday_question
from tools.book_pages import BookError
from tools.book_toc import read_lessons
from tools.build_editions import MOST_PAGES, leaders_edition
from tools.editions_offline import offline
from tools.editions_page import fill_part, listed
from tools.editions_pdf import pdf_facts
from tools.editions_sessions import PAPERS, session
from tools.lesson_source import ROOT


@pytest.fixture(scope="module")
def own(book: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book in a copy of its own: editions are put beside its pages."""
    return Path(shutil.copytree(book.html, tmp_path_factory.mktemp("editions") / "html"))


def test_the_leaders_edition_is_a_short_tagged_pdf_with_a_bookmark_for_each_lesson(
    own: Path, browser: Browser
) -> None:
    made = leaders_edition(browser, own)
    facts = pdf_facts(made.path)
    assert facts.tagged
    assert facts.language == "en-GB"
    assert facts.title.endswith(" edition | greaterdata lessons")
    assert 8 <= facts.pages <= MOST_PAGES
    lessons = read_lessons(ROOT / "book")
    wanted = {lesson.front.title for lesson in lessons} | {"Questions to ask on Monday"}
    assert wanted <= set(facts.bookmarks)
    assert all(monday_question(lesson) for lesson in lessons)
    # The same book gives the same bytes, and names no folder of the machine it was made on.
    before = made.path.read_bytes()
    assert leaders_edition(browser, own).path.read_bytes() == before
    assert not re.search(rb"file:|CreationDate", before)
    assert f"PDF, {facts.pages} pages, " in listed([made], own)


def test_a_session_is_one_zip_of_all_it_needs_on_paper(own: Path, browser: Browser) -> None:
    pack = next(name for name in PACKS if name.endswith("-community"))
    made = session(browser, own, pack)
    with zipfile.ZipFile(made.path) as papers:
        names = [Path(name).name for name in papers.namelist()]
        read_me = papers.read(f"{pack}/read-me.txt").decode()
    assert names == [*(paper.file for paper in PAPERS), "read-me.txt"]
    assert all(paper.file in read_me for paper in PAPERS)
    facts = {paper.file: pdf_facts(made.path.with_suffix("") / paper.file) for paper in PAPERS}
    assert all(each.tagged and each.language == "en-GB" for each in facts.values())
    assert all(paper.title in facts[paper.file].title for paper in PAPERS)
    assert facts["5-sheet.pdf"].pages == 1
    cards = facts["3-cards.pdf"].bookmarks
    assert "To take home" in cards
    assert not set(cards) & set(facts["4-pictures.pdf"].bookmarks)
    before = made.path.read_bytes()
    assert session(browser, own, pack).path.read_bytes() == before


def test_the_whole_course_works_from_a_disk_with_no_server(
    own: Path, browser: Browser, tmp_path: Path
) -> None:
    stick = offline(own)
    assert stick.path.read_bytes() == offline(own).path.read_bytes()
    with zipfile.ZipFile(stick.path) as packed:
        packed.extractall(tmp_path)
    course = tmp_path / "greaterdata-lessons"
    faults: list[str] = []
    asked: list[str] = []
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((course / "start.html").as_uri())
    page.wait_for_url("**/pages/index.html")
    page.goto((course / "pages" / f"{LESSONS[0]}.html").as_uri())
    first = page.locator(".gd-question form:has(input[type=radio])").first
    first.locator("input[type=radio]").first.check()
    first.get_by_role("button").first.click()
    assert first.locator(".gd-status").inner_text()
    assert "a browser runs no Python" in page.locator(".gd-no-python").inner_text()
    assert page.get_by_role("button", name="Run").count() == 0
    page.locator(".gd-explore[data-mounted]").first.wait_for()
    page.goto((course / "pages" / "progress.html").as_uri())
    page.get_by_text(re.compile(r"^1 of \d+ questions answered")).wait_for()
    page.goto((course / "pages" / "search.html").as_uri())
    page.get_by_label("Words to look for").fill("Amina")
    page.keyboard.press("Enter")
    page.locator("#search-results").get_by_text("Who is missing?").first.wait_for()
    context.close()
    assert faults == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}


@pytest.mark.slow
def test_every_page_and_picture_on_the_stick_leads_somewhere_on_it(own: Path) -> None:
    with zipfile.ZipFile(offline(own).path) as packed:
        names = set(packed.namelist())
        pages = {name: packed.read(name).decode() for name in names if name.endswith(".html")}
    dead = [
        f"{name} -> {target}"
        for name, text in pages.items()
        for target in re.findall(r'(?:href|src)="([^"#?:]+)[^":]*"', text)
        if posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target))) not in names
    ]
    assert dead == []


def test_a_part_of_a_page_is_filled_in_place_and_a_missing_one_is_named(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<p>A</p><div data-part="x">none</div><p>B</p>', encoding="utf-8")
    fill_part(page, "x", "<ul></ul>")
    fill_part(page, "x", "<ol></ol>")
    assert page.read_text("utf-8") == '<p>A</p><div data-part="x"><ol></ol></div><p>B</p>'
    with pytest.raises(BookError, match=r'page\.html has 0 places <div data-part="y">'):
        fill_part(page, "y", "")
