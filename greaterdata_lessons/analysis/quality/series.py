"""Over time: does a series jump where nobody said why, and do values stand still?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.quality.columns import Column, Mask, Measure
from greaterdata_lessons.analysis.quality.dates import BIRTHS, Days
from greaterdata_lessons.analysis.quality.missing import SMALLEST, Groups

FEWEST = 12  # periods that a series needs before a jump can be told from chance
SIDE = 4  # periods on each side of a jump
CHANCE = 0.01  # how often chance may raise a jump or a standstill, over all that are looked at
JUMP, STILL = "records jump over time", "the same value time after time"
JUMP_RULE = "no step in the number of records beside a straight line (chance below 1 in 100)"
STILL_RULE = "values move as they do elsewhere in the column (chance below 1 in 100)"


@dataclass(frozen=True)
class Step:
    """A jump in one series: which group, from which period on, and its rows."""

    group: str
    start: str
    rows: Mask


def series_measures(
    columns: Mapping[str, Column], days: Mapping[str, Days], groups: Sequence[Groups]
) -> list[Measure]:
    """Look for jumps in the number of records and for values that stand still.

    A jump is a question, not a fault: a service may have changed, or only its form.
    """
    events = [name for name in days if not BIRTHS.search(name.lower())]
    if not events:
        return []
    name, first = events[0], days[events[0]]
    return [*_jumps(name, first, groups), *_stills(columns, name, first, groups)]


def _jumps(name: str, days: Days, groups: Sequence[Groups]) -> list[Measure]:
    """Look for a jump in the number of records, for all and for each group."""
    periods, unit = _periods(days)
    if unit == "":
        return []
    size = len(periods)
    series = [("all records", np.ones(size, dtype=bool))]
    for one in groups:
        large = np.flatnonzero((one.sizes >= SMALLEST) & (one.sizes < size))
        series += [(f"{one.name} {one.labels[n]}", one.codes == n) for n in large]
    steps = [step for label, rows in series if (step := _step(periods, rows, label, len(series)))]
    marked = np.logical_or.reduce([step.rows for step in steps]) if steps else None
    where = "; ".join(f"{step.group} from the {unit} of {step.start}" for step in steps[:3])
    more = f"; and {len(steps) - 3} more" if len(steps) > 3 else ""
    found = int(marked.sum()) if marked is not None else 0
    return [
        Measure(
            *("consistency", name, JUMP, JUMP_RULE, found, size),
            sure=False,
            where=where + more,
            marked=marked,
        )
    ]


def _periods(days: Days) -> tuple[npt.NDArray[np.datetime64], str]:
    """Return each row's month, or its week where there are too few months."""
    whole = days.exists & (days.year > 1677) & (days.year < 2262)
    month = (days.year - 1970) * 12 + days.month - 1
    begun = np.where(whole, month, 0).astype("datetime64[M]").astype("datetime64[D]")
    count = begun.astype(np.int64) + days.day - 1  # days since the first of 1970, a Thursday
    nowhere = np.append(~whole, True)
    count = np.append(count, 0)
    day, monday = (
        np.where(nowhere, np.datetime64("NaT"), number.astype("datetime64[D]"))
        for number in (count, count - (count + 3) % 7)
    )
    for periods, unit in ((day.astype("datetime64[M]"), "month"), (monday, "week")):
        if len(np.unique(periods[~np.isnat(periods)])) >= FEWEST + 2:
            return periods[days.column.codes], unit
    return day[days.column.codes], ""


def _step(periods: npt.NDArray[np.datetime64], rows: Mask, label: str, among: int) -> Step | None:
    """Return the clearest jump of one series, where chance would hardly make it."""
    known = ~np.isnat(periods)
    counted = pd.Series(periods[known & rows]).value_counts().sort_index()
    if counted.empty:
        return None
    usual = counted[counted >= counted.median() / 10]  # a lone typing error is not a period
    every = pd.Index(np.unique(periods[known])).sort_values()
    every = every[(every > usual.index[0]) & (every < usual.index[-1])]  # the ends may be cut
    if len(every) < FEWEST:
        return None
    counts = counted.reindex(every, fill_value=0).to_numpy()
    place, chance = clearest_step(counts.astype(float))
    if chance * among >= CHANCE:
        return None
    start = every[place]
    return Step(label, str(start)[:10], rows & known & (periods >= np.datetime64(start)))


def clearest_step(values: npt.NDArray[np.float64]) -> tuple[int, float]:
    """Return where a series jumps most, beside a straight line, and how often chance does that.

    Each place has a t test of its step; the chance is multiplied by the number of places.

    >>> place, chance = clearest_step(np.array([5, 6, 5, 4, 5, 6, 19, 18, 19, 18, 19, 20.0]))
    >>> place, chance < 0.01
    (6, True)
    """
    from scipy.stats import t as student  # slow to import

    size = len(values)
    line = np.column_stack([np.ones(size), np.arange(size)])
    steps = np.tri(size)[:, SIDE : size - SIDE + 1]
    flat = np.eye(size) - line @ np.linalg.pinv(line)
    residual, moved = flat @ values, flat @ steps
    weight = (moved**2).sum(axis=0)
    height = moved.T @ residual / weight
    left = np.maximum(residual @ residual - height**2 * weight, 1e-12)
    score = np.abs(height) * np.sqrt(weight * (size - 3) / left)
    best = int(score.argmax())
    return best + SIDE, min(1.0, float(2 * student.sf(score[best], size - 3)) * len(score))


def _stills(
    columns: Mapping[str, Column], name: str, days: Days, groups: Sequence[Groups]
) -> list[Measure]:
    """Look for runs of one value, in tables with one row for each group and day."""
    group = groups[0].codes if groups else np.zeros(days.column.size, dtype=np.intp)
    day = days.by_row()
    table = pd.DataFrame({"group": group, "day": day})
    numbers = [column for column in columns.values() if column.number and column.name != name]
    known = table["day"].notna() & (table["group"] >= 0)
    if not numbers or table[known].duplicated().any() or table["group"].nunique() == len(table):
        return []
    order = table[known].sort_values(["group", "day"]).index.to_numpy()
    found = []
    for column in numbers:
        marked = _still(group[order], column.codes[order])
        rows = np.zeros(len(table), dtype=bool)
        rows[order[marked]] = True
        count = int(rows.sum())
        places = rows if count else None
        what = ("timeliness", column.name, STILL, STILL_RULE, count, len(order))
        found.append(Measure(*what, sure=False, marked=places))
    return found


def _still(group: npt.NDArray[np.intp], value: npt.NDArray[np.intp]) -> Mask:
    """Mark the rows of runs of one value that are too long for how values move elsewhere."""
    follows = np.append(False, group[1:] == group[:-1])
    same = follows & np.append(False, value[1:] == value[:-1]) & (value >= 0)
    run = np.cumsum(~same)
    repeats = np.bincount(run[same], minlength=run[-1] + 1)  # repeats in each run
    pairs, again = int(follows.sum()), int(same.sum())
    longest = repeats.max() if len(repeats) else 0
    if longest < 3:
        return np.zeros(len(value), dtype=bool)
    elsewhere = (again - repeats + 1) / np.maximum(pairs - repeats + 1, 1)
    rare = pairs * elsewhere**repeats < CHANCE
    marked: Mask = same & ((repeats >= 3) & rare)[run]
    return marked
