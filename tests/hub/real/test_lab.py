"""A learner's own server in a real browser: the lesson alone, ready, and the room's bar over it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from greaterdata_lessons.hub.lab import server_environment
from greaterdata_lessons.hub.lessons import find
from greaterdata_lessons.hub.release import release
from tests.browser import axe_violations
from tools.chromium import open_chromium

ROOT = Path(__file__).resolve().parents[3]
LESSON, NEXT = "4.1", "2.1"
PATIENCE = 90_000  # milliseconds: a busy machine starts Python slowly


class Server:
    """One learner's server, as the hub starts it but for the signing in."""

    def __init__(self, root: Path) -> None:
        self.home, self.state = root / "home", root / "state"
        self.home.mkdir()
        (root / "labconfig").mkdir()  # what the hub would tell the page
        told = {"hubPrefix": "/hub/", "hubUser": "amber-otter"}
        (root / "labconfig" / "page_config.json").write_text(json.dumps(told), encoding="utf-8")
        release(ROOT, self.state)
        (self.state / "room").mkdir()
        room = json.dumps({"lesson": LESSON})
        (self.state / "room" / "room.json").write_text(room, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        own = server_environment(self.state, sys.executable)
        own["JUPYTER_CONFIG_PATH"] += f"{os.pathsep}{root}"
        self.environment = os.environ | own | {"HOME": str(self.home)}
        self.environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.start()

    def start(self) -> None:
        words = ["-m", "jupyterlab", "--allow-root", "--no-browser", "--ip=127.0.0.1"]
        words += [f"--port={self.address.rpartition(':')[2]}", "--ServerApp.port_retries=0"]
        words += ["--IdentityProvider.token=", f"--ServerApp.root_dir={self.home}"]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *words], env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                return self.ask("api/status")
            except urllib.error.URLError:
                time.sleep(0.2)
        raise AssertionError((self.home / "log").read_text())

    def ask(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.address}/{path}", timeout=20) as reply:
            return json.load(reply)

    def sessions(self) -> dict[str, str]:
        """The kernel of each notebook that has one."""
        return {one["path"]: one["kernel"]["id"] for one in self.ask("api/sessions")}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def path(self, lesson: str) -> str:
        return f"lessons/{find(self.state, lesson).path}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as started:
        yield started


@pytest.fixture
def notice() -> dict[str, Any]:
    """What the host has set; a test changes it."""
    return {"lesson": None, "ends_at": None, "message": None, "idle_minutes": 60}


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(
    browser: Browser, server: Server, notice: dict[str, Any], asked: list[str]
) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    context.on("request", lambda request: _note(request, asked))
    context.route("**/services/room/notice", lambda route: route.fulfill(json=notice))
    context.route("**/hub/**", _answer_as_hub)
    yield context.new_page()
    context.close()


def _note(request: Request, asked: list[str]) -> None:
    asked.append(request.url)


def _answer_as_hub(route: Route) -> None:
    if "/lab/" in route.request.url or "/static/" in route.request.url:
        route.continue_()
    else:
        route.fulfill(body="<title>The hub</title>", content_type="text/html")


def open_lesson(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/doc/tree/{server.path(LESSON)}")
    page.locator(".jp-CodeCell").first.wait_for(timeout=PATIENCE)


def said(page: Page, words: str) -> Any:
    notice = page.locator(".gd-room-notice").filter(has_text=words)
    expect(notice).to_be_visible(timeout=PATIENCE)
    return notice


def ends(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_lessons_link_opens_it_alone_trusted_with_its_kernel_ready_and_its_questions_answer(
    page: Page, server: Server, asked: list[str]
) -> None:
    kernel = server.sessions()[server.path(LESSON)]  # before anybody opened it
    link = find(server.state, LESSON).link(server.state).removeprefix("/hub/user-redirect")
    page.goto(f"{server.address}{link}")
    page.locator(".jp-CodeCell").first.wait_for(timeout=PATIENCE)
    expect(page.locator("#main")).to_have_attribute("data-shell-mode", "single-document")
    expect(page.locator("[title^='Notebook trusted']")).to_have_count(1)
    expect(page.get_by_role("button", name="Python 3 | Idle")).to_be_visible(timeout=PATIENCE)
    page.locator(".jp-CodeCell .cm-content").first.click()
    for _ in range(4):
        page.keyboard.press("Shift+Enter")
    question = page.locator(".jp-OutputArea-output form:has(input[type=radio]):visible").first
    question.wait_for(timeout=PATIENCE)
    radios = question.locator("input[type=radio]")
    radios.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(radios.nth(1)).to_be_checked()
    expect(radios.nth(1)).to_be_focused()
    question.get_by_role("button").first.click()
    expect(question.locator(".gd-status")).not_to_be_empty(timeout=PATIENCE)
    assert server.sessions() == {server.path(LESSON): kernel}
    assert page.get_by_text("official Jupyter news").count() == 0
    assert [one for one in asked if one.startswith("http") and server.address not in one] == []


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_rooms_bar_speaks_and_fits_every_screen(
    page: Page, server: Server, notice: dict[str, Any], theme: str
) -> None:
    link = find(server.state, NEXT).link(server.state)
    notice["lesson"] = {"id": "can-we-share-it", "title": "2.1 Can we share it?", "link": link}
    notice |= {"message": "Tea is ready.", "ends_at": ends(8)}
    open_lesson(page, server)
    for words in ("From the host: Tea is ready.", "Less than 10 minutes left.", "is at lesson 2.1"):
        said(page, words)
    assert page.locator(".gd-room [role=status]").count() == 1
    set_theme(page, theme)
    for width in (1200, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert [line for line in axe_violations(page) if "gd-room" in line] == []
        box = page.locator(".gd-room").bounding_box()
        top = page.locator(".jp-NotebookPanel").bounding_box()
        assert box is not None
        assert top is not None
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= top["y"]
    set_theme(page, "JupyterLab Light")


def set_theme(page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    page.get_by_role("menuitem", name="Settings").click()
    page.get_by_text("Theme", exact=True).hover()
    page.get_by_text(theme, exact=True).click()
    expect(page.locator("body")).to_have_attribute("data-jp-theme-name", theme)


def test_going_where_the_host_is_saves_first_and_nobody_is_moved_by_force(
    page: Page, server: Server, notice: dict[str, Any]
) -> None:
    notice["lesson"] = {
        "id": "can-we-share-it",
        "title": "2.1 Can we share it?",
        "link": find(server.state, NEXT).link(server.state),
    }
    open_lesson(page, server)
    shown = said(page, "The host is at lesson 2.1")
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n# my own note")
    shown.get_by_role("button", name="Go there").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/hub/user-redirect/git-pull?**")
    kept = (server.home / server.path(LESSON)).read_text(encoding="utf-8")
    assert "# my own note" in kept


def test_a_page_that_is_where_the_host_is_says_nothing_and_a_strange_link_is_never_offered(
    page: Page, server: Server, notice: dict[str, Any]
) -> None:
    here = {"id": "a", "title": "4.1", "link": find(server.state, LESSON).link(server.state)}
    notice |= {"lesson": here, "message": "Hello."}
    open_lesson(page, server)
    said(page, "Hello.")
    assert page.locator(".gd-room-notice").count() == 1
    notice |= {"lesson": here | {"link": "https://elsewhere.example/hub/"}, "message": "Again."}
    said(page, "Again.").get_by_role("button", name="Close").click()
    expect(page.locator(".gd-room-notice")).to_have_count(0)


def test_an_idle_page_saves_says_so_and_a_key_says_that_somebody_is_there(
    page: Page, server: Server, notice: dict[str, Any]
) -> None:
    notice["idle_minutes"] = 5
    open_lesson(page, server)
    warned = said(page, "Nothing has happened here for a while. Your work is saved up to")
    warned.get_by_role("button", name="I am still here").focus()
    notice["idle_minutes"] = 60
    with page.expect_request("**/api/status"):
        page.keyboard.press("Enter")
    expect(page.locator(".gd-room-notice")).to_have_count(0)


def test_a_server_that_went_away_and_came_back_loses_nothing_that_was_typed_meanwhile(
    page: Page, server: Server
) -> None:
    open_lesson(page, server)
    server.stop()
    said(page, "This page tries again by itself")
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n# typed while it was away")
    server.start()
    said(page, "Connected again, and your work is saved.")
    kept = (server.home / server.path(LESSON)).read_text(encoding="utf-8")
    assert "# typed while it was away" in kept
