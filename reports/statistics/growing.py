"""Growing and gathering: growth over the years, and how concentrated a total is."""

from collections.abc import Sequence
from fractions import Fraction


def growth(old: float, new: float) -> float | None:
    """The relative change from old to new, as a share: (new - old) / old.

    0.25 is a quarter more. None where there was nothing, or less, to grow from.
    """
    return (new - old) / old if old > 0 else None


def growth_a_year(old: float, new: float, years: float) -> float | None:
    """The compound growth a year, as a share: (new / old) ** (1 / years) - 1.

    None where there was nothing to grow from, where nothing or less is left, and
    without time between (Excel's RRI).
    """
    if old <= 0 or new < 0 or years <= 0:
        return None
    return float((new / old) ** (1 / years) - 1)


def herfindahl(parts: Sequence[int]) -> float | None:
    """The Herfindahl–Hirschman index of parts of a total, from 1 / len(parts) to 1.

    The sum of the squared shares (Herfindahl 1950, Hirschman 1964); competition
    authorities give it times 10,000. None without a total. Raises ValueError for a
    negative part.
    """
    total = _total(parts)
    if total == 0:
        return None
    return float(Fraction(sum(part**2 for part in parts), total**2))


def top_share(parts: Sequence[int], k: int) -> float | None:
    """The share of the `k` largest parts in the total, from 0 to 1 (the concentration
    ratio CR_k). None without a total. Raises ValueError for a negative part."""
    total = _total(parts)
    if total == 0:
        return None
    return float(Fraction(sum(sorted(parts, reverse=True)[:k]), total))


def _total(parts: Sequence[int]) -> int:
    if any(part < 0 for part in parts):
        raise ValueError("A part of a total is not negative.")
    return sum(parts)
