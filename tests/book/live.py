"""What the tests of live pages share: a step of a page, and a small lesson made for them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Page

from tests.book.building import LESSON, Build, build, copy_example
from tools.lesson_notebook import unexecuted
from tools.lesson_source import read_lesson

PATIENCE = 180  # seconds for Python to start where several programs share two cores
ENDS = (" ran.", "did not work", "Stopped", "kept", "not used", "read on", "missing")
MORE_CELLS = """
```{code-cell} ipython3
:tags: [try]
mine = gd.own("my-file.csv")
mine
```

```{code-cell} ipython3
:tags: [try, notebook-only]
import splink
```

```{code-cell} ipython3
:tags: [try]
gd.save_own(mine.table, "saved.csv")
```
"""


@dataclass(frozen=True)
class Step:
    """One step of a live page, as a reader finds it."""

    page: Page
    number: int

    def press(self, name: str) -> None:
        """Press a button of the step with the keyboard."""
        self.page.get_by_role("button", name=name, exact=True).press("Enter")

    @property
    def cell(self) -> str:
        return f'.cell:has([aria-label="Step {self.number}"])'

    def says(self) -> str:
        """Return what the step's status says."""
        return self.page.locator(f"{self.cell} > .gd-run + .gd-run-said").inner_text()

    def shows(self) -> str:
        """Return the step's result as text."""
        return self.page.locator(f"{self.cell} > .cell_output").inner_text()

    def type(self, code: str) -> None:
        """Put code into the step's editor, opening it where it is closed."""
        change = self.page.get_by_role("button", name=f"Change step {self.number}", exact=True)
        if change.is_visible():
            change.press("Enter")
        self.page.get_by_label(f"Code of step {self.number}", exact=True).fill(code)

    def run(self, code: str | None = None) -> str:
        """Run the step, changed where code is given, and return what its status ends with."""
        if code is not None:
            self.type(code)
        self.press(f"Run step {self.number}")
        return self.end()

    def end(self) -> str:
        """Wait until the step has run, or has said why not."""
        button = self.page.get_by_role("button", name=f"Run step {self.number}", exact=True)
        deadline = time.monotonic() + PATIENCE
        while button.get_attribute("aria-disabled") == "true" or not self.said_all():
            assert time.monotonic() < deadline, self.says()
            self.page.wait_for_timeout(50)
        return self.says()

    def said_all(self) -> bool:
        return any(end in self.says() for end in ENDS)


def open_page(browser: Browser, address: str, script: str = "") -> Page:
    """Open a page in a browser of its own; `script` runs before the page's."""
    context = browser.new_context(reduced_motion="reduce", accept_downloads=True)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(address)
    return page


def small_book(folder: Path, browser_python: Path) -> Build:
    """Build the example book with a lesson that opens a file, saves one, and needs the notebook."""
    root = copy_example(folder)
    lesson = root / LESSON
    text = lesson.read_text(encoding="utf-8")
    lesson.write_text(
        text.replace('+++ {"tags": ["leader"]}', MORE_CELLS + '\n+++ {"tags": ["leader"]}'),
        encoding="utf-8",
    )
    bank = root / "greaterdata_lessons" / "learning" / "banks" / "who-came.json"
    items = json.loads(bank.read_text(encoding="utf-8"))["items"]
    notebook = root / "notebooks" / "small-things" / "who-came.ipynb"
    nbformat.write(unexecuted(read_lesson(lesson.parent), items), notebook)
    (root / "_build").mkdir()
    (root / "_build" / "browser-python").symlink_to(browser_python)
    made = build(root, folder / "built")
    assert made.code == 0, made.said
    return made
