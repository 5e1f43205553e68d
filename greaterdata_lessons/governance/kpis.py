"""Four measures of an area's data, each with its rule, from a dated baseline on.

Quality, accessibility, availability and two-way sharing, as the region's blueprint for civic data
names them. A measure can rise because the data got better or because the rule got easier; so a
reading is kept with its rule, and two readings are compared only where the rule is the same.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.rates import Comparison, Rate, rate
from greaterdata_lessons.documents import Block
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.files import write_whole
from greaterdata_lessons.tables import html_table

NAME = "kpis.json"
FORMAT, VERSION = "greaterdata kpis", 1
NAMES = {
    "quality": "Required fields that pass their rules",
    "accessibility": "Listed data sets that a partner can get",
    "availability": "Themes and places with any data set",
    "two-way": "Flows of data with something coming back",
}


@dataclass(frozen=True)
class Reading:
    """One measure on one day: so many of so many, by which rule, and from what."""

    kpi: str
    on: str
    count: int
    of: int
    rule: str
    source: str = ""
    note: str = ""

    @property
    def rate(self) -> Rate:
        """The share with its interval; undefined when there was nothing to count."""
        return rate(self.count, self.of)

    def __str__(self) -> str:
        """Return the reading as a sentence."""
        note = f" {self.note}" if self.note else ""
        return f"{NAMES[self.kpi]}, {self.on}: {self.rate}{note}"

    __repr__ = __str__


@dataclass(frozen=True)
class Moved:
    """A measure since its baseline: first and last reading by one rule, and changes of the rule."""

    kpi: str
    first: Reading
    last: Reading
    rules: tuple[tuple[str, str], ...]

    @property
    def change(self) -> Comparison | None:
        """Last against first; None when there is one reading by this rule."""
        if self.first == self.last:
            return None
        return Comparison(self.last.count, self.last.of, self.first.count, self.first.of)

    def __str__(self) -> str:
        """Return where the measure stands, how it moved, and what changed in the rule."""
        lines = [f"{NAMES[self.kpi]}: {self.last.rate}"]
        if self.change is None:
            lines.append(f"This is the baseline, {self.first.on}.")
        else:
            lines.append(f"Since the baseline of {self.first.on}: {self.change}")
        for on, was in self.rules:
            lines.append(
                f'The rule changed on {on}; it was: "{was}". Earlier readings are not compared.'
            )
        return " ".join(lines)

    __repr__ = __str__


@dataclass(frozen=True)
class Kpis:
    """An area's measures over time; prints where each stands since its baseline."""

    owner: str
    would_show_failure: str
    written_on: str
    readings: tuple[Reading, ...] = ()
    read: str = field(default="", repr=False, compare=False)

    def add(self, reading: Reading) -> Kpis:
        """Return these measures with one more reading.

        Raises `LearnerError` for a reading of a day before the last one, or of a day to come.
        """
        known = [one.on for one in self.readings if one.kpi == reading.kpi]
        if known and reading.on < max(known):
            raise LearnerError(
                f"There is a reading of {reading.kpi} from {max(known)} already, and this one is "
                f"of {reading.on}. Add readings in the order of their days."
            )
        if reading.on > date.today().isoformat():
            raise LearnerError(f"{reading.on} is still to come. Give the day of the reading.")
        if reading.on < self.written_on:
            raise LearnerError(
                f"What would show failure was written on {self.written_on}, and this reading is "
                f"of {reading.on}: it was known before. Take the baseline afterwards."
            )
        return replace(self, readings=(*self.readings, reading))

    def moved(self, kpi: str) -> Moved:
        """Return how one measure moved since its baseline, by the rule of its last reading.

        Raises `LearnerError` when there is no such measure, or no reading of it.
        """
        found = [one for one in self.readings if one.kpi == kpi]
        if not found:
            known = list(dict.fromkeys(one.kpi for one in self.readings)) or list(NAMES)
            raise LearnerError(f'There is no reading of "{kpi}". {did_you_mean(kpi, known)}')
        last = found[-1]
        same = [one for one in found if one.rule == last.rule]
        rules = tuple((b.on, a.rule) for a, b in pairwise(found) if a.rule != b.rule)
        return Moved(kpi, same[0], last, rules)

    @property
    def all_moved(self) -> tuple[Moved, ...]:
        """How each measure that has a reading moved."""
        return tuple(self.moved(kpi) for kpi in dict.fromkeys(one.kpi for one in self.readings))

    @property
    def table(self) -> pd.DataFrame:
        """Every reading: one row each."""
        rows = [
            {"measure": NAMES[one.kpi], "day": one.on, "count": one.count, "of": one.of,
             "rule": one.rule, "from": one.source, "note": one.note}
            for one in self.readings
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["measure", "day", "count", "of", "rule", "from", "note"])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the measures to a file, whole or not at all.

        Raises `LearnerError` when somebody else changed the file meanwhile.
        """
        target = Path(path)
        there = target.read_text(encoding="utf-8") if target.exists() else ""
        if there not in {"", self.read}:
            raise LearnerError(
                f"{target} has changed since it was opened. Nothing was written: open it again "
                "with gd.kpis and add your reading to what is there."
            )
        told = {"format": FORMAT, "version": VERSION, **asdict(self)}
        told.pop("read")
        text = json.dumps(told, indent=1, ensure_ascii=False)
        write_whole(target, f"{text}\n".encode())
        return target

    def __str__(self) -> str:
        """Return what would show failure, and where each measure stands."""
        head = f"It failed if: {self.would_show_failure} (written on {self.written_on})."
        return "\n".join([head, *map(str, self.all_moved)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in str(self).splitlines())
        return lines + html_table(self.table, caption="Every reading with its rule")


def kpis(
    path: str | os.PathLike[str] | None = None,
    *,
    owner: str = "",
    would_show_failure: str = "",
    written_on: str | date | None = None,
) -> Kpis:
    """Open an area's measures of data, or begin them by saying what would show failure.

    Parameters
    ----------
    path : the file of measures begun earlier; without it, new ones are begun.
    owner : who answers for them.
    would_show_failure : what the figures would have to be for you to say that it did not work. It
        must be there before the first figure, or any figure can be called a success.
    written_on : the day it was written (default: today).

    Returns `Kpis`. Raises `LearnerError` when owner or the sign of failure is left out, and for a
    file that cannot be read.

    >>> begun = kpis(owner="Data lead, Sefton", written_on="2026-09-01",
    ...              would_show_failure="fewer than half of flows have a return after a year")
    >>> print(begun.add(Reading("two-way", "2026-09-02", 3, 20, "something came back")))
    It failed if: fewer than half of flows have a return after a year (written on 2026-09-01).
    Flows of data with something coming back: 15.0% (3 of 20); 95% interval 3.2% to 37.9%. This \
is the baseline, 2026-09-02.
    """
    if path is not None:
        return open_kpis(Path(path))
    if not owner.strip() or not would_show_failure.strip():
        raise LearnerError(
            "Before the first figure, say owner= (who answers for it) and would_show_failure= "
            "(what would show that this failed). Measures that cannot fail show nothing."
        )
    day = date.today() if written_on is None else written_on
    return Kpis(owner.strip(), would_show_failure.strip().rstrip("."), str(day))


def open_kpis(path: Path) -> Kpis:
    """Open a file of measures; raises LearnerError for one that cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        told: dict[str, Any] = json.loads(text)
        if told["format"] != FORMAT or told["version"] > VERSION:
            raise ValueError("it is of another kind or of a newer version")
        readings = tuple(Reading(**one) for one in told["readings"])
        return Kpis(told["owner"], told["would_show_failure"], told["written_on"], readings, text)
    except FileNotFoundError:
        raise LearnerError(f"There is no file {path}. Begin with gd.kpis(owner=...).") from None
    except (ValueError, KeyError, TypeError) as error:
        raise LearnerError(
            f"{path} is no whole file of measures ({error}). It was left as it is: bring back its "
            "last copy."
        ) from None


def blocks(measures: Kpis) -> Iterator[Block]:
    """Give the measures as blocks of a report."""
    yield Block("h2", "The area's data since the baseline")
    yield Block("p", f"It failed if: {measures.would_show_failure}. Written on "
                     f"{measures.written_on}; {measures.owner} answers for it.")  # fmt: skip
    rows = tuple(
        (NAMES[one.kpi], one.first.on, str(one.first.rate), one.last.on, str(one.last.rate),
         one.change.finding if one.change else "baseline")
        for one in measures.all_moved
    )  # fmt: skip
    heads = ("Measure", "Baseline of", "Baseline", "Last of", "Last", "So it is")
    yield Block("table", "Measures since their baselines, by one rule each", heads, rows)
    for one in measures.all_moved:
        yield Block("item", f"{NAMES[one.kpi]} is counted so: {one.last.rule}.")
        yield from (Block("item", f'Until {on} the rule was: "{was}".') for on, was in one.rules)
