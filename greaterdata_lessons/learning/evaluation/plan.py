"""What would show that this failed? Written down before the first form, judged in the report."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from greaterdata_lessons.analysis.rates import HIGHER, LOWER, Comparison, Rate
from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.measures import REFUSED
from greaterdata_lessons.learning.evaluation.reach import Reach
from greaterdata_lessons.learning.evaluation.results import Evaluation, Result

NAME = "plan.toml"
HAPPENED, NOT, UNSURE = "happened", "did not happen", "cannot tell from these data"
UNSEEN = "not looked at yet: write yes or no in the plan"
CONFIDENT = "More people are very sure and wrong after the course than before"
REACHED = "A group's share of learners is below {:g} of its share of residents"
ACTED = "Fewer than {:.0%} of actions that were due are done"
BLOCKED = 'As many as before answer "refuse at once" when asked for a list of names'
STARTER = """\
# The plan of an evaluation. Fill it in, with the people it is about, before the first form.
# A plan written afterwards can no longer fail; the report says when it was written.
course = ""        # such as "Data lessons, Sefton, autumn 2026"
owner = ""         # who answers for this evaluation
agreed_with = ""   # who looked at this page and agreed
# written_on = 2026-09-01

# What would show that the course failed? Change the numbers if you think others are right.
[failed_if]
more_people_confident_and_wrong = true
reach_of_any_group_below = 0.5
share_of_actions_done_below = 0.3
as_many_refuse_at_once = true      # they can say the rules, and still only block
# Your own, judged by people: write "yes", "no" or "" (not looked at yet) once there is a report.
[failed_if_people_say]
"Hosts need a data expert in the room to run a session" = ""
"""


@dataclass(frozen=True)
class Plan:
    """The plan of an evaluation: whose it is, when it was written, what would show failure."""

    course: str
    owner: str
    agreed_with: str
    written_on: date
    failed_if: Mapping[str, Any]
    people_say: Mapping[str, str]

    def in_time(self, first_day: str) -> bool | None:
        """Tell whether the plan was there before the first form; None when no form has a day."""
        return None if not first_day else self.written_on.isoformat() <= first_day


@dataclass(frozen=True)
class Verdict:
    """One thing that would show failure, and whether it happened."""

    says: str
    finding: str
    because: str


def read_plan(path: Path) -> Plan:
    """Read a plan, and insist that it is filled in.

    Raises LearnerError when it is missing, cannot be read, or leaves out who, when or what.

    >>> read_plan(Path("no-such-folder/plan.toml"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no no-such-folder/plan.toml, and without it \
there is no report: first write down what would show that the course failed. Start with: \
greaterdata report no-such-folder --start
    """
    if not path.exists():
        raise LearnerError(
            f"There is no {path}, and without it there is no report: first write down what would "
            f"show that the course failed. Start with: greaterdata report {path.parent} --start"
        )
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LearnerError(
            f'"{path.name}" cannot be read: {error}. Put words in quotation marks, and write days '
            "like 2026-09-01."
        ) from None
    _require(path, told)
    said = told.get("failed_if_people_say", {})
    people_say = {str(says): str(found).strip().casefold() for says, found in said.items()}
    return Plan(
        told["course"].strip(),
        told["owner"].strip(),
        told["agreed_with"].strip(),
        told["written_on"],
        told["failed_if"],
        people_say,
    )


def _require(path: Path, told: Mapping[str, Any]) -> None:
    for name in ("course", "owner", "agreed_with"):
        if not isinstance(told.get(name), str) or not told[name].strip():
            raise LearnerError(f'"{path.name}": fill in {name}, in quotation marks.')
    written = told.get("written_on")
    if type(written) is not date:
        raise LearnerError(f'"{path.name}": fill in the day, such as written_on = 2026-09-01.')
    if written > date.today():
        raise LearnerError(f'"{path.name}": written_on is {written}, which is still to come.')
    found = told.get("failed_if")
    if not isinstance(found, dict) or not any(found.values()):
        raise LearnerError(
            f'"{path.name}": [failed_if] is empty. What would show that the course failed? '
            "An evaluation that cannot fail shows nothing."
        )
    for name in ("reach_of_any_group_below", "share_of_actions_done_below"):
        number = found.get(name, 0.5)
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 2:
            raise LearnerError(f'"{path.name}": {name} is a number such as 0.5, not {number}.')


def plan_blocks(plan: Plan) -> Iterator[Block]:
    """Give a plan as blocks to print before there is a form: whose it is, what would show failure.

    >>> from tempfile import TemporaryDirectory
    >>> told = STARTER.replace('= ""', '= "us"', 3).replace("# written_on", "written_on")
    >>> with TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / NAME).write_text(told, encoding="utf-8")
    ...     blocks = list(plan_blocks(read_plan(Path(folder) / NAME)))
    >>> blocks[-1].rows[2]
    ('Fewer than 30% of actions that were due are done', 'counted')
    """
    day = f"{plan.written_on.day} {plan.written_on:%B %Y}"
    yield Block("h1", f"Evaluation plan: {plan.course}")
    yield Block("p", f"Written on {day}. Agreed with: {plan.agreed_with}.")
    yield Block("p", f"Answers for it: {plan.owner}.")
    yield Block("h2", "What would show that it failed?")
    heads = ("It failed if", "Judged how")
    yield Block("table", "Each sign of failure, written before the first form", heads, _signs(plan))


def _signs(plan: Plan) -> tuple[tuple[str, str], ...]:
    asked = plan.failed_if
    counted = [
        CONFIDENT if asked.get("more_people_confident_and_wrong") else "",
        REACHED.format(least) if (least := asked.get("reach_of_any_group_below")) else "",
        ACTED.format(least) if (least := asked.get("share_of_actions_done_below")) else "",
        BLOCKED if asked.get("as_many_refuse_at_once") else "",
    ]
    signs = [(says, "counted") for says in counted if says]
    return (*signs, *((says, "by people") for says in plan.people_say))


def verdicts(plan: Plan, found: Evaluation, acted: Rate | None) -> Iterator[Verdict]:
    """Judge each thing that the plan said would show failure.

    acted: the share of actions done of those due; None where it is not known.
    """
    asked = plan.failed_if
    if asked.get("more_people_confident_and_wrong"):
        yield _confident(found.results["tasks/confident"].change)
    if least := asked.get("reach_of_any_group_below"):
        yield _reached(found.reach, float(least))
    if least := asked.get("share_of_actions_done_below"):
        yield _acted(acted, float(least))
    if asked.get("as_many_refuse_at_once"):
        yield _refused(found.results["tasks/T5"])
    told = {"yes": HAPPENED, "no": NOT}
    for says, answer in plan.people_say.items():
        yield Verdict(says, told.get(answer, UNSEEN), "judged by people")


def _confident(change: Comparison | None) -> Verdict:
    finding = (
        UNSURE if change is None else {HIGHER: HAPPENED, LOWER: NOT}.get(change.finding, UNSURE)
    )
    because = "too few people to show" if change is None else str(change)
    return Verdict(CONFIDENT, finding, because)


def _reached(reached: tuple[Reach, ...], least: float) -> Verdict:
    says = REACHED.format(least)
    below = [
        f"{group} ({one.what.replace('_', ' ')})" for one in reached for group in one.below(least)
    ]
    if below:
        return Verdict(says, HAPPENED, ", ".join(below))
    shown = [not one.table["low"].isna().any() for one in reached]
    above = all(shown) and all((one.table["low"] >= least).all() for one in reached)
    if reached and above:
        return Verdict(says, NOT, "every group's whole interval is above")
    why = "some groups are too few to show" if reached else "no tally of who came was kept"
    return Verdict(says, UNSURE, why)


def _acted(acted: Rate | None, least: float) -> Verdict:
    says = ACTED.format(least)
    if acted is None:
        return Verdict(says, UNSURE, "too few actions were due, or no log of actions was given")
    low, high = acted.interval
    finding = HAPPENED if high < least else NOT if low > least else UNSURE
    return Verdict(says, finding, str(acted))


def _refused(task: Result) -> Verdict:
    numbers = [(told.number(REFUSED), told.of) for told in task.counts.values()]
    if any(not isinstance(part, int) for pair in numbers for part in pair):
        return Verdict(BLOCKED, UNSURE, "too few people to show")
    (before, of), (after, now) = [(int(count or 0), int(all_)) for count, all_ in numbers]
    change = Comparison(after, now, before, of)
    finding = {LOWER: NOT, HIGHER: HAPPENED}.get(change.finding, UNSURE)
    return Verdict(BLOCKED, finding, str(change))
