"""An audit of a cube of counts: nobody's record is needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.fairness.measures import CELLS, Floats
from greaterdata_lessons.analysis.fairness.rows import groups
from greaterdata_lessons.analysis.fairness.tally import Scored, Tally
from greaterdata_lessons.errors import LearnerError, did_you_mean


def from_cube(cube: Cube, by: str | Sequence[str] | None) -> Tally:
    """Return the cells of a cube that has an outcome and a prediction, by some of its columns.

    Raises `LearnerError` when it has neither, when counts are hidden, or some people have none.

    >>> table = pd.DataFrame({"sex": ["F", "F"], "outcome": [1, 0], "prediction": [0, 0],
    ...     "count": [3, 4]})
    >>> from_cube(Cube(table, ("sex",), outcome="need", prediction="chosen"), None).cells.tolist()
    [[4.0, 0.0, 3.0, 0.0]]
    """
    table, names = _readable(cube), _known(cube, by)
    own = groups(table[names], None, len(table))
    true = table["outcome"].to_numpy(dtype=np.int8)
    place = own.codes * CELLS + 2 * true + table["prediction"].to_numpy(dtype=np.int8)
    shape = (len(own.names), CELLS)

    def sums(column: str) -> Floats:
        values = table[column].to_numpy(dtype=float)
        flat = np.bincount(place, weights=values, minlength=shape[0] * CELLS)
        return np.asarray(flat.reshape(shape), dtype=float)

    people = "weight" if cube.weighted else "count"
    scored = None
    if cube.score:
        columns = ["score", people, "weight_squared" if cube.weighted else people]
        scored = Scored(own.codes, true, *table[columns].to_numpy(dtype=float).T)
    squares = sums("weight_squared") if cube.weighted else None
    return Tally(sums(people), own.names, own.by, squares, None, scored)


def _readable(cube: Cube) -> pd.DataFrame:
    """Insist that every count is known, and what was so and what was decided with it."""
    if not cube.outcome or not cube.prediction:
        raise LearnerError(
            "An audit needs to know what was so and what was decided. Count both: "
            "gd.count(people, by=..., outcome=..., prediction=...)"
        )
    if cube.hidden:
        raise LearnerError(
            "Some counts are hidden, so errors cannot be counted. Audit before small counts are "
            "hidden, and protect what is published."
        )
    asked = ["outcome", "prediction", *(["score"] if cube.score else [])]
    gone = cube.table[asked].isna().any(axis=1)
    if gone.any():
        people = int(cube.table.loc[gone, "count"].sum())
        raise LearnerError(
            f"{people:,} {cube.unit} have no outcome, prediction or score. An audit cannot guess: "
            "leave them out before counting and say so, or find out what they are."
        )
    return cube.table


def _known(cube: Cube, by: str | Sequence[str] | None) -> list[str]:
    """Return the columns of the cube to group by: all of them unless some are named."""
    names = list(cube.by) if by is None else [by] if isinstance(by, str) else list(by)
    for name in names:
        if name not in cube.by:
            raise LearnerError(f'The cube has no column "{name}". {did_you_mean(name, cube.by)}')
    return names
