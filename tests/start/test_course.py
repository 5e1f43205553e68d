"""`greaterdata course` opens the book and the notebooks together, and closes both for good."""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import Browser

from greaterdata_lessons import course as room
from greaterdata_lessons.course import CourseError, Places, open_course
from tests.start.conftest import free_pair, opened


def page(address: str) -> tuple[str, str, str]:
    with urlopen(address, timeout=10) as answer:
        kind, cache = answer.headers["Content-Type"], answer.headers["Cache-Control"]
        return answer.read().decode(), kind, cache


def status(address: str) -> int:
    with pytest.raises(HTTPError) as refused:
        urlopen(address, timeout=10)
    with refused.value as answer:
        return answer.code


@pytest.mark.slow
def test_the_book_and_the_notebooks_are_served_to_this_machine_alone(
    course: Path, tmp_path: Path
) -> None:
    with opened(course, tmp_path / "home") as here:
        assert page(here.book) == ("<h1>Tea</h1>", "text/html", "no-cache")
        assert page(here.book + "look.mjs")[1] == "text/javascript"
        assert page(here.book + "small.wasm")[1] == "application/wasm"
        assert status(here.book + "drinks/") in (403, 404)  # a folder is never listed
        assert status(here.book + "../shape.txt") in (403, 404)
        assert status(here.lab + "/api/contents") == 403  # without the token
        assert status(f"{here.lab}/lsp/status?token={here.token}") == 404  # no npm is run
        assert here.notebooks.startswith(f"{here.lab}/lab/tree/drinks/tea.ipynb?token=")
        listed = here.ask("/api/contents/drinks/tea.ipynb")
        assert isinstance(listed, dict)
        assert listed["content"]["cells"][0]["metadata"]["trusted"] is True
        listening = {
            connection.laddr.ip
            for process in here.family()
            for connection in process.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening == {"127.0.0.1"}
        # The person's own Jupyter is neither read nor written.
        assert list(here.home.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_stopping_leaves_nothing_running(name: str, course: Path, tmp_path: Path) -> None:
    with opened(course, tmp_path / "home") as here:
        here.ask("/api/kernels", "POST")
        family = here.family()
        assert len(family) >= 2
        closed_window = name == "SIGHUP"
        assert here.process.stdout is not None
        if closed_window:
            here.process.stdout.close()
        here.process.send_signal(getattr(signal, name))
        assert here.process.wait(timeout=60) == 0
        if not closed_window:
            assert here.process.stdout.read().endswith(
                "\nThe course is closed. Your work is in my-lessons.\n"
            )
        assert psutil.wait_procs(family, timeout=20)[1] == []


@pytest.mark.slow
def test_a_course_that_is_killed_outright_takes_its_kernels_with_it(
    course: Path, tmp_path: Path
) -> None:
    with opened(course, tmp_path / "home") as here:
        here.ask("/api/kernels", "POST")
        family = here.family()
        here.process.kill()
        here.process.wait(timeout=10)
        assert psutil.wait_procs(family, timeout=60)[1] == []


@pytest.mark.slow
def test_answers_are_still_there_when_the_saved_notebook_is_opened_again(
    course: Path, tmp_path: Path, browser: Browser
) -> None:
    (notebook,) = (course / "notebooks").rglob("*.ipynb")
    ask = "import greaterdata_lessons as gd\ngd.question('who-is-missing/recall-row')"
    notebook.write_text(notebook.read_text("utf-8").replace("print('tea')", json.dumps(ask)[1:-1]))
    with opened(course, tmp_path / "home") as here:
        window = browser.new_page()
        window.goto(here.notebooks)
        window.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
        window.locator(".jp-Notebook .cm-content").first.click()
        window.keyboard.press("Shift+Enter")
        window.get_by_label("5,999").check(timeout=60_000)
        window.get_by_role("button", name="Check my answer").click()
        window.get_by_role("menuitem", name="File", exact=True).click()
        window.get_by_text("Save Notebook", exact=True).click()
        window.get_by_text("Saving completed").wait_for()
        window.close()
    with opened(course, tmp_path / "home") as here:
        window = browser.new_page()
        window.goto(here.notebooks)
        window.get_by_text("One row is one referral, and she has two of them.").wait_for()
        assert window.get_by_label("5,999").is_checked()
        window.close()


@pytest.mark.slow
def test_lab_opens_quietly_and_asks_no_other_host(
    course: Path, tmp_path: Path, browser: Browser
) -> None:
    asked: list[str] = []
    with opened(course, tmp_path / "home") as here:
        window = browser.new_page()
        window.on("request", lambda request: asked.append(request.url))
        window.goto(here.notebooks)
        window.get_by_text("print('tea')").wait_for(timeout=60_000)
        shortcuts = here.ask("/lab/api/settings/@jupyterlab/shortcuts-extension:shortcuts")
        window.wait_for_timeout(1500)  # Lab looks for news a moment after it has opened
        assert window.get_by_role("dialog").count() == 0
        assert window.locator(".Toastify__toast").count() == 0
        window.close()
    assert isinstance(shortcuts, dict)
    arrows = [
        entry
        for entry in shortcuts["schema"]["properties"]["shortcuts"]["default"]
        if entry["keys"] == ["ArrowDown"] and entry["selector"].endswith(":not(input):not(select)")
    ]
    assert len(arrows) == 1
    assert [url for url in asked if url.startswith("http") and "//127.0.0.1:" not in url] == []


def test_a_taken_port_names_one_that_is_free(course: Path) -> None:
    port = free_pair()
    with socket.create_server(("127.0.0.1", port + 1)):
        with pytest.raises(CourseError) as refused:
            open_course(course, port, browser=False)
        sentence = str(refused.value)
    assert sentence.startswith(f"Port {port + 1} is taken, by another program or by this course")
    offered = int(sentence.rpartition("PORT=")[2])
    assert offered >= port + 2


def test_a_book_older_than_its_sources_is_built_again(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[list[str]] = []

    def build(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        built.append(command[1:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(room.subprocess, "run", build)
    places = Places(course)
    room.build_book(places)
    assert built == []
    source = course / "book" / "_toc.yml"
    later = places.book_done.stat().st_mtime + 10
    os.utime(source, (later, later))
    room.build_book(places)
    assert built == [["-m", "tools.build_book"]]


def test_a_book_that_cannot_be_built_stops_the_course(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course / "_build" / "book" / "shape.txt").unlink()
    failed = subprocess.CompletedProcess[str]([], 1)
    monkeypatch.setattr(room.subprocess, "run", lambda *words, **options: failed)
    with pytest.raises(CourseError, match="could not be built; what to mend is said above"):
        open_course(course, free_pair(), browser=False)
