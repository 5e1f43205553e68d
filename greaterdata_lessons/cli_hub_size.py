"""`greaterdata hub size 120`: how many machines that takes, and what they cost."""

from __future__ import annotations

import argparse
from typing import Any


def add_size(acts: Any) -> None:
    """Add the action that reckons nodes and pounds."""
    size = acts.add_parser("size", help="reckon machines and pounds for many rooms")
    size.add_argument("learners", type=int, help="how many are in at the same time")
    size.add_argument("--node-gb", type=float, default=16.0, help="memory of one node (16)")
    size.add_argument("--node-price", type=float, help="what a node costs for a month, in pounds")
    size.add_argument("--hours", type=float, default=20.0, help="hours a month people learn (20)")
    size.set_defaults(run=run_size)


def run_size(options: argparse.Namespace) -> int:
    """Print what that many learners need; raises LearnerError for a node too small."""
    from greaterdata_lessons.hub.capacity import Node, rooms

    need = rooms(options.learners, Node(options.node_gb))
    print(need)
    if options.node_price is not None:
        always = need.pounds(options.node_price)
        growing = need.pounds(options.node_price, options.hours)
        print(
            f"A month costs £{always:,.0f} with all nodes always on, or £{growing:,.0f} if nodes "
            f"come and go and people learn {options.hours:g} hours. Storage, traffic and the "
            "provider's fee for the cluster come on top."
        )
    return 0
