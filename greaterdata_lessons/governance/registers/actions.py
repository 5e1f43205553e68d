"""The action log: what was promised, done, dropped with a reason, or is overdue."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.governance.registers.register import Register, as_register, register
from greaterdata_lessons.governance.registers.values import read_date
from greaterdata_lessons.tables import html_table

LOG = "my-actions.csv"
DONE, DROPPED, UNEXPLAINED = "done", "dropped with a reason", "dropped without one"
OVERDUE, COMING, NO_DAY = "overdue", "still to come", "no day given"
STATES = (DONE, DROPPED, UNEXPLAINED, OVERDUE, COMING, NO_DAY)


@dataclass(frozen=True)
class Actions:
    """Logs rolled up: `table` counts by organisation, `actions` holds each with its standing.

    `done_share` is done among all that were due by the day; None when nothing was due.
    """

    table: pd.DataFrame
    actions: pd.DataFrame
    on: date
    done_share: float | None

    def __repr__(self) -> str:
        """Return how many of those due were done, and name the overdue and the dropped."""
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self._lines())
        caption = f"Actions by organisation on {self.on.isoformat()}"
        return lines + (html_table(self.table, caption=caption) if len(self.table) else "")

    @property
    def overdue(self) -> pd.DataFrame:
        """The actions whose day is past and which are neither done nor dropped."""
        return self.actions[self.actions["standing"] == OVERDUE]

    def _lines(self) -> list[str]:
        due = self.actions["was due"]
        done = int((due & (self.actions["standing"] == DONE)).sum())
        first = f"{many(len(self.actions), 'action')} on {self.on.isoformat()}. "
        if due.any():
            first += f"{done} of {int(due.sum())} that were due are done."
        else:
            first += "None was due yet, so no share is defined."
        late = [
            f"Overdue: {row['action']} ({_who(row)}, due {row['due']})."
            for row in self.overdue.to_dict("records")
        ]
        dropped = self.actions[self.actions["standing"].isin([DROPPED, UNEXPLAINED])]
        told = [
            f"Dropped: {row['action']} ({_who(row)}). {_reason(row)}"
            for row in dropped.to_dict("records")
        ]
        undated = int((self.actions["standing"] == NO_DAY).sum())
        without = [f"{many(undated, 'action')} without a day that can be read: never due."]
        return [first, *late, *told, *(without if undated else [])]


def roll_up(
    logs: Register | pd.DataFrame | Mapping[str, Register | pd.DataFrame],
    *,
    today: date | None = None,
) -> Actions:
    """Roll up action logs: due, done, dropped with a reason, and what is overdue, by name.

    logs : one `register("action-log", ...)`, or a mapping of each partner's name to its log.
    today : the day to judge by.

    An action that is done or dropped without ever having been due counts in its own column; the
    share is of those due. Returns an `Actions`. Raises `LearnerError` for a table that is no log.

    >>> log = register("action-log", [
    ...     {"action": "Ask who is missing", "owner": "SB", "due": "2026-05-01", "state": "done"},
    ...     {"action": "Ring the hub", "owner": "SB", "due": "2026-06-01"}])
    >>> roll_up({"Hub": log}, today=date(2026, 7, 1))
    2 actions on 2026-07-01. 1 of 2 that were due are done.
    Overdue: Ring the hub (SB, Hub, due 2026-06-01).
    """
    day = today or date.today()
    rows: list[dict[str, Any]] = []
    for partner, log in (logs if isinstance(logs, Mapping) else {"": logs}).items():
        for row in as_register("action-log", log).rows():
            due = read_date(row["due"])
            organisation = row["organisation"] or partner or "not said"
            known = {"organisation": organisation, "was due": bool(due and due <= day)}
            rows.append({**row, **known, "standing": _standing(row, day)})
    names = [*register("action-log").kind.names, "was due", "standing"]
    actions = pd.DataFrame(rows, columns=None if rows else names)
    was_due = actions["was due"].astype(bool)
    done = int((was_due & (actions["standing"] == DONE)).sum())
    share = done / int(was_due.sum()) if was_due.any() else None
    return Actions(_by_organisation(actions), actions.assign(**{"was due": was_due}), day, share)


def log_action(
    action: str,
    *,
    owner: str,
    due: str | date,
    file: str | os.PathLike[str] = LOG,
    today: date | None = None,
    **more: Any,
) -> Register:
    """Write one action into your own log, a spreadsheet beside your notebook.

    Parameters
    ----------
    action : one thing, small enough to be done.
    owner : who does it: a role or initials.
    due : the day by which it is done.
    file : the log; it is begun when it is not there.
    more : other fields, such as `lesson`, `for_whom`, `organisation`.

    Returns the log; a cell that is run again adds nothing. Raises `LearnerError` for a missing
    owner, a day that is past, a field that does not exist, or a file that cannot be read; the log
    is then as it was.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     log = log_action("Ask the hub what it gets back", owner="AB", due="2999-01-31",
    ...                      file=f"{folder}/my-actions.csv")
    >>> len(log.table), log.table.loc[2, "state"]
    (1, 'to do')
    """
    path = Path(file)
    log = register("action-log", path) if path.exists() else register("action-log")
    longer = log.add(today=today, action=action, owner=owner, due=due, **more)
    *before, last = longer.rows()
    if last in before:
        return replace(log, notes=("That action is in the log already.",))
    return longer.save(path, overwrite=True)


def _standing(row: Mapping[str, str], today: date) -> str:
    """Return how an action stands on a day."""
    if row["state"] == "done":
        return DONE
    if row["state"] == "dropped":
        return DROPPED if row["reason"] else UNEXPLAINED
    due = read_date(row["due"])
    if due is None:
        return NO_DAY
    return OVERDUE if due < today else COMING


def _by_organisation(actions: pd.DataFrame) -> pd.DataFrame:
    """Count the actions of each organisation by how they stand."""
    rows: list[dict[str, Any]] = []
    for name, group in actions.groupby("organisation", sort=False):
        standing = group["standing"].value_counts()
        counts = {state: int(standing.get(state, 0)) for state in STATES}
        due = int(group["was due"].sum())
        rows.append({"organisation": name, "actions": len(group), "were due": due, **counts})
    return pd.DataFrame(rows)


def _who(row: Mapping[Any, Any]) -> str:
    """Return the owner and the organisation of an action, as far as they are known."""
    known = [row["owner"] or "no owner", row["organisation"]]
    return ", ".join(name for name in known if name != "not said")


def _reason(row: Mapping[Any, Any]) -> str:
    return f"Reason: {row['reason']}" if row["reason"] else "No reason was given: ask for it."
