"""Make the warm-homes list as it arrived: the same referrals, with planted faults of quality.

Run from anywhere: `python datasets/warm-homes-raw/make.py`. The same seed gives the same bytes.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from greaterdata_lessons.data.catalogue import load

HERE = Path(__file__).resolve().parent
SEED = 20250115
TWICE, TOGETHER = 120, 40
BLANKS = ("", "n/a", "Not known", "Not stated")
COLUMNS = [
    "referral_id",
    "referred_on",
    "referred_by",
    "home_id",
    "year_of_birth",
    "borough",
    "age_band",
    "ethnic_group",
    "disabled",
    "synthetic",
]
Faults = list[tuple[pd.Series, str, str]]


def chosen(rng: np.random.Generator, among: pd.Series, number: int) -> pd.Series:
    """Mark `number` rows at random among those that may be chosen."""
    places = np.flatnonzero(among.to_numpy())
    picked = rng.permutation(places)[:number]
    return pd.Series(np.isin(np.arange(len(among)), picked), index=among.index)


def clean() -> pd.DataFrame:
    """Return the warm-homes referrals with a home and a year of birth for each person."""
    rng = np.random.default_rng(SEED)
    table = load("warm-homes")
    low = table["age_band"].str[:2].astype(int)
    width = np.where(table["age_band"] == "85 and over", 12, 10)
    age = low + (rng.random(len(table)) * width).astype(int)
    table["year_of_birth"] = 2025 - age
    homes = np.arange(1, len(table) + 1)
    place = table["borough"].to_numpy()
    pairs = np.flatnonzero(place[:-1:2] == place[1::2]) * 2
    together = rng.permutation(pairs)[:TOGETHER]
    homes[together + 1] = homes[together]  # two people in one home: alike, and not the same
    table["home_id"] = [f"H{number:05d}" for number in homes]
    return table[COLUMNS]


def with_repeats(table: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
    """Refer some people a second time, later and through another door, under a new number."""
    again = table[chosen(rng, table["referred_by"] != "self", TWICE)].copy()
    later = pd.to_datetime(again["referred_on"]) + pd.to_timedelta(rng.integers(3, 30, TWICE), "D")
    again["referred_on"] = later.dt.strftime("%Y-%m-%d")
    again["referred_by"] = "self"
    again["referral_id"] = [f"R{len(table) + number:04d}" for number in range(1, TWICE + 1)]
    both = pd.concat([table, again], ignore_index=True)
    return both, both["referral_id"].isin(again["referral_id"])


def faulty() -> tuple[pd.DataFrame, Faults]:
    """Return the list as it arrived, and which rows each fault is in."""
    dates, spelling, blanks, births, repeats = np.random.default_rng(SEED + 1).spawn(5)
    table, twice = with_repeats(clean(), repeats)
    council, charity = table["referred_by"] == "council", table["referred_by"] == "charity"
    home = table["referred_by"] == "self"
    british = pd.to_datetime(table["referred_on"]).dt.strftime("%d/%m/%Y")
    table["referred_on"] = table["referred_on"].mask(council, british)
    typo = chosen(dates, ~council, 12)
    table["referred_on"] = table["referred_on"].mask(
        typo, table["referred_on"].str.replace("202", "206", n=1)
    )
    never = chosen(dates, council, 6)
    table["referred_on"] = table["referred_on"].mask(never, "31/02/2026")
    helens = (table["borough"] == "St. Helens") & (charity | home)
    other = pd.Series(spelling.choice(["St Helens", "ST HELENS"], len(table)), table.index)
    table["borough"] = table["borough"].mask(helens, other)
    table["age_band"] = table["age_band"].mask(home, table["age_band"].str.replace(" to ", "-"))
    dashed = home & table["age_band"].str.contains("-")
    unknown = table["ethnic_group"] == "Not stated"
    words = pd.Series(blanks.choice(BLANKS, len(table)), table.index)
    table["ethnic_group"] = table["ethnic_group"].mask(unknown, words)
    short = {"Disabled": "Y", "Not disabled": "N"}
    coded = charity & table["disabled"].isin(short)
    table["disabled"] = table["disabled"].mask(coded, table["disabled"].map(short))
    once = ~table.duplicated(["home_id", "year_of_birth"], keep=False)
    nought = chosen(births, once, 60)
    table["year_of_birth"] = table["year_of_birth"].mask(nought, 1900)
    return table, [
        (council & ~never, "referred_on", "day first, where the other doors write the year first"),
        (typo, "referred_on", "a day in the future"),
        (never, "referred_on", "a day that does not exist"),
        (helens, "borough", "St. Helens written another way"),
        (dashed, "age_band", "a dash where the other doors write to"),
        (unknown, "ethnic_group", "blank, in four different ways"),
        (coded, "disabled", "Y and N where the other doors write words"),
        (nought, "year_of_birth", "1900, put in because the form would not take a blank"),
        (twice, "referral_id", "a person referred before, under a new number"),
    ]


def truth(faults: Faults) -> dict[str, object]:
    """Write down every fault, the column it is in and how many rows have it."""
    return {
        "synthetic": True,
        "seed": SEED,
        "planted": [
            f"{int(rows.sum()):,} rows have this in {column}: {what}."
            for rows, column, what in faults
        ]
        + [
            "Blank ethnic groups are mostly the council's: its form makes the box easy to skip.",
            "40 pairs of people share a home and are two people, not one referred twice.",
        ],
        "table": [
            {"column": column, "fault": what, "rows": int(rows.sum())}
            for rows, column, what in faults
        ],
    }


def main() -> None:
    """Write data.csv, truth.csv (every fault, row by row) and truth.json beside this file."""
    table, faults = faulty()
    table.to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    every = [
        pd.DataFrame(
            {"referral_id": table.loc[rows, "referral_id"], "column": column, "fault": what}
        )
        for rows, column, what in faults
    ]
    pd.concat(every).to_csv(HERE / "truth.csv", index=False, lineterminator="\n")
    text = json.dumps(truth(faults), indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
