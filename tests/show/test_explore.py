"""The switch between views works with script and keyboard, and nothing is lost without."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.explore import Explore
from greaterdata_lessons.show.live import MODULE
from tests.browser import axe_violations, serve

PAGE = """<!doctype html><html lang="en-GB"><title>A switch</title><main><h1>A switch</h1>{switch}
</main><script type="module">import {{ mountAll }} from "./explore.mjs"; mountAll();</script>"""


def switch() -> Explore:
    first = pd.Series({"Sefton": 1.0, "Wirral": 2.0}, name="people")
    charts = {
        name: gd.chart(
            first * times, title=f"{name} it is so", alt=f"{name}: Sefton {times}.0, more."
        )
        for name, times in (("Before", 1), ("After", 3))
    }
    return gd.explore("When was it counted?", charts)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "index.html").write_text(PAGE.format(switch=switch().html()), encoding="utf-8")
    (tmp_path / "explore.mjs").write_bytes(MODULE.read_bytes())
    with serve(tmp_path) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    shown = context.new_page()
    shown.goto(f"{address}/index.html")
    yield shown
    context.close()


def test_one_view_is_shown_and_the_arrow_key_shows_the_other(page: Page) -> None:
    before, after = page.locator("[data-view=Before]"), page.locator("[data-view=After]")
    expect(before).to_be_visible()
    expect(after).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Before")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(after).to_be_visible()
    expect(before).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("Showing: After.")


def test_the_switch_has_a_name_and_axe_finds_nothing(page: Page) -> None:
    expect(page.get_by_role("group", name="When was it counted?")).to_be_visible()
    assert axe_violations(page) == []


def test_without_script_every_view_stands_there_with_its_name(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    for name in ("Before", "After"):
        expect(page.locator(f"[data-view={name}]")).to_be_visible()
        expect(page.get_by_text(name, exact=True)).to_be_visible()
    context.close()


def test_it_prints_every_view_in_words() -> None:
    assert "Before. Chart: Before it is so" in repr(switch())
    assert "After. Chart: After it is so" in repr(switch())


def test_the_same_views_give_the_same_html() -> None:
    assert switch().html() == switch().html()


def test_lab_gets_a_live_view_and_a_saved_notebook_the_html() -> None:
    bundle = switch()._repr_mimebundle_()
    assert bundle["text/html"] == switch().html()
    assert "model_id" in bundle["application/vnd.jupyter.widget-view+json"]


def test_one_view_is_no_choice() -> None:
    with pytest.raises(LearnerError, match="at least two views"):
        gd.explore("Which?", {})
