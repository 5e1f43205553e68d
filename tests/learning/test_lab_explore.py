"""The interactive elements in a real JupyterLab: by keyboard, and readable where untrusted."""

import nbformat
from playwright.sync_api import Page

import greaterdata_lessons as gd
from tests.browser import axe_violations
from tests.learning.test_lab import Lab, lab, notebook, open_notebook, page, run_all

__all__ = ["lab", "page"]  # fixtures, used by name

SHOWN = (
    "import greaterdata_lessons as gd",
    'gd.steps("one-call-five-records")',
    'gd.explore("Which axis?", {"Whole": "It starts at 0.", "Cut": "It starts at 40."})',
)


def test_steps_and_a_switch_come_alive_and_no_key_reaches_lab(page: Page, lab: Lab) -> None:
    page.set_viewport_size({"width": 1300, "height": 2000})
    open_notebook(page, lab, "explore.ipynb", notebook(*SHOWN))
    run_all(page, 3)
    page.get_by_role("button", name="Next step").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Step 2 of 5: The note", exact=True).first.wait_for()
    page.get_by_role("radio", name="Whole").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("It starts at 40.", exact=True).wait_for()
    assert page.get_by_text("It starts at 0.", exact=True).is_hidden()
    assert page.locator(".jp-Notebook .jp-Cell").count() == 4, "a key reached Lab's shortcuts"
    assert [line for line in axe_violations(page) if "gd-" in line] == []


def test_an_untrusted_notebook_shows_every_step_as_plain_html(page: Page, lab: Lab) -> None:
    data = gd.steps("one-call-five-records")._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=data, execution_count=1)
    text = notebook('gd.steps("one-call-five-records")', outputs=[output])
    open_notebook(page, lab, "untrusted-steps.ipynb", text)
    shown = page.locator(".jp-OutputArea-output")
    shown.get_by_text("Step 5 of 5: The referral").wait_for()
    assert shown.get_by_text("Bootle became Sefton").is_visible()
