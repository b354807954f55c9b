"""How items hang together and how they rank: Cronbach's alpha, places, Spearman's rho.

Formulas: Cronbach (1951), Psychometrika 16; Spearman's rho as Pearson's r of mean
ranks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from reports.statistics import Floats

TWO: Final = 2
FEWEST: Final = 3
"""With fewer pairs a rank correlation says nothing."""
SMALLEST: Final = 1e-9
"""A variance under this one comes from rounding, not from the answers."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha of some items; None where it is not defined.

    `n` counts the rows in which no item was missing, `items` the items.
    """

    value: float | None
    items: int
    n: int


def cronbach(items: Floats) -> Alpha:
    """k / (k - 1) * (1 - sum of item variances / variance of the sum), with sample
    variances (n - 1).

    `items` has a row for each unit and a column for each item; a row with nan is left
    out. Not defined under two items or rows, nor where all sums are the same.
    """
    rows = items[~np.isnan(items).any(axis=1)]
    n, k = rows.shape
    if min(n, k) < TWO:
        return Alpha(None, k, n)
    whole = float(rows.sum(axis=1).var(ddof=1))
    if whole < SMALLEST:
        return Alpha(None, k, n)
    parts = float(rows.var(axis=0, ddof=1).sum())
    return Alpha(k / (k - 1) * (1 - parts / whole), k, n)


def places(scores: Floats) -> Floats:
    """The place of each score in its row, 1 for the highest; equal ones share the mean
    of their places. `scores` has one or two dimensions; nan has the place nan."""
    if scores.ndim > 1:
        return np.stack([places(row) for row in scores])
    result = np.full(len(scores), np.nan)
    known = np.flatnonzero(~np.isnan(scores))
    own = scores[known]
    ordered = np.sort(own)
    above = len(own) - np.searchsorted(ordered, own, "right")
    below = np.searchsorted(ordered, own, "left")
    equal = len(own) - above - below
    result[known] = above + (equal + 1) / 2
    return result


def spearman(one: Floats, other: Floats) -> float | None:
    """The rank correlation of two columns, -1 to 1; pairs with nan are left out.

    None with fewer than three pairs, or where a column has one value only.
    """
    both = ~(np.isnan(one) | np.isnan(other))
    if both.sum() < FEWEST:
        return None
    first, second = places(one[both]), places(other[both])
    if first.std() < SMALLEST or second.std() < SMALLEST:
        return None
    return float(np.clip(np.corrcoef(first, second)[0, 1], -1, 1))
