"""Fill the page "Many rooms" with sums from what was measured: tables, and a form that reckons."""

from __future__ import annotations

import json

import pandas as pd

from greaterdata_lessons.hub.capacity import (
    CORE_MB,
    HOURS,
    MOST_PODS,
    Measured,
    Node,
    measured,
    rooms,
)
from greaterdata_lessons.tables import html_table

PAGE = "facilitators/many-rooms.md"
LEARNERS = (30, 60, 120, 300, 600)
NODES = (8, 16, 32)
HOURS_SHOWN = (20, 80)
PRICE = 100
_FIELDS = (
    ("learners", "Learners at once", 120, 1, 1),
    ("gb", "Memory of a node, in GB", 16, 4, 1),
    ("kept", "Kept by the node for itself, in percent", 15, 0, 1),
    ("price", "Price of a node for a month, in pounds", PRICE, 0, "any"),
    ("hours", "Hours a month in which people learn", HOURS_SHOWN[0], 0, "any"),
)


def rooms_texts() -> list[tuple[str, str, str]]:
    """Return page, marker and text for each place to fill, from what was measured last.

    >>> {page for page, marker, text in rooms_texts()}
    {'facilitators/many-rooms.md'}
    """
    return [(PAGE, marker, text) for marker, text in rooms_parts(measured()).items()]


def rooms_parts(cost: Measured) -> dict[str, str]:
    """Return the text for each marker of the page.

    >>> sorted(rooms_parts(measured()))
    ['form', 'how-measured', 'learner', 'nodes', 'pounds', 'seat']
    """
    return {
        "learner": html_table(_learner(cost), caption="What one learner takes, as measured"),
        "how-measured": _how(cost),
        "seat": f"{cost.seat_mb} MB",
        "nodes": html_table(
            _nodes(cost), caption="Nodes for a number of learners at once, by a node's memory"
        ),
        "pounds": html_table(
            _pounds(cost),
            caption=f"Pounds a month, for every £{PRICE} that a node of 16 GB costs a month",
        ),
        "form": _form(cost),
    }


def _how(cost: Measured) -> str:
    day = f"{cost.measured_on.day} {cost.measured_on:%B %Y}"
    return (
        f"Measured on {day} with {cost.learners} learners at once on one machine: {cost.machine}."
    )


def _learner(cost: Measured) -> pd.DataFrame:
    rows = {
        "Their JupyterLab": f"{cost.server_mb:g} MB",
        "The first open lesson": f"{cost.kernel_mb:g} MB",
        "Each further open lesson": f"{cost.notebook_mb:g} MB",
        "Set aside for each: two open lessons, rounded up": f"{cost.seat_mb} MB",
        "The hub, its proxy and its helpers, once for everybody": f"{cost.hub_mb:g} MB",
        "Starting up, and one lesson run": f"{cost.start_cpu_s + cost.lesson_cpu_s:g} seconds of "
        "one processor",
    }
    return pd.DataFrame({"What": list(rows), "How much": list(rows.values())})


def _nodes(cost: Measured) -> pd.DataFrame:
    needs = [rooms(each, cost=cost) for each in LEARNERS]
    shown: dict[str, list[object]] = {
        "Learners": list(LEARNERS),
        "Memory in all": [f"{need.memory_gb:.0f} GB" for need in needs],
    }
    for gb in NODES:
        shown[f"Nodes of {gb} GB"] = [rooms(each, Node(gb), cost=cost).nodes for each in LEARNERS]
    return pd.DataFrame(shown)


def _pounds(cost: Measured) -> pd.DataFrame:
    needs = [rooms(each, cost=cost) for each in LEARNERS]
    shown: dict[str, list[object]] = {
        "Learners": list(LEARNERS),
        "All nodes always on": [f"£{need.pounds(PRICE):,.0f}" for need in needs],
    }
    for hours in HOURS_SHOWN:
        name = f"Nodes that come and go, {hours} hours a month"
        shown[name] = [f"£{need.pounds(PRICE, hours):,.0f}" for need in needs]
    return pd.DataFrame(shown)


def _form(cost: Measured) -> str:
    """Return the form that static/rooms.mjs works; it stays hidden where scripts do not run."""
    facts = {"seat": cost.seat_mb, "core": CORE_MB, "most": MOST_PODS, "hours": HOURS}
    fields = "\n".join(
        f'<p><label for="rooms-{name}">{label}</label>\n'
        f'<input id="rooms-{name}" name="{name}" type="number" inputmode="decimal" '
        f'value="{value}" min="{least}" step="{step}" required></p>'
        for name, label, value, least, step in _FIELDS
    )
    return (
        f'<form id="rooms" class="gd-rooms gd-screen" data-facts=\'{json.dumps(facts)}\' '
        f'novalidate hidden>\n{fields}\n<div id="rooms-told" role="status"></div>\n</form>'
    )
