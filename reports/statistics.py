"""Figures of many scores: quantiles, ranks, summaries and what must stay hidden."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LEAST: Final = 3
"""No setting may show a figure about fewer enterprises (SDC handbook, sdcTools)."""

HALF: Final = 0.5


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


def percentile_rank(scores: Sequence[float], score: float) -> float | None:
    """The mean percentile rank of a score among peers, from 0 to 100.

    100 * (below + equal / 2) / n, whether or not the score is one of `scores`
    (SciPy's percentileofscore, kind "mean"). None without peers.
    """
    if not scores:
        return None
    below = sum(peer < score for peer in scores)
    equal = sum(peer == score for peer in scores)
    return 100 * (below + equal / 2) / len(scores)


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


def ranks(scores: Floats, groups: Ints) -> Floats:
    """The mean percentile rank of each score within its own group, from 0 to 100.

    A score of nan has the rank nan and is nobody's peer.
    """
    result = np.full(len(scores), np.nan)
    for group in np.unique(groups):
        members = np.flatnonzero((groups == group) & ~np.isnan(scores))
        own = scores[members]
        ordered = np.sort(own)
        below = np.searchsorted(ordered, own, "left")
        upto = np.searchsorted(ordered, own, "right")
        result[members] = 100 * (below + (upto - below) / 2) / max(len(own), 1)
    return result


def cross_counts(
    rows: Ints, columns: Ints, enterprises: Ints, shape: tuple[int, int]
) -> Ints:
    """How many different enterprises stand in each cell of a table of that shape."""
    flat = rows * shape[1] + columns
    return _distinct(flat, enterprises, shape[0] * shape[1]).reshape(shape)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is hidden in a two-way table with totals: True is hidden."""

    cells: tuple[tuple[bool, ...], ...]
    rows: tuple[bool, ...]
    columns: tuple[bool, ...]
    total: bool


def suppress(
    counts: Ints,
    minimum: int = DEFAULTS.minimum,
    columns: Sequence[bool] = (),
    *,
    total: bool = False,
) -> Pattern:
    """Which cells and totals of a table of counts to hide, so that none is derivable.

    Hidden at first: counts from 1 to `minimum` - 1, totals among them, and the totals
    that another table hides (`columns`, `total`). Then every hidden
    cell is made the corner of a rectangle of hidden cells (the hypercube method, SDC
    handbook §4.4.3), so no row and no column has exactly one, and no sum of rows and
    columns isolates one. Where a total is shown, the cells hidden beneath it hold at
    least `minimum` together: their union is derivable, and must be no small group.
    """
    table = _with_totals(counts)
    hidden = (table > 0) & (table < minimum)
    hidden[-1, :-1] |= np.array(columns or [False], np.bool_)
    hidden[-1, -1] |= total
    _complete(table, hidden, minimum)
    return Pattern(
        tuple(map(tuple, hidden[:-1, :-1].tolist())),
        tuple(hidden[:-1, -1].tolist()),
        tuple(hidden[-1, :-1].tolist()),
        bool(hidden[-1, -1]),
    )


def _with_totals(counts: Ints) -> Ints:
    wide = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def _complete(table: Ints, hidden: Flags, minimum: int) -> None:
    """Hide further cells until each is in a rectangle and no union is small."""
    losses = _losses(table)
    protected = np.zeros_like(hidden)
    while True:
        for row, column in np.argwhere(hidden & ~protected).tolist():
            corners = _rectangle(np.where(hidden, 0, losses), row, column)
            hidden[corners] = protected[corners] = True
        weak = _small_union(table, hidden, minimum)
        if weak is None:
            return
        hidden[weak] = True


def _losses(table: Ints) -> Ints:
    """What hiding a cell costs: small counts least, then empty cells, then totals."""
    everybody = table[-1, -1] + 1
    losses = np.where(table > 0, table, everybody)
    losses[:-1, -1] = losses[-1, :-1] = 3 * everybody
    losses[-1, -1] = 100 * everybody
    return losses


def _rectangle(losses: Ints, row: int, column: int) -> tuple[Ints, Ints]:
    """The corners of the cheapest rectangle with one corner at this cell."""
    cost = losses + losses[row, :] + losses[:, [column]]
    cost[row, :] = cost[:, column] = np.iinfo(np.int64).max
    other_row, other_column = divmod(int(cost.argmin()), losses.shape[1])
    return (
        np.array([row, row, other_row, other_row]),
        np.array([column, other_column, column, other_column]),
    )


def _small_union(table: Ints, hidden: Flags, minimum: int) -> tuple[int, int] | None:
    """A cell to hide in a line whose hidden cells together are a small group."""
    for turned in (False, True):
        counts, flags = (table.T, hidden.T) if turned else (table, hidden)
        parts, shown = counts[:, :-1], ~flags[:, :-1]
        union = np.where(shown, 0, parts).sum(axis=1)
        weak = (union > 0) & (union < minimum) & ~flags[:, -1]
        for line in np.flatnonzero(weak).tolist():
            candidates = np.flatnonzero(shown[line] & (parts[line] > 0))
            place = int(candidates[parts[line][candidates].argmin()])
            return (place, line) if turned else (line, place)
    return None


@dataclass(frozen=True, slots=True)
class NestedPattern:
    """What is hidden in a list of parts with sub-totals and a total."""

    parts: tuple[bool, ...]
    parents: tuple[bool, ...]
    total: bool


def suppress_nested(
    counts: Ints,
    parents: Ints,
    size: int,
    minimum: int = DEFAULTS.minimum,
    forced: Sequence[bool] = (),
    *,
    total: bool = False,
) -> NestedPattern:
    """The same for parts that add up to `size` parents, which add up to a total.

    `parents` says for each part to which parent it belongs; `forced` and `total` are
    what another table hides.
    """
    sums = np.bincount(parents, counts, size).astype(np.int64)
    parts = _small(counts, minimum) | np.array(forced or [False], np.bool_)
    middle = _small(sums, minimum)
    total |= 0 < int(sums.sum()) < minimum
    while True:
        before = (parts.sum(), middle.sum(), total)
        middle, total = _hide_line(sums, middle, minimum, total=total)
        for parent in range(size):
            members = np.flatnonzero(parents == parent)
            line, shut = _hide_line(
                counts[members], parts[members], minimum, total=bool(middle[parent])
            )
            parts[members], middle[parent] = line, shut
        if before == (parts.sum(), middle.sum(), total):
            return NestedPattern(tuple(parts.tolist()), tuple(middle.tolist()), total)


def _small(counts: Ints, minimum: int) -> Flags:
    return (counts > 0) & (counts < minimum)


def _hide_line(
    counts: Ints, hidden: Flags, minimum: int, *, total: bool
) -> tuple[Flags, bool]:
    """Hide the smallest further parts of one line, or its total, until it is safe."""
    hidden = hidden.copy()
    while not _is_safe(counts[hidden], minimum, total=total):
        shown = np.flatnonzero(~hidden & (counts > 0))
        if not len(shown):
            return hidden, True
        hidden[shown[counts[shown].argmin()]] = True
    return hidden, total


def _is_safe(hidden: Ints, minimum: int, *, total: bool) -> bool:
    if total:
        return bool(hidden.any())
    several = np.count_nonzero(hidden) > 1 and hidden.sum() >= minimum
    return bool(several or not hidden.any())
