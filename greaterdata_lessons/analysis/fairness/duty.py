"""From findings to the questions that the Public Sector Equality Duty asks.

Source: Equality Act 2010, section 149, subsections (1), (3), (5) and (7). The duty asks for due
regard: no figure answers it, and none of this says whether anything is lawful.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from greaterdata_lessons.analysis.fairness.compare import UNDEFINED
from greaterdata_lessons.analysis.rates import HIGHER, LOWER, UNSURE
from greaterdata_lessons.tables import html_table

if TYPE_CHECKING:
    from greaterdata_lessons.analysis.fairness.result import Audit

# The relevant protected characteristics, and the words that columns about them are named by.
PROTECTED = {
    "age": ("age",),
    "disability": ("disab", "impairment", "long_term"),
    "gender reassignment": ("gender_identity", "trans"),
    "pregnancy and maternity": ("pregnan", "maternity"),
    "race": ("ethnic", "race", "nationality", "national_origin"),
    "religion or belief": ("religio", "belief", "faith"),
    "sex": ("sex",),
    "sexual orientation": ("sexual_orientation", "orientation"),
}
CLOSING = (
    "The duty (Equality Act 2010, section 149) is to have due regard: to ask, in time and openly, "
    "and to write down what was considered. These figures help to ask; they do not say whether "
    "anything is lawful. The four-fifths rule is from the United States and is not used."
)


@dataclass(frozen=True, eq=False)
class DutyQuestions:
    """The duty's questions beside what an audit found; `table` has one row for each question."""

    table: pd.DataFrame
    about: str

    def __str__(self) -> str:
        """Return each question, what the figures show, and what they cannot."""
        lines = [self.about]
        for row in self.table.to_dict("records"):
            lines += [f"{row['section']} {row['question']}", f"  Shown: {row['shown']}"]
            lines += [f"  Not shown: {row['not_shown']}"]
        return "\n".join([*lines, CLOSING])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = "Questions of the equality duty, beside what the audit found"
        return f"<p>{self.about}</p>{html_table(self.table, caption=caption)}<p>{CLOSING}</p>"


def duty_questions(audit: Audit) -> DutyQuestions:
    """Put an audit's findings beside the questions of section 149."""
    harm = audit.terms.measures[0].name
    found = audit.table[audit.table["measure"] == harm]
    worse = _named(found, HIGHER)
    fewer = _named(audit.table[audit.table["measure"] == "selected"], LOWER)
    unknown = _named(found, UNSURE, UNDEFINED)
    harmed = f"{harm} is higher for {worse}" if worse else f"no group's {harm} rate stands out"
    fewest = f"selected less often: {fewer}" if fewer else "no group is selected clearly less often"
    unsure = f"cannot tell, or not defined, for {unknown}" if unknown else "every group can be told"
    rows = [
        (
            "149(1)(a)",
            "Could the decision, or the tool behind it, put some people at a disadvantage?",
            harmed,
            "why, and whether it can be justified: that is for people, with legal advice",
        ),
        (
            "149(3)(a)",
            "Which disadvantage could be removed or made smaller, and who will do it?",
            harmed,
            "whether the label itself misses need: compare it with an independent look",
        ),
        (
            "149(3)(b)",
            "Do some people's needs differ, so that one rule for all overlooks them?",
            _precision(audit),
            "needs that were never written down, and adjustments disabled people asked for",
        ),
        (
            "149(3)(c)",
            "Who takes part less than they could, and what would encourage them?",
            fewest,
            "people who never came: compare with residents (gd.representation)",
        ),
        (
            "149(1)(c)",
            "What will be said to the people affected, and who has heard from them?",
            unsure,
            "what people think of it: ask them, above all where the data cannot tell",
        ),
    ]
    columns = ["section", "question", "shown", "not_shown"]
    return DutyQuestions(pd.DataFrame(rows, columns=columns), _about(audit.tally.by))


def _named(rows: pd.DataFrame, *findings: str) -> str:
    return "; ".join(rows.loc[rows["finding"].isin(findings), "group"])


def _precision(audit: Audit) -> str:
    """Say for whom being selected means something else than for others."""
    rows = audit.table[audit.table["measure"] == "precision"]
    if rows.empty:
        return "not asked: precision was left out of this audit"
    apart = _named(rows, HIGHER, LOWER)
    if not apart:
        return "being selected means about as much in every group, as far as can be told"
    return f"being selected means something else for {apart} (precision)"


def _about(by: Iterable[str]) -> str:
    """Say which columns are about a relevant protected characteristic, and which are not."""
    known = {name: protected(name) for name in by}
    said = [f"{name}: {what}" for name, what in known.items() if what]
    others = [name for name, what in known.items() if not what]
    parts = [f"Relevant protected characteristics here: {'; '.join(said)}."] if said else []
    if others:
        parts.append(
            f"Not one by name: {', '.join(others)}. It may still stand in for one, or matter in "
            "its own right."
        )
    return " ".join(parts)


def protected(column: str) -> str:
    """Return the relevant protected characteristic a column is about, by its name, or "".

    >>> protected("ethnic_group"), protected("age_band"), protected("language")
    ('race', 'age', '')
    """
    name = column.lower().replace(" ", "_")
    words = set(name.split("_"))
    for what, stems in reversed(PROTECTED.items()):
        for stem in stems:
            if stem in words or (len(stem) > 4 and stem in name):
                return what
    return ""
