"""A diagram is named, stands there in words, follows the page's colours and fits a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from tests.browser import axe_violations, serve
from tests.show.test_live import THEME

PAGE = """<!doctype html><html lang="en-GB"><title>A diagram</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="greaterdata.css">
<main><h1>A diagram</h1>{diagram}</main>"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_diagram_has_a_name_the_pages_colour_and_its_words_inside_its_boxes(
    browser: Browser, tmp_path: Path, scheme: str
) -> None:
    html = PAGE.format(diagram=gd.diagram("data-journey")._repr_html_())
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    (tmp_path / THEME.name).write_bytes(THEME.read_bytes())
    context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 800})
    with serve(tmp_path) as address:
        page = context.new_page()
        page.goto(f"{address}/index.html")
        drawn = page.get_by_role("img", name="6 stages: Something happens, then Somebody tells")
        assert drawn.is_visible()
        ink = "getComputedStyle(document.querySelector('svg text')).fill"
        assert page.evaluate(ink) == page.evaluate("getComputedStyle(document.body).color")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        widths = "[...document.querySelectorAll('svg text')].map(e => e.getBBox().width)"
        assert max(page.evaluate(widths)) < 350
        assert axe_violations(page) == []
        page.get_by_text("The same in words").press("Enter")
        assert page.get_by_text("Somebody tells: Mrs A rings. Others do not.").is_visible()
    context.close()


def test_words_in_a_diagram_cannot_become_markup_and_arrows_can_be_left_out() -> None:
    stages = [{"name": "<b>", "says": '"'}, {"name": "Two", "says": "more"}]
    html = gd.diagram({"label": "<i>", "stage": stages, "arrows": False})._repr_html_()
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<path" not in html


def test_one_stage_is_no_diagram() -> None:
    with pytest.raises(LearnerError, match="at least two stages"):
        gd.diagram({"label": "One", "stage": [{"name": "a", "says": "b"}]})
