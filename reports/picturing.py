"""Picturing: what a dashboard shows of the units that count, as plain data. Pure.

`pictured` sums up, hides and compares; pages only lay out what they get.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reports.figures import Frame, Group, Line, Tables
from reports.narrowing import NOTHING, Filters, Scene, Units
from reports.spreading import Bin, spread
from reports.statistics import Floats, Ints, suppress_nested
from reports.summarising import hide, lines, tables
from surveys.scoring import Text

WITHOUT: Final = Group(NOTHING, Text("无", "None"))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one cluster since the last comparable round.

    `place` and `before` are its places by median among the clusters that show one, from
    1. `median` is the median of the changes of the `n` enterprises that took part both
    times, in the same cluster and edition; a median of differences does not add up, so
    no newcomer follows from it. None is not shown, or not there.
    """

    place: int | None = None
    before: int | None = None
    n: int | None = None
    median: float | None = None

    @property
    def climbed(self) -> int | None:
        """By how many places it went up."""
        both = self.place is not None and self.before is not None
        return self.before - self.place if both else None  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Board:
    """The figures of a dashboard. `changes` follow the clusters of the frame.

    What published figures do not have is empty for readers beyond their own scope:
    `sizes`, `sme_tiers` and `chain_roles`. `unscored` counts units without a score.
    """

    scene: Scene
    units: int
    unscored: int
    tables: Tables
    bins: tuple[Bin, ...]
    changes: tuple[Change, ...]
    sizes: tuple[Line, ...] = ()
    sme_tiers: tuple[Line, ...] = ()
    chain_roles: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """A dimension of one group beside that of all: medians, and how far it leads."""

    group: Group
    median: float | None
    whole: float | None
    n: int | None

    @property
    def lead(self) -> float | None:
        """Points ahead of the median of all; below 0 it lags."""
        if self.median is None or self.whole is None:
            return None
        return self.median - self.whole


def pictured(
    units: Units,
    scene: Scene,
    *,
    filters: Filters = Filters(),  # noqa: B008 -- frozen
    before: tuple[Units, Scene] | None = None,
    free: bool = False,
) -> Board:
    """The board of these units; `before` are those of the last comparable round.

    `free` is for readers within their own scope: more tables than were published.
    """
    kept = units.narrowed(filters, scene)
    columns = kept.columns(scene.frame)
    made = tables(columns, scene.frame)
    further = _further(kept, scene, made.total) if free else ((), (), ())
    shown = not made.total.summary.hidden
    return Board(
        scene,
        units=len(columns.scores) if shown else 0,
        unscored=len(kept) - len(columns.scores) if shown else 0,
        tables=made,
        bins=_bins(columns.scores, columns.enterprises, scene.frame) if shown else (),
        changes=_changes(kept, scene, made, filters, before),
        sizes=further[0],
        sme_tiers=further[1],
        chain_roles=further[2],
    )


def _bins(scores: Floats, enterprises: Ints, frame: Frame) -> tuple[Bin, ...]:
    # From as many on as extremes: fewer are a list of single enterprises.
    if len(np.unique(enterprises)) < frame.thresholds.extremes:
        return ()
    return spread(
        scores.tolist(),
        enterprises.tolist(),
        scale=frame.scale,
        minimum=frame.thresholds.minimum,
    )


def _further(
    units: Units, scene: Scene, total: Line
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    scored = units.only(~np.isnan(units.scores))
    return (
        _one_way(scored, scored.sizes, scene.frame.sizes, scene, total),
        _one_way(scored, scored.sme_tiers, scene.frame.sme_tiers, scene, total),
        _one_way(scored, scored.chain_roles, scene.frame.chain_roles, scene, total),
    )


def _one_way(
    scored: Units, codes: Ints, groups: Sequence[Group], scene: Scene, total: Line
) -> tuple[Line, ...]:
    """One line for each group that has units, small ones hidden, and with them enough
    others that the total gives none away."""
    frame = scene.frame
    codes = np.where(codes < 0, len(groups), codes)
    rows = lines(scored.columns(frame), codes, (*groups, WITHOUT), frame)
    pairs = np.unique(np.stack([codes, scored.enterprises]), axis=1)
    counts = np.bincount(pairs[0], minlength=len(rows)).astype(np.int64)
    pattern = suppress_nested(
        counts,
        np.zeros(len(rows), np.int64),
        1,
        frame.thresholds.minimum,
        total=total.summary.hidden,
    )
    shown = hide(rows, pattern.parts)
    return tuple(row for row, n in zip(shown, counts.tolist(), strict=True) if n)


def _changes(
    units: Units,
    scene: Scene,
    made: Tables,
    filters: Filters,
    before: tuple[Units, Scene] | None,
) -> tuple[Change, ...]:
    places = placed(made.clusters, lambda line: line.summary.median)
    if before is None:
        return tuple(Change(places.get(c.code)) for c in scene.frame.clusters)
    earlier, then = before[0].narrowed(filters, before[1]), before[1]
    old = tables(earlier.columns(then.frame), then.frame)
    was = placed(old.clusters, lambda line: line.summary.median)
    ours, theirs = _by_enterprise(units, scene), _by_enterprise(earlier, then)
    moved: dict[str, list[float]] = {}
    for key in ours.keys() & theirs.keys():
        moved.setdefault(key[0], []).append(ours[key] - theirs[key])
    least = scene.frame.thresholds.quartiles
    return tuple(
        _change(
            places.get(line.group.code),
            was.get(line.group.code),
            moved.get(line.group.code, []),
            least,
        )
        for line in made.clusters
    )


def _change(
    place: int | None, before: int | None, moved: list[float], least: int
) -> Change:
    if place is None or before is None or len(moved) < least:
        return Change(place, before)
    return Change(place, before, len(moved), float(np.median(moved)))


def _by_enterprise(units: Units, scene: Scene) -> dict[tuple[str, int], float]:
    """The mean score of each enterprise, by its cluster's code and its id."""
    scored = units.only(~np.isnan(units.scores))
    own, first, inverse = np.unique(
        scored.enterprises, return_index=True, return_inverse=True
    )
    sums = np.bincount(inverse, scored.scores, len(own))
    means = sums / np.maximum(np.bincount(inverse, minlength=len(own)), 1)
    codes = [group.code for group in scene.frame.clusters]
    clusters = scored.clusters[first].tolist()
    rows = zip(clusters, own.tolist(), means.tolist(), strict=True)
    return {(codes[cluster], enterprise): mean for cluster, enterprise, mean in rows}


def placed(
    rows: Sequence[Line], figure: Callable[[Line], float | None]
) -> dict[str, int]:
    """The place of each line that shows the figure, by code: the highest is the first,
    equal ones share a place."""
    shown = {
        row.group.code: value for row in rows if (value := figure(row)) is not None
    }
    return {
        code: 1 + sum(other > value for other in shown.values())
        for code, value in shown.items()
    }


def leads(own: Line, whole: Line, frame: Frame) -> tuple[Lead, ...]:
    """The dimensions of a group beside all: the largest lead first, no lead last."""
    rows = [
        Lead(group, mine.median, all_of.median, mine.n)
        for group, mine, all_of in zip(
            frame.dimensions, own.dimensions, whole.dimensions, strict=True
        )
    ]
    return tuple(sorted(rows, key=lambda row: (row.lead is None, -(row.lead or 0))))
