"""The offline bundle on a laptop without internet: installed, used, and taken off again."""

import pwd
import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.hub.real.door import Visitor

ROOT = Path(__file__).resolve().parents[4]
GREATERDATA = "/usr/local/bin/greaterdata"
OURS = ["/opt/greaterdata", "/etc/greaterdata", "/srv/greaterdata", GREATERDATA]

pytestmark = pytest.mark.whole


def run(*words: str, code: int = 0, cwd: Path = Path("/root")) -> str:
    """What a host types, and what they read."""
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def stick() -> Path:
    """The folder of the bundle, as it is on a stick: nothing in it may be run by itself."""
    made = ROOT / "_build" / "hub-bundle"
    assert (made / "course.tar.gz").exists(), "There is no bundle. Type: make hub-bundle"
    return made


def cards_of(sheet: Path) -> dict[str, str]:
    """Read the printed cards as people do."""
    rows = re.findall(r"<h2>([^<]+)</h2>.*?class=\"code\">([^<]+)<", sheet.read_text(), re.DOTALL)
    return dict(rows)


def test_a_session_on_a_laptop_without_internet(stick: Path) -> None:
    assert "ip" not in run("ip", "-4", "route").split()  # nowhere to go from here
    started = time.monotonic()
    said = run("bash", str(stick / "install"))
    print(f"\nInstalled without internet in {time.monotonic() - started:.0f} s.")
    assert "sudo greaterdata hub setup" in said
    answers = ["--mode=drop-in", "--seats=3", "--keep=0", "--address=http://127.0.0.1:8000"]
    assert "Next:" in run(GREATERDATA, "hub", "setup", *answers)
    assert "3 cards and the host's own" in run(GREATERDATA, "hub", "cards")
    assert "are out that open until" in run(GREATERDATA, "hub", "cards", code=2)
    assert "The hub has 1" in run(GREATERDATA, "hub", "start")
    assert "All is well" in run(GREATERDATA, "hub", "check")
    assert "The hub is running" in run("bash", str(stick / "install"), code=2)
    dealt = cards_of(Path("/root/cards.html"))
    name = next(name for name in dealt if name != "host")
    learn(name, dealt[name])
    run(GREATERDATA, "hub", "cards", f"--replace={name}", "--to=/root/one.html")
    assert Visitor("http://127.0.0.1:8000").sign_in(name, dealt[name]).status_code == 403
    again = cards_of(Path("/root/one.html"))
    assert Visitor("http://127.0.0.1:8000").sign_in(name, again[name]).status_code == 302
    assert "stopped" in run(GREATERDATA, "hub", "stop")
    leave(name)


def words_of_the_hub() -> str:
    """What the hub wrote, without the pages it gave out."""
    shown = run("journalctl", "--no-pager", "--output=cat", "--unit=greaterdata-hub")
    return "\n".join(line for line in shown.splitlines() if "JupyterHub log:" not in line)


def learn(name: str, code: str) -> None:
    """Sign in with a card, and wait for the notebooks to open."""
    learner = Visitor("http://127.0.0.1:8000")
    assert learner.sign_in(name, code).status_code == 302
    learner.page("/hub/spawn")
    until = time.monotonic() + 240
    while not learner.page(f"/user/{name}/lab").url.endswith("/lab"):  # the way leads there
        assert time.monotonic() < until, words_of_the_hub()
        time.sleep(1)
    assert "started" in learner.page(f"/user/{name}/api/status").json()
    assert pwd.getpwnam(f"seat-{name}")


def leave(name: str) -> None:
    """Take the hub off the laptop again, with all that was left in it."""
    uninstall = "bash /opt/greaterdata/deploy/hub/uninstall"
    run("bash", "-c", f"echo no | {uninstall}", code=1)
    assert Path("/opt/greaterdata").exists()
    assert "off this machine" in run(*uninstall.split(), "--yes")
    assert [path for path in OURS if Path(path).exists()] == [], run("find", *OURS[2:3])
    with pytest.raises(KeyError):
        pwd.getpwnam(f"seat-{name}")
    assert not list(Path("/etc/systemd/system").glob("greaterdata*"))
    assert not list(Path("/home").glob("seat-*"))
    assert "seat-" not in run("ip", "netns", "list") + run("mount")
