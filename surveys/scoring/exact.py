"""Exact numbers: decimal text to a rational and back, never through a float."""

import re
from fractions import Fraction
from functools import lru_cache

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)
LONGEST = 200  # characters; keeps a hostile number from costing quadratic time
PLACES = 12  # of a stored number
TWELVE = 10**PLACES
DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


def exact(number: str | int) -> Fraction:
    """The rational that a decimal text ("72.5") or a whole number stands for.

    Raises ValueError for anything else: floats, exponents, nan, inf, blanks,
    full-width digits, a leading plus, or more than 200 characters.
    """
    if isinstance(number, str):
        return _read(number)
    if isinstance(number, int) and not isinstance(number, bool):
        return Fraction(number)
    raise ValueError("not a decimal number")


@lru_cache(maxsize=16_384)  # answers repeat; a hit costs a thirtieth
def _read(number: str) -> Fraction:
    found = DECIMAL.fullmatch(number) if len(number) <= LONGEST else None
    if found is None:
        raise ValueError("not a decimal number")
    sign, whole, part = found.groups("")
    return Fraction(int(sign + whole + part), 10 ** len(part))


def half_up(number: Fraction, places: int) -> int:
    """The number in units of 10^-places; halves go away from zero (GB/T 8170 is not
    used: officials re-compute with Excel's ROUND, which does the same)."""
    return _half_up(*number.as_integer_ratio(), places)


def _half_up(over: int, under: int, places: int) -> int:
    scale: int = TWELVE if places == PLACES else 10**places
    units: int = (abs(over) * scale * 2 + under) // (2 * under)
    return -units if over < 0 else units


def decimal_text(number: Fraction, places: int = PLACES) -> str:
    """The number as canonical decimal text, half-up to `places`: "72.5", "0", "-3".

    No trailing zeros, no bare point, no "-0".
    """
    return ratio_text(*number.as_integer_ratio(), places)


def ratio_text(over: int, under: int, places: int = PLACES) -> str:
    """The same for a numerator and a denominator above 0, reduced or not."""
    units = _half_up(over, under, places)
    sign = "-" if units < 0 else ""
    whole, part = divmod(abs(units), TWELVE if places == PLACES else 10**places)
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{part:0{places}}".rstrip("0")
