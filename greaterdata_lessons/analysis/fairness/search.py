"""Searching subgroups, with chance allowed for: whoever looks at thousands finds something.

Every subgroup that up to five characteristics can name is compared with everybody else. The same
search is made many times in data where errors fall on people by lot, and a subgroup is named only
if it stands out further than nearly all that such searches find (Westfall and Young 1993,
Resampling-Based Multiple Testing, the single-step maximum).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.audit import audit
from greaterdata_lessons.analysis.fairness.measures import HARMS, Floats, Measure, masks
from greaterdata_lessons.analysis.fairness.result import NO_VERDICT, Audit
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

MOST = 5
ROOM = 20_000_000  # numbers held at once; the search by lot goes in portions of this


@dataclass(frozen=True, eq=False)
class Subgroups:
    """The subgroups whose rate stands out to their harm, the clearest first.

    `table` has one row for each: who they are, `count` people `of` so many, their `rate`, the
    `other_rate`, the people `expected`, the `gap`, and `chance`: how often a search of data
    without any gap would find something that stands out as far. `searched` is how many subgroups
    had at least `smallest` people to count.
    """

    table: pd.DataFrame
    searched: int
    by: tuple[str, ...]
    measure: str
    unit: str
    smallest: int

    def __str__(self) -> str:
        """Say how many were searched, and who stands out, in people."""
        by = ", ".join(self.by).replace("_", " ")
        head = f"{self.searched:,} subgroups of {self.smallest} or more, by {by}; {self.measure}."
        lines = [
            f"- {row['subgroup']}: {row['count']:,.0f} of {row['of']:,.0f} {self.unit}; "
            f"{row['expected']:,.0f} would be expected at everybody else's rate "
            f"(chance alone: {row['chance']:.3f})."
            for row in self.table.to_dict("records")
        ]
        nobody = "None stands out further than chance would make one stand out."
        return "\n".join([head, *(lines or [nobody]), NO_VERDICT])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = f"Subgroups that stand out, of {self.searched:,} searched ({self.measure})"
        return html_table(self.table, caption=caption) + f"<p>{NO_VERDICT}</p>"


def subgroups(  # noqa: PLR0913 - each is one decision a reader may want to see made
    y_true: Any,
    y_pred: Any = None,
    *,
    by: Any = None,
    data: Any = None,
    measure: str | None = None,
    depth: int = 3,
    smallest: int = 10,
    positive: Hashable | None = None,
    purpose: str = "help",
    unit: str = "people",
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Subgroups:
    """Search all subgroups of up to five characteristics for those an error falls on most.

    Parameters
    ----------
    y_true, y_pred, by, data, positive, purpose, unit : as for `audit`; a cube will do too.
    measure : what to compare; the harm unless you say.
    depth : how many characteristics may be put together, up to five.
    smallest : subgroups with fewer people to count than this are not compared.
    draws : how many searches by lot to make; level, seed : how sure to be, and of which lots.

    Returns `Subgroups`. In data without any gap something is named in at most 5 searches of 100
    (`level` 0.95). Only the harmful side is named: missed or accused more often, chosen or
    rightly judged less often. A narrower subgroup is named only when it stands out further than
    every wider one it belongs to. Raises `LearnerError` for more than five characteristics, for
    weights, and as `audit` does.

    >>> need, who = [1] * 400 + [0] * 4, ["A", "B"] * 202
    >>> missed = [int(name == "B" or place % 4 == 0) for place, name in enumerate(who)]
    >>> age = (["old"] * 2 + ["young"] * 2) * 101
    >>> print(subgroups(need, missed, by={"who": who, "age": age}).table["subgroup"].tolist())
    ['who A, age young', 'who A', 'age young']
    """
    found = audit(
        y_true, y_pred, by=by, data=data, measures=None if measure is None else [measure],
        positive=positive, purpose=purpose, unit=unit, level=level,
    )  # fmt: skip
    _searchable(found, depth)
    return _search(found, min(depth, len(found.tally.by)), smallest, draws, seed)


def _searchable(found: Audit, depth: object) -> None:
    """Insist on few enough characteristics, and on people who count one each."""
    if len(found.tally.by) > MOST:
        raise LearnerError(
            f"{len(found.tally.by)} characteristics make more subgroups than can be told apart. "
            f"Choose up to {MOST}."
        )
    if not isinstance(depth, int) or not 1 <= depth <= MOST:
        raise LearnerError(f"A depth of {depth} is not a whole number from 1 to {MOST}.")
    if found.tally.squares is not None:
        raise LearnerError("Subgroups are searched in people who count one each, not in weights.")


def _search(found: Audit, depth: int, smallest: int, draws: int, seed: int) -> Subgroups:
    """Compare every subgroup, and name those that stand out further than lots would."""
    tally, measure = found.tally, found.terms.measures[0]
    names, member = _members(tally.names, tally.by, depth)
    inside, of = (tally.cells @ mask[:, 0] for mask in masks([measure]))
    large = (member @ of >= smallest) & (of.sum() - member @ of >= smallest)
    if not large.any():
        raise LearnerError(
            f"No subgroup has {smallest} {found.unit} to count. Choose fewer characteristics."
        )
    kept, labels = member[large], [name for name, keep in zip(names, large, strict=True) if keep]
    count, base = kept @ inside, kept @ of
    stands = _stands(count, base, inside.sum(), of.sum())
    lots = _by_lot(kept, inside, of, draws, seed)
    chance = (1 + (lots[:, None] >= np.abs(stands) - 1e-9).sum(axis=0)) / (draws + 1)
    stands = stands * (1 if measure.name in HARMS.values() else -1)
    clear = np.flatnonzero((chance <= 1 - found.terms.level) & (stands > 0))
    order = _simplest(clear[np.argsort(-stands[clear], kind="stable")].tolist(), labels, stands)
    rows = [_row(labels[at], count[at], base[at], inside.sum(), of.sum()) for at in order]
    table = pd.DataFrame(rows, columns=_COLUMNS).assign(chance=chance[order])
    return Subgroups(table, len(kept), tally.by, _words(measure), found.unit, smallest)


_COLUMNS = ("subgroup", "count", "of", "rate", "other_rate", "expected", "gap")
Name = tuple[tuple[str, str], ...]


def _members(
    names: Sequence[tuple[str, ...]], by: Sequence[str], depth: int
) -> tuple[list[Name], Floats]:
    """Return the name of every subgroup, and which cells of the cross-table it is made of."""
    cells = np.array(names, dtype=object)
    labels: list[Name] = []
    member = []
    for places in _choices(len(by), depth):
        for values in sorted(set(map(tuple, cells[:, places].tolist()))):
            labels.append(
                tuple((by[place], value) for place, value in zip(places, values, strict=True))
            )
            member.append((cells[:, places] == np.array(values, dtype=object)).all(axis=1))
    return labels, np.array(member, dtype=float)


def _choices(many: int, depth: int) -> Iterator[list[int]]:
    for size in range(1, depth + 1):
        yield from (list(places) for places in combinations(range(many), size))


def _stands(count: Floats, of: Floats, total: float, everybody: float) -> Floats:
    """Return how many standard errors each subgroup's count is away from its share of the whole.

    The variance is that of drawing people by lot (hypergeometric).
    """
    rate = total / everybody
    spread = of * rate * (1 - rate) * (everybody - of) / (everybody - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (count - of * rate) / np.sqrt(spread), 0.0)


def _by_lot(member: Floats, inside: Floats, of: Floats, draws: int, seed: int) -> Floats:
    """Return the furthest that any subgroup stands out, in each search by lot."""
    rng = np.random.default_rng(seed)
    base, total = member @ of, round(inside.sum())
    furthest = []
    for size in _portions(draws, len(member)):
        drawn = rng.multivariate_hypergeometric(
            of.astype(np.int64), total, size, method="marginals"
        )
        stands = _stands(drawn @ member.T, base, inside.sum(), of.sum())
        furthest.append(np.abs(stands).max(axis=1))
    return np.concatenate(furthest)


def _portions(draws: int, width: int) -> list[int]:
    each = max(1, ROOM // width)
    return [each] * (draws // each) + [draws % each] * bool(draws % each)


def _simplest(order: Sequence[int], labels: Sequence[Name], stands: Floats) -> list[int]:
    """Leave out a subgroup when a wider one that it belongs to stands out as far."""
    kept: list[int] = []
    for at in order:
        wider = [other for other in order if other != at and set(labels[other]) < set(labels[at])]
        if all(stands[other] < stands[at] for other in wider):
            kept.append(int(at))
    return kept


def _row(name: Name, count: float, of: float, total: float, everybody: float) -> tuple[Any, ...]:
    """Put one subgroup's figures in people."""
    other = (total - count) / (everybody - of)
    said = ", ".join(f"{column.replace('_', ' ')} {value}" for column, value in name)
    return said, count, of, count / of, other, other * of, count / of - other


def _words(measure: Measure) -> str:
    return f"{measure.name} ({measure.technical})"
