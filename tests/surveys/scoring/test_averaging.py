"""Weighted means: exact where they are rational, else to 50 digits."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring.averaging import NotPositive, power_mean

THIRD = Fraction(1, 3)
EQUAL = (Fraction(1, 2), Fraction(1, 2))


def mean(weights, numbers, p):
    pairs = zip(weights, numbers, strict=True)
    return power_mean([(Fraction(w), Fraction(n)) for w, n in pairs], Fraction(p))


@pytest.mark.parametrize(
    ("weights", "numbers", "p", "result"),
    [
        (EQUAL, (20, 80), 0, 40),  # √1600
        ((1, 2), (27, 8), 0, 12),  # ∛(27·64)
        ((THIRD, 2 * THIRD), (27, 8), 0, 12),
        (("33.3", "66.7"), (60, 60), 0, 60),
        ((1, 1, 1), (1, 10, 100), 0, 10),
        (EQUAL, (Fraction(1, 4), Fraction(1, 9)), 0, Fraction(1, 6)),
        (EQUAL, (40, 60), -1, 48),
        ((1, 2), (30, 60), -1, 45),
        ((3, 1), (0, 100), 1, 25),
        (EQUAL, (30, 70), 1, 50),
        ((16, 9), (100, 0), 2, 80),  # √(0.64 · 100²)
        (EQUAL, (0, 0), 2, 0),
        (EQUAL, (THIRD, 7 * THIRD), 2, 5 * THIRD),  # √(25/9)
        (EQUAL, (THIRD, 7 * THIRD), -2, Fraction(7, 15)),
        ((1, 2), (8 * THIRD, 9), 0, 6),  # ∛(8/3 · 81)
        ((1, 1), (7, 7), Fraction(1, 2), 7),
    ],
)
def test_rational_means_are_exact(weights, numbers, p, result):
    assert mean(weights, numbers, p) == result


@pytest.mark.parametrize(
    ("numbers", "p", "formula"),
    [
        ((2, 3), 0, lambda a, b: (a * b).sqrt()),
        ((2, 3), 2, lambda a, b: ((a * a + b * b) / 2).sqrt()),
        ((2, 3), Fraction(1, 2), lambda a, b: ((a.sqrt() + b.sqrt()) / 2) ** 2),
        ((2, 3), -2, lambda a, b: 1 / ((a**-2 + b**-2) / 2).sqrt()),
    ],
)
def test_irrational_means_have_50_digits(numbers, p, formula):
    found = mean(EQUAL, numbers, p)
    with localcontext(prec=70):
        wanted = formula(*map(Decimal, numbers))
        got = Decimal(found.numerator) / Decimal(found.denominator)
        assert abs(got - wanted) < Decimal("1e-49")


@pytest.mark.parametrize("p", [0, 2, 3, -2])
def test_what_is_only_close_to_a_short_fraction_is_not_taken_for_it(p):
    least = Fraction(1, 10**47)
    assert mean(EQUAL, (1, 1 + least), p) == 1 + least / 2


@pytest.mark.parametrize(
    ("numbers", "p", "place"),
    [
        ((5, 0), 0, 1),
        ((-1, 5), 0, 0),
        ((5, 0), -1, 1),
        ((5, -1), 2, 1),
        ((0, 1), -3, 0),
    ],
)
def test_zero_and_negatives_are_refused(numbers, p, place):
    with pytest.raises(NotPositive) as refused:
        mean(EQUAL, numbers, p)
    assert refused.value.place == place


WEIGHTS = st.integers(1, 50)
NUMBERS = st.integers(1, 1000).map(lambda tenths: Fraction(tenths, 10))
PAIRS = st.lists(st.tuples(WEIGHTS, NUMBERS), min_size=1, max_size=5)
EXPONENTS = st.sampled_from([-3, -1, 0, 1, 2, 3, Fraction(1, 2), Fraction(-3, 2)])


@given(PAIRS, EXPONENTS)
def test_a_mean_lies_between_the_numbers(pairs, p):
    numbers = [number for _, number in pairs]
    assert min(numbers) <= mean(*zip(*pairs, strict=True), p) <= max(numbers)


@given(PAIRS, EXPONENTS, st.integers(0, 4), NUMBERS)
def test_raising_a_number_never_lowers_a_mean(pairs, p, place, more):
    weights, numbers = zip(*pairs, strict=True)
    place %= len(numbers)
    raised = [n + more if at == place else n for at, n in enumerate(numbers)]
    assert mean(weights, numbers, p) <= mean(weights, raised, p)


@given(PAIRS)
def test_harmonic_geometric_arithmetic_are_in_that_order(pairs):
    weights, numbers = zip(*pairs, strict=True)
    harmonic, geometric, arithmetic = (mean(weights, numbers, p) for p in (-1, 0, 1))
    slack = Fraction(1, 10**40)
    assert harmonic <= geometric + slack
    assert geometric <= arithmetic + slack
