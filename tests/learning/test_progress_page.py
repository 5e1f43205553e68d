"""The page "Your progress", what comes back in later lessons, and its rules beside Python's."""

import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page

from greaterdata_lessons.learning import progress
from greaterdata_lessons.learning.progress_format import document, merged, read
from greaterdata_lessons.learning.progress_marks import lesson_mark, to_revisit
from tests.browser import axe_violations, serve, until
from tests.learning.conftest import BOOK_STYLE, ROOT, SHOW

KEY = "greaterdata:v1:answers"
RIGHT = {"answer": 0.56, "state": "right", "first": "not yet", "sure": "very", "tries": 2}
WHEN = "2026-01-01T09:00:00Z"


@pytest.fixture(scope="module")
def pages(compiled: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the progress page, as the book writes it, and of a later lesson's page."""
    folder = tmp_path_factory.mktemp("progress")
    for path in (*SHOW.glob("*.mjs"), SHOW / "question.css", BOOK_STYLE):
        shutil.copy(path, folder)
    items = list(compiled["items"].values())
    told = [
        {k: item[k] for k in ("id", "title", "kind", "objective") if k in item} for item in items
    ]
    lesson = {
        "lesson": "every-kind",
        "title": "Every kind",
        "page": "every-kind.html",
        "items": told,
    }
    (folder / "lessons.json").write_text(json.dumps({"lessons": [lesson]}), encoding="utf-8")
    source = (ROOT / "book" / "progress.md").read_text(encoding="utf-8").split("---", 2)[2]
    sections = (
        '<section data-lesson="every-kind"><h3><a href="every-kind.html">Every kind</a></h3>'
        '<p class="gd-how-far"></p><ul><li data-objective="compare">Compare</li>'
        '<li data-objective="small">Small numbers</li></ul></section>'
    )
    html = MarkdownIt("commonmark").render(source.replace("<!-- progress -->", sections))
    write(folder / "progress.html", html, "own-progress.mjs")
    recall = {**items[0], "id": "later/recall", "recall": "Every kind"}
    script = f'<script type="application/json" class="gd-item">{json.dumps(recall)}</script>'
    question = f'<h1>Later</h1><div class="gd-question">{script}</div>'
    write(folder / "later.html", question, "page.mjs", "own-progress.mjs")
    with serve(folder) as address:
        yield address


def write(path: Path, body: str, *scripts: str) -> None:
    tags = "".join(f'<script type="module" src="{name}"></script>' for name in scripts)
    path.write_text(
        '<!doctype html><html lang="en-GB" data-content_root="./"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>Progress</title><link rel=stylesheet href=greaterdata.css>{tags}</head>"
        f"<body><main>{body}</main></body></html>",
        encoding="utf-8",
    )


@pytest.fixture
def page(browser: Browser, pages: str) -> Iterator[Page]:
    """The progress page of a reader who has answered three questions."""
    opened = browser.new_page(accept_downloads=True)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{pages}/progress.html")
    wrong = {"answer": 1, "state": "not yet", "first": "not yet", "sure": "very", "when": WHEN}
    kept = {
        "every-kind/ratio": {**RIGHT, "when": WHEN, "began": WHEN},
        "every-kind/who-counts": wrong,
        "every-kind/doubled": {**wrong, "state": "right", "first": "right"},
    }
    opened.evaluate(f"kept => localStorage.setItem('{KEY}', JSON.stringify(kept))", kept)
    opened.reload()
    opened.locator(".gd-acts button").first.wait_for()
    yield opened
    opened.close()
    assert errors == []


def said(page: Page) -> str:
    until(page, "document.querySelector('.gd-said').textContent !== ''")
    text = page.locator(".gd-said").inner_text()
    page.evaluate("document.querySelector('.gd-said').textContent = ''")
    return text


def test_it_shows_how_far_how_sure_and_what_to_look_at_again(page: Page) -> None:
    assert page.locator(".gd-how-far").inner_text().startswith("3 of ")
    sure = page.locator('[data-part="sure"]').inner_text()
    assert sure == 'When you said "very sure", your first answer was right 1 time in 3.'
    again = page.locator('[data-part="again"] a')
    assert again.count() == 2
    assert (again.first.get_attribute("href") or "").startswith(
        "./every-kind.html#question-every-kind-"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_it_is_accessible_and_fits_a_narrow_window(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator("button:visible, input:visible").all():
        box = target.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24


def test_the_file_it_saves_goes_to_a_notebook_and_back(
    page: Page, installed: Path, tmp_path: Path
) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my progress").press("Enter")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert said(page).startswith("3 answers saved to my-progress.json. It holds no name")
    assert repr(progress.import_progress(path)).startswith("3 answers read, 3 of them new")
    back = tmp_path / "back.json"
    progress.export_progress(back)
    page.get_by_role("button", name="Forget my answers").press("Enter")
    assert said(page) == "Done. 3 answers were removed from this browser."
    assert page.locator(".gd-how-far").inner_text() == "Not begun."
    page.get_by_label("A progress file").set_input_files(back)
    page.get_by_role("button", name="Bring it in").press("Enter")
    assert said(page) == "3 answers read, 3 of them new or better than yours."
    assert page.locator(".gd-how-far").inner_text().startswith("3 of ")


def test_a_file_that_is_something_else_or_newer_changes_nothing(page: Page, tmp_path: Path) -> None:
    before = page.evaluate(f"localStorage.getItem('{KEY}')")
    newer = '{"format": "greaterdata progress", "version": 9, "answers": {}}'
    for text, says in [
        ("borough,people\n", "That is not a progress file"),
        (newer, "This file was written by a newer version"),
        ("", "That is not a progress file"),
    ]:
        path = tmp_path / "file.json"
        path.write_text(text, encoding="utf-8")
        page.get_by_label("A progress file").set_input_files(path)
        page.get_by_role("button", name="Bring it in").click()
        assert said(page).startswith(says)
        assert page.evaluate(f"localStorage.getItem('{KEY}')") == before


def test_what_the_browser_cannot_read_is_in_the_file_and_survives_what_is_brought_in(
    page: Page, tmp_path: Path
) -> None:
    page.evaluate(f"localStorage.setItem('{KEY}', '{{\"every-kind/ra')")
    page.reload()
    assert said(page).startswith("The answers kept in this browser could not be read")
    path = tmp_path / "more.json"
    path.write_text(document({"every-kind/guess": {"answer": "few", "state": "kept"}}), "utf-8")
    page.get_by_label("A progress file").set_input_files(path)
    page.get_by_role("button", name="Bring it in").click()
    assert said(page).startswith("1 answer read, 1 of them new")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my progress").click()
    assert said(page).endswith("What could not be read is in it too, as it was.")
    assert download.value.path().read_text("utf-8").endswith('}\n{"every-kind/ra\n')


def test_half_a_file_gives_what_it_holds_and_says_so(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    whole = document({"every-kind/guess": {"answer": "few", "state": "kept"}})
    path.write_text(f"{whole}\n{whole[:70]}", encoding="utf-8")
    page.get_by_label("A progress file").set_input_files(path)
    page.get_by_role("button", name="Bring it in").click()
    assert "everything else was read" in said(page)
    assert page.locator(".gd-how-far").inner_text().startswith("4 of ")


def test_without_javascript_it_says_so_and_lists_what_lessons_ask(
    browser: Browser, pages: str
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{pages}/progress.html")
    assert page.get_by_text("this page needs JavaScript").is_visible()
    assert page.get_by_text("Small numbers").is_visible()
    assert not page.get_by_role("button").first.is_visible()
    page.close()


def test_what_was_wrong_comes_back_after_the_recall_of_a_later_lesson(page: Page) -> None:
    page.goto(page.url.replace("progress.html", "later.html"))
    again = page.get_by_role("complementary", name="From before")
    again.wait_for()
    assert again.get_by_role("link").count() == 2
    assert axe_violations(page) == []
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator("form").wait_for()
    assert page.get_by_role("complementary").count() == 0


def records(seed: int) -> dict[str, Any]:
    pick = random.Random(seed)
    days = [f"2026-01-{day:02}T09:00:00Z" for day in pick.sample(range(1, 29), 20)]
    made = {}
    for name in pick.sample(["ratio", "guess", "doubled", "who-counts", "your-list", "gone"], 4):
        made[f"every-kind/{name}"] = {
            "answer": pick.choice([1, "ü", None, [1, 2]]),
            "state": pick.choice(["right", "not yet", "kept"]),
            "when": days.pop(),
            "began": days.pop() if pick.random() < 0.7 else "yesterday",
            "tries": pick.choice([1, 3, "x", 0]),
            "first": pick.choice(["right", "not yet", 5]),
        }
    return made | {"odd": pick.choice([1, None, {"state": "right"}, {"answer": 1, "state": "?"}])}


def test_page_and_library_read_merge_and_mark_alike(page: Page, compiled: dict[str, Any]) -> None:
    texts = []
    for seed in range(60):
        one, two = (json.dumps(records(n)) for n in (seed, seed + 1000))
        head = '{"format": "greaterdata progress", "version": 1, "answers": '
        texts += [
            f"{head}{one}}}\n{head}{two}}}",
            f"{head}{one}}}\n{head}{two[:40]}",
            f"{head}{one}",
        ]
    texts += ["", "[]", "null\n{}", '{"format": "greaterdata progress", "version": 2}', "\ufeff7"]
    script = """async ([texts, lesson]) => {
        const { read, lessonMark, toRevisit } = await import("./progress.mjs");
        return texts.map(read).map((found) => ({
          ...found, answers: { ...found.answers }, again: toRevisit(found.answers),
          mark: lessonMark(lesson, found.answers) }));
    }"""
    lesson = {"items": list(compiled["items"].values())}
    in_page = page.evaluate(script, [texts, lesson])
    for text, there in zip(texts, in_page, strict=True):
        here = read(text)
        assert there["answers"] == here.answers
        assert (there["ours"], there["newer"], there["unreadable"]) == (
            here.ours,
            here.newer,
            here.unreadable,
        )
        assert there["again"] == to_revisit(here.answers)
        mark = lesson_mark(compiled, here.answers)
        assert there["mark"] == {
            "questions": mark.questions,
            "answered": mark.answered,
            "right": mark.right,
            "met": list(mark.met),
            "state": mark.state,
        }
    assert merged([read(text).answers for text in texts])


def test_the_page_asks_nothing_of_another_host(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator(".gd-acts button").first.wait_for()
    assert {re.sub(r":\d+/.*", "", url) for url in asked} <= {"http://127.0.0.1", "data:,"}
