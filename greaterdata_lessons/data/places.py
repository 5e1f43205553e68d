"""Real figures about the six boroughs of the Liverpool City Region."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from greaterdata_lessons.data.catalogue import load
from greaterdata_lessons.errors import LearnerError, did_you_mean

BOROUGHS = ("Halton", "Knowsley", "Liverpool", "Sefton", "St. Helens", "Wirral")


def figures(measure: str, *, boroughs: Sequence[str] = BOROUGHS) -> pd.Series:
    """Return one published figure for each borough, such as "residents".

    `measure` is "residents" (Census 2021) or "registered GP patients" (March 2024). The answer is
    a Series with one number a borough, named after the measure. Raises `LearnerError` when the
    measure or a borough is not known.

    >>> int(figures("registered GP patients")["Liverpool"])
    594488
    """
    table = load("lcr-boroughs")
    whole = table[table["category"].str.startswith("All ")]
    known = whole["measure"].unique()
    if measure not in known:
        raise LearnerError(f'There is no figure called "{measure}". {did_you_mean(measure, known)}')
    column = whole[whole["measure"] == measure].set_index("borough")["value"]
    return column.loc[known_boroughs(boroughs)].rename(measure)


def known_boroughs(boroughs: Sequence[str]) -> list[str]:
    """Return the boroughs asked for, after checking each one's spelling.

    Raises `LearnerError` for a name that is not one of the six.

    >>> known_boroughs("Wirral")
    ['Wirral']
    """
    asked = [boroughs] if isinstance(boroughs, str) else list(boroughs)
    for name in asked:
        if name not in BOROUGHS:
            raise LearnerError(
                f'"{name}" is not a borough of the region. {did_you_mean(name, BOROUGHS)}'
            )
    return asked
