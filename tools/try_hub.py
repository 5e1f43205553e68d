"""Start a hub on this machine for trying out, until Ctrl-C; then nothing of it is left.

Usage: .venv-hub/bin/python -m tools.try_hub [--port 8000] [--no-walls]

As root on a machine with systemd, learners are kept apart as on a real hub. Anywhere else everybody
is whoever typed this, and the hub answers this machine alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import cards, network, running, units
from greaterdata_lessons.hub.release import release
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.settings import SETTING, Settings

ROOT = Path(__file__).resolve().parents[1]
SEATS = 3
BIN = Path(sys.executable).parent
ALONE = ROOT / "_build" / "hub"
WALLED = Path("/srv/greaterdata-try")
UNITS = Path("/run/systemd/system")  # forgotten when the machine restarts
CONFIG = """\
from greaterdata_lessons.hub import settings
from greaterdata_lessons.hub.server.config import configure

configure(get_config(), settings.read(), trial=True)
"""


def has_walls() -> bool:
    """Tell whether this machine, and whoever asks, can keep learners apart."""
    return os.geteuid() == 0 and UNITS.parent.is_dir()


def prepare(settings: Settings, config: str) -> list[cards.Card]:
    """Write what a hub needs into its folder; returns the cards to sign in with."""
    state = Path(settings.state)
    settings.write(state / "hub.toml")
    (state / "jupyterhub_config.py").write_text(config)
    deck, dealt = cards.deal(SEATS, date.today())
    deck.write(settings.folder("cards.json"))
    release(ROOT, state)
    return dealt


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Run a hub in which everybody is whoever started it.

    Raises LearnerError when it does not start.
    """
    state = Path(settings.state)
    paths = f"{BIN}:{os.environ['PATH']}"
    environment = os.environ | {SETTING: str(state / "hub.toml"), "PATH": paths}
    command = [str(BIN / "jupyterhub"), "--config", str(state / "jupyterhub_config.py")]
    with (state / "hub.log").open("wb") as log:
        hub = subprocess.Popen(
            command, cwd=state, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        if not answers(settings, hub):
            words = (state / "hub.log").read_text(errors="replace")[-2000:]
            raise LearnerError(f"The hub did not start. Its last words were:\n{words}")
        yield
    finally:
        hub.terminate()  # it stops the servers and its door itself
        try:
            hub.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(hub.pid, signal.SIGKILL)
            hub.wait()


@contextmanager
def walled(settings: Settings, names: Sequence[str]) -> Iterator[None]:
    """Run a hub as on a host's own machine, and take all of it away after.

    Raises LearnerError when it does not start.
    """
    state = Path(settings.state)
    had_host = people.is_user(people.HOST)
    written = units.write_units(settings, state / "hub.toml", state / "jupyterhub_config.py", UNITS)
    do("systemctl", "daemon-reload")
    try:
        do("systemctl", "start", units.PROXY, units.HUB)
        if not answers(settings):
            raise LearnerError(
                f"The hub did not start. Its last words were:\n{running.last_words()}"
            )
        yield
    finally:
        do("systemctl", "stop", units.HUB, units.PROXY)
        for name in names:
            people.remove(name, settings)
        for file in written:
            file.unlink()
        do("systemctl", "daemon-reload")
        do("ip", "address", "delete", f"{network.HUB}/32", "dev", "lo")
        if not had_host:
            do("userdel", people.HOST)


def do(*command: str) -> None:
    """Run a command; what it says goes to nobody."""
    subprocess.run(command, check=False, capture_output=True)


def answers(settings: Settings, hub: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait until the hub answers; tells whether it does."""
    until = time.monotonic() + 90
    while time.monotonic() < until and (hub is None or hub.poll() is None):
        try:
            with urllib.request.urlopen(f"{settings.address}/hub/health", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False


def say(settings: Settings, dealt: Sequence[cards.Card], walls: bool) -> None:
    """Print where the hub is, and how to sign in."""
    if not walls:
        print("For trying out only: everybody here is you; let no learners in.")
    print(f"\nOpen {settings.address} and sign in:")
    for card in dealt:
        print(f"  {card.name:20} {card.spaced}")
    print(f"\nThe host's page, for the card of the host: {settings.address}/services/room/")
    print("Ctrl-C stops the hub and deletes everything in it.", flush=True)


def run(port: int, walls: bool) -> None:
    """Run the hub until somebody types Ctrl-C.

    Raises LearnerError when there is a hub here already, or this one does not start.
    """
    if walls and running.runs():
        raise LearnerError("A hub runs on this machine already: greaterdata hub stop, then again.")
    state = WALLED if walls else ALONE
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True, mode=0o711)
    settings = Settings(seats=SEATS, address=f"http://127.0.0.1:{port}", state=str(state))
    try:
        dealt = prepare(settings, running.CONFIG if walls else CONFIG)
        names = [card.name for card in dealt]
        with walled(settings, names) if walls else alone(settings):
            say(settings, dealt, walls)
            signal.pause()
    finally:
        shutil.rmtree(state, ignore_errors=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a hub for trying out; 0 when it was stopped by Ctrl-C."""
    reader = argparse.ArgumentParser(prog="make hub", description="A hub for trying out.")
    reader.add_argument("--port", type=int, default=units.PORT, help="where it answers")
    reader.add_argument("--no-walls", action="store_true", help="everybody is you, root or not")
    options = reader.parse_args(arguments)
    # Ctrl-C too: what was begun in the background would otherwise not hear it, nor what it starts.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.default_int_handler)
    walls = has_walls() and not options.no_walls
    with suppress(KeyboardInterrupt):
        try:
            run(units.PORT if walls else options.port, walls)
        except LearnerError as error:
            print(error, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
