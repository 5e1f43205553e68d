"""How we work: twelve statements, asked of a team itself and, about one partner, all round.

Ratings are opinions about people who know each other. So nothing shows before at least five have
answered, only the middle rating shows (never a count, an extreme or a comment), a self-view stands
apart, and a person sees their own first. It is not for appraisal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import median
from typing import Any

import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.governance.kind import kind
from greaterdata_lessons.governance.registers.columns import words
from greaterdata_lessons.governance.registers.values import plain
from greaterdata_lessons.tables import html_table

ASKED = "ways-of-working"  # the record that asks them
FEWEST = 5  # who must have rated before anything shows
HIDDEN = "too few to show"
APART = 1  # a difference between self-view and partners' worth talking about
SELF, PARTNER, TEAM = "self", "partner", "team"
Ratings = pd.DataFrame | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Ways:
    """Middle ratings by statement: `table`; `lines` says what they allow to be said."""

    table: pd.DataFrame
    lines: tuple[str, ...]
    caption: str

    def __repr__(self) -> str:
        """Return what can be said, then the statements."""
        if self.table.empty:
            return "\n".join(self.lines)
        return "\n".join([*self.lines, self.table.to_string(index=False)])

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return said + (html_table(self.table, caption=self.caption) if len(self.table) else "")


def ways() -> pd.DataFrame:
    """Return the twelve statements about how we work, each with its limit.

    >>> ways().shape, ways()["heading"].nunique()
    ((12, 4), 4)
    """
    rows = [
        {"name": field.name, "heading": section.title, "we": field.label.removeprefix("We "),
         "limit": field.help}
        for section in kind(ASKED).sections[1:]
        for field in section.fields
    ]  # fmt: skip
    return pd.DataFrame(rows)


def culture_check(ratings: Ratings) -> Ways:
    """Show how a team sees its own ways of working, statement by statement, with each limit.

    ratings : one row for each person, such as the `.answers` of each saved form; one column for
        each statement of `ways()`: 1 rarely, 2 sometimes, 3 often, 4 nearly always, or blank. No
        names: other columns are not read.

    A statement that fewer than five rated does not show. Returns a `Ways`, lowest first. Raises
    `LearnerError` when no column is a statement, or a rating is none.

    >>> culture_check([{"goals": 2}, {"goals": 3}]).lines[0]
    '2 people answered. Nothing shows before 5 have.'
    """
    frame = _frame(ratings)
    if "role" in frame.columns:  # saved forms: a review of partners is not about the own team
        frame = frame[[words(role) not in (SELF, PARTNER) for role in frame["role"]]]
    table = _table(frame)
    if len(table) < FEWEST:
        return _too_few(len(table), "people answered")
    middles = {name: _middle(table[name]) for name in table.columns}
    rows = [
        {"heading": one["heading"], "we": one["we"], "middle rating": middles.get(one["name"]),
         "and its limit": one["limit"]}
        for one in ways().to_dict("records")
    ]  # fmt: skip
    frame = pd.DataFrame(rows).sort_values("middle rating", kind="stable", na_position="last")
    shown = [row for row in frame.to_dict("records") if pd.notna(row["middle rating"])]
    lines = [f"{len(table)} people answered. The middle rating shows, from 1 rarely to 4 always."]
    if shown:
        least = shown[0]["middle rating"]
        low = [row["we"] for row in shown if row["middle rating"] == least]
        lines.append(f"Talk first about: {'; '.join(low[:3])}.")
    lines.append("Opinions of those who answered. What would somebody outside the team say?")
    frame["middle rating"] = [_shown(value) for value in frame["middle rating"]]
    return Ways(frame.reset_index(drop=True), tuple(lines), "How we see our ways of working")


def joint_review(ratings: Ratings, *, about: str) -> Ways:
    """Show one person or team how partners see the work together, beside their own view.

    Parameters
    ----------
    ratings : one row for each rater: `about`, `role` ("self" or "partner"), and one column for
        each statement of `ways()`, rated 1 to 4 or blank.
    about : whose review it is. It is theirs: they see it first, and say who sees it next.

    Partners' ratings show only where five partners or more rated the statement, and only the
    middle one. The self-view is never mixed in. Returns a `Ways`. Raises `LearnerError` when there
    is no rating about them, a role is neither, or there are two self-views.

    >>> rows = [{"about": "Hub", "role": "partner", "goals": n} for n in (2, 2, 3, 4)]
    >>> joint_review([*rows, {"about": "Hub", "role": "self", "goals": 4}], about="Hub").lines[1]
    '4 partners answered. Nothing shows before 5 have.'
    """
    frame = _frame(ratings)
    chosen = _about(frame, about)
    roles = [words(role) for role in chosen["role"]]
    wrong = [role for role in roles if role not in (SELF, PARTNER)]
    if wrong:
        raise LearnerError(f'The role "{wrong[0]}" is neither "self" nor "partner".')
    if roles.count(SELF) > 1:
        raise LearnerError(f"There are {roles.count(SELF)} self-views of {about}. Keep one.")
    partners = _table(chosen[[role == PARTNER for role in roles]])
    own = _table(chosen[[role == SELF for role in roles]])
    first = f"For {about} first, and for nobody else unless they say so. Never for appraisal."
    if len(partners) < FEWEST:
        few = _too_few(len(partners), "partners answered")
        return Ways(few.table, (first, *few.lines), few.caption)
    rows = [_row(one, partners, own) for one in ways().to_dict("records")]
    table = pd.DataFrame(rows)
    return Ways(table, (first, *_said(rows, len(partners))), f"{about}: partners' view and own")


def _frame(ratings: Ratings) -> pd.DataFrame:
    if isinstance(ratings, str) or not isinstance(ratings, pd.DataFrame | Sequence):
        raise LearnerError("Give the ratings as a table, or a list with one row for each person.")
    return pd.DataFrame(ratings)


def _about(frame: pd.DataFrame, about: str) -> pd.DataFrame:
    """Return the ratings about one person or team."""
    for name in ("about", "role"):
        if name not in frame.columns:
            raise LearnerError(f'The ratings have no column "{name}". Add it: one row a rater.')
    frame = frame[[words(role) != TEAM for role in frame["role"]]]
    chosen = frame[[words(name) == words(about) for name in frame["about"]]]
    if chosen.empty:
        known = dict.fromkeys(str(name) for name in frame["about"])
        raise LearnerError(f'No rating is about "{about}". {did_you_mean(about, known)}')
    return chosen


def _row(one: Mapping[Any, Any], partners: pd.DataFrame, own: pd.DataFrame) -> dict[str, str]:
    """Return one statement: the partners' middle rating, the own, and how they differ."""
    name = one["name"]
    theirs = _middle(partners[name]) if name in partners.columns else None
    mine = next(iter(own[name].dropna()), None) if name in own.columns else None
    gap = "not defined"
    if theirs is not None and mine is not None:
        gap = "much the same"
        if abs(mine - theirs) >= APART:
            gap = "own view is higher" if mine > theirs else "own view is lower"
    return {
        "heading": one["heading"],
        "they": one["we"],
        "partners": _shown(theirs),
        "own view": "not given" if mine is None else _shown(mine),
        "side by side": gap,
    }


def _said(rows: Sequence[Mapping[str, str]], partners: int) -> list[str]:
    """Return what the views side by side are good for."""
    higher = [row["they"] for row in rows if row["side by side"] == "own view is higher"]
    lower = [row["they"] for row in rows if row["side by side"] == "own view is lower"]
    said = [f"{partners} partners answered. Only their middle rating shows."]
    if higher:
        said.append(f"Ask partners what they would like to see: {'; '.join(higher)}.")
    if lower:
        said.append(f"Partners see more of this than you do: {'; '.join(lower)}.")
    return said


def _too_few(number: int, who: str) -> Ways:
    said = f"{number} {who}. Nothing shows before {FEWEST} have."
    return Ways(pd.DataFrame(), (said,), "")


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """Return only the statements, as numbers from 1 to 4; blank and "cannot say" are missing."""
    names = [name for name in ways()["name"] if name in frame.columns]
    if len(frame) and not names:
        raise LearnerError("No column is a statement. See gd.ways() for their names.")
    held = {name: [_rating(name, value) for value in frame[name]] for name in names}
    return pd.DataFrame(held, dtype=float).dropna(how="all")


def _rating(name: str, value: object) -> float:
    """Return one rating, given as a number or in words."""
    text = plain(value).lower()
    if text in ("", "cannot say"):
        return float("nan")
    scale = [option.value for option in kind(ASKED).fields[name].options]
    if text in scale:
        return float(scale.index(text) + 1)
    if text not in ("1", "2", "3", "4"):
        raise LearnerError(f'"{value}" under "{name}" is no rating. Give 1, 2, 3, 4 or leave it.')
    return float(text)


def _middle(values: Iterable[float]) -> float | None:
    """Return the middle rating of at least five, or None."""
    given = [value for value in values if pd.notna(value)]
    return float(median(given)) if len(given) >= FEWEST else None


def _shown(value: float | None) -> str:
    return HIDDEN if value is None or pd.isna(value) else f"{value:g}"
