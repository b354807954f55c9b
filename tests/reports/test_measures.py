"""Quantiles, ranks, intervals and concentrations against NumPy and SciPy."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reports.statistics import (
    Interval,
    Thresholds,
    best_in_class,
    bootstrap_mean,
    competition_ranks,
    distribution,
    growth,
    growth_a_year,
    herfindahl,
    mean_ranks,
    percentile_rank,
    quantile_exc,
    share_of,
    top_share,
)

SCORES = st.lists(
    st.floats(0, 100, allow_nan=False, allow_subnormal=False), min_size=1, max_size=60
)
TIED = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=60)
PARTS = st.lists(st.integers(0, 40), max_size=30)


@given(SCORES, st.floats(0, 1))
def test_quantile_of_type_6_equals_numpy_to_the_last_digit(scores, share):
    found = quantile_exc(sorted(scores), share)
    assert found == np.quantile(scores, share, method="weibull")


@pytest.mark.parametrize(
    ("share", "expected"), [(0.25, 1.25), (0.5, 2.5), (0.75, 3.75), (0, 1), (1, 4)]
)
def test_quantile_of_type_6_by_hand(share, expected):
    assert quantile_exc([1.0, 2.0, 3.0, 4.0], share) == expected


@given(TIED, st.integers(-1, 10), st.sampled_from(["strict", "weak", "mean"]))
def test_percentile_ranks_are_exactly_rounded_and_those_of_scipy(scores, score, kind):
    below = sum(peer < score for peer in scores)
    equal = sum(peer == score for peer in scores)
    more = {"strict": Fraction(0), "weak": Fraction(1), "mean": Fraction(1, 2)}[kind]
    found = percentile_rank(scores, score, kind)
    assert found == float(100 * (below + more * equal) / len(scores))
    # SciPy rounds twice (it multiplies by 100 / n): its last digit may be another.
    assert found == pytest.approx(
        stats.percentileofscore(scores, score, kind=kind), rel=4e-16, abs=0
    )


@given(TIED)
def test_ranks_with_ties_equal_scipy(scores):
    values = np.array(scores)
    expected = stats.rankdata(-values, "min")
    assert competition_ranks(values).tolist() == expected.tolist()
    assert mean_ranks(values).tolist() == stats.rankdata(-values).tolist()


def test_ranks_by_hand_and_not_of_missing_scores():
    scores = np.array([80.0, 70.0, 70.0, 10.0])
    assert competition_ranks(scores).tolist() == [1, 2, 2, 4]
    assert mean_ranks(scores).tolist() == [1, 2.5, 2.5, 4]
    for rank in (competition_ranks, mean_ranks):
        with pytest.raises(ValueError, match="missing"):
            rank(np.array([1.0, np.nan]))


@settings(deadline=None, max_examples=25)
@given(
    SCORES.filter(lambda scores: len(scores) > 1 and len(set(scores)) > 1),
    st.integers(0, 9),
)
def test_bootstrap_interval_equals_scipy_to_the_last_digit(scores, seed):
    found = bootstrap_mean(scores, resamples=400, seed=seed)
    theirs = stats.bootstrap(
        (np.array(scores),),
        np.mean,
        n_resamples=400,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    # The same draws; SciPy interpolates between two of them in another order.
    expected = np.quantile(theirs.bootstrap_distribution, [(1 - 0.95) / 2, 0.975])
    assert [found.low, found.high] == expected.tolist()
    assert [found.low, found.high] == pytest.approx(
        list(theirs.confidence_interval), rel=1e-14, abs=1e-14
    )


def test_bootstrap_draws_the_same_in_blocks(monkeypatch):
    scores = np.random.default_rng(1).normal(50, 10, 300).tolist()
    whole = bootstrap_mean(scores)
    monkeypatch.setattr("reports.statistics.estimating.AT_ONCE", 7000)
    assert bootstrap_mean(scores) == whole
    assert whole.low < whole.value < whole.high


def test_bootstrap_of_too_few():
    assert bootstrap_mean([]) == Interval(0)
    assert bootstrap_mean([3.0]) == Interval(1, 3.0)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_equals_scipy(pair):
    part, whole = pair
    expected = stats.binomtest(part, whole).proportion_ci(method="wilson")
    found = share_of(part, whole)
    assert (found.n, found.value) == (whole, part / whole)
    assert found.low == pytest.approx(expected.low, rel=1e-12, abs=1e-15)
    assert found.high == pytest.approx(expected.high, rel=1e-12)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_no_share_of_nothing():
    assert share_of(0, 0) == Interval(0)
    with pytest.raises(ValueError, match="outside"):
        share_of(3, 2)


@given(st.lists(st.floats(0, 100), max_size=80), st.integers(1, 20))
def test_distribution_equals_numpy_and_holds_everybody(scores, bins):
    found = distribution(scores, low=0, high=100, bins=bins)
    assert found == tuple(np.histogram(scores, bins, (0, 100))[0].tolist())
    assert sum(found) == len(scores)


def test_distribution_has_fixed_edges():
    assert distribution([0, 10, 99, 100], low=0, high=100, bins=10) == (
        *(1, 1, 0, 0, 0),
        *(0, 0, 0, 0, 2),
    )
    with pytest.raises(ValueError, match="outside"):
        distribution([101], low=0, high=100, bins=10)


@given(SCORES)
def test_best_in_class_is_the_mean_from_the_90th_percentile_on(scores):
    found = best_in_class(scores, range(len(scores)), Thresholds(3, 3, 3, 20))
    values = np.array(scores)
    best = values[values >= np.quantile(values, 0.9)]
    if len(scores) < 20 or len(best) < 3:
        assert found is None
    else:
        assert found == pytest.approx(best.mean(), rel=1e-14)


def test_best_in_class_counts_enterprises_and_not_units():
    scores = [float(score) for score in range(40)]
    assert best_in_class(scores, range(40)) == np.mean([36, 37, 38, 39])
    assert best_in_class(scores, [n // 2 for n in range(38)] + [0, 0]) is None
    # Four scores of two enterprises would give them away.
    assert best_in_class(scores, [*range(36), 36, 36, 37, 37]) is None


@given(PARTS)
def test_concentration_equals_numpy(parts):
    total = sum(parts)
    if not total:
        assert (herfindahl(parts), top_share(parts, 3)) == (None, None)
        return
    shares = np.sort(np.array(parts) / total)[::-1]
    assert herfindahl(parts) == pytest.approx((shares**2).sum(), rel=1e-12)
    assert top_share(parts, 3) == pytest.approx(shares[:3].sum(), rel=1e-12)
    assert 1 / len(parts) <= herfindahl(parts) <= 1


def test_concentration_by_hand():
    assert herfindahl([5, 3, 2]) == 0.38
    assert top_share([2, 5, 3], 2) == 0.8
    with pytest.raises(ValueError, match="negative"):
        herfindahl([1, -1])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(4, 5, 0.25), (5, 4, -0.2), (4, 4, 0), (0, 3, None), (-1, 3, None)],
)
def test_growth(old, new, expected):
    assert growth(old, new) == expected


def test_growth_a_year():
    assert growth_a_year(100, 121, 2) == pytest.approx(0.1)
    assert growth_a_year(100, 0, 2) == -1
    assert growth_a_year(0, 5, 2) is None
    assert growth_a_year(5, 5, 0) is None
