"""Weighted means of exact numbers: arithmetic, geometric, harmonic, generalised.

Formulas: OECD/JRC, Handbook on Constructing Composite Indicators (2008), part 6; the
generalised mean of exponent p is (Σ w x^p / Σ w)^(1/p), p = 0 being the geometric one.
"""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from math import lcm

Weighted = Sequence[tuple[Fraction, Fraction]]  # weight (above 0), number

DIGITS = 50  # of a mean that is irrational
WORKING = Context(prec=DIGITS + 15)
ROUNDED = Context(prec=DIGITS)
LONGEST_ROOT = 10_000  # the index up to which a rational root is looked for
FINEST = 10**12  # the greatest denominator such a root may have
ONE = Fraction(1)


class NotPositive(ValueError):
    """A mean that has none: the number at `place` is zero or negative."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__("this mean needs numbers above 0")


def dot(weighted: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Σ weight · number, over one common denominator: some five times faster than
    adding up Fractions, which reduces after every step."""
    pairs = [
        (w.numerator * s.numerator, w.denominator * s.denominator) for w, s in weighted
    ]
    bottom = lcm(*(below for _, below in pairs))
    return Fraction(sum(top * (bottom // below) for top, below in pairs), bottom)


def power_mean(weighted: Weighted, p: Fraction) -> Fraction:
    """The generalised mean of exponent p; 0 gives the geometric, -1 the harmonic one.

    Exact where the result is rational (its root is looked for up to an index of
    10,000), else rounded to 50 digits; always between the least and the greatest
    number. Raises NotPositive for a number that is negative, or zero with p <= 0.
    """
    numbers = [number for _, number in weighted]
    for place, number in enumerate(numbers):
        if number < 0 or (number == 0 and p <= 0):
            raise NotPositive(place)
    total = sum((weight for weight, _ in weighted), Fraction(0))
    shares = [(weight / total, number) for weight, number in weighted]
    low, high = min(numbers), max(numbers)
    if low == high:
        return low
    mean = _geometric(shares) if p == 0 else _powered(shares, p)
    return min(max(mean, low), high)


def _geometric(shares: Weighted) -> Fraction:
    index = lcm(*(share.denominator for share, _ in shares))
    logs = ((share, _decimal(number).ln(WORKING)) for share, number in shares)
    near = WORKING.exp(_sum(logs))
    if index > LONGEST_ROOT or not (root := _short(near)):
        return _rounded(near)
    power = ONE
    for share, number in shares:
        power *= number ** int(share * index)
    return root if root**index == power else _rounded(near)


def _powered(shares: Weighted, p: Fraction) -> Fraction:
    if p.denominator != 1:
        terms = ((share, _raised(_decimal(x), p)) for share, x in shares)
        return _rounded(_raised(_sum(terms), 1 / p))
    inside = sum((share * number ** int(p) for share, number in shares), Fraction(0))
    if abs(p) == 1:
        return inside**p.numerator
    near = _raised(_decimal(inside), 1 / p)
    root = _short(near)
    exact = root is not None and root ** int(p) == inside
    return root if exact and root else _rounded(near)


def _raised(number: Decimal, p: Fraction) -> Decimal:
    return WORKING.power(number, _decimal(p))


def _sum(terms: Iterable[tuple[Fraction, Decimal]]) -> Decimal:
    """Σ share · number; the operators would round to the digits of the caller."""
    total = Decimal(0)
    for share, number in terms:
        total = WORKING.fma(_decimal(share), number, total)
    return total


def _decimal(number: Fraction) -> Decimal:
    return WORKING.divide(Decimal(number.numerator), Decimal(number.denominator))


def _rounded(number: Decimal) -> Fraction:
    return Fraction(ROUNDED.plus(number))


def _short(near: Decimal) -> Fraction | None:
    """The rational of a small denominator that a result can only be, if any is."""
    found = Fraction(near).limit_denominator(FINEST)
    close = abs(found - Fraction(near)) <= abs(found) / 10 ** (DIGITS - 5)
    return found if close and found else None
