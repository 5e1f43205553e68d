"""The command for lists that people keep in spreadsheets: `greaterdata register`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from greaterdata_lessons.cli_governance import insist_on_new
from greaterdata_lessons.files import write_whole


def add_commands(commands: Any) -> None:
    """Add `greaterdata register` with its actions to the reader of the command line."""
    register = commands.add_parser(
        "register", help="check, merge, print, map or add up lists kept in spreadsheets"
    )
    acts = register.add_subparsers(title="what to do", metavar="ACTION", required=True)
    listed = acts.add_parser("list", help="name every kind of register")
    listed.set_defaults(run=run_list)
    check = _act(acts, "check", run_check, "name what to put right, by row and column")
    check.add_argument("file", type=Path)
    check.add_argument("--to", type=Path, help="also save it, tidied, as .csv or .xlsx")
    merge = _act(acts, "merge", run_merge, "put many partners' files together, losing nothing")
    merge.add_argument("files", type=Path, nargs="+")
    merge.add_argument("--to", type=Path, required=True, help="the .csv or .xlsx file to make")
    printed = _act(acts, "print", run_print, "write it as Word, web page or Markdown")
    printed.add_argument("file", type=Path)
    printed.add_argument("--to", type=Path, required=True, help="ends in .docx, .html or .md")
    shown = acts.add_parser("map", help="write an inventory's availability map as a web page")
    shown.add_argument("file", type=Path)
    shown.add_argument("--to", type=Path, default=Path("availability-map.html"))
    shown.set_defaults(run=run_map)
    given = acts.add_parser("catalogue", help="write an inventory as DCAT 3, for other catalogues")
    given.add_argument("file", type=Path)
    given.add_argument("--title", required=True)
    given.add_argument("--publisher", required=True)
    given.add_argument("--to", type=Path, default=Path("inventory.jsonld"))
    given.set_defaults(run=run_catalogue)
    rolled = acts.add_parser("roll-up", help="add up action logs: due, done, dropped, overdue")
    rolled.add_argument("files", type=Path, nargs="+")
    rolled.set_defaults(run=run_roll_up)


def _act(acts: Any, name: str, run: Any, words: str) -> Any:
    """Add an action that has to be told which kind of register it reads."""
    made = acts.add_parser(name, help=words)
    made.add_argument("--as", dest="kind", required=True, help="such as inventory or ledger")
    made.set_defaults(run=run)
    return made


def run_list(_: argparse.Namespace) -> int:
    """Name every kind of register with its title."""
    from greaterdata_lessons.governance.registers.kinds import kind, kinds

    for name in kinds():
        print(f"{name}: {kind(name).title}")
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Say how a file was read and what to put right; 1 when there is something."""
    found = _open(options.kind, options.file)
    for note in found.notes:
        print(note)
    checked = found.check()
    print(f"\n{checked}")
    if options.to:
        print(found.save(options.to).notes[0])
    return 0 if checked.passes else 1


def run_merge(options: argparse.Namespace) -> int:
    """Write one register out of many; both sides of a conflict stay and are named."""
    from greaterdata_lessons.governance.registers.merge import merge_registers

    merged = merge_registers(_all(options.kind, options.files))
    print(merged)
    print(merged.register.save(options.to).notes[0])
    return 0


def run_print(options: argparse.Namespace) -> int:
    """Write a register as paper."""
    insist_on_new(options.to)
    print(f"Written: {_open(options.kind, options.file).print(options.to)}")
    return 0


def run_map(options: argparse.Namespace) -> int:
    """Write the availability map of an inventory as one web page."""
    from greaterdata_lessons.governance.registers.availability_map import availability_map

    found = availability_map(_open("inventory", options.file))
    _write(options.to, found.page())
    print("\n".join(found.lines()))
    return 0


def run_catalogue(options: argparse.Namespace) -> int:
    """Write an inventory in the words other catalogues read."""
    from greaterdata_lessons.governance.registers.dcat import dcat

    inventory = _open("inventory", options.file)
    _write(options.to, dcat(inventory, title=options.title, publisher=options.publisher))
    return 0


def run_roll_up(options: argparse.Namespace) -> int:
    """Add up the action logs of many partners; a log is named by its file."""
    from greaterdata_lessons.governance.registers.actions import roll_up

    found = roll_up(_all("action-log", options.files))
    print(found)
    if len(found.table):
        print(f"\n{found.table.to_string(index=False)}")
    return 0


def _open(kind: str, file: Path) -> Any:
    from greaterdata_lessons.governance.registers.register import register

    return register(kind, file)


def _all(kind: str, files: Sequence[Path]) -> dict[str, Any]:
    """Open files by their names; two of one name are told apart by their folders."""
    stems = [file.stem for file in files]
    return {
        file.stem if stems.count(file.stem) == 1 else str(file): _open(kind, file)
        for file in dict.fromkeys(files)
    }


def _write(path: Path, text: str) -> None:
    """Write a new file, never over one that is there."""
    insist_on_new(path)
    write_whole(path, text.encode())
    print(f"Written: {path}")
