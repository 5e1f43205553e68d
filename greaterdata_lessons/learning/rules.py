"""Rules of a question bank that look at several fields together. Each yields (field, mistake)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from .mistakes import suggestion
from .slips import SLIPS

Mistake = tuple[str, str]

# Page and notebook show paragraphs, lists, bold, code and code blocks; a link would show as is.
_UNSHOWN = re.compile(r"\]\(|\{[a-z]+\}`|^#{1,6} ", re.MULTILINE)


def of_file(raw: dict[str, Any]) -> Iterator[Mistake]:
    """Yield the mistakes of the file as a whole."""
    for field in raw.keys() - {"lesson", "questions"}:
        yield str(field), "is not a field of a question bank; it has `lesson` and `questions`"
    lesson, entries = raw.get("lesson"), raw.get("questions")
    if not (isinstance(lesson, str) and re.fullmatch("[a-z][a-z0-9-]*", lesson)):
        yield "lesson", "must be the id of the lesson, lower-case words joined by hyphens"
    if not (isinstance(entries, list) and entries):
        yield "questions", "must be a list with at least one question"
        return
    ids = [entry.get("id") for entry in entries if isinstance(entry, dict)]
    for twice in _twice([name for name in ids if isinstance(name, str)]):
        yield "questions", f'two questions have the id "{twice}"; each id is used once'


def of_question(question: Any, objectives: Collection[str] | None = None) -> Iterator[Mistake]:
    """Yield the mistakes of one question whose fields have the right shape."""
    yield from _purpose(question, objectives)
    yield from _texts(question)
    if question.kind not in {"predict", "reflect"}:
        yield from _help(question)
    yield from _BY_KIND[question.kind](question)


def _twice(values: Iterable[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


def _purpose(question: Any, objectives: Collection[str] | None) -> Iterator[Mistake]:
    if (question.objective is None) == (question.recall is None):
        yield "objective", "give either `objective` or `recall` (an earlier lesson's title)"
    if objectives is not None and question.objective and question.objective not in objectives:
        near = suggestion(question.objective, objectives)
        yield "objective", f'the lesson has no objective "{question.objective}"{near}'


def _texts(question: Any) -> Iterator[Mistake]:
    says = "holds a link, a role or a heading; only paragraphs, lists, bold and code are shown"
    for field, value in question.model_dump(exclude={"answer"}, exclude_none=True).items():
        if any(_UNSHOWN.search(text) for text in _strings(value)):
            yield field, says


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _help(question: Any) -> Iterator[Mistake]:
    if len(question.hints) != 2 and not (question.recall and not question.hints):
        yield "hints", f"give exactly two hints, {len(question.hints)} found"
    if question.solution is None and not question.recall:
        yield "solution", "is missing"
    field = "options" if hasattr(question, "options") else "wrong"
    named = {_slipped(entry) for entry in getattr(question, field)} - {None}
    if len(named) < 2:
        yield field, f"name at least two different misconceptions, {len(named)} found"


def _slipped(entry: Any) -> str | None:
    slip = SLIPS.get(getattr(entry, "slip", None) or "")
    return entry.misconception or (slip and slip.misconception)


def _number(question: Any) -> Iterator[Mistake]:
    right = question.answer
    yield from _one_source("answer", right)
    for position, wrong in enumerate(question.wrong, start=1):
        field = f"wrong.{position}"
        yield from _wrong_number(field, wrong)
        if None not in (right.value, wrong.value) and _meet(right, wrong):
            yield field, "cannot be told from the right answer; look at `value` and `within`"


def _wrong_number(field: str, wrong: Any) -> Iterator[Mistake]:
    """Look at one wrong number: written out, or left to a slip that the course knows."""
    if wrong.slip is None:
        yield from _one_source(field, wrong)
        for name in ("misconception", "says"):
            if getattr(wrong, name) is None:
                yield f"{field}.{name}", "is missing"
    elif wrong.slip == "wrong-denominator":
        yield from _one_source(field, wrong)
    elif wrong.value is not None or wrong.code is not None or wrong.within:
        yield field, f"the slip `{wrong.slip}` works out its own number; leave out what gives one"


def _one_source(field: str, value: Any) -> Iterator[Mistake]:
    if (value.value is None) == (value.code is None):
        yield field, "give either `value` or `code`"


def _meet(a: Any, b: Any) -> bool:
    # Between them there must be room for an answer that is neither.
    return bool(abs(a.value - b.value) <= a.within + b.within)


def _choice(question: Any) -> Iterator[Mistake]:
    right = sum(option.right is True for option in question.options)
    if right != 1:
        yield "options", f"exactly one option must have `right: true`, {right} found"
    for position, option in enumerate(question.options, start=1):
        if (option.right is True) == (option.misconception is not None):
            yield f"options.{position}", "give either `right: true` or a `misconception`"
    yield from _options("options", [option.text for option in question.options])


def _multi_choice(question: Any) -> Iterator[Mistake]:
    right = sum(option.right is True for option in question.options)
    for count, what in ((right, "right"), (len(question.options) - right, "wrong")):
        if count < 2:
            yield "options", f"at least two options must be {what}, {count} found"
    for position, option in enumerate(question.options, start=1):
        if option.right is None and option.misconception is None:
            yield f"options.{position}", "give either `right: true` or a `misconception`"
    yield from _options("options", [option.text for option in question.options])


def _value(question: Any) -> Iterator[Mistake]:
    yield from _one_source("answer", question.answer)
    for position, wrong in enumerate(question.wrong, start=1):
        yield from _one_source(f"wrong.{position}", wrong)


def _options(field: str, texts: Sequence[str], at_least: int = 2) -> Iterator[Mistake]:
    if len(texts) < at_least:
        yield field, f"give at least {at_least}, {len(texts)} found"
    for twice in _twice(text.lower().rstrip(".") for text in texts):
        yield field, f'"{twice}" is given twice'
    for text in texts:
        if re.fullmatch(r"[0-9]{1,3}", text):
            yield field, f'"{text}" alone would be read as an option\'s number; add a word'


def _order(question: Any) -> Iterator[Mistake]:
    keys = [step.key for step in question.steps]
    yield from _options("steps", [step.text for step in question.steps], at_least=3)
    if _twice(keys):
        yield "steps", f'the key "{_twice(keys)[0]}" is given twice'
    yield from _same_keys("shown", question.shown, keys)
    if question.shown == keys:
        yield "shown", "is the right order; show the steps in another one"
    for position, wrong in enumerate(question.wrong, start=1):
        field = f"wrong.{position}.order"
        yield from _same_keys(field, wrong.order, keys)
        if wrong.order == keys:
            yield field, "is the right order"
    for twice in _twice(tuple(wrong.order) for wrong in question.wrong):
        yield "wrong", f"the order {', '.join(twice)} is given twice"


def _same_keys(field: str, given: Sequence[str], keys: Sequence[str]) -> Iterator[Mistake]:
    if sorted(given) != sorted(keys):
        yield field, f"must hold each key of `steps` once: {', '.join(sorted(keys))}"


def _decide(question: Any) -> Iterator[Mistake]:
    yield from _options("actions", question.actions)
    yield from _options("reasons", question.reasons)
    if question.safeguards is not None:
        yield from _options("safeguards", question.safeguards)
    good = {full.action for full in question.full_marks}
    if len(good) < 2:
        yield "full_marks", f"at least two different actions must earn full marks, {len(good)} does"
    for position, full in enumerate(question.full_marks, start=1):
        field = f"full_marks.{position}"
        yield from _known(field, full, question)
        if not (full.reasons_any or full.reasons_all):
            yield field, "give `reasons_any` or `reasons_all`"
    for position, wrong in enumerate(question.wrong, start=1):
        field = f"wrong.{position}"
        yield from _known(field, wrong, question)
        if not (wrong.action or wrong.reasons_any or wrong.safeguards_any):
            yield field, "give an `action`, `reasons_any` or `safeguards_any`"
        if wrong.action in good and not (wrong.reasons_any or wrong.safeguards_any):
            yield field, f'"{wrong.action}" can earn full marks, so it is not wrong by itself'


def _known(field: str, entry: Any, question: Any) -> Iterator[Mistake]:
    """Yield each action, reason or safeguard that the question does not offer."""
    chosen = entry.model_dump(exclude={"misconception", "says"}, exclude_none=True)
    for name, value in chosen.items():
        offered = {"a": "actions", "r": "reasons", "s": "safeguards"}[name[0]]
        options = getattr(question, offered) or []
        for text in [value] if isinstance(value, str) else value:
            if text not in options:
                near = suggestion(text, options)
                yield f"{field}.{name}", f'"{text}" is not one of the {offered}{near}'


def _table(question: Any) -> Iterator[Mistake]:
    codes = [question.answer.code, *(wrong.code for wrong in question.wrong)]
    for twice in _twice(code.strip() for code in codes):
        yield "wrong", f"the code `{twice}` is given twice"


def _predict(question: Any) -> Iterator[Mistake]:
    yield from _options("options", question.options)


def _reflect(question: Any) -> Iterator[Mistake]:
    if not question.self_mark:
        yield "self_mark", "give at least one sentence the learner can tick"


_BY_KIND: dict[str, Callable[[Any], Iterator[Mistake]]] = {
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
