"""Each interactive element: by keyboard, for axe, without script, in forced colours, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

import greaterdata_lessons as gd
from greaterdata_lessons.show.live import MODULE, STYLE, Live
from tests.browser import axe_violations, serve

THEME = Path(__file__).parents[2] / "book/_theme/greaterdata/static/greaterdata.css"
PAGE = """<!doctype html><html lang="en-GB"><title>Elements</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy"
content="default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';
script-src 'self' 'unsafe-inline'"><link rel="icon" href="data:,">
<link rel="stylesheet" href="greaterdata.css"><link rel="stylesheet" href="explore.css">
<main><h1>Elements</h1>{elements}</main>
<script type="module">import {{ mountAll }} from "./explore.mjs"; mountAll();</script>"""

DOORS = {
    "label": "May we share it?",
    "question": [
        {
            "key": "people",
            "ask": "Could somebody be picked out?",
            "option": [
                {"answer": "No, totals only", "because": "Nobody is in it.", "next": "yes"},
                {"answer": "Yes", "because": "A street is enough.", "next": "need"},
            ],
        },
        {
            "key": "need",
            "ask": "Is every field needed?",
            "option": [
                {"answer": "Every one", "because": "We cut the list.", "next": "yes"},
                {"answer": "Not sure", "because": "Nobody asked.", "next": "later"},
            ],
        },
    ],
    "outcome": [
        {"key": "yes", "says": "Yes", "means": "Go ahead.", "ask": "the data owner"},
        {"key": "later", "says": "Not yet", "means": "Cut it first.", "ask": "the team lead"},
    ],
}
SAFES = {
    "label": "Two safes",
    "readout": [
        {"key": "risk", "name": "Risk", "unit": "of 10", "start": 1, "least": 1, "most": 10},
        {"key": "weeks", "name": "Time", "unit": "weeks", "start": 1, "least": 0, "most": 12},
    ],
    "dial": [
        {
            "name": "People",
            "asks": "Who sees it?",
            "setting": [
                {"name": "Anybody", "says": "No check.", "adds": {"risk": 6}},
                {"name": "Two nurses", "says": "Both named.", "adds": {"risk": -9, "weeks": 2}},
            ],
        },
        {
            "name": "Data",
            "asks": "In what detail?",
            "setting": [
                {"name": "Names", "says": "All of it.", "adds": {"risk": 3}},
                {"name": "Totals", "says": "Counts.", "adds": {"risk": 0, "weeks": 1}},
            ],
        },
    ],
}
PEOPLE = pd.DataFrame(
    {
        "borough": ["Sefton"] * 12 + ["Wirral"],
        "age": ["75"] * 11 + ["80", "80"],
        "home": ["flat"] * 12 + ["house"],
        "synthetic": "SYNTHETIC",
    }
)


def elements() -> dict[str, Live]:
    months = [f"month {number}" for number in range(1, 7)]
    return {
        "several": gd.explore(
            "Same numbers, two charts",
            lambda axis, month: f"The axis is {axis} in {month}.",
            axis=["whole", "cut"],
            month=months,
        ),
        "steps": gd.steps("A call", {"She rings": "Cold.", "A form": "A tick.", "A row": "8."}),
        "path": gd.path(DOORS),
        "dials": gd.dials(SAFES),
        "match": gd.match_me(PEOPLE, by=["borough", "age", "home"]),
    }


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("elements")
    html = "".join(f"<div id={name}>{element.html()}</div>" for name, element in elements().items())
    (folder / "index.html").write_text(PAGE.format(elements=html), encoding="utf-8")
    for path in (MODULE, STYLE, THEME):
        (folder / path.name).write_bytes(path.read_bytes())
    with serve(folder) as found:
        yield f"{found}/index.html"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    shown = context.new_page()
    shown.goto(address)
    yield shown
    context.close()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until a control with these words, or labelled so, has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(e => (e.labels?.[0] ?? e).textContent.trim())(document.activeElement)"
        )
        if found == words:
            return
    pytest.fail(f"sixty presses of Tab did not reach {words!r}")


def test_two_controls_choose_one_of_twelve_views_by_keyboard(page: Page) -> None:
    several = page.locator("#several")
    expect(several.get_by_text("The axis is whole in month 1.")).to_be_visible()
    tab_to(page, "whole")
    page.keyboard.press("ArrowRight")
    tab_to(page, "Month")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(several.get_by_text("The axis is cut in month 3.")).to_be_visible()
    expect(several.locator(".gd-view:visible")).to_have_count(1)
    expect(several.get_by_role("status")).to_have_text("Showing: cut, month 3.")


def test_steps_go_on_and_back_and_keep_the_focus_at_the_end(page: Page) -> None:
    walk = page.locator("#steps")
    expect(walk.get_by_role("status")).to_have_text("Step 1 of 3: She rings")
    tab_to(page, "Next step")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(walk.get_by_role("status")).to_have_text("Step 3 of 3: A row")
    assert page.evaluate("document.activeElement.textContent") == "Next step"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(walk.get_by_role("status")).to_have_text("Step 2 of 3: A form")
    expect(walk.get_by_text("A tick.")).to_be_visible()
    expect(walk.get_by_text("Cold.")).to_be_hidden()


def test_a_path_says_why_ends_with_whom_to_ask_and_can_be_taken_back(page: Page) -> None:
    path = page.locator("#path")
    tab_to(page, "Yes")
    page.keyboard.press("Enter")
    expect(path.locator(".gd-path-past")).to_contain_text("A street is enough.")
    focus = "document.activeElement.innerText"
    assert page.evaluate(focus).startswith("Is every field needed?")
    tab_to(page, "Not sure")
    page.keyboard.press("Enter")
    assert "Who to ask: the team lead" in page.evaluate(focus)
    tab_to(page, "Go back one step")
    page.keyboard.press("Enter")
    assert page.evaluate(focus).startswith("Is every field needed?")
    tab_to(page, "Start again")
    page.keyboard.press("Enter")
    assert page.evaluate(focus).startswith("Could somebody be picked out?")
    expect(path.locator(".gd-path-past")).to_be_hidden()


def test_dials_add_up_and_never_reach_zero_risk(page: Page) -> None:
    dials = page.locator("#dials")
    expect(dials.get_by_role("status")).to_have_text("Risk 10 of 10, Time 1 weeks.")
    tab_to(page, "Anybody")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Names")
    page.keyboard.press("ArrowDown")
    expect(dials.get_by_role("status")).to_have_text("Risk 1 of 10, Time 4 weeks.")
    expect(dials.get_by_text("Both named.").first).to_be_visible()
    assert gd.dials(SAFES).totals(2, 2) == {"Risk": 1, "Time": 4}


def test_three_ordinary_facts_find_one_made_up_person(page: Page) -> None:
    match = page.locator("#match")
    expect(match.get_by_role("status")).to_contain_text("13 made-up people match.")
    tab_to(page, "borough")
    page.keyboard.press("ArrowDown")
    tab_to(page, "age")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(match.get_by_role("status")).to_contain_text("1 made-up person matches.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_axe_finds_nothing_whatever_the_colours(
    browser: Browser, address: str, scheme: str, forced: str
) -> None:
    context = browser.new_context(
        color_scheme=scheme, forced_colors=forced, viewport={"width": 320, "height": 640}
    )
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Yes").press("Enter")
    page.locator("#dials summary").press("Enter")
    assert axe_violations(page) == []
    page.locator("#dials summary").press("Enter")  # its table is wide; the book lets it scroll
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_every_control_is_a_target_of_24_pixels(page: Page) -> None:
    sizes = page.evaluate(
        """[...document.querySelectorAll("button, select, input, summary")]
        .filter(e => e.checkVisibility())
        .map(e => [e.textContent, e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert sizes == []


def test_without_script_every_view_step_answer_and_sum_is_there(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    fold = page.locator("#several summary", has_text="Axis: cut; Month: month 6")
    fold.press("Enter")
    for words in (
        "The axis is cut in month 6.",
        "Step 3 of 3: A row",
        "A street is enough. Go to question 2.",
        "Nobody asked. The answer: Not yet.",
        "With the last setting of every dial: Risk 1 of 10, Time 4 weeks.",
        "of 13 made-up people, 2 share this combination with nobody",
    ):
        expect(page.get_by_text(words).first).to_be_visible()
    context.close()


def test_paper_has_every_view_and_answer_and_no_controls(page: Page) -> None:
    page.get_by_role("button", name="Next step").press("Enter")
    page.emulate_media(media="print")
    for words in ("The axis is cut in month 6.", "Cold.", "A row", "Nobody asked."):
        expect(page.get_by_text(words).last).to_be_visible()
    assert page.locator("button:visible, select:visible, input:visible").count() == 0


@pytest.mark.parametrize("name", list(elements()))
def test_an_element_is_the_same_twice_prints_words_and_comes_alive_in_lab(name: str) -> None:
    first, again = elements()[name], elements()[name]
    assert first.html() == again.html()
    bundle = first._repr_mimebundle_()
    assert bundle["text/html"] == first.html()
    assert len(bundle["text/plain"]) > 60
    assert "model_id" in bundle["application/vnd.jupyter.widget-view+json"]


def test_words_from_an_author_cannot_become_markup() -> None:
    bad = '"><script>'
    hostile = [
        gd.explore(bad, {bad: bad, "b": "b"}),
        gd.explore(bad, lambda **at: bad, one=[bad, "b"]),
        gd.steps(bad, {bad: bad, "b": "b"}),
        gd.path({**DOORS, "label": bad}),
        gd.dials({**SAFES, "label": bad}),
    ]
    assert not any("<script>" in element.html() for element in hostile)
