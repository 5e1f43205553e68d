"""Dials whose settings add up to several readouts, such as risk, usefulness, cost and weeks.

The sums are simple and shown: every setting's numbers stand in a table under the dials.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.show.live import Live, attribute
from greaterdata_lessons.show.plans import Plan, read_plan
from greaterdata_lessons.tables import html_table


@dataclass(frozen=True)
class Dials(Live):
    """Dials and their readouts; prints how the sums are made, and both ends of the range."""

    plan: Plan

    @property
    def table(self) -> pd.DataFrame:
        """Every setting of every dial, with what it adds to each readout."""
        return pd.DataFrame(
            {"setting": f"{dial['name']}: {setting['name']}", "what it means": setting["says"]}
            | {each["name"]: setting["adds"].get(each["key"], 0) for each in self.plan["readout"]}
            for dial in self.plan["dial"]
            for setting in dial["setting"]
        )

    def totals(self, *chosen: int) -> dict[str, int]:
        """Return each readout for the settings chosen, numbered from 1, one for each dial.

        Raises `LearnerError` when there is not one setting for each dial, or a dial lacks it.
        """
        dials = self.plan["dial"]
        if len(chosen) != len(dials):
            raise LearnerError(f"There are {len(dials)} dials and {len(chosen)} settings.")
        for dial, number in zip(dials, chosen, strict=True):
            if not 1 <= number <= len(dial["setting"]):
                many = len(dial["setting"])
                raise LearnerError(f'"{dial["name"]}" has settings 1 to {many}, not {number}.')
        picked = [d["setting"][n - 1]["adds"] for d, n in zip(dials, chosen, strict=True)]
        return {each["name"]: _total(each, picked) for each in self.plan["readout"]}

    def __repr__(self) -> str:
        """Return the rules, both ends and every setting as text."""
        return "\n".join([self.plan["label"], *self._words(), self.table.to_string(index=False)])

    def html(self) -> str:
        """Return rules and table as HTML; the script puts the dials above them."""
        words = "".join(f"<p>{escape(line)}</p>" for line in self._words())
        table = html_table(self.table, caption=f"{self.plan['label']}: what each setting adds")
        live = {"readouts": self.plan["readout"], "dials": self.plan["dial"]}
        return (
            f'<div class="gd-explore" data-form="dials" data-label="{escape(self.plan["label"])}" '
            f'data-plan={attribute(live)}><details class="gd-dials-numbers" open>'
            f"<summary>How the numbers are made</summary>{words}{table}</details></div>"
        )

    def _words(self) -> list[str]:
        dials = self.plan["dial"]
        first, last = [1] * len(dials), [len(dial["setting"]) for dial in dials]
        rules = [
            f"{each['name']} starts at {each['start']}. Add what each setting adds. It never goes "
            f"below {each['least']} or above {each['most']}."
            for each in self.plan["readout"]
        ]
        ends = [
            f"With the {which} setting of every dial: {self._said(at)}."
            for which, at in (("first", first), ("last", last))
        ]
        return [*rules, *ends]

    def _said(self, chosen: Sequence[int]) -> str:
        units = {each["name"]: each["unit"] for each in self.plan["readout"]}
        return ", ".join(f"{n} {v} {units[n]}".strip() for n, v in self.totals(*chosen).items())


def dials(plan: str | Plan) -> Dials:
    """Show dials whose settings add up to several readouts.

    plan: the name of a plan, or its data: `label`; `readout`, a list of {key, name, unit, start,
    least, most}; `dial`, a list of {name, asks, setting}, each setting {name, says, adds} with
    `adds` a number for each readout it changes.

    Returns `Dials`. Raises `LearnerError` when a setting adds to a readout that is not there.

    >>> risk = {"key": "r", "name": "Risk", "unit": "of 10", "start": 1, "least": 1, "most": 10}
    >>> who = {"name": "Who sees it", "asks": "Who?", "setting": [
    ...     {"name": "Everybody", "says": "Published.", "adds": {"r": 9}},
    ...     {"name": "Two nurses", "says": "Named.", "adds": {"r": -4}}]}
    >>> both = dials({"label": "Two dials", "readout": [risk], "dial": [who]})
    >>> both.totals(1), both.totals(2)
    ({'Risk': 10}, {'Risk': 1})
    """
    found = read_plan(plan, needs=("label", "readout", "dial"))
    known = {each["key"] for each in found["readout"]}
    for dial in found["dial"]:
        for setting in dial["setting"]:
            if not set(setting["adds"]) <= known:
                unknown = sorted(set(setting["adds"]) - known)[0]
                raise LearnerError(
                    f'"{setting["name"]}" adds to "{unknown}", and there is no such readout.'
                )
    return Dials(found)


def _total(readout: Plan, picked: Sequence[Plan]) -> int:
    key = readout["key"]
    total: Any = readout["start"] + sum(adds.get(key, 0) for adds in picked)
    return int(min(max(total, readout["least"]), readout["most"]))
