"""The true gaps of a made-up world: who, of the people in need, is missed where.

Every gap is a difference of two shares of people IN NEED, so more is always worse:

- reach: never referred (of everybody in need on the register);
- label: referred, but the need was not recorded;
- tool: referred, but not flagged by the tool;
- review: flagged, but not offered help afterwards;
- report: the tool's gap as the supplier's test has it, less the tool's true gap.

Ethnic groups are compared with the largest one; the group whose need shows in its own way
(younger adults, people with a breathing condition) with everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.rates import newcombe
from greaterdata_lessons.data.people.register import ETHNIC_MIX, LARGEST
from greaterdata_lessons.data.people.worlds import World

Bools = npt.NDArray[np.bool_]

STAGES = {
    "reach": "never referred",
    "label": "need not recorded",
    "tool": "not flagged by the tool",
    "review": "flagged, but not offered help",
    "report": "the supplier's gap less the true gap of the tool",
}
SMALLER = tuple(name for name in ETHNIC_MIX if name != LARGEST)
TOGETHER = "smaller groups together"


class Gap(NamedTuple):
    """A difference of two shares with its interval, and the people in need it is made of."""

    gap: float
    low: float
    high: float
    people: int


class Counts(NamedTuple):
    """People missed, of so many in need, in a group and in the one it is compared with."""

    missed: int
    of: int
    other_missed: int
    other_of: int

    def gap(self) -> Gap:
        """Return the difference of the two shares with Newcombe's interval.

        >>> round(Counts(30, 100, 10, 100).gap().gap, 2)
        0.2
        """
        if not self.of or not self.other_of:
            return Gap(np.nan, np.nan, np.nan, self.of)
        value = self.missed / self.of - self.other_missed / self.other_of
        return Gap(value, *newcombe(*self), self.of)


def groups(world: World) -> dict[str, tuple[str, Bools, Bools]]:
    """Return each audited group: whom it is compared with, and who is in either.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> list(groups(world("social-care", referrals=10_000)))[-2:]
    ['smaller groups together', '25 to 64']
    """
    ethnic, about = world.register["ethnic_group"], world.about
    largest = (ethnic == LARGEST).to_numpy()
    found = {name: (LARGEST, (ethnic == name).to_numpy(), largest) for name in SMALLER}
    apart = world.truth["apart"].to_numpy()
    return {
        **found,
        TOGETHER: (LARGEST, ~largest, largest),
        about.apart: ("everybody else", apart, ~apart),
    }


def missed_at(truth: pd.DataFrame) -> dict[str, tuple[Bools, Bools]]:
    """Return, for each stage, who is in need there and who of them is missed.

    "served" (missed in the end) and "reported" (as the supplier's test has it) are there too.

    >>> frame = pd.DataFrame({"in_need": [True], "referred": [False], "recorded": [False],
    ...     "flagged": [False], "offered": [False], "benchmark_need": [False]})
    >>> [bool(part[0]) for part in missed_at(frame)["reach"]]
    [True, True]
    """
    told = {name: truth[name].to_numpy(dtype=bool) for name in truth.columns if name != "need"}
    need, flagged = told["in_need"], told["flagged"]
    came = need & told["referred"]
    return {
        "reach": (need, need & ~told["referred"]),
        "label": (came, came & ~told["recorded"]),
        "tool": (came, came & ~flagged),
        "review": (came & flagged, came & flagged & ~told["offered"]),
        "served": (came, came & ~told["offered"]),
        "reported": (told["benchmark_need"], told["benchmark_need"] & ~flagged),
    }


def all_gaps(world: World) -> dict[tuple[str, str], Gap]:
    """Return every true gap of a world, by group and stage.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> found = all_gaps(world("social-care", measurement=1, referrals=10_000))
    >>> found["smaller groups together", "tool"].low > 0.05
    True
    """
    stages = missed_at(world.truth)
    found = {}
    for group, (_, here, there) in groups(world).items():
        for stage, (of, missed) in stages.items():
            found[group, stage] = Counts(
                int((missed & here).sum()),
                int((of & here).sum()),
                int((missed & there).sum()),
                int((of & there).sum()),
            ).gap()
        found[group, "report"] = _report(found, group)
    return found


def _report(found: Mapping[tuple[str, str], Gap], group: str) -> Gap:
    """Return how far the supplier's gap is from the tool's, which is taken as exact."""
    said, true = found[group, "reported"], found[group, "tool"].gap
    return Gap(said.gap - true, said.low - true, said.high - true, said.people)
