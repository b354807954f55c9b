"""Crossing: several tables of the same columns, hidden in one and the same pattern.

A cluster stands in many tables: by region, by size, by tier … What one of them hides
the others must not give away. A column (or row) whose total is hidden is hidden as a
whole, in every table. Then whatever the hidden totals may be by the sums of one table,
every other table can follow (a transportation problem whose sums agree has a solution),
so that intervals computed in one table hold for all of them together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from reports.statistics.arrays import Flags, Ints
from reports.statistics.bounding import Arc, Network
from reports.statistics.describing import DEFAULTS
from reports.statistics.hiding import (
    NestedPattern,
    Pattern,
    losses_of,
    suppress,
    suppress_nested,
    with_totals,
)

COLUMNS_TOTAL: Final = 0
ROWS_TOTAL: Final = 1


@dataclass(frozen=True, slots=True)
class Cross:
    """Counts of enterprises by row and column. `parents` says to which of `size` groups
    of rows each row belongs; without groups each row is its own."""

    counts: Ints
    parents: Ints | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class CrossPattern:
    """What is hidden in several tables of the same columns: of the columns and the
    total once, then of each table its cells and its rows with their groups."""

    columns: NestedPattern
    tables: tuple[Pattern, ...]
    rows: tuple[NestedPattern, ...]


def suppress_crossed(
    tables: Sequence[Cross],
    parents: Ints,
    size: int,
    minimum: int = DEFAULTS.minimum,
) -> CrossPattern:
    """What to hide in tables of the same columns, which belong to `size` parents.

    As in `suppress` and `suppress_nested`, the same everywhere; and every hidden figure
    can take at least `minimum` + 1 different values (a feasible interval at least
    `minimum` wide) for a reader who adds up everything shown; only that nobody stands
    in an empty cell may become known, as it is shown elsewhere. Raises ValueError where
    the tables do not have the same totals of columns.
    """
    sums = [table.counts.sum(axis=0).tolist() for table in tables]
    if any(one != sums[0] for one in sums):
        raise ValueError("The tables have other totals of columns.")
    making = _Making([_Table(table) for table in tables], parents, size, minimum)
    while making.complete() or making.widen():
        pass
    return CrossPattern(
        making.columns,
        tuple(table.pattern(making.columns) for table in making.tables),
        tuple(table.rows for table in making.tables),
    )


class _Table:
    """One table and what is hidden in it so far."""

    def __init__(self, cross: Cross) -> None:
        self.counts = cross.counts
        height = len(cross.counts)
        alone = cross.parents is None
        self.parents = np.arange(height) if cross.parents is None else cross.parents
        self.size = height if alone else cross.size
        self.cells: Flags = np.zeros_like(cross.counts, np.bool_)
        self.rows = NestedPattern((False,) * height, (False,) * self.size, total=False)

    def pattern(self, columns: NestedPattern) -> Pattern:
        cells = tuple(map(tuple, self.cells.tolist()))
        return Pattern(cells, self.rows.parts, columns.parts, columns.total)


@dataclass(slots=True)
class _Making:
    """The patterns while they grow; nothing that is hidden is ever shown again."""

    tables: list[_Table]
    parents: Ints
    size: int
    minimum: int
    columns: NestedPattern = field(init=False)

    def __post_init__(self) -> None:
        width = len(self.parents)
        self.columns = NestedPattern(
            (False,) * width, (False,) * self.size, total=False
        )

    def complete(self) -> bool:
        """Hide what the rules about small groups ask for; was there anything?"""
        before = self._hidden()
        self.hide_columns(self.columns)
        for table in self.tables:
            self.hide_rows(table, table.rows)
            self._hide_whole(table)
            found = suppress(
                table.counts,
                self.minimum,
                self.columns.parts,
                cells=table.cells,
                rows=table.rows.parts,
                total=self.columns.total,
            )
            table.cells |= np.array(found.cells, np.bool_)
            more = NestedPattern(found.columns, self.columns.parents, found.total)
            self.hide_columns(more)
            self.hide_rows(
                table, NestedPattern(found.rows, table.rows.parents, found.total)
            )
            self._hide_whole(table)
        return self._hidden() != before

    def hide_columns(self, also: NestedPattern) -> None:
        self.columns = suppress_nested(
            self.tables[0].counts.sum(axis=0),
            self.parents,
            self.size,
            self.minimum,
            also.parts,
            middle=also.parents,
            total=also.total,
        )

    def hide_rows(self, table: _Table, also: NestedPattern) -> None:
        table.rows = suppress_nested(
            table.counts.sum(axis=1),
            table.parents,
            table.size,
            self.minimum,
            also.parts,
            middle=also.parents,
            total=also.total or self.columns.total,
        )
        if table.rows.total and not self.columns.total:
            self.hide_columns(
                NestedPattern(self.columns.parts, self.columns.parents, total=True)
            )

    def _hide_whole(self, table: _Table) -> None:
        """All of a hidden row and column, and everything where the total is hidden."""
        table.cells[np.array(table.rows.parts, np.bool_), :] = True
        table.cells[:, np.array(self.columns.parts, np.bool_)] = True
        if self.columns.total:
            self.columns = _everything(
                self.columns, table.counts.sum(axis=0), self.parents
            )
            table.rows = _everything(
                table.rows, table.counts.sum(axis=1), table.parents
            )
            rows, columns = table.rows.parts, self.columns.parts
            table.cells |= np.outer(rows, columns)

    def _hidden(self) -> int:
        own = [*self.columns.parts, *self.columns.parents, self.columns.total]
        for table in self.tables:
            own += [*table.rows.parts, *table.rows.parents]
        return sum(own) + sum(int(table.cells.sum()) for table in self.tables)

    def widen(self) -> bool:
        """Hide more around figures whose interval is too narrow; was there anything?"""
        before = self._hidden()
        for table in self.tables:
            places, network = self._network(table)
            for number, place in enumerate(places):
                if not self._is_narrow(network, number):
                    continue
                if not self._widen_inside(table, place):
                    self._hide_a_column()
                    return True
        return self._hidden() != before

    def _is_narrow(self, network: Network, number: int) -> bool:
        """Is the interval too narrow? That nobody is there, may be known: empty cells
        are shown wherever they do not have to help others."""
        width = network.width(number, self.minimum)
        empty = width == 0 and network.arcs[number].value == 0
        return width < self.minimum and not empty

    def _widen_inside(self, table: _Table, place: tuple[int, int]) -> bool:
        """Hide the rectangle that widens a cell most; is there any to hide?"""
        corners = _wide_rectangle(table.counts, table.cells, place, self.minimum)
        if corners is not None:
            table.cells[corners] = True
        return corners is not None

    def _hide_a_column(self) -> None:
        """Hide the smallest column that is shown; without any, everything."""
        parts = np.array(self.columns.parts, np.bool_)
        sums = self.tables[0].counts.sum(axis=0)
        shown = np.flatnonzero(~parts & (sums > 0))
        parts[shown[sums[shown].argsort(kind="stable")[:1]]] = True
        self.hide_columns(
            NestedPattern(
                tuple(parts.tolist()), self.columns.parents, total=not len(shown)
            )
        )

    def _network(self, table: _Table) -> tuple[list[tuple[int, int]], Network]:
        """The hidden figures of one table as flows, each with its place; a total's
        place lies outside of the counts."""
        height, width = table.counts.shape
        row, column = 2, 2 + height
        group, parent = column + width, column + width + table.size
        sums = with_totals(table.counts)
        places = [tuple(place) for place in np.argwhere(table.cells).tolist()]
        arcs = [Arc(row + i, column + j, int(table.counts[i, j])) for i, j in places]
        for flags, totals, parents, starts, turned in (
            (self.columns, sums[-1, :-1], self.parents, (column, parent), False),
            (table.rows, sums[:-1, -1], table.parents, (row, group), True),
        ):
            arcs += _totals(flags, totals, parents, starts, turned=turned)
        if self.columns.total:
            arcs.append(Arc(COLUMNS_TOTAL, ROWS_TOTAL, int(sums[-1, -1])))
        outside = [(height, width)] * (len(arcs) - len(places))
        return [(i, j) for i, j in places] + outside, Network(arcs)


def _everything(flags: NestedPattern, totals: Ints, parents: Ints) -> NestedPattern:
    """Nothing of one side is shown but that nobody is in a line or a group."""
    middle = np.bincount(parents, totals, len(flags.parents)) > 0
    parts = np.array(flags.parts, np.bool_) | (totals > 0)
    shut = np.array(flags.parents, np.bool_) | middle
    return NestedPattern(tuple(parts.tolist()), tuple(shut.tolist()), total=True)


def _totals(
    flags: NestedPattern,
    totals: Ints,
    parents: Ints,
    starts: tuple[int, int],
    *,
    turned: bool,
) -> list[Arc]:
    """The hidden totals of one side, from its lines to its groups to the total."""
    line, group = starts
    middle = np.bincount(parents, totals, len(flags.parents)).astype(int)
    whole = ROWS_TOTAL if turned else COLUMNS_TOTAL
    found = [
        (line + place, group + int(parents[place]), int(totals[place]))
        for place in np.flatnonzero(flags.parts).tolist()
    ] + [
        (group + place, whole, int(middle[place]))
        for place in np.flatnonzero(flags.parents).tolist()
        if place in parents  # nobody's group is zero by itself
    ]
    if turned:
        return [Arc(head, tail, value) for tail, head, value in found]
    return [Arc(tail, head, value) for tail, head, value in found]


def _wide_rectangle(
    counts: Ints, hidden: Flags, place: tuple[int, int], minimum: int
) -> tuple[Ints, Ints] | None:
    """The corners of a rectangle, not all hidden yet, in which a cell can go furthest
    up and down (`minimum` together is enough), and of those the cheapest; or None."""
    row, column = place
    if row >= counts.shape[0]:
        return None
    up = np.minimum(counts[row, :], counts[:, [column]])
    room = np.minimum(up + np.minimum(counts, counts[row, column]), minimum)
    cost = np.where(hidden, 0, losses_of(with_totals(counts))[:-1, :-1])
    sums = cost + cost[row, :] + cost[:, [column]]
    room[sums + cost[row, column] == 0] = 0
    room[row, :] = room[:, column] = 0
    if not room.any():
        return None
    sums = np.where(room == room.max(), sums, np.iinfo(np.int64).max)
    other_row, other_column = divmod(int(sums.argmin()), counts.shape[1])
    return (
        np.array([row, row, other_row, other_row]),
        np.array([column, other_column, column, other_column]),
    )
