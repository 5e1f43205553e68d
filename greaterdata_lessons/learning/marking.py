"""Mark one answer to one question of a compiled bank.

``mark`` never raises, whatever the answer is. It imports only the standard library; a table
is compared by ``learning.tables``, which is imported when a table question is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from .answers import (
    UnreadableError,
    choose,
    choose_several,
    fold,
    is_blank,
    kind_of,
    read_number,
    read_order,
)

State = Literal["right", "not yet", "not tried", "could not read", "kept"]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What marking found: a state, the sentence to say, and the misconception it names, if any."""

    state: State
    says: str
    misconception: str | None = None


def mark(item: Item, answer: object) -> Outcome:
    """Mark an answer to an item of a compiled bank.

    item: one entry of the compiled bank's "items".
    answer: anything at all; three dots, None and empty text count as not tried.
    Returns an Outcome; never raises.

    >>> item = {"kind": "number", "answer": {"value": 0.556, "within": 0.01}, "right": "Yes.",
    ...         "wrong": [{"value": 1.8, "within": 0.05, "misconception": "upside-down",
    ...                    "says": "Turn it round."}]}
    >>> mark(item, 60 / 108)
    Outcome(state='right', says='Yes.', misconception=None)
    >>> mark(item, "1.8").misconception
    'upside-down'
    >>> mark(item, ...).state, mark(item, "a few").state
    ('not tried', 'could not read')
    """
    try:
        if is_blank(answer):
            return Outcome("not tried", _NOT_TRIED_DOTS if answer is ... else _NOT_TRIED)
        return _MARKERS[item["kind"]](item, answer)
    except UnreadableError as unreadable:
        return Outcome("could not read", str(unreadable))
    except Exception:  # an answer may be an object that fails at everything asked of it
        return Outcome("could not read", _BROKEN)


_NOT_TRIED = "Give your answer, then check it."
_NOT_TRIED_DOTS = "Put your answer in place of the three dots, then run the cell again."
_BROKEN = (
    "Something in this answer stops it from being read. Look at its value on a line by itself."
)
_THINK_AGAIN = (
    "Say in words what is counted, or what is compared with what, then look at the question again."
)
_HUNDRED = (
    "Look at the form of your number: a share (0.5) and a percentage (50) say the same thing, "
    "but they are a hundred times apart."
)
_CLOSE = "You are close. Use the full figures and round only at the end."
_STEPS = "Some steps are out of place. Ask of each one: what has to be done before it can start?"
_EVERY_ONE = "You chose every one, and not all of them belong. Decide about each one by itself."
_DOES_NOT_BELONG = "Look again at what you chose:"
_STILL_MISSING = "Something that belongs is not chosen yet."
_SHAPE = 'Give your decision as {"action": ..., "reasons": [...]}.'


def _number(item: Item, answer: object) -> Outcome:
    value = read_number(answer, item.get("unit") or "")
    right = item["answer"]
    if _near(value, right["value"], right["within"]):
        return Outcome("right", item["right"])
    for wrong in item["wrong"]:
        if _near(value, wrong["value"], wrong["within"]):
            return Outcome("not yet", wrong["says"], wrong["misconception"])
    if _near(value, right["value"], 3 * right["within"]):
        return Outcome("not yet", _CLOSE)
    if _near(value * 100, right["value"], right["within"]) or _near(
        value / 100, right["value"], right["within"]
    ):
        return Outcome("not yet", _HUNDRED)
    return Outcome("not yet", _THINK_AGAIN)


def _near(value: float, target: float, within: float) -> bool:
    # The small addition forgives binary rounding: 0.566 lies within 0.01 of 0.556.
    return abs(value - target) <= within + 1e-9 * max(1.0, abs(target))


def _choice(item: Item, answer: object) -> Outcome:
    options = item["options"]
    option = options[choose([option["text"] for option in options], answer)]
    if option.get("right"):
        return Outcome("right", option["says"])
    return Outcome("not yet", option["says"], option["misconception"])


def _multi_choice(item: Item, answer: object) -> Outcome:
    options = item["options"]
    chosen = {options[n]["text"] for n in choose_several([o["text"] for o in options], answer)}
    extra = [o for o in options if o["text"] in chosen and not o.get("right")]
    missing = [o for o in options if o["text"] not in chosen and o.get("right")]
    if not (extra or missing):
        return Outcome("right", item["right"])
    slips = [o["misconception"] for o in [*extra, *missing] if "misconception" in o]
    if len(chosen) == len(options):
        return Outcome("not yet", _EVERY_ONE, slips[0])
    says = [f"{_DOES_NOT_BELONG}\n\n{_bullets(extra)}"] if extra else []
    says += [_STILL_MISSING] if missing else []
    return Outcome("not yet", "\n\n".join(says), slips[0] if slips else None)


def _bullets(options: Any) -> str:
    return "\n".join(f"- {fold(o['text']).rstrip('.')}: {fold(o['says'])}" for o in options)


def _order(item: Item, answer: object) -> Outcome:
    shown = item["shown"]
    given = [shown[number - 1] for number in read_order(answer, len(shown))]
    if given == [step["key"] for step in item["steps"]]:
        return Outcome("right", item["right"])
    for wrong in item["wrong"]:
        if given == wrong["order"]:
            return Outcome("not yet", wrong["says"], wrong["misconception"])
    return Outcome("not yet", _STEPS)


def _decide(item: Item, answer: object) -> Outcome:
    action, reasons, safeguards = _decision(item, answer)
    for wrong in item["wrong"]:
        if (
            wrong.get("action", action) == action
            and _any(wrong.get("reasons_any"), reasons)
            and _any(wrong.get("safeguards_any"), safeguards)
        ):
            return Outcome("not yet", wrong["says"], wrong["misconception"])
    for full in item["full_marks"]:
        if (
            full["action"] == action
            and _any(full.get("reasons_any"), reasons)
            and reasons.issuperset(full.get("reasons_all", ()))
            and _any(full.get("safeguards_any"), safeguards)
        ):
            return Outcome("right", full.get("says", item["right"]))
    return Outcome("not yet", item["partly"])


def _any(wanted: Collection[str] | None, chosen: set[str]) -> bool:
    return not wanted or not chosen.isdisjoint(wanted)


def _decision(item: Item, answer: object) -> tuple[str, set[str], set[str]]:
    if not isinstance(answer, Mapping) or set(answer) - {"action", "reasons", "safeguards"}:
        raise UnreadableError(_SHAPE)
    if is_blank(answer.get("action")):
        raise UnreadableError("Choose one action as well as your reasons.")
    action = item["actions"][choose(item["actions"], answer["action"])]
    reasons = _texts(item["reasons"], answer.get("reasons"))
    return action, reasons, _texts(item.get("safeguards", ()), answer.get("safeguards"))


def _texts(options: Any, answer: object) -> set[str]:
    return {options[position] for position in choose_several(options, answer)}


def _predict(item: Item, answer: object) -> Outcome:
    said = item["options"][choose(item["options"], answer)]
    return Outcome("kept", f"You said: {said}. {item['afterwards']}")


def _reflect(item: Item, answer: object) -> Outcome:
    if not isinstance(answer, str):
        raise UnreadableError(f"Write your answer as text; this is {kind_of(answer)}.")
    return Outcome("kept", f"Compare it with one good answer: {item['model_answer']}")


def _value(item: Item, answer: object) -> Outcome:
    from .values import compare_value  # as for a table

    return compare_value(item, answer)


def _table(item: Item, answer: object) -> Outcome:
    from .tables import compare  # a lesson without a table question never pays for this

    return compare(item, answer)


_MARKERS: Mapping[str, Callable[[Item, object], Outcome]] = {
    "number": _number,
    "choice": _choice,
    "multi-choice": _multi_choice,
    "order": _order,
    "decide": _decide,
    "predict": _predict,
    "reflect": _reflect,
    "table": _table,
    "value": _value,
}
