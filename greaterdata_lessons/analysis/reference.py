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
    "sex": ("residents by sex", "category"),
    "age": ("residents by single year of age", "category"),
    "religion": ("residents by religion", "category"),
    "main_language": ("residents by main language", "category"),
    "english_proficiency": ("residents by proficiency in English", "category"),
    "unpaid_care": ("residents by unpaid care", "category"),
    "deprivation_fifth": ("residents by deprivation fifth", "category"),
    "tenure": ("households by tenure", "group"),
    "tenure_detailed": ("households by tenure", "category"),
}


def residents(by: str = "borough", *, boroughs: Sequence[str] = BOROUGHS) -> Cube:
    """Count the residents of the region in Census 2021, by one characteristic.

    `by` is "borough", "ethnic_group" (five groups), "ethnic_group_detailed" (nineteen), "sex",
    "age_band", "age" (single years to 85 and over), "disabled", "religion", "main_language",
    "english_proficiency", "unpaid_care" or "deprivation_fifth" (of the small area they live in).
    "tenure" and "tenure_detailed" count households, and the answer says so; some questions were
    put only to people above an age, and the answer says that too. Raises `LearnerError` when it
    is none of these.

    >>> print(residents(by="disabled"))
    1,551,768 residents by disabled: Disabled 344,385, Not disabled 1,207,383.
    >>> print(residents(by="main_language", boroughs=["Knowsley"]))
    148,762 residents aged 3 and over by main language: English 144,260, Not English 4,502.
    """
    if by not in BREAKDOWNS:
        raise LearnerError(
            f'Residents are not counted by "{by}" here. {did_you_mean(by, BREAKDOWNS)}'
        )
    measure, column = BREAKDOWNS[by]
    table = load("lcr-boroughs")
    wanted = table[(table["measure"] == measure) & table["borough"].isin(known_boroughs(boroughs))]
    counts = wanted.groupby(column, sort=False)["value"].sum().rename_axis(by)
    unit = str(wanted["unit"].iloc[0])
    return Cube(counts.rename("count").reset_index(), by=(by,), unit=unit)
