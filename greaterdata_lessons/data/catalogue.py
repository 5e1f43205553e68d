"""The data sets in the box: list them, load them, and read the truth behind the made-up ones."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

PACKAGE = Path(__file__).resolve().parents[1]
FACTS = {"relative_chance": "chance of being referred"}  # where the key is not the words


@cache
def folder() -> Path:
    """Return the folder of data sets: inside an installed library, or beside it in a checkout.

    >>> (folder() / "warm-homes" / "data.csv").is_file()
    True
    """
    installed = PACKAGE / "_datasets"
    return installed if installed.is_dir() else PACKAGE.parent / "datasets"


def names() -> list[str]:
    """Return the names that `load` knows, in alphabetical order.

    >>> [name for name in names() if name.startswith("lcr-")]
    ['lcr-boroughs', 'lcr-deprivation', 'lcr-gp-workforce', 'lcr-health-index']
    """
    return sorted(path.parent.name for path in folder().glob("*/data.csv"))


def find(name: str) -> Path:
    """Return the folder of the data set called `name`.

    Raises `LearnerError` with the nearest known name when there is none.
    """
    if name not in names():
        raise LearnerError(f'There is no data set called "{name}". {did_you_mean(name, names())}')
    return folder() / name


def description(name: str) -> dict[str, Any]:
    """Return the CSVW description of a data set, as published beside it.

    >>> description("warm-homes")["dc:title"]
    'Warm homes referrals (synthetic)'
    """
    path = find(name) / "data.csv-metadata.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def load(name: str) -> pd.DataFrame:
    """Load a data set of the course by its name.

    Returns one row for each record: made-up records of people carry a column `synthetic`, real
    figures carry their publisher, table, period and licence. Raises `LearnerError` with the
    nearest known name when there is no such data set.

    >>> load("warm-homes").shape
    (6000, 9)
    >>> load("wram-homes")
    Traceback (most recent call last):
    ...
    greaterdata_lessons.errors.LearnerError: There is no data set called "wram-homes". \
Did you mean "warm-homes"?
    """
    place = find(name)
    frame = pd.read_csv(place / "data.csv", keep_default_na=False)
    for extra, key in (("categories.csv", ["measure", "category"]), ("measures.csv", ["measure"])):
        if (place / extra).is_file():
            more = pd.read_csv(place / extra, keep_default_na=False)
            frame = frame.merge(more, on=key, how="left", validate="many_to_one")
    return frame


@dataclass(frozen=True)
class Listing:
    """The data sets in plain English; prints as a list and renders as a table."""

    table: pd.DataFrame

    def __str__(self) -> str:
        """Return one paragraph for each data set."""
        return "\n\n".join(
            f"{row.name}\n  {row.title}. {row.about}\n  {row.people} {row.licence}."
            for row in self.table.itertuples(index=False)
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.table, caption="Data sets of the course")


def datasets() -> Listing:
    """List the data sets of the course: what each holds, whose it is, and real or made up.

    >>> "lcr-boroughs" in str(datasets()).splitlines()
    True
    """
    rows = []
    for name in names():
        about = description(name)
        rows.append(
            {
                "name": name,
                "title": about["dc:title"],
                "about": about["dc:description"],
                "people": _people(name),
                "licence": about["dc:rights"],
            }
        )
    return Listing(pd.DataFrame(rows))


def _people(name: str) -> str:
    """Say whether a data set is real or made up, so that nobody takes one for the other."""
    if (folder() / name / "truth.json").is_file():
        return "People in it are made up."
    return f"Real figures about {'cases' if name == 'case-figures' else 'places'}."


@dataclass(frozen=True)
class Truth:
    """What was planted in a made-up data set; prints as sentences, renders as a table.

    `key` is the answer row by row where there is one: who is really who, or who truly fell.
    """

    name: str
    planted: tuple[str, ...]
    table: pd.DataFrame
    key: pd.DataFrame | None = None

    def __str__(self) -> str:
        """Return what was planted, one sentence a line."""
        return "\n".join([f"SYNTHETIC. The truth behind {self.name}:", *self.planted])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        sentences = "".join(f"<li>{sentence}</li>" for sentence in self.planted)
        title = f"SYNTHETIC: the truth behind {self.name}"
        return f"<ul>{sentences}</ul>{html_table(self.table, caption=title)}"


def truth(name: str) -> Truth:
    """Open the truth card of a made-up data set: what its makers planted, and where.

    Raises `LearnerError` for real figures, which have no truth card.

    >>> print(truth("warm-homes").table.columns.to_list())
    ['group', 'chance of being referred', 'true ratio']
    """
    path = find(name) / "truth.json"
    if not path.is_file():
        raise LearnerError(f'"{name}" holds real figures. Only made-up data has a truth card.')
    card = json.loads(path.read_text(encoding="utf-8"))
    held_back = path.with_name("truth.csv")
    key = pd.read_csv(held_back, keep_default_na=False) if held_back.is_file() else None
    return Truth(name, tuple(card["planted"]), pd.DataFrame(_answers(card)), key)


def _answers(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a truth card: its own table, or what it planted by group."""
    if "table" in card:
        rows: list[dict[str, Any]] = card["table"]
        return rows
    return [
        {"group": group, **{FACTS.get(key, key.replace("_", " ")): fact[key] for key in fact}}
        for group, fact in card["groups"].items()
    ]
