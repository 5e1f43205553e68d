"""Make the synthetic food hub list: it overlaps with the council's, and the true key is held back.

Run from anywhere: `python datasets/food-hub/make.py`. The same seed gives the same bytes. The
people are those of datasets/council/make.py; the key goes to truth.csv, never to data.csv.
"""

import json
import runpy
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
COUNCIL = runpy.run_path(str(HERE.parent / "council" / "make.py"))
SEED = 20240703
ON_BOTH, HUB_ONLY, TWICE = 540, 160, 40

# The planted unevenness: how often a name is written another way at the hub, by naming pattern,
# and how often an unknown birth date was set to 1 January. Moving house is the same for all.
WRITTEN_ANOTHER_WAY = {
    "British": 0.08,
    "Irish": 0.20,
    "Polish": 0.30,
    "Chinese": 0.40,
    "Arabic": 0.45,
    "Somali": 0.55,
}
FIRST_OF_JANUARY = {"Arabic": 0.10, "Somali": 0.15}
ANY_FIRST_OF_JANUARY, MOVED, DAY_AND_MONTH_SWAPPED = 0.02, 0.15, 0.03

FORENAMES = {
    "Katherine": "Kate", "Elizabeth": "Liz", "Susan": "Sue", "Rebecca": "Becky", "Joanne": "Jo",
    "Patricia": "Pat", "Deborah": "Debbie", "Gemma": "Jemma", "William": "Bill", "Robert": "Bob",
    "Michael": "Mick", "Anthony": "Tony", "Stephen": "Steve", "Thomas": "Tommy", "Daniel": "Dan",
    "Kenneth": "Ken", "Siobhán": "Shivaun", "Áine": "Anya", "Bridget": "Bridie",
    "Róisín": "Rosheen",
    "Maeve": "Meadhbh", "Nuala": "Nula", "Seán": "Shaun", "Pádraig": "Patrick", "Declan": "Dec",
    "Cormac": "Cormack", "Eoin": "Owen", "Fergal": "Feargal", "Małgorzata": "Gosia",
    "Agnieszka": "Aga", "Katarzyna": "Kasia", "Joanna": "Asia", "Elżbieta": "Ela", "Łucja": "Lucja",
    "Łukasz": "Lukasz", "Grzegorz": "Greg", "Tomasz": "Tomek", "Paweł": "Pawel",
    "Wojciech": "Wojtek", "Stanisław": "Staszek", "Fatima": "Fatimah", "Aisha": "Ayesha",
    "Maryam": "Mariam", "Noor": "Nour", "Khadija": "Khadijah", "Yasmin": "Yasmeen",
    "Mohammed": "Muhammad", "Ahmed": "Ahmad", "Yousef": "Yusuf", "Ibrahim": "Ebrahim",
    "Khalid": "Khaled", "Hussein": "Hussain",
}  # fmt: skip
HOMES = {
    "OO": ["own home"],
    "CR": ["council flat", "council house"],
    "HA": ["housing association"],
    "PR": ["private rent"],
    "OT": ["staying with friends", "hostel", "staying with family"],
}
ST_HELENS = ["St Helens", "St. Helens", "Saint Helens", "ST HELENS"]


def another_way(person: dict[str, str]) -> tuple[str, str]:
    """Write a name as somebody else might hear or key it, by its naming pattern."""
    first, last, pattern = person["forename"], person["surname"], person["name_group"]
    if pattern == "Chinese":  # the family name comes first, so the boxes are filled in that order
        return last, first
    if pattern == "Somali":  # the father's name is given as the last name, not the grandfather's
        return first, person["father"]
    if pattern == "Arabic":
        last = last.replace("Al-", "El ").replace("Bin-", "Ben ")
    if pattern == "Polish":  # a woman's ending is taken for a spelling mistake
        last = last[:-1] + "i" if last.endswith("a") else last
    if pattern == "Irish":
        last = last.replace("O'", "O").replace("Mc", "Mac")
    return FORENAMES[first], last


def birth_date(rng: np.random.Generator, person: dict[str, str]) -> tuple[str, str]:
    """Return the birth date as the hub holds it, and what happened to it."""
    year, month, day = person["date_of_birth"].split("-")
    chance, draw = FIRST_OF_JANUARY.get(person["name_group"], ANY_FIRST_OF_JANUARY), rng.random()
    if draw < chance:
        return f"01/01/{year}", "1 January"
    if draw < chance + DAY_AND_MONTH_SWAPPED and int(day) <= 12 and day != month:
        return f"{month}/{day}/{year}", "day and month swapped"
    return f"{day}/{month}/{year}", ""


def record(rng: np.random.Generator, person: dict[str, str]) -> dict[str, object]:
    """Write one person down as the hub does, with what was changed."""
    other = rng.random() < WRITTEN_ANOTHER_WAY[person["name_group"]]
    first, last = another_way(person) if other else (person["forename"], person["surname"])
    born, date_change = birth_date(rng, person)
    moved = rng.random() < MOVED
    home = COUNCIL["address"](rng) if moved else person
    borough = rng.choice(ST_HELENS) if home["borough"] == "St. Helens" else home["borough"]
    adults, children = int(rng.integers(1, 4)), int(rng.integers(0, 4))
    changes = ["name" if other else "", date_change, "moved house" if moved else ""]
    return {
        "name": f"{last}, {first}",
        "born": born,
        "postcode": home["postcode"],
        "town": borough,
        "area_2011": home["area_2011"],
        "at_home": f"{adults} adult" + "s" * (adults > 1) + f" + {children} kids" * (children > 0),
        "home": str(rng.choice(HOMES[person["tenure_code"]])),
        "first_visit": str(np.datetime64("2024-04-01") + rng.integers(0, 540)),
        "visits": int(rng.geometric(0.25)),
        "synthetic": "SYNTHETIC",
        "person": person["person"],
        "household": person["household"],
        "name_group": person["name_group"],
        "what_changed": "; ".join(change for change in changes if change),
    }


def everybody() -> pd.DataFrame:
    """Make the hub's list with its key: on both lists, on the hub's alone, and twice."""
    rng, people = np.random.default_rng(SEED), COUNCIL["people"]()
    known = people.head(COUNCIL["ON_REGISTER"]).sample(ON_BOTH, random_state=SEED)
    new = people.iloc[COUNCIL["ON_REGISTER"] :].sample(HUB_ONLY, random_state=SEED)
    again = known.sample(TWICE, random_state=SEED + 1)
    chosen = pd.concat([known, new, again]).astype({"forename": str}).to_dict("records")
    table = pd.DataFrame([record(rng, person) for person in chosen])
    table = table.sample(frac=1, random_state=SEED + 2, ignore_index=True)
    table.insert(0, "hub_ref", [f"H{number:03d}" for number in range(1, len(table) + 1)])
    table.loc[[10, 200, 390, 580], "born"] = table["born"].str[-4:]  # only a year was given
    table.loc[[25, 125, 325, 425, 525, 625], "postcode"] = ""  # no fixed address that week
    table.loc[[10, 200, 390, 580], "what_changed"] += "; year alone"
    return table


def key(table: pd.DataFrame) -> pd.DataFrame:
    """Return the true key: each hub record beside the council's number for the same person."""
    first = COUNCIL["register"]().drop_duplicates("person").set_index("person")["council_id"]
    return pd.DataFrame(
        {
            "hub_ref": table["hub_ref"],
            "council_id": table["person"].map(first).fillna(""),
            "household": table["household"],
            "name_group": table["name_group"],
            "what_changed": table["what_changed"].str.strip("; "),
            "registered_twice": np.where(table["person"].duplicated(keep=False), "yes", "no"),
        }
    )


def missed(table: pd.DataFrame) -> list[dict[str, object]]:
    """Count, by naming pattern, the people an exact join on name and birth date would miss."""
    register = COUNCIL["register"]()
    there = set(register["surname"] + ", " + register["forename"] + register["date_of_birth"])
    swapped = table["born"].str.split("/").str[::-1].str.join("-")
    both = table[key(table)["council_id"] != ""].assign(found=(table["name"] + swapped).isin(there))
    rows = []
    for pattern in WRITTEN_ANOTHER_WAY:
        found = both.loc[both["name_group"] == pattern, "found"]
        rows.append(
            {
                "name group": pattern,
                "records of people on both lists": len(found),
                "found by an exact join": int(found.sum()),
                "share missed": round(float(1 - found.mean()), 3),
            }
        )
    return rows


def truth(table: pd.DataFrame) -> dict[str, object]:
    """Write down what was planted, one sentence for each fault."""
    rates = ", ".join(f"{name} {rate:.0%}" for name, rate in WRITTEN_ANOTHER_WAY.items())
    return {
        "synthetic": True,
        "seed": SEED,
        "planted": [
            f"{ON_BOTH} people are on both lists and {HUB_ONLY} are on the hub's list alone.",
            f"{TWICE} people are on the hub's list twice, under two references.",
            f"The share of names written another way at the hub depends on the pattern: {rates}.",
            "Unknown birth dates were set to 1 January: 15% of Somali names, 10% of Arabic names "
            "and 2% of the others.",
            "3% of birth dates have day and month swapped, where that gives a date.",
            "15% moved house between the two lists, the same in every pattern.",
            "4 records give the year of birth alone, and 6 have no postcode.",
            "St. Helens is written in four ways, and only one is the one on the council's list.",
            "Areas are those of 2011, the council's those of 2021: three codes have no partner.",
            "Staying with friends, with family and in a hostel all become OT in the council's "
            "codes, so recoding loses who has no home of their own.",
        ],
        "table": missed(table),
    }


def main() -> None:
    """Write data.csv, the key and truth.json beside this file."""
    table = everybody()
    shared = table.drop(columns=["person", "household", "name_group", "what_changed"])
    shared.to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    key(table).to_csv(HERE / "truth.csv", index=False, lineterminator="\n")
    text = json.dumps(truth(table), indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
