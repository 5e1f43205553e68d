"""The record of a model: what was asked of it, what was found, and when it is not to be used."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.errors import LearnerError

# What is asked of every model, in the order in which it is asked.
ASKED = {
    "baseline": "Does it beat something simple?",
    "split": "Was it judged by what it had not seen?",
    "leaks": "Does a column know too much?",
    "calibration": "Does its score keep its promises?",
    "audit": "Who is harmed by its errors?",
    "thresholds": "Where is the line, and what does it cost in people?",
    "options": "What else could be done, without a model too?",
    "sensitivity": "What moves when an assumption does?",
    "stability": "Whose decision depends on luck?",
}


@dataclass(frozen=True, eq=False)
class ModelRecord:
    """What is known of a model; `found` has a result for each question asked so far."""

    name: str
    decision: str
    outcome: str
    do_not_use_when: tuple[str, ...]
    decided_by: str
    look_again_on: date
    made_on: date
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def not_asked(self) -> tuple[str, ...]:
        """The questions that have no answer yet."""
        return tuple(said for name, said in ASKED.items() if name not in self.found)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain words, numbers and lists, ready for JSON or a document."""
        answers = [
            {"question": ASKED[name], "answer": str(self.found[name]), **_table(self.found[name])}
            for name in ASKED
            if name in self.found
        ]
        return {
            "name": self.name,
            "decision": self.decision,
            "outcome": self.outcome,
            "do_not_use_when": list(self.do_not_use_when),
            "decided_by": self.decided_by,
            "made_on": self.made_on.isoformat(),
            "look_again_on": self.look_again_on.isoformat(),
            "answers": answers,
            "not_asked": list(self.not_asked),
        }

    def to_json(self) -> str:
        """Return the record as JSON, undefined figures as null."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)

    def __str__(self) -> str:
        """Say what the model is for, what was found, what was not asked, and when not to use it."""
        lines = [f"{self.name} ({self.made_on:%d %B %Y}). It helps to decide: {self.decision}."]
        lines += [f"It predicts: {self.outcome}."]
        for name, question in ASKED.items():
            if name in self.found:
                lines += [question, *(f"  {line}" for line in str(self.found[name]).splitlines())]
        lines += [f"Not asked yet: {question}" for question in self.not_asked]
        lines += [f"Do not use when {case}." for case in self.do_not_use_when]
        lines += [f"Decided by {self.decided_by}; look again on {self.look_again_on:%d %B %Y}."]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        answers = {ASKED[name]: str(self.found[name]) for name in ASKED if name in self.found}
        parts = {
            "It helps to decide": self.decision,
            "It predicts": self.outcome,
            "Do not use when": "\n".join(self.do_not_use_when),
            **answers,
            "Not asked yet": "\n".join(self.not_asked) or "Nothing.",
            "Decided by": f"{self.decided_by}; look again on {self.look_again_on:%d %B %Y}",
        }
        listed = "".join(f"<dt>{escape(said)}</dt>{_lines(told)}" for said, told in parts.items())
        title = f"{self.name} ({self.made_on:%d %B %Y})"
        return f'<p><strong>{escape(title)}</strong></p><dl class="gd-notes">{listed}</dl>'


def model_record(  # noqa: PLR0913 - a record has as many parts as it has
    name: str,
    *,
    decision: str,
    outcome: str,
    do_not_use_when: Iterable[str],
    decided_by: str,
    look_again_on: date | str,
    made_on: date | str | None = None,
    **found: Any,
) -> ModelRecord:
    """Put on record what was asked of a model, what was found, and when it is not to be used.

    Parameters
    ----------
    name : what the model is called; decision : what it helps to decide.
    outcome : what it predicts, as it is recorded ("a fall on record", not "a fall").
    do_not_use_when : at least one case, in words.
    decided_by : the role of whoever answers for it; look_again_on : a date.
    made_on : today, unless you say.
    found : results by name: baseline, split, leaks, calibration, audit, thresholds, options,
        sensitivity, stability. What is left out is listed as not asked yet.

    Returns a `ModelRecord` that prints, and gives a dictionary or JSON. Raises `LearnerError` for
    a result of an unknown name, a date that cannot be read, or no case of "do not use when".

    >>> record = model_record("Falls score", decision="whom to visit first", outcome="a fall on "
    ...     "record", do_not_use_when=["a fall may be unrecorded"], decided_by="falls lead",
    ...     look_again_on="2026-06-01", made_on="2025-12-01", baseline="It does not beat age.")
    >>> record.not_asked[0], record.to_dict()["answers"][0]["answer"]
    ('Was it judged by what it had not seen?', 'It does not beat age.')
    """
    for known in found:
        if known not in ASKED:
            raise LearnerError(f'A record has no place for "{known}". It has: {", ".join(ASKED)}.')
    cases = [do_not_use_when] if isinstance(do_not_use_when, str) else list(do_not_use_when)
    if not cases or not all(str(case).strip() for case in cases):
        raise LearnerError(
            'When should it not be used? Give at least one case: do_not_use_when=["..."]'
        )
    made = date.today() if made_on is None else _date(made_on)
    again = _date(look_again_on)
    return ModelRecord(name, decision, outcome, tuple(cases), decided_by, again, made, found)


def _lines(told: str) -> str:
    """Put each line of an answer on its own, without the dash it is printed with."""
    return "".join(f"<dd>{escape(line.removeprefix('- '))}</dd>" for line in told.splitlines())


def _date(given: date | str) -> date:
    try:
        return given if isinstance(given, date) else date.fromisoformat(given)
    except (TypeError, ValueError):
        raise LearnerError(f'"{given}" is not a date. Write it as 2026-06-01.') from None


def _table(result: Any) -> dict[str, Any]:
    """Return a result's table as a list of rows, where it has one."""
    table = getattr(result, "table", None)
    if not isinstance(table, pd.DataFrame):
        return {}
    rows = table.to_dict("records")
    return {"table": [{str(key): _plain(value) for key, value in row.items()} for row in rows]}


def _plain(value: Any) -> Any:
    """Return one figure as JSON knows it; undefined and infinite ones as nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
