"""The host's page at a real hub: who is in, starting, telling, collecting, closing, deleting."""

from __future__ import annotations

import io
import json
import os
import pwd
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from greaterdata_lessons.hub import release
from greaterdata_lessons.hub.server import people
from tests.hub.real.host import PAGE, Host, Room, until_says
from tests.hub.real.running import ROOT


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    made = Room(tmp_path_factory.mktemp("room"))
    with made.open():
        yield made


@pytest.fixture(scope="module")
def host(room: Room) -> Host:
    return Host(room)


def test_nobody_but_the_host_opens_the_page(room: Room, host: Host) -> None:
    stranger = room.visitor().page(PAGE, allow_redirects=False)
    assert stranger.status_code == 302
    assert stranger.headers["Location"].startswith("/hub/api/oauth2/authorize")
    learner = room.signed_in(room.names[0])
    refused = learner.page(PAGE)
    assert refused.status_code == 403
    assert "You do not have permission to access" in refused.text
    for path in ("live", "close", "evidence.zip"):
        assert learner.page(PAGE + path).status_code == 403
    assert "Your room" in host.page().text


def test_every_answer_carries_its_walls_and_no_page_has_a_script_of_its_own(host: Host) -> None:
    for path in ("", "live", "close", "notice", "nowhere"):
        answer = host.page(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not re.search(r"<script(?! src=)|\son\w+=|style=|https?://", answer.text), path


def test_no_button_can_be_pressed_from_another_page(room: Room, host: Host) -> None:
    for what in ("start", "stop", "lesson", "message", "end", "open", "collected"):
        url = f"{room.settings.address}{PAGE}set/{what}"
        for form in ({}, {"_xsrf": "guessed"}, {"message": "x", "word": "delete"}):
            assert host.visitor.session.post(url, form, timeout=30).status_code == 403
        assert host.page(f"set/{what}").status_code == 405
    url = f"{room.settings.address}{PAGE}close"
    assert host.visitor.session.post(url, {"word": "delete"}, timeout=30).status_code == 403
    assert room.visitor().session.post(url, {"word": "delete"}, timeout=30).status_code == 403


def test_no_address_leads_anywhere_else(room: Room, host: Host) -> None:
    for path in ("go?next=https://example.org", "go?url=//example.org", "?next=//example.org"):
        answer = host.visitor.page(PAGE + path, allow_redirects=False)
        assert "example.org" not in answer.headers.get("Location", "")
    for path in ("/services/room//example.org", "/services/room/%2f%2fexample.org"):
        answer = room.visitor().page(path, allow_redirects=False)
        assert "example.org" not in answer.headers.get("Location", "").partition("?")[0]
        assert answer.status_code == 404


def test_the_host_sets_lesson_end_and_message_and_learners_are_told(room: Room, host: Host) -> None:
    release.release(ROOT, Path(room.settings.state))
    learner = room.visitor()
    assert learner.page(PAGE + "notice").json() == {
        "lesson": None, "ends_at": None, "message": None, "idle_minutes": 60
    }  # fmt: skip
    assert host.press("set/lesson", lesson="2.1").status_code == 200
    host.press("set/message", message="Tea at <b>ten</b>")
    host.press("set/end", minutes="25")
    notice = learner.page(PAGE + "notice").json()
    assert notice["lesson"]["id"] == "2.1"
    assert notice["message"] == "Tea at <b>ten</b>"
    assert notice["ends_at"].endswith("Z")
    assert "<b>ten" not in host.page().text
    go = learner.page(PAGE + "go", allow_redirects=False)
    assert go.status_code == 302
    assert go.headers["Location"] == notice["lesson"]["link"]
    wrong = host.press("set/end", minutes="soon")
    assert wrong.status_code == 400
    assert "Give the minutes as a whole number from 1 to 480." in wrong.text
    assert host.press("set/lesson", lesson="9.9").status_code == 400
    assert host.press("set/message", message="x" * 201).status_code == 400
    host.press("set/message", message="")
    host.press("set/end", clear="yes")
    notice = learner.page(PAGE + "notice").json()
    assert (notice["ends_at"], notice["message"]) == (None, None)


def test_every_seat_is_started_before_anybody_has_signed_in(room: Room, host: Host) -> None:
    assert set(host.states()) == set(room.names)
    host.press("set/start")
    twice = host.press("set/start")
    assert "That is under way already." in twice.text
    until_says(host, "Done: 4 of 4 servers ready.", 240)
    learner = room.signed_in(room.names[0])
    assert learner.page(f"/user/{room.names[0]}/lab").status_code == 200
    states = host.states()
    assert set(states.values()) <= {"in", "server ready, nobody yet"}
    again = host.press("set/start")
    assert again.status_code == 200
    until_says(host, "Done: 4 of 4 servers ready.", 30)


def token_of(service: str) -> str:
    """The token that the hub gave to the running page, as only root can find it."""
    for place in Path("/proc").glob("[0-9]*"):
        try:
            line = (place / "cmdline").read_bytes().decode()
            if service in line and place.stat().st_uid == pwd.getpwnam(people.HOST).pw_uid:
                for part in (place / "environ").read_bytes().split(b"\0"):
                    if part.startswith(b"JUPYTERHUB_API_TOKEN="):
                        return part.decode().partition("=")[2]
        except OSError:
            continue
    raise AssertionError("The host's page does not run.")


def test_the_pages_own_rights_open_nobodys_work(room: Room) -> None:
    head = {"Authorization": f"token {token_of('greaterdata_lessons.hub.server.room')}"}
    name, hub = room.names[1], room.settings.address
    asked = requests.get(f"{hub}/hub/api/users", headers=head, timeout=30)
    assert asked.status_code == 200
    assert not {"auth_state", "roles", "groups"} & set().union(*asked.json())
    tries = [
        ("GET", f"/user/{name}/api/contents"),
        ("GET", f"/user/{name}/api/kernels"),
        ("GET", f"/user/{name}/files/lessons"),
        ("POST", f"/user/{name}/api/terminals"),
        ("POST", f"/hub/api/users/{name}/tokens"),
        ("GET", f"/hub/api/users/{name}/tokens"),
        ("POST", "/hub/api/users/brand-new"),
        ("PATCH", f"/hub/api/users/{name}"),
        ("POST", "/hub/api/groups/hosts"),
        ("POST", "/hub/api/services/mine"),
        ("POST", "/hub/api/shutdown"),
        ("GET", "/hub/api/proxy"),
        ("POST", f"/hub/api/shares/{name}/"),
    ]
    for method, path in tries:
        answer = requests.request(
            method,
            hub + path,
            headers=head,
            json={"admin": True},
            timeout=30,
            allow_redirects=False,
        )
        assert answer.status_code in (403, 404, 405), (method, path, answer.status_code)


def as_user(user: str, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    entry = pwd.getpwnam(user)
    return subprocess.run(
        command,
        user=entry.pw_uid, group=entry.pw_gid, extra_groups=[],
        env={"PATH": os.environ["PATH"], "HOME": entry.pw_dir, **environment},
        cwd="/", capture_output=True, text=True, errors="replace", check=False, umask=0o027,
    )  # fmt: skip


def test_the_pages_user_reads_no_home_no_card_and_no_secret(room: Room) -> None:
    seat = people.unix_name(room.names[1])
    state = room.settings.state
    for path in (f"/home/{seat}", f"{state}/homes", f"{state}/cards.json", f"{state}/hub.sqlite"):
        assert Path(path).exists()
        assert as_user(people.HOST, "cat" if Path(path).is_file() else "ls", path).returncode != 0


def answered(room: Room, name: str) -> Path:
    """Let a learner have answered a question."""
    entry = pwd.getpwnam(people.unix_name(name))
    file = people.home(name) / people.PROGRESS
    kept = {"who-is-missing/ratio": {"answer": "0.57", "state": "right", "tries": 1}}
    file.write_text(json.dumps({"format": "greaterdata progress", "version": 1, "answers": kept}))
    os.chown(file, entry.pw_uid, entry.pw_gid)
    return file


def hand_in(room: Room, name: str, *words: str) -> str:
    greaterdata = str(Path(sys.executable).with_name("greaterdata"))
    folder = people.handed_in(name, room.settings)
    done = as_user(people.unix_name(name), greaterdata, *words, GREATERDATA_HAND_IN=str(folder))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_evidence_reaches_the_host_only_with_consent_and_can_be_taken_back(
    room: Room, host: Host
) -> None:
    name = room.names[0]
    answered(room, name)
    assert "Nothing has been handed in yet." in hand_in(room, name, "hand-in")
    assert "Nobody has handed in evidence." in host.page().text
    assert hand_in(room, name, "hand-in", "--agree").startswith("Handed in:")
    assert f"Zip of {name}" in host.page("live").text
    answer = host.page(f"evidence/{name}.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as papers:
        assert "The host may read it" in papers.read(f"{name}/consent.txt").decode()
        assert "0.57" in papers.read(f"{name}/evidence.md").decode()
    assert hand_in(room, name, "take-back").startswith("Taken back")
    assert host.page(f"evidence/{name}.zip").status_code == 404
    hand_in(room, name, "hand-in", "--agree")


def test_a_hostile_hand_in_leads_nowhere(room: Room, host: Host) -> None:
    """Another's evidence by a link, a pipe that nobody writes to, a page dressed as evidence."""
    first, name = room.names[0], room.names[2]
    folder = people.handed_in(name, room.settings)
    place = folder / "handed-in.json"
    for make in (
        lambda: place.symlink_to(people.handed_in(first, room.settings) / "handed-in.json"),
        lambda: os.mkfifo(place, 0o666),
        lambda: place.write_text('{"format": "greaterdata handed in", "version": 1}'),
        lambda: place.write_bytes(b"[" * 3_000_000),
    ):
        make()
        began = time.monotonic()
        assert host.page(f"evidence/{name}.zip").status_code == 404
        assert time.monotonic() - began < 20
        place.unlink()


def test_the_totals_read_no_further_than_a_learners_own_small_file(room: Room) -> None:
    from greaterdata_lessons.hub.server.totals import progress_of

    name, other = room.names[1], room.names[0]
    owner = pwd.getpwnam(people.unix_name(name)).pw_uid
    file = answered(room, name)
    assert len(progress_of(people.home(name), owner)) == 3
    theirs = answered(room, other)
    for make in (
        lambda: file.symlink_to(theirs),
        lambda: file.symlink_to("/dev/zero"),
        lambda: os.mkfifo(file),
        lambda: file.write_bytes(b"[" * 1_000_000),
        lambda: os.truncate(os.open(file, os.O_CREAT | os.O_WRONLY), 400_000_000),
        lambda: os.mkdir(file),
    ):
        file.unlink()
        make()
        assert progress_of(people.home(name), owner) == frozenset()
        if file.is_dir():
            file.rmdir()
            file.touch()
    assert progress_of(people.home(other), owner) == frozenset()


def test_closing_asks_twice_deletes_everything_and_says_so_on_paper(room: Room, host: Host) -> None:
    shown = host.page("close").text
    assert "What will be deleted, for every seat" in shown
    assert "Evidence that 1 seat has handed in" in shown
    assert host.press("close", word="yes").status_code == 400
    assert set(host.states()) == set(room.names)
    users = [people.unix_name(name) for name in room.names]
    assert host.press("close", word="Delete").status_code == 200
    until_says(host, "nothing of them is left", 240)
    for user in users:
        with pytest.raises(KeyError):
            pwd.getpwnam(user)
        assert not Path(f"/home/{user}").exists()
        assert not (room.settings.folder("handed-in") / user).exists()
    assert not list(room.settings.folder("homes").glob("*.img"))
    text = host.page().text
    assert "4 of 4 seats deleted, and nothing of them is left." in text
    [record] = set(re.findall(r"records/(deletion-[0-9TZ-]+)\.docx", text))
    assert host.page(f"records/{record}.docx").content[:2] == b"PK"
    kept = host.page(f"records/{record}.json").json()
    assert (kept["seats"], kept["deleted"], kept["failed"], kept["by"]) == (4, 4, {}, "host")
    assert kept["done"] >= kept["begun"]
    assert not [name for name in room.names if name in json.dumps(kept)]
    assert kept["kept"][0]["what"] == "Evidence of 1 seat"
    handed, state = room.settings.folder("host") / "collected", Path(room.settings.state)
    files = [file for file in state.rglob("*") if file.is_file() and file.parent != handed]
    files.remove(state / "hub.sqlite")  # what a database has dropped may stay in its file
    told = [
        f for f in files for name in room.names if name in f.name + f.read_bytes().decode("latin-1")
    ]
    assert told == []


def test_after_the_close_cards_open_nothing_and_the_evidence_stays_until_deleted(
    room: Room, host: Host
) -> None:
    somebody = room.visitor()
    assert somebody.sign_in(room.names[0], room.codes[room.names[0]]).status_code == 403
    assert host.page(f"evidence/{room.names[0]}.zip").status_code == 200
    assert host.press("set/collected", collected="").status_code == 400
    assert host.press("set/collected", collected="delete").status_code == 200
    assert host.page(f"evidence/{room.names[0]}.zip").status_code == 404


def test_a_new_session_begins_empty(room: Room, host: Host) -> None:
    assert host.press("set/open").status_code == 200
    assert "There is no seat yet." in host.page().text
    assert host.press("set/open").status_code == 400
