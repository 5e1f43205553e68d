"""The command `greaterdata report`: an evaluation from a folder of forms."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greaterdata_lessons.cli_records import FORMATS, add_formats
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

if TYPE_CHECKING:
    from greaterdata_lessons.learning.evaluation.load import Forms
    from greaterdata_lessons.learning.evaluation.release import Ledger
    from greaterdata_lessons.learning.evaluation.report import Report

TALLY, ACTIONS, RELEASED = "tally.csv", "actions.csv", "released.json"
TALLY_STARTER = "session,what,group,people\r\n"


def add_commands(commands: Any) -> None:
    """Add the command to the reader of the command line."""
    report = commands.add_parser("report", help="evaluate the course from a folder of forms")
    report.add_argument("folder", type=Path, help="holds the filled-in forms and the plan")
    report.add_argument("--start", action="store_true", help="make the plan to fill in first")
    report.add_argument("--to", type=Path, help="where the report goes (the folder's report)")
    add_formats(report)
    report.add_argument(
        "--threshold", type=int, default=10, help="people below which nothing is shown (10)"
    )
    report.add_argument(
        "--export", action="store_true", help="also write the independent evaluator's totals"
    )
    report.set_defaults(run=run_report)


def run_report(options: argparse.Namespace) -> int:
    """Start an evaluation, or write its report."""
    if options.start:
        return start(options.folder)
    from greaterdata_lessons.learning.evaluation import plan
    from greaterdata_lessons.learning.evaluation.load import load_forms
    from greaterdata_lessons.learning.evaluation.release import open_ledger

    folder: Path = options.folder
    written = plan.read_plan(folder / plan.NAME)
    ledger = open_ledger(folder / RELEASED, threshold=options.threshold)
    target = options.to or folder / "report"
    files = [path for path in sorted(folder.rglob("*")) if _holds_forms(path, target)]
    if not files:
        raise LearnerError(f"No file in {folder} can hold forms. Put the saved forms there.")
    forms = load_forms(files)
    print(forms)
    report = make_report(folder, forms, written, ledger)
    content = _content(report, folder, options)
    target.mkdir(parents=True, exist_ok=True)
    ledger.save()
    for name, printed in content.items():
        write_whole(target / name, printed)
        print(f"Written: {target / name}")
    print(f"Read it before you pass it on. Keep {RELEASED}: the next report needs it.")
    return 0


def start(folder: Path) -> int:
    """Make the plan and the small tables of an evaluation, leaving alone what is there."""
    from greaterdata_lessons.learning.evaluation import changes, plan

    folder.mkdir(parents=True, exist_ok=True)
    made = {plan.NAME: plan.STARTER, TALLY: TALLY_STARTER, changes.NAME: changes.STARTER}
    for name, text in made.items():
        if (folder / name).exists():
            print(f"Left as it is: {folder / name}")
            continue
        write_whole(folder / name, text.encode())
        print(f"Written: {folder / name}")
    print(f"Fill in {plan.NAME} before the first form. Then put the forms into {folder}.")
    return 0


def _holds_forms(path: Path, target: Path) -> bool:
    from greaterdata_lessons.learning.evaluation.load import may_hold_forms

    return path.is_file() and target not in path.parents and may_hold_forms(path)


def make_report(folder: Path, forms: Forms, plan: Any, ledger: Ledger) -> Report:
    """Put a report together from all that a folder holds."""
    from greaterdata_lessons.learning.evaluation.acted import actions_done
    from greaterdata_lessons.learning.evaluation.reach import attendance, read_tally
    from greaterdata_lessons.learning.evaluation.report import Report
    from greaterdata_lessons.learning.evaluation.results import evaluate

    tally = read_tally(folder / TALLY) if _filled(folder / TALLY) else None
    actions = _actions(folder / ACTIONS)
    found = evaluate(forms, tally=tally, released=ledger)
    return Report(
        found,
        plan,
        date.today(),
        None if actions is None else actions_done(actions, ledger),
        _words(folder, forms, actions, ledger),
        attendance(tally, ledger) if tally else {},
        _measures(folder),
    )


def _filled(path: Path) -> bool:
    """Tell whether a table has a row below its headings."""
    return path.exists() and len(path.read_bytes().splitlines()) > 1


def _actions(path: Path) -> Any:
    if not _filled(path):
        return None
    from greaterdata_lessons.governance.registers.actions import roll_up
    from greaterdata_lessons.governance.registers.register import register

    return roll_up(register("action-log", path)).actions


def _words(folder: Path, forms: Forms, actions: Any, ledger: Ledger) -> Mapping[str, list[str]]:
    """Write what is to be checked by hand, and return what has been."""
    from greaterdata_lessons.learning.evaluation import words
    from greaterdata_lessons.learning.evaluation.acted import reasons

    path = folder / words.NAME
    more = [] if actions is None else reasons(actions)
    if not path.exists() and not more and not words.texts(forms):
        return {}
    waiting = words.words_to_check(forms, path, more)
    if waiting:
        print(
            f"{waiting} texts wait in {path} to be checked by hand: none of them is in the report. "
            "For each write use (yes or no), words without names and places, and checked_by."
        )
    return dict(words.released_words(words.checked_words(path), ledger))


def _measures(folder: Path) -> tuple[Any, ...]:
    """Return the measures of the area's data, where a file of them is kept."""
    from greaterdata_lessons.governance import kpis

    path = folder / kpis.NAME
    return tuple(kpis.blocks(kpis.open_kpis(path))) if path.exists() else ()


def _content(report: Report, folder: Path, options: argparse.Namespace) -> dict[str, bytes]:
    """Print everything before anything is written."""
    from greaterdata_lessons import documents
    from greaterdata_lessons.learning.evaluation import changes
    from greaterdata_lessons.learning.evaluation.export import export

    printers: dict[str, Callable[[], bytes]] = {
        "html": lambda: report.to_html().encode(),
        "word": report.to_word,
        "md": lambda: report.to_markdown().encode(),
    }
    wanted = dict.fromkeys(options.formats)
    content = {f"evaluation{FORMATS[name]}": printers[name]() for name in wanted}
    if _filled(folder / changes.NAME):
        told = list(changes.change_blocks(changes.read_changes(folder / changes.NAME)))
        page = documents.as_html(told, title=changes.TITLE)
        content["you-said-we-changed.html"] = page.encode()
        content["you-said-we-changed.docx"] = documents.as_word(told, title=changes.TITLE)
    if options.export:
        content["evaluator-export.zip"] = export(report)
    return content
