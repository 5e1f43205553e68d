"""A finished capstone for tests: each step's right answer, on the made-up people."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

import greaterdata_lessons as gd
from greaterdata_lessons.governance.capstone.work import Capstone

QUESTION = {
    "for_whom": "Older people in cold homes",
    "could_hurt": "Somebody in a small group",
    "would_change": "Whether we open a telephone line",
}
RECORD = {
    "record": "D01", "data_set": "Referrals", "owner": "Hub", "theme": "warm homes",
    "places": "Wirral", "access": "closed", "one_row_is": "one referral",
    "why_collected": "to send help", "who_is_not_in_it": "whoever was never asked",
    "quality": "checked", "refresh": "weekly", "identifiers": "own number", "standards": "none",
}  # fmt: skip
RISK = {
    "risk": "A small group is recognised", "who": "Older people", "likely": "low", "bad": "high",
    "response": "Only protected tables leave", "left_over": "A neighbour may guess",
    "not_acting": "People stay cold", "owner": "KA",
}  # fmt: skip
BRIEF = "We asked who comes to us. From these data we cannot tell whether older people come less. "
BRIEFS = {
    "the board": BRIEF
    + "Please pay for one winter of a telephone line, from November to March, and look "
    "again in spring at how many people of each age have rung.",
    "residents": BRIEF + "You can ring us yourself, and it costs nothing.",
}


@cache
def people() -> pd.DataFrame:
    """The made-up people."""
    return gd.load("warm-homes")


def found() -> Any:
    """A comparison with a second list."""
    reached = gd.count(people(), by="borough", unit="referrals")
    return gd.representation(reached, against=gd.residents(by="borough"))


def safe() -> Any:
    """A protected table."""
    return gd.protect(pd.crosstab(people()["age_band"], people()["borough"]))


def picture() -> Any:
    """A picture with words."""
    bars = pd.Series({"Wirral": 0.94, "Sefton": 1.03}, name="ratio")
    return gd.chart(bars, title="Fewer from Wirral", alt="Ratios: Wirral 0.94, Sefton 1.03.")


def right(name: str, work: Capstone) -> Any:
    """Do one step of a capstone as it should be done."""
    return {
        "question": lambda: work.question("Who waits longest for help?", **QUESTION),
        "inventory": lambda: work.inventory(**RECORD),
        "quality": lambda: work.quality(gd.quality(people()), good_enough_for="Counting"),
        "basis": lambda: work.basis(
            "public task", because="The Act gives us the task", special="None is used", **RISK
        ),
        "representation": lambda: work.representation(found(), cannot_tell="Why"),
        "analysis": lambda: work.analysis(
            gd.compare_rates(85, 616, 801, 5384),
            baseline="Everybody else", finding="Cannot tell", not_for="Choosing people",
        ),
        "output": lambda: work.output(safe(), pictures=[picture()], also_public="Nothing else"),
        "brief": lambda: work.brief(BRIEFS),
        "action": lambda: work.action(
            "Ring three libraries", owner="KA", due="2999-01-31", for_whom="Older people"
        ),
    }[name]()  # fmt: skip


def finished(folder: Path, permission: str = "unsure") -> Capstone:
    """A capstone with all nine steps done."""
    work = gd.capstone(permission, file=folder / "mine.json")
    for name in (
        "question", "inventory", "quality", "basis", "representation", "analysis", "output",
        "brief", "action",
    ):  # fmt: skip
        right(name, work)
    return work
