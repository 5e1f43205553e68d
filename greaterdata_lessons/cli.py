"""The `greaterdata` command: open the course, build it, prove its questions, and more."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from greaterdata_lessons import (
    __version__,
    cli_governance,
    cli_hand_in,
    cli_hub,
    cli_records,
    cli_registers,
    cli_report,
)
from greaterdata_lessons.course import PORTS, CourseError, Places, course_folder, open_course
from greaterdata_lessons.errors import LearnerError, did_you_mean

ABOUT = "Open data lessons for public services: learn on real figures, keep the tools."
EXAMPLES = """\
examples:
  greaterdata course              open the book and the notebooks in your browser
  greaterdata course --port 9000  the same, at another port
  greaterdata datasets            what data the course brings, in plain English
  greaterdata check               prove that every question marks answers as it should
  greaterdata check who-is-missing/ratio
  greaterdata progress            how far you are; --export, --import and --forget
  greaterdata evidence            write a record of your work for your mentor
  greaterdata review learners     look at a folder of learners' notebooks, running nothing
  greaterdata record new sharing-decision   fill in a record to take back to work
  greaterdata record check FILE   what is still open in it, and who to ask
  greaterdata register check --as inventory our-data.xlsx   what to put right, and where
  greaterdata report forms        evaluate the course from a folder of forms; --start comes first
  greaterdata hub setup           run the course for a room of people, as their host
  greaterdata build               rebuild notebooks and book from the folder book/
"""


def port_number(text: str) -> int:
    """Return a port from the command line.

    Raises argparse.ArgumentTypeError with one sentence for anything else.

    >>> port_number("8800")
    8800
    """
    if not text.isascii() or not text.isdigit() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(
            f'a port is a whole number from {PORTS[0]} to {PORTS[-1]}, such as 8800, not "{text}"'
        )
    return int(text)


class _Parser(argparse.ArgumentParser):
    """Say what is wrong in one sentence, without repeating the usage."""

    def error(self, message: str) -> None:  # type: ignore[override]
        sentence = message[:1].upper() + message[1:]
        self.exit(2, f"{sentence}.\nFor help, type: {self.prog} --help\n")


def command_line() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    form = argparse.RawDescriptionHelpFormatter
    parser = _Parser(
        prog="greaterdata",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=form,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"greaterdata {__version__}")
    add_commands(parser)
    return parser


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add each command with its options, and the function that carries it out."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    course = commands.add_parser("course", help="open the book and the notebooks on this machine")
    course.add_argument(
        "--port",
        type=port_number,
        default=8800,
        help="the book's port (8800); notebooks take the next",
    )
    course.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    course.set_defaults(run=run_course)
    build = commands.add_parser("build", help="rebuild the notebooks and the book from book/")
    build.add_argument(
        "--check", action="store_true", help="write no notebook: name those that are out of date"
    )
    build.set_defaults(run=run_build)
    check = commands.add_parser("check", help="prove that questions mark answers as they should")
    check.add_argument(
        "name", nargs="?", help="a lesson or a question, such as who-is-missing/ratio (all of them)"
    )
    check.set_defaults(run=run_check)
    add_progress(commands)
    datasets = commands.add_parser("datasets", help="list the data sets in plain English")
    datasets.set_defaults(run=run_datasets)
    cli_records.add_commands(commands)
    cli_hand_in.add_commands(commands)
    cli_governance.add_commands(commands)
    cli_registers.add_commands(commands)
    cli_report.add_commands(commands)
    cli_hub.add_commands(commands)


def add_progress(commands: Any) -> None:
    """Add the command about the learner's own progress."""
    parser = commands.add_parser("progress", help="see, move or delete your own progress")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--export", metavar="FILE", help="write it to a file to take elsewhere")
    one.add_argument("--import", metavar="FILE", dest="bring", help="bring in such a file")
    one.add_argument("--forget", action="store_true", help="delete it from this machine")
    parser.set_defaults(run=run_progress)


def own_progress() -> None:
    """Keep progress with the learner's notebooks, unless a setting says otherwise."""
    from greaterdata_lessons.learning.progress_file import NAME, SETTING

    with suppress(CourseError):
        os.environ.setdefault(SETTING, str(Places(course_folder()).copies / NAME))


def run_progress(options: argparse.Namespace) -> int:
    """Show the learner's progress, or export, import or forget it."""
    from greaterdata_lessons.learning import progress

    own_progress()
    if options.export:
        print(progress.export_progress(options.export))
    elif options.bring:
        print(progress.import_progress(options.bring))
    else:
        print(progress.forget_me() if options.forget else progress.progress())
    return 0


def run_course(options: argparse.Namespace) -> int:
    """Open the course until it is stopped."""
    own_progress()
    return open_course(course_folder(), options.port, browser=not options.no_browser)


def run_build(options: argparse.Namespace) -> int:
    """Rebuild the notebooks, then the book; or tell which notebooks are out of date."""
    lessons = ["tools.build_lessons", *(["--check"] if options.check else [])]
    steps = [lessons] if options.check else [lessons, ["tools.build_book"]]
    for step in steps:
        command = [sys.executable, "-m", *step]
        if code := subprocess.run(command, cwd=course_folder(), check=False).returncode:
            return code
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Prove the questions asked for; 1 when one of them marks an answer wrongly."""
    from greaterdata_lessons.learning.proofs import failures

    wrong = 0
    for item in chosen_items(options.name):
        found = failures(item)
        wrong += bool(found)
        print(f"{item['id']} ({item['kind']}): {'NOT PROVEN' if found else 'proven'}")
        for sentence in found:
            print(f"  {sentence}")
    return 1 if wrong else 0


def chosen_items(name: str | None) -> Iterator[dict[str, object]]:
    """Yield the items of a lesson, one item, or every item when no name is given.

    A lesson may also be given as the path of its notebook. Raises LearnerError with the nearest
    known name when there is none such.

    >>> list(chosen_items("who-is-mising"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no lesson or question called \
"who-is-mising". Did you mean "who-is-missing"?
    """
    from greaterdata_lessons.learning import bank

    items = {key: item for lesson in bank.lessons() for key, item in bank.read(lesson).items()}
    wanted = PurePath(name).stem if name and name.endswith(".ipynb") else name
    chosen = [item for key, item in items.items() if wanted in (None, key, key.split("/")[0])]
    if not chosen:
        known = [*bank.lessons(), *items]
        raise LearnerError(
            f'There is no lesson or question called "{name}". {did_you_mean(name, known)}'
        )
    yield from chosen


def run_datasets(options: argparse.Namespace) -> int:
    """List the data sets."""
    from greaterdata_lessons.data.catalogue import datasets

    print(datasets())
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, do it, and return the exit code: 2 for what cannot be done."""
    parser = command_line()
    options = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], int] | None = getattr(options, "run", None)
    if run is None:
        parser.print_help()
        return 0
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read the output has seen enough, as "head" does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (CourseError, LearnerError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"That did not work: {error}. Mend that and try again.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main())
