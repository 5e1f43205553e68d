"""How much hangs on a choice: weights of an index, assumptions, and the luck of a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from greaterdata_lessons.analysis.fairness.rows import labels
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table


@dataclass(frozen=True, eq=False)
class RankMoves:
    """How ranks move when the weights of an index do.

    `table` has one row for each area: its `rank` with the weights given, the `best` and `worst`
    it came to, and in which share of all weightings it was in the `top`.
    """

    table: pd.DataFrame
    top: int
    spread: float
    draws: int

    @property
    def always(self) -> tuple[str, ...]:
        """The areas in the top under every set of weights."""
        return tuple(self.table.loc[self.table["in_top"] == 1, "area"])

    @property
    def sometimes(self) -> tuple[str, ...]:
        """The areas in the top under some sets of weights, and not under others."""
        within = self.table["in_top"].between(0, 1, inclusive="neither")
        return tuple(self.table.loc[within, "area"])

    def __str__(self) -> str:
        """Say how many areas keep their place in the top."""
        moved = int((self.table["best"] != self.table["worst"]).sum())
        return (
            f"With each weight up to {self.spread:.0%} larger or smaller ({self.draws:,} times), "
            f"{len(self.always)} of {len(self.table):,} areas are always in the top {self.top} and "
            f"{len(self.sometimes)} only sometimes. {moved:,} areas change rank."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>" + html_table(
            self.table.head(2 * self.top), caption="Ranks, and how far they move with the weights"
        )


def rank_moves(  # noqa: PLR0913 - each is one decision a reader may want to see made
    table: pd.DataFrame,
    weights: Mapping[str, float],
    *,
    top: int = 20,
    spread: float = 0.5,
    draws: int = 1000,
    seed: int = 0,
) -> RankMoves:
    """Move the weights of an index, and see which areas keep their rank.

    Parameters
    ----------
    table : one row for each area (its name in the index), one column for each indicator; more
        means more need. Indicators are put on one scale by their ranks.
    weights : the weight of each indicator.
    top : how many areas would be chosen.
    spread : how much larger or smaller each weight may be: 0.5 is by half.
    draws, seed : how many sets of weights to try, and of which lots.

    Returns `RankMoves`; rank 1 is most need. Raises `LearnerError` for indicators that are not
    there or have gaps, weights below 0, or a top that takes in every area.

    >>> areas = pd.DataFrame({"health": [9, 8, 1], "income": [9, 1, 8]}, index=["A", "B", "C"])
    >>> print(rank_moves(areas, {"health": 2, "income": 1.5}, top=2))
    With each weight up to 50% larger or smaller (1,000 times), 1 of 3 areas are always in the \
top 2 and 2 only sometimes. 2 areas change rank.
    """
    _require_index(table, weights)
    if not 1 <= top < len(table) or not 0 < spread <= 1:
        raise LearnerError(
            f"A top {top} of {len(table)} areas with a spread of {spread} cannot be tried. Use a "
            "top below the number of areas, and a spread up to 1."
        )
    given = np.array([float(weight) for weight in weights.values()])
    scale = table[list(weights)].rank(pct=True).to_numpy()
    rng = np.random.default_rng(seed)
    moved = given * (1 + spread * (2 * rng.random((draws, len(given))) - 1))
    ranks = _ranks(moved @ scale.T)
    found = pd.DataFrame(
        {
            "area": table.index.astype(str),
            "rank": _ranks(given[None, :] @ scale.T)[0],
            "best": ranks.min(axis=0),
            "worst": ranks.max(axis=0),
            "in_top": (ranks <= top).mean(axis=0),
        }
    )
    return RankMoves(found.sort_values("rank", ignore_index=True), top, spread, draws)


def _require_index(table: pd.DataFrame, weights: Mapping[str, float]) -> None:
    """Insist on indicators that are there and full, and on weights that weigh something."""
    for name in weights:
        if name not in table.columns:
            known = [str(column) for column in table.columns]
            raise LearnerError(f'There is no indicator "{name}". {did_you_mean(name, known)}')
    given = [float(weight) for weight in weights.values()]
    if not given or min(given) < 0 or sum(given) == 0:
        raise LearnerError("Weights must be 0 or more, and not all 0.")
    if table[list(weights)].isna().any(axis=None):
        raise LearnerError("Some areas lack an indicator. Leave them out and say so, or fill it.")


def _ranks(scores: Any) -> Any:
    """Return ranks, 1 for the highest; ties share the better rank."""
    from scipy.stats import rankdata

    return rankdata(-np.round(scores, 12), method="min", axis=1).astype(int)


@dataclass(frozen=True, eq=False)
class RankChange:
    """What one change of weights does to the areas that come first.

    `table` has one row for each area: its rank `before` and `after`, and its `change`: it `stays`
    among the first, `joins` or `leaves` them, or nothing. Who joins or leaves changes sides.
    """

    table: pd.DataFrame
    top: int

    @property
    def sides(self) -> int:
        """How many areas change sides."""
        return int(self.table["change"].isin(["joins", "leaves"]).sum())

    def __str__(self) -> str:
        """Say who joins the first, who leaves them, and how many change sides."""
        joined, left = (
            " and ".join(self.table.loc[self.table["change"] == side, "area"])
            for side in ("joins", "leaves")
        )
        parts = [f"Joins the first {self.top}: {joined}."] if joined else []
        parts += [f"Leaves: {left}."] if left else []
        return " ".join([f"{self.sides} of {len(self.table):,} areas change sides.", *parts])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>" + html_table(
            self.table, caption="Ranks before and after the change of weights"
        )


def rank_change(
    table: pd.DataFrame,
    before: Mapping[str, float],
    after: Mapping[str, float],
    *,
    top: int = 20,
) -> RankChange:
    """Change the weights of an index once, and see which areas change sides.

    Parameters
    ----------
    table : one row for each area (its name in the index), one column for each indicator; more
        means more need. Indicators are put on one scale by their ranks, as in `rank_moves`.
    before, after : the weight of each indicator, as planned and as changed.
    top : how many areas would be chosen; areas that tie for the last place are all among them.

    Returns `RankChange`. Raises `LearnerError` as `rank_moves` does.

    >>> areas = pd.DataFrame({"health": [9, 8, 1], "income": [9, 1, 8]}, index=["A", "B", "C"])
    >>> print(rank_change(areas, {"health": 2, "income": 1}, {"health": 1, "income": 2}, top=2))
    2 of 3 areas change sides. Joins the first 2: C. Leaves: B.
    """
    ranks = [
        rank_moves(table, weights, top=top, draws=1).table.set_index("area")["rank"]
        for weights in (before, after)
    ]
    moved = pd.concat(ranks, axis=1, keys=["before", "after"]).reset_index()
    was, comes = moved["before"] <= top, moved["after"] <= top
    moved["change"] = np.select([was & comes, comes, was], ["stays", "joins", "leaves"], "")
    return RankChange(moved, top)


@dataclass(frozen=True, eq=False)
class Stability:
    """How often a decision about the same person depends on something that should not matter.

    `table` has, for each version, how many are chosen and how many of the decisions differ from
    the first version's; `share` is how often each person is chosen, over all versions.
    """

    table: pd.DataFrame
    share: pd.Series
    unit: str

    @property
    def unstable(self) -> int:
        """How many people are chosen by some versions and not by others."""
        return int(self.share.between(0, 1, inclusive="neither").sum())

    def __str__(self) -> str:
        """Say how many people's decision depends on the version."""
        largest = int(self.table["differ"].max())
        return (
            f"{len(self.table)} versions, {len(self.share):,} {self.unit}: {self.unstable:,} "
            f"({self.unstable / len(self.share):.1%}) are chosen by some and not by others. Up to "
            f"{largest:,} decisions differ from the first version's."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<p>{self}</p>" + html_table(self.table, caption="Versions of the same decision")


def stability(
    decide: Callable[[int], Any] | Mapping[str, Any] | pd.DataFrame,
    *,
    seeds: Iterable[int] = range(10),
    unit: str = "people",
) -> Stability:
    """See whose decision depends on a seed, or on an assumption.

    Parameters
    ----------
    decide : a function that takes a seed and returns 0 or 1 for each of the same people; or the
        decisions themselves, by name of the assumption behind them.
    seeds : the seeds to try; unit : what people are called.

    Returns `Stability`. Raises `LearnerError` for fewer than two versions, or versions about
    different numbers of people.

    >>> print(stability({"half price": [1, 0, 1, 0], "full price": [1, 0, 0, 0]}))
    2 versions, 4 people: 1 (25.0%) are chosen by some and not by others. Up to 1 decisions differ \
from the first version's.
    """
    if callable(decide):
        made: dict[str, Any] = {f"seed {seed}": decide(seed) for seed in seeds}
    else:
        made = {str(name): column for name, column in decide.items()}
    read = {name: labels(column, f'the version "{name}"') for name, column in made.items()}
    sizes = {len(column) for column in read.values()}
    if len(read) < 2 or len(sizes) != 1 or sizes == {0}:
        raise LearnerError(
            "Compare two versions or more, each with a decision for every one of the same people."
        )
    together = np.array(list(read.values()))
    differ = (together != together[0]).sum(axis=1)
    table = pd.DataFrame({"version": list(read), "chosen": together.sum(axis=1), "differ": differ})
    return Stability(table, pd.Series(together.mean(axis=0), name="share"), unit)
