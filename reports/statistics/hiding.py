"""Hiding: which cells of a table of counts stay hidden, so that none is derivable."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reports.statistics.arrays import Flags, Ints
from reports.statistics.describing import DEFAULTS


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
    cells: Flags | None = None,
    rows: Sequence[bool] = (),
    total: bool = False,
) -> Pattern:
    """Which cells and totals of a table of counts to hide, so that none is derivable.

    Hidden at first: counts from 1 to `minimum` - 1, totals among them, and the totals
    that another table hides (`columns`, `rows`, `total`), or `cells`. Then every hidden
    cell is made the corner of a rectangle of hidden cells (the hypercube method, SDC
    handbook §4.4.3), so no row and no column has exactly one, and no sum of rows and
    columns isolates one. Where a total is shown, the cells hidden beneath it hold at
    least `minimum` together: their union is derivable, and must be no small group.
    """
    table = with_totals(counts)
    hidden = (table > 0) & (table < minimum)
    if cells is not None:
        hidden[:-1, :-1] |= cells
    hidden[-1, :-1] |= np.array(columns or [False], np.bool_)
    hidden[:-1, -1] |= np.array(rows or [False], np.bool_)
    hidden[-1, -1] |= total
    _complete(table, hidden, minimum)
    return Pattern(
        tuple(map(tuple, hidden[:-1, :-1].tolist())),
        tuple(hidden[:-1, -1].tolist()),
        tuple(hidden[-1, :-1].tolist()),
        bool(hidden[-1, -1]),
    )


def with_totals(counts: Ints) -> Ints:
    wide = np.column_stack([counts, counts.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def _complete(table: Ints, hidden: Flags, minimum: int) -> None:
    """Hide further cells until each is in a rectangle and no union is small."""
    losses = losses_of(table)
    protected = np.zeros_like(hidden)
    while True:
        for row, column in np.argwhere(hidden & ~protected).tolist():
            corners = _rectangle(np.where(hidden, 0, losses), row, column)
            hidden[corners] = protected[corners] = True
        weak = _small_union(table, hidden, minimum)
        if weak is None:
            return
        hidden[weak] = True


def losses_of(table: Ints) -> Ints:
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


def suppress_nested(  # noqa: PLR0913 -- a list, and what other tables hide of it
    counts: Ints,
    parents: Ints,
    size: int,
    minimum: int = DEFAULTS.minimum,
    forced: Sequence[bool] = (),
    *,
    middle: Sequence[bool] = (),
    total: bool = False,
) -> NestedPattern:
    """The same for parts that add up to `size` parents, which add up to a total.

    `parents` says for each part to which parent it belongs; `forced` (parts),
    `middle` (parents) and `total` are what another table hides.
    """
    sums = np.bincount(parents, counts, size).astype(np.int64)
    parts = _small(counts, minimum) | np.array(forced or [False], np.bool_)
    shut = _small(sums, minimum) | np.array(middle or [False], np.bool_)
    total |= 0 < int(sums.sum()) < minimum
    while True:
        before = (parts.sum(), shut.sum(), total)
        shut, total = _hide_line(sums, shut, minimum, total=total)
        for parent in range(size):
            members = np.flatnonzero(parents == parent)
            parts[members], shut[parent] = _hide_line(
                counts[members], parts[members], minimum, total=bool(shut[parent])
            )
        if before == (parts.sum(), shut.sum(), total):
            return NestedPattern(tuple(parts.tolist()), tuple(shut.tolist()), total)


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
