"""Look at a hub's settings before anybody comes: what is missing, wrong or too much."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlparse

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.hub import accounts, cards, network, people_list, settings
from greaterdata_lessons.hub.lessons import repository
from greaterdata_lessons.hub.settings import Settings
from greaterdata_lessons.hub.setup import LEARNER_MB, OWN_MB, is_local, memory_gb
from greaterdata_lessons.hub.typed import hub_command

UFW = Path("/etc/ufw")
STAND_INS = ("example.org", "example.com", "example.net", "address-of")


@dataclass(frozen=True)
class Machine:
    """What matters of a machine: its memory in MB, and the free room on the hub's disk in MB.

    `shut`: its firewall keeps learners' servers from the hub.
    """

    memory_mb: int
    free_mb: int
    shut: bool = False


def this_machine(state: Path) -> Machine:
    """Return what this machine has."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    there = next(path for path in (state, *state.parents) if path.exists())
    return Machine(pages // 2**20, shutil.disk_usage(there).free // 2**20, is_shut(UFW))


def is_shut(firewall: Path) -> bool:
    """Tell whether Debian's and Ubuntu's firewall is on, and learners' servers not let through."""
    settings_file, rules = firewall / "ufw.conf", firewall / "user.rules"
    on = settings_file.exists() and "ENABLED=yes" in settings_file.read_text()
    return on and not (rules.exists() and network.EVERYBODY in rules.read_text())


def course_at_hand() -> Path | None:
    """Return the folder of the course that this command belongs to: start takes lessons there."""
    folder = Path(__file__).resolve().parents[2]
    return folder if (folder / "book" / "_toc.yml").exists() else None


def check(path: Path | None = None, machine: Machine | None = None) -> list[str]:
    """Return a sentence for each thing to put right; an empty list when all is well."""
    try:
        found = settings.read(path)
        machine = machine or this_machine(Path(found.state))
        return [*address(found), *room(found, machine), *way_in(found), *kept(found)]
    except LearnerError as error:
        return [str(error)]
    except PermissionError as error:
        return [f"{error.filename} is for root alone. Type: {hub_command('check')}"]


def address(found: Settings) -> Iterator[str]:
    """Yield what is wrong with the address."""
    parts = urlparse(found.address)
    host = parts.hostname or ""
    if any(word in found.address.lower() for word in STAND_INS):
        yield f"The address is still the one of an example: {found.address}"
    if parts.scheme == "http" and not is_local(host):
        yield (
            f"{found.address} begins with http: everybody on the way can read the codes that "
            "people type. Set it up with https, or use it on your own Wi-Fi alone."
        )
    alone = host == "localhost" or host.startswith("127.")
    if parts.scheme == "http" and found.mode == "returning" and not alone:
        yield (
            "People choose passwords here, and they go over the Wi-Fi as they are typed. Ask "
            "people to take one that they use nowhere else, or use cards."
        )


def room(found: Settings, machine: Machine) -> Iterator[str]:
    """Yield what this machine has too little of."""
    needed = found.seats * LEARNER_MB + OWN_MB
    if needed > machine.memory_mb:
        fits = max(0, (machine.memory_mb - OWN_MB) // LEARNER_MB)
        yield (
            f"{found.seats} learners need about {memory_gb(found)} GB of memory, and this machine "
            f"has {machine.memory_mb / 1000:.0f}: it holds {fits}. Let people share devices, or "
            f"take a bigger machine."
        )
    if machine.shut:
        yield (
            "This machine's firewall keeps learners' servers from the hub. "
            f"Type: sudo ufw allow from {network.EVERYBODY}"
        )
    if found.seats * found.disk_mb > machine.free_mb:
        yield (
            f"{found.seats} full homes take {found.seats * found.disk_mb / 1000:.0f} GB, and "
            f"{machine.free_mb / 1000:.0f} GB are free in {found.state}."
        )


def way_in(found: Settings) -> Iterator[str]:
    """Yield what would keep people out, or let in whom nobody meant."""
    if found.mode == "drop-in":
        yield from _cards(found)
    elif found.mode == "returning":
        yield from _people(found)
    else:
        place = found.folder(accounts.FILE)
        listed = accounts.read_accounts(place).problems(found.address)
        yield from (f"{place}: {problem}" for problem in listed)


def _cards(found: Settings) -> Iterator[str]:
    place = found.folder("cards.json")
    deck = cards.read_deck(place)
    if deck is None or not deck.names():
        yield f"There are no cards for the next session. Type: {hub_command('cards')}"
        return
    yield from _private(place)
    if not deck.open(datetime.now()):
        yield (
            f"The cards ran out on {deck.until.day} {deck.until:%B %Y}. "
            f"Type: {hub_command('cards --new')}"
        )
    if len(deck.names()) > found.seats:
        yield (
            f"There are {len(deck.names())} cards, and the hub is set up for {found.seats} at "
            "once: the last to come will wait for a place."
        )


def _people(found: Settings) -> Iterator[str]:
    place = found.folder(people_list.FILE)
    listed = people_list.read_people(place)
    if not listed.names:
        yield f"The list is empty: nobody comes in. Type: {hub_command('people add NAME')}"
        return
    yield from _private(place)
    if not listed.hosts:
        yield f"No host is on the list. Type: {hub_command('people add YOUR-NAME --host')}"


def _private(place: Path) -> Iterator[str]:
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        yield f"Others on this machine can read {place}. Type: sudo chmod 600 {place}"


def kept(found: Settings) -> Iterator[str]:
    """Yield what is wrong with what the hub keeps."""
    state = Path(found.state)
    if not repository(state).exists() and course_at_hand() is None:
        yield f"There are no lessons yet. In the course's folder: {hub_command('lessons .')}"
    for place in (state / "secrets.env", state / "cookie-secret"):
        if place.exists():
            yield from _private(place)
    if state.exists() and stat.S_IMODE(state.stat().st_mode) & 0o022:
        yield f"Others on this machine can write into {state}. Type: sudo chmod 711 {state}"
