"""Describing: quantiles, distributions and summaries of many scores."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from reports.statistics.arrays import Floats, Ints

LEAST: Final = 3
"""No setting may show a figure about fewer enterprises (SDC handbook, sdcTools)."""

HALF: Final = 0.5
NINETY: Final = 0.9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many enterprises on a figure is shown."""

    minimum: int = 5
    quartiles: int = 8
    extremes: int = 10
    p90: int = 20

    def __post_init__(self) -> None:
        if not LEAST <= self.minimum <= min(self.quartiles, self.extremes, self.p90):
            raise ValueError("A threshold is under 3 or under the minimum.")


DEFAULTS: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one group; None is a figure that is not shown.

    `n` counts enterprises, `units` the scores themselves (one row per unit).
    """

    n: int | None = None
    units: int | None = None
    mean: float | None = None
    p25: float | None = None
    median: float | None = None
    p75: float | None = None
    p90: float | None = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def hidden(self) -> bool:
        """Is even the number of enterprises withheld?"""
        return self.n is None


HIDDEN: Final = Summary()
EMPTY: Final = Summary(n=0, units=0)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of type 7 (Hyndman and Fan 1996; Excel's PERCENTILE.INC).

    `ordered` ascends and is not empty, `share` is from 0 to 1. The position is
    h = (n - 1) * share; between two neighbours the value is interpolated.
    """
    low, high, weight = _neighbours(np.array([len(ordered)]), share)
    return float(_between(ordered[int(low[0])], ordered[int(high[0])], weight)[0])


def quantile_exc(ordered: Sequence[float], share: float) -> float:
    """The quantile of type 6 (Hyndman and Fan 1996; Excel's PERCENTILE.EXC).

    `ordered` ascends and is not empty, `share` is from 0 to 1. The position is
    h = (n + 1) * share, counted from 1; between two neighbours the value is
    interpolated. Where it lies before the first or behind the last the value is that
    one, as in NumPy ("weibull"); Excel gives an error there.
    """
    last = len(ordered) - 1
    position = len(ordered) * share + share - 1
    low = math.floor(position)
    if low < 0 or low >= last:
        return float(ordered[0 if low < 0 else last])
    weight = np.array([position - low])
    return float(_between(ordered[low], ordered[low + 1], weight)[0])


def best_in_class(
    scores: Sequence[float],
    enterprises: Sequence[int],
    thresholds: Thresholds = DEFAULTS,
) -> float | None:
    """The mean of the scores at or above the 90th percentile (type 7), in their unit.

    None below `thresholds.p90` enterprises, and where those at or above it belong to
    fewer than LEAST enterprises (a figure of design.md §6 and standards.md §6.2:
    "best-in-class"; no official formula is known).
    """
    if len(set(enterprises)) < thresholds.p90:
        return None
    least = quantile(sorted(scores), NINETY)
    best = [(s, e) for s, e in zip(scores, enterprises, strict=True) if s >= least]
    if len({enterprise for _, enterprise in best}) < LEAST:
        return None
    return math.fsum(score for score, _ in best) / len(best)


def distribution(
    scores: Sequence[float], *, low: float, high: float, bins: int
) -> tuple[int, ...]:
    """How many scores lie in each of `bins` columns of equal width from low to high.

    A column includes its lower end, the last one its upper end, too (numpy.histogram).
    The edges are fixed, never those of the sample, so that years can be compared.
    Raises ValueError for a score outside.
    """
    if any(not low <= score <= high for score in scores):
        raise ValueError("A score lies outside of the columns.")
    counts, _ = np.histogram(np.asarray(scores, np.float64), bins, (low, high))
    return tuple(counts.tolist())


def summarise(
    scores: Sequence[float],
    enterprises: Sequence[int],
    thresholds: Thresholds = DEFAULTS,
) -> Summary:
    """The figures of one group of scores, one enterprise (any number) for each."""
    _, codes = np.unique(np.asarray(enterprises, np.int64), return_inverse=True)
    (summary,) = summaries(
        np.asarray(scores, np.float64),
        np.zeros(len(scores), np.int64),
        codes.astype(np.int64),
        1,
        thresholds,
    )
    return summary


def summaries(
    scores: Floats,
    groups: Ints,
    enterprises: Ints,
    size: int,
    thresholds: Thresholds = DEFAULTS,
) -> tuple[Summary, ...]:
    """The figures of groups 0 to `size` - 1, from one sort of all scores.

    All three arrays have one item per unit. A score of nan and a negative group are
    left out; `enterprises` are numbers from 0. Means are exactly rounded sums
    (math.fsum), so they do not depend on the order of the rows.
    """
    kept = ~np.isnan(scores) & (groups >= 0)
    scores, groups, enterprises = scores[kept], groups[kept], enterprises[kept]
    order = np.lexsort((scores, groups))
    ordered = scores[order]
    starts = np.searchsorted(groups[order], np.arange(size + 1))
    quantiles = [
        _quantiles(ordered, starts, share) for share in (0, 0.25, 0.5, 0.75, 0.9, 1)
    ]
    distinct = _distinct(groups, enterprises, size)
    return tuple(
        _shown(
            int(distinct[group]),
            ordered[start:end].tolist(),
            [float(column[group]) for column in quantiles],
            thresholds,
        )
        for group, (start, end) in enumerate(pairwise(starts.tolist()))
    )


def _quantiles(ordered: Floats, starts: Ints, share: float) -> Floats:
    """One quantile of each run of `ordered`; an empty run has any number."""
    low, high, weight = _neighbours(np.diff(starts), share)
    if not len(ordered):
        return np.zeros(len(low))
    last = len(ordered) - 1
    first = starts[:-1]
    below = ordered[np.clip(first + low, 0, last)]
    above = ordered[np.clip(first + high, 0, last)]
    return _between(below, above, weight)


def _neighbours(counts: Ints, share: float) -> tuple[Ints, Ints, Floats]:
    """Offsets of the two neighbours of a quantile, and the weight of the upper."""
    position = np.maximum(counts - 1, 0) * share
    low = np.floor(position).astype(np.int64)
    return low, np.minimum(low + 1, np.maximum(counts - 1, 0)), position - low


def _between(low: Floats | float, high: Floats | float, weight: Floats) -> Floats:
    """Interpolate from the nearer end, as NumPy does, to agree to the last digit."""
    step = np.subtract(high, low)
    return np.where(weight < HALF, low + step * weight, high - step * (1 - weight))


def _distinct(groups: Ints, enterprises: Ints, size: int) -> Ints:
    """How many different enterprises each group has."""
    width = int(enterprises.max(initial=0)) + 1
    pairs = np.unique(groups * width + enterprises)
    return np.bincount(pairs // width, minlength=size).astype(np.int64)


def _shown(
    n: int, scores: list[float], quantiles: list[float], thresholds: Thresholds
) -> Summary:
    if n == 0:
        return EMPTY
    if n < thresholds.minimum:
        return HIDDEN
    low, p25, median, p75, p90, high = quantiles
    quartiles, extremes = n >= thresholds.quartiles, n >= thresholds.extremes
    return Summary(
        n=n,
        units=len(scores),
        mean=math.fsum(scores) / len(scores),
        p25=p25 if quartiles else None,
        median=median if quartiles else None,
        p75=p75 if quartiles else None,
        p90=p90 if n >= thresholds.p90 else None,
        minimum=low if extremes else None,
        maximum=high if extremes else None,
    )


def cross_counts(
    rows: Ints, columns: Ints, enterprises: Ints, shape: tuple[int, int]
) -> Ints:
    """How many different enterprises stand in each cell of a table of that shape."""
    flat = rows * shape[1] + columns
    return _distinct(flat, enterprises, shape[0] * shape[1]).reshape(shape)
