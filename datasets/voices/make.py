"""Make the synthetic voices: 40 short comments as residents might leave them, and two coders.

Run from anywhere: `python datasets/voices/make.py`. Nothing is drawn by chance: the comments were
written for this course and stand below, so the same bytes come out each time. Nobody said them.
"""

import json
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
COLUMNS = ["heard_at", "borough", "about", "comment", "theme_a", "theme_b"]
COST, GETTING, LISTEN, KNOW, TRUST, GOOD = (
    "cost", "getting there", "being listened to", "knowing what there is", "trust with data",
    "works well",
)  # fmt: skip
THEMES = (COST, GETTING, LISTEN, KNOW, TRUST, GOOD)

# One comment a line, however long: it is read across.
# ruff: noqa: E501
# fmt: off
COMMENTS = [
    ("library", "Liverpool", "warm homes", "I put the heating on for one hour and then I go to bed with a hat on.", COST, COST),
    ("library", "Liverpool", "warm homes", "They asked if my home was cold. I said yes. That was in November and nobody rang.", LISTEN, LISTEN),
    ("phone", "Sefton", "warm homes", "The lad who fitted the draught strips was brilliant, the flat is a different place.", GOOD, GOOD),
    ("online form", "Sefton", "warm homes", "No idea there was a scheme until my daughter found it.", KNOW, KNOW),
    ("phone", "Halton", "warm homes", "I gave the same details to three people and each of them wrote it down again.", LISTEN, TRUST),
    ("drop-in", "Knowsley", "warm homes", "The letter was only in English so my mum put it in the bin.", KNOW, KNOW),
    ("drop-in", "Wirral", "warm homes", "Mine is the only purple house on the corner by the chippy, and it is freezing.", COST, KNOW),
    ("phone", "Sefton", "falls", "I fell in the kitchen and did not tell anyone, because they would put me in a home.", TRUST, TRUST),
    ("drop-in", "Liverpool", "falls", "The class is great but it is two buses away.", GETTING, GOOD),
    ("drop-in", "Liverpool", "falls", "The class is great and I can get off the floor now.", GOOD, GOOD),
    ("phone", "St. Helens", "falls", "The rail came in a week. Very pleased.", GOOD, GOOD),
    ("library", "Knowsley", "falls", "Who decides who gets a visit? I would like to know what the list goes by.", TRUST, TRUST),
    ("online form", "Wirral", "falls", "Nobody told us the pavement by the bank would be up for a year.", KNOW, LISTEN),
    ("phone", "Halton", "falls", "I rang twice about the loose step and a person listened the second time.", LISTEN, LISTEN),
    ("drop-in", "Liverpool", "buses", "The last bus goes at ten to seven and my shift ends at seven.", GETTING, GETTING),
    ("drop-in", "Liverpool", "buses", "The last bus goes before my shift ends. I said so last year as well.", GETTING, LISTEN),
    ("drop-in", "Liverpool", "buses", "No bus after seven means no evening class for me.", GETTING, GETTING),
    ("drop-in", "Liverpool", "buses", "Please put the seven o'clock bus back.", GETTING, GETTING),
    ("drop-in", "Liverpool", "buses", "We need the seven o'clock bus.", GETTING, GETTING),
    ("drop-in", "Liverpool", "buses", "Seven o'clock bus!", GETTING, GETTING),
    ("online form", "Wirral", "buses", "Two pounds each way is a lot when there are four of us.", COST, COST),
    ("online form", "Sefton", "buses", "The app says the bus has gone when it is standing there.", KNOW, KNOW),
    ("phone", "St. Helens", "buses", "The driver waits until I sit down. It makes all the difference.", GOOD, GOOD),
    ("library", "Knowsley", "libraries", "I come for the warm and stay for the papers.", GOOD, COST),
    ("library", "Knowsley", "libraries", "The computers ask for my date of birth. What is that for?", TRUST, TRUST),
    ("library", "Sefton", "libraries", "The ramp is steep and the door is heavy.", GETTING, GETTING),
    ("online form", "Liverpool", "libraries", "Open on Sunday. Please.", GETTING, LISTEN),
    ("library", "Liverpool", "libraries", "They taught my dad to do a video call with my aunt. Lovely people.", GOOD, GOOD),
    ("online form", "Wirral", "libraries", "I did not know you could borrow a laptop.", KNOW, KNOW),
    ("phone", "Halton", "appointments", "I am eighth in the queue every morning at eight.", GETTING, GETTING),
    ("phone", "Sefton", "appointments", "The text says reply to cancel, and then it says you cannot reply.", KNOW, KNOW),
    ("phone", "St. Helens", "appointments", "I missed it because the letter came the day after.", KNOW, KNOW),
    ("library", "Liverpool", "appointments", "The woman at the desk spoke to me in my own language and I cried.", GOOD, GOOD),
    ("phone", "Knowsley", "appointments", "Taxi there and back was twenty six pounds.", COST, COST),
    ("online form", "Wirral", "appointments", "Why does the hospital not know what my doctor knows?", TRUST, TRUST),
    ("drop-in", "Sefton", "food support", "I do not want my name on a list for being hungry.", TRUST, TRUST),
    ("drop-in", "Sefton", "food support", "They asked what I can cook before they packed the bag. Nobody ever asks.", LISTEN, LISTEN),
    ("drop-in", "Wirral", "food support", "It shuts at three and school is out at quarter past.", GETTING, GETTING),
    ("library", "Liverpool", "food support", "I gave up coming because they look at you.", LISTEN, TRUST),
    ("phone", "St. Helens", "food support", "Prices went up and the bag got smaller.", COST, COST),
]
# fmt: on

PLANTED = [
    "Six comments from one drop-in in Liverpool ask for the same bus: a loud group is not six "
    "separate groups.",
    "Comments V15 and V16 read like one person, heard twice.",
    "Comment V07 would let neighbours pick out a home.",
    "Comment V09 is about two things (the class is good, and far away), and the coders chose one "
    "each.",
    "No comment from Halton or St. Helens came in by any door but the phone.",
    "Nobody was asked for an age or an ethnic group, so who is missing cannot be counted.",
    "The coders agree on 32 of 40 comments; chance alone would give about 7.",
]


def voices() -> pd.DataFrame:
    """Return the comments with both coders' themes."""
    table = pd.DataFrame(COMMENTS, columns=COLUMNS)
    table.insert(0, "comment_id", [f"V{number:02d}" for number in range(1, len(table) + 1)])
    return table.assign(synthetic="SYNTHETIC")


def agreement(table: pd.DataFrame) -> dict[str, float]:
    """Return the share the coders agree on, the share chance would give, and Cohen's kappa."""
    agreed = float((table["theme_a"] == table["theme_b"]).mean())
    shares = [table[column].value_counts(normalize=True) for column in ("theme_a", "theme_b")]
    chance = float((shares[0] * shares[1]).sum())
    kappa = (agreed - chance) / (1 - chance)
    return {"agreed": agreed, "by_chance": round(chance, 4), "kappa": round(kappa, 4)}


def main() -> None:
    """Write data.csv and truth.json beside this file."""
    table = voices()
    table.to_csv(HERE / "data.csv", index=False, lineterminator="\n")
    counts = [
        {
            "theme": theme,
            "coder A": int((table["theme_a"] == theme).sum()),
            "coder B": int((table["theme_b"] == theme).sum()),
            "both": int(((table["theme_a"] == theme) & (table["theme_b"] == theme)).sum()),
        }
        for theme in THEMES
    ]
    card = {"synthetic": True, "planted": PLANTED, "agreement": agreement(table), "table": counts}
    text = json.dumps(card, indent=2, ensure_ascii=False)
    (HERE / "truth.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
