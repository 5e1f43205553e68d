"""The commands `greaterdata hand-in` and `take-back`, for learners on a shared hub."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """Add both commands to the reader of the command line."""
    give = commands.add_parser("hand-in", help="hand your evidence to the host of a shared hub")
    give.add_argument("folder", nargs="?", type=Path, help="where your notebooks are (lessons)")
    give.add_argument("--name", default="", help="a name or code to print (none)")
    give.add_argument("--agree", action="store_true", help="hand it in; without, it is only shown")
    give.set_defaults(run=run_hand_in)
    back = commands.add_parser("take-back", help="take back what you handed in")
    back.set_defaults(run=run_take_back)


def run_hand_in(options: argparse.Namespace) -> int:
    """Show what would be handed in, or hand it in."""
    from greaterdata_lessons.hub.handing_in import hand_in

    print(hand_in(options.folder, consent=options.agree, name=options.name))
    return 0


def run_take_back(options: argparse.Namespace) -> int:
    """Take back what was handed in."""
    from greaterdata_lessons.hub.handing_in import take_back

    print(take_back())
    return 0
