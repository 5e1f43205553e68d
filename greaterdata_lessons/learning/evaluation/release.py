"""What may be published: counts through `gd.protect`, and never two reports a few people apart.

A count of people leaves here as a number rounded to 5, as "<10", or as "[c]" where showing it
would give another away. A table is counted anew only when at least ten people's answers in it
have changed since it was last published, and only if the difference of the two leaves open what
those ten said; until then it stays as it was, so that nobody who joins (or leaves, or is
corrected) can be worked out from two reports side by side.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.disclosure_attack import attack
from greaterdata_lessons.analysis.disclosure_protect import protect
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.files import write_whole

THRESHOLD, ROUNDING = 10, 5
HIDDEN = "[c]"
FORMAT, VERSION = "greaterdata releases", 1
Shown = int | str
People = Mapping[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Counted:
    """How many people gave each answer, as it may be published, and of how many."""

    cells: Mapping[str, Shown]
    of: Shown

    @classmethod
    def kept(cls, content: Mapping[str, Any]) -> Counted:
        """Return counts from the content of a release."""
        return cls(dict(content["cells"]), content["of"])

    def content(self) -> dict[str, Any]:
        """Return counts as the content of a release."""
        return {"cells": dict(self.cells), "of": self.of}

    def number(self, label: str) -> int | None:
        """Return a count as published; None where it is hidden."""
        shown = self.cells.get(label, HIDDEN)
        return shown if isinstance(shown, int) and isinstance(self.of, int) else None

    def words(self, label: str) -> str:
        """Say what is known of one answer: a share, few, nearly all, or nothing.

        >>> Counted({"yes": 40, "no": 20}, 60).words("yes")
        '67% of 60'
        >>> Counted({"yes": "[c]", "no": "<10"}, 60).words("yes")
        'all but <10 of 60'
        """
        shown, others = self.cells[label], [v for k, v in self.cells.items() if k != label]
        if isinstance(shown, int) and isinstance(self.of, int):
            return f"{shown / self.of:.0%} of {self.of:,}"
        if shown != HIDDEN:
            return f"{shown} of {self.of}"
        if len(others) == 1 and others[0] != HIDDEN:
            return f"all but {others[0]} of {self.of}"
        return "cannot be shown"


def counted(
    counts: Mapping[str, int], *, threshold: int = THRESHOLD, whole: bool = False
) -> Counted:
    """Return counts of people by answer as they may be published, with their total.

    counts: people by answer, each person once.
    threshold: counts below this are not shown, 0 among them; nor is a table of fewer people.
    whole: show the last answer too. All parts and their total, each rounded, tell whoever knows
        how many people there were the true numbers; so the last answer is left out otherwise.

    >>> counted({"yes": 43, "no": 19})
    Counted(cells={'yes': 45, 'no': '[c]'}, of=60)
    >>> counted({"yes": 56, "no": 4})
    Counted(cells={'yes': '[c]', 'no': '<10'}, of=60)
    >>> counted({"yes": 5, "no": 4})
    Counted(cells={'yes': '[c]', 'no': '[c]'}, of='<10')
    """
    return _counted(tuple(counts.items()), threshold, whole)


@cache
def _counted(pairs: tuple[tuple[str, int], ...], threshold: int, whole: bool) -> Counted:
    """Count as `counted` does; the same numbers come again and again."""
    counts, few = dict(pairs), f"<{threshold}"
    if sum(counts.values()) < threshold:
        return Counted(dict.fromkeys(counts, HIDDEN), few)
    series = pd.Series(counts, dtype="int64")
    safe = protect(series, threshold=threshold, rounding=ROUNDING, zeros="hide").table["count"]
    shown = {name: value if value == HIDDEN else int(value) for name, value in safe.items()}
    of, last = shown.pop("Total"), list(shown)[-1]
    shown[last] = shown[last] if whole else HIDDEN
    marked = {
        name: few if value == HIDDEN and counts[str(name)] < threshold else value
        for name, value in shown.items()
    }
    told = marked if says_no_more(marked, of, few) else shown
    return Counted({str(name): value for name, value in told.items()}, of)


def says_no_more(cells: Mapping[Any, Shown], of: Shown, few: str) -> bool:
    """Attack a table as a reader would: is each "<10" still anything from 0 to 9?

    >>> says_no_more({"yes": 40, "no": "<10"}, 45, "<10")
    False
    """
    if few not in cells.values():
        return True
    found = attack(pd.Series({**cells, "Total": of}, dtype=object), rounding=ROUNDING).table
    small = found[found["number"].isin([name for name, v in cells.items() if v == few])]
    most = int(few[1:]) - 1
    return bool((small["lowest"] == 0).all() and (small["highest"] == most).all())


@dataclass(frozen=True)
class Release:
    """One table as it may be published: its content, and since when."""

    content: Mapping[str, Any]
    on: str


@dataclass
class Ledger:
    """What was last published of each table, kept in a file beside the forms.

    It holds published numbers and, for each person in a table, a digest that tells only whether
    anything has changed. `save` writes it; nothing is written before. `waiting` says whether
    changes of a few people wait, and never in which table: that would say what the few filled in.
    """

    path: Path | None = None
    threshold: int = THRESHOLD
    today: date = field(default_factory=date.today)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    read: str = ""
    waiting: bool = False

    def release(
        self, key: str, people: People, make: Callable[[People], Mapping[str, Any]], each: int = 1
    ) -> Release:
        """Return a table as it may be published now.

        key: the table's name, the same in every report.
        people: what each person adds to the table, by their code.
        make: makes the content to publish from all people.
        each: the most that one person can add to one number, such as six answers.
        """
        now = {_digest(key, person, told) for person, told in people.items()}
        last = self.tables.get(key)
        content, on = json.loads(json.dumps(make(people))), self.today.isoformat()
        if last is not None:
            gone, came = len(set(last["people"]) - now), len(now - set(last["people"]))
            open_ = leaves_open(last["content"], content, (-gone * each, came * each))
            if max(gone, came) < self.threshold or not open_:
                self.waiting = self.waiting or bool(gone or came)
                return Release(last["content"], last["on"])
        if len(people) >= self.threshold:
            self.tables[key] = {"on": on, "people": sorted(now), "content": content}
        return Release(content, on)

    def save(self) -> None:
        """Write what is published now, whole or not at all.

        Raises LearnerError when somebody else published meanwhile.
        """
        if self.path is None:
            return
        there = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        if there != self.read:
            raise LearnerError(
                f"{self.path} has changed since it was read: somebody published meanwhile. "
                "Nothing was written. Make the report again."
            )
        kept = {"format": FORMAT, "version": VERSION, "threshold": self.threshold}
        self.read = json.dumps(kept | {"tables": self.tables}, indent=1, ensure_ascii=False)
        write_whole(self.path, self.read.encode())


def leaves_open(before: Any, after: Any, most: tuple[int, int]) -> bool:
    """Subtract one report from the next as a reader would: is what those between said left open?

    before, after: the content of two releases.
    most: how far a number can have fallen and risen.

    >>> told = [{"cells": {"yes": yes}, "of": 60} for yes in ("<10", 10, 20)]
    >>> leaves_open(told[0], told[1], (0, 10)), leaves_open(told[0], told[2], (0, 10))
    (True, False)
    """
    if not isinstance(before, dict) or not isinstance(after, dict):
        return True
    if "cells" not in before or "cells" not in after:
        return all(leaves_open(before[name], after[name], most) for name in before.keys() & after)
    pairs = [(before["cells"][name], after["cells"].get(name, HIDDEN)) for name in before["cells"]]
    for first, then in pairs:
        (low, high), (least, top) = _range(first), _range(then)
        if min(top - low, most[1]) - max(least - high, most[0]) < ROUNDING - 1:
            return False
    return True


def _range(shown: Shown) -> tuple[float, float]:
    """Return what a published number can stand for."""
    if isinstance(shown, int):
        return shown - ROUNDING // 2, shown + (ROUNDING - 1) // 2
    return (0, inf) if shown == HIDDEN else (0, int(shown[1:]) - 1)


def _digest(key: str, person: str, told: object) -> str:
    return hashlib.sha256(f"{key}|{person}|{told}".encode()).hexdigest()[:16]


def open_ledger(
    path: Path | None, *, threshold: int = THRESHOLD, today: date | None = None
) -> Ledger:
    """Open the file of what was published; a new one when there is none yet.

    Raises LearnerError for a threshold that hides next to nobody or differs from the last
    report's, and for a file that cannot be read: it is never overwritten.

    >>> open_ledger(None).tables
    {}
    """
    if threshold < 5:
        raise LearnerError(
            f"A threshold of {threshold} would let single people be seen. Use 10, or what your "
            "organisation's policy says, but not below 5."
        )
    ledger = Ledger(path, threshold, today or date.today())
    if path is None or not path.exists():
        return ledger
    ledger.read = path.read_text(encoding="utf-8")
    ledger.tables = _tables(path, ledger.read, threshold)
    return ledger


def _tables(path: Path, text: str, threshold: int) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT or kept["version"] > VERSION:
            raise ValueError("another format or a newer version")
        before, tables = int(kept["threshold"]), dict(kept["tables"])
        if not all({"on", "people", "content"} <= set(one) for one in tables.values()):
            raise ValueError("a table is not whole")
    except (ValueError, KeyError, TypeError) as error:
        raise LearnerError(
            f"{path} says what earlier reports showed, and cannot be read ({error}). Bring back "
            "its last copy: without it, a new report beside an old one could give somebody away."
        ) from None
    if before != threshold:
        raise LearnerError(
            f"Earlier reports used a threshold of {before}, and this one asks for {threshold}. "
            f"Side by side they could give people away: use {before}."
        )
    return tables
