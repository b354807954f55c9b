"""Ranking: where a score stands among others."""

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np

from reports.statistics.arrays import Floats, Ints

Kind = Literal["strict", "weak", "mean"]
HALVES: Final[dict[Kind, int]] = {"strict": 0, "mean": 1, "weak": 2}
"""How many halves of the equal ones count as below."""


def percentile_rank(
    scores: Sequence[float], score: float, kind: Kind = "mean"
) -> float | None:
    """The percentile rank of a score among peers, from 0 to 100.

    strict: 100 * below / n; weak: 100 * (below + equal) / n; mean: 100 * (below +
    equal / 2) / n, whether or not the score is one of `scores` (SciPy's
    percentileofscore; Roscoe 1975). None without peers.
    """
    if not scores:
        return None
    below = sum(peer < score for peer in scores)
    equal = sum(peer == score for peer in scores)
    return 100 * (below + equal * HALVES[kind] / 2) / len(scores)


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


def competition_ranks(scores: Floats) -> Ints:
    """The place of each score, the highest first: 1 + how many are higher.

    Equal scores share a place and the next one is skipped: 1, 2, 2, 4 ("1224"; Excel's
    RANK.EQ, SciPy's rankdata "min" of the negated scores). Raises ValueError for nan.
    """
    _check(scores)
    higher = len(scores) - np.searchsorted(np.sort(scores), scores, "right")
    return (higher + 1).astype(np.int64)


def mean_ranks(scores: Floats) -> Floats:
    """The place of each score, the highest first; equal ones share the mean of theirs.

    1, 2.5, 2.5, 4 (Excel's RANK.AVG, SciPy's rankdata "average" of the negated
    scores). Raises ValueError for nan.
    """
    _check(scores)
    ordered = np.sort(scores)
    upto = np.searchsorted(ordered, scores, "right")
    equal = upto - np.searchsorted(ordered, scores, "left")
    return (len(scores) - upto + (equal + 1) / 2).astype(np.float64)


def _check(scores: Floats) -> None:
    if np.isnan(scores).any():
        raise ValueError("A missing score has no place.")
