"""Makes the tree of results from the leaves up, each place with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from surveys.scoring.combining import Combined, Part, combine, look_up
from surveys.scoring.conditions import Situation
from surveys.scoring.measuring import graded
from surveys.scoring.results import NodeResult, Params, State
from surveys.scoring.scheme import Child, Node, Question

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


def _node(node: Node, ground: Ground) -> Grown:
    if node.lookup is not None:
        return _told(look_up(node.lookup, ground.situation.facts), ())
    below = [(child, _grow(child.item, ground)) for child in node.children]
    parts = [Part(grown.score, grown.state) for _, grown in below]
    found = combine(node, parts, ground.floor)
    children = tuple(
        _placed(child, weight, grown)
        for (child, grown), weight in zip(below, found.weights, strict=True)
    )
    return _told(found, children)


def _told(found: Combined, children: tuple[NodeResult, ...]) -> Grown:
    params = found.params
    if found.decisive is not None:
        params = {**params, "title": children[found.decisive].title}
    return Grown(found.score, found.state, None, children, found.message, params)


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
