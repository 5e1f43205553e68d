"""The list of people who return to a hub: `greaterdata hub people`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean


def add_people(acts: Any) -> None:
    """Add the actions on the list of people who return."""
    people = acts.add_parser("people", help="who may come in, where people return")
    what = people.add_subparsers(title="what to do", metavar="ACTION", required=True)
    what.add_parser("list", help="who is on the list").set_defaults(run=run_list)
    added = what.add_parser("add", help="put somebody on the list")
    added.add_argument("name")
    added.add_argument("--host", action="store_true", help="they see the host's page")
    added.set_defaults(run=run_add)
    removed = what.add_parser("remove", help="take somebody off the list; their work stays")
    removed.add_argument("name")
    removed.set_defaults(run=run_remove)
    reset = what.add_parser("reset", help="let somebody choose a new password; their work stays")
    reset.add_argument("name")
    reset.set_defaults(run=run_reset)


def _people() -> tuple[Path, Any]:
    from greaterdata_lessons.hub import people_list, settings

    found = settings.read()
    if found.mode != "returning":
        raise LearnerError(f'This hub is for "{found.mode}": it has no list of people to keep.')
    place = found.folder(people_list.FILE)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place, people_list.read_people(place)


def run_list(_: argparse.Namespace) -> int:
    """Name everybody on the list."""
    listed = _people()[1]
    for name in listed.names:
        print(f"{name} (host)" if name in listed.hosts else name)
    print(f"{len(listed.names)} on the list.")
    return 0


def run_add(options: argparse.Namespace) -> int:
    """Put somebody on the list."""
    from greaterdata_lessons.hub import running

    place, listed = _people()
    listed.added(options.name, host=options.host).write(place)
    if options.host:
        running.restart_if_running()  # it reads who the hosts are when it starts
    print(f"{options.name} may come in. The first password they type becomes theirs.")
    return 0


def run_remove(options: argparse.Namespace) -> int:
    """Take somebody off the list."""
    place, listed = _people()
    name = _on_list(options.name, listed)
    listed.without(name).write(place)
    print(f"{name} is off the list and out within a minute. Their work stays until it is deleted.")
    return 0


def run_reset(options: argparse.Namespace) -> int:
    """Let somebody choose a new password."""
    from greaterdata_lessons.hub import people_list, settings

    listed = _people()[1]
    name = _on_list(options.name, listed)
    had = people_list.reset_password(settings.read(), name)
    words = "The next password" if had else "They had none yet: the first password"
    print(f"{words} that {name} types becomes theirs. Let them do it now, beside you.")
    return 0


def _on_list(name: str, listed: Any) -> str:
    from greaterdata_lessons.hub.people_list import checked

    plain = checked(name)
    if plain not in listed.names:
        raise LearnerError(f'"{plain}" is not on the list. {did_you_mean(plain, listed.names)}')
    return plain
