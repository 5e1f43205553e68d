"""A lesson opened as a notebook in the browser: it runs, nothing is asked of others, edits stay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.book.building import Build
from tests.browser import serve
from tools.book_python import place
from tools.book_toc import read_lessons
from tools.build_lite import KERNEL, build, release
from tools.lesson_source import ROOT

pytestmark = pytest.mark.slow

LESSON = read_lessons(ROOT / "book")[0]
PATIENCE = 240_000  # milliseconds: a busy machine starts Python slowly


@pytest.fixture(scope="module")
def lite(book: Build, browser_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book with notebooks in the browser, in a copy of its own."""
    output = tmp_path_factory.mktemp("lite")
    shutil.copytree(book.html, output / "html")
    place(browser_python, output / "html")
    assert build(ROOT, output)
    assert not build(ROOT, output)
    return output / "html"


@pytest.fixture(scope="module")
def lite_site(lite: Path) -> Iterator[str]:
    with serve(lite) as address:
        yield address


def test_no_second_copy_of_python_lies_in_the_site(lite: Path) -> None:
    assert not list((lite / "lite").rglob("pyodide.asm.*"))
    told = json.loads((lite / "lite" / "jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = told["jupyter-config-data"]["litePluginSettings"][KERNEL]
    assert kernel["disablePyPIFallback"]
    assert (lite / "lite" / kernel["pyodideUrl"]).resolve() == lite / "python" / "pyodide.js"
    assert not list((lite / "lite").rglob("*.map"))


def open_lesson(page: Page, site: str) -> None:
    page.goto(f"{site}/notebook.html#{LESSON.id}")
    page.locator(f"#{LESSON.id}").get_by_role("link", name=LESSON.front.title).click()
    page.locator(".jp-CodeCell").first.wait_for(timeout=PATIENCE)


def test_a_lesson_runs_as_a_notebook_asks_no_other_host_and_keeps_the_learners_own_copy(
    browser: Browser, lite_site: str, lite: Path
) -> None:
    context = browser.new_context()
    asked: list[str] = []
    lost: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("response", lambda got: lost.append(got.url) if got.status >= 400 else None)
    page = context.new_page()
    open_lesson(page, lite_site)
    start = page.locator(".jp-CodeCell").first
    start.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n# my own note\nimport splink")
    page.keyboard.press("Shift+Enter")
    told = page.locator(".jp-OutputArea", has_text="This step needs the notebook on a machine")
    told.wait_for(timeout=PATIENCE)
    start.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Delete")
    question = page.locator(".jp-OutputArea-output form:has(input[type=radio]):visible").first
    for _ in range(6):
        page.keyboard.press("Shift+Enter")
    question.wait_for(timeout=PATIENCE)
    question.locator("input[type=radio]").first.check()
    question.get_by_role("button").first.click()
    expect(question.locator(".gd-status")).not_to_be_empty()
    page.locator(".jp-Toolbar").get_by_role("button", name="Save", exact=False).first.click()
    until_saved(context.new_page(), lite_site)
    assert page.locator("[data-mime-type$='error']").count() == 0
    assert [url for url in asked if url.startswith("http") and not url.startswith(lite_site)] == []
    assert lost == []

    line = page.locator(f"#{LESSON.id}")
    page.goto(f"{lite_site}/notebook.html")
    expect(line).to_contain_text("goes on with your own copy, last saved on")
    change_lesson(lite)
    page.reload()
    expect(line).to_contain_text("The lesson has changed since.")
    line.get_by_role("link", name="open the new lesson beside it").click()
    page.get_by_role("paragraph").get_by_text("A lesson that was changed").wait_for(
        timeout=PATIENCE
    )
    page.go_back()
    line.get_by_role("link", name="Open your copy").click()
    expect(page.locator(".jp-CodeCell").first).to_contain_text("# my own note", timeout=PATIENCE)
    context.close()


def until_saved(beside: Page, site: str) -> None:
    """Look from another tab, again and again, whether the browser has the learner's copy."""
    line = beside.locator(f"#{LESSON.id}")
    for _ in range(20):
        beside.goto(f"{site}/notebook.html")
        with suppress(AssertionError):
            expect(line).to_contain_text("goes on with your own copy", timeout=3_000)
            break
    beside.close()


def change_lesson(html: Path) -> None:
    """Do what a new release does: another content, so another folder, on page and in the list."""
    page = html / "notebook.html"
    text = page.read_text(encoding="utf-8")
    old = release(
        (ROOT / "notebooks" / LESSON.folder.parent.name / LESSON.notebook.name).read_bytes()
    )
    cell = {
        "cell_type": "markdown",
        "id": "a",
        "metadata": {},
        "source": "A lesson that was changed",
    }
    changed = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    new = release(changed.encode())
    target = html / "lite" / "files" / new / LESSON.notebook.name
    target.parent.mkdir()
    target.write_text(changed, encoding="utf-8")
    listing = html / "lite" / "api" / "contents"
    shutil.copytree(listing / old, listing / new)
    for path in (listing / new).rglob("all.json"):
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    page.write_text(text.replace(f"{old}/{LESSON.id}", f"{new}/{LESSON.id}"), encoding="utf-8")
