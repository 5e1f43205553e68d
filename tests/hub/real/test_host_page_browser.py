"""The host's page as a host meets it: on a phone, by keyboard, in the dark, without a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe_violations, browser
from tests.hub.real.host import PAGE, Room

__all__ = ["browser"]
PHONE = {"width": 320, "height": 640}
SMALL = """
[...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = Room(tmp_path_factory.mktemp("phone"), seats=2, port=8340)
    with made.open():
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser, room: Room) -> Iterator[Page]:
    """A phone at the host's page, signed in by keyboard; whatever it is refused fails the test."""
    context = browser.new_context(viewport=PHONE, color_scheme="dark")
    made = context.new_page()
    asked: list[str] = []
    made.on("request", lambda request: asked.append(request.url))
    made.on("console", lambda said: asked.append(f"console: {said.type}: {said.text}"))
    made.goto(f"{room.settings.address}/hub/login?next=")
    made.locator("input:focus").wait_for()  # a browser moves there a moment after it has loaded
    made.keyboard.type("host")
    made.keyboard.press("Tab")
    made.keyboard.type(room.codes["host"])
    assert made.get_by_label("Name on your card").input_value() == "host"
    made.keyboard.press("Enter")
    made.wait_for_url(f"**{PAGE}")
    yield made
    failed = "console: error: Failed to load resource: "
    # What is asked for: a wrong word at the close is answered by 400, and once the hub is away.
    allowed = [f"{failed}the server responded with a status of 400"]
    allowed += [f"{failed}net::ERR_INTERNET_DISCONNECTED", room.settings.address, "data:"]
    assert [one for one in asked if not one.startswith(tuple(allowed))] == []
    context.close()


def looked_at(page: Page) -> None:
    """What holds for every page: axe finds nothing, nothing is cut off, everything can be hit."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(SMALL) == []


def press(page: Page, button: str) -> None:
    """Press a button by keyboard alone."""
    page.get_by_role("button", name=button).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_page_is_clear_to_everybody_and_says_what_was_done(page: Page) -> None:
    looked_at(page)
    page.get_by_label("A short message").focus()
    page.keyboard.type("Tea at ten")
    page.keyboard.press("Enter")
    page.get_by_text("The message is shown to everybody.").wait_for()
    looked_at(page)


def test_who_is_in_changes_without_a_reload_and_nothing_typed_is_lost(page: Page) -> None:
    page.get_by_text("0 of 2 seats in, 2 not in.").wait_for()
    press(page, "Start all servers")
    page.evaluate("window.notReloaded = true")
    page.get_by_label("Minutes left").fill("25")
    page.get_by_text("Done: 2 of 2 servers ready.").wait_for(timeout=240_000)
    page.get_by_text("0 of 2 seats in, 2 ready and nobody there yet, 0 not in.").wait_for()
    assert page.evaluate("window.notReloaded")
    assert page.get_by_label("Minutes left").input_value() == "25"
    assert page.locator("#counts").get_attribute("aria-live") == "polite"
    looked_at(page)


def test_closing_is_asked_twice_by_keyboard(page: Page) -> None:
    page.get_by_role("link", name="Close and delete …").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/close")
    looked_at(page)
    page.get_by_label("To delete all of it, type the word delete").focus()
    page.keyboard.type("no")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert "Nothing was deleted." in page.get_by_role("alert").inner_text()
    looked_at(page)
    page.get_by_role("link", name="Go back, delete nothing").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")


def test_a_hub_that_is_gone_is_said_and_found_again(page: Page) -> None:
    page.context.set_offline(True)
    page.get_by_text("This page has lost touch with the hub").wait_for(timeout=15_000)
    page.context.set_offline(False)
    page.get_by_text("This page has lost touch with the hub").wait_for(
        state="detached", timeout=15_000
    )
