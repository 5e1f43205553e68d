"""A made-up population of the region, which adds up to the real figures about its boroughs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from greaterdata_lessons.data.people.margins import (
    CHARACTERISTICS,
    COLUMNS,
    LABELS,
    SHAPE,
    Floats,
    Ints,
    published,
    rake,
    residents,
    seed_table,
    targets,
)
from greaterdata_lessons.data.places import BOROUGHS
from greaterdata_lessons.errors import LearnerError
from greaterdata_lessons.tables import html_table

SYNTHETIC = "SYNTHETIC"
NO_FINDING = "Nothing planted in it is a finding about the region."
FEWEST, MOST = 1_000, 10_000_000


@dataclass(frozen=True)
class Population:
    """Made-up residents, one row each, and how well they add up to the published figures.

    `records` has the columns borough, sex, age_band, ethnic_group, deprivation_fifth and
    synthetic. `margins` has one row for each published figure: `published`, `target` (the same
    scaled to the borough's total and to the number of people asked for) and `made`.
    """

    records: pd.DataFrame
    margins: pd.DataFrame
    seed: int

    @property
    def worst(self) -> float:
        """The largest difference between a figure aimed at and the people made, in people."""
        return float((self.margins["made"] - self.margins["target"]).abs().max())

    def __str__(self) -> str:
        """Say how many people there are, and that nobody in it is real."""
        return (
            f"{SYNTHETIC}: {len(self.records):,} made-up residents of six boroughs (seed "
            f"{self.seed}). They add up to {len(self.margins)} published figures; the furthest is "
            f"{self.worst:.2f} of a person away. How characteristics go together is assumed."
        )

    __repr__ = __str__

    def _repr_html_(self) -> str:
        caption = f"{SYNTHETIC}: made-up residents beside the published figures"
        return f"<p>{self}</p>{html_table(self.margins, caption=caption)}"


def population(people: int | None = None, *, seed: int = 2021) -> Population:
    """Make a population of the region: borough, sex, age, ethnic group and deprivation fifth.

    Parameters
    ----------
    people : how many, 1,000 to 10 million; everybody (1,551,763) when left out.
    seed : the same seed gives the same people, in the same order.

    Returns a `Population`, whose people add up to the figures by borough and sex, age band,
    ethnic group and deprivation fifth, each to within one person. How those four go together
    within a borough is an assumption, written in `data/people/margins.py`. Raises `LearnerError`
    when the number is not a whole number of people, too few or too many, or the seed is not a
    whole number from 0 up.

    >>> print(str(population(5000)).split(" (")[0])
    SYNTHETIC: 5,000 made-up residents of six boroughs
    """
    wanted = int(residents().sum()) if people is None else _whole(people)
    rng, aims = np.random.default_rng(known_seed(seed)), targets(wanted)
    cells = np.array([
        _whole_people(rng, [aims[name][place] for name in CHARACTERISTICS])
        for place in range(len(BOROUGHS))
    ])  # fmt: skip
    drawn = np.repeat(np.arange(cells.size, dtype=np.int32), cells.ravel())
    rng.shuffle(drawn)
    return Population(records(drawn), _margins(cells, wanted), seed)


def records(cells: npt.NDArray[np.integer]) -> pd.DataFrame:
    """Turn positions in the raked table into rows with the names of their categories.

    >>> records(np.array([0]))["borough"].tolist()
    ['Halton']
    """
    codes = np.unravel_index(cells, (len(BOROUGHS), *SHAPE))
    columns = {
        name: pd.Categorical.from_codes(code.astype(np.int8), pd.Index(LABELS[name]))
        for name, code in zip(COLUMNS, codes, strict=True)
    }
    return pd.DataFrame({**columns, "synthetic": said(len(cells))})


def said(people: int) -> ExtensionArray:
    """Return the word SYNTHETIC for so many people.

    >>> said(2).tolist()
    ['SYNTHETIC', 'SYNTHETIC']
    """
    return pd.Categorical.from_codes(np.zeros(people, dtype=np.int8), pd.Index([SYNTHETIC]))


def known_seed(seed: object) -> int:
    """Insist on a seed that random numbers can start from: a whole number from 0 up.

    >>> known_seed(7)
    7
    """
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise LearnerError(f"{seed} cannot be a seed. Use a whole number from 0 up, such as 1.")
    return int(seed)


def _whole(people: object) -> int:
    """Insist on a whole number of people, enough for six boroughs."""
    whole = isinstance(people, int | np.integer) and not isinstance(people, bool)
    if not whole or not FEWEST <= people <= MOST:  # type: ignore[operator]
        raise LearnerError(
            f"{people} is not a number of people to make. Ask for a whole number from {FEWEST:,} "
            f"to {MOST:,}, or leave it out for everybody."
        )
    return int(people)  # type: ignore[call-overload,no-any-return]


def _whole_people(rng: np.random.Generator, margins: list[Ints]) -> Ints:
    """Turn one borough's raked table into whole people that still add up to every margin.

    Each cell gets its whole part. Who is left over is drawn by systematic sampling from the
    fractions; then a few of those change one characteristic, chosen by lot, until it adds up.
    """
    table = rake(seed_table(), margins)
    whole = np.floor(table + 1e-9).astype(np.int64)
    codes = _left_over(rng, np.maximum(table - whole, 0), int(margins[0].sum() - whole.sum()))
    for axis, margin in enumerate(margins):
        others = tuple(other for other in range(table.ndim) if other != axis)
        codes[axis] = _relabelled(rng, codes[axis], margin - whole.sum(axis=others))
    np.add.at(whole, tuple(codes), 1)
    return whole


def _left_over(rng: np.random.Generator, fractions: Floats, people: int) -> list[Ints]:
    """Draw cells in proportion to their fractions, evenly along the table."""
    edges = np.cumsum(fractions) * (people / max(fractions.sum(), 1e-12))
    places = np.searchsorted(edges, rng.random() + np.arange(people), side="right")
    drawn = np.unravel_index(np.minimum(places, fractions.size - 1), fractions.shape)
    return [np.asarray(code, dtype=np.int64) for code in drawn]


def _relabelled(rng: np.random.Generator, codes: Ints, wanted: Ints) -> Ints:
    """Change as few labels as needed so that each category is there as often as `wanted`."""
    order = rng.permutation(len(codes))
    shuffled = pd.Series(codes[order])
    rank = shuffled.groupby(shuffled).cumcount().to_numpy()
    spare = order[rank >= wanted[shuffled]]
    lacking = np.maximum(wanted - np.bincount(codes.astype(np.intp), minlength=len(wanted)), 0)
    changed = codes.copy()
    changed[spare] = np.repeat(np.arange(len(wanted)), lacking)
    return changed


def _margins(cells: Ints, people: int) -> pd.DataFrame:
    """Put the people made beside the figures they should add up to."""
    scale = people / residents().sum()
    rows = []
    for axis, (name, figures) in enumerate(published().items(), start=1):
        others = tuple(other for other in range(1, cells.ndim) if other != axis)
        own = residents() * scale / figures.sum(axis=1)
        made = cells.sum(axis=others)
        for (place, at), value in np.ndenumerate(figures):
            rows.append(
                {
                    "figure": f"{BOROUGHS[place]}, {LABELS[name][at]}",
                    "characteristic": name,
                    "published": int(value),
                    "target": float(value * own[place]),
                    "made": int(made[place, at]),
                }
            )
    return pd.DataFrame(rows)
