"""The rules of one node: which parts count, with what weight, to what score."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from surveys.scoring.averaging import NotPositive, dot, power_mean
from surveys.scoring.exact import HUNDRED, ZERO
from surveys.scoring.facts import as_number, fact_value
from surveys.scoring.results import Params, State
from surveys.scoring.scheme import MEANS, Aggregate, Lookup, Node

ONE = Fraction(1)
NOTHING: Params = {}
COUNTING = frozenset({State.ANSWERED, State.UNANSWERED})
Weights = tuple[Fraction | None, ...]


class Part(NamedTuple):
    """What a node sees of one of its children."""

    score: Fraction | None
    state: State


class Combined(NamedTuple):
    """A node's score, its state, the weight of each part (None: it does not count) and
    why. decisive: the place of the part that the message names, if it names one."""

    score: Fraction | None
    state: State
    weights: Weights
    message: str
    params: Params
    decisive: int | None = None


class Shares(NamedTuple):
    """How the weight is shared out. kept: the places that count; weights: theirs;
    applicable: the share of the weight that applies; too_little: why there is no score
    (message and parameters), or None."""

    kept: tuple[int, ...]
    weights: tuple[Fraction, ...]
    applicable: Fraction
    too_little: tuple[str, Params] | None


def combine(node: Node, parts: Sequence[Part], floor: Fraction) -> Combined:
    """The score of a node from its parts, in the order of its children.

    Hidden and not applicable parts leave the denominator; unanswered ones stay in it
    and count as nothing, unless the node has a data threshold.
    """
    if node.aggregate is Aggregate.CARRY:
        return _carried(node, parts)
    states = tuple(part.state for part in parts)
    shares = share_out(node, states, floor)
    if shares.too_little is not None:
        return _scoreless(states, shares.too_little)
    if not shares.kept:
        return _nothing(states)
    scores = [parts[place].score or ZERO for place in shares.kept]
    score, message, params, decisive = AGGREGATES[node.aggregate](node, shares, scores)
    weights = dict(zip(shares.kept, shares.weights, strict=True))
    answered = any(states[place] is State.ANSWERED for place in shares.kept)
    state = State.ANSWERED if answered else State.UNANSWERED
    if not answered:
        message, params, decisive = "node.unanswered", NOTHING, None
    elif score is not None:
        params = {"score": score, "applicable": shares.applicable, **params}
    spread = tuple(weights.get(place) for place in range(len(parts)))
    return Combined(score, state, spread, message, params, decisive)


def share_out(node: Node, states: tuple[State, ...], floor: Fraction) -> Shares:
    """How a node's weight is shared out among parts in these states."""
    kept = tuple(p for p, state in enumerate(states) if state in COUNTING)
    if len(kept) == len(states) and node.threshold is None:
        return Shares(kept, tuple(c.share for c in node.children), ONE, None)
    counted = _share(node, kept)
    applicable = counted / node.total
    if kept and applicable < floor:
        params = {"applicable": applicable, "floor": floor}
        return Shares(kept, (), applicable, ("node.too_little", params))
    if kept and node.threshold is not None:
        answered = tuple(p for p in kept if states[p] is State.ANSWERED)
        share = _share(node, answered) / counted
        if share < node.threshold:
            params = {"answered": share, "threshold": node.threshold}
            return Shares(kept, (), applicable, ("node.too_few", params))
        kept, counted = answered, _share(node, answered)
    weights = tuple(node.children[p].share * node.total / counted for p in kept)
    return Shares(kept, weights, applicable, None)


def _share(node: Node, places: tuple[int, ...]) -> Fraction:
    return sum((node.children[place].share for place in places), ZERO)


def _scoreless(states: tuple[State, ...], why: tuple[str, Params]) -> Combined:
    """Too little that applies takes a node out; too few answers count as nothing."""
    message, params = why
    state = State.NA if message == "node.too_little" else State.UNANSWERED
    return Combined(None, state, _none(states), message, params)


def _none(parts: Sequence[object]) -> Weights:
    return (None,) * len(parts)


# --- the aggregates: score, message, parameters, the place of the decisive part

Found = tuple[Fraction | None, str, Params, int | None]


def _weighted(node: Node, shares: Shares, scores: list[Fraction]) -> Found:
    score = dot(zip(shares.weights, scores, strict=True))
    return score, f"node.{node.aggregate}", NOTHING, None


def _extreme(node: Node, shares: Shares, scores: list[Fraction]) -> Found:
    score = (min if node.aggregate is Aggregate.MIN else max)(scores)
    place = shares.kept[scores.index(score)]
    return score, f"node.{node.aggregate}", NOTHING, place


def _mean(node: Node, shares: Shares, scores: list[Fraction]) -> Found:
    p = node.p or ZERO
    try:
        score = power_mean(list(zip(shares.weights, scores, strict=True)), p)
    except NotPositive as error:
        return None, "node.not_positive", NOTHING, shares.kept[error.place]
    params = {"p": p} if node.aggregate is Aggregate.POWER else NOTHING
    return score, f"node.{node.aggregate}", params, None


def _counted(node: Node, shares: Shares, scores: list[Fraction]) -> Found:
    reaches = node.reaches or ZERO
    pairs = list(zip(shares.weights, scores, strict=True))
    share = sum((weight for weight, score in pairs if score >= reaches), ZERO)
    found = sum(score >= reaches for score in scores)
    params = {"reaches": reaches, "found": found, "parts": len(scores)}
    return share * HUNDRED, "node.count", params, None


AGGREGATES: Mapping[Aggregate, Callable[[Node, Shares, list[Fraction]], Found]] = {
    Aggregate.WEIGHTED_MEAN: _weighted,
    Aggregate.SUM: _weighted,
    Aggregate.MIN: _extreme,
    Aggregate.MAX: _extreme,
    **dict.fromkeys(MEANS, _mean),
    Aggregate.COUNT: _counted,
}


# --- levels from the bottom up


def _carried(node: Node, parts: Sequence[Part]) -> Combined:
    """Each level that reaches its score counts 1; the first that does not, and the top
    one, adds its own score and ends it. A level at which nothing applies counts 1 when
    it is come to (GB/T 39117-2020, as restated in the domain facts)."""
    levels, reaches = node.levels or 0, node.reaches or ZERO
    at = {child.level: place for place, child in enumerate(node.children)}
    weights: list[Fraction | None] = [None] * len(parts)
    for level in range(1, levels + 1):
        place = at.get(level)
        if place is None or parts[place].state not in COUNTING:
            continue
        weights[place] = node.children[place].share
        own = parts[place].score or ZERO
        if own < reaches or level == levels:
            params = {"levels": level - 1, "reaches": reaches, "own": own}
            score = level - 1 + own / HUNDRED
            return _come_to(parts, tuple(weights), place, {"score": score, **params})
    if not any(weights):
        return _nothing(tuple(part.state for part in parts))
    params = {"score": Fraction(levels), "levels": levels}
    spread = tuple(weights)
    return Combined(Fraction(levels), State.ANSWERED, spread, "node.carry_full", params)


def _come_to(
    parts: Sequence[Part], weights: Weights, place: int, params: Params
) -> Combined:
    counted = (p for p, w in zip(parts, weights, strict=True) if w is not None)
    if not any(part.state is State.ANSWERED for part in counted):
        message, score = "node.unanswered", params["score"]
        return Combined(score, State.UNANSWERED, weights, message, NOTHING)
    return Combined(
        params["score"], State.ANSWERED, weights, "node.carry", params, place
    )


def _nothing(states: tuple[State, ...]) -> Combined:
    """A node of which nothing applies: hidden where every part is."""
    hidden = all(state is State.HIDDEN for state in states)
    state = State.HIDDEN if hidden else State.NA
    return Combined(None, state, _none(states), f"node.{state}", NOTHING)


def look_up(lookup: Lookup, facts: Mapping[str, Any]) -> Combined:
    """The score of a look-up node, from the canonical facts."""
    number = as_number(fact_value(facts, lookup.fact))
    if number is None:
        unknown = {"title": lookup.title}
        return Combined(None, State.UNANSWERED, (), "node.lookup_unknown", unknown)
    score = lookup.points(number)
    params: Params = {"score": score, "title": lookup.title, "value": number}
    return Combined(score, State.ANSWERED, (), "node.lookup", params)
