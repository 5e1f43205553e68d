"""Turn a checked question bank into the one JSON file that page, notebook and library read."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .answers import UnreadableError
from .kinds import Question
from .misconceptions import Misconception, named, unlisted
from .mistakes import BankError, sentence
from .proofs import failures
from .schema import Bank
from .slips import spelled_out
from .tables import table_of
from .values import plain_value

Evaluate = Callable[[str], object]


class _CodeError(Exception):
    """Code in a bank that fails or gives the wrong kind of value."""


def compile_bank(
    bank: Bank,
    title: str,
    evaluate: Evaluate,
    known: Mapping[str, Misconception] | None = None,
) -> dict[str, Any]:
    """Return the compiled bank: every answer given as code worked out, every check proven.

    bank: from ``read_bank``.
    title: the lesson's title.
    evaluate: runs a piece of Python after the lesson's own cells and returns the value of its
        last line.
    known: the course's list of misconceptions; when given, each one named must be in it.
    Returns {"lesson", "title", "version", "items": {id: item}}, ready for ``bank_json``, and with
        a list "misconceptions": {name: {"thinks", "so"}} of those that the items name.
    Raises BankError, naming item and field, when code fails or a check cannot tell its answers
    apart.

    >>> from greaterdata_lessons.learning.kinds import Predict
    >>> from greaterdata_lessons.learning.schema import Bank
    >>> ask = Predict(id="guess", kind="predict", title="Guess", prompt="How many?",
    ...               objective="count", options=["few", "many"], afterwards="Look below.")
    >>> compile_bank(Bank(file="q.yml", lesson="counting", questions=[ask]), "Counting", eval)
    {'lesson': 'counting', 'title': 'Counting', 'version': 1, 'items': {'guess': {'id': \
'counting/guess', 'title': 'Guess', 'prompt': 'How many?', 'objective': 'count', 'kind': \
'predict', 'options': ['few', 'many'], 'afterwards': 'Look below.'}}}
    """
    items: dict[str, Any] = {}
    mistakes: list[str] = []
    for question in bank.questions:
        item, found = _compile(question, bank.lesson, evaluate)
        found += [("misconception", says) for says in unlisted(item, known or {}) if known]
        mistakes += [sentence(bank.file, question.id, field, says) for field, says in found]
        items[question.id] = item
    if mistakes:
        raise BankError(bank.file, mistakes)
    compiled = {"lesson": bank.lesson, "title": title, "version": 1, "items": items}
    if known:
        used = sorted({name for item in items.values() for name in named(item)})
        entries = {name: {"thinks": known[name].thinks, "so": known[name].so} for name in used}
        compiled["misconceptions"] = entries
    return compiled


def bank_json(compiled: dict[str, Any]) -> str:
    """Return a compiled bank as the text of its file; the same bank gives the same bytes.

    >>> print(bank_json({"lesson": "counting"}), end="")
    {
     "lesson": "counting"
    }
    """
    return json.dumps(compiled, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _compile(
    question: Question, lesson: str, evaluate: Evaluate
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    item = question.model_dump(exclude_none=True)
    item["id"] = f"{lesson}/{question.id}"
    if item["kind"] == "decide":
        item["rubric"] = rubric(item)
    mistakes = []
    for field, part in _coded(item):
        try:
            part.update(_worked_out(part.pop("code"), item["kind"], evaluate))
        except _CodeError as error:
            mistakes.append((field, str(error)))
    if not mistakes and item["kind"] == "number":
        mistakes = list(_spell_out(item))
    if not mistakes:
        mistakes = [("wrong", says) for says in failures(item)]
    return item, mistakes


def rubric(item: Mapping[str, Any]) -> str:
    """Say how a decision is marked, without giving an answer away.

    >>> rubric({"actions": ["a", "b", "c"], "full_marks": [{"action": "a"}, {"action": "b"}]})
    'Full marks take an action that can be defended and a reason that carries it. 2 of the 3 \
actions can earn them.'
    """
    good = len({full["action"] for full in item["full_marks"]})
    if title := item.get("actions_title"):
        return (
            f"Full marks take a fitting choice under each heading. {good} of the "
            f'{len(item["actions"])} choices under "{title}" can earn them.'
        )
    safe = [bool(full.get("safeguards_any")) for full in item["full_marks"]]
    says = "Full marks take an action that can be defended and a reason that carries it"
    if any(safe):
        some = "" if all(safe) else " for some actions"
        says += f', and{some} a fitting choice under "{item["safeguards_title"]}"'
    return f"{says}. {good} of the {len(item['actions'])} actions can earn them."


def _spell_out(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for position, wrong in enumerate(item["wrong"]):
        try:
            item["wrong"][position] = spelled_out(wrong, item["answer"])
        except ZeroDivisionError:
            yield f"wrong.{position + 1}.slip", "makes no number of the right answer, which is 0"


def _coded(item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if item["kind"] in {"number", "table", "value"}:
        parts = [("answer", item["answer"])]
        parts += [(f"wrong.{n}", wrong) for n, wrong in enumerate(item["wrong"], start=1)]
        yield from ((f"{field}.code", part) for field, part in parts if "code" in part)


def _worked_out(code: str, kind: str, evaluate: Evaluate) -> dict[str, Any]:
    try:
        value: Any = evaluate(code)
    except Exception as error:  # the author's code can fail in any way
        says = f"the code `{code}` fails with {type(error).__name__}: {error}"
        raise _CodeError(" ".join(says.split())) from error
    if kind == "table":
        return _table(code, value)
    return {"value": _number(code, value) if kind == "number" else _value(code, value)}


def _value(code: str, value: Any) -> Any:
    try:
        plain = plain_value(value)
    except UnreadableError:
        says = f"the code `{code}` must give text, a number, True or False, or a list of these"
        raise _CodeError(says) from None
    return [_steady(part) for part in plain] if isinstance(plain, list) else _steady(plain)


def _number(code: str, value: Any) -> float | int:
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _CodeError(f"the code `{code}` must give one finite number")
    return float(_steady(value)) if isinstance(value, float) else value


def _table(code: str, value: Any) -> dict[str, Any]:
    try:
        table = table_of(value)
    except UnreadableError:
        raise _CodeError(f"the code `{code}` must give a table") from None
    if not table["rows"] or len(set(table["columns"])) < len(table["columns"]):
        raise _CodeError(f"the code `{code}` must give rows, and each column once")
    for row in table["rows"]:
        if any(isinstance(cell, float) and math.isinf(cell) for cell in row):
            raise _CodeError(f"the code `{code}` gives an infinite value")
    return table | {"rows": [[_steady(cell) for cell in row] for row in table["rows"]]}


def _steady(value: Any) -> Any:
    """Round to 12 figures, so that two machines write the same bytes."""
    return float(f"{value:.12g}") if isinstance(value, float) else value
