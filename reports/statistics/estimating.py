"""Estimating: how sure a mean or a share is, told as an interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reports.statistics.arrays import Floats

RESAMPLES: Final = 2000
SEED: Final = 33618
CONFIDENCE: Final = 0.95
NORMAL: Final = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
AT_ONCE: Final = 1_000_000  # scores drawn at a time: some 16 MB


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate from `n` values with its 95 % interval, in the unit of the values;
    None where it is not defined."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def bootstrap_mean(
    scores: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED
) -> Interval:
    """The mean, and where it lies with 95 % confidence by the percentile bootstrap.

    `resamples` means of n scores drawn with putting back; the interval runs from their
    2.5 % to their 97.5 % quantile of type 7 (Efron 1979; SciPy's bootstrap, method
    "percentile", with numpy.random.default_rng(seed)). The same scores in the same
    order give the same interval. Fewer than two scores have none.
    """
    values = np.asarray(scores, np.float64)
    n = len(values)
    if n == 0:
        return Interval(0)
    mean = math.fsum(scores) / n
    if n == 1:
        return Interval(1, mean)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(_means(values, resamples, seed), [tail, 1 - tail])
    return Interval(n, mean, float(low), float(high))


def _means(values: Floats, resamples: int, seed: int) -> Floats:
    """The means of the samples, a block at a time: the draws are those of one block."""
    dice, n = np.random.default_rng(seed), len(values)
    rows = max(1, AT_ONCE // n)
    sizes = [min(rows, resamples - start) for start in range(0, resamples, rows)]
    blocks = [values[dice.integers(0, n, (size, n))].mean(axis=1) for size in sizes]
    return np.concatenate(blocks)


def share_of(part: int, whole: int) -> Interval:
    """A share from 0 to 1 with its 95 % interval after Wilson (1927).

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.96; SciPy's
    binomtest(part, whole).proportion_ci(method="wilson"). Without a whole there is no
    share. Raises ValueError for a part outside of it.
    """
    if not 0 <= part <= whole:
        raise ValueError("A part lies outside of the whole.")
    if whole == 0:
        return Interval(0)
    p, square = part / whole, NORMAL**2
    below = 2 * (whole + square)
    centre = (2 * whole * p + square) / below
    half = NORMAL / below * math.sqrt(4 * whole * p * (1 - p) + square)
    low = 0.0 if part == 0 else centre - half
    return Interval(whole, p, low, 1.0 if part == whole else centre + half)
