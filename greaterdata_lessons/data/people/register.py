"""The register: the made-up people who could have been referred to a service.

It is drawn from the raked table of the region, with two changes that make an audit possible:

- each of the four smaller ethnic groups is ten in a hundred of it (far more than live in the
  region), so that each keeps at least 300 people in need among the referrals;
- each ethnic group is given the same age mix (that of the region, or with more older people where
  a service has more), so that a gap between them is not just a
  difference of age. Borough and deprivation go with ethnic group as they do in the raked table.

So the register is not a sample of the region, and comparing it with the region says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from greaterdata_lessons.data.people.margins import AGE, LABELS, Floats, shares
from greaterdata_lessons.data.people.population import records

ETHNIC_MIX = {"Asian": 0.1, "Black": 0.1, "Mixed": 0.1, "Other": 0.1, "White": 0.6}
LARGEST = "White"
# Who needs an interpreter, and who lives in an area the council calls a priority: ASSUMPTIONS.
INTERPRETER = {"Asian": 0.35, "Black": 0.25, "Mixed": 0.08, "Other": 0.45, "White": 0.03}
PRIORITY_AREA = {"Asian": 0.7, "Black": 0.7, "Mixed": 0.7, "Other": 0.7, "White": 0.1}
MIDDLE = dict(zip(LABELS["age_band"], AGE.tolist(), strict=True))


def weights(ages: Sequence[str], *, older: float = 1) -> Floats:
    """Return the chance of each cell of the raked table to be drawn, for people of these ages.

    People of 65 and over count `older` times.

    >>> round(float(weights(["65 to 74", "75 to 84"]).sum()), 6)
    1.0
    """
    asked = np.isin(LABELS["age_band"], list(ages)) * np.where(AGE >= 65, older, 1.0)
    cells: Floats = shares() * asked[None, None, :, None, None]
    both = cells.sum(axis=(0, 1, 4))
    mix = np.array([ETHNIC_MIX[name] for name in LABELS["ethnic_group"]])
    wanted = both.sum(axis=1)[:, None] / both.sum() * mix[None, :]
    scale = np.divide(wanted, both, out=np.zeros_like(both), where=both > 0)
    drawn: Floats = cells * scale[None, None, :, :, None]
    return drawn


def draw(
    rng: np.random.Generator, ages: Sequence[str], people: int, *, older: float = 1
) -> pd.DataFrame:
    """Draw a register of so many people, with `interpreter` and `priority_area` for each.

    >>> draw(np.random.default_rng(1), ["75 to 84"], 2)["age_band"].tolist()
    ['75 to 84', '75 to 84']
    """
    edges = np.cumsum(weights(ages, older=older).ravel())
    cells = np.searchsorted(edges, rng.random(people) * edges[-1], side="right")
    frame = records(cells)
    frame.index = pd.RangeIndex(1, people + 1, name="person")
    for name, chances in (("interpreter", INTERPRETER), ("priority_area", PRIORITY_AREA)):
        frame.insert(frame.shape[1] - 1, name, rng.random(people) < by(frame, chances))
    return frame


def by(frame: pd.DataFrame, values: dict[str, float], column: str = "ethnic_group") -> Floats:
    """Return a number for each person, by their category in a column.

    >>> by(pd.DataFrame({"ethnic_group": pd.Categorical(["White"])}), {"White": 0.6}).tolist()
    [0.6]
    """
    codes = frame[column].cat
    table = np.array([values[name] for name in codes.categories], dtype=float)
    return table[codes.codes.to_numpy()]
