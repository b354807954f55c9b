"""Dominating: amounts that one or two enterprises make up, and so give away.

For amounts that are not negative, such as investment and revenue; bounded scores are
protected by counts. After the SDC handbook (§4.2) and sdcTools. The figures of the
rules are to be kept from readers: who knows them can narrow an amount down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reports.statistics.arrays import Floats, Ints


@dataclass(frozen=True, slots=True)
class Dominance:
    """When a sum of amounts tells too much about one enterprise.

    `percent`: the p % rule, nobody in the cell may come within p % of the largest
    amount. `largest` and `limit`: the (n, k) rule, the n largest may make up k % at
    most. Both in percent, above 0 and below 100.
    """

    percent: float = 10
    largest: int = 2
    limit: float = 85

    def __post_init__(self) -> None:
        shares = (self.percent, self.limit)
        if self.largest < 1 or not all(0 < share < 100 for share in shares):  # noqa: PLR2004 -- percent
            raise ValueError("A rule of dominance has no sense.")


DOMINANCE: Final = Dominance()


def breaks_p_percent(amounts: Sequence[float], percent: float) -> bool:
    """The p % rule: X - x1 - x2 < p / 100 * x1, with the sum X of all amounts of a cell
    and its two largest x1 and x2. The second largest, who knows its own, would then
    know the largest to within p %. An amount of zero is nothing to tell."""
    first, second, total = _largest(amounts)
    return total > 0 and total - first - second < percent / 100 * first


def breaks_nk(amounts: Sequence[float], n: int, k: float) -> bool:
    """The (n, k) rule: the n largest amounts of a cell are more than k % of its sum."""
    _largest(amounts)
    total = float(np.sum(np.sort(amounts)))
    top = float(np.sum(np.sort(amounts)[::-1][:n]))
    return total > 0 and top > k / 100 * total


def _largest(amounts: Sequence[float]) -> tuple[float, float, float]:
    if any(amount < 0 for amount in amounts):
        raise ValueError("An amount is negative: rules of dominance do not hold.")
    ordered = sorted(amounts, reverse=True)
    first, second = [*ordered, 0.0, 0.0][:2]
    return first, second, float(sum(sorted(amounts)))


def dominated(amounts: Sequence[float], rules: Dominance = DOMINANCE) -> bool:
    """Does a cell with one amount for each enterprise break one of the rules?"""
    return breaks_p_percent(amounts, rules.percent) or breaks_nk(
        amounts, rules.largest, rules.limit
    )


def dominated_groups(
    amounts: Floats,
    groups: Ints,
    enterprises: Ints,
    size: int,
    rules: Dominance = DOMINANCE,
) -> tuple[bool, ...]:
    """Which of the groups 0 to `size` - 1 are dominated.

    All arrays have one item per unit, in one unit of money; the amounts of one
    enterprise (a number from 0) are added up first (the "holding" of the handbook).
    nan and negative groups are left out.
    """
    kept = ~np.isnan(amounts) & (groups >= 0)
    width = int(enterprises.max(initial=0)) + 1
    keys, codes = np.unique(
        groups[kept] * width + enterprises[kept], return_inverse=True
    )
    sums = np.bincount(codes, amounts[kept], len(keys))
    return tuple(
        dominated(sums[keys // width == group].tolist(), rules) for group in range(size)
    )
