"""The command for hosts: `greaterdata hub`."""

from __future__ import annotations

import argparse
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

CARD_DAYS = 14  # how long cards open their seats, where nothing else is said


def a_day(text: str) -> date:
    """Return a day from the command line; raises argparse.ArgumentTypeError with one sentence.

    >>> a_day("2027-03-01")
    datetime.date(2027, 3, 1)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is no day such as 2027-03-01') from None


def add_commands(commands: Any) -> None:
    """Add `greaterdata hub` with its actions to the reader of the command line."""
    hub = commands.add_parser("hub", help="run the course for a room of people, as their host")
    acts = hub.add_subparsers(title="what to do", metavar="ACTION", required=True)
    add_setup(acts)
    add_cards(acts)
    add_people(acts)
    for name, run, words in (
        ("check", run_check, "say what is missing or wrong before anybody comes"),
        ("start", run_start, "start the hub on this machine"),
        ("stop", run_stop, "stop the hub and every learner's server; work stays"),
    ):
        acts.add_parser(name, help=words).set_defaults(run=run)


def add_setup(acts: Any) -> None:
    """Add the action that asks four questions."""
    setup = acts.add_parser("setup", help="answer four questions, and get what a hub needs")
    setup.add_argument("--mode", help="drop-in, returning or single-sign-on")
    setup.add_argument("--seats", help="how many learners at once, such as 30")
    setup.add_argument("--keep", dest="keep_days", help="days that work is kept; 0 for none")
    setup.add_argument("--address", help="what people type, such as https://lessons.example.org")
    setup.add_argument("--email", default="", help="hears when https stops working")
    setup.add_argument("--to", type=Path, help="the folder to write to")
    setup.set_defaults(run=run_setup)


def add_cards(acts: Any) -> None:
    """Add the action that makes cards."""
    made = acts.add_parser("cards", help="make cards with a name and a code for each seat")
    made.add_argument("count", type=int, nargs="?", help="how many seats (as the hub is set up)")
    made.add_argument("--until", type=a_day, help="their last day (a fortnight from today)")
    made.add_argument("--to", type=Path, default=Path("cards.html"), help="the sheet to print")
    made.add_argument("--new", action="store_true", help="in place of the cards there are")
    made.add_argument("--replace", metavar="NAME", help="a new code for one lost card")
    made.set_defaults(run=run_cards)


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


def run_setup(options: argparse.Namespace) -> int:
    """Ask what was not given, write the settings, and say what comes next."""
    from greaterdata_lessons.hub import running, settings, setup, tljh

    names = [question.name for question in setup.QUESTIONS]
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    try:
        found = setup.answers(given, input, print)
    except EOFError:
        raise LearnerError(
            "Nobody answered. Give --mode, --seats, --keep and --address, or type at a keyboard."
        ) from None
    print(f"\n{setup.in_words(found)}")
    folder = ""
    if found.address.startswith("https://"):
        folder = str(options.to or "hub-files")
        tljh.write_tljh(found, Path(folder), options.email)
        print(f"Written: {folder}, with everything for a server.")
    else:
        file = options.to / "hub.toml" if options.to else settings.where()
        if not options.to and not os.access(_nearest(file), os.W_OK):
            running.insist_on_root("setup")
        print(f"Written: {found.write(file)}")
    print("\nNext:")
    ready = _in_hub_environment()
    for number, line in enumerate(setup.next_steps(found, folder, ready), start=1):
        print(f"{number}. {line}")
    return 0


def _nearest(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())


def _in_hub_environment() -> bool:
    from importlib.util import find_spec

    return find_spec("jupyterhub") is not None


def run_cards(options: argparse.Namespace) -> int:
    """Make cards, or one in place of a lost one, and write the sheet to print."""
    from greaterdata_lessons.hub import cards, running, settings
    from greaterdata_lessons.hub.sheet import sheet

    found = settings.read()
    if found.mode != "drop-in":
        raise LearnerError(
            f'This hub is for "{found.mode}", without cards. To change that: greaterdata hub setup'
        )
    place = found.folder("cards.json")
    if not os.access(_nearest(place), os.W_OK):
        running.insist_on_root("cards")
    before = cards.read_deck(place)
    if options.replace:
        if before is None:
            raise LearnerError("There are no cards yet. Type: greaterdata hub cards")
        deck, card = cards.replaced(before, options.replace)
        made = [card]
    else:
        _refuse_to_overwrite(before, options, running.runs())
        until = options.until or date.today() + timedelta(days=CARD_DAYS)
        if until < date.today():
            raise LearnerError(f"{until} is past: the cards would open nothing.")
        deck, made = cards.deal(_count(options.count, found.seats), until)
    page = sheet(made, found.address, deck.until)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(options.to, page.encode(), mode=0o600)
    _give_back(options.to)
    deck.write(place)
    print(_told(made, options.to, deck.until))
    return 0


def _count(asked: int | None, seats: int) -> int:
    """Return how many cards to make: no more than the hub has seats."""
    if asked is not None and asked > seats:
        raise LearnerError(
            f"This hub is set up for {seats} at once. For {asked}, first type: greaterdata hub "
            f"setup --seats {asked}"
        )
    return seats if asked is None else asked


def _refuse_to_overwrite(before: Any, options: argparse.Namespace, running: bool) -> None:
    """Raise LearnerError when cards would be lost that people may hold in their hands."""
    from datetime import datetime

    if before is None or options.new or not before.open(datetime.now()):
        return
    where = "The hub runs, and " if running else ""
    raise LearnerError(
        f"{where}{len(before.names())} cards are out that open until {before.until}. Add --new to "
        "make others in their place: those then open nothing, and work in their seats stays until "
        "you close the session. For one lost card: greaterdata hub cards --replace NAME"
    )


def _give_back(path: Path) -> None:
    """Let whoever typed sudo have the file that they asked for."""
    owner, group = os.environ.get("SUDO_UID"), os.environ.get("SUDO_GID")
    if os.geteuid() == 0 and owner and group:
        os.chown(path, int(owner), int(group))


def _told(made: Any, to: Path, until: date) -> str:
    one = len(made) == 1
    what = f"A new card for {made[0].name}" if one else f"{len(made) - 1} cards and the host's own"
    day = f"{until.day} {until:%B %Y}"
    return (
        f"{what} in {to}, good until {day}. Print the sheet, cut it, then delete the file: it is "
        "the only place where the codes stand."
    )


def run_check(_: argparse.Namespace) -> int:
    """Say what to put right; 1 when there is something."""
    from greaterdata_lessons.hub.checks import check

    problems = check()
    for problem in problems:
        print(f"- {problem}")
    if not problems:
        print("All is well: nothing is missing or wrong.")
    return 1 if problems else 0


def run_start(_: argparse.Namespace) -> int:
    """Start the hub of this machine."""
    from greaterdata_lessons.hub import checks, running, settings

    found = settings.read()
    running.insist_on_root("start")
    for problem in checks.check():
        print(f"- {problem}")
    running.start(found)
    print(f"The hub runs. People type: {found.address}")
    print(f"The host's page: {found.address.rstrip('/')}/services/room/")
    return 0


def run_stop(_: argparse.Namespace) -> int:
    """Stop the hub of this machine."""
    from greaterdata_lessons.hub import running

    running.insist_on_root("stop")
    running.stop()
    print("The hub is stopped. What people saved is there when it starts again.")
    return 0


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
    _, listed = _people()
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

    _, listed = _people()
    name = _on_list(options.name, listed)
    had = people_list.reset_password(settings.read(), name)
    words = "The next password" if had else "They had none yet: the first password"
    print(f"{words} that {name} types becomes theirs. Let them do it now, beside you.")
    return 0


def _on_list(name: str, listed: Any) -> str:
    from greaterdata_lessons.errors import did_you_mean
    from greaterdata_lessons.hub.people_list import checked

    plain = checked(name)
    if plain not in listed.names:
        raise LearnerError(f'"{plain}" is not on the list. {did_you_mean(plain, listed.names)}')
    return plain
