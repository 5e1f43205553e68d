"""A data inventory: which records would pass a check, and what is listed for which place.

A gap on the map is a gap in the list. "None listed" says that nobody who was asked named a data
set; a place that was never asked says so instead, and neither is written as 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from greaterdata_lessons.data.boundaries import AREAS, area, borough
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

ACCESS = ("open", "shared", "closed")
NONE, NOT_ASKED = "none listed", "not asked"
FIELDS = (
    "record",
    "data_set",
    "owner",
    "theme",
    "places",
    "one_row_is",
    "why_collected",
    "who_is_not_in_it",
    "access",
    "quality",
    "refresh",
    "identifiers",
    "standards",
)


@dataclass(frozen=True)
class InventoryCheck:
    """What a check of an inventory found: one row of `table` for each field to put right."""

    table: pd.DataFrame
    records: int

    def __repr__(self) -> str:
        """Return how many records pass, and what to put right."""
        told = [f"{row.record}, {row.field}: {row.says}" for row in self.table.itertuples()]
        return "\n".join([self._said(), *told])

    def _repr_html_(self) -> str:
        if self.table.empty:
            return f"<p>{self._said()}</p>"
        return html_table(self.table, caption=self._said())

    def _said(self) -> str:
        passed = self.records - self.table["record"].nunique()
        return f"{passed} of {self.records} records pass the check."


def check_inventory(inventory: pd.DataFrame) -> InventoryCheck:
    """Check each record of an inventory: every field filled, places by name, a known access.

    It sees what is blank or miswritten. It cannot see what is filled in and untrue: read it too.
    `inventory` has the columns of `load("inventory")`, and `places` parted by semicolons.

    Returns an `InventoryCheck`. Raises `LearnerError` when a column is missing.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> check_inventory(load("inventory").query('record == "D07"'))
    0 of 1 records pass the check.
    D07, places: "St Helens" is written "St. Helens".
    """
    _require_columns(inventory, FIELDS)
    found = [
        {"record": row["record"], "field": field, "says": says}
        for row in inventory.to_dict("records")
        for field in FIELDS
        for says in _problems(field, row[field])
    ]
    return InventoryCheck(pd.DataFrame(found, columns=["record", "field", "says"]), len(inventory))


@dataclass(frozen=True)
class Availability:
    """How many data sets are listed for each place and theme; `table` says gaps in words."""

    table: pd.DataFrame
    caption: str

    @property
    def gaps(self) -> list[str]:
        """Return each gap of the list in words, such as "libraries in Halton"."""
        long = self.table.melt("place", var_name="theme")
        missing = long[long["value"] == NONE]
        return [f"{row.theme} in {row.place}" for row in missing.itertuples()]

    def __repr__(self) -> str:
        """Return the map as text."""
        return f"{self.caption}\n{self.table.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=self.caption)


def availability(
    inventory: pd.DataFrame,
    *,
    boundary: str = "Liverpool City Region",
    access: str | Sequence[str] = ACCESS,
    asked: Sequence[str] = BOROUGHS,
) -> Availability:
    """Count the data sets of an inventory for each place of a boundary, and each theme.

    Parameters
    ----------
    inventory : a table as in `load("inventory")`, its places put right.
    boundary : the area whose places are shown, as `area` knows it.
    access : "open", "shared" or "closed", or several of them.
    asked : the places whose partners were asked at all.

    Returns an `Availability`. Raises `LearnerError` for an unknown boundary or access, and when a
    record's places are not boroughs by name: it would otherwise be left out of the count unseen.

    >>> from greaterdata_lessons.data.catalogue import load
    >>> falls = load("inventory").query('theme == "falls"')
    >>> print(availability(falls, boundary="Merseyside Police", access="shared"))
    SYNTHETIC: Merseyside Police, shared. Halton is not in it: Cheshire Constabulary polices Halton.
         place       falls
      Knowsley none listed
     Liverpool           1
        Sefton           1
    St. Helens none listed
        Wirral           1
    """
    wanted = [access] if isinstance(access, str) else list(access)
    for level in wanted:
        if level not in ACCESS:
            raise LearnerError(f'"{level}" is no kind of access. {did_you_mean(level, ACCESS)}')
    within = area(boundary)
    counts = _counts(inventory, wanted)
    table = pd.DataFrame({"place": within.places})
    for theme in dict.fromkeys(inventory["theme"]):
        table[theme] = [
            str(counts.get((place, theme), NONE)) if place in asked else NOT_ASKED
            for place in within.places
        ]
    made_up = "SYNTHETIC: " if "synthetic" in inventory.columns else ""
    kinds = "every data set" if set(wanted) == set(ACCESS) else " or ".join(wanted)
    return Availability(table, f"{made_up}{within.name}, {kinds}. {within.note}")


def _counts(inventory: pd.DataFrame, access: Sequence[str]) -> dict[tuple[str, str], int]:
    """Count data sets by place and theme, once every place is known by its name."""
    _require_columns(inventory, ("record", "theme", "places", "access"))
    for record, places in zip(inventory["record"], inventory["places"], strict=True):
        for says in _problems("places", places):
            raise LearnerError(f"Record {record} cannot be placed on the map: {says}")
    seen = inventory[inventory["access"].isin(access)]
    listed = seen.assign(place=seen["places"].map(_split)).explode("place")
    return {
        (str(place), str(theme)): len(group)
        for (place, theme), group in listed.groupby(["place", "theme"])
    }


def _problems(field: str, value: object) -> Iterator[str]:
    """Give what is wrong with one field of one record, in words."""
    if not _filled(value):
        yield "Nothing is filled in."
    elif field == "places":
        yield from (says for place in _split(value) for says in place_problems(place))
    elif field == "access" and value not in ACCESS:
        yield f'"{value}" is no kind of access: write open, shared or closed.'


def place_problems(name: str) -> Iterator[str]:
    """Give what is wrong with the name of one place, in words; nothing when it is a borough.

    >>> list(place_problems("St Helens")), list(place_problems("Sefton"))
    (['"St Helens" is written "St. Helens".'], [])
    """
    if name in {one.name for one in AREAS}:
        yield f'"{name}" is {len(area(name).places)} places. List the ones that are meant.'
        return
    try:
        official = borough(name)
    except LearnerError as error:
        yield str(error)
        return
    if official != name:
        yield f'"{name}" is written "{official}".'


def _split(places: object) -> list[str]:
    return [name.strip() for name in str(places).split(";")]


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _require_columns(inventory: pd.DataFrame, needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in inventory.columns]
    if missing:
        raise LearnerError(
            f"An inventory needs the column {', '.join(missing)}. "
            f'Compare yours with gd.load("inventory").'
        )
