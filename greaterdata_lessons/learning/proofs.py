"""Every answer that a question's check must tell apart, with what it must say to each.

A question whose check fails one of its own proofs is refused when the lesson is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .marking import State, mark

Item = Mapping[str, Any]
Proof = tuple[Any, State, str | None]


class Crashing:
    """An answer that fails at everything asked of it."""

    def _fail(self, *_: object) -> Any:
        raise RuntimeError("this answer fails at everything")

    __eq__ = __str__ = __repr__ = __float__ = __int__ = __iter__ = __len__ = __bool__ = _fail
    __hash__ = None  # type: ignore[assignment]


def proof_answers(item: Item) -> Iterator[Proof]:
    """Yield (answer, expected state, expected misconception) for an item of a compiled bank.

    Right answers, each named wrong answer, a wrong answer nobody named, blank ones, and one
    that fails at everything.

    >>> item = {"kind": "choice", "options": [{"text": "yes", "says": "So it is.", "right": True},
    ...         {"text": "no", "says": "Look again.", "misconception": "hasty"}]}
    >>> for answer, state, misconception in list(proof_answers(item))[:4]:
    ...     print(answer, "|", state, "|", misconception)
    1 | right | None
    yes | right | None
    2 | not yet | hasty
    no | not yet | hasty
    """
    yield from _PROOFS[item["kind"]](item)
    for blank in (..., None, "", "  "):
        yield blank, "not tried", None
    yield Crashing(), "could not read", None


def failures(item: Item) -> list[str]:
    """Return one sentence for each proof that the item's check fails; none when it is proven.

    >>> item = {"kind": "number", "answer": {"value": 1, "within": 0}, "right": "Yes.",
    ...     "wrong": [{"value": 1, "within": 0, "misconception": "same", "says": "No."}]}
    >>> failures(item)[0]
    'the answer 1 should be "not yet" (same) but is marked "right"'
    """
    found = []
    for answer, state, misconception in proof_answers(item):
        outcome = mark(item, answer)
        if (outcome.state, outcome.misconception) != (state, misconception):
            found.append(
                f"the answer {_shown(answer)} should be {_named(state, misconception)} "
                f"but is marked {_named(outcome.state, outcome.misconception)}"
            )
    return found


def _named(state: str, misconception: str | None) -> str:
    return f'"{state}"' + (f" ({misconception})" if misconception else "")


def _shown(answer: Any) -> str:
    if isinstance(answer, Crashing):
        return "that fails at everything"
    return " ".join(repr(answer).split())


def _number(item: Item) -> Iterator[Proof]:
    right = item["answer"]
    yield right["value"], "right", None
    yield right["value"] + right["within"], "right", None
    yield str(right["value"]), "right", None
    for wrong in item["wrong"]:
        yield wrong["value"], "not yet", wrong["misconception"]
        yield str(wrong["value"]), "not yet", wrong["misconception"]
    values = [right, *item["wrong"]]
    yield (
        12345.6 + 7 * sum(abs(value["value"]) + value["within"] for value in values),
        ("not yet"),
        None,
    )
    yield "a few", "could not read", None


def _choice(item: Item) -> Iterator[Proof]:
    for number, option in enumerate(item["options"], start=1):
        state: State = "right" if option.get("right") else "not yet"
        yield number, state, option.get("misconception")
        yield option["text"], state, option.get("misconception")
    yield len(item["options"]) + 1, "could not read", None


def _multi_choice(item: Item) -> Iterator[Proof]:
    options = item["options"]
    right = [option["text"] for option in options if option.get("right")]
    wrong = [option for option in options if not option.get("right")]
    yield right, "right", None
    yield [n for n, o in enumerate(options, start=1) if o.get("right")], "right", None
    for option in wrong:
        yield [*right, option["text"]], "not yet", option["misconception"]
        yield [option["text"]], "not yet", option["misconception"]
    for option in options:
        if option.get("right"):
            left = [text for text in right if text != option["text"]]
            yield left, "not yet", option.get("misconception")
    yield [option["text"] for option in options], "not yet", wrong[0]["misconception"]
    yield [len(options) + 1], "could not read", None


def _value(item: Item) -> Iterator[Proof]:
    right = item["answer"]["value"]
    yield right, "right", None
    for wrong in item["wrong"]:
        yield wrong["value"], "not yet", wrong["misconception"]
    named = [wrong["value"] for wrong in item["wrong"]]
    other = [right, right, right] if not isinstance(right, list) else "a list, in words"
    if other not in named:
        yield other, "not yet", None
    yield {"value": right}, "could not read", None


def _order(item: Item) -> Iterator[Proof]:
    def numbers(keys: list[str]) -> list[int]:
        return [item["shown"].index(key) + 1 for key in keys]

    right = [step["key"] for step in item["steps"]]
    named = [wrong["order"] for wrong in item["wrong"]]
    yield numbers(right), "right", None
    yield " ".join(map(str, numbers(right))), "right", None
    for wrong in item["wrong"]:
        yield numbers(wrong["order"]), "not yet", wrong["misconception"]
    turned = [right[turn:] + right[:turn] for turn in range(1, len(right))]
    yield from [(numbers(keys), "not yet", None) for keys in turned if keys not in named][:1]
    yield [1] * len(right), "could not read", None


def _decide(item: Item) -> Iterator[Proof]:
    good = [_full(full) for full in item["full_marks"]]
    for answer in good:
        yield answer, "right", None
        yield {**answer, "reasons": []}, "not yet", None
    for wrong in item["wrong"]:
        reasons = list(wrong.get("reasons_any") or good[0]["reasons"])[:1]
        action = wrong.get("action", good[0]["action"])
        safeguards = list(wrong.get("safeguards_any", ()))[:1]
        answer = {"action": action, "reasons": reasons, "safeguards": safeguards}
        yield answer, "not yet", wrong["misconception"]
        if "action" not in wrong:  # one bad reason or safeguard among good ones
            answer = {
                **good[0],
                "reasons": [*good[0]["reasons"], *reasons],
                "safeguards": [*good[0].get("safeguards", ()), *safeguards],
            }
            yield answer, "not yet", wrong["misconception"]
    yield {"action": "", "reasons": item["reasons"][:1]}, "could not read", None
    yield item["actions"], "could not read", None


def _full(full: Mapping[str, Any]) -> dict[str, Any]:
    reasons = [*full.get("reasons_all", ())]
    if not set(reasons) & set(full.get("reasons_any", reasons)):
        reasons += full["reasons_any"][:1]
    answer = {"action": full["action"], "reasons": reasons}
    if full.get("safeguards_any"):
        answer["safeguards"] = full["safeguards_any"][:1]
    return answer


def _table(item: Item) -> Iterator[Proof]:
    from pandas import DataFrame

    def frame(table: Mapping[str, Any]) -> DataFrame:
        return DataFrame([list(row) for row in table["rows"]], columns=table["columns"])

    right = frame(item["answer"])
    yield right, "right", None
    yield right[right.columns[::-1]], "right", None
    for wrong in item["wrong"]:
        yield frame(wrong), "not yet", wrong["misconception"]
    yield right.iloc[:0], "not yet", None
    yield right.assign(**{"a column nobody asked for": 1}), "not yet", None
    yield "a table", "could not read", None


def _predict(item: Item) -> Iterator[Proof]:
    for number, option in enumerate(item["options"], start=1):
        yield number, "kept", None
        yield option, "kept", None
    yield "none of these", "could not read", None


def _reflect(item: Item) -> Iterator[Proof]:
    yield "I would ask who made the list.", "kept", None
    yield 7, "could not read", None


_PROOFS: dict[str, Callable[[Item], Iterator[Proof]]] = {
    "number": _number,
    "choice": _choice,
    "multi-choice": _multi_choice,
    "order": _order,
    "decide": _decide,
    "table": _table,
    "value": _value,
    "predict": _predict,
    "reflect": _reflect,
}
