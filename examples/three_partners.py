"""Three councils ask who is missing and who is missed, and no record leaves any of them.

Each council counts its own records and sends a small file of counts. The region adds the three
files and asks its questions of the sum. Run it in the checkout:
`.venv/bin/python examples/three_partners.py`.

SYNTHETIC: the people are made up, and what was planted in them is no finding about the region.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.counts import Cube
from greaterdata_lessons.analysis.representation import Representation
from greaterdata_lessons.errors import LearnerError

PARTNERS = ["Liverpool", "Sefton", "Wirral"]
PERIOD = "2025-26"
# What the three agreed before anybody counted: the question, the words, the period.
GROUPS = ["Asian", "Black", "Mixed", "Other", "White", "Not stated"]
# Wirral's system has words of its own, and "Y" for yes.
WIRRALS_WORDS = {f"{group[0]} {group}": group for group in GROUPS}


def records() -> dict[str, pd.DataFrame]:
    """Return what each council holds: records of people, which stay where they are."""
    made = gd.world("social-care", historical=1, measurement=1, referrals=20_000).records
    held = {name: made[made["borough"] == name].copy() for name in PARTNERS}
    own = {agreed: word for word, agreed in WIRRALS_WORDS.items()}
    wirral = held["Wirral"].rename(columns={"ethnic_group": "ethnicity"})
    wirral["ethnicity"] = wirral["ethnicity"].map(own)
    wirral["recorded_need"] = wirral["recorded_need"].map({True: "Y", False: "N"})
    return {**held, "Wirral": wirral}


def as_agreed(held: pd.DataFrame, file: Path) -> Path:
    """Liverpool and Sefton: count by the agreed words, save the counts, send the file."""
    cube = gd.count(
        held,
        by=["borough", "ethnic_group"],
        outcome="recorded_need",
        prediction="flagged",
        unit="referrals",
        period=PERIOD,
        categories={"ethnic_group": GROUPS},
    )
    return cube.save(file)


def in_words_of_its_own(held: pd.DataFrame, file: Path) -> Path:
    """Wirral: the records lie in a Parquet file, which DuckDB counts where it lies."""
    stays = file.with_name("records-that-stay-in-wirral.parquet")
    held.to_parquet(stays)
    cube = gd.count(
        stays,
        by=["borough", "ethnicity"],
        outcome="recorded_need",
        prediction="flagged",
        positive="Y",
        unit="referrals",
        period=PERIOD,
    )
    return cube.save(file)


def brought_together(wirral: Cube) -> Cube:
    """Put Wirral's counts in the agreed words; the counts stay as they are."""
    return (
        wirral.renamed(ethnicity="ethnic_group")
        .recode(ethnic_group=WIRRALS_WORDS)
        .described(outcome="recorded_need")
    )


def region(held: Mapping[str, pd.DataFrame], folder: Path) -> Cube:
    """Add the three files up, once they are in the same words."""
    sent = {name: folder / f"{name.lower()}.csv" for name in PARTNERS}
    as_agreed(held["Liverpool"], sent["Liverpool"])
    as_agreed(held["Sefton"], sent["Sefton"])
    in_words_of_its_own(held["Wirral"], sent["Wirral"])
    for name, file in sent.items():
        rows = len(file.read_text().splitlines()) - 1
        print(f"{name} holds {len(held[name]):,} records and sends {rows} rows of counts.")
    liverpool, sefton, wirral = (gd.load_cube(file) for file in sent.values())
    try:
        return liverpool + sefton + wirral
    except LearnerError as difference:
        print(f"At first: {difference}")
    return liverpool + sefton + brought_together(wirral)


def who_is_missing(folder: Path) -> Representation:
    """Ask of another list, where Sefton publishes one table with its small numbers hidden."""
    list_of_homes = gd.load("warm-homes")

    def counted(place: str) -> Cube:
        held = list_of_homes[list_of_homes["borough"] == place]
        cube = gd.count(held, by="ethnic_group", unit="referrals", period=PERIOD)
        return cube.without("Not stated")

    shown = counted("Sefton").table
    shown["count"] = [str(n) if n >= 10 else "fewer than 10" for n in shown["count"]]
    shown.to_csv(folder / "published.csv", index=False)
    sefton = gd.load_cube(
        folder / "published.csv", by="ethnic_group", unit="referrals", period=PERIOD
    )
    print(f"Sefton publishes: {sefton}")
    residents = gd.residents(by="ethnic_group", boroughs=PARTNERS)
    return gd.representation(counted("Liverpool") + counted("Wirral") + sefton, against=residents)


def main() -> None:
    """Ask both questions, and say each step."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("Who is missed by the tool, over three councils?")
        whole = region(records(), folder)
        print(f"The region has {whole.people().by_only('borough')}")
        print(gd.audit(whole.by_only("ethnic_group"), measures=["missed"], unit="referrals"))
        print("\nWho is missing from the list?")
        print(who_is_missing(folder))


if __name__ == "__main__":
    main()
