"""Comparing: one unit beside the published figures of its cluster, never live ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.core.cache import cache

from reports.benchmarks import published, thresholds
from reports.figures import Benchmark, Entry, Line
from reports.models import Cut
from reports.spreading import Bin, spread
from reports.statistics import percentile_rank
from surveys.models import Edition, Round

KEPT = 24 * 60 * 60  # seconds; summing up a cut of 500 units takes some 0.3 s
Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Peers:
    """What a unit is compared with: published figures of its cluster.

    `n` counts enterprises; `medians` and `uppers` (the 75th percentiles) are those of
    each dimension by code. A figure that may not be shown is None. `bins` show how the
    scores spread, and `scores` are those themselves, for the unit's own place alone:
    both are empty where the group is too small for it.
    """

    cut: Cut
    n: int | None
    median: float | None
    upper: float | None
    medians: Figures
    uppers: Figures
    bins: tuple[Bin, ...] = ()
    scores: tuple[float, ...] = ()

    def rank(self, score: float) -> float | None:
        """Of the peers' scores the share below this one, 0 to 100 (mean rank)."""
        return percentile_rank(self.scores, score)


Facts = tuple[
    int | None,
    float | None,
    float | None,
    Figures,
    Figures,
    tuple[Bin, ...],
    tuple[float, ...],
]


def latest_cut(target: Round, edition: Edition) -> Cut | None:
    """The figures published for a round, else for the last round before it with the
    same edition: editions are never pooled."""
    cuts = Cut.objects.select_related("round", "edition__questionnaire").filter(
        edition=edition, round__opens_at__lte=target.opens_at
    )
    return cuts.order_by("-round__opens_at", "-at").first()


def peers(target: Round, edition: Edition, cluster: str) -> Peers | None:
    """The peers of a unit in its cluster; None while nothing is published."""
    cut = latest_cut(target, edition)
    if cut is None:
        return None
    # A cut never changes, but what of it may be shown follows the settings.
    key = f"peers-2/{cut.pk}/{thresholds()}".replace(" ", "")
    found: dict[str, Facts] = cache.get_or_set(key, partial(_facts, cut), KEPT) or {}
    return Peers(cut, *found[cluster]) if cluster in found else None


def _facts(cut: Cut) -> dict[str, Facts]:
    """Of each cluster all that its peers may be shown, by code."""
    made = published(cut, shown=lambda _entry: True)
    by_cluster: dict[str, list[Entry]] = {}
    for entry in made.entries or ():
        by_cluster.setdefault(entry.cluster, []).append(entry)
    return {
        line.group.code: _fact(made, line, by_cluster.get(line.group.code, []))
        for line in made.tables.clusters
    }


def _fact(made: Benchmark, line: Line, entries: list[Entry]) -> Facts:
    codes = [group.code for group in made.frame.dimensions]
    medians = dict(zip(codes, (s.median for s in line.dimensions), strict=True))
    uppers = dict(zip(codes, (s.p75 for s in line.dimensions), strict=True))
    n = line.summary.n
    bins: tuple[Bin, ...] = ()
    scores: tuple[float, ...] = ()
    # From as many on as a 90th percentile: a place among fewer is nearly a rank list.
    if n is not None and n >= made.frame.thresholds.p90:
        scored = [(e.score, e.enterprise) for e in entries if e.score is not None]
        scores = tuple(score for score, _enterprise in scored)
        bins = spread(
            scores,
            [enterprise for _score, enterprise in scored],
            scale=made.frame.scale,
            minimum=made.frame.thresholds.minimum,
        )
    return n, line.summary.median, line.summary.p75, medians, uppers, bins, scores
