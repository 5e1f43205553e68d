"""The fields of each kind of question. Used when lessons are built, never by learners.

What each kind is for is told in the course's own pages on writing a lesson.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text.strip()


Text = Annotated[str, AfterValidator(_not_empty)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Distance = Annotated[float, Field(allow_inf_nan=False, ge=0)]
Plain = bool | int | Finite | str
SlipName = Literal[
    "percent", "proportion", "upside-down", "one-minus", "wrong-sign", "wrong-denominator"
]


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
    sure: Literal[True] | None = None  # asks "How sure are you?"; else it is offered, folded


class Value(Part):
    """A number, given or worked out from code when the lesson is built."""

    value: Finite | None = None
    code: Text | None = None
    within: Distance = 0.0


class WrongValue(Value):
    """A number that comes from a misconception, or from a slip that the course knows by name."""

    slip: SlipName | None = None
    misconception: Slug | None = None
    says: Text | None = None


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


class MultiChoice(Marked):
    """A question with several right options; every one of them and no other has to be chosen."""

    kind: Literal["multi-choice"]
    options: list[Option]
    stub: Name | None = None
    right: Text


class CodeValue(Part):
    """What a cell of code should give: text, a number, True or False, or a list of these."""

    value: Plain | list[Plain] | None = None
    code: Text | None = None
    within: Distance = 0.0
    any_order: bool = False


class WrongCodeValue(Part):
    """What a cell of code gives when a misconception wrote it."""

    value: Plain | list[Plain] | None = None
    code: Text | None = None
    misconception: Slug
    says: Text


class ValueOf(Marked):
    """A question answered in the notebook by the value and type of a name."""

    kind: Literal["value"]
    answer: CodeValue
    stub: Name
    wrong: list[WrongCodeValue]
    right: Text


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
    actions_title: Text | None = None
    reasons: list[Text]
    reasons_title: Text = "Give your reasons"
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
    "multi-choice": MultiChoice,
    "order": Order,
    "table": Table,
    "value": ValueOf,
    "decide": Decide,
    "predict": Predict,
    "reflect": Reflect,
}
