"""Reading what an audit is given: labels, groups, weights; one sentence where it cannot be read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.counts_cells import MISSING
from greaterdata_lessons.analysis.fairness.measures import Floats
from greaterdata_lessons.errors import LearnerError, did_you_mean

Codes = npt.NDArray[np.intp]
Labels = npt.NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Groups:
    """Who is in which group: a code for each row, and the names of each code's categories."""

    codes: Codes
    names: tuple[tuple[str, ...], ...]
    by: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Rows:
    """One entry for each person: what was so, what was decided, their group and the rest."""

    true: Labels
    pred: Labels
    groups: Groups
    score: Floats | None = None
    weight: Floats | None = None
    cluster: Codes | None = None


def column(given: Any, data: Any, what: str) -> Any:
    """Return a column of `data` by its name, or what was given, as it is.

    >>> column("need", pd.DataFrame({"need": [1, 0]}), "y_true").tolist()
    [1, 0]
    """
    if not isinstance(given, str):
        return given
    if data is None:
        raise LearnerError(
            f'{what} is a name, "{given}", and there is no table to look in. '
            "Give the table too: data=..."
        )
    names = [str(name) for name in getattr(data, "columns", ())]
    if names and given not in names:
        raise LearnerError(f'The table has no column "{given}". {did_you_mean(given, names)}')
    found = data[given] if names else None
    if not hasattr(found, "__array__"):
        raise LearnerError(
            "An audit reads a pandas or Polars table. Count anything else where it is, and audit "
            "the counts: gd.audit(gd.count(table, by=..., outcome=..., prediction=...))"
        )
    return found


def labels(given: Any, what: str, positive: Hashable | None = None) -> Labels:
    """Return labels as 0 and 1; `positive` says which label is 1 when they are words.

    Raises `LearnerError` for gaps, and for labels that are neither 0 and 1 nor True and False.

    >>> labels(["yes", "no"], "y_true", "yes").tolist()
    [1, 0]
    """
    values = _values(given, what)
    _no_gaps(values, what)
    if values.dtype == bool:
        return values.astype(np.int8)
    if values.dtype.kind in "iuf" and (values.size == 0 or _is_zero_one(values)):
        return values.astype(np.int8)
    found = pd.unique(pd.Series(values, dtype=object))
    if set(found.tolist()) <= {0, 1}:
        return values.astype(np.int8)
    return _worded(values, found.tolist(), what, positive)


def groups(by: Any, data: Any, length: int, first: Any = None) -> Groups:
    """Return the groups of each row, by one characteristic or by several together.

    `first` is y_true; groups that are in another order than it would mix people up.

    >>> groups(["a", "b", None], None, 3).names
    (('a',), ('b',), ('Missing',))
    """
    parts = _parts(by, data)
    for name, values in parts.items():
        if isinstance(first, pd.Series):
            same_rows(first, values, name)
    read = [_coded(values, name, length) for name, values in parts.items()]
    names = tuple(str(name) for name in parts)
    if len(read) == 1:
        codes, categories = read[0]
        return Groups(codes, tuple((name,) for name in categories), names)
    shape = tuple(len(categories) for _, categories in read)
    joint = np.ravel_multi_index(tuple(codes for codes, _ in read), shape)
    there, packed = np.unique(joint, return_inverse=True)
    places = zip(*np.unravel_index(there, shape), strict=True)
    each = (tuple(read[part][1][code] for part, code in enumerate(place)) for place in places)
    return Groups(packed.astype(np.intp, copy=False), tuple(each), names)


def numbers(given: Any, what: str, length: int) -> Floats | None:
    """Return numbers, one for each row, or nothing when nothing was given."""
    if given is None:
        return None
    values = _values(given, what)
    if values.dtype.kind not in "iufb":
        raise LearnerError(f"{what} must be numbers, one for each row.")
    _same_length(len(values), length, what)
    _no_gaps(values, what)
    return values.astype(np.float64)


def chances(given: Any, length: int) -> Floats:
    """Return scores that are chances from 0 to 1, one for each of one or more rows."""
    values = numbers(given, "score", length)
    if values is None or not length or values.min() < 0 or values.max() > 1:
        raise LearnerError("A score must be a chance from 0 to 1, one for each person.")
    return values


def weights(given: Any, length: int) -> Floats | None:
    """Return weights, which are never negative and not all 0."""
    values = numbers(given, "weight", length)
    if values is not None and (values.min() < 0 or values.max() == 0):
        raise LearnerError(
            f"{int((values < 0).sum()):,} weights are below 0, or all are 0. A weight says how "
            "many people a row stands for: use 0 or more."
        )
    return values


def clusters(given: Any, length: int) -> Codes | None:
    """Return a code for the cluster of each row, such as the person or the practice."""
    return None if given is None else _coded(given, "cluster", length)[0]


def same_rows(first: Any, other: Any, what: str) -> None:
    """Insist that two columns are as long as each other, and in the same order."""
    _same_length(len(other), len(first), what)
    if not isinstance(first, pd.Series) or not isinstance(other, pd.Series | pd.DataFrame):
        return
    one, two = first.index, other.index
    if not one.equals(two) and one.is_unique and two.is_unique and one.isin(two).all():
        raise LearnerError(
            f"{what} has the same rows as y_true in another order, so people would be mixed up. "
            f"Put it in order first: {what}.loc[y_true.index]"
        )


def _values(given: Any, what: str) -> npt.NDArray[Any]:
    """Return anything that is a column as a flat array."""
    if given is None or np.isscalar(given):
        raise LearnerError(f"{what} must be a column: one entry for each person.")
    values = np.asarray(given)
    if values.ndim != 1:
        raise LearnerError(f"{what} must be one column, and it has {values.ndim} dimensions.")
    return values


def _is_zero_one(values: npt.NDArray[Any]) -> bool:
    if values.min() < 0 or values.max() > 1:
        return False
    return values.dtype.kind != "f" or bool(((values == 0) | (values == 1)).all())


def _no_gaps(values: npt.NDArray[Any], what: str) -> None:
    """Insist that every row has a value."""
    gaps = int(pd.isna(values).sum()) if values.dtype.kind in "fO" else 0
    if gaps:
        raise LearnerError(
            f"{gaps:,} of {len(values):,} rows have nothing in {what}. An audit cannot guess: "
            "leave those rows out and say so, or find out what they are."
        )


def _worded(
    values: npt.NDArray[Any], found: Sequence[Any], what: str, positive: Hashable | None
) -> Labels:
    """Read labels that are words, once it is known which of them is positive."""
    shown = ", ".join(str(label) for label in found[:6]) + (", ..." if len(found) > 6 else "")
    if positive is None:
        raise LearnerError(
            f"{what} holds {shown}, not 0 and 1 (or True and False). Say which means yes, "
            f"as in positive={found[0]!r}."
        )
    if len(found) > 2:
        raise LearnerError(
            f"{what} holds {len(found)} different labels ({shown}), and an audit needs two. "
            f"Make it a yes or no first, as in: {what} == {positive!r}"
        )
    if positive not in found and len(found) == 2:
        known = [str(label) for label in found]
        raise LearnerError(f'{what} never says "{positive}". {did_you_mean(positive, known)}')
    return np.asarray(values == positive).astype(np.int8)


def _parts(by: Any, data: Any) -> dict[str, Any]:
    """Return each characteristic with its column."""
    if by is None:
        raise LearnerError('By which groups? Say so, as in by="ethnic_group" or by=people["sex"].')
    if isinstance(by, pd.DataFrame | Mapping):
        return {str(name): by[name] for name in by}
    if isinstance(by, str):
        return {by: column(by, data, "by")}
    several = isinstance(by, list | tuple) and len(by) > 0
    if several and data is not None and all(isinstance(part, str) for part in by):
        return {name: column(name, data, "by") for name in by}
    if several and all(hasattr(part, "__len__") and not isinstance(part, str) for part in by):
        return {_name(part, f"group {place}"): part for place, part in enumerate(by, start=1)}
    return {_name(by, "group"): by}


def _name(values: Any, otherwise: str) -> str:
    name = getattr(values, "name", None)
    return str(name) if name not in (None, "") else otherwise


def _coded(values: Any, what: str, length: int) -> tuple[Codes, list[str]]:
    """Return a code for each row and the names of the codes; a gap is a category of its own."""
    _same_length(len(values), length, what)
    if isinstance(getattr(values, "dtype", None), pd.CategoricalDtype):
        kept = pd.Categorical(values)
        codes, found = np.asarray(kept.codes), kept.categories
    else:
        codes, found = _factorised(values)
    names = [str(name) for name in found]
    if codes.size and codes.min() < 0:
        if MISSING not in names:
            names.append(MISSING)
        codes = np.where(codes < 0, names.index(MISSING), codes)
    return codes.astype(np.intp, copy=False), names


def _factorised(values: Any) -> tuple[npt.NDArray[Any], Any]:
    """Number the categories of a column, in order."""
    flat: Any = values if isinstance(values, pd.Series) else np.asarray(values)
    try:
        codes, found = pd.factorize(flat, sort=True)
    except TypeError:  # a mix of words and numbers has no order of its own
        words = np.array([None if pd.isna(value) else str(value) for value in flat], dtype=object)
        codes, found = pd.factorize(words, sort=True)
    return codes, found


def _same_length(found: int, wanted: int, what: str) -> None:
    if found != wanted:
        raise LearnerError(
            f"{what} has {found:,} rows and y_true has {wanted:,}. They must be about the same "
            "people, in the same order."
        )
