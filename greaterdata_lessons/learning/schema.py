"""The shape of a question bank, ``questions.yml``. Used when lessons are built, never by learners.

``read_bank`` reads a file and reports every mistake at once, each in one sentence.
What each kind of question is for is told in the course's own pages on writing a lesson.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from . import rules
from .mistakes import BankError, read_yaml, sentence, suggestion


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


Text = Annotated[str, AfterValidator(_not_empty)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Distance = Annotated[float, Field(allow_inf_nan=False, ge=0)]


class Part(BaseModel):
    """Any part of a bank: nothing unknown in it, nothing guessed about its types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Question(Part):
    """What every question has."""

    id: Slug
    title: Text
    prompt: Text
    objective: Slug | None = None
    recall: Text | None = None


class Marked(Question):
    """What every marked question has besides; one that recalls an earlier lesson may have less."""

    hints: list[Text] = []
    solution: Text | None = None


class Value(Part):
    """A number, given or worked out from code when the lesson is built."""

    value: Finite | None = None
    code: Text | None = None
    within: Distance = 0.0


class WrongValue(Value):
    """A number that comes from a misconception."""

    misconception: Slug
    says: Text


class Number(Marked):
    """A question answered by one number."""

    kind: Literal["number"]
    answer: Value
    unit: Text | None = None
    stub: Name | None = None
    wrong: list[WrongValue]
    right: Text


class Option(Part):
    """One option of a choice: the right one, or one that names a misconception."""

    text: Text
    says: Text
    right: Literal[True] | None = None
    misconception: Slug | None = None


class Choice(Marked):
    """A question with one right option."""

    kind: Literal["choice"]
    options: list[Option]
    stub: Name | None = None


class Step(Part):
    """One step of an order."""

    key: Slug
    text: Text


class WrongOrder(Part):
    """An order that comes from a misconception."""

    order: list[Slug]
    misconception: Slug
    says: Text


class Order(Marked):
    """A question answered by putting numbered steps in order."""

    kind: Literal["order"]
    steps: list[Step]
    shown: list[Slug]
    stub: Name | None = None
    wrong: list[WrongOrder]
    right: Text


class TableAnswer(Part):
    """The expected table, as code worked out when the lesson is built."""

    code: Text
    within: Distance = 0.0
    any_order: bool = False
    sorted_by: Text | None = None  # rows with the same value here may stand in either order


class WrongTable(Part):
    """A table that comes from a misconception."""

    code: Text
    misconception: Slug
    says: Text


class Table(Marked):
    """A question answered in the notebook by making a table."""

    kind: Literal["table"]
    answer: TableAnswer
    stub: Name
    wrong: list[WrongTable]
    right: Text


class FullMarks(Part):
    """A decision that earns full marks: an action, with reasons that carry it."""

    action: Text
    reasons_any: list[Text] | None = None
    reasons_all: list[Text] | None = None
    safeguards_any: list[Text] | None = None
    says: Text | None = None


class WrongDecision(Part):
    """A decision, or a reason, that comes from a misconception."""

    action: Text | None = None
    reasons_any: list[Text] | None = None
    safeguards_any: list[Text] | None = None
    misconception: Slug
    says: Text


class Decide(Marked):
    """A decision with more than one good answer."""

    kind: Literal["decide"]
    actions: list[Text]
    reasons: list[Text]
    safeguards: list[Text] | None = None
    safeguards_title: Text = "Choose what keeps people safe"
    full_marks: list[FullMarks]
    wrong: list[WrongDecision]
    partly: Text
    right: Text


class Predict(Question):
    """A guess, kept and shown again, never marked."""

    kind: Literal["predict"]
    options: list[Text]
    afterwards: Text


class Reflect(Question):
    """Free text, compared by the learner with a model answer, never marked."""

    kind: Literal["reflect"]
    model_answer: Text
    self_mark: list[Text]


KINDS: dict[str, type[Question]] = {
    "number": Number,
    "choice": Choice,
    "order": Order,
    "table": Table,
    "decide": Decide,
    "predict": Predict,
    "reflect": Reflect,
}


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
    [('kind', 'there is no kind "essay"; the kinds are choice, decide, number, order, predict, \
reflect, table')]
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
