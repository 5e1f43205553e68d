"""Bringing two lists of groups together, and comparing them in people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import pandas as pd

from greaterdata_lessons.analysis.counts import MISSING, Cube
from greaterdata_lessons.analysis.counts_cells import ranged
from greaterdata_lessons.analysis.rates import UNSURE, share_interval
from greaterdata_lessons.errors import LearnerError

FEWER, MORE = "fewer than expected", "more than expected"
CLOSE = "close to expected"


class Aligned(NamedTuple):
    """The fewest and the most reached in each group of the reference, and those set aside."""

    reached: pd.DataFrame
    reference: pd.Series
    aside: int


def as_reference(against: Cube | Mapping[str, float], by: tuple[str, ...]) -> Cube:
    """Return what the records are compared with as a cube, were it only numbers by group.

    >>> as_reference({"Charity": 30, "Faith group": 10}, ("kind",)).total
    40
    """
    if isinstance(against, Cube):
        return against
    wrong = [str(group) for group, number in against.items() if not number >= 0]
    if wrong or len(by) != 1:
        what = f"below 0 or missing for: {', '.join(wrong)}" if wrong else "for one column alone"
        raise LearnerError(f"The reference is {what}. Give each group of one column its number.")
    table = pd.DataFrame({by[0]: list(against), "count": list(against.values())})
    return Cube(table, by=by, unit="the reference")


def aligned(cube: Cube, against: Cube, not_stated: Collection[str]) -> Aligned:
    """Return both counts over the same groups, in the reference's order.

    Whoever has no group stated ("Missing", or a name in `not_stated`) is set aside. Raises
    `LearnerError`, naming the groups, when the cube has a group that the reference lacks.
    """
    _require_alike(cube, against)
    people, residents = _by_group(cube, cube.by), _by_group(against, cube.by)["count"]
    unknown = {MISSING, *not_stated}
    parts = [set(str(group).split(" / ")) | {str(group)} for group in people.index]
    stated = [not found & unknown for found in parts]
    aside = int(people.loc[[not known for known in stated], "high"].sum())
    reached = people.loc[stated, ["low", "high"]]
    there = residents[residents > 0].drop(index=list(unknown), errors="ignore")
    lacking = [str(group) for group in reached.index if group not in there.index]
    if lacking:
        raise LearnerError(
            f"The reference has nobody in: {', '.join(lacking)}. Are both lists counted by the "
            'same groups? If a group means "we do not know", name it with not_stated=.'
        )
    if reached["high"].sum() == 0:
        raise LearnerError("Nobody is left to compare: every record's group is not stated.")
    return Aligned(reached.reindex(there.index, fill_value=0), there, aside)


def _require_alike(cube: Cube, against: Cube) -> None:
    """Insist on the same columns, and on a count of people that nothing has corrected yet."""
    if set(cube.by) != set(against.by):
        raise LearnerError(
            f"The records are counted by {' and '.join(cube.by)}, the reference by "
            f"{' and '.join(against.by)}. Count by one characteristic, the same for both: "
            ".by_only(...) rolls a cube up."
        )
    if cube.weighted:
        raise LearnerError(
            "The records are weighted. Weights make up for whoever is missing, so they would hide "
            "what this looks for: count without weight=."
        )
    if against.hidden:
        raise LearnerError("The reference has hidden counts. Compare with one that is whole.")


def _by_group(cube: Cube, by: tuple[str, ...]) -> pd.DataFrame:
    """Return count, low and high by group, several columns joined into one name."""
    plain = cube.people() if cube.dimensions != cube.by else cube
    table = ranged(plain.table)
    columns = [table[name].astype(str) for name in by]
    names = [" / ".join(parts) for parts in zip(*columns, strict=True)]
    return table.set_index(pd.Index(names, name="group"))[["count", "low", "high"]]


def compared(found: Aligned, *, level: float, close: float) -> pd.DataFrame:
    """Return one row for each group: reached, expected, gap, ratio, ranges and finding.

    >>> people = pd.DataFrame({"low": [30, 970], "high": [30, 970]}, index=["A", "B"])
    >>> table = compared(Aligned(people, pd.Series({"A": 1, "B": 9}), 0), level=0.95, close=0.1)
    >>> table[["group", "expected", "gap", "finding"]].to_dict("records")[0]
    {'group': 'A', 'expected': 100.0, 'gap': -70.0, 'finding': 'fewer than expected'}
    """
    low, high = found.reached["low"], found.reached["high"]
    known, everybody = (low.sum() + high.sum()) / 2, found.reference.sum()
    rows = []
    for group, fewest, most in zip(low.index, low, high, strict=True):
        share = found.reference[group] / everybody
        of = (fewest + high.sum() - most, most + low.sum() - fewest)
        bottom = share_interval(fewest, of[0], level=level).low / share if of[0] else 0.0
        top = share_interval(most, of[1], level=level).high / share
        expected, middle = known * share, (fewest + most) / 2
        rows.append(
            {
                "group": group,
                "reached": fewest if fewest == most else pd.NA,
                "reached_low": fewest,
                "reached_high": most,
                "expected": expected,
                "gap": middle - expected,
                "gap_low": expected * (bottom - 1),
                "gap_high": expected * (top - 1),
                "ratio": middle / expected,
                "low": bottom,
                "high": top,
                "finding": finding(bottom, top, close),
            }
        )
    return _plain(pd.DataFrame(rows).sort_values("ratio", kind="stable", ignore_index=True))


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without ranges of the people reached where nothing is hidden."""
    whole = table.astype({"reached": "Int64"})
    if whole["reached"].isna().any():
        return whole
    return whole.astype({"reached": "int64"}).drop(columns=["reached_low", "reached_high"])


def finding(low: float, high: float, close: float) -> str:
    """Say in words what the interval of a ratio allows us to say.

    >>> finding(0.2, 0.4, 0.1), finding(0.95, 1.04, 0.1), finding(0.5, 2.0, 0.1)
    ('fewer than expected', 'close to expected', 'cannot tell from these data')
    """
    if 1 - close <= low and high <= 1 + close:
        return CLOSE
    if high < 1:
        return FEWER
    return MORE if low > 1 else UNSURE
