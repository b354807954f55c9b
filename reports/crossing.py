"""Enterprises counted by cluster and something else, hidden as the main tables are.

A cluster that the main tables hide is hidden here too. Where a table could only be made
safe by hiding a total that they show, nothing of it is shown: less is always safe.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reports.figures import Benchmark, DoesNotAddUp, Entry, Line
from reports.particulars import BLANK, Bands, Breakdown, Item, Panel, Spot
from reports.statistics import (
    Flags,
    Floats,
    Ints,
    Summary,
    Thresholds,
    cross_counts,
    summaries,
    suppress,
    suppress_nested,
)
from surveys.scoring import Text

BANDS = 5
NINETIETH = 0.9


@dataclass(frozen=True, slots=True)
class Units:
    """The units with a score as arrays, one item each, and what is hidden already.

    `owners` numbers their enterprises from 0; `homes` has the cluster of each of these.
    """

    entries: tuple[Entry, ...]
    owners: Ints
    clusters: Ints
    scores: Floats
    homes: Ints
    tiers: Ints
    hidden: Flags
    hidden_tiers: Flags
    hidden_total: bool
    thresholds: Thresholds

    @property
    def minimum(self) -> int:
        """From how many enterprises on a figure is shown."""
        return self.thresholds.minimum

    def groups(self, codes: Ints, size: int, values: Floats) -> tuple[Summary, ...]:
        """The figures of values, one a unit, in groups 0 to `size` - 1."""
        return summaries(values, codes, self.owners, size, self.thresholds)


def units_of(entries: Sequence[Entry], benchmark: Benchmark) -> Units:
    """The units of a benchmark; `tiers` is the tier of each cluster."""
    scored = tuple(entry for entry in entries if entry.score is not None)
    tables, frame = benchmark.tables, benchmark.frame
    own = np.array([entry.enterprise for entry in scored], np.int64)
    owners = np.unique(own, return_inverse=True)[1].astype(np.int64)
    clusters = places_of([e.cluster for e in scored], [g.code for g in frame.clusters])
    homes = np.zeros(int(owners.max(initial=-1)) + 1, np.int64)
    homes[owners] = clusters
    parents = [group.parent for group in frame.clusters]
    return Units(
        scored,
        owners,
        clusters,
        np.array([entry.score for entry in scored], np.float64),
        homes,
        places_of(parents, [group.code for group in frame.tiers]),
        _hidden(tables.clusters),
        _hidden(tables.tiers),
        tables.total.summary.hidden,
        frame.thresholds,
    )


def _hidden(lines: Sequence[Line]) -> Flags:
    return np.array([line.summary.hidden for line in lines], np.bool_)


def places_of(codes: Sequence[str], known: Sequence[str]) -> Ints:
    """The place of each code among the known ones; -1 for none."""
    places = {code: place for place, code in enumerate(known)}
    return np.array([places.get(code, -1) for code in codes], np.int64)


def crossed(counts: Ints, columns: Flags, minimum: int, *, total: bool) -> Flags:
    """What to hide of a table of counts with its totals in a last column: True.

    `columns` and `total` are hidden already, all others are shown elsewhere.
    """
    everything = np.ones((counts.shape[0], counts.shape[1] + 1), np.bool_)
    if total or not counts.size:
        return everything
    pattern = suppress(counts, minimum, columns.tolist())
    if pattern.total or (np.array(pattern.columns) & ~columns).any():
        return everything
    cells = np.array(pattern.cells, np.bool_) | columns
    return np.column_stack([cells, np.array(pattern.rows, np.bool_)])


def alone(member: Flags, minimum: int) -> Flags:
    """What to hide of the parts of one total that is shown: True.

    `member` says which enterprise (row) belongs to which part (column); one may belong
    to several. Two parts or more are hidden, or none, and together no small group.
    """
    counts = member.sum(axis=0)
    hidden: Flags = (counts > 0) & (counts < minimum)
    while hidden.any():
        full = hidden & (counts > 0)
        union = int(member[:, full].any(axis=1).sum())
        if full.sum() > 1 and union >= minimum:
            break
        shown = np.flatnonzero(~hidden & (counts > 0))
        if not len(shown):
            return np.ones_like(hidden)
        hidden[shown[counts[shown].argmin()]] = True
    return hidden


def spots(units: Units, values: Floats) -> tuple[Spot, tuple[Spot, ...]]:
    """The mean of values, one a unit (nan: none): of all, and of each cluster."""
    size = len(units.hidden)
    found = units.groups(units.clusters, size, values)
    (whole,) = units.groups(np.zeros_like(units.clusters), 1, values)
    kept = ~np.isnan(values)
    counts = np.bincount(np.unique(units.owners[kept]), minlength=len(units.homes))
    by_cluster = np.bincount(units.homes, counts > 0, size).astype(np.int64)
    nested = suppress_nested(
        by_cluster,
        np.zeros(size, np.int64),
        1,
        units.minimum,
        units.hidden.tolist(),
        total=units.hidden_total,
    )
    total = BLANK if nested.total or nested.parents[0] else spot(whole)
    pairs = zip(found, nested.parts, strict=True)
    return total, tuple(BLANK if shut else spot(one) for one, shut in pairs)


def spot(summary: Summary) -> Spot:
    """The n and the mean of a summary."""
    return Spot(summary.n, summary.mean)


def bands(units: Units, scale: float) -> Bands:
    """Enterprises by the mean score of their units, in bands of equal width."""
    sums = np.bincount(units.owners, units.scores, len(units.homes))
    means = sums / np.maximum(np.bincount(units.owners, minlength=len(sums)), 1)
    inner = np.array([scale * place / BANDS for place in range(1, BANDS)])
    where = np.searchsorted(inner, means, "right").astype(np.int64)
    size = len(units.hidden)
    counts = np.bincount(where * size + units.homes, minlength=BANDS * size)
    table = counts.reshape(BANDS, size).astype(np.int64)
    _must_be(int(table.sum()), len(units.homes), "The bands")
    hidden = crossed(table, units.hidden, units.minimum, total=units.hidden_total)
    columns = [
        tuple(None if shut else int(n) for n, shut in zip(counts, flags, strict=True))
        for counts, flags in zip(
            np.column_stack([table, table.sum(axis=1)]).T, hidden.T, strict=True
        )
    ]
    edges = tuple(scale * place / BANDS for place in range(BANDS + 1))
    return Bands(edges, columns[-1], tuple(columns[:-1]))


def breakdown(
    units: Units, key: str, items: Sequence[Item], codes: Sequence[str]
) -> Breakdown:
    """The enterprises by the code that each unit has of these items."""
    rows = places_of(codes, [item.code for item in items])
    if (rows < 0).any():
        raise DoesNotAddUp(f"Unknown {key}.")
    height, width = len(items), len(units.hidden)
    counts = cross_counts(rows, units.clusters, units.owners, (height, width))
    _must_be(int(counts.sum()), len(units.homes), f"The enterprises by {key}")
    shut = crossed(counts, units.hidden, units.minimum, total=units.hidden_total)
    flat = units.groups(rows * width + units.clusters, height * width, units.scores)
    whole = units.groups(rows, height, units.scores)

    def shown(found: Sequence[Summary], column: int) -> tuple[Spot, ...]:
        pairs = zip(found, shut[:, column], strict=True)
        return tuple(BLANK if flag else spot(one) for one, flag in pairs)

    columns = tuple(shown(flat[place::width], place) for place in range(width))
    return Breakdown(key, tuple(items), shown(whole, width), columns)


def panel(
    units: Units, round_name: Text, before: Callable[[int], float | None]
) -> Panel:
    """The mean change of each cluster; `before` is the earlier score of a unit."""
    earlier = [before(entry.unit) for entry in units.entries]
    old = np.array([math.nan if s is None else s for s in earlier], np.float64)
    return Panel(round_name, *spots(units, units.scores - old))


def ranks(benchmark: Benchmark) -> tuple[int | None, ...]:
    """The rank of each cluster by its mean score, from 1; equal means rank alike."""
    means = [line.summary.mean for line in benchmark.tables.clusters]
    known = [mean for mean in means if mean is not None]
    return tuple(
        None if mean is None else 1 + sum(other > mean for other in known)
        for mean in means
    )


def best(units: Units, size: int) -> tuple[float | None, ...]:
    """Of each dimension the mean of the units at or above the 90th percentile, where
    that is shown and they belong to enough enterprises."""
    return tuple(_best(units, place) for place in range(size))


def _best(units: Units, place: int) -> float | None:
    found = [entry.dimensions[place] for entry in units.entries]
    values = np.array([math.nan if v is None else v for v in found], np.float64)
    (summary,) = units.groups(np.zeros_like(units.clusters), 1, values)
    if summary.p90 is None or units.hidden_total:
        return None
    top = values >= summary.p90
    if len(np.unique(units.owners[top])) < units.minimum:
        return None
    return math.fsum(values[top].tolist()) / int(top.sum())


def _must_be(found: int, expected: int, what: str) -> None:
    if found != expected:
        raise DoesNotAddUp(f"{what} make {found}, there are {expected}.")
