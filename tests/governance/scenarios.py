"""Scenarios of sharing: what the answers point to and why. Print them as a table:

python -m tests.governance.scenarios
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from greaterdata_lessons.governance.record import Record, record
from greaterdata_lessons.governance.rules import Open

TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(days=90)
DECISION = "sharing-decision"


def _risk(side: str) -> dict[str, Any]:
    return {
        "side": side,
        "because": "a list lies in one inbox",
        "may": "it may reach the wrong person",
        "effect": "a stranger knows who is alone",
        "before": 12,
        "safeguard": "two named people, a log",
        "after": 4,
    }


COUNCIL: dict[str, Any] = {
    "title": "Mr B comes home",
    "asked_by": "A community nurse of an NHS trust",
    "asker": "public body",
    "holder": "public body",
    "danger": "no",
    "purpose": "The nurse brings a heater to Mr B before he comes home on Tuesday",
    "purpose_kind": "own care",
    "fits": "fits",
    "who_gains": "Mr B, who comes home to a warm room",
    "need": "records",
    "what_goes": "named",
    "fields_asked": ["the whole file"],
    "fields": [{"field": "referred_on", "why": "She would ask for help a second time"}],
    "people": 1,
    "basis": "public task",
    "power": "Care Act 2014",
    "own_task": "own",
    "their_basis": "Public task, National Health Service Act 2006",
    "special": ["none"],
    "in_confidence": "no",
    "expect": "you told me",
    "notice": "The nurse tells him on her visit",
    "objections": "He tells her, or the customer team; the head of service answers",
    "machine": "no",
    "safe_people": "The nurse herself",
    "safe_project": "His heating; nothing else",
    "setting": "transfer",
    "safe_outputs": "None",
    "delete_on": LATER,
    "risks": [_risk("sharing"), _risk("not sharing")],
    "high_risk": "no",
    "agreement": "letter",
    "decision": "yes if",
    "conditions": "Only the date, to her alone",
    "owner": "Head of warm homes",
    "advice": "The data protection officer: fine as written",
    "dissent": "Nobody",
    "decided_on": TODAY,
    "review_date": LATER,
}
CHARITY = {name: value for name, value in COUNCIL.items() if name not in {"power", "own_task"}} | {
    "title": "Heaters before the frost",
    "asked_by": "The council's warm homes team",
    "holder": "charity",
    "purpose": "The council takes a heater to 34 people of 75 or over in Wirral before Monday",
    "purpose_kind": "service",
    "basis": "recognised legitimate interests",
    "annex": "asked for a public task",
    "agreement": "agreement",
}
HEALTH = COUNCIL | {
    "special": ["health"],
    "condition": "care",
    "in_confidence": "yes",
    "confidence_route": "own care",
}
PLAN: dict[str, Any] = {
    "title": "Falls visits",
    "decision": "Whom to visit before the frost",
    "data": "The falls list of last winter; nobody under 65 is in it",
    "looked_at": ["race"],
    "not_tested": "Religion, which nobody records",
    "measure": "People who fell and had no visit; the head of care chose it",
    "findings": [{"group": "Black", "finding": "12 of 40 missed", "sure": "stands out"}],
    "actions": [
        {
            "action": "Ask the lunch club",
            "kind": "reach",
            "owner": "Head of care",
            "due": LATER,
            "show": "Fewer missed",
        }
    ],
    "asked": "Two lunch clubs: nobody had heard of us",
    "harm": "A visit may frighten somebody; ring first",
    "owner": "Head of care",
    "agreed_on": TODAY,
    "review_date": LATER,
}
MODEL: dict[str, Any] = {
    "name": "Falls score",
    "does": "It puts a list in order",
    "why": "There are more people than visits",
    "contact": "The falls team's office",
    "body": "local",
    "influence": "yes",
    "publish": "chosen",
    "owner": "Falls lead",
    "supplier": "Made here; all of it may be seen",
    "description": "It adds points",
    "benefits": "People who would fall; counted each spring",
    "alternatives": "Age alone",
    "process": "Whom to visit first, each autumn",
    "human": "decides",
    "training": "Two hours",
    "appeal": "They are told on the phone, and can ask the team",
    "do_not_use": ["nobody wrote falls down"],
    "model": "A sum of points",
    "data": "Falls on record",
    "sharing": "An agreement of May; public task",
    "findings": [{"question": "Does it beat age?", "answer": "32 people more found"}],
    "risks": [{"risk": "Unrecorded falls", "safeguard": "Nurses add people"}],
    "assessments": ["dpia", "equality"],
    "review_date": LATER,
    "exit": "When age finds as many",
}
BREACH: dict[str, Any] = {
    "danger": "no",
    "what": "A list went to the wrong team",
    "kind": "wrong person",
    "aware_on": TODAY,
    "aware_at": "14:20",
    "deadline": "Thursday, 14:20",
    "told_inside": "The data protection officer, 14:25",
    "contained": "yes",
    "steps": [{"when": "14:30", "what": "Deleted there", "who": "Team lead"}],
    "people": "34 people",
    "data": "Addresses",
    "risk": "unlikely",
    "why_risk": "Read by one colleague, and deleted",
    "regulator": "no",
    "people_told": "no",
    "log": "yes",
    "owner": "Head of service",
    "review_date": LATER,
}
STARTS = {
    "blank": {},
    "council": COUNCIL,
    "charity": CHARITY,
    "health": HEALTH,
    "plan": PLAN,
    "model": MODEL,
    "breach": BREACH,
}
# Rows that a scenario names in place of writing them out.
ROWS: dict[str, list[dict[str, Any]]] = {
    "sharing only": [_risk("sharing")],
    "not sharing only": [_risk("not sharing")],
    "drop": [PLAN["actions"][0] | {"action": "Remove ethnic group from the data"}],
    "verdict": [PLAN["findings"][0] | {"finding": "This is discrimination"}],
    "people": [PLAN["findings"][0] | {"finding": "12 of 40 missed, where 8 would be expected"}],
    "relative": [PLAN["findings"][0] | {"finding": "They are 50% more likely to be missed"}],
}


@dataclass(frozen=True)
class Scenario:
    """One request, the answers about it, and what they have to point to."""

    name: str
    says: str
    start: str
    outcome: str
    reasons: tuple[str, ...]
    kind: str = DECISION
    mistake: int = 0
    change: dict[str, Any] = field(default_factory=dict)
    blank: tuple[str, ...] = ()

    def record(self) -> Record:
        """The record of this scenario."""
        answers = {k: v for k, v in STARTS[self.start].items() if k not in self.blank}
        change = {
            k: ROWS[v] if k in {"risks", "actions", "findings"} else v
            for k, v in self.change.items()
        }
        return record(self.kind, **(answers | change))

    def found(self) -> Open:
        """What is open in it."""
        return self.record().missing(TODAY)


def scenarios() -> list[Scenario]:
    """Every scenario, as kept beside this file."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)["scenario"]
    return [
        Scenario(**(one | {"reasons": tuple(one["reasons"]), "blank": tuple(one.get("blank", ()))}))
        for one in told
    ]


def main() -> None:
    """Print the scenarios as a Markdown table."""
    print("| scenario | mistake | what the answers point to | because |\n|---|---|---|---|")
    for one in scenarios():
        mistake = one.mistake or ""
        found = one.found()
        print(f"| {one.says} | {mistake} | {found.outcome} | {', '.join(one.reasons)} |")


if __name__ == "__main__":
    main()
