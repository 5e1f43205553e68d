"""Adult social care triage: which referrals should be assessed first? A made-up service."""

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
)

EQUATIONS = """\
Adult social care triage (SYNTHETIC). People are 25 and over; "younger" means under 65.
People of 65 and over count six times, as services of this kind see them more.
m = 1 for a smaller ethnic group; i = 1 where an interpreter is needed; N(0, s) is normal noise,
L is logistic noise; l1 to l6 are the strengths of the six mechanisms.
conditions ~ Poisson(0.5 + 0.02 (age - 25));  alone ~ 0.2 + 0.005 (age - 25)
difficulty = 0.6 + 0.2 (age - 55)/20 + 0.35 conditions + N(0, 1.6)
support    = 1.2 + 2.4 younger + N(0, 1.5)
need       = a difficulty + b support + 0.55 alone + 0.08 (5 - fifth) + N(0, 0.7)
in need    = need > t, where t puts 20 in 100 of the register in need. No term for ethnic group:
             any gap between ethnic groups is planted, or comes from where people live, or chance.
1 historical      recorded need = 2.6 (need - t) + L - l1 (0.9 m + 1.2 i) > 0
referral          0.75 (need - t) + L > c, where c gives the number of referrals asked for when
                  nothing is planted
2 representation  a referral is never made with chance l2 (0.25 m + 0.25 i)
3 measurement     difficulty score = difficulty + N(0, 0.5) (1 + 0.5 l3 m) - l3 (0.5 m + 2 i)
                  spend = exp(4 + 0.4 need - 0.5 l3 m + N(0, 1))
                  support score = support + N(0, 0.7)
                  ethnic group not stated with chance 0.04 + 0.12 l3 m
4 aggregation     a = 0.62, b = 0.15; for younger people a = 0.62 - 0.52 l4, b = 0.15 + 0.45 l4,
                  moved so that as many of them are in need as before
5 evaluation      the benchmark leaves out, with chance l5, people outside the pilot boroughs and
                  people with an interpreter; those in need whom the tool passed over are lost
                  sight of, and scored as not in need, with chance l5 (0.5 m + 0.4 i)
6 deployment      a flagged person is turned down with chance l6 (0.15 m + 0.25 i)
The tool is one logistic regression on the record; it reads neither ethnic group nor interpreter.
It flags the 45 in 100 referrals with the highest chance of a recorded need."""


def _live(rng: np.random.Generator, register: pd.DataFrame) -> Facts:
    """Draw how everybody lives: conditions, difficulty with daily tasks, need for support."""
    facts, people = basics(register), len(register)
    age = facts["age"]
    younger = (age < 65).astype(float)
    conditions = np.minimum(rng.poisson(0.5 + 0.02 * (age - 25)), 8).astype(float)
    tasks = 0.6 + 0.2 * (age - 55) / 20 + 0.35 * conditions + rng.normal(0, 1.6, people)
    return {
        **facts,
        "apart": younger,
        "conditions": conditions,
        "alone": (rng.random(people) < 0.2 + 0.005 * (age - 25)).astype(float),
        "difficulty": tasks,
        "support": 1.2 + 2.4 * younger + rng.normal(0, 1.5, people),
        "rest": rng.normal(0, 0.7, people),
    }


def _need(facts: Facts, strength: float) -> Floats:
    """Combine a life into need; aggregation changes how it shows in younger people."""
    moved = strength * facts["apart"]
    other = 0.55 * facts["alone"] + 0.08 * (5 - facts["fifth"]) + facts["rest"]
    tasks, support = 0.62 - 0.52 * moved, 0.15 + 0.45 * moved
    return tasks * facts["difficulty"] + support * facts["support"] + other


def _decide(rng: np.random.Generator, facts: Facts, above: Floats, strength: float) -> Bools:
    """Say whether need was recorded, given how far it lies above the line."""
    luck = rng.logistic(size=len(above))
    held = strength * Pull(0.9, 1.2).on(facts)
    return np.asarray(2.6 * above + luck - held > 0)


def _observe(rng: np.random.Generator, facts: Facts, needs: Floats, strength: float) -> Columns:
    """Write down what the service knows of each person, with the faults of its forms."""
    noise, costs, asked = rng.normal(size=(3, len(needs)))
    minority = strength * facts["minority"]
    score = facts["difficulty"] + 0.5 * noise * (1 + 0.5 * minority)
    spend = np.exp(4 + 0.4 * needs - 0.5 * minority + costs)
    return {
        "age_group": named(facts["apart"], "25 to 64", "65 and over"),
        "conditions": facts["conditions"].astype(np.int64),
        "lives_alone": facts["alone"] == 1,
        "difficulty_score": np.round(score - strength * Pull(0.5, 2.0).on(facts), 2),
        "support_score": np.round(facts["support"] + 0.7 * asked, 2),
        "spend_last_year": np.round(spend),
    }


SOCIAL_CARE = Service(
    name="social-care",
    title="adult social care triage",
    equations=EQUATIONS,
    ages=LABELS["age_band"][2:],
    older=6,
    split="age_group",
    apart="25 to 64",
    in_need=0.20,
    places=0.45,
    refer=0.75,
    held_back=Pull(0.25, 0.25),
    lost=Pull(0.5, 0.4),
    dropped=Pull(0.15, 0.25),
    stated={
        "baseline": {"tool": -0.01, "apart": 0.01},
        "historical": {"label": 0.18, "tool": 0.08},
        "representation": {"reach": 0.16},
        "measurement": {"tool": 0.17},
        "aggregation": {"apart": 0.11},
        "evaluation": {"report": -0.08},
        "deployment": {"review": 0.22},
    },
    features=(
        "age",
        "fifth",
        "priority_area",
        "conditions",
        "lives_alone",
        "difficulty_score",
        "support_score",
        "spend_last_year",
    ),
    live=_live,
    need=_need,
    decide=_decide,
    observe=_observe,
)
