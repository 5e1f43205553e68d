"""The keeper: what the host's page needs and only root can see, told without naming anybody.

It runs as root beside the hub, listens to nobody, and does three things over and over:
- says which seats there are, and makes a hub user for each once the host starts the servers;
- reads how far learners are, and writes totals that point at nobody (see hub/totals.py);
- while a room is being deleted, says of which seats something is left on the machine.
"""

from __future__ import annotations

import json
import os
import pwd
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub import accounts, cards, people_list, room_state
from greaterdata_lessons.hub.safe_files import as_object, read_small
from greaterdata_lessons.hub.server import people
from greaterdata_lessons.hub.settings import Settings, read
from greaterdata_lessons.hub.totals import Cell, Totals, as_table, cells_of, from_table
from greaterdata_lessons.learning import progress_format

PAUSE = 2.0  # seconds between two rounds
LOOK_EVERY = 30.0  # seconds between two looks at progress; what is said is renewed far less often
LARGEST = 2_000_000  # bytes of one person's progress


def progress_of(home: Path, owner: int) -> frozenset[Cell]:
    """Return what one person counts in, from the file of progress in their home.

    Anything but a plain, small file of their own counts as none.
    """
    found = read_small(home, people.PROGRESS, largest=LARGEST, owner=owner) or b""
    return cells_of(progress_format.read(found.decode("utf-8", "replace")).answers)


def everybody() -> dict[str, frozenset[Cell]]:
    """Return what each learner of this machine counts in."""
    seats = [one for one in pwd.getpwall() if one.pw_name.startswith(people.PREFIX)]
    return {one.pw_name: progress_of(Path(one.pw_dir), one.pw_uid) for one in seats}


def expected(settings: Settings) -> list[str]:
    """Return the names of the seats: those on cards, or on the host's list of people."""
    if settings.mode == "drop-in":
        deck = cards.read_deck(settings.folder("cards.json"))
        return deck.names() if deck else []
    if settings.mode == "returning":
        listed = people_list.read_people(settings.folder(people_list.FILE))
        return sorted(set(listed.names) - listed.hosts)
    found = accounts.read_accounts(settings.folder(accounts.FILE))
    return sorted(set(found.people) - set(found.hosts))


def left_over(settings: Settings) -> dict[str, list[str]]:
    """Return for each seat, by its Unix user, what of it is on the machine."""
    found: dict[str, list[str]] = {}
    for one in pwd.getpwall():
        found.setdefault(one.pw_name, []).append("Unix user")
    for folder, what in ((Path("/home"), "home"), (settings.folder("handed-in"), "hand-in folder")):
        for name in os.listdir(folder) if folder.is_dir() else []:
            found.setdefault(name, []).append(what)
    for image in settings.folder("homes").glob("*.img"):
        found.setdefault(image.stem, []).append("file that holds the home")
    return {name: what for name, what in found.items() if name.startswith(people.PREFIX)}


class Keeper:
    """What is remembered from round to round."""

    def __init__(self, settings: Settings) -> None:
        """Go on from what had been said before a restart."""
        self.settings = settings
        before = as_object(read_small(Path(settings.state), "totals.json", largest=LARGEST))
        self.session = str(before.get("session", ""))
        self.totals = Totals(from_table(before.get("lessons")) if before else None)
        self.totals.took_part = int(before.get("took_part") or 0)
        self.looked = float("-inf")
        self.made: set[str] = set()

    def round(self, now: float) -> None:
        """Do each thing once, where it is time for it."""
        room = room_state.read(self.settings)
        names = expected(self.settings)
        self.write("seats.json", {"seats": names})
        if room.state == "open":
            if room.prepare:
                self.make_users(names)
            if now - self.looked >= LOOK_EVERY:
                self.looked = now
                self.look(room.session, now)
        elif room.state == "closing":
            left = left_over(self.settings)
            self.write("left.json", {"at": room_state.stamp(), "left": left})

    def look(self, session: str, now: float) -> None:
        """Look at everybody's progress, and write what may be said of it."""
        if session != self.session:
            self.session, self.totals = session, Totals()
        said = self.totals.look(everybody(), now)
        totals = {"took_part": self.totals.took_part, "lessons": as_table(said)}
        self.write("totals.json", {"session": session, **totals})

    def make_users(self, names: Sequence[str]) -> None:
        """Make a hub user for each of these that has none yet."""
        missing = sorted(set(names) - self.made)
        if missing and ask_hub("/users", {"usernames": missing}) in (201, 409):
            self.made = set(names)

    def write(self, name: str, content: Mapping[str, Any]) -> None:
        """Write a file that the host's page may read, when it says something new."""
        path = self.settings.folder(name)
        text = (json.dumps(content, indent=1) + "\n").encode()
        if read_small(path.parent, name, largest=LARGEST) == text:
            return
        write_whole(path, text)
        os.chown(path, 0, pwd.getpwnam(people.HOST).pw_gid)
        path.chmod(0o640)


def ask_hub(path: str, content: Mapping[str, Any]) -> int:
    """Send something to the hub; returns its status, 0 where it does not answer."""
    request = urllib.request.Request(
        os.environ["JUPYTERHUB_API_URL"] + path,
        json.dumps(content).encode(),
        {
            "Authorization": f"token {os.environ['JUPYTERHUB_API_TOKEN']}",
            "Content-Type": "application/json",
        },
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def main() -> None:
    """Keep on, until the hub stops this program."""
    os.umask(0o077)
    keeper = Keeper(read())
    while True:
        try:
            keeper.round(time.monotonic())
        except (OSError, LearnerError, ValueError) as error:  # the next round tries again
            print(f"The keeper goes on after: {error}", file=sys.stderr, flush=True)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
