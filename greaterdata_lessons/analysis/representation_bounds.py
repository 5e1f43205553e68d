"""What the findings would be if everybody whose group is not stated had stated one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from greaterdata_lessons.analysis.rates import share_interval
from greaterdata_lessons.analysis.representation_counts import finding
from greaterdata_lessons.tables import html_table

CHANGES = "could change"


@dataclass(frozen=True)
class NotStated:
    """The two answers that bound all others: nobody not stated is in a group, or everybody is.

    `table` has one row for each group: the ratio `if_none` of the people not stated are in it and
    `if_all` of them are, `low` and `high` (the range that holds either way, chance included), the
    `finding` as it stands, and `stays`: the same finding either way, or "could change".
    """

    table: pd.DataFrame
    people: int
    unit: str

    def __str__(self) -> str:
        """Return the findings that stay and those that could change, in words."""
        if not self.people:
            return "Every group is stated, so the findings stand as they are."
        rows = self.table.to_dict("records")
        same = [str(row["group"]) for row in rows if row["stays"] != CHANGES]
        other = [
            _range(row["group"], row["if_none"], row["if_all"])
            for row in rows
            if row["stays"] == CHANGES
        ]
        lines = [f"{self.people:,} {self.unit} have no group stated."]
        if same:
            lines.append(f"Whatever it is, the finding stays the same for: {', '.join(same)}.")
        if other:
            lines.append(
                "It could change for these, whose ratio lies between the two if none or all of "
                f"them are in the group: {', '.join(other)}."
            )
        return " ".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = f"If the {self.people:,} {self.unit} with no group stated had stated one"
        return html_table(self.table, caption=caption)


def _range(group: object, low: float, high: float) -> str:
    return f"{group} ({low:.2f} to {high:.2f})"


def bounded(
    table: pd.DataFrame, people: int, unit: str, *, level: float, close: float
) -> NotStated:
    """Return the findings of a table of `representation` for either answer of so many people.

    Source: C. F. Manski (1989), Journal of Human Resources 24, 343-360, bounds with nothing
    assumed of those who did not answer.

    >>> table = pd.DataFrame({"group": ["A", "B"], "reached": [30, 970],
    ...     "expected": [100.0, 900.0], "finding": ["fewer than expected", "close to expected"]})
    >>> bounded(table, 90, "records", level=0.95, close=0.1).table["stays"].tolist()
    ['could change', 'close to expected']
    """
    ranges = "reached_low" in table
    known = float(table["expected"].sum())
    rows = []
    for row in table.to_dict("records"):
        share, of = row["expected"] / known, known + people
        fewest = row["reached_low" if ranges else "reached"]
        most = min(row["reached_high" if ranges else "reached"] + people, of)
        low = share_interval(fewest, of, level=level).low / share
        high = share_interval(most, of, level=level).high / share
        same = finding(low, high, close) == row["finding"]
        rows.append(
            {
                "group": row["group"],
                "finding": row["finding"],
                "if_none": fewest / of / share,
                "if_all": most / of / share,
                "low": low,
                "high": high,
                "stays": row["finding"] if same else CHANGES,
            }
        )
    return NotStated(pd.DataFrame(rows), people, unit)
