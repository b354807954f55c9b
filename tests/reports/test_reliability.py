"""Cronbach's alpha and Spearman's rho against exact fractions and by hand."""

import math
from fractions import Fraction
from statistics import variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.reliability import Alpha, cronbach, places, spearman

NAN = math.nan
ROWS = st.lists(
    st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=2, max_size=12
)


@given(ROWS)
def test_alpha_equals_fractions(rows):
    columns = [
        [Fraction(value) for value in column] for column in zip(*rows, strict=True)
    ]
    whole = variance([sum(map(Fraction, row)) for row in rows])

    found = cronbach(np.array(rows, np.float64))

    assert (found.items, found.n) == (3, len(rows))
    if whole == 0:
        assert found.value is None
    else:
        exact = Fraction(3, 2) * (1 - sum(map(variance, columns)) / whole)
        assert found.value == pytest.approx(float(exact))


def test_alpha_of_rows_that_agree_is_one():
    assert cronbach(np.array([[1.0, 1], [2, 2], [5, 5]])).value == pytest.approx(1)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1.0], [2.0]], Alpha(None, 1, 2)),
        ([[1.0, 2.0]], Alpha(None, 2, 1)),
        ([[1.0, 2.0], [NAN, 2.0]], Alpha(None, 2, 1)),
        ([[1.0, 2.0], [2.0, 1.0]], Alpha(None, 2, 2)),
    ],
)
def test_alpha_is_not_always_defined(rows, expected):
    assert cronbach(np.array(rows)) == expected


def test_equal_scores_share_their_places():
    found = places(np.array([[50.0, 90, NAN, 50], [1, 2, 3, 4]]))
    assert found.tolist()[1] == [4, 3, 2, 1]
    assert found[0] == pytest.approx([2.5, 1, NAN, 2.5], nan_ok=True)


def test_spearman_by_hand():
    one = np.array([1.0, 2, 3, 4, 5, NAN])
    other = np.array([2.0, 1, 4, 3, 5, 9])
    # 1 - 6·Σd²/(n·(n² - 1)) = 1 - 6·4/120
    assert spearman(one, other) == pytest.approx(0.8)
    assert spearman(one, -other) == pytest.approx(-0.8)


@pytest.mark.parametrize("other", [[1.0, 1, 1, 1], [1.0, NAN, NAN, 2]])
def test_spearman_is_not_always_defined(other):
    assert spearman(np.array([1.0, 2, 3, 4]), np.array(other)) is None
