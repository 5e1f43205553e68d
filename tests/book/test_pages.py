"""Every page of the book, read by a real browser as different people meet it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from greaterdata_lessons.files import write_whole
from tests.book.building import Build
from tests.browser import axe_violations
from tools.book_pack import pack_names
from tools.book_toc import read_lessons, read_toc, staged_toc, toc_pages
from tools.lesson_source import ROOT

PACKS = [name for lesson in read_lessons(ROOT / "book") for name in pack_names(lesson)]
PAGES = [*toc_pages(staged_toc(read_toc(ROOT / "book"), PACKS)), "search"]
LESSONS = [page for page in PAGES if page.startswith("lessons/")]
VIEWS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
    # A window of 1280 pixels at 400 % zoom.
    "zoomed": {"color_scheme": "light", "viewport": {"width": 320, "height": 256}},
}
# One visit in every view. In light colours every rule; then what can be different: dark colours
# move nothing, so they need the rules about colours alone, and a narrow window all the others.
LOOKED_AT: dict[str, bool | None] = {"light": None, "dark": True, "phone": False, "zoomed": False}
MOST_BYTES, MOST_REQUESTS = 500_000, 20
ANYWHERE = "http://book.invalid"  # each process serves the book at a port of its own

LOOK = """() => ({
  ids: [...document.querySelectorAll("[id]")].map((e) => e.id),
  links: [...document.querySelectorAll("a[href]")].map((e) => e.href),
  sources: [...document.querySelectorAll("[src]")].map((e) => e.src),
  pictures: [...document.images].map((e) => ({alt: e.getAttribute("alt"), width: e.naturalWidth})),
  headings: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .map((e) => [Number(e.localName[1]), e.textContent.trim()]),
  title: document.title,
  language: document.documentElement.lang,
})"""


@contextmanager
def visit(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own, as a first-time reader would."""
    context: BrowserContext = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    try:
        page.goto(address)
        yield page
    finally:
        context.close()


Found = dict[str, Any]
SIZES = """() => ["resource", "navigation"].flatMap((kind) => performance.getEntriesByType(kind))
  .filter((e) => !e.name.startsWith("data:"))
  .map((e) => [e.name, e.encodedBodySize])"""


@pytest.fixture(scope="session")
def seen(shared: Path) -> Path:
    """Where it is kept what each page holds that any process has opened."""
    (shared / "seen").mkdir(exist_ok=True)
    return shared / "seen"


def look(page: Page, seen: Path, site: str, name: str) -> None:
    """Keep what an open page holds, wherever it is served: ids, links, pictures, headings."""
    found = json.dumps(page.evaluate(LOOK)).replace(site, ANYWHERE)
    write_whole(seen / f"{name.replace('/', '~')}.json", found.encode())


@pytest.fixture(scope="session")
def crawl(browser: Browser, site: str, seen: Path) -> dict[str, Found]:
    """What every page holds; pages that another test has opened are not opened again."""
    files = {name: seen / f"{name.replace('/', '~')}.json" for name in PAGES}
    with visit(browser, "about:blank") as page:
        for name in [name for name, file in files.items() if not file.exists()]:
            page.goto(f"{site}/{name}.html")
            look(page, seen, site, name)
    texts = {name: file.read_text("utf-8").replace(ANYWHERE, site) for name, file in files.items()}
    return {f"/{name}.html": json.loads(text) for name, text in texts.items()}


@pytest.mark.spread
@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_every_view_has_no_fault_asks_no_other_host_and_is_light(
    browser: Browser,
    site: str,
    seen: Path,
    name: str,
    record_property: Callable[[str, object], None],
) -> None:
    """One visit, looked at in every view: what a page holds does not hang on the view."""
    asked: list[str] = []
    errors: list[str] = []
    with visit(browser, "about:blank", **VIEWS["light"]) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{site}/{name}.html")
        look(page, seen, site, name)
        for view, options in VIEWS.items():
            page.emulate_media(color_scheme=options["color_scheme"], reduced_motion="reduce")
            page.set_viewport_size(options["viewport"])
            assert axe_violations(page, colours=LOOKED_AT[view]) == [], view
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= options["viewport"]["width"], view
        fetched = dict(page.evaluate(SIZES))
        pictures = page.evaluate("[...document.images].reduce((sum, e) => sum + e.src.length, 0)")
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert errors == []
    total = sum(fetched.values())
    if name == "index" or name in LESSONS:
        record_property(
            "measured",
            f"{name}: {total / 1000:.0f} kB ({pictures / 1000:.0f} kB of it pictures), "
            f"{len(fetched)} requests",
        )
    assert total - pictures < MOST_BYTES
    assert len(fetched) < MOST_REQUESTS


@pytest.mark.spread
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_prints_whole_and_stays_faultless_with_all_opened_and_all_answered(
    browser: Browser, site: str, name: str
) -> None:
    with visit(browser, f"{site}/{name}.html", **VIEWS["dark"]) as page:
        page.locator(".gd-explore[data-mounted]").first.wait_for()
        page.emulate_media(media="print")
        assert_prints_whole(page)
        page.emulate_media(media="screen", color_scheme="dark", reduced_motion="reduce")
        answer_everything(page)
        assert axe_violations(page) == []
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert axe_violations(page, colours=True) == []
        page.set_viewport_size(VIEWS["zoomed"]["viewport"])
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def assert_prints_whole(page: Page) -> None:
    """Paper gets every view and number, in black, and no buttons."""
    assert all(view.is_visible() for view in page.locator(".gd-view").all())
    assert page.locator(".gd-chart details table").first.is_visible()
    assert not page.locator("header").is_visible()
    controls = page.locator(".gd-explore :is(button, input, select)")
    assert controls.count() > 0
    assert not any(control.is_visible() for control in controls.all())
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def answer_everything(page: Page) -> None:
    """Choose the first of what each question offers, send every form, open every fold."""
    for form in page.locator(".gd-question form").all():
        options = form.locator("input[type=radio]:visible")  # others are folded away
        if options.count():
            options.first.check()
    page.evaluate("document.querySelectorAll('.gd-question form').forEach(f => f.requestSubmit())")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


@pytest.mark.parametrize("menu", ["Menu", "Contents"])
def test_menus_on_a_phone_open_faultless_and_close_with_escape(
    browser: Browser, site: str, menu: str
) -> None:
    with visit(
        browser, f"{site}/{LESSONS[0]}.html", **VIEWS["phone"] | {"color_scheme": "dark"}
    ) as page:
        opened = page.locator("nav:popover-open")
        page.get_by_role("button", name=menu).press("Enter")
        assert opened.count() == 1
        assert axe_violations(page) == []
        page.keyboard.press("Escape")
        assert opened.count() == 0
        assert page.evaluate("document.activeElement.textContent") == menu
        page.get_by_role("button", name=menu).press("Enter")
        opened.get_by_role("button", name="Close").press("Enter")
        assert opened.count() == 0


@pytest.mark.spread
def test_every_link_script_and_picture_leads_somewhere(
    crawl: dict[str, dict[str, Any]], book: Build, site: str
) -> None:
    dead = []
    for page, found in crawl.items():
        for address in [*found["links"], *found["sources"]]:
            parts = urlsplit(address)
            if not address.startswith(site):
                assert parts.scheme in {"https", "data"}, f"{page}: {address}"
                continue
            target = book.html / unquote(parts.path).lstrip("/")
            known = crawl.get(parts.path, {}).get("ids", [])
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in known):
                dead.append(f"{page} -> {address.removeprefix(site)}")
    assert dead == []


@pytest.mark.spread
def test_every_page_has_one_title_in_order_headings_and_the_right_language(
    crawl: dict[str, dict[str, Any]],
) -> None:
    for page, found in crawl.items():
        levels = [level for level, _ in found["headings"]]
        steps = [after - before for before, after in pairwise(levels)]
        assert levels.count(1) == 1, page
        assert levels[0] == 1, page
        assert all(step <= 1 for step in steps), (page, found["headings"])
        assert all(text for _, text in found["headings"]), page
        assert found["language"] == "en-GB"
        assert len(found["ids"]) == len(set(found["ids"])), page
    titles = [found["title"] for found in crawl.values()]
    assert len(titles) == len(set(titles))


@pytest.mark.spread
def test_every_picture_says_what_it_shows_and_is_drawn(crawl: dict[str, dict[str, Any]]) -> None:
    pictures = [(page, each) for page, found in crawl.items() for each in found["pictures"]]
    assert pictures
    for page, picture in pictures:
        assert len((picture["alt"] or "").split()) > 5, page
        assert not re.search(r"\.(png|svg|jpe?g)\b", picture["alt"]), page
        assert picture["width"] > 0, page


def test_the_look_follows_the_system_until_the_reader_chooses(browser: Browser, site: str) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    with visit(browser, f"{site}/index.html", **VIEWS["dark"]) as page:
        dark = page.evaluate(colour)
        button = page.locator("#look")
        assert button.inner_text() == "Light colours"
        button.press("Enter")
        assert button.inner_text() == "Dark colours"
        assert page.evaluate(colour) != dark
        page.reload()
        assert page.evaluate(colour) != dark
        page.goto(f"{site}/search.html")
        assert page.locator("#look").inner_text() == "Dark colours"


def test_dark_colours_are_the_same_whoever_asks_for_them() -> None:
    theme = ROOT / "book" / "_theme" / "greaterdata" / "static"
    css = (theme / "greaterdata.css").read_text(encoding="utf-8")
    system = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', css, re.DOTALL)
    reader = re.search(r'\n:root\[data-theme="dark"\] \{(.*?)\}', css, re.DOTALL)
    assert system is not None
    assert reader is not None
    assert system[1].split() == reader[1].split()
