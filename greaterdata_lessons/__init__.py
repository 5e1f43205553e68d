"""greaterdata lessons: count first, then ask who is missing, who is harmed, what may be published.

Use it as `import greaterdata_lessons as gd`. Names are loaded when first used, so that the import
itself costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from greaterdata_lessons.analysis.audit_marks import mark_audit as mark_audit
    from greaterdata_lessons.analysis.audit_truth import truth_card as truth_card
    from greaterdata_lessons.analysis.counts import count as count
    from greaterdata_lessons.analysis.counts import load_cube as load_cube
    from greaterdata_lessons.analysis.disclosure_amounts import amounts as amounts
    from greaterdata_lessons.analysis.disclosure_amounts import protect_amounts as protect_amounts
    from greaterdata_lessons.analysis.disclosure_attack import attack as attack
    from greaterdata_lessons.analysis.disclosure_people import matching as matching
    from greaterdata_lessons.analysis.disclosure_people import unique_on as unique_on
    from greaterdata_lessons.analysis.disclosure_protect import protect as protect
    from greaterdata_lessons.analysis.fairness.audit import audit as audit
    from greaterdata_lessons.analysis.fairness.search import subgroups as subgroups
    from greaterdata_lessons.analysis.inventory import availability as availability
    from greaterdata_lessons.analysis.inventory import check_inventory as check_inventory
    from greaterdata_lessons.analysis.linkage.exact import join_exact as join_exact
    from greaterdata_lessons.analysis.linkage.score import link as link
    from greaterdata_lessons.analysis.mitigation.compare import compare_options as compare_options
    from greaterdata_lessons.analysis.mitigation.options import options as options
    from greaterdata_lessons.analysis.modelling.baseline import baseline as baseline
    from greaterdata_lessons.analysis.modelling.calibration import calibration as calibration
    from greaterdata_lessons.analysis.modelling.leaks import leaks as leaks
    from greaterdata_lessons.analysis.modelling.record import model_record as model_record
    from greaterdata_lessons.analysis.modelling.sensitivity import rank_change as rank_change
    from greaterdata_lessons.analysis.modelling.sensitivity import rank_moves as rank_moves
    from greaterdata_lessons.analysis.modelling.sensitivity import stability as stability
    from greaterdata_lessons.analysis.modelling.split import split as split
    from greaterdata_lessons.analysis.modelling.thresholds import thresholds as thresholds
    from greaterdata_lessons.analysis.quality.baseline import compare_quality as compare_quality
    from greaterdata_lessons.analysis.quality.check import quality as quality
    from greaterdata_lessons.analysis.rates import compare_rates as compare_rates
    from greaterdata_lessons.analysis.rates import newcombe as newcombe
    from greaterdata_lessons.analysis.rates import rate as rate
    from greaterdata_lessons.analysis.rates import share_interval as share_interval
    from greaterdata_lessons.analysis.rates import wilson as wilson
    from greaterdata_lessons.analysis.rates_groups import rates as rates
    from greaterdata_lessons.analysis.reference import residents as residents
    from greaterdata_lessons.analysis.representation import representation as representation
    from greaterdata_lessons.analysis.schema import check_schema as check_schema
    from greaterdata_lessons.data.boundaries import area as area
    from greaterdata_lessons.data.boundaries import borough as borough
    from greaterdata_lessons.data.catalogue import datasets as datasets
    from greaterdata_lessons.data.catalogue import load as load
    from greaterdata_lessons.data.catalogue import truth as truth
    from greaterdata_lessons.data.own import own as own
    from greaterdata_lessons.data.own import save_own as save_own
    from greaterdata_lessons.data.people.population import population as population
    from greaterdata_lessons.data.people.reassess import reassess as reassess
    from greaterdata_lessons.data.people.worlds import world as world
    from greaterdata_lessons.data.places import figures as figures
    from greaterdata_lessons.data.publishers import fetch as fetch
    from greaterdata_lessons.governance.bias import bias_plan as bias_plan
    from greaterdata_lessons.governance.bias import equality_insert as equality_insert
    from greaterdata_lessons.governance.capstone.work import capstone as capstone
    from greaterdata_lessons.governance.kpi_readings import (
        accessibility_reading as accessibility_reading,
    )
    from greaterdata_lessons.governance.kpi_readings import (
        availability_reading as availability_reading,
    )
    from greaterdata_lessons.governance.kpi_readings import quality_reading as quality_reading
    from greaterdata_lessons.governance.kpi_readings import two_way_reading as two_way_reading
    from greaterdata_lessons.governance.kpis import kpis as kpis
    from greaterdata_lessons.governance.model_papers import model_card as model_card
    from greaterdata_lessons.governance.model_papers import model_publication as model_publication
    from greaterdata_lessons.governance.record import record as record
    from greaterdata_lessons.governance.record_file import open_record as open_record
    from greaterdata_lessons.governance.registers.actions import log_action as log_action
    from greaterdata_lessons.governance.registers.actions import roll_up as roll_up
    from greaterdata_lessons.governance.registers.availability_map import (
        availability_map as availability_map,
    )
    from greaterdata_lessons.governance.registers.dcat import dcat as dcat
    from greaterdata_lessons.governance.registers.ledger import two_way as two_way
    from greaterdata_lessons.governance.registers.merge import merge_registers as merge_registers
    from greaterdata_lessons.governance.registers.register import register as register
    from greaterdata_lessons.governance.registers.scorecard import (
        purchase_questions as purchase_questions,
    )
    from greaterdata_lessons.governance.registers.scorecard import scorecard as scorecard
    from greaterdata_lessons.governance.registers.ways import culture_check as culture_check
    from greaterdata_lessons.governance.registers.ways import joint_review as joint_review
    from greaterdata_lessons.governance.registers.ways import ways as ways
    from greaterdata_lessons.hub.handing_in import hand_in as hand_in
    from greaterdata_lessons.hub.handing_in import take_back as take_back
    from greaterdata_lessons.learning.checks import check as check
    from greaterdata_lessons.learning.checks import hint as hint
    from greaterdata_lessons.learning.checks import solution as solution
    from greaterdata_lessons.learning.evaluation.load import load_forms as load_forms
    from greaterdata_lessons.learning.evaluation.made_up import made_up_cohort as made_up_cohort
    from greaterdata_lessons.learning.evaluation.results import evaluate as evaluate
    from greaterdata_lessons.learning.forgetting import forget_answers as forget_answers
    from greaterdata_lessons.learning.plain_errors import explain as explain
    from greaterdata_lessons.learning.plain_hook import plain_errors as plain_errors
    from greaterdata_lessons.learning.progress import export_progress as export_progress
    from greaterdata_lessons.learning.progress import forget_me as forget_me
    from greaterdata_lessons.learning.progress import import_progress as import_progress
    from greaterdata_lessons.learning.progress import keep_progress as keep_progress
    from greaterdata_lessons.learning.progress import progress as progress
    from greaterdata_lessons.show.chart import chart as chart
    from greaterdata_lessons.show.diagram import diagram as diagram
    from greaterdata_lessons.show.dials import dials as dials
    from greaterdata_lessons.show.dots import three_dots as three_dots
    from greaterdata_lessons.show.explore import explore as explore
    from greaterdata_lessons.show.explore import steps as steps
    from greaterdata_lessons.show.form import form as form
    from greaterdata_lessons.show.line import move_line as move_line
    from greaterdata_lessons.show.match import match_me as match_me
    from greaterdata_lessons.show.path import path as path
    from greaterdata_lessons.show.question import prediction as prediction
    from greaterdata_lessons.show.question import question as question
    from greaterdata_lessons.show.reading import reading as reading
    from greaterdata_lessons.show.reading import rewrite as rewrite
    from greaterdata_lessons.tables import table as table

_ROOMS = {
    "analysis.audit_marks": ["mark_audit"],
    "analysis.audit_truth": ["truth_card"],
    "analysis.counts": ["count", "load_cube"],
    "analysis.disclosure_amounts": ["amounts", "protect_amounts"],
    "analysis.disclosure_attack": ["attack"],
    "analysis.disclosure_people": ["matching", "unique_on"],
    "analysis.disclosure_protect": ["protect"],
    "analysis.fairness.audit": ["audit"],
    "analysis.fairness.search": ["subgroups"],
    "analysis.inventory": ["availability", "check_inventory"],
    "analysis.linkage.exact": ["join_exact"],
    "analysis.linkage.score": ["link"],
    "analysis.mitigation.compare": ["compare_options"],
    "analysis.mitigation.options": ["options"],
    "analysis.modelling.baseline": ["baseline"],
    "analysis.modelling.calibration": ["calibration"],
    "analysis.modelling.leaks": ["leaks"],
    "analysis.modelling.record": ["model_record"],
    "analysis.modelling.sensitivity": ["rank_change", "rank_moves", "stability"],
    "analysis.modelling.split": ["split"],
    "analysis.modelling.thresholds": ["thresholds"],
    "analysis.quality.baseline": ["compare_quality"],
    "analysis.quality.check": ["quality"],
    "analysis.rates": ["compare_rates", "newcombe", "rate", "share_interval", "wilson"],
    "analysis.rates_groups": ["rates"],
    "analysis.reference": ["residents"],
    "analysis.representation": ["representation"],
    "analysis.schema": ["check_schema"],
    "data.boundaries": ["area", "borough"],
    "data.catalogue": ["datasets", "load", "truth"],
    "data.own": ["own", "save_own"],
    "data.people.population": ["population"],
    "data.people.reassess": ["reassess"],
    "data.people.worlds": ["world"],
    "data.places": ["figures"],
    "data.publishers": ["fetch"],
    "governance.bias": ["bias_plan", "equality_insert"],
    "governance.capstone.work": ["capstone"],
    "governance.kpi_readings": [
        "accessibility_reading",
        "availability_reading",
        "quality_reading",
        "two_way_reading",
    ],
    "governance.kpis": ["kpis"],
    "governance.model_papers": ["model_card", "model_publication"],
    "governance.record": ["record"],
    "governance.record_file": ["open_record"],
    "governance.registers.actions": ["log_action", "roll_up"],
    "governance.registers.availability_map": ["availability_map"],
    "governance.registers.dcat": ["dcat"],
    "governance.registers.ledger": ["two_way"],
    "governance.registers.merge": ["merge_registers"],
    "governance.registers.register": ["register"],
    "governance.registers.scorecard": ["purchase_questions", "scorecard"],
    "governance.registers.ways": ["culture_check", "joint_review", "ways"],
    "hub.handing_in": ["hand_in", "take_back"],
    "learning.checks": ["check", "hint", "solution"],
    "learning.evaluation.load": ["load_forms"],
    "learning.evaluation.made_up": ["made_up_cohort"],
    "learning.evaluation.results": ["evaluate"],
    "learning.forgetting": ["forget_answers"],
    "learning.plain_errors": ["explain"],
    "learning.plain_hook": ["plain_errors"],
    "learning.progress": [
        "export_progress",
        "forget_me",
        "import_progress",
        "keep_progress",
        "progress",
    ],
    "show.chart": ["chart"],
    "show.diagram": ["diagram"],
    "show.dials": ["dials"],
    "show.dots": ["three_dots"],
    "show.explore": ["explore", "steps"],
    "show.form": ["form"],
    "show.line": ["move_line"],
    "show.match": ["match_me"],
    "show.path": ["path"],
    "show.question": ["prediction", "question"],
    "show.reading": ["reading", "rewrite"],
    "tables": ["table"],
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = sorted(_HOME)  # noqa: PLE0605 - the names are strings; they are listed once, above


def __getattr__(name: str) -> Any:
    """Load a public name from its room when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"greaterdata_lessons has no {name!r}. It has: {', '.join(__all__)}.")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__


# In a notebook, a lesson's own says in plain words what went wrong; in a browser's notebook too.
if {"ipykernel", "pyodide_kernel"} & sys.modules.keys():
    import_module(f"{__name__}.learning.plain_hook").start_in_lessons()
