"""An honest split: a model is judged by what it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean

WAYS = ("time", "person", "place")


@dataclass(frozen=True, eq=False)
class Split:
    """Rows to `learn` from and rows to `judge` by; `says` why they are apart."""

    learn: pd.DataFrame
    judge: pd.DataFrame
    says: str

    def __str__(self) -> str:
        """Say how many rows are on each side, and why."""
        return (
            f"{len(self.learn):,} rows to learn from and {len(self.judge):,} to judge by: "
            f"{self.says}"
        )

    __repr__ = __str__


def split(  # noqa: PLR0913 - each is one decision a reader may want to see made
    frame: pd.DataFrame,
    *,
    time: str | None = None,
    person: str | None = None,
    place: str | None = None,
    judge: float = 0.25,
    seed: int = 0,
) -> Split:
    """Split a table honestly: by time, by person or by place.

    Parameters
    ----------
    frame : one row for each record.
    time : a column of dates; the model is judged by the latest, as it would be in use.
    person : a column that says who it is; nobody is on both sides.
    place : a column of places; whole places are kept for judging.
    judge : about which share of the rows is kept for judging.
    seed : of the lot that chooses people or places.

    Returns a `Split`. Raises `LearnerError` unless exactly one way is named, when the column is
    not there or has gaps, and when one side would be empty.

    >>> table = pd.DataFrame({"day": ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]})
    >>> print(split(table, time="day"))
    3 rows to learn from and 1 to judge by: those before 2025-04-01, and from then on.
    """
    given = {"time": time, "person": person, "place": place}
    named = [(way, name) for way, name in given.items() if name is not None]
    if len(named) != 1:
        raise LearnerError(
            "Split in one way: by time, by person or by place. Which of them will be new when the "
            "model is used?"
        )
    if not 0 < judge < 1:
        raise LearnerError(f"A share of {judge} to judge by is not between 0 and 1. Use 0.25.")
    way, name = named[0]
    column = _column(frame, name)
    if way == "time":
        return _by_time(frame, column, judge)
    return _by_lot(frame, column, judge, seed, way)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column, which must be there and full."""
    if name not in frame.columns:
        known = [str(column) for column in frame.columns]
        raise LearnerError(f'The table has no column "{name}". {did_you_mean(name, known)}')
    gaps = int(frame[name].isna().sum())
    if gaps:
        raise LearnerError(
            f'{gaps:,} rows have nothing in "{name}", so it is not known which side they belong '
            "to. Leave them out and say so."
        )
    return frame[name]


def _by_time(frame: pd.DataFrame, column: pd.Series, judge: float) -> Split:
    """Keep the latest rows for judging; a moment is never on both sides."""
    ordered = column.sort_values(kind="stable")
    at = min(len(ordered) - 1, int(np.ceil(len(ordered) * (1 - judge))))
    line = ordered.iloc[at]
    later = (column >= line).to_numpy()
    shown = line.date() if isinstance(line, pd.Timestamp) else line
    return _sides(frame, later, f"those before {shown}, and from then on.")


def _by_lot(frame: pd.DataFrame, column: pd.Series, judge: float, seed: int, way: str) -> Split:
    """Keep whole people or places for judging, chosen by lot."""
    codes, found = pd.factorize(column)
    order = np.random.default_rng(seed).permutation(len(found))
    sizes = np.bincount(codes, minlength=len(found))[order]
    before = np.cumsum(sizes) - sizes
    kept = np.zeros(len(found), dtype=bool)
    kept[order[before < judge * len(frame)]] = True
    later = kept[codes]
    if way == "place":
        names = ", ".join(sorted(str(name) for name in found[kept]))
        return _sides(frame, later, f"whole places are kept apart ({names}).")
    often = int((sizes > 1).sum())
    return _sides(
        frame,
        later,
        f"nobody is on both sides ({often:,} of {len(found):,} people have more than one row).",
    )


def _sides(frame: pd.DataFrame, later: npt.NDArray[np.bool_], says: str) -> Split:
    if later.all() or not later.any():
        raise LearnerError(
            "One side would be empty: the column has too few different values. "
            "Split in another way."
        )
    return Split(frame[~later], frame[later], says)
