"""Raking: fill a table of many characteristics so that it adds up to the figures we have.

The Census says how many residents each borough has by sex, by age band, by ethnic group and by
deprivation fifth; it does not say here how those go together. So each borough's table of sex x age
x ethnic group x deprivation fifth starts from a guess (`seed`) and is scaled to one margin after
another until it fits all four (n-way iterative proportional fitting; Deming and Stephan 1940).

The guess is an ASSUMPTION, and it is all that decides how characteristics go together:

    seed = exp( - young[e] (age - 40)/10  -  poor[e] (fifth - 1)  +  0.17 [age >= 65] (fifth - 1) )

`young` makes people of the smaller ethnic groups younger than White people; `poor` puts them in
more deprived areas. `poor` and the last term are rounded from Census 2021 small areas (LSOA) of
the region, grouped by IoD 2025 fifth; `young` is rounded from what is generally known of England.
Sex goes with nothing but the borough.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import repeat

import numpy as np
import numpy.typing as npt

from greaterdata_lessons.data.catalogue import load
from greaterdata_lessons.data.places import BOROUGHS

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Characteristic -> (the measure that counts it, the column of its categories, the categories).
CHARACTERISTICS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "sex": ("residents by sex", "category", ("Female", "Male")),
    "age_band": (
        "residents by age band",
        "category",
        (
            "0 to 14",
            "15 to 24",
            "25 to 34",
            "35 to 44",
            "45 to 54",
            "55 to 64",
            "65 to 74",
            "75 to 84",
            "85 and over",
        ),
    ),
    "ethnic_group": (
        "residents by ethnic group",
        "group",
        ("Asian", "Black", "Mixed", "Other", "White"),
    ),
    "deprivation_fifth": (
        "residents by deprivation fifth",
        "category",
        ("1 (most deprived)", "2", "3", "4", "5 (least deprived)"),
    ),
}
COLUMNS = ("borough", *CHARACTERISTICS)
LABELS: dict[str, tuple[str, ...]] = {
    "borough": BOROUGHS,
    **{name: categories for name, (_, _, categories) in CHARACTERISTICS.items()},
}
SHAPE = tuple(len(LABELS[name]) for name in COLUMNS[1:])

AGE = np.array([7, 20, 30, 40, 50, 60, 70, 80, 90.0])  # about the middle of each band
YOUNG = np.array([0.30, 0.30, 0.50, 0.35, 0.0])  # Asian, Black, Mixed, Other, White
POOR = np.array([0.05, 0.45, 0.10, 0.30, 0.0])
OLD_AND_COMFORTABLE = 0.17


@cache
def published() -> dict[str, Floats]:
    """Return each margin as published: a row for each borough, a column for each category.

    >>> published()["sex"].shape
    (6, 2)
    """
    table = load("lcr-boroughs")
    found = {}
    for name, (measure, column, categories) in CHARACTERISTICS.items():
        rows = table[table["measure"] == measure]
        wide = rows.pivot_table(index="borough", columns=column, values="value", aggfunc="sum")
        found[name] = wide.loc[list(BOROUGHS), list(categories)].to_numpy(dtype=float)
    return found


@cache
def residents() -> Floats:
    """Return the residents of each borough, in the order of `BOROUGHS`.

    >>> int(residents().sum())
    1551763
    """
    table = load("lcr-boroughs")
    rows = table[table["measure"] == "residents"].set_index("borough")["value"]
    return rows.loc[list(BOROUGHS)].to_numpy(dtype=float)


def shared_out(shares: Floats, total: int) -> Ints:
    """Share out `total` whole people in proportion to `shares`, by largest remainder.

    >>> shared_out(np.array([1.0, 1.0, 2.0]), 5).tolist()
    [1, 1, 3]
    """
    exact = shares / shares.sum() * total
    whole: Ints = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def targets(people: int) -> dict[str, Ints]:
    """Return the margins in whole people, each borough's adding up to its share of `people`.

    Tables of the Census differ by a few people, because each is changed a little to protect
    privacy. So every margin is first scaled to the borough's own total.

    >>> sum(int(margin.sum()) for margin in targets(1000).values())
    4000
    """
    each = shared_out(residents(), people)
    return {
        name: np.array([shared_out(row, total) for row, total in zip(margin, each, strict=True)])
        for name, margin in published().items()
    }


def seed_table() -> Floats:
    """Return the guess that raking starts from: sex x age x ethnic group x deprivation fifth.

    >>> seed_table().shape
    (2, 9, 5, 5)
    """
    age, fifth = AGE[None, :, None, None], np.arange(5.0)[None, None, None, :]
    young, poor = YOUNG[None, None, :, None], POOR[None, None, :, None]
    old = OLD_AND_COMFORTABLE * (age >= 65)
    guess: Floats = np.exp(-young * (age - 40) / 10 - poor * fifth + old * fifth)
    return np.repeat(guess, 2, axis=0)


def rake(
    seed: Floats, margins: Sequence[npt.NDArray[np.generic]], *, close: float = 1e-9
) -> Floats:
    """Scale `seed` until it adds up to every margin: one margin for each of its axes, in order.

    It stops when every margin is met to `close` of its size, which a seed without zeros always
    reaches when the margins have the same total.

    >>> rake(np.ones((2, 2)), [np.array([30, 10]), np.array([20, 20])]).tolist()
    [[15.0, 15.0], [5.0, 5.0]]
    """
    table = seed.astype(float)
    for _ in repeat(None, 200):
        worst = 0.0
        for axis, margin in enumerate(margins):
            others = tuple(other for other in range(table.ndim) if other != axis)
            now = table.sum(axis=others)
            scale = np.divide(margin, now, out=np.zeros(len(now)), where=now > 0)
            worst = max(worst, float(np.abs(now - margin).max() / np.sum(margin)))
            table = table * np.expand_dims(scale, others)
        if worst < close:
            break
    return table


@cache
def shares() -> Floats:
    """Return the raked table of the whole region: borough x sex x age x ethnic group x fifth.

    >>> shares().shape, round(shares().sum())
    ((6, 2, 9, 5, 5), 1551763)
    """
    people = int(residents().sum())
    margins = targets(people)
    return np.array([
        rake(seed_table(), [margins[name][place] for name in CHARACTERISTICS])
        for place in range(len(BOROUGHS))
    ])  # fmt: skip
