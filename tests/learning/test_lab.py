"""Questions in a real JupyterLab, in a real browser: answered by keyboard, readable untrusted."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from greaterdata_lessons.learning.compile import bank_json
from greaterdata_lessons.learning.saved import VIEW, answers_in
from greaterdata_lessons.show.question import Question
from tests.browser import axe_violations
from tests.learning.conftest import ROOT

SETUP = """
from pathlib import Path
import greaterdata_lessons.learning.bank as bank
bank.folder = lambda: Path.cwd()
from greaterdata_lessons.learning.checks import check
from greaterdata_lessons.show.question import prediction, question
"""
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}


class Lab(NamedTuple):
    """A running JupyterLab: its address, the folder it shows, and the one for its own files."""

    address: str
    work: Path
    own: Path


def notebook(*sources: str, outputs: list[Any] | None = None) -> str:
    """A notebook with these code cells; outputs, if given, belong to the last."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    if outputs:
        cells[-1].outputs = outputs
        cells[-1].execution_count = 1
    kernel = {"name": "python3", "display_name": "Python 3"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    text: str = nbformat.writes(made)
    return text


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
    return port


def lab_environment(folder: Path) -> dict[str, str]:
    """Everything Lab reads or writes of its own stays in the test's folder."""
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(NO_NEWS))
    widgets = folder / "settings" / "@jupyter-widgets" / "jupyterlab-manager"
    widgets.mkdir(parents=True)
    (widgets / "plugin.jupyterlab-settings").write_text(json.dumps({"saveState": True}))
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    own = {name: str(folder / place) for name, place in places.items()}
    return {**os.environ, **own, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def lab(compiled: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of this module's own."""
    work, own = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("own")
    (work / "every-kind.json").write_text(bank_json(compiled), encoding="utf-8")
    port = free_port()
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    options += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--notebook-dir={work}"]
    with subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env=lab_environment(own),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api", server)
            yield Lab(address, work, own)
        finally:
            stop(server)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask Lab to stop; one that is still busy with its kernels is stopped all the same."""
    server.terminate()
    try:
        server.wait(timeout=4)
    except subprocess.TimeoutExpired:
        server.kill()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "JupyterLab stopped before it answered"
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("JupyterLab did not answer within 30 seconds")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that reaches 127.0.0.1 and nothing else."""
    opened = browser.new_page(viewport={"width": 1300, "height": 900})
    opened.route(
        lambda url: not url.startswith(("http://127.0.0.1", "ws://127.0.0.1")),
        lambda route: route.abort(),
    )
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def open_notebook(page: Page, lab: Lab, name: str, text: str) -> None:
    (lab.work / name).write_text(text, encoding="utf-8")
    page.goto(f"{lab.address}/doc/tree/{name}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")


def run_all(page: Page, cells: int) -> None:
    """Run the notebook from its first cell by keyboard, one cell after another."""
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.locator(".jp-Notebook .cm-content").first.click()
    for number in range(1, cells + 1):
        page.keyboard.press("Shift+Enter")
        page.get_by_text(f"[{number}]:", exact=True).first.wait_for(state="attached")


def tab_into_a_question(page: Page) -> None:
    """Press Tab, as a learner would, until a control of a question has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.gd-question input')"):
            return
    pytest.fail("twenty presses of Tab did not reach the question")


def test_questions_are_answered_by_keyboard_alone(page: Page, lab: Lab) -> None:
    asked = [f'question("every-kind/{name}")' for name in ("guess", "ratio", "steps", "your-list")]
    text = notebook(SETUP, *asked, 'prediction("every-kind/guess")')
    page.set_viewport_size({"width": 1300, "height": 2600})
    open_notebook(page, lab, "answer.ipynb", text)
    run_all(page, 5)
    guessing = page.locator("form", has_text="Guess first")
    page.locator(".jp-CodeCell .cm-content", has_text="guess").first.click()
    page.keyboard.press("Escape")
    tab_into_a_question(page)
    for key in ("Space", "ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    said = "Kept. You said: about 590,000. Your guess stays beside the chart."
    assert guessing.get_by_role("status").inner_text() == said
    number = page.locator("form", has_text="Reached, out of expected")
    number.get_by_role("textbox").focus()
    page.keyboard.type("0,556")
    page.keyboard.press("Enter")
    assert number.get_by_role("status").inner_text().startswith("Right. The scheme reached")
    ordering = page.locator("form", has_text="In which order?")
    ordering.get_by_role("combobox").first.focus()
    for down in (3, 4, 1, 2):
        for _ in range(down):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert ordering.get_by_role("status").inner_text().startswith("Right. Decision, lists")
    own = page.locator("form", has_text="Your own list")
    own.get_by_role("textbox").focus()
    page.keyboard.type("dd: a, b, m, x, z")
    page.keyboard.press("Enter")
    assert own.get_by_role("textbox").input_value() == "dd: a, b, m, x, z\n"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert own.get_by_role("status").inner_text().startswith("Kept. Compare it with")
    assert page.locator(".jp-Notebook .jp-Cell").count() == 6, "a key reached Lab's shortcuts"
    page.locator(".jp-CodeCell .cm-content", has_text="prediction").last.click()
    page.keyboard.press("Shift+Enter")
    page.get_by_text("You said: about 590,000.", exact=True).wait_for()


def answers_once_saved(page: Page, path: Path, item: str, state: str) -> list[dict[str, Any]]:
    """Read a notebook's answers again and again until one of them is as it should be.

    The page waits in between, since its requests go through this process.
    """
    found: list[dict[str, Any]] = []
    for _ in range(300):
        found = answers_in(json.loads(path.read_text(encoding="utf-8")))
        if (item, state) in {(each["item"], each["state"]) for each in found}:
            return found
        page.wait_for_timeout(100)
    pytest.fail(f"not saved within 30 seconds: {found}")


def test_saving_from_inside_a_question_keeps_what_can_be_reviewed_without_running(
    page: Page, lab: Lab
) -> None:
    asked = [
        'question("every-kind/ratio")',
        'check("every-kind/what-fears", [1, 2], sure="very")',
        'question("every-kind/your-list")',
    ]
    open_notebook(page, lab, "saved.ipynb", notebook(SETUP, *asked))
    run_all(page, 4)
    number = page.locator("form", has_text="Reached, out of expected")
    number.get_by_label("Fairly sure").check()
    for text in ("1.8", "0.556"):
        number.get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")
    own = page.locator("form", has_text="Your own list")
    own.get_by_role("textbox").fill("Our phone list, <script>alert(1)</script>")
    own.get_by_role("button", name="Keep my answer").click()
    own.get_by_label("I named a list").check()
    number.get_by_role("textbox").focus()
    page.keyboard.press("Control+s")
    found = answers_once_saved(page, lab.work / "saved.ipynb", "every-kind/your-list", "kept")
    ratio, fears, reflection = found
    assert [each["cell"] for each in found] == ["cell-1", "cell-2", "cell-3"]
    assert (ratio["state"], ratio["answer"], ratio["tries"]) == ("right", "0.556", 2)
    assert (ratio["first"], ratio["sure"], len(ratio["when"])) == ("not yet", "fairly", 20)
    assert fears["answer"] == "The list is sold to a company; A letter goes to the old address"
    assert (fears["misconception"], fears["sure"]) == ("wrong-is-misused", "very")
    assert reflection["answer"] == "Our phone list, <script>alert(1)</script>"
    assert reflection["ticked"] == ["I named a list"]
    page.keyboard.type("7")
    assert number.get_by_role("textbox").input_value() == "0.5567", "the key stayed in its box"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_question_is_accessible_in_both_themes(
    page: Page, lab: Lab, compiled: dict[str, Any], theme: str
) -> None:
    page.set_viewport_size({"width": 1300, "height": 2400})
    folder = lab.own / "settings" / "@jupyterlab" / "apputils-extension"
    (folder / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    names = ("ratio", "what-next", "your-list", "what-fears", "fewest")
    shown = [f'question("every-kind/{name}")' for name in names]
    open_notebook(page, lab, f"{theme}.ipynb", notebook(SETUP, *shown))
    run_all(page, 6)
    page.locator(".gd-question .gd-sure summary").first.click()
    for form in page.locator(".gd-question form").all():
        form.get_by_role("button").first.click()
    assert page.get_by_text("Give your answer, then check it.").count() == 4
    dark = page.evaluate("document.body.dataset.jpThemeLight") == "false"
    assert dark == (theme == "JupyterLab Dark")
    ours = [line for line in axe_violations(page) if "gd-" in line or "every-kind" in line]
    assert ours == []


def test_an_untrusted_notebook_shows_every_kind_as_plain_html(
    page: Page, lab: Lab, items: dict[str, dict[str, Any]]
) -> None:
    page.set_viewport_size({"width": 1300, "height": 9000})
    outputs = []
    for item in items.values():
        data = Question(item)._repr_mimebundle_()
        data[VIEW] = {"version_major": 2, "version_minor": 0, "model_id": "of-a-kernel-long-gone"}
        outputs.append(nbformat.v4.new_output("display_data", data=data))
    open_notebook(page, lab, "untrusted.ipynb", notebook("1", outputs=outputs))
    shown = page.locator(".jp-OutputArea-output")
    shown.get_by_text("What share of the people you would expect").wait_for()
    for item in items.values():
        assert shown.get_by_text(item["title"], exact=True).first.is_visible(), item["id"]
    ratio = shown.filter(has_text="Reached, out of expected")
    assert ratio.locator("summary").all_inner_texts() == ["Hint 1", "Hint 2", "Worked solution"]
    ratio.get_by_text("Hint 2").click()
    assert ratio.get_by_text("You expect 108. You have 60.").is_visible()
    ours = [line for line in axe_violations(page) if "gd-" in line or "every-kind" in line]
    assert ours == []


def test_an_evaluation_form_is_filled_in_by_keyboard_and_saved_as_a_file(
    page: Page, lab: Lab
) -> None:
    page.set_viewport_size({"width": 1300, "height": 2600})
    code = 'import greaterdata_lessons as gd\ngd.form("later")'
    open_notebook(page, lab, "form.ipynb", notebook(code))
    run_all(page, 1)
    form = page.locator("form.gd-form")
    form.get_by_role("radio", name="yes").first.focus()
    for key in ("Space", "ArrowDown"):
        page.keyboard.press(key)
    form.get_by_role("textbox", name="What was it?").focus()
    page.keyboard.type("dd: I asked, x")
    assert [line for line in axe_violations(page) if "gd-form" in line] == []
    with page.expect_download() as download:
        form.get_by_role("button", name="Save my answers").press("Enter")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text.splitlines()[1].endswith(',2,,,,,"dd: I asked, x",')
    assert page.locator(".jp-Notebook .jp-Cell").count() == 2, "a key reached Lab's shortcuts"


def test_plain_words_stand_above_a_folded_message(page: Page, lab: Lab) -> None:
    code = "import greaterdata_lessons as gd\ngd.plain_errors()"
    open_notebook(page, lab, "error.ipynb", notebook(code, "people = 1", "peple"))
    run_all(page, 3)
    said = page.locator(".gd-plain-error")
    assert said.get_by_text("Did you mean people?").is_visible()
    assert not said.get_by_text("Traceback").is_visible()
    said.locator("summary").focus()
    page.keyboard.press("Enter")
    assert said.get_by_text("Traceback").is_visible()
    assert [line for line in axe_violations(page) if "gd-" in line] == []
    box = said.locator("summary").bounding_box()
    assert box
    assert box["height"] >= 24
