"""The sign-in page as people meet it: in a browser, by keyboard, on a phone, out loud."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from greaterdata_lessons.hub import cards
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.sheet import sheet
from tests.browser import axe_violations, browser
from tests.hub.real.door import open_hub

__all__ = ["browser"]
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """A drop-in hub, and what stands on its cards."""
    folder = tmp_path_factory.mktemp("page")
    folder.chmod(0o755)
    settings = Settings(seats=3, address="http://127.0.0.1:8130", state=str(folder / "state"))
    deck, dealt = cards.deal(3, date.today())
    settings.folder("cards.json").parent.mkdir(parents=True)
    deck.write(settings.folder("cards.json"))
    with open_hub(settings, folder) as address:
        yield address, {card.name: card.spaced for card in dealt}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone's page that remembers every host it asked."""
    context = browser.new_context(viewport=PHONE)
    made = context.new_page()
    yield made
    context.close()


def test_somebody_signs_in_by_keyboard_on_a_phone(
    hub: tuple[str, dict[str, str]], page: Page
) -> None:
    address, dealt = hub
    name = next(name for name in dealt if name != "host")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/hub/login")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert axe_violations(page) == []
    page.locator("input:focus").wait_for()  # a browser moves there a moment after it has loaded
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type("cccc dddd")
    page.keyboard.press("Enter")
    alarm = page.get_by_role("alert")
    alarm.wait_for()
    assert "do not go together" in alarm.inner_text()
    assert page.get_by_label("Name on your card").input_value() == name
    expect(page.get_by_label("Code on your card")).to_be_focused()
    assert page.title().startswith("Not yet: ")
    assert axe_violations(page) == []
    page.keyboard.type(dealt[name])
    page.keyboard.press("Enter")
    page.wait_for_url("**/hub/home")
    assert axe_violations(page) == []
    assert all(url.startswith((address, "data:")) for url in asked), asked


def test_a_card_s_picture_leads_to_the_form_with_its_name(
    hub: tuple[str, dict[str, str]], page: Page
) -> None:
    page.goto(f"{hub[0]}/hub/login?username=amber-otter")
    assert page.get_by_label("Name on your card").input_value() == "amber-otter"
    expect(page.get_by_label("Code on your card")).to_be_focused()


def test_a_name_in_the_link_cannot_write_into_the_page(
    hub: tuple[str, dict[str, str]], page: Page
) -> None:
    page.goto(f'{hub[0]}/hub/login?username="><img src=x onerror=document.title=1>')
    assert page.locator("img").count() == 0


def test_the_sheet_has_ten_cards_on_a_page_of_a4(page: Page, tmp_path: Path) -> None:
    dealt = [cards.Card("host", "c" * 16), *(cards.Card(f"a-{n}", "cdfh3467") for n in range(20))]
    file = tmp_path / "cards.html"
    file.write_text(sheet(dealt, "https://lessons.example.org", date(2027, 3, 1)))
    page.set_viewport_size({"width": 900, "height": 1200})
    page.goto(file.as_uri())
    assert axe_violations(page) == []
    assert page.get_by_role("img").count() == 21
    assert page.get_by_role("img").first.get_attribute("aria-label").startswith("QR code: opens ")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 3
