"""`make hub`: a hub to try out starts, lets somebody in, and leaves nothing when it is stopped."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

from tests.hub.real.door import Visitor
from tests.hub.real.running import ROOT, Hub, command


@contextmanager
def tried(*options: str) -> Iterator[str]:
    """Start it as somebody at a keyboard does, and stop it with Ctrl-C; yields what it says."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tools.try_hub", *options],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    said = ""
    assert started.stdout
    try:
        for line in started.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        yield said
    finally:
        started.send_signal(signal.SIGINT)
        assert started.wait(120) == 0, said
        started.stdout.close()


def opens(said: str) -> None:
    """Sign in with the first card, and wait for its server."""
    address = re.search(r"Open (\S+) and", said)
    card = re.search(r"^  (\S+) +(\S.*)$", said, re.MULTILINE)
    assert address, said
    assert card, said
    name, code = card.groups()
    visitor = Visitor(address[1])
    with visitor.session:
        assert "<form" in visitor.page("/hub/login").text
        assert visitor.sign_in(name, code).status_code == 302
        visitor.page("/hub/spawn")
        until = time.monotonic() + 120
        while not urlparse(visitor.page(f"/user/{name}/lab").url).path.startswith("/user/"):
            assert time.monotonic() < until
            time.sleep(0.5)


def processes() -> list[str]:
    return [line for line in command("ps", "-eo", "args=").splitlines() if "singleuser" in line]


def test_without_walls_it_says_so_and_ctrl_c_ends_it(hub: Hub) -> None:
    before = processes()
    with tried("--no-walls", "--port", "8300") as said:
        assert "For trying out only: everybody here is you; let no learners in." in said
        opens(said)
        heard = [line.split()[3] for line in command("ss", "-Hltn").splitlines() if ":830" in line]
        assert heard
        assert all(place.startswith("127.0.0.1:") for place in heard)
    assert processes() == before
    assert not (ROOT / "_build" / "hub").exists()


def test_with_walls_it_leaves_no_user_file_mount_or_unit(hub: Hub) -> None:
    hub.pause()
    users = Path("/etc/passwd").read_text()
    try:
        with tried() as said:
            assert "For trying out only" not in said
            opens(said)
            assert "seat-" in Path("/etc/passwd").read_text().removeprefix(users)
        assert Path("/etc/passwd").read_text() == users
        assert not Path("/srv/greaterdata-try").exists()
        assert "greaterdata-try" not in command("mount")
        assert "greaterdata-hub" not in command("systemctl", "list-unit-files")
    finally:
        hub.start()
