"""The shape of a question bank, ``questions.yml``. Used when lessons are built, never by learners.

``read_bank`` reads a file and reports every mistake at once, each in one sentence. The fields of
each kind are in ``learning.kinds``, rules that look at several fields in ``learning.rules``.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from . import rules
from .kinds import KINDS, Part, Question, Slug
from .mistakes import BankError, read_yaml, sentence, suggestion


class Bank(Part):
    """Every question of one lesson, checked."""

    file: str
    lesson: Slug
    questions: list[Any]  # instances of the classes in KINDS, checked one by one


def read_bank(path: Path, objectives: Collection[str] | None = None) -> Bank:
    """Read and check a lesson's questions.yml.

    path: the file.
    objectives: the objectives the lesson promises; when given, each question must serve one.
    Returns the bank.
    Raises BankError, which lists every mistake with file, item and field, when there is one.

    >>> read_bank(Path("no-such-folder/questions.yml"))
    Traceback (most recent call last):
    ...
    greaterdata_lessons.learning.mistakes.BankError: no-such-folder/questions.yml has 1 mistake:
    - questions.yml: there is no such file
    """
    raw = read_yaml(path)
    mistakes = [sentence(path, None, where, says) for where, says in rules.of_file(raw)]
    entries = raw.get("questions")
    questions: list[Question] = []
    for position, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        name = entry.get("id") if isinstance(entry, dict) else None
        item = name if isinstance(name, str) else f"number {position}"
        question, found = read_question(entry, objectives)
        mistakes += [sentence(path, item, where, says) for where, says in found]
        questions += [question] if question else []
    if mistakes:
        raise BankError(path, mistakes)
    return Bank(file=str(path), lesson=raw["lesson"], questions=questions)


def read_question(
    entry: Any, objectives: Collection[str] | None = None
) -> tuple[Question | None, list[rules.Mistake]]:
    """Check one entry; return the question, if it has the right shape, and every mistake found.

    >>> read_question({"kind": "essay"})[1]
    [('kind', 'there is no kind "essay"; the kinds are choice, decide, multi-choice, number, \
order, predict, reflect, table, value')]
    """
    if not isinstance(entry, dict):
        return None, [("", "must be a list of fields such as `id: ratio`")]
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        kinds = ", ".join(sorted(KINDS))
        says = f'there is no kind "{kind}"; the kinds are {kinds}' if kind else "is missing"
        return None, [("kind", says)]
    try:
        question = KINDS[kind].model_validate(entry)
    except ValidationError as error:
        return None, [_plain(mistake, KINDS[kind]) for mistake in error.errors()]
    return question, list(rules.of_question(question, objectives))


def _plain(mistake: Any, model: type[Question]) -> rules.Mistake:
    """Say what pydantic found in words an author understands."""
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in mistake["loc"])
    if mistake["type"] == "extra_forbidden":
        known = model.model_fields if len(mistake["loc"]) == 1 else ()
        return where, "is not a field of this kind of question" + suggestion(where, known)
    says = _SAYINGS.get(mistake["type"])
    if says is None:
        says = mistake["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return where, says


_SAYINGS = {
    "missing": "is missing",
    "string_type": "must be text; put it in quotes (inside [ ] a comma begins the next entry)",
    "string_pattern_mismatch": "must be lower-case words joined by hyphens, such as share-not-ratio"
    " (a stub: by underscores)",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must not be below 0",
    "list_type": "must be a list",
    "model_type": "must hold fields of its own, such as {value: 0.5, within: 0.01}",
    "bool_type": "must be true or false",
    "literal_error": "must be true, or left out",
}
