"""What a learner calls in a notebook: ``check``, ``hint`` and ``solution``.

None of them raises, whatever it is given, and each answers in sentences that stand alone.
Imports only the standard library, so that a check costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from . import bank, certainty, memory
from .answers import UnreadableError, fold
from .marking import mark
from .markup import to_html
from .saved import MIME, saved
from .stored import plain

LEADS = {
    "right": "Right.",
    "not yet": "Not yet.",
    "not tried": "Not tried yet.",
    "could not read": "I could not read that.",
    "kept": "Kept.",
    "hint": "Hint.",
    "solution": "Worked solution.",
}


@dataclass(frozen=True)
class Feedback:
    """A reply to the learner: prints as sentences and shows as a paragraph of its own."""

    item: str
    state: str
    says: str
    misconception: str | None = None
    kept: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    def __repr__(self) -> str:
        """Return the reply as sentences."""
        return f"{LEADS.get(self.state, '')} {self.says}".strip()

    def _repr_html_(self) -> str:
        # The words carry the state; the line at the side only sets the reply apart.
        style = "border-left: 0.25rem solid; padding-left: 0.75rem"
        lead = f"<strong>{escape(LEADS.get(self.state, ''))}</strong>"
        says = to_html(self.says)
        says = f"<p>{lead} {says[3:]}" if says.startswith("<p>") else f"<p>{lead}</p>{says}"
        return f'<div class="gd-feedback" data-state="{self.state}" style="{style}">{says}</div>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return bundle | ({MIME: dict(self.kept)} if self.kept else {})


def find(question: object) -> dict[str, Any] | Feedback:
    """Return the item of this name, or the reply that says there is none.

    >>> find("xyz")
    I could not read that. There is no question called "xyz".
    """
    try:
        return bank.find(question)
    except bank.UnknownQuestionError as unknown:
        name = question if isinstance(question, str) else ""
        return Feedback(name, "could not read", str(unknown))


def check(question: str, answer: Any = ..., *, sure: Any = None) -> Feedback:
    """Check an answer, as often as you like; nothing is sent.

    question: its name, such as "who-is-missing/ratio".
    answer: your answer; three dots mean that you have not tried yet.
    sure: how sure you are, if you like: "guess", "fairly" or "very". It costs nothing.
    Returns a Feedback: right, not yet (with a reason), not tried, or could not read.
    Never raises; a question that does not exist is answered with the nearest name.

    >>> check("nonsense", 1).state
    'could not read'
    """
    item = find(question)
    if isinstance(item, Feedback):
        return item
    outcome = mark(item, answer)
    level, about = _certainty(sure)
    name, state = item["id"], outcome.state
    memory.remember(name, answer, state, sure=level, misconception=outcome.misconception)
    if level and state in {"right", "not yet"}:
        about = certainty.sentence(level, memory.records().values())
    says = "\n\n".join(filter(None, [outcome.says, about]))
    return Feedback(name, state, says, outcome.misconception, _kept(item, answer, state))


def _kept(item: Mapping[str, Any], answer: object, state: str) -> dict[str, Any]:
    """Return what the notebook keeps of this answer; one that cannot be read is kept as well."""
    record = memory.record(item["id"])
    if state == "could not read":
        tries = record["tries"] if record else 0
        record = {"answer": plain(answer), "state": state, "tries": tries}
    return saved(item, None if state == "not tried" else record)


def _certainty(sure: object) -> tuple[str | None, str]:
    """Return the level said, and what to tell when it could not be read."""
    try:
        return certainty.level(sure), ""
    except UnreadableError as unreadable:
        return None, str(unreadable)
    except Exception:  # it may be an object that fails at everything
        return None, certainty.CANNOT_READ


def hint(question: str) -> Feedback:
    """Give the first hint; called again, the second.

    question: its name, such as "who-is-missing/ratio".
    Returns a Feedback whose state is "hint"; never raises.

    >>> hint("nonsense").state
    'could not read'
    """
    item = find(question)
    if isinstance(item, Feedback):
        return item
    hints = item.get("hints", [])
    if not hints:
        return Feedback(item["id"], "hint", "This question has no hints: say what you think.")
    number = memory.next_hint(item["id"], len(hints))
    if number > len(hints):
        says = f"There are two hints, and you have seen both. The second was: {hints[-1]}"
        return Feedback(item["id"], "hint", says)
    return Feedback(item["id"], "hint", f"{number} of {len(hints)}: {hints[number - 1]}")


def solution(question: str) -> Feedback:
    """Give the worked solution, once you have tried the question in this notebook.

    question: its name, such as "who-is-missing/ratio".
    Returns a Feedback whose state is "solution", or "not tried" before the first try.
    Never raises.

    >>> solution("nonsense").state
    'could not read'
    """
    item = find(question)
    if isinstance(item, Feedback):
        return item
    if not memory.tried(item["id"]):
        says = (
            f'Try it first: gd.check("{item["id"]}", your answer). A wrong answer counts as a try.'
        )
        return Feedback(item["id"], "not tried", says)
    return Feedback(item["id"], "solution", worked_solution(item))


def worked_solution(item: Mapping[str, Any]) -> str:
    """Return the text that solves a question, whatever its kind.

    >>> worked_solution({"kind": "predict", "afterwards": "Look at the chart."})
    'Look at the chart.'
    """
    if item["kind"] == "choice" and "solution" not in item:
        right = next(option for option in item["options"] if option.get("right"))
        return f"{right['text']}: {fold(right['says'])}"
    if item["kind"] == "multi-choice" and "solution" not in item:
        right = [option for option in item["options"] if option.get("right")]
        return "\n".join(f"- {option['text']}: {fold(option['says'])}" for option in right)
    for name in ("solution", "model_answer", "afterwards", "right"):
        if name in item:
            return str(item[name])
    return "This question has no worked solution."
