"""What is measured: for each question, what each person said before, after and thinking back.

Before and after are counted over the same people only, those whose two forms carry one code, so
that no table compares two groups that differ by a few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from greaterdata_lessons.learning.evaluation.files import SPECS
from greaterdata_lessons.learning.evaluation.load import Forms
from greaterdata_lessons.learning.forms import Item, task_key

Answer = Mapping[str, str]
SURE, UNSURE = "quite or very", "a little or not at all"
LESS = "less, or it depends"
RIGHT, CONFIDENT, WRONG = "right", "wrong and very sure", "wrong and less sure"
REFUSED = "refuse at once"
REFUSE_WORDS = "Refuse: it is personal"
ENOUGH_TASKS = 4
# Each task is about one misconception of the course's own list.
ABOUT = {
    "T1": "count-as-rate",
    "T2": "rank-is-amount",
    "T3": "hidden-is-safe",
    "T4": "no-name-is-safe",
    "T5": "sharing-is-always-risky",
    "T6": "mostly-right-is-fit",
}


@dataclass(frozen=True)
class Measure:
    """One thing measured: its words, what can be answered, and each person's answers.

    `moments` are "before", "after" and "thinking back", or fewer; `people` has each person's
    category at each of them. `yes` is the category that the report follows.
    """

    key: str
    says: str
    moments: tuple[str, ...]
    labels: tuple[str, ...]
    yes: str
    people: Mapping[str, tuple[str, ...]]

    def counts(self, moment: str) -> dict[str, int]:
        """Return how many people gave each answer at one moment."""
        place = self.moments.index(moment)
        said = [told[place] for told in self.people.values()]
        return {label: said.count(label) for label in self.labels}


def by_person(forms: Forms, form: str) -> dict[str, Answer]:
    """Return each person's form by their code; one without a code goes by its place.

    A code that two forms carry is nobody's: neither is put together with another.
    """
    rows = forms.of(form)
    codes = rows["code"].tolist()
    found: dict[str, Answer] = {}
    for place, row in enumerate(rows.to_dict("records")):
        answers = {str(name): str(value) for name, value in row.items()}
        alone = codes[place] and codes.count(codes[place]) == 1
        found[answers["code"] if alone else _own_key(answers, found)] = answers
    return found


def nameless(told: Iterable[tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """Give people without a code a name made of what they told, whatever their order.

    >>> nameless([(1, 2), (1, 2)])
    {'(1, 2)#0': (1, 2), '(1, 2)#1': (1, 2)}
    """
    seen: Counter[tuple[Any, ...]] = Counter()
    found = {}
    for one in told:
        found[f"{one}#{seen[one]}"] = one
        seen[one] += 1
    return found


def _own_key(answers: Answer, taken: Mapping[str, Answer]) -> str:
    """Name a form that cannot be put together, by its content: files may be renamed."""
    content = "|".join(f"{k}={v}" for k, v in answers.items() if k not in {"file", "row"} and v)
    number = sum(key.startswith(f"#{content}#") for key in taken)
    return f"#{content}#{number}"


def linked(forms: Forms) -> dict[str, tuple[Answer, Answer]]:
    """Return the two forms of everybody who gave one code before and after the course."""
    before, after = by_person(forms, "before"), by_person(forms, "after")
    return {code: (before[code], after[code]) for code in before if code in after}


def measures(forms: Forms, *, enough: int = 10) -> Iterator[Measure]:
    """Give every measure of a cohort's forms, in the order of the report.

    enough: with fewer people who also thought back, a measure goes without that.
    """
    pairs = linked(forms)
    yield from _tasks(pairs)
    for item in _items("before", "confidence"):
        yield _confidence(item, pairs, enough)
    for part in ("confidence-work", "curiosity", "trust"):
        for item in _items("before", part):
            if item.options:
                yield _change(f"{part}/{item.id}", item, pairs)
    for form, part in (("after", "reaction"), ("later", "follow-up")):
        for item in _items(form, part):
            if item.options:
                yield _once(f"{part}/{item.id}", item, form, by_person(forms, form))


def _items(form: str, part: str) -> tuple[Item, ...]:
    return next(one.items for one in SPECS[form].parts if one.name == part)


def _labels(item: Item) -> tuple[tuple[str, ...], str, dict[str, str]]:
    """Return the categories of an item, the one followed, and the category of each answer."""
    rated = [option for option in item.options if option not in ("rather not say", "it depends")]
    if rated == ["not at all", "a little", "quite", "very"]:
        labels, of = [SURE, UNSURE], {"1": UNSURE, "2": UNSURE, "3": SURE, "4": SURE}
    elif rated == ["never", "once", "more"]:
        labels, of = ["once or more", "never"], {"1": "never", "2": "once or more"}
        of["3"] = "once or more"
    elif rated == ["too slow", "right", "too fast"]:
        labels, of = ["right", "too slow or too fast"], {"2": "right"}
        of |= dict.fromkeys("13", labels[1])
    else:
        labels, of = rated, {str(n): label for n, label in enumerate(rated, 1)}
    if "it depends" in item.options:  # two answers can be shown where three would all be small
        labels[1] = LESS
        of |= {"1": LESS, "2": LESS, "it depends": LESS}
    return tuple(labels), labels[0], of


def _change(key: str, item: Item, pairs: Mapping[str, tuple[Answer, Answer]]) -> Measure:
    labels, yes, of = _labels(item)
    told = {who: tuple(of.get(form[item.id], "") for form in both) for who, both in pairs.items()}
    return Measure(key, item.text, ("before", "after"), labels, yes, _whole(told))


def _confidence(item: Item, pairs: Mapping[str, tuple[Answer, Answer]], enough: int) -> Measure:
    plain = _change(f"confidence/{item.id}", item, pairs)
    _, _, of = _labels(item)
    back = {who: of.get(pairs[who][1][f"{item.id}-back"], "") for who in plain.people}
    all_three = _whole({who: (*told, back[who]) for who, told in plain.people.items()})
    if len(all_three) < enough:
        return plain
    moments = ("before", "after", "thinking back")
    return Measure(plain.key, item.text, moments, plain.labels, plain.yes, all_three)


def _once(key: str, item: Item, form: str, people: Mapping[str, Answer]) -> Measure:
    labels, yes, of = _labels(item)
    told = {who: (of.get(answers[item.id], ""),) for who, answers in people.items()}
    return Measure(key, item.text, (form,), labels, yes, _whole(told))


def _whole(told: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Leave out whoever did not answer every time: the same people are counted each time."""
    return {who: answers for who, answers in told.items() if all(answers)}


def _tasks(pairs: Mapping[str, tuple[Answer, Answer]]) -> Iterator[Measure]:
    moments = ("before", "after")
    tried = {who: both for who, both in pairs.items() if all(map(tasks_done, both))}
    few, many = f"fewer than {ENOUGH_TASKS}", f"{ENOUGH_TASKS} or more"
    score = {
        who: tuple(many if right(form) >= ENOUGH_TASKS else few for form in both)
        for who, both in tried.items()
    }
    says = f"{ENOUGH_TASKS} or more of the six tasks right"
    yield Measure("tasks/four", says, moments, (many, few), many, score)
    sure = {w: tuple("yes" if confident(f) else "no" for f in b) for w, b in tried.items()}
    says = "very sure and wrong in at least one task"
    yield Measure("tasks/confident", says, moments, ("yes", "no"), "yes", sure)
    for task in ABOUT:
        labels = (RIGHT, REFUSED, "another answer") if task == "T5" else (RIGHT, CONFIDENT, WRONG)
        told = {w: tuple(task_category(form, task) for form in b) for w, b in pairs.items()}
        yield Measure(f"tasks/{task}", TASKS[task], moments, labels, RIGHT, _whole(told))


TASKS = {
    "T1": "compare two towns of different size",
    "T2": "say what a change of rank can tell",
    "T3": "see that a hidden number can be worked out",
    "T4": "see that a list without names can point to one person",
    "T5": "ask what a list of names is for before sharing or refusing",
    "T6": "ask who is in the group a tool fails",
}


def marked(form: Answer, task: str) -> bool | None:
    """Tell whether a task is right on a person's form; None where it was not answered."""
    given = form.get(task, "")
    return None if not given or not form["sheet"] else int(given) == task_key(form["sheet"])[task]


def tasks_done(form: Answer) -> int:
    """Return how many tasks a form has answers to."""
    return sum(marked(form, task) is not None for task in ABOUT)


def right(form: Answer) -> int:
    """Return how many tasks are right on a form."""
    return sum(bool(marked(form, task)) for task in ABOUT)


def confident(form: Answer) -> int:
    """Return how many tasks are wrong on a form though the person was very sure."""
    return sum(marked(form, t) is False and form[f"{t}-sure"] == "very" for t in ABOUT)


def task_category(form: Answer, task: str) -> str:
    """Return what a person's answer to a task comes to; "" where there is none."""
    found = marked(form, task)
    if found is None:
        return ""
    if found:
        return RIGHT
    if task == "T5":
        return REFUSED if _option(form, task) == REFUSE_WORDS else "another answer"
    return CONFIDENT if form[f"{task}-sure"] == "very" else WRONG


def _option(form: Answer, task: str) -> str:
    part = next(one for one in SPECS["before"].parts if one.sheet == form["sheet"])
    item = next(one for one in part.items if one.id == task)
    return item.options[int(form[task]) - 1]


def first_day(forms: Forms) -> str:
    """Return the day of the earliest form; "" when no form has one."""
    days = pd.Series(forms.table["filled_on"])
    return str(days[days != ""].min()) if (days != "").any() else ""
