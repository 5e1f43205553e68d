"""Worlds: a made-up service with unfairness planted by mechanism, and its truth kept apart.

A world is a register of made-up people, the records of those who were referred, what a tool made
of them, and, apart from the records, what was true. Two worlds with the same service, seed and
size hold the same people with the same lives; they differ only where a mechanism acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from greaterdata_lessons.data.people import model
from greaterdata_lessons.data.people.falls_outreach import FALLS_OUTREACH
from greaterdata_lessons.data.people.margins import Floats
from greaterdata_lessons.data.people.mechanisms import checked, streams
from greaterdata_lessons.data.people.population import NO_FINDING, SYNTHETIC, known_seed
from greaterdata_lessons.data.people.records import audited, reported
from greaterdata_lessons.data.people.register import draw
from greaterdata_lessons.data.people.service import Bools, Facts, Service
from greaterdata_lessons.data.people.social_care import SOCIAL_CARE
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

SERVICES = {service.name: service for service in (SOCIAL_CARE, FALLS_OUTREACH)}
FEWEST = 10_000  # with fewer, a group can have less than 300 people in need
MOST = 500_000  # more would need more memory than a laptop can spare
ON_REGISTER = 4  # people on the register for each referral
NOT_STATED = "Not stated"


@dataclass(frozen=True, eq=False)
class World:
    """A made-up service. `records` is what an auditor gets; `truth` is for marking alone.

    `records` has one row for each referral, numbered by `person`; `register` has everybody who
    could have been referred, so that it can be asked who is missing; `reported` is the supplier's
    own test of the tool. `truth` has, for everybody on the register, what was so: `need`,
    `in_need`, `apart` (their need may show in its own way), `referred`, `recorded`, `flagged`,
    `offered`, `in_benchmark`, `benchmark_need`.
    """

    service: str
    strengths: Mapping[str, float]
    seed: int
    referrals: int
    register: pd.DataFrame
    truth: pd.DataFrame
    _seen: pd.DataFrame

    @cached_property
    def records(self) -> pd.DataFrame:
        """What an auditor gets: one row for each referral, and no truth."""
        return audited(self._seen, self.truth)

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The supplier's own test of the tool, by recorded ethnic group."""
        return reported(self._seen, self.truth)

    @property
    def about(self) -> Service:
        """The service as a structural model, with all its numbers."""
        return SERVICES[self.service]

    @property
    def equations(self) -> str:
        """The structural equations of the service, in words and symbols."""
        return self.about.equations

    @property
    def parameters(self) -> dict[str, str | float]:
        """What it takes to make the same world again: `gd.world(**world.parameters)`."""
        return {
            "service": self.service,
            **self.strengths,
            "referrals": self.referrals,
            "seed": self.seed,
        }

    def __str__(self) -> str:
        """Say what it is and that nobody in it is real; the truth is not told here."""
        return (
            f"{SYNTHETIC}: a world of {self.about.title} (seed {self.seed}), with "
            f"{len(self._seen):,} referrals from a register of {len(self.register):,} made-up "
            f"people. {NO_FINDING} Its truth is kept apart: gd.truth_card(world) opens it."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = f"{SYNTHETIC}: what the supplier reports of its tool"
        return f"<p>{self}</p>{html_table(self.reported, caption=caption)}"


def world(  # noqa: PLR0913 - six mechanisms, each a switch of its own
    service: str,
    *,
    historical: float = 0,
    representation: float = 0,
    measurement: float = 0,
    aggregation: float = 0,
    evaluation: float = 0,
    deployment: float = 0,
    referrals: int = 50_000,
    seed: int = 1,
) -> World:
    """Make a world of one service, with each of six mechanisms as strong as you say (0 to 1).

    Parameters
    ----------
    service : "social-care" (triage) or "falls-outreach".
    historical, representation, measurement, aggregation, evaluation, deployment : strengths.
    referrals : how many referrals there are when nothing is planted, 10,000 to 500,000.
    seed : the same seed gives the same people with the same lives, whatever is planted.

    Returns a `World`. Nothing planted in it is a finding about the region. Raises `LearnerError`
    for an unknown service, a strength outside 0 to 1, too few or too many referrals, or a seed that
    is not a whole number.

    >>> print(world("social-care", measurement=1, referrals=10_000))
    SYNTHETIC: a world of adult social care triage (seed 1), with 10,000 referrals from a register \
of 40,000 made-up people. Nothing planted in it is a finding about the region. Its truth is kept \
apart: gd.truth_card(world) opens it.
    """
    given = {
        "historical": historical,
        "representation": representation,
        "measurement": measurement,
        "aggregation": aggregation,
        "evaluation": evaluation,
        "deployment": deployment,
    }
    return enact(service, checked(given), referrals=_enough(referrals), seed=known_seed(seed))


def enact(service: str, strengths: Mapping[str, float], *, referrals: int, seed: int) -> World:
    """Make a world from a mapping of strengths, as `world` does.

    >>> enact("social-care", checked({}), referrals=10_000, seed=1).seed
    1
    """
    if not isinstance(service, str) or service not in SERVICES:
        raise LearnerError(
            f'There is no service called "{service}". {did_you_mean(service, SERVICES)}'
        )
    about = SERVICES[service]
    register, facts, start = _people(service, referrals, seed)
    plan = _Plan(streams(seed), strengths)
    needs = _recentred(about, facts, start, strengths["aggregation"])
    above = needs - start.line
    truth = pd.DataFrame({"need": needs, "in_need": above > 0}, index=register.index)
    truth["apart"] = facts["apart"] == 1
    came = about.refer * above + start.luck > start.door
    truth["referred"] = came & ~plan.strikes("representation", about.held_back.on(facts))
    recorded = about.decide(plan.lots["historical"], facts, above, strengths["historical"])
    truth["recorded"] = recorded & truth["referred"].to_numpy()
    seen = _seen(about, plan, register, facts, truth)
    _use(about, plan, seen, facts, truth)
    fixed = MappingProxyType(dict(strengths))
    return World(service, fixed, seed, referrals, register.copy(), truth, seen)


def a_world(given: object) -> World:
    """Insist on a world, so that a slip gets a sentence.

    >>> a_world("social-care")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: This needs a world. Make one first: \
world = gd.world("social-care", measurement=1).
    """
    if not isinstance(given, World):
        raise LearnerError(
            'This needs a world. Make one first: world = gd.world("social-care", measurement=1).'
        )
    return given


@dataclass(frozen=True, eq=False)
class _Start:
    """What is fixed before anything is planted: need, the line of need, the door of referral."""

    needs: Floats
    luck: Floats
    line: float
    door: float


@dataclass(frozen=True, eq=False)
class _Plan:
    """What is planted: a strength and a stream of random numbers for each mechanism."""

    lots: Mapping[str, np.random.Generator]
    strengths: Mapping[str, float]

    def strikes(self, mechanism: str, chances: Floats) -> Bools:
        """Say whom a mechanism strikes, given each person's chance when it is fully on."""
        lot = self.lots[mechanism].random(len(chances))
        return np.asarray(lot < self.strengths[mechanism] * chances)


@lru_cache(maxsize=2)
def _people(service: str, referrals: int, seed: int) -> tuple[pd.DataFrame, Facts, _Start]:
    """Draw the register and its lives, which are the same in every world of a seed."""
    about, lots = SERVICES[service], streams(seed)
    register = draw(lots["people"], about.ages, referrals * ON_REGISTER, older=about.older)
    facts = about.live(lots["lives"], register)
    needs = about.need(facts, 0)
    line = float(np.quantile(needs, 1 - about.in_need))
    luck = lots["lives"].logistic(size=len(needs))
    at = len(needs) - referrals - 1
    door = float(np.partition(about.refer * (needs - line) + luck, at)[at])
    return register, facts, _Start(needs, luck, line, door)


def _recentred(about: Service, facts: Facts, start: _Start, strength: float) -> Floats:
    """Let need show in its own way in one group, with as many in need there as before."""
    if strength == 0:
        return start.needs
    apart = facts["apart"] == 1
    needs = about.need(facts, strength)
    share = float((start.needs[apart] > start.line).mean())
    shift = start.line - float(np.quantile(needs[apart], 1 - share))
    return np.where(apart, needs + shift, start.needs)


def _seen(
    about: Service, plan: _Plan, register: pd.DataFrame, facts: Facts, truth: pd.DataFrame
) -> pd.DataFrame:
    """Return what is written down of those referred, as the forms have it."""
    lots, strength = plan.lots["measurement"], plan.strengths["measurement"]
    came = truth["referred"].to_numpy()
    blank = lots.random(len(came)) < 0.04 + 0.12 * strength * facts["minority"]
    columns = about.observe(lots, facts, truth["need"].to_numpy(), strength)
    seen = register[came].drop(columns="synthetic")
    seen = seen.assign(**{name: column[came] for name, column in columns.items()})
    group = seen["ethnic_group"].cat.add_categories([NOT_STATED])
    return seen.assign(ethnic_group=group.mask(blank[came], NOT_STATED))


def _use(
    about: Service, plan: _Plan, seen: pd.DataFrame, facts: Facts, truth: pd.DataFrame
) -> None:
    """Let the tool flag, the service offer, and the supplier test; write it into the truth."""
    came = truth["referred"].to_numpy()
    read = [seen[name] if name in seen else facts[name][came] for name in about.features]
    table = np.column_stack([np.asarray(column, dtype=float) for column in read])
    score = np.zeros(len(truth))
    score[came] = model.chances(table, truth["recorded"].to_numpy(dtype=float)[came])
    places = round(about.places * int(came.sum()))
    flagged = came & (score >= np.sort(score[came])[-places])
    dropped = plan.strikes("deployment", about.dropped.on(facts))
    truth["score"], truth["flagged"], truth["offered"] = score, flagged, flagged & ~dropped
    truth["in_benchmark"] = came & _tested(plan, facts)
    lost = ~flagged & plan.strikes("evaluation", about.lost.on(facts))
    truth["benchmark_need"] = truth["in_benchmark"] & truth["in_need"] & ~lost


def _tested(plan: _Plan, facts: Facts) -> Bools:
    """Say who would be in the supplier's benchmark."""
    far = plan.strikes("evaluation", 1 - facts["pilot"])
    aided = plan.strikes("evaluation", facts["interpreter"])
    return ~far & ~aided


def _enough(referrals: object) -> int:
    """Insist on a whole number of referrals, enough to audit every group and not too many."""
    if not isinstance(referrals, int | np.integer) or isinstance(referrals, bool):
        raise LearnerError(
            f"{referrals} is not a number of referrals. Ask for a whole number, such as 50_000."
        )
    if not FEWEST <= referrals <= MOST:
        raise LearnerError(
            f"{referrals:,} referrals are too few to audit every group, or too many for a laptop. "
            f"Ask for {FEWEST:,} to {MOST:,}: with fewer, a group has less than 300 people in need."
        )
    return int(referrals)
