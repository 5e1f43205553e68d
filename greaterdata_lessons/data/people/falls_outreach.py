"""Outreach to prevent falls and readmission: whom should somebody visit? A made-up service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from greaterdata_lessons.data.people.margins import LABELS, Floats
from greaterdata_lessons.data.people.service import (
    Bools,
    Columns,
    Facts,
    Pull,
    Service,
    basics,
    named,
    thinned,
)

EQUATIONS = """\
Falls and readmission outreach (SYNTHETIC). People are 65 and over; each lives with frailty or,
25 in 100, with a breathing condition (COPD).
m = 1 for a smaller ethnic group; i = 1 where an interpreter is needed; N(0, s) is normal noise,
L is logistic noise; l1 to l6 are the strengths of the six mechanisms.
conditions ~ Poisson(1 + 0.05 (age - 65));  admissions ~ Poisson(0.5)
alone ~ 0.3 + 0.01 (age - 65)
unsteady   = 0.04 (age - 75) + N(0, 1);  breathless = 0.8 breathing + N(0, 1)
risk       = 0.03 (age - 65) + 0.35 conditions + 0.5 admissions + 0.4 alone + 0.06 (5 - fifth)
             + a unsteady + b breathless
need       = risk + 0.6 L: a person is in need when a fall would bring them to hospital within 90
             days if nobody helped, which is need > t; t puts 20 in 100 of the register in need.
             No term for ethnic group: any gap is planted, or where people live, or chance.
1 historical      past visits, with chance 0.10 + 0.40 l1 (1 - m) (1 - i), prevented 8 in 10 falls;
                  recorded need = in need and not prevented. People helped before look safe, so the
                  record now misses more need among those whom the past favoured.
referral          0.6 (need - t) + L > c, where c gives the number of referrals asked for when
                  nothing is planted
2 representation  a referral is never made with chance l2 (0.25 m + 0.25 i)
3 measurement     each condition is coded with chance 0.9 - l3 (0.25 m + 0.25 i), each admission
                  with 0.95 - l3 (0.25 m + 0.35 i);
                  unsteadiness score = unsteady + N(0, 0.3) - l3 (0.4 m + 0.8 i)
                  ethnic group not stated with chance 0.04 + 0.12 l3 m
4 aggregation     a = 0.8, b = 0.1; with a breathing condition a = 0.8 - 0.8 l4, b = 0.1 + 0.7 l4,
                  moved so that as many of them are in need as before
5 evaluation      the benchmark leaves out, with chance l5, people outside the pilot boroughs and
                  people with an interpreter; those in need whom the tool passed over and who died
                  or moved first are scored as not in need, with chance l5 (0.5 m + 0.4 i)
6 deployment      the invitation by app does not reach a flagged person, chance l6 (0.1 m + 0.35 i)
The tool is one logistic regression on the record; it reads neither ethnic group nor interpreter.
It flags the 40 in 100 referrals with the highest chance of a recorded need."""


def _live(rng: np.random.Generator, register: pd.DataFrame) -> Facts:
    """Draw how everybody lives: conditions, past admissions, how steady and how breathless."""
    facts, people = basics(register), len(register)
    age = facts["age"]
    breathing = (rng.random(people) < 0.25).astype(float)
    return {
        **facts,
        "apart": breathing,
        "conditions": np.minimum(rng.poisson(1 + 0.05 * (age - 65)), 8).astype(float),
        "admissions": np.minimum(rng.poisson(0.5, people), 8).astype(float),
        "alone": (rng.random(people) < 0.3 + 0.01 * (age - 65)).astype(float),
        "unsteady": 0.04 * (age - 75) + rng.normal(size=people),
        "breathless": 0.8 * breathing + rng.normal(size=people),
        "rest": 0.6 * rng.logistic(size=people),
    }


def _need(facts: Facts, strength: float) -> Floats:
    """Combine a life into need; aggregation changes how it shows with a breathing condition."""
    moved = strength * facts["apart"]
    history = 0.35 * facts["conditions"] + 0.5 * facts["admissions"]
    home = 0.03 * (facts["age"] - 65) + 0.4 * facts["alone"] + 0.06 * (5 - facts["fifth"])
    steps, breath = 0.8 - 0.8 * moved, 0.1 + 0.7 * moved
    body = steps * facts["unsteady"] + breath * facts["breathless"]
    return history + home + body + facts["rest"]


def _decide(rng: np.random.Generator, facts: Facts, above: Floats, strength: float) -> Bools:
    """Say whether a fall was recorded: in need, and no past visit had prevented it."""
    lot, worked = rng.random((2, len(above)))
    favoured = (1 - facts["minority"]) * (1 - facts["interpreter"])
    visited = lot < 0.10 + 0.40 * strength * favoured
    return np.asarray((above > 0) & ~(visited & (worked < 0.8)))


def _observe(rng: np.random.Generator, facts: Facts, needs: Floats, strength: float) -> Columns:
    """Write down what the practice knows of each person, with the faults of its coding."""
    noise, puff = rng.normal(size=(2, len(needs)))
    coded = 0.9 - strength * Pull(0.25, 0.25).on(facts)
    stays = 0.95 - strength * Pull(0.25, 0.35).on(facts)
    score = facts["unsteady"] + 0.3 * noise - strength * Pull(0.4, 0.8).on(facts)
    return {
        "main_condition": named(facts["apart"], "breathing", "frailty"),
        "conditions": thinned(rng, facts["conditions"], coded),
        "admissions_last_year": thinned(rng, facts["admissions"], stays),
        "lives_alone": facts["alone"] == 1,
        "unsteadiness_score": np.round(score, 2),
        "breathlessness_score": np.round(facts["breathless"] + 0.3 * puff, 2),
    }


FALLS_OUTREACH = Service(
    name="falls-outreach",
    title="falls and readmission outreach",
    equations=EQUATIONS,
    ages=LABELS["age_band"][6:],
    older=1,
    split="main_condition",
    apart="breathing",
    in_need=0.20,
    places=0.40,
    refer=0.6,
    held_back=Pull(0.25, 0.25),
    lost=Pull(0.5, 0.4),
    dropped=Pull(0.10, 0.35),
    stated={
        "baseline": {"tool": -0.01, "apart": -0.01},
        "historical": {"label": -0.32, "tool": -0.10},
        "representation": {"reach": 0.16},
        "measurement": {"tool": 0.17},
        "aggregation": {"apart": 0.10},
        "evaluation": {"report": -0.13},
        "deployment": {"review": 0.18},
    },
    features=(
        "age",
        "fifth",
        "priority_area",
        "conditions",
        "admissions_last_year",
        "lives_alone",
        "unsteadiness_score",
        "breathlessness_score",
    ),
    live=_live,
    need=_need,
    decide=_decide,
    observe=_observe,
)
