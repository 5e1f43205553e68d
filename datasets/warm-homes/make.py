"""Make the synthetic warm-homes referrals, with two barriers planted and the truth written down.

Run from anywhere: `python datasets/warm-homes/make.py`. The same seed gives the same bytes.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from greaterdata_lessons.data.catalogue import load
from greaterdata_lessons.data.places import BOROUGHS

HERE = Path(__file__).resolve().parent
SEED = 20240701
REFERRALS = 6_000

# The planted mechanism: most invitations went out in one landlord's newsletter, which few Asian
# residents get, and the rest to addresses on the council tax list. Everybody else has the same
# chance.
CHANCE = {"Asian": 0.55, "Gypsy or Irish Traveller": 0.3}

# Which door a referral came through, and how often that door leaves the ethnic group blank.
# The door does not depend on who the person is, so blanks fall evenly on all groups.
DOORS = {
    "GP practice": (0.35, 0.02),
    "council": (0.30, 0.12),
    "charity": (0.20, 0.03),
    "self": (0.15, 0.05),
}
DISABILITY_BLANK = 0.04
FIRST_DAY, DAYS = np.datetime64("2025-10-01"), 182


def pick(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Draw positions in proportion to `weights`."""
    edges = np.cumsum(weights) / weights.sum()
    return np.searchsorted(edges, rng.random(size), side="right")


def residents() -> pd.DataFrame:
    """Census residents by borough and detailed ethnic group, each with its planted chance."""
    figures = load("lcr-boroughs")
    table = figures[figures["measure"] == "residents by ethnic group"].copy()
    by_group = table["group"].map(CHANCE)
    table["chance"] = table["category"].map(CHANCE).fillna(by_group).fillna(1.0)
    return table.reset_index(drop=True)


def people(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Draw residents in proportion to the Census, and let each through with their chance."""
    drawn = pick(rng, table["value"].to_numpy(dtype=float), REFERRALS * 2)
    through = rng.random(len(drawn)) < table["chance"].to_numpy()[drawn]
    kept = table.iloc[drawn[through][:REFERRALS]]
    return kept[["borough", "group", "category"]].reset_index(drop=True)


def by_borough(rng: np.random.Generator, borough: pd.Series, measure: str, *out: str) -> np.ndarray:
    """Draw a category of `measure` for each person from the Census figures of their borough."""
    figures = load("lcr-boroughs")
    table = figures[(figures["measure"] == measure) & ~figures["category"].isin(out)]
    drawn = np.empty(len(borough), dtype=object)
    for name in BOROUGHS:
        here, options = (borough == name).to_numpy(), table[table["borough"] == name]
        position = pick(rng, options["value"].to_numpy(dtype=float), int(here.sum()))
        drawn[here] = options["category"].to_numpy()[position]
    return drawn


def referrals() -> pd.DataFrame:
    """Make the whole table; the streams are separate, so one part can change alone."""
    who, age, disability, door, blank, day = np.random.default_rng(SEED).spawn(6)
    table = people(who, residents())
    shares = np.array([share for share, _ in DOORS.values()])
    through = pick(door, shares, REFERRALS)
    blanks = np.array([gap for _, gap in DOORS.values()])[through]
    not_stated = blank.random(REFERRALS) < blanks
    disabled = by_borough(disability, table["borough"], "residents by disability")
    disabled[disability.random(REFERRALS) < DISABILITY_BLANK] = "Not stated"
    days = FIRST_DAY + np.sort(day.integers(0, DAYS, REFERRALS))
    return pd.DataFrame(
        {
            "referral_id": [f"R{number:04d}" for number in range(1, REFERRALS + 1)],
            "referred_on": days.astype(str),
            "referred_by": np.array(list(DOORS))[through],
            "borough": table["borough"],
            "age_band": by_borough(age, table["borough"], "residents by age band", "0 to 14"),
            "ethnic_group": table["group"].where(~not_stated, "Not stated"),
            "ethnic_group_detailed": table["category"].where(~not_stated, "Not stated"),
            "disabled": disabled,
            "synthetic": "SYNTHETIC",
        }
    )


def group_truth(table: pd.DataFrame, column: str) -> dict[str, dict[str, float]]:
    """Say, for each group, its chance and the ratio a perfect count would find."""
    table = table.assign(through=table["value"] * table["chance"])
    sums = table.groupby(column, sort=False)[["value", "through"]].sum()
    chance = sums["through"] / sums["value"]
    ratio = chance / (sums["through"].sum() / sums["value"].sum())
    return {
        str(name): {
            "relative_chance": round(float(chance[name]), 4),
            "true_ratio": round(float(ratio[name]), 4),
        }
        for name in sums.index
    }


def truth() -> dict[str, object]:
    """Write down what was planted, so that a finding can be marked."""
    table = residents()
    small = table[table["category"] == "Gypsy or Irish Traveller"].assign(
        group="Gypsy or Irish Traveller"
    )
    rest = table.drop(small.index)
    return {
        "synthetic": True,
        "seed": SEED,
        "planted": [
            "Asian residents had 0.55 of everybody else's chance of being referred: "
            "most invitations went out in one landlord's newsletter, and few of them got it.",
            "Gypsy or Irish Traveller residents had 0.3 of everybody else's chance: "
            "the other invitations went to addresses on the council tax list.",
            "Every other group had the same chance, and so had every borough, every age from 15 "
            "up, disabled and not disabled people.",
            "Nobody under 15 is on the list by design: the form asks for somebody older.",
            "A blank ethnic group depends on the door a referral came through, not on the person.",
        ],
        "groups": group_truth(pd.concat([rest, small]), "group"),
    }


def main() -> None:
    """Write data.csv and truth.json beside this file."""
    referrals().to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    text = json.dumps(truth(), indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
