"""Exact numbers: decimal text to a rational and back, never through a float."""

import re
from fractions import Fraction

LONGEST = 200  # characters; keeps a hostile number from costing quadratic time
DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")


def exact(number: str | int) -> Fraction:
    """The rational that a decimal text ("72.5") or a whole number stands for.

    Raises ValueError for anything else: floats, exponents, nan, inf, blanks,
    full-width digits, a leading plus, or more than 200 characters.
    """
    if isinstance(number, int) and not isinstance(number, bool):
        return Fraction(number)
    if not isinstance(number, str) or len(number) > LONGEST:
        raise ValueError("not a decimal number")
    found = DECIMAL.fullmatch(number)
    if found is None:
        raise ValueError("not a decimal number")
    sign, whole, part = found.groups("")
    return Fraction(int(sign + whole + part), 10 ** len(part))


def half_up(number: Fraction, places: int) -> int:
    """The number in units of 10^-places; halves go away from zero (GB/T 8170 is not
    used: officials re-compute with Excel's ROUND, which does the same)."""
    top: int = abs(number.numerator) * 10**places * 2 + number.denominator
    units = top // (2 * number.denominator)
    return -units if number < 0 else units


def decimal_text(number: Fraction, places: int = 12) -> str:
    """The number as canonical decimal text, half-up to `places`: "72.5", "0", "-3".

    No trailing zeros, no bare point, no "-0".
    """
    units = half_up(number, places)
    digits = str(abs(units)).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    part = part.rstrip("0")
    return ("-" if units < 0 else "") + whole + ("." + part if part else "")
