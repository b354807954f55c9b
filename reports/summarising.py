"""From the units that count to the figures about them: summed up, checked, hidden."""

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reports.figures import (
    Benchmark,
    Cell,
    Counts,
    DoesNotAddUp,
    Entry,
    Frame,
    Group,
    Line,
    Source,
    Tables,
    content_hash,
)
from reports.statistics import (
    Floats,
    Ints,
    NestedPattern,
    Pattern,
    Summary,
    cross_counts,
    ranks,
    summaries,
    suppress,
    suppress_nested,
)
from surveys.scoring import Text

ALL: Final = Group("total", Text("全部", "All"))
NONE: Final = Group("", Text("未达到", "Not reached"))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The scored entries as arrays, one item for each."""

    enterprises: Ints
    regions: Ints
    clusters: Ints
    tiers: Ints
    levels: Ints
    pending: Ints
    scores: Floats
    dimensions: tuple[Floats, ...]


def summarise(
    entries: Sequence[Entry],
    frame: Frame,
    source: Source,
    *,
    expected: int,
    listed: Callable[[Entry], bool] | None = None,
) -> Benchmark:
    """The benchmark of these entries; raises DoesNotAddUp.

    `expected` is how many units the database counted by another query. `listed` says
    which entries the reader may see by name; without it there is no list.
    """
    _check_entries(entries, frame, expected)
    scored = [entry for entry in entries if entry.score is not None]
    columns = _columns(scored, frame)
    tables = _tables(columns, frame)
    shown = None if listed is None else _listed(entries, tables, frame, listed)
    counts = Counts(
        units=len(scored),
        enterprises=len({entry.enterprise for entry in scored}),
        unscored=len(entries) - len(scored),
        listed=len(shown or ()),
    )
    benchmark = Benchmark(
        source, frame, counts, tables, shown, _summary_of(shown or (), frame)
    )
    return dataclasses.replace(benchmark, content_hash=content_hash(benchmark))


def _check_entries(entries: Sequence[Entry], frame: Frame, expected: int) -> None:
    """Each unit once, each enterprise in one place, every code known, none missing."""
    if len(entries) != expected:
        raise DoesNotAddUp(f"{len(entries)} units were read, {expected} are counted.")
    if len({entry.unit for entry in entries}) != len(entries):
        raise DoesNotAddUp("A unit is counted twice.")
    places = {(entry.enterprise, entry.region, entry.cluster) for entry in entries}
    if len(places) != len({entry.enterprise for entry in entries}):
        raise DoesNotAddUp("An enterprise stands in two regions or clusters.")
    if any(len(entry.dimensions) != len(frame.dimensions) for entry in entries):
        raise DoesNotAddUp("A unit has scores of other dimensions.")
    for name, groups in (
        ("region", frame.regions),
        ("cluster", frame.clusters),
        ("level", (*frame.levels, NONE)),
    ):
        unknown = {getattr(entry, name) for entry in entries} - {g.code for g in groups}
        if unknown:
            raise DoesNotAddUp(f"Unknown {name}: {', '.join(sorted(unknown))}.")


def _columns(scored: Sequence[Entry], frame: Frame) -> _Columns:
    tiers = _places(frame.tiers)
    tier_of = np.array([tiers[group.parent] for group in frame.clusters], np.int64)
    clusters = _codes(scored, "cluster", frame.clusters)
    return _Columns(
        enterprises=_numbered(scored),
        regions=_codes(scored, "region", frame.regions),
        clusters=clusters,
        tiers=tier_of[clusters],
        levels=_codes(scored, "level", frame.levels),
        pending=np.array([entry.pending for entry in scored], np.int64),
        scores=_numbers(entry.score for entry in scored),
        dimensions=tuple(
            _numbers(entry.dimensions[place] for entry in scored)
            for place in range(len(frame.dimensions))
        ),
    )


def _places(groups: Sequence[Group]) -> dict[str, int]:
    return {group.code: place for place, group in enumerate(groups)}


def _codes(entries: Iterable[Entry], name: str, groups: Sequence[Group]) -> Ints:
    """The places of the entries' codes among the groups; -1 for none."""
    places = _places(groups)
    return np.array([places.get(getattr(e, name), -1) for e in entries], np.int64)


def _numbered(entries: Sequence[Entry]) -> Ints:
    """The enterprises of the entries as numbers from 0."""
    own = np.array([entry.enterprise for entry in entries], np.int64)
    return np.unique(own, return_inverse=True)[1].astype(np.int64)


def _numbers(values: Iterable[float | None]) -> Floats:
    return np.array([math.nan if v is None else v for v in values], np.float64)


def _tables(columns: _Columns, frame: Frame) -> Tables:
    """All tables: summed up, checked against each other, then small cells hidden."""
    (total,) = _lines(columns, np.zeros_like(columns.clusters), (ALL,), frame)
    tiers = _lines(columns, columns.tiers, frame.tiers, frame)
    clusters = _lines(columns, columns.clusters, frame.clusters, frame)
    regions = _lines(columns, columns.regions, frame.regions, frame)
    counts = cross_counts(
        columns.regions,
        columns.clusters,
        columns.enterprises,
        (len(frame.regions), len(frame.clusters)),
    )
    table, nested = _hidden(counts, frame)
    return Tables(
        total.hide() if nested.total else total,
        _hide(tiers, nested.parents),
        _hide(clusters, nested.parts),
        _hide(regions, table.rows),
        _cells(columns, frame, table),
    )


def _lines(
    columns: _Columns, codes: Ints, groups: Sequence[Group], frame: Frame
) -> tuple[Line, ...]:
    """The figures of each group; `codes` says to which each entry belongs."""
    size, height = len(groups), len(frame.levels)
    scores, *dimensions = (
        summaries(values, codes, columns.enterprises, size, frame.thresholds)
        for values in (columns.scores, *columns.dimensions)
    )
    leveled = columns.levels >= 0
    flat = codes[leveled] * height + columns.levels[leveled]
    levels = np.bincount(flat, minlength=size * height).reshape(size, height)
    pending = np.bincount(codes, columns.pending, size)
    return tuple(
        Line(
            group,
            scores[place],
            tuple(levels[place].tolist()),
            int(pending[place]),
            tuple(dimension[place] for dimension in dimensions),
        )
        for place, group in enumerate(groups)
    )


def _hidden(counts: Ints, frame: Frame) -> tuple[Pattern, NestedPattern]:
    """What to hide, the same in all tables: clusters stand in two of them."""
    minimum = frame.thresholds.minimum
    tiers = _places(frame.tiers)
    parents = np.array([tiers[group.parent] for group in frame.clusters], np.int64)
    clusters: Sequence[bool] = ()
    total = False
    while True:
        table = suppress(counts, minimum, clusters, total=total)
        nested = suppress_nested(
            counts.sum(axis=0),
            parents,
            len(tiers),
            minimum,
            table.columns,
            total=table.total,
        )
        if (nested.parts, nested.total) == (table.columns, table.total):
            return table, nested
        clusters, total = nested.parts, nested.total


def _hide(lines: Sequence[Line], flags: Sequence[bool]) -> tuple[Line, ...]:
    return tuple(
        line.hide() if hidden else line
        for line, hidden in zip(lines, flags, strict=True)
    )


def _cells(
    columns: _Columns, frame: Frame, table: Pattern
) -> tuple[tuple[Cell, ...], ...]:
    width = len(frame.clusters)
    found = summaries(
        columns.scores,
        columns.regions * width + columns.clusters,
        columns.enterprises,
        len(frame.regions) * width,
        frame.thresholds,
    )
    return tuple(
        tuple(
            Cell() if hidden else Cell(summary.n, summary.mean)
            for hidden, summary in zip(
                flags, found[row * width : (row + 1) * width], strict=True
            )
        )
        for row, flags in enumerate(table.cells)
    )


def _listed(
    entries: Sequence[Entry],
    tables: Tables,
    frame: Frame,
    listed: Callable[[Entry], bool],
) -> tuple[Entry, ...]:
    """The entries a reader may see: by cluster, the best first, with their ranks.

    In a cluster that is hidden nobody has a rank: it would tell about the others.
    """
    clusters = _codes(entries, "cluster", frame.clusters)
    own = ranks(_numbers(entry.score for entry in entries), clusters).tolist()
    chosen = [
        (place, -(entry.score or 0), entry.name, entry.unit, entry, rank)
        for place, entry, rank in zip(clusters.tolist(), entries, own, strict=True)
        if listed(entry)
    ]
    return tuple(
        dataclasses.replace(
            entry,
            rank=None
            if math.isnan(rank) or tables.clusters[place].summary.hidden
            else rank,
        )
        for place, _, _, _, entry, rank in sorted(chosen, key=lambda row: row[:4])
    )


def _summary_of(entries: Sequence[Entry], frame: Frame) -> Summary:
    scored = [entry for entry in entries if entry.score is not None]
    (summary,) = summaries(
        _numbers(entry.score for entry in scored),
        np.zeros(len(scored), np.int64),
        _numbered(scored),
        1,
        frame.thresholds,
    )
    return summary
