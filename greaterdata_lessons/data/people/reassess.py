"""Independent reassessments: the only way to see need that the record never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from greaterdata_lessons.data.people.population import SYNTHETIC, known_seed
from greaterdata_lessons.data.people.worlds import World, a_world
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table


@dataclass(frozen=True, eq=False)
class Reassessment:
    """Some referrals, chosen by lot, with the true need that an independent look found.

    `table` has the rows of the records with one more column, `reassessed_need`.
    """

    table: pd.DataFrame
    world: World

    def __str__(self) -> str:
        """Say how many were found in need, and of how many the record had said so."""
        found = self.table["reassessed_need"]
        known = int((found & self.table["recorded_need"]).sum())
        return (
            f"{SYNTHETIC}: {len(found):,} referrals, chosen by lot, were reassessed independently. "
            f"{int(found.sum()):,} are in need; the record had said so of {known:,} of them."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        needs = ["recorded_need", "reassessed_need"]
        counts = self.table[needs].value_counts().rename("people").reset_index()
        said = counts.assign(**{name: np.where(counts[name], "yes", "no") for name in needs})
        return html_table(said, caption=str(self))


def reassess(world: World, n: int = 1500, *, seed: int = 0) -> Reassessment:
    """Have `n` referrals reassessed independently: it costs time, and it shows true need.

    The referrals are chosen by lot (`seed`), whatever the record or the tool says of them.
    Returns a `Reassessment`. People who were never referred stay unseen. Raises `LearnerError`
    when there are not that many referrals.

    >>> from greaterdata_lessons.data.people.worlds import world
    >>> print(str(reassess(world("social-care", referrals=10_000), 500))[:52])
    SYNTHETIC: 500 referrals, chosen by lot, were reasse
    """
    whole = isinstance(n, int | np.integer) and not isinstance(n, bool)
    if not whole or not 1 <= n <= len(a_world(world).records):
        raise LearnerError(
            f"{n} referrals cannot be reassessed: there are {len(world.records):,}. "
            "Ask for a whole number between 1 and that."
        )
    lots = np.random.default_rng([world.seed, known_seed(seed), 1500])
    chosen = np.sort(lots.choice(len(world.records), size=n, replace=False))
    table = world.records.iloc[chosen]
    found = world.truth["in_need"].loc[table.index]
    return Reassessment(table.assign(reassessed_need=found), world)
