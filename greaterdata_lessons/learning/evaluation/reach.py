"""Who came, and who did not: a tally kept by hosts, one characteristic at a time, against Census.

Nobody's name or form is in a tally: hosts count marks on a card. A tally has no place for two
characteristics together, so none can be crossed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from greaterdata_lessons.analysis.rates import Interval, share_interval
from greaterdata_lessons.analysis.reference import BREAKDOWNS, residents
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.learning.evaluation.files import table_rows
from greaterdata_lessons.learning.evaluation.release import Counted, Ledger, counted
from greaterdata_lessons.tables import html_table

COLUMNS = ("session", "what", "group", "people")
NOT_SAID = "not said"
LESSON = "lesson"
MANY = 10_000  # people in one row of a tally; a larger number is a slip


@dataclass(frozen=True)
class Tally:
    """Who came: `table` has session, what was counted, group and people."""

    table: pd.DataFrame

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was counted, such as "borough", in order."""
        return tuple(dict.fromkeys(self.table["what"]))


@dataclass(frozen=True)
class Reach:
    """Each group's share of the learners over its share of residents, as published.

    `table` has group, learners (rounded, or "<10"), share of residents, ratio and its interval;
    undefined where learners are too few to show.
    """

    what: str
    table: pd.DataFrame
    of: int | str
    unit: str
    on: str

    def below(self, least: float) -> list[str]:
        """Return the groups whose whole interval lies below a ratio."""
        return list(self.table.loc[self.table["high"] < least, "group"])

    def readable(self) -> pd.DataFrame:
        """Return the table for reading."""
        shown = self.table
        spans = zip(shown["low"], shown["high"], strict=True)
        return pd.DataFrame(
            {
                "group": shown["group"],
                "learners": shown["learners"].astype(str),
                "share of residents": [_percent(share) for share in shown["share_of_residents"]],
                "ratio": [_two(value) for value in shown["ratio"]],
                "95% interval": [_span(low, high) for low, high in spans],
            }
        )

    def __str__(self) -> str:
        """Return each group's ratio as a line."""
        lines = [
            f"Learners by {self.what.replace('_', ' ')}, about {self.of}, against {self.unit}:"
        ]
        for row in self.readable().to_dict("records"):
            lines.append(f"- {row['group']}: {row['learners']}, ratio {row['ratio']}.")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.readable(), caption=str(self).splitlines()[0].rstrip(":"))


def read_tally(path: Path) -> Tally:
    """Read a tally: a table with the columns session, what, group and people.

    `what` is a characteristic that Census counts, such as "borough" or "age_band", or "lesson";
    `group` is a group of it, or "not said". Raises `LearnerError`, naming the row, for anything
    else, and for a table that crosses two characteristics.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "tally.csv"
    ...     _ = path.write_text("session,what,group,people\\n1,borough,Sefton,12\\n")
    ...     read_tally(path).kinds
    ('borough',)
    """
    heads, rows = table_rows(path)
    _require_columns(path, heads)
    return Tally(pd.DataFrame([_checked(path, n, row) for n, row in rows], columns=COLUMNS))


def _require_columns(path: Path, heads: list[str]) -> None:
    if missing := [name for name in COLUMNS if name not in heads]:
        raise LearnerError(
            f'"{path.name}" lacks the column {", ".join(missing)}. A tally has: '
            f"{', '.join(COLUMNS)}."
        )
    if more := [name for name in heads if name not in COLUMNS and name]:
        raise LearnerError(
            f'"{path.name}" has the column {", ".join(more)} besides. A tally counts one '
            "characteristic at a time: two crossed would pick people out. Leave it out."
        )


def _checked(path: Path, number: int, row: Mapping[str, str]) -> tuple[str, str, str, int]:
    where = f'"{path.name}", row {number}'
    what, group, people = (row[name].strip() for name in COLUMNS[1:])
    kind = what.casefold().replace(" ", "_")
    if kind not in (*BREAKDOWNS, LESSON):
        raise LearnerError(f'{where}: "{what}" is not known. {did_you_mean(kind, BREAKDOWNS)}')
    if not people.isdecimal() or int(people) > MANY:
        raise LearnerError(f'{where}: "{people}" is no number of people. Write one, such as 12.')
    return row["session"].strip(), kind, _group(where, kind, group), int(people)


def _group(where: str, kind: str, group: str) -> str:
    """Return a group by the name that Census has for it."""
    if kind == LESSON or group.casefold() in {NOT_SAID, "not stated", "rather not say", ""}:
        return group if kind == LESSON else NOT_SAID
    known = {str(name).casefold(): str(name) for name in residents(kind).table[kind]}
    if group.casefold() not in known:
        raise LearnerError(f'{where}: there is no group "{group}". {did_you_mean(group, known)}')
    return known[group.casefold()]


def reach(tally: Tally, ledger: Ledger) -> tuple[Reach, ...]:
    """Return who came against residents, for each characteristic of a tally."""
    return tuple(_reach(tally, kind, ledger) for kind in tally.kinds if kind != LESSON)


def attendance(tally: Tally, ledger: Ledger) -> dict[str, int | str]:
    """Return how many came to each lesson, rounded, over all its sessions."""
    found = {}
    for lesson in dict.fromkeys(_of(tally, LESSON)["group"]):
        rows = _of(tally, LESSON).query("group == @lesson")
        people = _people(rows)
        told = ledger.release(f"attendance/{lesson}", people, lambda kept: _counts(kept, ledger))
        found[str(lesson)] = Counted.kept(told.content).of
    return found


def _of(tally: Tally, kind: str) -> pd.DataFrame:
    return tally.table[tally.table["what"] == kind]


def _people(rows: pd.DataFrame) -> dict[str, tuple[Any, ...]]:
    """Give every mark of a tally a name of its own, the same in every report."""
    return {
        f"{row.session}|{row.group}|{place}": (row.group,)
        for row in rows.groupby(["session", "group"], as_index=False)["people"].sum().itertuples()
        for place in range(int(row.people))
    }


def _counts(people: Mapping[str, tuple[Any, ...]], ledger: Ledger) -> dict[str, Any]:
    groups = pd.Series([told[0] for told in people.values()], dtype=object).value_counts(sort=False)
    counts = {str(name): int(count) for name, count in groups.items()} or {"nobody": 0}
    return counted(counts, threshold=ledger.threshold).content()


def _reach(tally: Tally, kind: str, ledger: Ledger) -> Reach:
    reference = residents(kind)
    people = _people(_of(tally, kind).query("group != @NOT_SAID"))
    released = ledger.release(f"reach/{kind}", people, lambda kept: _all(kept, kind, ledger))
    told = Counted.kept(released.content)
    rows = list(_rows(told, reference.table.set_index(kind)["count"]))
    table = pd.DataFrame(rows)
    return Reach(kind, table, told.of, reference.unit, released.on)


def _all(people: Mapping[str, tuple[Any, ...]], kind: str, ledger: Ledger) -> dict[str, Any]:
    """Count every group of the reference, those of whom nobody came among them."""
    said = [told[0] for told in people.values()]
    counts = {str(name): said.count(str(name)) for name in residents(kind).table[kind]}
    return counted(counts, threshold=ledger.threshold, whole=True).content()


def _rows(told: Counted, reference: pd.Series) -> Iterator[dict[str, object]]:
    nothing = Interval(float("nan"), float("nan"))
    for group, count in reference.items():
        share, number = float(count) / float(reference.sum()), told.number(str(group))
        of = int(told.of) if isinstance(told.of, int) else 0
        span = nothing if number is None else share_interval(min(number, of), of)
        yield {
            "group": str(group),
            "learners": told.cells[str(group)],
            "share_of_residents": share,
            "ratio": float("nan") if number is None else number / of / share,
            "low": span.low / share,
            "high": span.high / share,
        }


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _two(value: float) -> str:
    return "cannot be shown" if pd.isna(value) else f"{value:.2f}"


def _span(low: float, high: float) -> str:
    return "" if pd.isna(low) else f"{low:.2f} to {high:.2f}"
