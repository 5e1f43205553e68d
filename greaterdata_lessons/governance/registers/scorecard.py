"""A scorecard for buying a system: weights, must-haves, scores with reasons, and what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from statistics import mean

import pandas as pd

from greaterdata_lessons.data.own.notes import many
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.governance.registers.kinds import definition
from greaterdata_lessons.governance.registers.register import Register, as_register
from greaterdata_lessons.tables import html_table

MOST, ENOUGH = 3, 2  # the best score, and the least that meets a must-have


@dataclass(frozen=True)
class Scorecard:
    """Offers side by side: `table` has one row for each, `lines` says what decides and what not.

    Points are from `least` to `most` where answers are missing: an open question is not a 0.
    """

    table: pd.DataFrame
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        """Return what the scores say, and what they cannot."""
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.lines)
        return lines + html_table(self.table, caption="Offers, best first among those still in")


def purchase_questions() -> pd.DataFrame:
    """Return the questions of the scorecard, their usual weights, and which are must-haves.

    >>> purchase_questions()["question"].tolist()[:3]
    ['export', 'exit', 'standards']
    """
    listed = definition("scorecard")["questions"]
    return pd.DataFrame(listed).rename(columns={"must": "must-have"})


def scorecard(
    scores: Register | pd.DataFrame,
    *,
    weights: Mapping[str, float] | None = None,
    must: Sequence[str] | None = None,
) -> Scorecard:
    """Compare offers for a system by what they let you share, and say what the score hides.

    Parameters
    ----------
    scores : a `register("scorecard", ...)` or a table: offer, question, score (0 to 3), reason,
        and who scored, when several did (their mean is taken).
    weights : how much each question counts; without it, those of `purchase_questions()`.
    must : the must-haves: an offer with less than 2 in one of them is out, whatever its points.

    A missing answer gives a range, not a 0. Ties, missing reasons, and a first place that hangs on
    the weights are said. Returns a `Scorecard`. Raises `LearnerError` for a score beyond 0 to 3, an
    unknown question, weights that are not above 0, or no score at all.

    >>> rows = [{"offer": offer, "question": q, "score": s, "reason": "seen in the demonstration"}
    ...         for offer, s in (("North", 3), ("Quay", 2)) for q in ("export", "exit")]
    >>> scorecard(pd.DataFrame(rows), weights={"export": 3, "exit": 1})
    North is first with 12 of 12 points; next is Quay with 8.
    """
    listed = as_register("scorecard", scores)
    usual = purchase_questions().set_index("question")
    heavy = dict(weights or zip(usual.index, usual["weight"].astype(float), strict=True))
    musts = list(must) if must is not None else _usual_musts(usual, heavy)
    _require(heavy, musts)
    given = _given(listed, heavy)
    rows = [_row(offer, answers, heavy, musts) for offer, answers in given.items()]
    table = pd.DataFrame(rows).sort_values(
        ["out", "least", "most"], ascending=[True, False, False], kind="stable"
    )
    lines = [*_verdict(table), *_weights_decide(given, heavy, musts), *_open(table)]
    lines += _reasons(listed)
    return Scorecard(table.drop(columns="out").reset_index(drop=True), tuple(lines))


def _usual_musts(usual: pd.DataFrame, heavy: Mapping[str, float]) -> list[str]:
    return [str(name) for name in usual.index[usual["must-have"]] if name in heavy]


def _require(heavy: Mapping[str, float], musts: Sequence[str]) -> None:
    """Insist on weights above 0, and on must-haves that are asked."""
    wrong = [name for name, weight in heavy.items() if not weight > 0]
    if wrong:
        raise LearnerError(f'The weight of "{wrong[0]}" is not above 0. Leave the question out.')
    for name in musts:
        if name not in heavy:
            near = did_you_mean(name, heavy)
            raise LearnerError(f'The must-have "{name}" is not among the questions. {near}')


def _given(listed: Register, heavy: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Return each offer's score for each question that has one: the mean when several scored."""
    found: dict[str, dict[str, list[float]]] = {}
    for number, row in zip(listed.table.index, listed.rows(), strict=True):
        offer, question = row["offer"], row["question"].lower()
        if not offer:
            raise LearnerError(f"Row {number} names no offer. Say which system it is about.")
        if question not in heavy:
            near = did_you_mean(question, heavy)
            raise LearnerError(f'Row {number}: "{row["question"]}" is no question here. {near}')
        answers = found.setdefault(offer, {})
        if row["score"]:
            answers.setdefault(question, []).append(_score(number, row["score"]))
    if not any(found.values()):
        raise LearnerError("No offer has a score yet. Give at least one, from 0 to 3.")
    return {offer: {q: mean(v) for q, v in answers.items()} for offer, answers in found.items()}


def _score(number: object, text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= MOST:
        raise LearnerError(f'Row {number}: "{text}" is not a score. Give a number from 0 to 3.')
    return score


def _row(
    offer: str, answers: Mapping[str, float], heavy: Mapping[str, float], musts: Sequence[str]
) -> dict[str, object]:
    """Return one offer's points, as a range where answers are missing."""
    least = sum(heavy[name] * score for name, score in answers.items())
    unknown = [name for name in heavy if name not in answers]
    failed = [name for name in musts if answers.get(name, MOST) < ENOUGH]
    return {
        "offer": offer,
        "least": round(least, 6),
        "most": round(least + MOST * sum(heavy[name] for name in unknown), 6),
        "of": MOST * sum(heavy.values()),
        "must-haves failed": ", ".join(failed) or "none",
        "not answered": ", ".join(unknown) or "none",
        "out": bool(failed),
    }


def _verdict(table: pd.DataFrame) -> list[str]:
    """Say who is first, who ties, or that it cannot be told; and who is out."""
    inside, outside = table[~table["out"]], table[table["out"]]
    said = [
        f"{row['offer']} is out: it does not meet {row['must-haves failed']}."
        for _, row in outside.iterrows()
    ]
    if inside.empty:
        return ["No offer meets every must-have. Ask again before you buy.", *said]
    first = inside.iloc[0]
    rivals = inside.iloc[1:]
    near = rivals[rivals["most"] >= first["least"]]
    if len(near) and (near["most"] == near["least"]).all() and first["most"] == first["least"]:
        names = " and ".join([first["offer"], *near["offer"]])
        return [
            f"{names} tie at {_range(first)}: read the reasons, the points do not decide.",
            *said,
        ]
    if len(near):
        ranges = "; ".join(f"{row['offer']} {_range(row)}" for _, row in inside.iterrows())
        return [f"Who is first cannot be told yet, answers are missing: {ranges}.", *said]
    if rivals.empty:
        return [f"{first['offer']} is alone in the comparison with {_range(first)}.", *said]
    second = rivals.iloc[0]
    next_to = _range(second).split(" of ")[0]
    told = (
        f"{first['offer']} is first with {_range(first)}; next is {second['offer']} with {next_to}."
    )
    return [told, *said]


def _range(row: pd.Series) -> str:
    """Return points in words: "12 of 12 points", or "from 9 to 12" where answers are missing."""
    least, most = f"{row['least']:g}", f"{row['most']:g}"
    reach = least if least == most else f"{least} to {most}"
    return f"{reach} of {row['of']:g} points"


def _weights_decide(
    given: Mapping[str, Mapping[str, float]], heavy: Mapping[str, float], musts: Sequence[str]
) -> list[str]:
    """Say so when another offer would be first if every question counted the same."""
    flat = dict.fromkeys(heavy, 1.0)
    firsts = []
    for weights in (heavy, flat):
        rows = [_row(offer, answers, weights, musts) for offer, answers in given.items()]
        table = pd.DataFrame(rows)
        inside = table[~table["out"]]
        if inside.empty or (inside["least"] != inside["most"]).any():
            return []
        firsts.append(set(inside.loc[inside["least"] == inside["least"].max(), "offer"]))
    if firsts[0] == firsts[1]:
        return []
    names = " and ".join(sorted(firsts[1]))
    return [f"The weights decide: if each question counted the same, {names} would be first."]


def _open(table: pd.DataFrame) -> list[str]:
    """Name the questions an offer has not answered."""
    waiting = table[table["not answered"] != "none"]
    return [
        f"{row['offer']} has not answered: {row['not answered']}." for _, row in waiting.iterrows()
    ]


def _reasons(listed: Register) -> list[str]:
    """Say how many scores have no reason."""
    rows = [row for row in listed.rows() if row["score"] and not row["reason"]]
    return [f"{many(len(rows), 'score')} without a reason: nobody can check them."] if rows else []
