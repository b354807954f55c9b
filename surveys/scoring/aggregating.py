"""Makes scores from the leaves up: shares the weights, aggregates, gives reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from surveys.scoring.conditions import Situation
from surveys.scoring.measuring import ZERO, graded
from surveys.scoring.results import NodeResult, Params, State
from surveys.scoring.scheme import Aggregate, Child, Node, Question

ONE = Fraction(1)
NOTHING: Params = {}


class Grown(NamedTuple):
    """A result before its weight is known, which depends on its siblings."""

    score: Fraction | None
    state: State
    measure: Fraction | None
    children: tuple[NodeResult, ...]
    message: str
    params: Params


@dataclass(frozen=True, slots=True)
class Ground:
    """What the tree grows from."""

    states: Mapping[str, State]
    situation: Situation
    floor: Fraction


def grow(root: Node, ground: Ground) -> NodeResult:
    """The whole tree; also writes every node's score into the situation."""
    return _placed(Child(root, ONE, ONE, None), ONE, _grow(root, ground))


def dot(weighted: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Σ weight · score, over one common denominator: some five times faster than
    adding up Fractions, which reduces after every step."""
    pairs = [
        (w.numerator * s.numerator, w.denominator * s.denominator) for w, s in weighted
    ]
    bottom = lcm(*(below for _, below in pairs))
    return Fraction(sum(top * (bottom // below) for top, below in pairs), bottom)


def _grow(item: Node | Question, ground: Ground) -> Grown:
    if isinstance(item, Question):
        return _question(item, ground)
    grown = _node(item, ground)
    ground.situation.scores[item.code] = grown.score
    return grown


def _question(question: Question, ground: Ground) -> Grown:
    code = question.code
    state = ground.states[code]
    if state is not State.ANSWERED:
        return Grown(None, state, None, (), f"question.{state}", NOTHING)
    number = ground.situation.measures.get(code)
    score, message, params = graded(question, ground.situation.values[code], number)
    return Grown(score, state, number, (), message, params)


def _counts(item: Node | Question, grown: Grown) -> bool:
    """Hidden and not applicable ones leave the denominator, and so do nodes without
    a score; an unanswered question stays in it and counts as nothing."""
    if isinstance(item, Node):
        return grown.score is not None
    return grown.state in (State.ANSWERED, State.UNANSWERED)


def _node(node: Node, ground: Ground) -> Grown:
    below = [(child, _grow(child.item, ground)) for child in node.children]
    kept = [(child, grown) for child, grown in below if _counts(child.item, grown)]
    whole, counted = node.total, node.total
    if len(kept) < len(below):
        counted = sum((child.share for child, _ in kept), ZERO)
    applicable = counted / whole if counted != whole else ONE
    if not kept or applicable < ground.floor:
        return _scoreless(below, applicable, ground.floor)
    children = tuple(
        _placed(child, _weight(child, grown, applicable), grown)
        for child, grown in below
    )
    score, params = _aggregated(node, [c for c in children if c.weight is not None])
    answered = any(grown.state is State.ANSWERED for _, grown in kept)
    if not answered:
        return Grown(score, State.UNANSWERED, None, children, "node.unanswered", {})
    params = {"score": score, "applicable": applicable, **params}
    message = f"node.{node.aggregate}"
    return Grown(score, State.ANSWERED, None, children, message, params)


def _weight(child: Child, grown: Grown, applicable: Fraction) -> Fraction | None:
    if not _counts(child.item, grown):
        return None
    return child.share if applicable is ONE else child.share / applicable


def _scoreless(
    below: list[tuple[Child, Grown]], applicable: Fraction, floor: Fraction
) -> Grown:
    children = tuple(_placed(child, None, grown) for child, grown in below)
    if applicable:
        params = {"applicable": applicable, "floor": floor}
        return Grown(None, State.NA, None, children, "node.too_little", params)
    hidden = all(grown.state is State.HIDDEN for _, grown in below)
    state = State.HIDDEN if hidden else State.NA
    return Grown(None, state, None, children, f"node.{state}", NOTHING)


def _aggregated(node: Node, kept: list[NodeResult]) -> tuple[Fraction, Params]:
    scores = [ZERO if result.score is None else result.score for result in kept]
    if node.aggregate in (Aggregate.WEIGHTED_MEAN, Aggregate.SUM):
        weights = [result.weight or ZERO for result in kept]
        return dot(zip(weights, scores, strict=True)), NOTHING
    score = min(scores) if node.aggregate is Aggregate.MIN else max(scores)
    return score, {"title": kept[scores.index(score)].title}


def _placed(child: Child, weight: Fraction | None, grown: Grown) -> NodeResult:
    item = child.item
    node = isinstance(item, Node)
    return NodeResult(
        item.code,
        "node" if node else "question",
        item.title,
        item.aggregate.value if isinstance(item, Node) else None,
        weight,
        child.share,
        grown.score,
        grown.state,
        grown.measure,
        grown.children,
        grown.message,
        grown.params,
    )
