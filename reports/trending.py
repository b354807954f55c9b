"""Trending: this round beside the one before it, the same enterprises, re-scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from reports.benchmarks import thresholds
from reports.replaying import Past, evaluated, replayed
from reports.statistics import (
    After,
    Before,
    Decomposition,
    Thresholds,
    decompose,
    grouped,
)
from surveys.models import Edition, Lane, Round


@dataclass(frozen=True, slots=True)
class Trend:
    """Year on year: of all, and by the code of each cluster in which somebody was in
    both rounds. Who changed the cluster left the one and came into the other."""

    total: Decomposition
    clusters: Mapping[str, Decomposition]


@dataclass(frozen=True, slots=True)
class _Side:
    """One round under the later edition: scores by unit, and where each unit stood."""

    final: dict[int, Fraction | None]
    given: dict[int, Fraction | None]
    claim: dict[int, Fraction | None]
    enterprises: dict[int, int]
    clusters: dict[int, str]


def year_on_year(earlier: Round, later: Round, edition: Edition) -> Trend:
    """The change of the mean final score from an earlier round to a later one that
    asked `edition`; the earlier answers are evaluated under it, nothing is stored.

    A few queries for each round, whatever the number of responses.
    """
    then, now = (_side(target, edition) for target in (earlier, later))
    before = {
        unit: Before(
            then.enterprises[unit], given, then.final.get(unit), then.claim.get(unit)
        )
        for unit, given in then.given.items()
        if given is not None
    }
    after = {
        unit: After(now.enterprises[unit], given, now.claim.get(unit))
        for unit, given in now.given.items()
        if given is not None
    }
    shown = thresholds()
    return Trend(
        decompose(before, after, shown), _by_cluster(before, after, then, now, shown)
    )


def _by_cluster(
    before: Mapping[int, Before],
    after: Mapping[int, After],
    then: _Side,
    now: _Side,
    shown: Thresholds,
) -> dict[str, Decomposition]:
    left = grouped(before, then.clusters.__getitem__)
    right = grouped(after, now.clusters.__getitem__)
    return {
        code: decompose(left[code], right[code], shown)
        for code in sorted(left.keys() & right.keys())
    }


def _side(target: Round, edition: Edition) -> _Side:
    found = _Side({}, {}, {}, {}, {})
    for past in replayed(target, edition, Lane.FINAL):
        found.enterprises[past.unit] = past.enterprise
        found.clusters[past.unit] = past.cluster
        found.given[past.unit] = _exact(past.card.score)
        found.final[past.unit] = _score(past, edition, Lane.FINAL)
    for past in replayed(target, edition, Lane.CLAIMED):
        if past.unit in found.final:
            found.claim[past.unit] = _score(past, edition, Lane.CLAIMED)
    return found


def _score(past: Past, edition: Edition, lane: str) -> Fraction | None:
    """What the edition makes of it: stored already where it is the edition it had."""
    if past.card.edition_sha256 == edition.sha256:
        return _exact(past.card.score)
    score = evaluated(edition.scheme, past.taken, lane).score
    return None if score is None else Fraction(score)


def _exact(text: str) -> Fraction | None:
    return Fraction(text) if text else None
