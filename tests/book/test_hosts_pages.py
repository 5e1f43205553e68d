"""What a host who has never hosted reads: plain words, sheets that print, and only what is so."""

from __future__ import annotations

import re
import shlex
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import greaterdata_lessons as gd
from greaterdata_lessons.cli import command_line
from greaterdata_lessons.hub import throttle
from tests.book.test_pages import VIEWS, visit
from tests.lessons import style
from tools.editions_pdf import pdf_facts, write_pdf
from tools.lesson_source import ROOT

FOLDER = ROOT / "book" / "facilitators"
NAMES = ("index", "before", "during", "after", "adapting", "sheets", "room-kit")
WITH_SHEETS = {"before": 1, "during": 1, "after": 1, "sheets": 6, "room-kit": 2}
# Words of people who look after computers. "Hub", "server" and "bundle" are explained where used.
JARGON = re.compile(
    r"\b(kernels?|containers?|deploy\w*|authenticat\w*|API|tokens?|repositor\w+|configur\w*|spawn\w*"
    r"|terminal|process(es)?|instances?|cull\w*|proxy|admin\w*|log ?in|credentials?|root)\b",
    re.IGNORECASE,
)
SAID_WHERE_USED = {"hub": "index", "server": "before", "bundle": "room-kit"}


def source(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").split("---", 2)[2]


def sentences(name: str) -> str:
    """Return a page's words, without headings, code and mark-up; each line ends a sentence.

    The cells of a table and the items of a list are read as sentences of their own.
    """
    text = re.sub(r"^```.*?^```|<[^>]+>|^\(.*\)=$|^\{.*\}$", "", source(name), flags=re.S | re.M)
    lines = [
        cell.strip(" -*>")
        for line in text.splitlines()
        if not line.startswith(("#", "|-"))
        for cell in (line.split("|") if line.startswith("|") else [line])
    ]
    plain = [style.plain(re.sub(r"^\d+\. ", "", line)).strip() for line in lines]
    return "\n".join(line if line[-1] in ".?!:" else f"{line}." for line in plain if line)


@pytest.mark.parametrize("name", NAMES)
def test_a_hosts_page_is_easy_to_read_and_free_of_computer_words(name: str) -> None:
    words = sentences(name)
    assert style.reading_ease(words, ()) >= 65
    assert [found[0] for found in JARGON.finditer(words)] == []


def test_a_word_about_computers_is_explained_on_the_page_where_a_host_meets_it_first() -> None:
    for word, page in SAID_WHERE_USED.items():
        earlier = NAMES[: NAMES.index(page)]
        assert f"**{word}**" in source(page)
        assert not any(re.search(rf"\b{word}s?\b", sentences(each)) for each in earlier), word


CODE = re.compile(r"^```\n(.*?)^```|`([^`\n]+)`", re.DOTALL | re.MULTILINE)
# "Press **Start all servers**", or 'Press "Print this sheet"', or "Download **All in one zip**".
PRESSED = re.compile(r'\b(?:press|download) (?:\*\*|")([^*"]+?)[".]*(?:\*\*|")', re.IGNORECASE)
BUTTON = re.compile(r"<(?:button|a)\b[^>]*>([^<{]+)<|textContent = \"([^\"]+)\"|= \{ \"([^\"]+)\":")


def commands() -> list[str]:
    """Return every line of code that hosts and mentors are told to type."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))]
    found = [one or other for page in pages for one, other in CODE.findall(page)]
    return [line.strip() for text in found for line in text.splitlines()]


def test_every_command_on_the_pages_for_hosts_and_mentors_is_one() -> None:
    typed = [line for line in commands() if re.match(r"(sudo )?(\.venv/bin/)?greaterdata ", line)]
    assert any(" hub start" in line for line in typed)
    for line in typed:
        command_line().parse_args(shlex.split(line)[line.startswith("sudo ") + 1 :])


def test_every_name_of_the_library_and_every_make_on_those_pages_is_one() -> None:
    known = (ROOT / "Makefile").read_text(encoding="utf-8")
    for line in commands():
        for name in re.findall(r"\bgd\.(\w+)", line):
            assert name in gd.__all__, line
        if line.startswith("make "):
            assert f"\n{line.split()[1]}:" in known, line


def test_every_button_that_hosts_and_learners_are_told_to_press_is_there() -> None:
    hub = ROOT / "greaterdata_lessons" / "hub"
    files = [
        *(hub / "server" / "room" / "templates").glob("*.html"),
        *(hub / "lab").rglob("*.js"),
        *(ROOT / "book" / "_theme" / "greaterdata").rglob("*.html"),
        *(ROOT / "book" / "_theme" / "greaterdata").rglob("sheet.mjs"),
    ]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    there = {unescape("".join(found)).strip(" …") for found in BUTTON.findall(texts)}
    told = {name for page in NAMES for name in PRESSED.findall(source(page))}
    assert len(told) >= 10
    assert told <= there, told - there


def test_what_a_host_reads_on_the_sign_in_page_is_said_there() -> None:
    said = re.search(r'\| "(That was wrong[^"]+)"', source("room-kit"))
    assert said is not None
    assert throttle.sentence(20).startswith(said[1])


@pytest.mark.parametrize(("name", "many"), WITH_SHEETS.items())
def test_each_sheet_prints_alone_on_one_page(
    browser: Browser, site: str, tmp_path: Path, name: str, many: int
) -> None:
    with visit(browser, f"{site}/facilitators/{name}.html", **VIEWS["light"]) as page:
        page.evaluate("window.print = () => {}")
        buttons = page.get_by_role("button", name="Print this sheet").all()
        assert len(buttons) == many
        for number, button in enumerate(buttons):
            title = page.locator("section.gd-sheet > h2").nth(number).inner_text()
            button.press("Enter")
            write_pdf(page, tmp_path / "sheet.pdf", name="greaterdata lessons")
            facts = pdf_facts(tmp_path / "sheet.pdf")
            assert (facts.pages, facts.bookmarks) == (1, (title,))
            page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".gd-this-sheet").count() == 0
