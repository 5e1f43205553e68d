"""Nothing is left of a learner who is deleted, and no two names share a place."""

import os
import pwd
import subprocess
import time
from pathlib import Path

import pytest

from greaterdata_lessons.hub import network
from greaterdata_lessons.hub.server import people
from tests.hub.real.running import Hub, command
from tests.hub.real.seat import Seat

PLACES = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/subuid", "/etc/subgid")
ODD = [
    "root",
    "../x",
    "..",
    "{braces}",
    "{USERID}",
    "{0.__class__}",
    "%n%h",
    "o'brien",
    "$HOME",
    "a b",
    "--help",
    "jo.bloggs@example.org",
    "Zoë",
    "名前",
    "x" * 200,
    "x" * 201,
    "seat-x",
    "x-",
    "-x",
    "X",
    "x",
]


def left_of(user: str, uid: int) -> list[str]:
    """Return whatever on the machine still speaks of this Unix user."""
    found = [place for place in PLACES if user in Path(place).read_text()]
    places = ["/home", "/var/mail", "/var/spool", "/run", "/srv", "/dev/shm", "/etc"]
    named = ["-name", f"*{user}*"]
    found += command("find", *places, *named, "-o", "-uid", str(uid), check=False).split()
    found += command("find", "/tmp", "/var/tmp", "-maxdepth", "1", *named, check=False).split()
    for told in (
        command("mount"),
        command("losetup", "--list"),
        command("ip", "link"),
        command("ip", "route"),
        command("systemctl", "list-units", "--all", "--plain"),
    ):
        found += [line for line in told.splitlines() if user in line or f"seat{uid}" in line]
    return found + command("ps", "-U", str(uid), "-o", "args=", check=False).splitlines()


def is_gone(user: str, uid: int) -> None:
    """Wait for systemd to notice what is unmounted, and see that nothing is left."""
    until = time.monotonic() + 30
    while left_of(user, uid):
        assert time.monotonic() < until, left_of(user, uid)
        time.sleep(0.2)


def test_a_deleted_learner_leaves_no_user_file_mount_or_process(hub: Hub) -> None:
    amber, blue = Seat(hub, "amber-otter").arrive(), Seat(hub, "blue-heron").arrive()
    uid = pwd.getpwnam(amber.user).pw_uid
    # A process that outlives its server, a file deep in the home, one handed in.
    amber.run("import subprocess; subprocess.Popen(['sleep', '5000'], start_new_session=True)")
    amber.run("import os; os.makedirs('a/b'); open('a/b/c', 'w').write('tea')")
    amber.run("open(os.environ['GREATERDATA_HAND_IN'] + '/handed-in.json', 'w').write('tea')")
    assert left_of(amber.user, uid)
    amber.leave()
    is_gone(amber.user, uid)
    assert blue.run("print(6 * 7)").strip() == "42"
    blue.leave()


def test_a_home_that_somebody_looks_into_goes_when_they_look_away(hub: Hub) -> None:
    user = people.add("coral-wren", hub.settings)
    looks = subprocess.Popen(["sleep", "1000"], cwd=user.pw_dir)
    command("systemd-run", "--uid", str(user.pw_uid), "sleep", "1000")
    assert command("ps", "-U", str(user.pw_uid), "-o", "args=")
    people.remove("coral-wren", hub.settings)
    looks.kill()
    looks.wait()
    is_gone(user.pw_name, user.pw_uid)
    people.remove("coral-wren", hub.settings)  # again, as after an interruption


def test_no_two_names_share_a_unix_user() -> None:
    users = [people.unix_name(name) for name in ODD]
    assert len(set(users)) == len(ODD)
    assert all(user.startswith("seat-") and len(user) <= 32 for user in users)
    assert all(set(user) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for user in users)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_has_a_place_of_its_own(hub: Hub, name: str) -> None:
    user = people.add(name, hub.settings)
    assert user.pw_dir == f"/home/{people.unix_name(name)}"
    assert os.path.ismount(user.pw_dir)
    assert network.space(user.pw_name).exists()
    assert pwd.getpwnam("root").pw_uid == 0
    people.remove(name, hub.settings)
    is_gone(user.pw_name, user.pw_uid)


def test_a_name_full_of_signs_gets_a_server(hub: Hub) -> None:
    name = "o'{USERID}%n$HOME"
    told = hub.api("POST", "/users", {"usernames": [name]})
    assert [user["name"] for user in told] == [name.lower()]
    quoted = "o'%7Buserid%7D%25n$home"
    hub.api("POST", f"/users/{quoted}/server")
    until = time.monotonic() + 120
    while not hub.api("GET", f"/users/{quoted}")["servers"].get("", {}).get("ready"):
        assert time.monotonic() < until, hub.log()
        time.sleep(0.3)
    user = people.unix_name(name.lower())
    assert command("ps", "-U", user, "-o", "comm=")
    hub.api("DELETE", f"/users/{quoted}")
    people.remove(name.lower(), hub.settings)


def test_somebody_elses_user_is_not_taken(hub: Hub) -> None:
    command("useradd", "--home-dir", "/srv/theirs", "--no-create-home", "seat-taken")
    with pytest.raises(OSError, match="somebody else"):
        people.add("taken", hub.settings)
    command("userdel", "seat-taken")


def test_a_home_there_is_no_room_for_is_refused_and_leaves_no_half_of_it(tmp_path: Path) -> None:
    small = tmp_path / "disk"
    small.mkdir()
    command("mount", "-t", "tmpfs", "-o", "size=100M", "none", str(small))
    try:
        people.make_disk(small / "first.img", 64)
        with pytest.raises(OSError, match="no room for another home of 64 MB"):
            people.make_disk(small / "second.img", 64)
        assert [file.name for file in small.iterdir()] == ["first.img"]
        taken = (small / "first.img").stat().st_blocks * 512
        assert taken > 0.85 * 64 * 2**20  # nobody else gets that room
    finally:
        command("umount", str(small))
