"""A learner tries everything against another learner and the hub; nothing works."""

import json
import re
import subprocess
import sys
import time
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from greaterdata_lessons.hub import cards, network
from greaterdata_lessons.hub.server import people
from tests.hub.real import tries, tries_hub
from tests.hub.real.door import Visitor
from tests.hub.real.running import ROOT, Hub, command
from tests.hub.real.seat import Seat
from tests.hub.real.tries import Try

Two = tuple[Seat, dict[str, Any], dict[str, Any]]  # A's, and what is known of A and B
IMPORTS = "import os, socket, subprocess\n"
# What somebody has about them while they work: files, memory, sockets, a cell that prints.
AT_WORK = """
import ctypes, json, os, socket, threading, time
from ipykernel.connect import get_connection_file
from greaterdata_lessons.learning import progress_file
name = {name!r}
progress = str(progress_file.place())
os.makedirs(os.path.dirname(progress), exist_ok=True)
for path in (os.path.expanduser("~/diary.txt"), progress, "/tmp/" + name, "/dev/shm/" + name,
             os.environ["GREATERDATA_HAND_IN"] + "/handed-in.json"):
    with open(path, "w") as file:
        file.write("this is private")
hidden = socket.socket(socket.AF_UNIX); hidden.bind("\\0" + name); hidden.listen()
shared = ctypes.CDLL(None).shmget({shared}, 4096, 0o1600)
def say():
    while True:
        print("private words"); time.sleep(0.3)
connection = get_connection_file()
told = json.load(open(connection))
found = {{"progress": progress, "kernel_pid": os.getpid(), "server_pid": os.getppid(),
    "connection": connection, "shell_port": told["shell_port"], "iopub_port": told["iopub_port"]}}
print(json.dumps(found), flush=True)
threading.Thread(target=say, daemon=True).start()
"""


def settle(seat: Seat, shared: int) -> dict[str, Any]:
    """Put somebody to work; returns what a well-informed attacker knows of them.

    Processes have other numbers inside: systemd and the tests see the same ones here.
    """
    said = seat.run(AT_WORK.format(name=seat.name, shared=shared))
    facts = json.loads(said.splitlines()[0])
    uid = int(command("id", "-u", seat.user))
    routes = command("ip", "netns", "exec", seat.user, "ss", "-Hltn")
    ip = network.address(uid)
    return facts | {
        "name": seat.name, "user": seat.user, "uid": uid, "home": f"/home/{seat.user}", "ip": ip,
        "handed_in": str(people.handed_in(seat.name, seat.hub.settings)), "shared": shared,
        "port": re.findall(rf"{re.escape(ip)}:(\d+)", routes)[0],
        "hub_pid": command("systemctl", "show", "-PMainPID", "greaterdata-hub").strip(),
        "course": str(ROOT / "greaterdata_lessons"),
        "packages": str(Path(pytest.__file__).parents[1]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def two(hub: Hub) -> Iterator[Two]:
    cards.deal(3, date.today())[0].write(hub.settings.folder("cards.json"))
    for folder in ("lessons.git", "room"):
        hub.settings.folder(folder).mkdir(exist_ok=True)
    amber, blue = Seat(hub, "amber-otter").arrive(), Seat(hub, "blue-heron").arrive()
    mine, theirs = settle(amber, 7001), settle(blue, 7002)
    mine["server_token"], amber.token = amber.token, token_of(hub, amber.name)
    yield amber, mine, theirs
    for seat in (amber, blue):
        seat.leave()


def token_of(hub: Hub, name: str) -> str:
    """Return a token that may do whatever this person may, made as they make one."""
    with signed_in(hub, name) as browser:
        xsrf = re.search(r'xsrf_token: "([^"]+)"', browser.page("/hub/token").text)
        assert xsrf
        made = browser.session.post(
            f"{hub.address}/hub/api/users/{name}/tokens",
            json={},
            timeout=30,
            params={"_xsrf": xsrf[1]},
            headers={"Referer": f"{hub.address}/hub/token"},
        )
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


@contextmanager
def signed_in(hub: Hub, name: str) -> Iterator[Visitor]:
    browser = Visitor(hub.address)
    with browser.session:
        assert browser.sign_in(name, "mersey").status_code == 302
        yield browser


def told(seat: Seat, trial: Try, it: str) -> str:
    code = f"it, token = {it!r}, {seat.token!r}\n{IMPORTS}{trial.code}"
    # The cell that goes on printing is heard in between, in the middle of a line too.
    return " ".join(seat.run(code).replace("private words", " ").split())


def by_root(trial: Try, it: str) -> str:
    code = f"it = {it!r}\n{IMPORTS}{trial.code}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "trial", [*tries.TRIES, *tries_hub.TRIES], ids=lambda trial: trial.what.replace(" ", "-")
)
def test_a_learner_cannot(two: tuple[Seat, dict[str, Any], dict[str, Any]], trial: Try) -> None:
    amber, mine, theirs = two
    wanted = trial.theirs.format(**theirs)
    how = told(amber, trial, wanted)
    print(f"  {trial.what:45} {how[-90:]}")
    assert "GOT IN" not in how
    assert re.search(trial.refusal, how), how
    own = trial.mine.format(**mine)
    works = told(amber, trial, own) if trial.mine else by_root(trial, wanted)
    assert "GOT IN" in works, works


def allowed(browser: Visitor, name: str, back: str) -> Any:
    """Ask the hub to let this browser into somebody's server."""
    asked = f"client_id=jupyterhub-user-{name}&redirect_uri={back}&response_type=code&state=x"
    return browser.page(f"/hub/api/oauth2/authorize?{asked}", allow_redirects=False)


def test_a_code_for_a_server_works_once_and_only_for_its_owner(hub: Hub, two: Two) -> None:
    amber, mine, _ = two
    back = f"/user/{amber.name}/oauth_callback"
    with signed_in(hub, amber.name) as browser:
        went = allowed(browser, amber.name, back)
        code = parse_qs(urlparse(went.headers["Location"]).query)["code"][0]
        form = {"client_id": f"jupyterhub-user-{amber.name}", "redirect_uri": back, "code": code}
        form |= {"grant_type": "authorization_code", "client_secret": mine["server_token"]}
        spend = [browser.session.post(f"{hub.address}/hub/api/oauth2/token", form) for _ in "ab"]
        assert [answer.status_code for answer in spend] == [200, 400]
        assert "access_token" not in spend[1].text
        blue = allowed(browser, "blue-heron", "/user/blue-heron/oauth_callback")
        elsewhere = allowed(browser, amber.name, "https://evil.example/")
    assert (blue.status_code, elsewhere.status_code) == (403, 400)


def test_a_cookie_opens_its_own_server_and_no_other(hub: Hub, two: Two) -> None:
    with signed_in(hub, "amber-otter") as browser:
        assert browser.page("/user/amber-otter/lab").status_code == 200
        assert browser.page("/user/blue-heron/lab").status_code == 403
        assert browser.page("/user/amber-otter/api/contents/diary.txt").status_code == 200
        assert browser.page("/user/blue-heron/api/contents/diary.txt").status_code == 403
        assert browser.page("/hub/admin").status_code == 403
        assert browser.page("/hub/spawn/blue-heron").status_code in (403, 404)
        assert browser.page("/hub/api/users").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "%2F%2Fevil.example", "..//evil"],
)
def test_a_lessons_link_leads_nowhere_else(hub: Hub, two: Two, path: str) -> None:
    with signed_in(hub, "amber-otter") as browser:
        for way in ("user-redirect/", "spawn?next="):
            went = browser.page(f"/hub/{way}{path}", allow_redirects=False)
            place = went.headers.get("Location", "/")
            assert urlparse(place).netloc in ("", "127.0.0.1:8000"), place
            assert not place.startswith(("//", "/\\")), place


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_a_name_is_shown_as_words(hub: Hub, name: str) -> None:
    browser = Visitor(hub.address)
    with browser.session:
        page = browser.sign_in(name, "wrong").text
    assert name not in page
    assert "<img src=x" not in page


def test_the_state_folder_is_the_hubs_alone(hub: Hub, two: Two) -> None:
    state = Path(hub.settings.state)
    assert state.stat().st_mode & 0o7777 == 0o711
    open_to_all = {"lessons.git", "room", "git", "handed-in"}
    for place in state.iterdir():
        if place.name not in open_to_all:
            assert place.stat().st_mode & 0o007 == 0, place
            assert place.group() in ("root", people.HOST), place


def test_the_token_of_a_stopped_server_opens_nothing(hub: Hub) -> None:
    seat = Seat(hub, "coral-wren").arrive()
    assert hub.api("GET", "/user", token=seat.token)["name"] == seat.name
    hub.api("DELETE", f"/users/{seat.name}/server")
    until = time.monotonic() + 60
    while hub.api("GET", f"/users/{seat.name}")["servers"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    with pytest.raises(urllib.error.HTTPError, match="403"):
        hub.api("GET", "/user", token=seat.token)
    seat.leave()
