"""The two-way ledger: what flows out, what comes back, and to whom nothing does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.governance.registers.register import Register, as_register
from greaterdata_lessons.governance.registers.values import read_date
from greaterdata_lessons.tables import html_table

PROMISED, BACK, LATE, NOTHING, UNKNOWN = "promised", "came back", "late", "nothing", "not said"


@dataclass(frozen=True)
class TwoWay:
    """What a ledger says: `table` by sender, `flows` with the state of each return.

    `share` is the share of flows for which something came back; None when no flow is listed.
    `promised_share` is the share for which a return was at least named.
    """

    table: pd.DataFrame
    flows: pd.DataFrame
    share: float | None
    promised_share: float | None

    def __repr__(self) -> str:
        """Return the shares as counts, and every flow that is one-way or late."""
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self._lines())
        caption = "What each sends and what came back"
        return lines + (html_table(self.table, caption=caption) if len(self.table) else "")

    def _lines(self) -> list[str]:
        total = len(self.flows)
        if not total:
            return ["No flow is listed, so no share is defined."]
        states = self.flows["return"].value_counts()
        named = sum(int(states.get(state, 0)) for state in (BACK, PROMISED, LATE))
        said = (
            f"Something came back for {int(states.get(BACK, 0))} of {many(total, 'flow')}; "
            f"a return is named for {named} of {total}."
        )
        one_way = self._told(NOTHING, "{from} sends {to} {what}, and nothing comes back.")
        late = self._told(LATE, "{comes_back} is late: due to {from} on {due}.")
        unknown = self._told(UNKNOWN, "{from} to {to}, {what}: nobody has said what comes back.")
        return [said, *one_way, *late, *unknown]

    def _told(self, state: str, words: str) -> list[str]:
        chosen = self.flows[self.flows["return"] == state].to_dict("records")
        return [words.format(**{str(name): value for name, value in row.items()}) for row in chosen]


def two_way(ledger: Register | pd.DataFrame, *, today: date | None = None) -> TwoWay:
    """Say what comes back for what is sent: whether this is sharing, or only taking.

    ledger : a `register("ledger", ...)`, or a table with its columns. `today` decides what is late.

    The shares count flows listed, not records or worth: they are as complete as the list. Returns
    a `TwoWay`. Raises `LearnerError` when the columns are not those of a ledger.

    >>> from greaterdata_lessons.governance.registers.register import register
    >>> two_way(register("ledger", [
    ...     {"from": "Food hub", "to": "Council", "what": "visits", "comes_back": "nothing"},
    ...     {"from": "Council", "to": "Food hub", "what": "school holidays", "comes_back": "a plan",
    ...      "due": "2026-05-01", "came_back": "2026-04-20"}]))
    Something came back for 1 of 2 flows; a return is named for 1 of 2.
    Food hub sends Council visits, and nothing comes back.
    """
    listed = as_register("ledger", ledger)
    flows = listed.table.copy()
    day = today or date.today()
    flows["return"] = [_state(row, day) for row in listed.rows()]
    total = len(flows)
    back = int((flows["return"] == BACK).sum())
    named = int(flows["return"].isin([BACK, PROMISED, LATE]).sum())
    return TwoWay(
        _by_sender(flows),
        flows,
        back / total if total else None,
        named / total if total else None,
    )


def _state(row: dict[str, str], today: date) -> str:
    """Return what became of one flow's return."""
    comes = row["comes_back"].strip().lower().rstrip(".")
    if comes in ("nothing", "none", "no", "nil", "n/a"):
        return NOTHING
    if row["came_back"]:
        return BACK
    if not comes:
        return UNKNOWN
    due = read_date(row["due"])
    return LATE if due and due < today else PROMISED


def _by_sender(flows: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each organisation: what it sends, what came back, its hours a month."""
    rows: list[dict[str, Any]] = []
    for name, group in flows.groupby("from", sort=False):
        rows.append(
            {
                "organisation": name or "not said",
                "flows out": len(group),
                "came back": int((group["return"] == BACK).sum()),
                "nothing back": int((group["return"] == NOTHING).sum()),
                "hours a month": _hours(group["hours"]),
            }
        )
    return pd.DataFrame(rows)


def _hours(texts: Iterable[str]) -> str:
    """Return the hours of those flows that give them, and say when some do not."""
    listed = list(texts)
    given = [float(text) for text in listed if text.replace(".", "", 1).isdigit()]
    if not given:
        return "not said"
    missing = len(listed) - len(given)
    return f"{sum(given):g}" + (f", and {missing} not said" if missing else "")
