"""Each rule of the other records, by an answer that is wrong and one that is right."""

import pytest

from greaterdata_lessons.governance.kind import Rule, kind
from greaterdata_lessons.governance.rules import applies

ROLES = [{"role": "owner"}, {"role": "resident voice"}, {"role": "dpo"}, {"role": "caldicott"}]
# kind, rule, wrong, right
CASES: list[tuple[str, str, dict[str, object], dict[str, object]]] = [
    ("dpia-screening", "always", {"always": ["special"]}, {"always": ["none"]}),
    ("dpia-screening", "listed", {"alone": ["matching"]}, {"alone": ["none"]}),
    (
        "dpia-screening",
        "listed-together",
        {"together": ["tracking"], "another": "yes"},
        {"together": ["tracking"], "another": "no"},
    ),
    (
        "dpia-screening",
        "another-not-asked",
        {"together": ["biometric"]},
        {"together": ["none"]},
    ),
    (
        "dpia-screening",
        "listed-without-another",
        {"together": ["genetic"], "another": "no"},
        {"together": ["genetic"], "another": "yes"},
    ),
    ("dpia-screening", "high-risk-left", {"safeguards_enough": "yes"}, {"safeguards_enough": "no"}),
    ("dpia-screening", "too-late", {"started": "yes"}, {"started": "no"}),
    (
        "dpia-screening",
        "none-although-called-for",
        {"decision": "none", "always": ["profiling"]},
        {"decision": "assess", "always": ["profiling"]},
    ),
    (
        "dpia-screening",
        "none-although-listed",
        {"decision": "none", "alone": ["matching"]},
        {"decision": "none", "alone": ["none"]},
    ),
    ("dpia-outline", "high-left", {"after": "high"}, {"after": "middle"}),
    (
        "dpia-outline",
        "no-safeguard",
        {"before": "high", "after": "small"},
        {"before": "high", "after": "small", "safeguard": "A log"},
    ),
    (
        "dpia-outline",
        "safeguard-without-owner",
        {"safeguard": "A log"},
        {"safeguard": "A log", "owner": "Lead"},
    ),
    ("dpia-outline", "rubber-stamp", {"machine": "rubber stamp"}, {"machine": "person decides"}),
    ("dpia-outline", "machine-alone", {"machine": "alone"}, {"machine": "no"}),
    (
        "sharing-agreement",
        "basis-each",
        {"part": "controller"},
        {"part": "controller", "basis": "Public task"},
    ),
    (
        "sharing-agreement",
        "agreement-as-basis",
        {"basis": "This agreement"},
        {"basis": "Public task"},
    ),
    (
        "sharing-agreement",
        "agreement-as-power",
        {"power": "The memorandum of May"},
        {"power": "Care Act 2014"},
    ),
    (
        "sharing-agreement",
        "public-task-without-law",
        {"basis": "Public task"},
        {"basis": "Public task", "power": "Care Act 2014"},
    ),
    ("sharing-agreement", "processor-here", {"part": "processor"}, {"part": "joint"}),
    (
        "sharing-agreement",
        "nothing-back",
        {"gives": "A list"},
        {"gives": "A", "gets": "B"},
    ),
    (
        "sharing-agreement",
        "five-by-law",
        {"outputs": "By law below 5 is hidden"},
        {"outputs": "The council's rule: below ten is hidden"},
    ),
    (
        "sharing-agreement",
        "working-hours",
        {"breach": "Within 72 working hours"},
        {"breach": "At once, by phone; 72 hours for the regulator"},
    ),
    ("sharing-agreement", "no-assessment", {"with_it": ["diagram"]}, {"with_it": ["assessment"]}),
    ("roles", "no-owner", {"roles": ROLES[1:]}, {"roles": ROLES}),
    ("roles", "no-resident", {"roles": ROLES[:1]}, {"roles": ROLES}),
    (
        "roles",
        "no-officer",
        {"public_body": "yes", "roles": ROLES[:2]},
        {"public_body": "yes", "roles": ROLES},
    ),
    (
        "roles",
        "no-guardian",
        {"care_data": "yes", "roles": ROLES[:3]},
        {"care_data": "yes", "roles": ROLES},
    ),
    (
        "roles",
        "analyst-alone",
        {"roles": [{"role": "analyst"}]},
        {"roles": [{"role": "analyst"}, {"role": "assurer"}]},
    ),
    ("roles", "not-apart", {"apart": "no"}, {"apart": "yes"}),
    ("roles", "no-deputy", {"role": "owner"}, {"role": "owner", "deputy": "Team lead"}),
    ("breach-first-hour", "danger", {"danger": "not known yet"}, {"danger": "no"}),
    ("breach-first-hour", "not-contained", {"contained": "partly"}, {"contained": "yes"}),
    (
        "breach-first-hour",
        "regulator-not-told",
        {"risk": "risk", "regulator": "no"},
        {"risk": "unlikely", "regulator": "no"},
    ),
    (
        "breach-first-hour",
        "not-known-not-told",
        {"risk": "not known yet", "regulator": "no"},
        {"risk": "not known yet", "regulator": "will be"},
    ),
    (
        "breach-first-hour",
        "people-not-told",
        {"risk": "high", "people_told": "no"},
        {"risk": "risk", "people_told": "no"},
    ),
    (
        "breach-first-hour",
        "words-missing",
        {"people_told": "will be"},
        {"people_told": "will be", "words": "Your address was seen by one colleague"},
    ),
    ("breach-first-hour", "not-logged", {"log": "no"}, {"log": "yes"}),
    (
        "breach-first-hour",
        "working-hours",
        {"deadline": "72 working hours"},
        {"deadline": "Monday 14:20"},
    ),
    ("breach-first-hour", "hidden-rows", {"kind": "hidden rows"}, {"kind": "lost"}),
    ("breach-first-hour", "picked-out", {"kind": "found somebody"}, {"kind": "lost"}),
    (
        "bias-plan",
        "verdict-word",
        {"finding": "Unlawful discrimination"},
        {"finding": "A gap, which is not proof of discrimination"},
    ),
    (
        "bias-plan",
        "four-fifths",
        {"measure": "The 80% rule"},
        {"measure": "People missed; the four-fifths rule is not used"},
    ),
    (
        "bias-plan",
        "relative-alone",
        {"finding": "3 times as likely to be missed"},
        {"finding": "12 of 40 missed, 3 times as many as expected"},
    ),
    (
        "bias-plan",
        "drop-the-field",
        {"action": "Stop recording disability"},
        {"action": "Ask everybody about disability, and say why"},
    ),
    ("bias-plan", "by-group", {"kind": "by group"}, {"kind": "rule"}),
    (
        "bias-plan",
        "only-looking",
        {"actions": [{"kind": "look"}]},
        {"actions": [{"kind": "look"}, {"kind": "reach"}]},
    ),
    ("bias-plan", "nobody-asked", {"asked": "Nobody"}, {"asked": "Two lunch clubs"}),
    (
        "equality-insert",
        "supplier-says",
        {"public_body": "yes", "tools": "The supplier confirmed it is fair"},
        {"public_body": "yes", "tools": "We counted who is missed, by group"},
    ),
    (
        "equality-insert",
        "afterwards",
        {"public_body": "yes", "before": "Afterwards"},
        {"public_body": "yes", "before": "In May, a month before the decision"},
    ),
    (
        "model-record",
        "not-mandatory",
        {"body": "local", "publish": "must"},
        {"body": "local", "publish": "chosen"},
    ),
    (
        "model-record",
        "mandatory",
        {"body": "department", "influence": "yes", "publish": "kept"},
        {"body": "department", "influence": "yes", "publish": "must"},
    ),
    (
        "model-record",
        "kept-inside",
        {"body": "local", "influence": "yes", "publish": "kept"},
        {"body": "local", "influence": "yes", "publish": "chosen"},
    ),
    ("model-record", "rubber-stamp", {"human": "rubber stamp"}, {"human": "decides"}),
    ("model-record", "alone", {"human": "none"}, {"human": "no decision"}),
    (
        "model-record",
        "supplier-secret",
        {"body": "local", "supplier": "A firm; how it works is confidential"},
        {"body": "local", "supplier": "A firm; we may read all of it"},
    ),
    ("model-record", "not-asked", {"not_asked": ["Who is harmed?"]}, {"not_asked": []}),
    (
        "model-record",
        "no-assessments",
        {"influence": "yes", "assessments": ["none"]},
        {"influence": "yes", "assessments": ["dpia"]},
    ),
    (
        "model-card",
        "accuracy-alone",
        {"answer": "Accuracy 91%"},
        {"answer": "Accuracy 91%; 40 people missed, 12 of them Black"},
    ),
    ("model-card", "not-asked", {"not_asked": ["Who is harmed?"]}, {}),
    ("model-card", "all-cases", {"do_not_use": ["None"]}, {"do_not_use": ["falls go unrecorded"]}),
]


def rule(of: str, name: str) -> Rule:
    return next(each for each in kind(of).rules if each.name == name)


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES])
def test_a_rule_speaks_to_the_wrong_answer_and_not_to_the_right_one(
    case: tuple[str, str, dict[str, object], dict[str, object]],
) -> None:
    of, name, wrong, right = case
    assert applies(rule(of, name), wrong)
    assert not applies(rule(of, name), right)


def test_every_rule_has_such_a_case() -> None:
    tried = {(of, name) for of, name, _, _ in CASES}
    ours = {of for of, _ in tried}
    assert tried == {(of, each.name) for of in ours for each in kind(of).rules}
