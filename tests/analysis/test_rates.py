"""Intervals agree with SciPy and statsmodels, and hold what they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import greaterdata_lessons as gd
from greaterdata_lessons.errors import LearnerError

GROUPS = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@given(GROUPS, LEVELS)
def test_wilson_agrees_with_scipy_and_statsmodels(group: tuple[int, int], level: float) -> None:
    count, of = group
    scipys = binomtest(count, of).proportion_ci(level, method="wilson")
    models = proportion_confint(count, of, alpha=1 - level, method="wilson")
    found = gd.wilson(count, of, level=level)
    assert found == pytest.approx((scipys.low, scipys.high), abs=1e-9)
    assert found == pytest.approx(models, abs=1e-9)


@given(GROUPS, GROUPS, LEVELS)
def test_newcombe_agrees_with_statsmodels(
    one: tuple[int, int], two: tuple[int, int], level: float
) -> None:
    models = confint_proportions_2indep(*one, *two, method="newcomb", alpha=1 - level)
    assert gd.newcombe(*one, *two, level=level) == pytest.approx(models, abs=1e-9)


def test_newcombe_gives_the_published_example() -> None:
    """Newcombe (1998), table II, example (a): 56 of 70 against 48 of 80."""
    assert gd.newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("of", [5, 10, 20, 50, 200])
def test_wilson_covers_the_truth_as_often_as_it_says(of: int) -> None:
    """Exact coverage over every true share: 95% on average, never far below."""
    bounds = np.array([gd.wilson(count, of) for count in range(of + 1)])
    shares = np.linspace(0.01, 0.99, 99)
    chances = binom.pmf(np.arange(of + 1)[:, None], of, shares[None, :])
    holds = (bounds[:, :1] <= shares) & (shares <= bounds[:, 1:])
    coverage = (chances * holds).sum(axis=0)
    assert coverage.mean() >= 0.945
    assert coverage.min() >= 0.83


def test_nobody_to_count_is_undefined_and_never_zero() -> None:
    assert all(math.isnan(bound) for bound in gd.wilson(0, 0))
    assert all(math.isnan(bound) for bound in gd.newcombe(0, 0, 1, 2))
    assert math.isnan(gd.rate(0, 0).value)
    assert str(gd.rate(0, 0)) == "Not defined: there is nobody to count."


def test_nobody_and_everybody_reach_the_ends_exactly() -> None:
    assert gd.wilson(0, 12).low == 0.0
    assert gd.wilson(12, 12).high == 1.0


@pytest.mark.parametrize(("count", "of"), [(5, 3), (-1, 3), (1, -1)])
def test_an_impossible_share_gets_a_sentence(count: int, of: int) -> None:
    with pytest.raises(LearnerError, match="is not a share"):
        gd.rate(count, of)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_must_lie_between_nothing_and_certainty(level: float) -> None:
    with pytest.raises(LearnerError, match="for 95 %"):
        gd.wilson(1, 2, level=level)
