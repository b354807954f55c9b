"""Decimal text to a rational and back."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.scoring import decimal_text, exact
from surveys.scoring.exact import half_up


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("72.5", Fraction(145, 2)),
        ("0", Fraction(0)),
        ("-0.25", Fraction(-1, 4)),
        ("007", Fraction(7)),
        ("59.999999999999", Fraction(59_999_999_999_999, 10**12)),
        (60, Fraction(60)),
        (-3, Fraction(-3)),
    ],
)
def test_exact(written, number):
    assert exact(written) == number


@pytest.mark.parametrize(
    "written",
    ["", " 1", "1 ", "+1", "1.", ".5", "1e3", "nan", "inf", "1,000", "1_000", "１"],
)
def test_exact_refuses_other_writings(written):
    with pytest.raises(ValueError, match="not a decimal number"):
        exact(written)


@pytest.mark.parametrize(
    "written",
    ["٣", "1\n", "9" * 201, 0.5, True, None, b"1", Fraction(1, 2)],
)
def test_exact_refuses(written):
    with pytest.raises(ValueError, match="not a decimal number"):
        exact(written)


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (Fraction(1, 3), 12, "0.333333333333"),
        (Fraction(2, 3), 12, "0.666666666667"),
        (Fraction(100, 3), 12, "33.333333333333"),
        (Fraction(145, 2), 12, "72.5"),
        (Fraction(7, 10) * 3, 12, "2.1"),
        (Fraction(60), 12, "60"),
        (Fraction(60), 0, "60"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(-1, 3), 0, "0"),
        (Fraction(5, 100), 1, "0.1"),
        (Fraction(4999, 100000), 1, "0"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(99999, 1000), 1, "100"),
        (Fraction(1, 2 * 10**12), 12, "0.000000000001"),
    ],
)
def test_decimal_text(number, places, text):
    assert decimal_text(number, places) == text


@given(st.fractions(), st.integers(0, 12))
def test_half_up_is_nearest_and_halves_go_away_from_zero(number, places):
    units = half_up(number, places)
    error = units - number * 10**places
    assert abs(error) <= Fraction(1, 2)
    if abs(error) == Fraction(1, 2):
        assert abs(units) > abs(number) * 10**places


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_twelve_places_come_back(number):
    assert exact(decimal_text(Fraction(number))) == Fraction(number)
