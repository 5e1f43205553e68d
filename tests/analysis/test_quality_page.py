"""The page of a check can be read by everybody and forwarded: no request, no row, no value."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser

import greaterdata_lessons as gd
from tests.browser import axe_violations


@pytest.fixture(scope="module")
def raw_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    checked = gd.quality(
        gd.load("warm-homes-raw"),
        by="referred_by",
        same=["home_id", "year_of_birth"],
        on="2026-05-01",
        name="Warm homes <referrals>",
    )
    return checked.to_html(tmp_path_factory.mktemp("page") / "quality.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_axe_and_asks_for_nothing(
    browser: Browser, raw_page: Path, scheme: str
) -> None:
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(raw_page.as_uri())
    assert page.title() == "Data quality: Warm homes <referrals>"
    assert asked == [raw_page.as_uri()]
    assert axe_violations(page) == []
    page.close()


def test_a_phone_shows_the_page_without_moving_it_sideways(
    browser: Browser, raw_page: Path
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(raw_page.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_the_page_holds_no_row_of_the_table(raw_page: Path) -> None:
    text = raw_page.read_text("utf-8")
    raw = gd.load("warm-homes-raw")
    assert not any(value in text for column in ("referral_id", "home_id") for value in raw[column])
    assert "ST HELENS" not in text


def test_a_table_without_faults_has_a_page_that_says_so(tmp_path: Path) -> None:
    quiet = gd.quality(pd.DataFrame({"site": ["north", "south"]}), on="2026-05-01")
    text = quiet.to_html(tmp_path / "quiet.html").read_text("utf-8")
    assert "None of the checks found anything." in text
    assert "Nothing is blank." in text
