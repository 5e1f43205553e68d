"""What came of it: actions done, dropped or still open, and what people say three months later."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from greaterdata_lessons.analysis.rates import Rate
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.measures import nameless
from greaterdata_lessons.learning.evaluation.release import Counted, Ledger, counted

DONE, DROPPED, OPEN = "done", "dropped", "not done yet"
REASON = "Why was an action dropped?"


@dataclass(frozen=True)
class Acted:
    """Actions that were due, as published: done, dropped, not done yet."""

    told: Counted
    on: str

    @property
    def done(self) -> Rate | None:
        """The share done of those that were due, with its interval; None where it is hidden."""
        number = self.told.number(DONE)
        return None if number is None else Rate(min(number, int(self.told.of)), int(self.told.of))

    def __str__(self) -> str:
        """Return the share as a sentence."""
        if self.done is None:
            return f"Actions done of those due: {self.told.words(DONE)}."
        return f"Actions done of those due: {self.done}"

    __repr__ = __str__


def actions_done(actions: pd.DataFrame, ledger: Ledger) -> Acted:
    """Count actions that were due: done, dropped, or not done yet.

    actions: what `gd.roll_up` gives under `.actions`: a row for each, with `standing`, and
        `was due` (True or False). A dropped action counts as due: it is not to vanish.
    Raises LearnerError when a column is missing.

    >>> log = pd.DataFrame({"standing": ["done"] * 30 + ["overdue"] * 20, "was due": [True] * 50})
    >>> print(actions_done(log, Ledger()))
    Actions done of those due: 60.0% (30 of 50); 95% interval 46.2% to 72.4%.
    """
    for name in ("standing", "was due"):
        if name not in actions.columns:
            raise LearnerError(f'A log of actions needs the column "{name}": use gd.roll_up first.')
    standing = actions["standing"].astype(str)
    dropped = standing.str.startswith(DROPPED)
    due = actions[actions["was due"].astype(bool) | dropped].index
    kinds = standing.where(standing == DONE, OPEN).mask(dropped, DROPPED)
    told = [(str(kinds[at]), str(actions.loc[at].to_dict())) for at in due]
    released = ledger.release(
        "actions", nameless(told), lambda kept: _count([one[0] for one in kept.values()], ledger)
    )
    return Acted(Counted.kept(released.content), released.on)


def _count(kinds: list[str], ledger: Ledger) -> dict[str, object]:
    counts = {kind: kinds.count(kind) for kind in (DONE, DROPPED, OPEN)}
    return counted(counts, threshold=ledger.threshold).content()


def reasons(actions: pd.DataFrame) -> list[tuple[str, str]]:
    """Return why actions were dropped, as texts to be checked by hand."""
    if "reason" not in actions.columns:
        return []
    return [(REASON, str(why)) for why in actions["reason"] if isinstance(why, str) and why.strip()]
