"""Quantiles, ranks and summaries against NumPy and by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.statistics import (
    EMPTY,
    HIDDEN,
    Summary,
    Thresholds,
    cross_counts,
    percentile_rank,
    quantile,
    ranks,
    summaries,
    summarise,
)

SCORES = st.floats(0, 100, allow_nan=False, allow_subnormal=False)
NAN = math.nan


@pytest.mark.parametrize(
    ("ordered", "share", "expected"),
    [
        ([7.0], 0.25, 7.0),
        ([1.0, 2.0, 3.0, 4.0], 0.25, 1.75),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.5),
        ([1.0, 2.0, 3.0, 4.0], 0.75, 3.25),
        ([1.0, 2.0, 3.0, 4.0], 0, 1.0),
        ([1.0, 2.0, 3.0, 4.0], 1, 4.0),
        ([10.0, 20.0, 30.0, 40.0, 50.0], 0.9, 46.0),
    ],
)
def test_quantile_of_type_7(ordered, share, expected):
    assert quantile(ordered, share) == expected


@given(st.lists(SCORES, min_size=1, max_size=60), st.floats(0, 1))
def test_quantile_equals_numpy_to_the_last_digit(scores, share):
    assert quantile(sorted(scores), share) == np.quantile(scores, share)


@pytest.mark.parametrize(
    ("scores", "score", "expected"),
    [
        ([], 1.0, None),
        ([1.0], 1.0, 50.0),
        ([1.0], 2.0, 100.0),
        ([1.0, 2.0, 2.0, 3.0], 2.0, 50.0),
        ([1.0, 2.0, 2.0, 3.0], 3.0, 87.5),
        ([1.0, 2.0, 2.0, 3.0], 0.0, 0.0),
    ],
)
def test_mean_percentile_rank(scores, score, expected):
    assert percentile_rank(scores, score) == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=40))
def test_ranks_of_all_equal_the_rank_of_each_within_its_group(pairs):
    groups = np.array([group for group, _ in pairs], np.int64)
    scores = np.array([score for _, score in pairs], np.float64)
    expected = [
        percentile_rank([s for g, s in pairs if g == group], score)
        for group, score in pairs
    ]
    assert ranks(scores, groups).tolist() == expected


def test_a_missing_score_has_no_rank_and_is_no_peer():
    found = ranks(np.array([1.0, NAN, 3.0]), np.zeros(3, np.int64)).tolist()
    assert (found[0], math.isnan(found[1]), found[2]) == (25.0, True, 75.0)


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, EMPTY),
        (4, HIDDEN),
        (5, Summary(5, 5, 3.0)),
        (7, Summary(7, 7, 4.0)),
        (8, Summary(8, 8, 4.5, 2.75, 4.5, 6.25)),
        (9, Summary(9, 9, 5.0, 3.0, 5.0, 7.0)),
        (10, Summary(10, 10, 5.5, 3.25, 5.5, 7.75, None, 1.0, 10.0)),
        (19, Summary(19, 19, 10.0, 5.5, 10.0, 14.5, None, 1.0, 19.0)),
        (21, Summary(21, 21, 11.0, 6.0, 11.0, 16.0, 19.0, 1.0, 21.0)),
    ],
)
def test_each_figure_appears_from_its_number_of_enterprises_on(n, expected):
    scores = [float(score) for score in range(1, n + 1)]
    assert summarise(scores, range(n)) == expected


def test_n_counts_enterprises_and_not_units():
    assert summarise([1.0] * 30, [7, 8, 9, 10] * 7 + [7, 7]) == HIDDEN
    assert summarise([1.0, 3.0] * 5, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]) == Summary(
        5, 10, 2.0
    )


@pytest.mark.parametrize("bad", [{"minimum": 2}, {"quartiles": 4}, {"p90": 3}])
def test_thresholds_never_go_under_three_or_the_minimum(bad):
    with pytest.raises(ValueError, match="threshold"):
        Thresholds(**bad)


ROWS = st.lists(
    st.tuples(SCORES | st.just(NAN), st.integers(-1, 4), st.integers(0, 30)),
    max_size=80,
)


@given(ROWS)
def test_grouped_summaries_equal_an_independent_computation(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    found = summaries(
        np.array(columns[0], np.float64),
        np.array(columns[1], np.int64),
        np.array(columns[2], np.int64),
        5,
        Thresholds(3, 3, 3, 3),
    )
    assert found == tuple(independent(rows, group) for group in range(5))


def independent(rows, group):
    kept = [(s, e) for s, g, e in rows if g == group and not math.isnan(s)]
    scores, n = [score for score, _ in kept], len({e for _, e in kept})
    if n < 3:
        return HIDDEN if n else EMPTY
    return Summary(
        n,
        len(scores),
        math.fsum(scores) / len(scores),
        *(float(np.quantile(scores, share)) for share in (0.25, 0.5, 0.75, 0.9)),
        min(scores),
        max(scores),
    )


def test_cross_counts_count_each_enterprise_once_in_a_cell():
    counts = cross_counts(
        np.array([0, 0, 0, 1]), np.array([0, 0, 2, 1]), np.array([5, 5, 5, 6]), (2, 3)
    )
    assert counts.tolist() == [[1, 0, 1], [0, 1, 0]]
