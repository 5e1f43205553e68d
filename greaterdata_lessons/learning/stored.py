"""How one answer is kept, everywhere: in the browser, in a kernel, in the learner's own file.

Answers are kept as ``{item id: record}``, and a record is a JSON object::

    {"answer": ..., "state": ..., "tries": ..., "first": ..., "sure": ..., "when": ...,
     "misconception": ..., "ticked": [...]}

* ``answer``: what was given: text, a number, a list, or ``{"action", "reasons", "safeguards"}``.
  What is no JSON (a table, an object) is kept as a few words about it, never with its rows.
* ``state``: "right", "not yet", or "kept" for what is never marked. Only these are kept.
* ``tries``: how many different answers were given, from 1; the same answer again is no new try.
* ``first``: the state of the first try ("right" or "not yet"); left out for what is never marked.
* ``sure``: "guess", "fairly" or "very", as said with the first try; left out when not said.
* ``when``: date and time of the last try in UTC, "2026-11-23T09:30:00Z"; left out while a build
  asks for the same bytes each time (it sets SOURCE_DATE_EPOCH).
* ``began``: date and time of the first try, as ``when``; left out for what is never marked.
* ``misconception``: the slip that the last answer names, if it does.
* ``ticked``: what the learner ticked of their own free text.

A reader passes over fields it does not know and keeps them. ``show/question.mjs`` writes the same
record; a test holds the two together. Imports only the standard library.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

from .answers import fold, kind_of

Record = dict[str, Any]

KEPT_STATES = ("right", "not yet", "kept")
LONGEST_ANSWER = 20_000  # characters; a page of free text is a tenth of it


def add(
    before: Mapping[str, Any] | None,
    answer: object,
    state: str,
    *,
    sure: str | None = None,
    misconception: str | None = None,
) -> Record:
    """Return the record of a question after one more answer.

    before: its record so far, if any.
    answer: what was given.
    state: "right", "not yet" or "kept".
    sure: a level of ``certainty.LEVELS``; it counts with the first try alone.
    misconception: the slip this answer names.

    >>> import os; os.environ["SOURCE_DATE_EPOCH"] = "0"
    >>> one = add(None, 1.8, "not yet", sure="very", misconception="upside-down")
    >>> one
    {'answer': 1.8, 'state': 'not yet', 'tries': 1, 'misconception': 'upside-down', \
'first': 'not yet', 'sure': 'very'}
    >>> add(one, 0.56, "right", sure="guess")
    {'answer': 0.56, 'state': 'right', 'tries': 2, 'first': 'not yet', 'sure': 'very'}
    >>> del os.environ["SOURCE_DATE_EPOCH"]
    """
    earlier = dict(before or {})
    given = plain(answer)
    tries = _tries(earlier) + (given != earlier.get("answer") or not earlier)
    record = {"answer": given, "state": state, "tries": tries, "when": now()}
    record |= {"misconception": misconception, "first": earlier.get("first")}
    record |= {"sure": earlier.get("sure"), "ticked": earlier.get("ticked")}
    if state != "kept" and record["first"] is None:
        record |= {"first": state, "sure": sure, "began": record["when"]}
    known = {name: value for name, value in record.items() if value is not None}
    return {name: v for name, v in earlier.items() if name not in record} | known


def _tries(earlier: Mapping[str, Any]) -> int:
    tries = earlier.get("tries")
    return tries if isinstance(tries, int) and tries > 0 else int(bool(earlier))


def now() -> str | None:
    """Return the date and time in UTC, or nothing while a build asks for the same bytes."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return None
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(answer: object) -> Any:
    """Return an answer as JSON, and what is none as a few words about it; never raises.

    >>> plain({"action": 2, "reasons": (1,)}), plain(len)
    ({'action': 2, 'reasons': [1]}, "something of the type 'builtin_function_or_method'")
    """
    try:
        if hasattr(answer, "columns"):
            return _about_table(answer)
        if getattr(answer, "shape", None) == ():  # a numpy scalar
            answer = answer.item()  # type: ignore[attr-defined]
        if isinstance(answer, (Real, Decimal)) and not isinstance(answer, (bool, int)):
            answer = float(answer)
        if isinstance(answer, (set, frozenset)):
            answer = sorted(answer)
        text = json.dumps(answer, allow_nan=False)
        return json.loads(text) if len(text) <= LONGEST_ANSWER else text[:LONGEST_ANSWER] + "…"
    except Exception:  # an answer may be an object that fails at everything asked of it
        return kind_of(answer)


def _about_table(table: Any) -> str:
    rows, columns = table.shape
    names = ", ".join(fold(str(column))[:40] for column in list(table.columns)[:8])
    return f"a table of {rows:,} rows and {columns:,} columns: {names}"


def is_record(found: object) -> bool:
    """Tell whether something read from a store is a record that can be used.

    >>> is_record({"answer": 1, "state": "right"}), is_record({"state": "right"}), is_record(5)
    (True, False, False)
    """
    return isinstance(found, dict) and "answer" in found and found.get("state") in KEPT_STATES
