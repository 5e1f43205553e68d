"""Intervals agree with SciPy and statsmodels, and hold what they promise."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import greaterdata_lessons as gd
from greaterdata_lessons.analysis.rates import exact
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


def covered(bounds: np.ndarray, of: int, shares: np.ndarray) -> np.ndarray:
    """How often an interval holds the true share, worked out over every possible count."""
    chances = binom.pmf(np.arange(of + 1)[:, None], of, shares[None, :])
    return (chances * ((bounds[:, :1] <= shares) & (shares <= bounds[:, 1:]))).sum(axis=0)


def test_the_interval_for_a_share_holds_at_every_share_for_groups_of_five_and_more() -> None:
    """Nominal 95 %: at least 90 % everywhere, at least 95 % on average."""
    shares = np.linspace(0.0005, 0.9995, 1999)
    rows = [
        covered(np.array([gd.share_interval(count, of) for count in range(of + 1)]), of, shares)
        for of in (*range(5, 40), 60, 100, 300, 1000)
    ]
    assert min(row.min() for row in rows) >= 0.9
    assert min(row.mean() for row in rows) >= 0.9499
    assert np.mean(rows) >= 0.95


def test_wilson_alone_would_break_that_promise_for_tiny_counts() -> None:
    shares = np.linspace(0.0005, 0.9995, 1999)
    alone = covered(np.array([gd.wilson(count, 5) for count in range(6)]), 5, shares)
    assert alone.min() < 0.85


PAIRS = [(5, 5), (5, 200), (10, 50), (20, 20), (60, 60)]


@pytest.mark.parametrize(("of", "other_of"), PAIRS)
def test_intervals_for_two_shares_hold_at_every_pair_of_shares(of: int, other_of: int) -> None:
    """Exact coverage of the difference and of the ratio, over a grid of true shares."""
    shares = np.unique([0.01, 0.02, 0.05, *np.linspace(0.1, 0.9, 9), 0.95, 0.98, 0.99])
    table = [
        [gd.compare_rates(a, of, b, other_of) for b in range(other_of + 1)] for a in range(of + 1)
    ]
    gaps = np.array([[pair.difference_interval for pair in row] for row in table])
    ratios = np.array([[pair.ratio_interval for pair in row] for row in table])
    ratios[0, 0] = 0, np.inf  # nobody on either side says nothing about the ratio
    found = []
    for one in shares:
        for two in shares:
            chance = np.outer(
                binom.pmf(np.arange(of + 1), of, one), binom.pmf(range(other_of + 1), other_of, two)
            )
            for bounds, true in ((gaps, one - two), (ratios, one / two)):
                low, high = bounds[..., 0] - 1e-12, bounds[..., 1] + 1e-12
                found.append((chance * ((low <= true) & (true <= high))).sum())
    assert min(found) >= 0.9
    assert np.mean(found) >= 0.95


@given(GROUPS, LEVELS)
def test_the_exact_interval_agrees_with_scipy(group: tuple[int, int], level: float) -> None:
    count, of = group
    scipys = binomtest(count, of).proportion_ci(level, method="exact")
    found = exact(count, of, level=level)
    assert found == pytest.approx((scipys.low, scipys.high), abs=1e-9)


@given(st.integers(200, 800), st.integers(200, 800))
def test_the_ratio_is_close_to_the_score_interval_of_large_groups(one: int, two: int) -> None:
    models = confint_proportions_2indep(one, 1000, two, 1000, method="score", compare="ratio")
    found = gd.compare_rates(one, 1000, two, 1000).ratio_interval
    assert found == pytest.approx(models, rel=0.01)


@given(GROUPS, GROUPS)
def test_ratio_and_difference_agree_on_which_side_is_higher(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    found = gd.compare_rates(*one, *two)
    if found.ratio_interval.low > 1:
        assert found.difference_interval.low > -0.01
    if not math.isnan(found.ratio):
        assert found.ratio_interval.low <= found.ratio <= found.ratio_interval.high


def test_a_ratio_over_nobody_is_undefined_and_its_interval_has_no_end() -> None:
    found = gd.compare_rates(6, 10, 0, 10)
    assert math.isnan(found.ratio)
    assert found.ratio_interval.low > 1
    assert found.ratio_interval.high == math.inf
    assert all(math.isnan(bound) for bound in gd.compare_rates(0, 10, 0, 10).ratio_interval)


def test_a_comparison_says_what_the_data_can_tell() -> None:
    assert str(gd.compare_rates(1, 10, 2, 10)).endswith("cannot tell from these data.")
    assert str(gd.compare_rates(1, 100, 40, 100)).endswith("; lower.")


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
