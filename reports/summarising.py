"""From the units that count to the figures about them: summed up, checked, hidden."""

import dataclasses
import math
from collections import Counter, defaultdict
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

ALL: Final = Group("total", Text("全市", "All"))


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
    counts = cross_counts(
        columns.regions,
        columns.clusters,
        columns.enterprises,
        (len(frame.regions), len(frame.clusters)),
    )
    shown = _listed(entries, columns, listed)
    benchmark = Benchmark(
        source=source,
        frame=frame,
        counts=Counts(
            units=len(scored),
            enterprises=int(counts.sum()),
            unscored=len(entries) - len(scored),
            listed=len(shown or ()),
        ),
        entries=shown,
        listed=_summary_of(shown or (), frame),
        **_tables(columns, frame, counts),
    )
    return dataclasses.replace(benchmark, content_hash=content_hash(benchmark))
