"""Take the four readings of an area's data from what people keep: check, inventory, ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.inventory import ACCESS, NONE, NOT_ASKED, availability
from greaterdata_lessons.analysis.quality.result import Quality
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.governance.kpis import Reading


def quality_reading(checked: Quality, required: Sequence[str]) -> Reading:
    """Read the quality of a table: its required fields that pass their rules.

    checked: from `gd.quality`; only findings that are sure count, not its questions.
    required: the columns that must be right in every row.
    Raises LearnerError for a column that was not checked.

    >>> from greaterdata_lessons.analysis.quality.check import quality
    >>> homes = pd.DataFrame({"borough": ["Sefton", "n/a", "Wirral", "Halton"]})
    >>> print(quality_reading(quality(homes, on="2026-04-01"), ["borough"]).rate)
    75.0% (3 of 4); 95% interval 19.4% to 99.4%.
    """
    for name in required:
        if name not in checked.columns:
            raise LearnerError(f'"{name}" was not checked. {did_you_mean(name, checked.columns)}')
    sure = {name: [one for one in checked.found if one.column == name and one.sure]
            for name in required}  # fmt: skip
    failed = sum(
        _any_row(checked, name, [one.what for one in found]) for name, found in sure.items()
    )
    rules = [f"{one.column}: {one.rule}" for one in checked.measures
             if one.sure and one.column in required]  # fmt: skip
    of = checked.rows * len(required)
    rule = "; ".join(dict.fromkeys(rules))
    return Reading("quality", checked.checked_on.isoformat(), of - failed, of, rule, checked.name)


def _any_row(checked: Quality, column: str, found: Sequence[str]) -> int:
    """Count the rows in which a column has one finding or more."""
    if not found:
        return 0
    return int(
        pd.concat([checked.marked(column, what) for what in found], axis=1).any(axis=1).sum()
    )


def accessibility_reading(inventory: pd.DataFrame, on: str, days: str = "days_to_get") -> Reading:
    """Read an inventory: its data sets that a partner outside the owner can get.

    days: the column that says how many days it took, if there is one; the note gives its median.

    Raises LearnerError for a kind of access that is not known.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> print(accessibility_reading(load("inventory"), "2026-09-01").rate)
    62.5% (15 of 24); 95% interval 42.7% to 78.8%.
    """
    access = inventory["access"].astype(str).str.strip().str.casefold()
    if unknown := sorted(set(access) - set(ACCESS)):
        raise LearnerError(
            f'"{unknown[0]}" is no kind of access. {did_you_mean(unknown[0], ACCESS)}'
        )
    can = access != "closed"
    took = pd.to_numeric(inventory.get(days, pd.Series(dtype=float)), errors="coerce").dropna()
    note = f"Median days to get it: {median(took):.0f}, from {len(took)}." if len(took) else ""
    rule = "access is open or shared"
    return Reading("accessibility", on, int(can.sum()), len(inventory), rule, "inventory", note)


def availability_reading(
    inventory: pd.DataFrame, on: str, needed: Sequence[str], **ask: Any
) -> Reading:
    """Read an inventory: needed themes times places for which any data set is listed.

    needed: the themes people need, agreed before anybody looked what is there.
    ask: what else `gd.availability` takes, such as boundary, access or the places asked. A place
        that was not asked is left out, and the note says so.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> falls = load("inventory").query('theme == "falls"')
    >>> print(availability_reading(falls, "2026-09-01", ["falls", "libraries"]).rate)
    50.0% (6 of 12); 95% interval 25.4% to 74.6%.
    """
    if not needed:
        raise LearnerError("Say which themes are needed, such as needed=['falls', 'transport'].")
    found = availability(inventory, **ask)
    columns = [found.table[theme] if theme in found.table else
               pd.Series(NONE, index=found.table.index) for theme in needed]  # fmt: skip
    cells = [str(cell) for column in columns for cell in column]
    asked = [cell for cell in cells if cell != NOT_ASKED]
    there = sum(cell != NONE for cell in asked)
    left = len(cells) - len(asked)
    note = f"{left} cells are of places that were not asked." if left else ""
    rule = f"{', '.join(needed)}; {found.caption.split('. ')[0]}"
    return Reading("availability", on, there, len(asked), rule, "inventory", note)


def two_way_reading(flows: pd.DataFrame | Mapping[str, Any], on: str) -> Reading:
    """Read a two-way ledger: flows for which something came back.

    flows: what `gd.two_way` gives under `.flows`, with the state of each return.
    Raises LearnerError when they have no state of their return.

    >>> print(two_way_reading({"return": ["came back", "nothing"]}, "2026-09-01").rate)
    50.0% (1 of 2); 95% interval 1.3% to 98.7%.
    """
    table = pd.DataFrame(flows)
    if "return" not in table.columns:
        raise LearnerError('The flows have no column "return": use gd.two_way(ledger).flows.')
    back = int((table["return"] == "came back").sum())
    return Reading("two-way", on, back, len(table), "something came back", "two-way ledger")
