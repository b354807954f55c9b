"""What each part brings to a node, in whole numbers that can be folded one by one."""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import partial
from math import lcm
from typing import NamedTuple

from surveys.scoring.ascending.folding import Join, Label, Step
from surveys.scoring.ascending.narrowing import LINEAR
from surveys.scoring.combining import COUNTING, Part, combine
from surveys.scoring.exact import HUNDRED, ZERO
from surveys.scoring.results import State
from surveys.scoring.scheme import MEANS, Aggregate, Node

Labels = Sequence[Label]
Weights = Sequence[Fraction | None]
Brought = Callable[[Fraction, Fraction], Fraction]

FINE = 60  # decimals of what is irrational; the engine rounds to 50 digits
WORKING = Context(prec=100)
NEVER = -(10**3000)  # one such part and a mean has no score
OPEN = 10**9  # a carry that has not come to its end yet


class Weighed(NamedTuple):
    """How to fold a node: where to start, its steps, and how many units of the value
    make a score of 1 (None: the score is not a plain sum of what is brought)."""

    start: int
    steps: Sequence[Step]
    units: int | None


def weigh(
    node: Node, below: Sequence[Labels], weights: Weights, *, told: bool
) -> Weighed:
    """The steps of a node, one for each child. below: the labels of its children;
    weights: of those that count, None for those that never do; told: whether it
    matters what is answered."""
    threshold = node.threshold is not None
    counted = [
        [_counts(label, weight, threshold=threshold) for label in labels]
        for labels, weight in zip(below, weights, strict=True)
    ]
    brought = BRINGS[node.aggregate](node, below, weights)
    scale = lcm(*(n.denominator for part in brought for n in part))
    joins = JOINS[node.aggregate]
    extras = _extras(below, weights, threshold=threshold, told=told)
    steps = [
        Step(
            place,
            labels,
            [int(n * scale) if c else None for n, c in zip(part, counts, strict=True)],
            extra,
            joins(node, place, scale),
        )
        for place, (labels, part, counts, extra) in enumerate(
            zip(below, brought, counted, extras, strict=True)
        )
    ]
    plain = node.aggregate in LINEAR and not threshold and any(weights)
    return Weighed(_start(node, scale), steps, scale if plain else None)


def score_of(
    node: Node, parts: Mapping[int, Label], floor: Fraction
) -> tuple[Fraction | None, State]:
    """The score and state of a node by the engine's own rules."""
    seen = [Part(parts[at].score, parts[at].state) for at in range(len(node.children))]
    combined = combine(node, seen, floor)
    return combined.score, combined.state


def _counts(label: Label, weight: Fraction | None, *, threshold: bool) -> bool:
    """With a data threshold, what is unanswered leaves the sum."""
    if weight is None or label.state not in COUNTING:
        return False
    return not threshold or label.state is State.ANSWERED


def _extras(
    below: Sequence[Labels], weights: Weights, *, threshold: bool, told: bool
) -> list[list[int]]:
    """With a data threshold the weight that is answered; else, where it matters to a
    node above, how many parts are."""
    scale = lcm(*(weight.denominator for weight in weights if weight is not None))
    units = [
        0 if weight is None else int(weight * scale) if threshold else int(told)
        for weight in weights
    ]
    return [
        [unit if label.state is State.ANSWERED else 0 for label in labels]
        for labels, unit in zip(below, units, strict=True)
    ]


# --- what is brought, by aggregate


def _each(brings: Brought) -> Callable[..., list[list[Fraction]]]:
    def each(
        node: Node, below: Sequence[Labels], weights: Weights
    ) -> list[list[Fraction]]:
        return [
            [brings(weight or ZERO, label.score or ZERO) for label in labels]
            for labels, weight in zip(below, weights, strict=True)
        ]

    return each


def _counting(
    node: Node, below: Sequence[Labels], weights: Weights
) -> list[list[Fraction]]:
    reaches = node.reaches or ZERO

    def brings(weight: Fraction, score: Fraction) -> Fraction:
        return weight if score >= reaches else ZERO

    return _each(brings)(node, below, weights)


def _mean(
    node: Node, below: Sequence[Labels], weights: Weights
) -> list[list[Fraction]]:
    """Weighted logarithms or powers: sums of them stand in the order of the means."""
    return _each(partial(_powered, node.p or ZERO))(node, below, weights)


def _powered(p: Fraction, weight: Fraction, score: Fraction) -> Fraction:
    if score <= 0:
        return ZERO if p > 0 else Fraction(NEVER)
    share = _decimal(score / HUNDRED)
    found = share.ln(WORKING) if p == 0 else WORKING.power(share, _decimal(p))
    signed = found if p >= 0 else -found
    exactly = weight * Fraction(signed)
    return Fraction(int(exactly * 10**FINE))


def _decimal(number: Fraction) -> Decimal:
    return WORKING.divide(Decimal(number.numerator), Decimal(number.denominator))


BRINGS: Mapping[Aggregate, Callable[..., list[list[Fraction]]]] = {
    **dict.fromkeys(LINEAR, _each(operator.mul)),
    **dict.fromkeys(
        (Aggregate.MIN, Aggregate.MAX, Aggregate.CARRY),
        _each(lambda weight, score: score),
    ),
    **dict.fromkeys(MEANS, _mean),
    Aggregate.COUNT: _counting,
}


# --- how it is joined to what is there, by aggregate


def _plain(join: Join) -> Callable[[Node, int, int], Join]:
    return lambda node, place, scale: join


def _carry(node: Node, place: int, scale: int) -> Join:
    """A level that reaches its score leaves the carry open; the first that does not,
    and the top one, ends it with its own score."""
    level = node.children[place].level
    reaches = (node.reaches or ZERO) * scale
    top = level == node.levels

    def join(value: int, own: int) -> int:
        if value != OPEN * scale:
            return value
        if own >= reaches and not top:
            return value
        return (level - 1) * 100 * scale + own

    return join


JOINS: Mapping[Aggregate, Callable[[Node, int, int], Join]] = {
    **dict.fromkeys(
        (*LINEAR, *MEANS, Aggregate.COUNT),
        _plain(operator.add),
    ),
    Aggregate.MIN: _plain(min),
    Aggregate.MAX: _plain(max),
    Aggregate.CARRY: _carry,
}


def _start(node: Node, scale: int) -> int:
    if node.aggregate in (Aggregate.MIN, Aggregate.CARRY):
        return OPEN * scale
    return -1 if node.aggregate is Aggregate.MAX else 0


def spread(node: Node, states: Iterable[State]) -> Weights:
    """The weights of the children in these states, None for those that never count;
    with a data threshold as if all were answered."""
    found = list(states)
    counting = [state in COUNTING for state in found]
    total = sum(
        (c.share for c, on in zip(node.children, counting, strict=True) if on), ZERO
    )
    carry = node.aggregate is Aggregate.CARRY
    return [
        None if not on else child.share if carry else child.share * node.total / total
        for child, on in zip(node.children, counting, strict=True)
    ]
