"""From what an audit and a comparison with residents found to a plan, and a page for a strategy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from greaterdata_lessons.analysis.fairness.duty import protected
from greaterdata_lessons.analysis.fairness.result import Audit
from greaterdata_lessons.analysis.rates import HIGHER, LOWER, UNSURE
from greaterdata_lessons.analysis.representation import Representation
from greaterdata_lessons.analysis.representation_counts import FEWER
from greaterdata_lessons.errors import LearnerError

from .record import Record, record

ACTIONS = Path(__file__).parent / "bias_actions.toml"
SMALLEST = 10  # a finding of fewer people is not written down: it could point at somebody
_HARM = {"missed": HIGHER, "false alarm": HIGHER, "selected": LOWER, "precision": LOWER}
_WHERE = {"missed": "not known", "precision": "recorded"}
_OPTION = {"pregnancy and maternity": "pregnancy or maternity"}
Row = dict[Any, Any]


def bias_plan(
    *, audit: Audit | None = None, representation: Representation | None = None, **answers: Any
) -> Record:
    """Begin a bias action plan from what was found; people add owners, dates and what is missing.

    audit: what `gd.audit` found; representation: what `gd.representation` found. One is enough.
    answers: other fields of the record "bias-plan", such as title="Falls visits".

    Findings that stand out come first, then groups about which these data cannot tell. Findings
    of fewer than ten people are named as too few. Owners and dates stay blank: `.missing()` asks.
    Raises LearnerError when neither is given, or something else is.

    >>> import greaterdata_lessons as gd
    >>> came = gd.count(gd.load("warm-homes"), by="ethnic_group", unit="referrals")
    >>> who = gd.representation(came, against=gd.residents(by="ethnic_group"),
    ...                         not_stated="Not stated")
    >>> plan = bias_plan(representation=who, title="Warm homes")
    >>> plan.answers["findings"][0]["finding"]
    '96 referrals where 167 would be expected; about 71 fewer (89 fewer to 50 fewer).'
    """
    fits = isinstance(audit, Audit | None) and isinstance(representation, Representation | None)
    if not fits or (audit is None and representation is None):
        raise LearnerError(
            "A plan begins with what was found: bias_plan(audit=gd.audit(...)) or "
            "bias_plan(representation=gd.representation(...))."
        )
    found = [*_of_audit(audit), *_of_representation(representation)]
    found.sort(key=lambda each: each[0]["sure"] != "stands out")
    begun = {
        "findings": [finding for finding, _ in found],
        "actions": [action for _, actions in found for action in actions],
        "looked_at": _looked_at(audit, representation),
    }
    return record("bias-plan", **(begun | answers))


def _looked_at(audit: Audit | None, found: Representation | None) -> list[str]:
    columns = [*(audit.tally.by if audit else ()), *([found.by] if found else [])]
    named = [protected(column) or "other" for column in columns]
    return list(dict.fromkeys(_OPTION.get(each, each) for each in named))


def _of_audit(audit: Audit | None) -> Iterator[tuple[Row, list[Row]]]:
    if audit is None:
        return
    harm = audit.terms.measures[0].name
    for row in audit.table.to_dict("records"):
        measure, finding = row["measure"], row["finding"]
        worse = finding == _HARM.get(measure)
        if not worse and not (measure == harm and finding == UNSURE):
            continue
        group = str(row["group"])
        few = row["count"] < SMALLEST or row["of"] - row["count"] < SMALLEST
        told = _told(group, _line(audit, row), worse, few, _WHERE.get(measure, "rule"))
        keys = _keys(measure) if worse else [UNSURE]
        yield told, [_action(key, group) for key in keys]


def _keys(measure: str) -> list[str]:
    return ["missed", "missed, rule"] if measure == "missed" else [measure]


def _line(audit: Audit, row: Row) -> str:
    measure = next(each for each in audit.terms.measures if each.name == row["measure"])
    return f"{audit._said(row, measure)}; {row['expected']:,.0f} would be expected at others' rate."


def _of_representation(found: Representation | None) -> Iterator[tuple[Row, list[Row]]]:
    if found is None:
        return
    for row in found.table.to_dict("records"):
        if row["finding"] not in {FEWER, UNSURE}:
            continue
        group = str(row["group"])
        few = group in found.small
        line = "" if few else _reached(found, row)
        yield (
            _told(group, line, row["finding"] == FEWER, few, "not reached"),
            [_action(row["finding"], group)],
        )
    if found.set_aside:
        line = f"{found.set_aside:,} {found.unit} with the group not stated are set aside."
        yield _told("not stated", line, True, False, "recorded"), [_action("not stated", "")]


def _reached(found: Representation, row: Row) -> str:
    ends = f"({_gap(row['gap_low'])} to {_gap(row['gap_high'])})"
    return (
        f"{row['reached']:,.0f} {found.unit} where {row['expected']:,.0f} would be expected; "
        f"about {_gap(row['gap'])} {ends}."
    )


def _gap(gap: float) -> str:
    return f"{abs(gap):,.0f} {'fewer' if gap < 0 else 'more'}"


def _told(group: str, line: str, stands_out: bool, few: bool, where: str) -> Row:
    if few:
        says = "Fewer than ten people: too few to write down, and no reason to forget them."
        return {"group": group, "finding": says, "sure": "small", "where": "not known"}
    sure = "stands out" if stands_out else "cannot tell"
    where = where if stands_out else "not known"
    return {"group": group, "finding": line, "sure": sure, "where": where}


def _action(key: str, group: str) -> Row:
    told = _actions()[key]
    action = told["action"].format(group=group)
    return {"action": action, "group": group, "kind": told["kind"], "show": told["show"]}


@cache
def _actions() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(ACTIONS.read_text(encoding="utf-8"))
    return found


def equality_insert(plan: Record, *, audit: Audit | None = None, **answers: Any) -> Record:
    """Make a page for an equality strategy out of a bias action plan.

    plan: a record "bias-plan"; each action becomes an objective.
    audit: the audit behind it, if there is one: what the equality duty asks is then begun with
    what was found. answers: other fields of the record "equality-insert".
    Raises LearnerError when `plan` is another kind of record.

    >>> equality_insert(record("sharing-decision"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: An insert is made from a bias action plan, not from \
"Sharing decision".
    """
    if not isinstance(plan, Record) or plan.kind.name != "bias-plan":
        given = plan.kind.title if isinstance(plan, Record) else type(plan).__name__
        raise LearnerError(f'An insert is made from a bias action plan, not from "{given}".')
    told = plan.answers
    begun: Row = {
        "objectives": [_objective(each) for each in told.get("actions") or []],
        "gaps": told.get("not_tested", ""),
        "asked": told.get("asked", ""),
    }
    begun |= _duty(audit) if audit else {}
    return record("equality-insert", **(begun | answers))


def _objective(action: Row) -> Row:
    group = action.get("group")
    objective = f"Nobody is overlooked: {group}" if group else "Nobody is overlooked"
    kept = {name: action.get(name, "") for name in ("action", "owner", "due", "show")}
    return {"objective": objective} | kept


def _duty(audit: Audit) -> Row:
    rows = {row["section"]: row for row in audit.duty().table.to_dict("records")}
    parts = {"eliminate": "149(1)(a)", "advance": "149(3)(c)", "foster": "149(1)(c)"}
    return {
        name: f"Shown: {rows[part]['shown']}. Not shown: {rows[part]['not_shown']}."
        for name, part in parts.items()
    }
