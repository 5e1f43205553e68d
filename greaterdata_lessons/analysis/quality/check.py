"""Is it good enough, and for what? The six dimensions of data quality, measured where they can be.

Dimensions: The Government Data Quality Framework (Government Data Quality Hub, 2020), which takes
them from DAMA UK.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from greaterdata_lessons.analysis.quality.columns import (
    BLANK,
    Column,
    Measure,
    column_measures,
)
from greaterdata_lessons.analysis.quality.dates import (
    BIRTHS,
    Days,
    date_measures,
    looks_like_dates,
    read_days,
)
from greaterdata_lessons.analysis.quality.missing import (
    completeness,
    find_groups,
    leanings,
    placed,
)
from greaterdata_lessons.analysis.quality.result import DIMENSIONS, Quality
from greaterdata_lessons.analysis.quality.rules import (
    Rule,
    as_day,
    order_measures,
    rule_measures,
)
from greaterdata_lessons.analysis.quality.same import likely_keys, same_measures
from greaterdata_lessons.analysis.quality.series import series_measures
from greaterdata_lessons.errors import LearnerError, did_you_mean


def quality(  # noqa: PLR0913 - each is one decision that a reader may want to see made
    frame: pd.DataFrame,
    *,
    by: str | Sequence[str] = (),
    key: str | Sequence[str] = (),
    same: str | Sequence[str] = (),
    dates: str | Sequence[str] = (),
    order: Sequence[str] = (),
    rules: Mapping[str, Rule] | None = None,
    on: str | date | None = None,
    name: str = "This table",
) -> Quality:
    """Measure the quality of a table: six dimensions, per column and per group.

    Parameters
    ----------
    frame : table with one row for each record.
    by : column or columns of groups, such as the site; blanks are compared between them. Without
        it, every column with a few groups is tried.
    key : column or columns that number the records; without it, the first that looks like one.
    same : columns that are alike when two rows are about the same person (your rule).
    dates : columns of days; without it, those that look like it.
    order : columns of days in the order in which they must come.
    rules : for a column, its allowed values (a list), its range (a pair), or its pattern (text).
    on : day of the check (default: today); later days are in the future.
    name : what to call the table.

    Returns a `Quality`. Nothing is changed or removed. Raises `LearnerError` when the table is
    empty, two columns have one name, or a column or rule is not there or cannot be read.

    >>> places = pd.DataFrame({"town": ["St Helens", "St. Helens", "Bootle", "Ainsdale", "n/a"]})
    >>> found = quality(places, on="2026-04-01")
    >>> print(found.table[["column", "found", "rows"]].to_string(index=False))
    column                       found  rows
      town                       blank     1
      town a value written another way     1
    >>> print(places[found.marked("town", "a value written another way")].to_string())
             town
    1  St. Helens
    """
    day = date.today() if on is None else as_day(on, "the day of the check")
    columns = _read(frame)
    named = {"by": by, "key": key, "same": same, "dates": dates, "order": order}
    lists = {what: _known(columns, what, names) for what, names in named.items()}
    _known(columns, "rules", list(rules or {}))
    days = _days(columns, lists, day)
    groups = find_groups({one: columns[one] for one in columns if one not in days}, lists["by"])
    asked = groups if lists["by"] else []
    measures = _measures(columns, days, lists, rules or {}, day)
    measures += series_measures(columns, days, asked)
    measures.sort(key=lambda one: list(DIMENSIONS).index(one.dimension))
    return Quality(
        name=name,
        checked_on=day,
        rows=len(frame),
        columns=tuple(columns),
        measures=tuple(placed(one, groups) for one in measures),
        newest=_newest(days, day),
        groups=completeness(columns, asked),
        missing=leanings(columns, groups),
        index=frame.index,
    )


def _days(
    columns: Mapping[str, Column], lists: Mapping[str, list[str]], on: date
) -> dict[str, Days]:
    """Read the columns of days: those named, or those that look like it."""
    dated = lists["dates"] or [one for one in columns if looks_like_dates(columns[one])]
    return {one: read_days(columns[one], on) for one in dict.fromkeys([*dated, *lists["order"]])}


def _measures(
    columns: Mapping[str, Column],
    days: Mapping[str, Days],
    lists: Mapping[str, list[str]],
    rules: Mapping[str, Rule],
    day: date,
) -> list[Measure]:
    """Run every check of single columns, rows and rules."""
    found = []
    for one, column in columns.items():
        mine = column_measures(column)
        found += [m for m in mine if one not in days or m.what == BLANK]
        found += date_measures(days[one], day) if one in days else []
    key = lists["key"] or likely_keys(columns)[:1]
    found += same_measures(columns, days, key=key, same=lists["same"])
    found += rule_measures(columns, days, rules)
    found += order_measures(days, lists["order"])
    return found


def _newest(days: Mapping[str, Days], day: date) -> dict[str, date]:
    """Return the newest day of each column of events that is not after the check."""
    limit = day.year * 10_000 + day.month * 100 + day.day
    newest = {}
    for name, one in days.items():
        if BIRTHS.search(name.lower()):
            continue
        past = one.number[one.exists & (one.number <= limit)]
        if len(past):
            last = int(past.max())
            newest[name] = date(last // 10_000, last // 100 % 100, last % 100)
    return newest


def _read(frame: pd.DataFrame) -> dict[str, Column]:
    """Read every column once, or say why the table cannot be checked."""
    if not isinstance(frame, pd.DataFrame):
        raise LearnerError(
            f"quality() checks a pandas table, and this is a {type(frame).__name__}. "
            "Turn it into one first: frame.to_pandas() or pd.DataFrame(...)."
        )
    if frame.empty:
        raise LearnerError("The table has no rows, so there is nothing to check. Load it again.")
    twice = [str(name) for name in frame.columns[frame.columns.duplicated()]]
    if twice:
        raise LearnerError(f'Two columns are called "{twice[0]}". Give each a name of its own.')
    return {str(name): Column.of(str(name), frame[name]) for name in frame.columns}


def _known(columns: Mapping[str, Column], what: str, names: str | Sequence[str]) -> list[str]:
    """Insist that the named columns are there."""
    listed = [names] if isinstance(names, str) else list(names)
    for one in listed:
        if one not in columns:
            raise LearnerError(
                f'The table has no column "{one}", named in {what}=. {did_you_mean(one, columns)}'
            )
    return listed
