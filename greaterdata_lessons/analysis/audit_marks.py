"""Marking an audit of a made-up world: was the right thing claimed, and could it be known?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

import pandas as pd

from greaterdata_lessons.analysis.audit_gaps import STAGES, TOGETHER, Counts, Gap, all_gaps, groups
from greaterdata_lessons.analysis.rates import UNSURE
from greaterdata_lessons.data.people.mechanisms import MECHANISMS
from greaterdata_lessons.data.people.population import SYNTHETIC
from greaterdata_lessons.data.people.reassess import Reassessment
from greaterdata_lessons.data.people.register import LARGEST
from greaterdata_lessons.data.people.worlds import World, a_world
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

HIGHER, LOWER, SAME = "higher", "lower", "the same"
DIRECTIONS = (HIGHER, LOWER, SAME, UNSURE)
PARTS = ("group", "about", "direction", "size", "mechanism")
WORTH_NAMING = 0.03  # a smaller true gap counts as the same; a choice, not a fact
# Which stages need to know who is truly in need: records alone cannot show a gap there.
HIDDEN = ("label", "tool", "report")
MOVES = {
    "reach": ("representation",),
    "label": ("historical",),
    "tool": ("historical", "measurement"),
    "review": ("deployment",),
    "report": ("evaluation",),
}


@dataclass(frozen=True)
class Claim:
    """One claim of an audit: who is missed more or less, where, by how much, and why."""

    group: str
    about: str
    direction: str
    size: tuple[float, float] | None = None
    mechanism: str | None = None


@dataclass(frozen=True)
class AuditMarks:
    """The marks of an audit. `table` has one row a claim; `unclaimed` lists gaps nobody named."""

    table: pd.DataFrame
    unclaimed: tuple[str, ...]

    @property
    def points(self) -> float:
        """The points given to all claims together."""
        return float(self.table["points"].sum())

    @property
    def out_of(self) -> int:
        """The points there were to get."""
        return int(self.table["out_of"].sum())

    def __str__(self) -> str:
        """Return the score, a line for each claim, and what nobody claimed."""
        lines = [f"{SYNTHETIC}. {self.points:g} of {self.out_of} points."]
        lines += [
            f"- {row.group}, {row.about}: {row.points:g} of {row.out_of}. {row.says}"
            for row in self.table.itertuples(index=False)
        ]
        return "\n".join(lines + [f"Not claimed: {gap}" for gap in self.unclaimed])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        missed = "".join(f"<li>Not claimed: {gap}</li>" for gap in self.unclaimed)
        caption = f"{SYNTHETIC}: {self.points:g} of {self.out_of} points"
        return html_table(self.table, caption=caption) + (f"<ul>{missed}</ul>" if missed else "")


def mark_audit(
    claims: Sequence[Mapping[str, object]],
    world: World,
    *,
    reassessed: Reassessment | None = None,
) -> AuditMarks:
    """Mark an audit of a made-up world against its truth.

    Parameters
    ----------
    claims : each a dictionary with `group` (an ethnic group other than the largest, "smaller
        groups together", or the group of the service's other split), `about` ("reach", "label",
        "tool", "review" or "report"), `direction` ("higher", "lower", "the same" or "cannot tell
        from these data"), and if you like `size` (a number such as 0.15, or a low and a high)
        and `mechanism` (one of the six, or "cannot tell from these data").
    world : the world that was audited.
    reassessed : the reassessments the auditor asked for, if any.

    Returns `AuditMarks`. A planted gap is worth three points: direction, size, mechanism. Without
    reassessments nobody can know who was truly in need, so about "label", "tool" and "report"
    the answer "cannot tell from these data" is right, and a lucky right answer is worth half. The
    exception is a tool that fails one kind of need: its errors show in honest records. Raises
    `LearnerError` for a claim that cannot be read, or reassessments of another world.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> audited = world("social-care", measurement=1, referrals=10_000)
    >>> claim = {"group": TOGETHER, "about": "tool", "direction": UNSURE}
    >>> print(mark_audit([claim], audited))
    SYNTHETIC. 1 of 1 points.
    - smaller groups together, tool: 1 of 1. Right: records alone do not say who was truly in \
need. Ask for reassessments.
    """
    if isinstance(claims, Mapping | str):
        raise LearnerError("Put the claims in a list, even when there is only one: [claim].")
    if reassessed is not None and getattr(reassessed, "world", None) is not world:
        raise LearnerError("These reassessments are not of this world. Use gd.reassess(world).")
    known = groups(a_world(world))
    read = [_claim(claim, tuple(known)) for claim in claims]
    truth = all_gaps(world)
    rows = [_marked(claim, truth[claim.group, claim.about], world, reassessed) for claim in read]
    columns = ["group", "about", "points", "out_of", "says"]
    return AuditMarks(pd.DataFrame(rows, columns=columns), _unclaimed(read, truth, world))


def true_direction(gap: Gap) -> str:
    """Say which way a true gap goes: "the same" when it is small or could be chance.

    >>> true_direction(Gap(0.1, 0.05, 0.15, 400)), true_direction(Gap(0.1, -0.05, 0.25, 40))
    ('higher', 'the same')
    """
    if abs(gap.gap) < WORTH_NAMING or gap.low <= 0 <= gap.high:
        return SAME
    return HIGHER if gap.gap > 0 else LOWER


def _marked(
    claim: Claim, gap: Gap, world: World, reassessed: Reassessment | None
) -> tuple[str, str, float, int, str]:
    """Mark one claim: points, how many there were, and a sentence."""
    apart = claim.group == world.about.apart
    blind = claim.about in HIDDEN and reassessed is None
    truth = true_direction(gap)
    if claim.direction == UNSURE:
        points, says = _unsure(claim, truth, blind, _sampled(claim, world, reassessed))
        return claim.group, claim.about, points, 1, says
    full = 3 if _acting(claim.group, claim.about, world) else 2
    shown = f"The true gap is {gap.gap:+.2f} ({gap.low:+.2f} to {gap.high:+.2f})"
    if claim.direction != truth:
        return claim.group, claim.about, 0.0, 1 if truth == SAME else full, f"Not so. {shown}."
    lucky = blind and not (apart and claim.about == "tool")
    worth = 0.5 if lucky else 1.0
    luck = " Records alone could not have told you: half." if lucky else ""
    if truth == SAME:
        return claim.group, claim.about, worth, 1, f"Right. {shown}.{luck}"
    size, cause = _size(claim, gap), _cause(claim, world, lucky)
    says = f"Direction right, size {_word(size)}, mechanism {_word(cause)}. {shown}.{luck}"
    return claim.group, claim.about, worth + size + cause, full, says


def _unsure(claim: Claim, truth: str, blind: bool, sampled: Gap | None) -> tuple[float, str]:
    """Mark "cannot tell": right when the auditor had nothing that could tell."""
    if blind:
        words = "records alone do not say who was truly in need. Ask for reassessments."
        return 1.0, f"Right: {words}"
    if sampled is not None and sampled.low <= 0 <= sampled.high:
        return 1.0, "Right: with so few reassessed, the interval leaves both ways open."
    if truth == SAME:
        return 1.0, "Right: there is no gap that stands out from chance."
    where = "The reassessments" if claim.about in HIDDEN else "The records and the register"
    return 0.0, f"{where} do tell: the true answer is {truth}."


def _sampled(claim: Claim, world: World, reassessed: Reassessment | None) -> Gap | None:
    """Return the gap that the reassessments show, for a stage that needs them."""
    if reassessed is None or claim.about not in HIDDEN:
        return None
    table = reassessed.table
    here, there = _sides(claim.group, table, world)
    seen = "recorded_need" if claim.about == "label" else "flagged"
    need, missed = table["reassessed_need"], table["reassessed_need"] & ~table[seen]
    sides = [
        (missed & here).sum(),
        (need & here).sum(),
        (missed & there).sum(),
        (need & there).sum(),
    ]
    found = Counts(*(int(side) for side in sides)).gap()
    if claim.about != "report":
        return found
    said = all_gaps(world)[claim.group, "reported"].gap
    return Gap(said - found.gap, said - found.high, said - found.low, found.people)


def _sides(group: str, table: pd.DataFrame, world: World) -> tuple[pd.Series, pd.Series]:
    """Return who is in the group, and who in the one it is compared with, as recorded."""
    if group == world.about.apart:
        return table[world.about.split] == group, table[world.about.split] != group
    ethnic = table["ethnic_group"].astype(str)
    largest = ethnic == LARGEST
    both = ~largest & (ethnic != "Not stated")
    return (both if group == TOGETHER else ethnic == group), largest


def _size(claim: Claim, gap: Gap) -> float:
    """Give the point for size: near enough, or an interval that holds the truth and says much."""
    if claim.size is None:
        return 0.0
    low, high = claim.size
    if low == high:
        return float(abs(low - gap.gap) <= max(0.03, abs(gap.gap) / 4))
    return float(low <= gap.gap <= high and high - low <= 0.3)


def _cause(claim: Claim, world: World, lucky: bool) -> float:
    """Give the point for the mechanism: one that was planted and acts there."""
    if claim.mechanism == UNSURE:
        return float(lucky)
    right = claim.mechanism in _acting(claim.group, claim.about, world)
    return (0.5 if lucky else 1.0) if right else 0.0


def _acting(group: str, stage: str, world: World) -> tuple[str, ...]:
    """Return the planted mechanisms that move a group's gap at a stage."""
    if group == world.about.apart:
        may: tuple[str, ...] = ("aggregation",) if stage == "tool" else ()
    else:
        may = MOVES[stage]
    return tuple(name for name in may if world.strengths[name] > 0)


def _word(points: float) -> str:
    return {0.0: "not", 0.5: "right by luck"}.get(points, "right")


def _unclaimed(
    claims: Sequence[Claim], truth: Mapping[tuple[str, str], Gap], world: World
) -> tuple[str, ...]:
    """List the clear gaps of the large groups that no claim is about."""
    apart = world.about.apart
    named = {(claim.group if claim.group == apart else TOGETHER, claim.about) for claim in claims}
    return tuple(
        f"{group}, {STAGES[stage]}: {gap.gap:+.2f}."
        for (group, stage), gap in truth.items()
        if group in {TOGETHER, apart} and stage in STAGES and (group, stage) not in named
        if true_direction(gap) != SAME and _acting(group, stage, world)
    )


def _claim(given: object, known: Sequence[str]) -> Claim:
    """Read one claim, or say which word of it is not known."""
    if not isinstance(given, Mapping) or not {"group", "about", "direction"} <= set(given):
        raise LearnerError(
            'A claim needs at least "group", "about" and "direction", as in '
            '{"group": "Asian", "about": "tool", "direction": "higher"}.'
        )
    for part in given:
        _one_of(part, PARTS, "a part of a claim")
    _one_of(given["group"], known, "an audited group")
    _one_of(given["about"], tuple(STAGES), "a stage")
    _one_of(given["direction"], DIRECTIONS, "a direction")
    mechanism = given.get("mechanism")
    if mechanism is not None:
        _one_of(mechanism, (*MECHANISMS, UNSURE), "a mechanism")
    words = str(given["group"]), str(given["about"]), str(given["direction"])
    return Claim(*words, _read_size(given.get("size")), mechanism)


def _one_of(name: object, known: Sequence[str], what: str) -> None:
    if name not in known:
        raise LearnerError(f'"{name}" is not {what}. {did_you_mean(name, known)}')


def _read_size(size: object) -> tuple[float, float] | None:
    """Read a size: nothing, one number, or a low and a high, as shares between -1 and 1."""
    if size is None:
        return None
    ends = list(size) if isinstance(size, Sequence) and not isinstance(size, str) else [size, size]
    numbers = [float(end) for end in ends if isinstance(end, Real)]
    if len(ends) != 2 or len(numbers) != 2 or not all(-1 <= end <= 1 for end in numbers):
        raise LearnerError(
            f"A size of {size} cannot be read. Give a difference of shares between -1 and 1 "
            "(15 points are 0.15), or a low and a high: (0.1, 0.2)."
        )
    return min(numbers), max(numbers)
