"""A made-up cohort, to try an evaluation on: nobody in it exists, and what changed is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.learning.evaluation.files import SPECS, Row
from greaterdata_lessons.learning.evaluation.load import Forms, read_rows
from greaterdata_lessons.learning.forms import task_key, words

_Told = dict[str, str]
FILE = "SYNTHETIC cohort"
ABOUT_RIGHT = 0.4  # of the tasks before the course
VERY_SURE = {True: 0.35, False: 0.25}  # of right answers, and of wrong ones
WORDS = ("More say in it.", "If somebody told me what it is for.", "Nothing.")


@dataclass
class _Maker:
    """Makes one cohort from a seed."""

    learn: float
    seed: int
    luck: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.luck = np.random.default_rng(self.seed)

    def person(self, number: int) -> Iterator[dict[str, str]]:
        """Give the forms of one person: always the first, mostly the second, often the third."""
        able = float(np.clip(self.luck.normal(ABOUT_RIGHT, 0.15), 0.05, 0.9))
        code, sheets = f"teapot{number}", "AB" if self.luck.random() < 0.5 else "BA"
        start = self.luck.normal(2.4, 0.6)
        yield self._form("before", (code, sheets[0]), able, (start, 0.0))
        if self.luck.random() < 0.85:
            after = able + self.learn * (1 - able)
            feels = start + 1.5 * self.learn
            yield self._form("after", (code, sheets[1]), after, (feels, start))
        if self.luck.random() < 0.7:
            yield self._later(code)

    def _form(
        self, form: str, who: tuple[str, str], able: float, felt: tuple[float, float]
    ) -> _Told:
        """Fill in one form: who it is and with which sheet, how able, and how sure now and then."""
        (code, sheet), (feels, before) = who, felt
        told = {"form": form, "code": code, "sheet": sheet}
        told["filled_on"] = "2026-09-08" if form == "before" else "2026-10-20"
        surer = self.learn if form == "after" else 0.0
        for part in SPECS[form].parts:
            for item in part.items:
                if part.name == f"tasks-{sheet}":
                    told |= self._task(item.id, sheet, len(item.options), able, surer)
                elif part.name == "confidence-work" and int(code[6:]) % 3:
                    continue  # two in three do not use data at work
                elif item.options and not part.sheet:
                    at = before - 0.3 if item.id.endswith("-back") else feels
                    at = 2.4 if part.name in {"trust", "curiosity"} else at
                    told[item.id] = self._rating(at, len(item.options) - 1)
                elif item.id == "U4" and self.luck.random() < 0.3:
                    told[item.id] = str(self.luck.choice(WORDS))
        return told

    def _task(
        self, name: str, sheet: str, options: int, able: float, surer: float
    ) -> dict[str, str]:
        key = task_key(sheet)[name]
        right = bool(self.luck.random() < able)
        wrong = [option for option in range(1, options + 1) if option != key]
        given = key if right else int(self.luck.choice(wrong))
        very = VERY_SURE[right] + (0.3 * surer if right else -0.15 * surer)
        fairly = 0.4
        sure = self.luck.choice(words()["how_sure"], p=[1 - very - fairly, fairly, very])
        return {name: str(given), f"{name}-sure": str(sure)}

    def _rating(self, at: float, most: int) -> str:
        if self.luck.random() < 0.03:
            return "rather not say"
        return str(int(np.clip(round(self.luck.normal(at, 0.7)), 1, min(most, 4))))

    def _later(self, code: str) -> dict[str, str]:
        told = {"form": "later", "code": code, "filled_on": "2027-01-20"}
        return told | {f"F{n}": str(1 + int(self.luck.random() > 0.4)) for n in range(1, 6)}


def made_up_cohort(people: int = 60, *, learn: float = 0.4, seed: int = 1) -> Forms:
    """Make the forms of a cohort of nobody, with a known change.

    Parameters
    ----------
    people : how many fill in the first form; most fill in the second, many the third.
    learn : how much of what is not yet known is learnt, from 0 (nothing changes) to 1.
    seed : the same seed makes the same cohort.

    Returns `Forms`, marked SYNTHETIC. Raises `LearnerError` for a size or a change out of range.

    >>> print(made_up_cohort(30))
    76 forms read: 30 before, 22 after, 24 later. Files of progress: 0.
    """
    if not 1 <= people <= 5000 or not 0 <= learn <= 1:
        raise LearnerError("Ask for 1 to 5,000 people, and a change from 0 to 1, such as 0.4.")
    maker = _Maker(learn, seed)
    made = [form for number in range(people) for form in maker.person(number)]
    return read_rows(Row(FILE, place, form) for place, form in enumerate(made, 2))
