"""Who could have come: the residents that a service's records are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.data.catalogue import load
from greaterdata_lessons.data.places import BOROUGHS, known_boroughs
from greaterdata_lessons.errors import LearnerError, did_you_mean

# How a question is put ("by ethnic group") -> the measure that answers it, and its column.
BREAKDOWNS = {
    "borough": ("residents", "borough"),
    "ethnic_group": ("residents by ethnic group", "group"),
    "ethnic_group_detailed": ("residents by ethnic group", "category"),
    "age_band": ("residents by age band", "category"),
    "disabled": ("residents by disability", "category"),
}


def residents(by: str = "borough", *, boroughs: Sequence[str] = BOROUGHS) -> Cube:
    """Count the residents of the region in Census 2021, by one characteristic.

    `by` is "borough", "ethnic_group" (five groups), "ethnic_group_detailed" (nineteen),
    "age_band" or "disabled". Raises `LearnerError` when it is none of these.

    >>> print(residents(by="disabled"))
    1,551,768 residents by disabled: Disabled 344,385, Not disabled 1,207,383.
    """
    if by not in BREAKDOWNS:
        raise LearnerError(
            f'Residents are not counted by "{by}" here. {did_you_mean(by, BREAKDOWNS)}'
        )
    measure, column = BREAKDOWNS[by]
    table = load("lcr-boroughs")
    wanted = table[(table["measure"] == measure) & table["borough"].isin(known_boroughs(boroughs))]
    counts = wanted.groupby(column, sort=False)["value"].sum().rename_axis(by)
    return Cube(counts.rename("count").reset_index(), by=(by,), unit="residents")
