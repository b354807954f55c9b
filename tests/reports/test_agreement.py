"""Kappa and drift agree with what others compute, and say so where there is nothing."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.agreement import Drift, mean_drift, quadratic_weighted_kappa, student

CODES = st.integers(0, 4)
PAIRS = st.lists(st.tuples(CODES, CODES), min_size=1, max_size=60)


def by_hand(pairs: list[tuple[int, int]], categories: int) -> Fraction | None:
    """Cohen's own way: tables of proportions, cell by cell, in exact fractions."""
    n = len(pairs)
    observed = {pair: Fraction(pairs.count(pair), n) for pair in set(pairs)}
    rows = [Fraction(sum(a == i for a, _ in pairs), n) for i in range(categories)]
    columns = [Fraction(sum(b == j for _, b in pairs), n) for j in range(categories)]
    cells = [(i, j) for i in range(categories) for j in range(categories)]
    weight = {(i, j): Fraction((i - j) ** 2, (categories - 1) ** 2) for i, j in cells}
    found = sum(weight[c] * observed.get(c, Fraction(0)) for c in cells)
    chance = sum(weight[i, j] * rows[i] * columns[j] for i, j in cells)
    return None if chance == 0 else 1 - found / chance


@pytest.mark.parametrize(
    ("a", "b", "categories", "expected"),
    [
        ([0, 1, 2, 3], [0, 1, 2, 3], 4, 1.0),
        ([0, 1, 2], [2, 1, 0], 3, -1.0),
        # Every combination once: nothing but chance.
        ([0, 0, 1, 1], [0, 1, 0, 1], 2, 0.0),
        # The worked example of two judges that differ by one in one of five.
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 3], 5, 1 - 5 * 1 / 85),
        ([2, 2, 2], [2, 2, 2], 5, None),
        ([0, 0], [1, 1], 2, 0.0),
        ([], [], 3, None),
    ],
)
def test_kappa(
    a: list[int], b: list[int], categories: int, expected: float | None
) -> None:
    assert quadratic_weighted_kappa(a, b, categories) == expected


@given(PAIRS)
def test_kappa_is_that_of_the_tables(pairs: list[tuple[int, int]]) -> None:
    a, b = map(list, zip(*pairs, strict=True))
    expected = by_hand(pairs, 5)

    found = quadratic_weighted_kappa(a, b, 5)

    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(float(expected), abs=1e-12)


@given(PAIRS)
def test_kappa_is_the_same_from_both_sides_and_never_above_one(
    pairs: list[tuple[int, int]],
) -> None:
    a, b = map(list, zip(*pairs, strict=True))

    found = quadratic_weighted_kappa(a, b, 5)

    assert found == quadratic_weighted_kappa(b, a, 5)
    assert found is None or -1 - 1e-9 <= found <= 1
    assert quadratic_weighted_kappa(a, a, 5) in {1, None}


@pytest.mark.parametrize(
    ("a", "b", "categories"), [([1], [1, 2], 3), ([3], [0], 3), ([-1], [0], 3)]
)
def test_codes_that_cannot_be_are_refused(
    a: list[int], b: list[int], categories: int
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        quadratic_weighted_kappa(a, b, categories)


def test_drift() -> None:
    assert mean_drift([]) == Drift(0)
    assert mean_drift([2.5]) == Drift(1, 2.5)
    assert mean_drift([1, 1, 1]) == Drift(3, 1, 1, 1)
    found = mean_drift([1, 2, 3, 4, 5])
    # R: t.test(1:5)$conf.int is 1.036757 to 4.963243.
    assert (found.n, found.mean) == (5, 3)
    assert found.low == pytest.approx(1.036757, abs=5e-6)
    assert found.high == pytest.approx(4.963243, abs=5e-6)


def density(x: float, freedom: int) -> float:
    """Student's density."""
    logs = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    scale = math.exp(logs) / math.sqrt(freedom * math.pi)
    return scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2)


@pytest.mark.parametrize("freedom", [1, 2, 5, 10, 20, 21, 22, 30, 60, 120, 1000])
def test_the_quantile_leaves_a_fortieth_above_it(freedom: int) -> None:
    steps, top = 20_000, student(freedom)
    width = top / steps
    inner = sum(density((k + 0.5) * width, freedom) for k in range(steps)) * width

    assert inner == pytest.approx(0.475, abs=2e-6)
