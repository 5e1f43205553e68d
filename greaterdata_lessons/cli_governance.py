"""The command for records of governance: `greaterdata record`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from greaterdata_lessons.cli_records import FORMATS, add_formats
from greaterdata_lessons.errors import LearnerError


def add_commands(commands: Any) -> None:
    """Add `greaterdata record` with its four actions to the reader of the command line."""
    record = commands.add_parser("record", help="start, check, print or merge a record")
    acts = record.add_subparsers(title="what to do", metavar="ACTION", required=True)
    listed = acts.add_parser("list", help="name every record, or what one of them asks")
    listed.add_argument("kind", nargs="?", help="such as sharing-decision")
    listed.set_defaults(run=run_list)
    new = acts.add_parser("new", help="start a record: answer its questions here, or later")
    new.add_argument("kind", help="such as sharing-decision")
    new.add_argument("--to", type=Path, help="the file to make (KIND.json)")
    new.add_argument(
        "--set", nargs="+", default=[], metavar="NAME=ANSWER", help="answers by field name"
    )
    new.set_defaults(run=run_new)
    check = acts.add_parser("check", help="say what is still open, and who to ask")
    check.add_argument("file", type=Path)
    check.set_defaults(run=run_check)
    printed = acts.add_parser("print", help="write it as Word, web page and Markdown")
    printed.add_argument("file", type=Path)
    add_formats(printed)
    printed.set_defaults(run=run_print)
    merge = acts.add_parser("merge", help="put several people's copies or logs together")
    merge.add_argument("files", type=Path, nargs="+")
    merge.add_argument("--to", type=Path, required=True, help="the file to make")
    merge.set_defaults(run=run_merge)


def run_list(options: argparse.Namespace) -> int:
    """Name every kind of record with its title, or every field of one with its options."""
    from greaterdata_lessons.governance.kind import kind, names

    if options.kind:
        for field in kind(options.kind).fields.values():
            values = [each.value for each in field.options]
            print(f"{field.name}: {field.label}" + (f" [{'; '.join(values)}]" if values else ""))
        return 0
    for name in names():
        print(f"{name}: {kind(name).title}")
    return 0


def run_new(options: argparse.Namespace) -> int:
    """Start a record, asking its questions one by one where somebody sits at the keyboard."""
    from greaterdata_lessons.governance.ask import answers_of, ask_all
    from greaterdata_lessons.governance.record import record

    made = record(options.kind).fill(**answers_of(options.set))
    to = options.to or Path(f"{made.kind.name}.json")
    insist_on_new(to)
    if sys.stdin.isatty() and not options.set:
        made = ask_all(made)
    print(made.save(to))
    print(f"\n{made.missing()}")
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Say what is open in a record; 1 when anything is missing, cannot stand or is a red line."""
    from greaterdata_lessons.governance.record_file import open_record

    found = open_record(options.file).missing()
    print(found)
    return 1 if {each.level for each in found} & {"red", "cannot", "missing"} else 0


def run_print(options: argparse.Namespace) -> int:
    """Write a record beside its file in each format asked for."""
    from greaterdata_lessons.governance.record_file import open_record

    made = open_record(options.file)
    for name in dict.fromkeys(options.formats):
        print(f"Written: {made.print(free(options.file.with_suffix(FORMATS[name])))}")
    return 0


def insist_on_new(path: Path) -> None:
    """Refuse a name that is taken, so that nobody's work is written over.

    Raises LearnerError when something is there.
    """
    if path.exists():
        raise LearnerError(f"{path} is there already. Give another name after --to.")


def free(path: Path) -> Path:
    """Return a path nothing is at yet, so that a document edited by hand is not written over.

    >>> free(Path("no-such-file.docx")).name
    'no-such-file.docx'
    """
    tried = (path.with_stem(f"{path.stem}-{number}") for number in range(2, 10_000))
    return next(one for one in (path, *tried) if not one.exists())


def run_merge(options: argparse.Namespace) -> int:
    """Write one record out of several."""
    from greaterdata_lessons.governance.record_file import merge_records

    insist_on_new(options.to)
    made = merge_records(options.files)
    print(made.save(options.to))
    print(f"Answered twice, and set aside to look at: {len(made.set_aside)}.")
    return 0
