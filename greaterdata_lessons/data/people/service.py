"""What a made-up service is: how lives go, how need shows, and how each mechanism acts on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from greaterdata_lessons.data.people.margins import Floats
from greaterdata_lessons.data.people.register import LARGEST, MIDDLE, by

PILOTS = ("Sefton", "Wirral")  # where the supplier tests its tool

Bools = npt.NDArray[np.bool_]
Facts = Mapping[str, Floats]
Columns = dict[str, npt.NDArray[np.generic] | ExtensionArray]


@dataclass(frozen=True)
class Pull:
    """How strongly a mechanism pulls on people, by what is known of them."""

    minority: float
    interpreter: float

    def on(self, facts: Facts) -> Floats:
        """Return the pull on each person.

        >>> facts = {"minority": np.array([1.0, 0.0]), "interpreter": np.array([1.0, 1.0])}
        >>> Pull(0.5, 0.25).on(facts).tolist()
        [0.75, 0.25]
        """
        return self.minority * facts["minority"] + self.interpreter * facts["interpreter"]


@dataclass(frozen=True)
class Service:
    """A service as a structural model; `equations` is the same in words and symbols.

    `live` draws a life for everybody on the register. `need` combines it, given the strength of
    aggregation. `decide` gives the recorded decision, `observe` the columns of the record; each
    draws first, so that its random numbers do not depend on the strength. `stated` gives, for each
    mechanism alone at full strength, how far it moves the gap at a stage (the mean of 20 seeds;
    "apart" is the tool's gap for the group `apart`, "baseline" what is there with nothing planted).
    """

    name: str
    title: str
    equations: str
    ages: tuple[str, ...]
    older: float  # how many times people of 65 and over count, when the register is drawn
    split: str  # the column whose groups show need in different ways (aggregation)
    apart: str  # the group of that column whose need shows in its own way
    in_need: float  # share of the register in need, in every world
    places: float  # share of referrals that the tool may flag
    refer: float  # how much need raises the chance of being referred
    held_back: Pull  # representation
    lost: Pull  # evaluation
    dropped: Pull  # deployment
    stated: Mapping[str, Mapping[str, float]]  # what each mechanism alone, fully on, does
    features: tuple[str, ...]  # what the tool reads: never ethnic group or interpreter
    live: Callable[[np.random.Generator, pd.DataFrame], Facts]
    need: Callable[[Facts, float], Floats]
    decide: Callable[[np.random.Generator, Facts, Floats, float], Bools]
    observe: Callable[[np.random.Generator, Facts, Floats, float], Columns]

    def place(self, where: str) -> str:
        """Name a place in `stated` as a reader knows it."""
        return f"tool, {self.apart}" if where == "apart" else where


def basics(register: pd.DataFrame) -> dict[str, Floats]:
    """Return what both services know of everybody, as numbers.

    >>> from greaterdata_lessons.data.people.register import draw
    >>> sorted(basics(draw(np.random.default_rng(1), ["75 to 84"], 2)))
    ['age', 'fifth', 'interpreter', 'minority', 'pilot', 'priority_area']
    """
    return {
        "age": by(register, MIDDLE, "age_band"),
        "fifth": register["deprivation_fifth"].cat.codes.to_numpy() + 1.0,
        "interpreter": register["interpreter"].to_numpy(dtype=float),
        "minority": (register["ethnic_group"] != LARGEST).to_numpy(dtype=float),
        "pilot": register["borough"].isin(PILOTS).to_numpy(dtype=float),
        "priority_area": register["priority_area"].to_numpy(dtype=float),
    }


def named(apart: Floats, yes: str, no: str) -> ExtensionArray:
    """Return one of two names for each person.

    >>> named(np.array([1.0, 0.0]), "breathing", "frailty").tolist()
    ['breathing', 'frailty']
    """
    return pd.Categorical.from_codes((apart == 1).astype(np.int8), pd.Index([no, yes]))


def thinned(
    rng: np.random.Generator, counts: Floats, chance: Floats, *, most: int = 8
) -> npt.NDArray[np.int64]:
    """Keep each of a person's `counts` with their `chance`, with the same lots for any chance.

    >>> thinned(np.random.default_rng(1), np.array([3.0]), np.array([1.0])).tolist()
    [3]
    """
    lots = rng.random((most, len(counts)))
    there = np.arange(most)[:, None] < counts[None, :]
    return np.asarray((there & (lots < chance[None, :])).sum(axis=0), dtype=np.int64)
