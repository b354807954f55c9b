"""Scores and levels of many units at once under redrawn weights, on NumPy.

The rules are those of surveys.scoring.combining, restated for arrays: without a redraw
the scores equal the engine's to 1e-9, which a test holds. Leaves come from one exact
evaluation of each unit, so answers are never graded here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np

from reports.statistics import Flags, Floats
from surveys.scoring import Aggregate, Level, Node, Scheme, exact
from surveys.scoring.conditions import All, Condition, Not, Test
from surveys.scoring.scheme import MEANS

DRAWS: Final = 500
SPREAD: Final = 0.25
SEED: Final = 33618
PLACES: Final = 9
"""Scores are compared with thresholds, and with each other, after rounding to this
many decimals: floats differ from the exact scores in the last digits."""
NEAR: Final = 1e-12
UNWEIGHTED: Final = frozenset(
    {Aggregate.MIN, Aggregate.MAX, Aggregate.CARRY, Aggregate.LOOKUP}
)
EXPONENTS: Final = {Aggregate.GEOMETRIC: 0.0, Aggregate.HARMONIC: -1.0}
SCORED: Final = frozenset({"node", "score"})
TRUE, UNKNOWN, FALSE = 1.0, 0.5, 0.0
Weights = Mapping[str, Floats]  # by code of a node: draws × children


class Part(NamedTuple):
    """A leaf or node in every draw and unit: (draws or 1) × units.

    score: nan where there is none; counts: neither hidden nor not applicable;
    answered: not unanswered either.
    """

    score: Floats
    counts: Flags
    answered: Flags


Leaves = Mapping[str, Part]  # questions and look-ups by code, each 1 × units


def weights_of(scheme: Scheme) -> dict[str, Floats]:
    """The weights as the edition has them: one row."""
    return {
        node.code: np.array([[float(child.share) for child in node.children]])
        for node in nodes_of(scheme)
    }


def redrawn(scheme: Scheme, *, draws: int = DRAWS, seed: int = SEED) -> Weights:
    """The weights multiplied by 1 ± SPREAD, uniform and independent, and brought back
    to their sum among siblings; the same seed gives the same weights (PCG64)."""
    chance = np.random.Generator(np.random.PCG64(seed))
    found = weights_of(scheme)
    for node in nodes_of(scheme):
        own = found[node.code]
        if is_weighted(node):
            drawn = own * chance.uniform(1 - SPREAD, 1 + SPREAD, (draws, own.shape[1]))
            found[node.code] = drawn * own.sum() / drawn.sum(axis=1, keepdims=True)
    return found


def is_weighted(node: Node) -> bool:
    """Whether other weights can give it another score."""
    return node.aggregate not in UNWEIGHTED and len(node.children) > 1


def nodes_of(scheme: Scheme) -> Iterator[Node]:
    """The nodes of the tree, then those of the indices, parents first."""
    for tree in (scheme.root, *scheme.indices):
        yield from tree.walk()


def without(weights: Weights, scheme: Scheme, code: str) -> Weights:
    """The weights with one item taken out, wherever it stands."""
    found = dict(weights)
    for node in nodes_of(scheme):
        for place, child in enumerate(node.children):
            if child.item.code == code:
                found[node.code] = found[node.code].copy()
                found[node.code][:, place] = 0
    return found


def score(scheme: Scheme, leaves: Leaves, weights: Weights) -> dict[str, Floats]:
    """The score of every node in every draw and unit, by code; nan where none."""
    growing = _Growing(leaves, weights, float(scheme.floor))
    for tree in (scheme.root, *scheme.indices):
        growing.grow(tree)
    return growing.scores


@dataclass(slots=True)
class _Growing:
    leaves: Leaves
    weights: Weights
    floor: float
    scores: dict[str, Floats] = field(default_factory=dict)

    def grow(self, node: Node) -> Part:
        """Grow a node from its children; its score is noted."""
        if node.code in self.leaves:
            part = self.leaves[node.code]
        else:
            below = [self._part(child.item) for child in node.children]
            weights = self.weights[node.code].T[:, :, None]
            part = _combined(node, _stacked(below), weights, self.floor)
        self.scores[node.code] = part.score
        return part

    def _part(self, item: Any) -> Part:
        return self.grow(item) if isinstance(item, Node) else self.leaves[item.code]


def _stacked(parts: Sequence[Part]) -> Part:
    """Children × draws × units."""
    columns = zip(*parts, strict=True)
    return Part(*(np.stack(np.broadcast_arrays(*column)) for column in columns))


def _combined(node: Node, parts: Part, weights: Floats, floor: float) -> Part:
    if node.aggregate is Aggregate.CARRY:
        return _carried(node, parts)
    # What weighs nothing was taken out.
    counting = parts.counts & (weights > 0)
    total = weights.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        counted = (weights * counting).sum(axis=0)
        little = ~counting.any(axis=0) | (counted / total < floor - NEAR)
        few, kept = _enough(node, parts.answered, counting, weights)
        little |= ~few & ~kept.any(axis=0)
        shares = weights * kept / (weights * kept).sum(axis=0)
        values = np.where(np.isnan(parts.score), 0.0, parts.score)
        found = AGGREGATES[node.aggregate](node, values, shares, kept)
    if node.aggregate is Aggregate.SUM:
        found = found * total
    answered = (parts.answered & kept).any(axis=0) & ~little & ~few
    return Part(np.where(little | few, np.nan, found), ~little, answered)


def _enough(
    node: Node, answered: Flags, counting: Flags, weights: Floats
) -> tuple[Flags, Flags]:
    """Where too little is answered for a data threshold, and what stays to count."""
    if node.threshold is None:
        return np.zeros(counting.shape[1:], np.bool_), counting
    kept = counting & answered
    share = (weights * kept).sum(axis=0) / (weights * counting).sum(axis=0)
    return ~(share >= float(node.threshold) - NEAR), kept


def _mean(node: Node, values: Floats, shares: Floats, kept: Flags) -> Floats:
    return np.asarray((shares * values).sum(axis=0))


def _least(node: Node, values: Floats, shares: Floats, kept: Flags) -> Floats:
    return np.asarray(np.where(kept, values, np.inf).min(axis=0))


def _most(node: Node, values: Floats, shares: Floats, kept: Flags) -> Floats:
    return np.asarray(np.where(kept, values, -np.inf).max(axis=0))


def _power_mean(node: Node, values: Floats, shares: Floats, kept: Flags) -> Floats:
    """The generalised mean; nan where a part is zero or less that must not be."""
    p = EXPONENTS.get(node.aggregate, float(node.p or 0))
    used = np.where(kept, values / 100, 1.0)
    bad = (used < 0) | ((used <= 0) & (p <= 0))
    safe = np.where(bad, 1.0, used)
    if p == 0:
        found = np.exp((shares * np.log(safe)).sum(axis=0))
    else:
        found = (shares * safe**p).sum(axis=0) ** (1 / p)
    return np.asarray(np.where(bad.any(axis=0), np.nan, found * 100))


def _count(node: Node, values: Floats, shares: Floats, kept: Flags) -> Floats:
    reached = np.round(values, PLACES) >= float(node.reaches or 0)
    return np.asarray((shares * reached).sum(axis=0) * 100)


AGGREGATES: Mapping[Aggregate, Callable[[Node, Floats, Floats, Flags], Floats]] = {
    Aggregate.WEIGHTED_MEAN: _mean,
    Aggregate.SUM: _mean,
    Aggregate.MIN: _least,
    Aggregate.MAX: _most,
    **dict.fromkeys(MEANS, _power_mean),
    Aggregate.COUNT: _count,
}


def _carried(node: Node, parts: Part) -> Part:
    """Levels from the bottom up: the first one missed, and the top one, adds its own
    score and ends it; one at which nothing applies counts 1."""
    levels, reaches = node.levels or 0, float(node.reaches or 0)
    shape = parts.score.shape[1:]
    found, climbing = np.full(shape, float(levels)), np.ones(shape, np.bool_)
    counts, answered = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    values = np.where(np.isnan(parts.score), 0.0, parts.score)
    for place, child in enumerate(node.children):
        here = climbing & parts.counts[place]
        counts |= here
        answered |= here & parts.answered[place]
        missed = np.round(values[place], PLACES) < reaches
        ends = here & (missed | (child.level == levels))
        found = np.where(ends, child.level - 1 + values[place] / 100, found)
        climbing = climbing & ~ends
    # Who climbed all of them is counted as answered, as the engine does.
    return Part(np.where(counts, found, np.nan), counts, answered | (counts & climbing))


# --- levels


def fixed_parts(condition: Condition) -> Iterator[Condition]:
    """The largest parts of a condition that no score enters, in order."""
    if not any(test.source in SCORED for test in condition.tests()):
        yield condition
    elif not isinstance(condition, Test):
        for part in _below(condition):
            yield from fixed_parts(part)


def _below(condition: Any) -> Iterable[Condition]:
    return [condition.part] if isinstance(condition, Not) else condition.parts


def levels(
    ladder: Sequence[Level],
    fixed: Sequence[Sequence[Floats]],
    scores: Mapping[str, Floats],
    whole: Floats,
) -> Floats:
    """How many levels, from the lowest up, each unit reaches in each draw.

    `fixed` has for each level the truths (1, 0, and 0.5 for unknown; of each unit) of
    its `fixed_parts`; `whole` is the score of the root.
    """
    reached = np.zeros(whole.shape)
    climbing = np.ones(whole.shape, np.bool_)
    for level, truths in zip(ladder, fixed, strict=True):
        met = _Judging(iter(truths), scores, whole).truth(level.needs)
        climbing = climbing & (met == TRUE)
        reached += climbing
    return reached


@dataclass(slots=True)
class _Judging:
    """Kleene's three values as numbers: "and" is the least, "or" the greatest."""

    fixed: Iterator[Floats]
    scores: Mapping[str, Floats]
    whole: Floats

    def truth(self, condition: Condition) -> Floats:
        if not any(test.source in SCORED for test in condition.tests()):
            return next(self.fixed)
        if isinstance(condition, Test):
            return self._tested(condition)
        truths = [self.truth(part) for part in _below(condition)]
        if isinstance(condition, Not):
            return 1 - truths[0]
        least = isinstance(condition, All)
        joined = np.stack(np.broadcast_arrays(*truths))
        return np.asarray(joined.min(axis=0) if least else joined.max(axis=0))

    def _tested(self, test: Test) -> Floats:
        found = self.whole if test.source == "score" else self.scores[test.code]
        met = COMPARED[test.op](np.round(found, PLACES), float(exact(test.wanted)))
        return np.where(np.isnan(found), UNKNOWN, met.astype(np.float64))


COMPARED: Final[Mapping[str, Callable[[Floats, float], Flags]]] = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
}
