"""Make the synthetic falls-prevention list: a score, an outcome, and falls that went unrecorded.

Run from anywhere: `python datasets/falls/make.py`. The same seed gives the same bytes.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from greaterdata_lessons.data.catalogue import load

HERE = Path(__file__).resolve().parent
SEED = 20250601
PEOPLE = 6_000

# Who is on the list: the made-up practices look after far more people of the smaller groups than
# live in the region, so that most of them can be audited. The last one stays small on purpose.
SHARES = {
    "White": 0.735,
    "Asian": 0.08,
    "Black": 0.095,
    "Mixed": 0.045,
    "Other": 0.04,
    "Gypsy or Irish Traveller": 0.005,
}
AGES = {"65 to 74": 70, "75 to 84": 80, "85 and over": 90}

# The planted mechanism: a fall is on record when somebody wrote it down. Some people are known to
# their practice, so nearly all their falls are; others are not, and hardly any of theirs are.
# Fewer people of two groups are known to their practice.
KNOWN, LESS_KNOWN = 0.95, {"Black": 0.55, "Gypsy or Irish Traveller": 0.55}
WRITTEN_DOWN = {True: 0.97, False: 0.1}

# The score adds up what is on record; at REFERRED_FROM points a person is referred.
POINTS = {"age": 1.1, "alone": 9.0, "medicine": 2.6, "fall": 20.0}
REFERRED_FROM = 40
FIRST_DAY, DAYS = np.datetime64("2025-06-01"), 92
LETTER = {True: 0.85, False: 0.01}  # the falls clinic writes after a recorded fall: a leak


def pick(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """Draw positions in proportion to `weights`."""
    edges = np.cumsum(weights) / weights.sum()
    return np.searchsorted(edges, rng.random(size), side="right")


def older_people(rng: np.random.Generator) -> pd.DataFrame:
    """Draw borough and age band in proportion to the Census, and the rest as assumed above."""
    figures = load("lcr-boroughs")
    table = figures[figures["measure"] == "residents by age band"]
    table = table[table["category"].isin(list(AGES))].sort_values(["borough", "category"])
    drawn = table.iloc[pick(rng, table["value"].to_numpy(dtype=float), PEOPLE)]
    groups, shares = np.array(list(SHARES)), np.array(list(SHARES.values()))
    age = drawn["category"].map(AGES).to_numpy()
    return pd.DataFrame(
        {
            "borough": drawn["borough"].to_numpy(),
            "age_band": drawn["category"].to_numpy(),
            "sex": np.where(rng.random(PEOPLE) < 0.55, "Female", "Male"),
            "ethnic_group": groups[pick(rng, shares, PEOPLE)],
            "lives_alone": rng.random(PEOPLE) < 0.25 + 0.01 * (age - 65),
            "medicines": np.minimum(rng.poisson(3 + 0.08 * (age - 65)), 15),
        }
    )


def yearly_falls(rng: np.random.Generator, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Draw the falls of the year before, and whether each person truly falls in the year after."""
    age = table["age_band"].map(AGES).to_numpy()
    frail = 0.05 * (age - 75) + 0.4 * table["lives_alone"] + 0.12 * (table["medicines"] - 4)
    frail = frail.to_numpy() + rng.normal(0, 0.4, PEOPLE)
    before = np.minimum(rng.poisson(np.exp(-0.9 + 0.6 * frail)), 6)
    after = rng.random(PEOPLE) < 1 / (1 + np.exp(-(-2.3 + 0.9 * frail + 1.3 * before)))
    return before, after


def falls() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the list and, apart from it, who truly fell; the streams are separate."""
    who, life, recorded, day, letter = np.random.default_rng(SEED).spawn(5)
    table = older_people(who)
    before, fell = yearly_falls(life, table)
    seen = recorded.random(PEOPLE) < table["ethnic_group"].map(LESS_KNOWN).fillna(KNOWN).to_numpy()
    chance = np.where(seen, WRITTEN_DOWN[True], WRITTEN_DOWN[False])
    known, noted = recorded.binomial(before, chance), fell & (recorded.random(PEOPLE) < chance)
    age = table["age_band"].map(AGES).to_numpy()
    score = POINTS["age"] * (age - 65) + POINTS["alone"] * table["lives_alone"]
    score = score + POINTS["medicine"] * table["medicines"] + POINTS["fall"] * known
    score = score.clip(0, 100).round().astype(int)
    wrote = letter.random(PEOPLE) < np.where(noted, LETTER[True], LETTER[False])
    days = FIRST_DAY + np.sort(day.integers(0, DAYS, PEOPLE))
    person = np.array([f"F{number:04d}" for number in range(1, PEOPLE + 1)])
    listed = pd.DataFrame(
        {
            "person_id": person,
            "scored_on": days.astype(str),
            **{name: table[name] for name in ("borough", "sex", "age_band", "ethnic_group")},
            "lives_alone": yes(table["lives_alone"]),
            "medicines": table["medicines"],
            "falls_on_record": known,
            "referral_score": score,
            "referred": yes(score >= REFERRED_FROM),
            "fall_recorded": yes(noted),
            "falls_clinic_letter": yes(wrote),
            "synthetic": "SYNTHETIC",
        }
    )
    return listed, pd.DataFrame({"person_id": person, "fell": yes(fell)})


def yes(flags: np.ndarray | pd.Series) -> np.ndarray:
    """Write a yes or a no for each person."""
    return np.where(flags, "yes", "no")


def group_truth(listed: pd.DataFrame, true: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Say, for each group, who fell, how much of it is on record, and whom the score missed."""
    table = listed.assign(fell=true["fell"])
    facts = {}
    for group in SHARES:
        own = table[table["ethnic_group"] == group]
        fell, noted = own[own["fell"] == "yes"], own[own["fall_recorded"] == "yes"]
        facts[group] = {
            "people": len(own),
            "fell": len(fell),
            "fall_recorded": len(noted),
            "missed_of_recorded": round(float((noted["referred"] == "no").mean()), 4),
            "missed_in_truth": round(float((fell["referred"] == "no").mean()), 4),
        }
    return facts


def truth(listed: pd.DataFrame, true: pd.DataFrame) -> dict[str, object]:
    """Write down what was planted, so that a finding can be marked."""
    return {
        "synthetic": True,
        "seed": SEED,
        "planted": [
            "55 in 100 Black people are known to their practice, and 95 in 100 others. If somebody "
            "is known, 97 in 100 of their falls are written down; if not, 10 in 100. That is so "
            "before the score was made, and after it.",
            "So the score is lower for Black people who fall, and the record hides it: "
            "measured against recorded falls, the gap in people missed does not stand out.",
            "Gypsy or Irish Traveller people have the same barrier. There are so few of them on "
            "the list that the data cannot show it.",
            "Nobody's true chance of falling depends on ethnic group.",
            "falls_clinic_letter is written after a recorded fall. "
            "It would not be there when a score is made.",
        ],
        "groups": group_truth(listed, true),
    }


def main() -> None:
    """Write data.csv, truth.csv and truth.json beside this file."""
    listed, true = falls()
    listed.to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    true.to_csv(HERE / "truth.csv", index=False, lineterminator="\n")
    text = json.dumps(truth(listed, true), indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
