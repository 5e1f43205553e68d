"""Ways to decide: without a model, with one, and with one that fairlearn has changed."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from greaterdata_lessons.analysis.fairness.rows import groups, labels, same_rows
from greaterdata_lessons.errors import LearnerError, did_you_mean
from greaterdata_lessons.tables import html_table

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

LOT, RULE, MODEL = "no model: by lot", "no model: one simple rule", "the model as it is"
OWN_LINE, TAUGHT = "a line of its own for each group", "the model taught to miss alike"
ASKS = {
    LOT: "Nobody's need counts. It shows what any other option has to beat.",
    RULE: "Everybody can check it. Is the one thing it looks at recorded alike for all?",
    MODEL: "Who is missed, and is the record it learns from fair?",
    OWN_LINE: "It sets its own number of places, needs each person's group when it decides, and "
    "treats people by it: take legal advice first (Equality Act 2010, sections 13 and 158). It "
    "draws some decisions by lot.",
    TAUGHT: "It uses groups only while it learns; it is the average of several models.",
}


@dataclass(frozen=True, eq=False)
class Options:
    """What each option decides for the same people, none of whom it learnt from.

    `decisions` has one column for each option and one row for each person; `need` and `by` are
    theirs. `table` says of each option how many places it gives and what has to be asked of it.
    """

    decisions: pd.DataFrame
    need: pd.Series
    by: pd.Series
    table: pd.DataFrame

    def __str__(self) -> str:
        """Name the options and what each of them asks."""
        head = f"{len(self.table)} options for {len(self.decisions):,} people:"
        rows = self.table.to_dict("records")
        lines = [f"- {row['option']}: {row['places']:,} places. {row['asks']}" for row in rows]
        return "\n".join([head, *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=f"Options for {len(self.decisions):,} people")


def options(  # noqa: PLR0913 - each is one decision a reader may want to see made
    features: pd.DataFrame,
    need: Any,
    *,
    by: Any,
    places: int | float = 0.3,
    rule: str | None = None,
    seed: int = 0,
) -> Options:
    """Make options to compare: a model, two that fairlearn changes, a simple rule, and lots.

    Parameters
    ----------
    features : what is known of each person when it is decided; one row a person. Leave out the
        group itself: fairlearn is given it apart.
    need : the recorded outcome, 0 or 1, that the model learns.
    by : the group of each person.
    places : how many places there are among those judged: a number, or a share of them. A line
        of its own for each group sets its own number, which is shown.
    rule : the column of a simple rule, the highest first.
    seed : of the lots, and of who is learnt from (half of the people) and who is judged.

    Returns `Options`. The model is scikit-learn's logistic regression; fairlearn's
    `ThresholdOptimizer` and `ExponentiatedGradient` are asked for equal true positive rates
    (Hardt, Price and Srebro 2016; Agarwal and others 2018). Raises `LearnerError` for gaps in the
    features, places or a rule that are not there, or when fairlearn is not installed.

    >>> rng = np.random.default_rng(1)
    >>> known = pd.DataFrame({"visits": rng.poisson(2, 400)})
    >>> need = rng.random(400) < known["visits"] / 8
    >>> made = options(known, need, by=rng.choice(["A", "B"], 400), rule="visits")
    >>> made.table["option"].tolist()[::3]
    ['the model as it is', 'no model: one simple rule']
    """
    _readable(features, rule)
    told = labels(need, "need").astype(bool)
    if len(told) != len(features):
        raise LearnerError(
            f"need has {len(told):,} rows and the features have {len(features):,}. They must be "
            "about the same people, in the same order."
        )
    same_rows(features.iloc[:, 0], need, "need")
    group = groups(by, None, len(features))
    whose = np.array([", ".join(name) for name in group.names], dtype=object)[group.codes]
    rng = np.random.default_rng(seed)
    learn = rng.permutation(len(features)) < len(features) // 2
    many = _places(places, int((~learn).sum()))
    made = _modelled(_People(_scaled(features, learn), told, whose, learn), many, seed)
    made |= _simple(features[~learn], rule, many, rng)
    judged = features.index[~learn]
    decisions = pd.DataFrame(made, index=judged)
    table = pd.DataFrame(
        {
            "option": list(made),
            "places": decisions.sum().to_numpy(),
            "asks": [ASKS[x] for x in made],
        }
    )
    theirs = pd.Series(whose[~learn], judged, name=", ".join(group.by))
    return Options(decisions, pd.Series(told[~learn], judged, name="need"), theirs, table)


class _People(NamedTuple):
    """Those learnt from and those judged: numbers, recorded need, group, and who is which."""

    table: Floats
    need: Bools
    group: npt.NDArray[Any]
    learn: Bools


def _readable(features: object, rule: str | None) -> None:
    """Insist on a full table, and on a rule that is one of its number columns."""
    if not isinstance(features, pd.DataFrame) or features.empty:
        raise LearnerError("Give the features as a table: one row for each person.")
    gaps = features.columns[features.isna().any()]
    if len(gaps):
        raise LearnerError(
            f"There are gaps in: {', '.join(map(str, gaps))}. A model cannot read a gap: say what "
            "it stands for first, and keep a column that says it was one."
        )
    if rule is not None and rule not in features.columns:
        known = [str(name) for name in features.columns]
        raise LearnerError(f'There is no column "{rule}" for a rule. {did_you_mean(rule, known)}')
    if rule is not None and not pd.api.types.is_numeric_dtype(features[rule]):
        raise LearnerError(f'"{rule}" is not a number, so nobody comes first by it.')


def _places(places: float, people: int) -> int:
    """Return how many places there are."""
    many = round(places * people) if isinstance(places, float) and places < 1 else int(places)
    if not 1 <= many < people:
        raise LearnerError(
            f"{places} places for {people:,} people leave nothing to decide. Give a number below "
            "that, or a share such as 0.3."
        )
    return many


def _simple(
    features: pd.DataFrame, rule: str | None, places: int, rng: np.random.Generator
) -> dict[str, Bools]:
    """Decide without a model: by one column, and by lot; ties are drawn by lot."""
    lots, made = rng.random(len(features)), {}
    if rule is not None:
        made[RULE] = _first(features[rule].to_numpy(dtype=float), lots, places)
    return {**made, LOT: _first(lots, lots, places)}


def _first(score: Floats, lots: Floats, places: int) -> Bools:
    """Choose those with the highest score; ties are drawn by lot."""
    order = np.lexsort((lots, -score))
    chosen = np.zeros(len(score), dtype=bool)
    chosen[order[:places]] = True
    return chosen


def _scaled(features: pd.DataFrame, learn: Bools) -> Floats:
    """Return numbers on one scale; words become a column for each."""
    table = pd.get_dummies(features, dtype=float).to_numpy(dtype=float)
    spread = table[learn].std(axis=0)
    return np.asarray((table - table[learn].mean(axis=0)) / np.where(spread > 0, spread, 1))


def _modelled(people: _People, places: int, seed: int) -> dict[str, Bools]:
    """Decide with a model, and with what fairlearn makes of it."""
    from sklearn.linear_model import LogisticRegression

    ThresholdOptimizer, ExponentiatedGradient, TruePositiveRateParity = _fairlearn()  # noqa: N806
    learn, need = people.learn, people.need.astype(int)
    known, judged = people.table[learn], people.table[~learn]
    model = LogisticRegression(solver="newton-cholesky").fit(known, need[learn])
    own = ThresholdOptimizer(
        estimator=model,
        constraints="true_positive_rate_parity",
        prefit=True,
        predict_method="predict_proba",
    )
    taught = ExponentiatedGradient(
        LogisticRegression(solver="newton-cholesky"), TruePositiveRateParity()
    )
    with warnings.catch_warnings():  # fairlearn warns of what pandas 4 will change; pandas is < 4
        warnings.simplefilter("ignore")
        own.fit(known, need[learn], sensitive_features=people.group[learn])
        taught.fit(known, need[learn], sensitive_features=people.group[learn])
        lines = own.predict(judged, sensitive_features=people.group[~learn], random_state=seed)
    weights = np.asarray(taught.weights_, dtype=float)
    chances = [member.predict_proba(judged)[:, 1] for member in taught.predictors_]
    lots = np.random.default_rng(seed).random(len(judged))
    return {
        MODEL: _first(model.predict_proba(judged)[:, 1], lots, places),
        OWN_LINE: np.asarray(lines, dtype=bool),
        TAUGHT: _first(weights[: len(chances)] @ np.array(chances), lots, places),
    }


def _fairlearn() -> tuple[Any, Any, Any]:
    """Return what changes a model, or say how to get it."""
    try:
        from fairlearn.postprocessing import ThresholdOptimizer
        from fairlearn.reductions import ExponentiatedGradient, TruePositiveRateParity
    except ImportError:
        raise LearnerError(
            "fairlearn is not installed here. In a terminal: pip install fairlearn"
        ) from None
    return ThresholdOptimizer, ExponentiatedGradient, TruePositiveRateParity
