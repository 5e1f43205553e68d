"""Read a plan: the words and numbers of an interactive element, kept as data in `plans/`.

A plan is a TOML file, so that an author writes no code and a test can read every word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greaterdata_lessons.errors import LearnerError, did_you_mean

PLANS = Path(__file__).parent / "plans"
Plan = Mapping[str, Any]


def read_plan(plan: str | Plan, *, needs: tuple[str, ...]) -> Plan:
    """Return a plan given by name or as data, with the parts it `needs`.

    Raises `LearnerError` for a name that is not there and for a part that is missing.

    >>> read_plan({"label": "Two doors"}, needs=("label", "question"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: The plan "Two doors" has no "question".
    """
    found = _read(plan) if isinstance(plan, str) else plan
    for part in needs:
        if not found.get(part):
            raise LearnerError(f'The plan "{found.get("label", plan)}" has no "{part}".')
    return found


def _read(name: str) -> Plan:
    path = PLANS / f"{name}.toml"
    if not path.is_file():
        known = sorted(each.stem for each in PLANS.glob("*.toml"))
        raise LearnerError(f'There is no plan called "{name}". {did_you_mean(name, known)}')
    return tomllib.loads(path.read_text(encoding="utf-8"))
