"""What a step says of its result: kept, or left as it was because the words are the lesson's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from greaterdata_lessons.governance.registers.actions import log_action
from greaterdata_lessons.governance.registers.register import register

from . import keep

MARKS_STAY = (
    "Your marks stay as they were: this cell holds Kemi's. To change yours, write your own levels "
    "here and run it again."
)


@dataclass(frozen=True)
class Kept:
    """What a step kept, as sentences; or why it stays as it was."""

    step: keep.Step
    says: str
    note: str
    stays: str = ""

    def __repr__(self) -> str:
        """Return what was kept, and what was passed over."""
        if self.stays:
            return self.stays
        said = f"Step {self.step.number} of {len(keep.steps())} is kept: {self.step.title.lower()}."
        return "\n".join(line for line in (said, self.says, self.note) if line)


def stays(step: keep.Step, held: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Say why a step on own data stays: the lesson's words would take the place of one's own.

    It is no error, so that a page goes on to the steps after it. Empty when nothing stands
    against keeping the words.
    """
    before = held["steps"].get(step.name)
    practice = keep.practice()["steps"][step.name]
    if not before or mostly(before["words"], practice) or not mostly(words, practice):
        return ""
    return (
        f"Step {step.number} of {len(keep.steps())} stays as you kept it, in your words: this cell "
        "holds Kemi's. To change the step, write your own words here and run it again."
    )


def mostly(words: Mapping[str, str], practice: Mapping[str, str]) -> bool:
    """Tell whether half of a step's words or more are the lesson's, part by part.

    >>> mostly({"action": "Ring", "owner": "KA"}, {"action": "Ring", "owner": "ZZ"})
    True
    >>> mostly({"action": "Sing", "owner": "LB"}, {"action": "Ring", "owner": "ZZ"})
    False
    """
    same = sum(practice.get(label) == text for label, text in words.items())
    return 2 * same >= len(words)


def marks_stay(before: Mapping[str, str], who: str, marks: Mapping[str, str]) -> bool:
    """Tell, and say, that marks stay because those given are the lesson's own."""
    stay = bool(before) and before != marks == keep.practice()["marks"].get(who)
    if stay:
        print(MARKS_STAY)
    return stay


def log_once(row: Mapping[str, str], file: Path | None) -> None:
    """Put an action into the learner's own log, once; without a file there is none."""
    if file is None:
        return
    logged = register("action-log", file).rows() if file.exists() else []
    if not any(one["action"] == row["action"] for one in logged):
        owner, due, whom = row["owner"], row["due"], row["for_whom"]
        log_action(row["action"], owner=owner, due=due, lesson="capstone", for_whom=whom, file=file)
