"""What each step asks of its result, and what it keeps of it: counts and words, no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.disclosure_attack import attack
from greaterdata_lessons.analysis.disclosure_protect import Protected
from greaterdata_lessons.analysis.fairness.result import Audit
from greaterdata_lessons.analysis.modelling.baseline import Baseline
from greaterdata_lessons.analysis.quality.baseline import QualityChange
from greaterdata_lessons.analysis.quality.result import Quality
from greaterdata_lessons.analysis.rates import UNSURE, Comparison
from greaterdata_lessons.analysis.representation import FEWER, MORE, Representation
from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.governance.kind import kind
from greaterdata_lessons.governance.registers.register import register
from greaterdata_lessons.show.chart import Chart
from greaterdata_lessons.show.reading import reading

MOST_WORDS, FEWEST_WORDS = 120, 20
NOT_PERSONAL = "no personal data"
Fields = Mapping[str, Any]


def row_of(what: str, fields: Fields) -> dict[str, str]:
    """Return one row of a register, checked by the register's own rules.

    Raises `LearnerError`, naming the field, when the row would not pass.
    """
    asked = register(what).kind.fields
    blank = [
        f"{one.title.lower()} ({one.name}=)"
        for one in asked
        if one.asked.required and not one.usual and not str(fields.get(one.name, "")).strip()
    ]
    if blank:
        raise LearnerError(f"Nothing was kept: still blank are {', '.join(blank)}. Fill them in.")
    empty = pd.DataFrame(columns=register(what).kind.names)
    added = register(what, empty).add(**fields).rows()[-1]
    return {name: value for name, value in added.items() if value}


def basis_of(basis: object) -> str:
    """Return a lawful basis by its short name, as the sharing decision lists them.

    Raises `LearnerError` for one that is not there.

    >>> basis_of("public task")
    'public task'
    """
    field = next(one for one in kind("sharing-decision").fields.values() if one.name == "basis")
    known = [*(option.value for option in field.options), NOT_PERSONAL]
    if basis not in known:
        raise LearnerError(f'There is no lawful basis "{basis}". {did_you_mean(basis, known)}')
    return str(basis)


def quality_says(checked: object) -> str:
    """Say what a check of quality found, by dimension.

    Raises `LearnerError` for anything but what `gd.quality` returns.
    """
    if not isinstance(checked, Quality):
        raise LearnerError(
            "Give this step what gd.quality returns: checked = gd.quality(people), then "
            "work.quality(checked, ...)."
        )
    found = [one.dimension for one in checked.found]
    by = ", ".join(f"{name} {found.count(name)}" for name in dict.fromkeys(found))
    return (
        f"{many(checked.rows, 'row')}, {many(len(checked.columns), 'column')}, "
        f"{many(len(checked.measures), 'check')}; {many(len(found), 'finding')}"
        f"{f' ({by})' if by else ''}."
    )


def representation_says(found: object) -> str:
    """Say how many groups were compared and with which findings, naming none of them.

    Raises `LearnerError` for anything but what `gd.representation` returns.
    """
    if not isinstance(found, Representation):
        raise LearnerError(
            "Give this step what gd.representation returns. If your data is not about people, or "
            'no second list fits, write none_because="..." instead.'
        )
    told = found.table["finding"].value_counts()
    parts = [f"{told.get(name, 0)} {name}" for name in (FEWER, MORE, UNSURE) if told.get(name, 0)]
    close = len(found.table) - sum(int(told.get(name, 0)) for name in (FEWER, MORE, UNSURE))
    parts += [f"{close} close to it"] if close else []
    return (
        f"{many(len(found.table), 'group')} compared with a second list: {', '.join(parts)}; "
        f"{len(found.small)} with fewer than {found.smallest} people."
    )


def analysis_says(result: object) -> str:
    """Say what kind of comparison a result is.

    Raises `LearnerError` for a result that has nothing beside it.
    """
    if isinstance(result, Baseline):
        beats = "it beats each of them" if result.beaten else "it does not beat each of them"
        return f"A forecast beside {many(len(result.table) - 1, 'simple rule')}: {beats}."
    if isinstance(result, Comparison):
        return f"Two shares side by side, with an interval: {result.finding}."
    for of, says in (
        (Audit, "An audit of decisions by group, with intervals."),
        (QualityChange, "Two checks of quality side by side, with intervals."),
    ):
        if isinstance(result, of):
            return says
    if isinstance(result, (pd.DataFrame, pd.Series)) and len(result) > 1:
        return f"A table of {len(result)} rows of your own, read beside the baseline named."
    raise LearnerError(
        "Give this step a result that has something beside it: what gd.compare_rates, gd.baseline, "
        "gd.audit or gd.compare_quality returns, or a table of two rows or more."
    )


def output_says(safe: object) -> str:
    """Attack a protected table, and say that it held.

    Raises `LearnerError` for a table that was not protected, or one that the attack undoes.
    """
    if not isinstance(safe, Protected):
        raise LearnerError(
            "Give this step what gd.protect returns, made from the true counts: safe = "
            "gd.protect(table), then work.output(safe, ...). The attack is run for you."
        )
    tried = attack(safe, also=safe.linked)
    if tried.found:
        raise LearnerError(
            f"The attack works out {many(len(tried.found), 'hidden number')}, so this is not safe. "
            "Use a higher threshold or wider groups, and protect it again."
        )
    hidden = safe.small + safe.beside
    said = (
        f"{many(hidden, 'number')} hidden of {safe.grid.low.size}, " if hidden else "None hidden, "
    )
    much = " More than half is hidden: wider groups would show more."
    return (
        f"{said}threshold {safe.threshold}; protected, attacked, and nothing was worked out."
        f"{much if 2 * hidden > safe.grid.low.size else ''}"
    )


def picture_words(pictures: Sequence[object]) -> list[str]:
    """Return the text alternative of each picture.

    Raises `LearnerError` for a picture without one.
    """
    listed = list(pictures) if isinstance(pictures, (list, tuple)) else [pictures]
    for number, one in enumerate(listed, 1):
        if not isinstance(one, Chart):
            raise LearnerError(
                f"Picture {number} has no words for those who do not see it. Draw it with "
                'gd.chart(..., title="...", alt="..."), and give that.'
            )
    return [one.alt for one in listed if isinstance(one, Chart)]


def brief_says(reader: str, text: str) -> str:
    """Say how long a brief is and how easy to read.

    Raises `LearnerError` when it is too long or too short.
    """
    asked = reading(text)
    if asked.words > MOST_WORDS:
        raise LearnerError(
            f"The brief for {reader} has {many(asked.words, 'word')}. Cut it to {MOST_WORDS}: "
            "gd.rewrite(text) counts as you type."
        )
    if asked.words < FEWEST_WORDS:
        raise LearnerError(
            f"The brief for {reader} has {many(asked.words, 'word')}, too few to hold a finding, "
            f"how sure you are and one thing to do. Write at least {FEWEST_WORDS}."
        )
    return f"{reader}: {many(asked.words, 'word')}, reading ease {asked.ease:.0f}."


def two_readers(briefs: Any) -> dict[str, Any]:
    """Return the briefs by reader.

    Raises `LearnerError` unless there are two, and they differ.
    """
    if not isinstance(briefs, Mapping) or len(briefs) != 2:
        raise LearnerError(
            'Write one brief for each of two readers: work.brief({"the board": "...", '
            '"residents": "..."}).'
        )
    first, second = (" ".join(str(text).split()).casefold() for text in briefs.values())
    if first and first == second:
        raise LearnerError("Both readers get the same words. Write each what they need to decide.")
    return {str(reader): text for reader, text in briefs.items()}
