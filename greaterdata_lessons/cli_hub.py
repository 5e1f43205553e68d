"""The command for hosts: `greaterdata hub`."""

from __future__ import annotations

import argparse
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from greaterdata_lessons import cli_hub_people, cli_hub_size
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.hub.typed import hub_command

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
    cli_hub_people.add_people(acts)
    cli_hub_size.add_size(acts)
    lessons = acts.add_parser("lessons", help="bring the hub's lessons up to date")
    lessons.add_argument("course", nargs="?", default=".", help="its folder, or its git address")
    lessons.set_defaults(run=run_lessons)
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
            running.insist_on_root(setup.as_options(found))  # so that nobody answers twice
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
            f'This hub is for "{found.mode}", without cards. To change that: {hub_command("setup")}'
        )
    place = found.folder("cards.json")
    if not os.access(_nearest(place), os.W_OK):
        running.insist_on_root("cards")
    before = cards.read_deck(place)
    if options.replace:
        if before is None:
            raise LearnerError(f"There are no cards yet. Type: {hub_command('cards')}")
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
            f"This hub is set up for {seats} at once. For {asked}, first type: "
            + hub_command(f"setup --seats {asked}")
        )
    return seats if asked is None else asked


def _refuse_to_overwrite(before: Any, options: argparse.Namespace, running: bool) -> None:
    """Raise LearnerError when cards would be lost that people may hold in their hands."""
    from datetime import datetime

    spent = before is None or not before.names()  # closing a session ends its cards
    if spent or options.new or not before.open(datetime.now()):
        return
    where = "The hub runs, and " if running else ""
    raise LearnerError(
        f"{where}{len(before.names())} cards are out that open until {before.until}. Add --new to "
        "make others in their place: those then open nothing, and work in their seats stays until "
        "you close the session. For one lost card: " + hub_command("cards --replace NAME")
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
    _bring_lessons(found)
    for problem in checks.check():
        print(f"- {problem}")
    running.start(found)
    print(f"The hub runs. People type: {found.address}")
    print(f"The host's page: {found.address.rstrip('/')}/services/room/")
    return 0


def _bring_lessons(found: Any) -> None:
    """Release the lessons of the course that this command belongs to, where it is at hand."""
    from greaterdata_lessons.hub.checks import course_at_hand
    from greaterdata_lessons.hub.release import release

    if course := course_at_hand():
        try:
            print(release(course, Path(found.state)))
        except LearnerError as error:
            print(f"- {error}")


def run_stop(_: argparse.Namespace) -> int:
    """Stop the hub of this machine."""
    from greaterdata_lessons.hub import running

    running.insist_on_root("stop")
    running.stop()
    print("The hub is stopped. What people saved is there when it starts again.")
    return 0


def run_lessons(options: argparse.Namespace) -> int:
    """Release a copy of the course to the hub."""
    from greaterdata_lessons.hub import settings
    from greaterdata_lessons.hub.release import release

    print(release(options.course, Path(settings.read().state)))
    return 0
