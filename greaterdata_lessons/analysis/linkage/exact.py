"""The exact join: two rows are the same person when every letter agrees."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from greaterdata_lessons.analysis.linkage.lists import ready
from greaterdata_lessons.analysis.linkage.result import Links
from greaterdata_lessons.errors import LearnerError, did_you_mean


def join_exact(
    first: pd.DataFrame,
    second: pd.DataFrame,
    *,
    on: Sequence[str],
    ids: tuple[str, str],
    by: str | None = None,
) -> Links:
    """Join two lists where every letter of the named columns agrees.

    Parameters
    ----------
    first, second : the two lists, one row a record.
    on : columns that must agree; they have the same names in both. Days agree however they are
        written. A blank agrees with nothing.
    ids : the column that numbers the rows of the first list, and that of the second.
    by : column of the first list with groups, to see whose rows found nobody.

    Returns `Links`: every pair that agrees. `.lost` says what was lost by group, `.against(key)`
    compares with the truth. Raises `LearnerError` when a column is not there or an id repeats.

    >>> hub = pd.DataFrame({"ref": ["H1", "H2"], "name": ["Ann", "Bo"]})
    >>> council = pd.DataFrame({"no": ["C1", "C2"], "name": ["Ann", "Beau"]})
    >>> print(join_exact(hub, council, on=["name"], ids=("ref", "no")).table.to_string(index=False))
    ref no
     H1 C1
    """
    one, other = ready(first, second, on=on, ids=ids)
    keys = list(on)
    pairs = one.dropna(subset=keys).merge(other.dropna(subset=keys), on=keys)
    table = pairs[["id_x", "id_y"]].set_axis(list(ids), axis=1)
    how = f"the same {', '.join(keys)}"
    return Links(table, ids, how, (len(first), len(second)), groups_of(first, ids[0], by))


def groups_of(first: pd.DataFrame, number: str, by: str | None) -> pd.Series | None:
    """Return each row's group, by the row's number; what is blank is "not known"."""
    if by is None:
        return None
    if by not in first.columns:
        known = [str(column) for column in first.columns]
        raise LearnerError(f'The first list has no column "{by}". {did_you_mean(by, known)}')
    groups = first.set_index(first[number].astype(str))[by].astype(object)
    return groups.where(groups.notna() & (groups != ""), "not known")
