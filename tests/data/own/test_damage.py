"""Damage at random: whatever happens to a file, a learner never meets a bare error."""

import random
from pathlib import Path

import pytest

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError
from tests.data.own.every import CASES

GOOD = [
    "UTF-8",
    "UTF-16 with its mark",
    "Windows-1252",
    "notes above and below",
    "workbook",
    "formula worked out",
    "ODS",
    "JSON nested",
    "JSON one record a line",
    "Parquet",
]
ROUNDS = 12


def damaged(held: bytes, seed: int) -> bytes:
    """Cut, flip, repeat or insert bytes, as a bad download or a failing disk does."""
    chance = random.Random(seed)
    spoilt = bytearray(held)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(spoilt) + 1)
        way = chance.randrange(4)
        if way == 0:
            spoilt = spoilt[: max(place, 1)]
        elif way == 1 and place < len(spoilt):
            spoilt[place] = chance.randrange(256)
        elif way == 2:
            spoilt[place:place] = spoilt[place : place + 20]
        else:
            spoilt[place:place] = chance.choice([b'"', b"\0", b",", b"\n", b"\xff", b"{", b"\r"])
    return bytes(spoilt)


@pytest.mark.parametrize("name", GOOD)
def test_random_damage_gets_a_sentence_or_a_reading_that_prints(name: str, tmp_path: Path) -> None:
    (case,) = [case for case in CASES if case.name == name]
    path = case.make(tmp_path)
    whole = path.read_bytes()
    outcomes = []
    for seed in range(ROUNDS):
        path.write_bytes(damaged(whole, seed))
        try:
            mine = gd.own(path)
            mine.typed()
            outcomes.append(str(mine).startswith("Your file"))
        except LearnerError as error:
            outcomes.append(len(str(error).split()) <= 60)
    assert outcomes == [True] * ROUNDS
