"""Make the synthetic council register, and the made-up people whom the food hub meets too.

Run from anywhere: `python datasets/council/make.py`. The same seed gives the same bytes. The names
are invented lists in six naming patterns; nobody in them is a real person.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from greaterdata_lessons.data.places import BOROUGHS

HERE = Path(__file__).resolve().parent
SEED = 20240702
PEOPLE, ON_REGISTER, TWICE = 2_000, 1_600, 25

# Naming pattern: share of the made-up people, women's names, men's names, family names.
# Shares are chosen so that each pattern has enough people to count; they are not the region's.
PATTERNS: dict[str, tuple[float, list[str], list[str], str]] = {
    "British": (
        0.46,
        ["Katherine", "Elizabeth", "Susan", "Rebecca", "Joanne", "Patricia", "Deborah", "Gemma"],
        ["William", "Robert", "Michael", "Anthony", "Stephen", "Thomas", "Daniel", "Kenneth"],
        "Ashwell Brackmoor Cresslow Dunmarsh Fernhollow Garthley Haddock-Lee Inglesmoor Kelbrook "
        "Larkhill Marfield Netherby Oxenholt Pellingworth Ravenscar Stanbrook Thornwick Wexley",
    ),
    "Irish": (
        0.10,
        ["Siobhán", "Áine", "Bridget", "Róisín", "Maeve", "Nuala"],
        ["Seán", "Pádraig", "Declan", "Cormac", "Eoin", "Fergal"],
        "O'Dallan O'Farrismore McGlinnan McTurlough O'Shantry Kilbrannon McCorrigal O'Brollan",
    ),
    "Polish": (
        0.14,
        ["Małgorzata", "Agnieszka", "Katarzyna", "Joanna", "Elżbieta", "Łucja"],
        ["Łukasz", "Grzegorz", "Tomasz", "Paweł", "Wojciech", "Stanisław"],
        "Brzezarski Dąbrolski Gradowski Jeziorański Kamiernicki Lipczyński Malinarski Sosnarski",
    ),
    "Arabic": (
        0.11,
        ["Fatima", "Aisha", "Maryam", "Noor", "Khadija", "Yasmin"],
        ["Mohammed", "Ahmed", "Yousef", "Ibrahim", "Khalid", "Hussein"],
        "Al-Barqani Al-Sahrawi Al-Nahrani Al-Jabalin Bin-Wadian Al-Tamrani Al-Qasrawi",
    ),
    "Chinese": (
        0.10,
        ["Mei Lin", "Xiu Ying", "Li Hua", "Yan Fang", "Jia Yi", "Hui Min"],
        ["Wei Jie", "Zhi Hao", "Jun Ming", "Guo Liang", "Tian Yu", "Yong Sheng"],
        "Zhoulin Qianwu Heshan Fengli Luozhen Xiehua",
    ),
    "Somali": (
        0.09,
        ["Hodan", "Ifrah", "Sahra", "Deeqa", "Ayaan", "Hibo"],
        ["Abdirahman", "Warsame", "Guled", "Liban", "Mahad", "Bashiir"],
        "Warfadoon Guuleysane Xirsiyaal Caynaanle Daahirow Faaraxle Jaamacow Rooblaan",
    ),
}
STREETS = [
    "Madeup",
    "Invented",
    "Pretend",
    "Fable",
    "Fiction",
    "Storybook",
    "Nowhere",
    "Daydream",
    "Riddle",
    "Legend",
]
# Owns, council rents, housing association, private rents, other.
TENURES = {"OO": 0.42, "CR": 0.12, "HA": 0.20, "PR": 0.22, "OT": 0.04}
AREAS = 20
# Between 2011 and 2021 area 3 was split in two, and areas 7 and 8 were joined.
SPLIT, JOINED = {3: (21, 22)}, {7: 23, 8: 23}


def area_2021(area: int, house: int) -> int:
    """Return the area of 2021 for an area of 2011: a split area goes by the house number."""
    return SPLIT[area][house % 2] if area in SPLIT else JOINED.get(area, area)


def address(rng: np.random.Generator) -> dict[str, object]:
    """Draw an address that cannot exist: no real postcode begins with ZZ."""
    area, house = int(rng.integers(1, AREAS + 1)), int(rng.integers(1, 120))
    letters = "".join(rng.choice(list("ABDEFGHJLNPQRSTUWXYZ"), 2))
    return {
        "address": f"{house} {rng.choice(STREETS)} {rng.choice(['Road', 'Street', 'Lane'])}",
        "postcode": f"ZZ{area} {rng.integers(1, 10)}{letters}",
        "borough": BOROUGHS[(area - 1) % len(BOROUGHS)],
        "area_2011": f"A{area:03d}",
        "area_2021": f"A{area_2021(area, house):03d}",
    }


def household(rng: np.random.Generator, number: int) -> list[dict[str, object]]:
    """Draw one to three adults who share a home, a naming pattern and mostly a family name."""
    shares = np.array([row[0] for row in PATTERNS.values()])
    pattern = str(rng.choice(list(PATTERNS), p=shares / shares.sum()))
    _, women, men, families = PATTERNS[pattern]
    home, adults = address(rng), int(rng.choice([1, 2, 3], p=[0.45, 0.4, 0.15]))
    family, born = str(rng.choice(families.split())), None
    tenure = str(rng.choice(list(TENURES), p=list(TENURES.values())))
    size, people = adults + int(rng.integers(0, 4)), []
    for _ in range(adults):
        woman = bool(rng.random() < 0.5)
        twin = born is not None and rng.random() < 0.08  # shared birth dates within a home
        days = int(rng.integers(0, 22_000))
        born = born if twin else np.datetime64("1944-01-01") + days
        people.append(
            {
                "name_group": pattern,
                "forename": str(rng.choice(women if woman else men)),
                "surname": ending(family, woman) if pattern != "Somali" else str(rng.choice(men)),
                "grandfather": family,
                "date_of_birth": str(born),
                "household": number,
                "household_size": size,
                "tenure_code": tenure,
                **home,
            }
        )
    return people


def ending(family: str, woman: bool) -> str:
    """Give a Polish family name its woman's ending: -ski becomes -ska."""
    return family[:-1] + "a" if woman and family.endswith(("ski", "cki")) else family


def people() -> pd.DataFrame:
    """Make the people whom both lists draw on, one row a person."""
    rng, rows, number = np.random.default_rng(SEED), [], 0
    while len(rows) < PEOPLE:
        number += 1
        rows += household(rng, number)
    table = pd.DataFrame(rows[:PEOPLE])
    # The council writes a Somali grandfather's name as the surname, as its form has two boxes.
    somali = table["name_group"] == "Somali"
    table["father"] = table["surname"].where(somali, "")
    table["surname"] = table["surname"].where(~somali, table["grandfather"])
    return table.drop(columns="grandfather").rename_axis("person").reset_index()


def register() -> pd.DataFrame:
    """Make the council's list with its key: who is on it, and the 25 who are on it twice."""
    rng = np.random.default_rng(SEED + 1)
    known = people().head(ON_REGISTER)
    again = known.sample(TWICE, random_state=SEED).assign(
        postcode=lambda table: [address(rng)["postcode"] for _ in range(len(table))]
    )
    table = pd.concat([known, again]).sample(frac=1, random_state=SEED + 2, ignore_index=True)
    table.insert(0, "council_id", [f"C{number:05d}" for number in range(1, len(table) + 1)])
    checked = np.datetime64("2019-01-01") + rng.integers(0, 2_400, len(table))
    return table.assign(last_checked=checked.astype(str), synthetic="SYNTHETIC")


def written(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns the council shares."""
    columns = (
        "council_id forename surname date_of_birth address postcode borough area_2021 "
        "household_size tenure_code last_checked synthetic"
    )
    return table[columns.split()]


def key(table: pd.DataFrame) -> pd.DataFrame:
    """Return the true key: who is on the register twice, who shares a home, and whose pattern."""
    ids = table.groupby("person")["council_id"]
    other = ids.transform("first").where(ids.cumcount() > 0, ids.transform("last"))
    return pd.DataFrame(
        {
            "council_id": table["council_id"],
            "also_listed_as": other.where(other != table["council_id"], ""),
            "household": table["household"],
            "name_group": table["name_group"],
        }
    )


def truth(table: pd.DataFrame) -> dict[str, object]:
    """Write down what was planted, one sentence for each fault."""
    old = int((table["last_checked"] < "2022-01-01").sum())
    homes = table.drop_duplicates("person")
    shared = int(homes.duplicated(["household", "date_of_birth"], keep=False).sum())
    faults = {
        "on the register twice, under two numbers and two postcodes": TWICE,
        "rows last checked before 2022": old,
        "adults who share a birth date with somebody in their home": shared,
    }
    return {
        "synthetic": True,
        "seed": SEED,
        "planted": [
            f"{TWICE} people are on the register twice: they moved, and got a second number.",
            f"{old} of {len(table)} rows were last checked before 2022, so addresses are old.",
            f"{shared} adults share a birth date with somebody in their home, so a birth date and "
            "a postcode do not point to one person.",
            "A Somali name has three parts and the form has two boxes: the register holds the "
            "first name and the grandfather's name.",
            "Areas are those of 2021: area A003 of 2011 was split into A021 and A022, and A007 "
            "and A008 were joined into A023.",
            "Tenure OT (other) hides people who stay with friends or family.",
        ],
        "table": [{"planted": name, "rows": count} for name, count in faults.items()],
    }


def main() -> None:
    """Write data.csv, the key and truth.json beside this file."""
    table = register()
    written(table).to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    key(table).to_csv(HERE / "truth.csv", index=False, lineterminator="\n")
    text = json.dumps(truth(table), indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
