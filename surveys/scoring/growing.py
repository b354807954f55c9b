"""Reads the tree of indicators: nodes, weights, and where each question counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from surveys.scoring.reading import Place, unique
from surveys.scoring.scheme import Aggregate, Child, Node, Question, Source

AGGREGATES = tuple(aggregate.value for aggregate in Aggregate)
WEIGHTLESS = (Aggregate.MIN, Aggregate.MAX)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the tree may name."""

    questions: Mapping[str, Question]
    sources: Mapping[str, Source]


def read_tree(
    place: Place, questions: Mapping[str, Question], sources: Mapping[str, Source]
) -> tuple[Node, dict[str, Node]]:
    """The root, and all nodes by code. Every scored question counts exactly once;
    no code is used twice, nor by a node and a question."""
    root = _node(place, Ground(questions, sources))
    unique(_codes(place), "code in the tree")
    nodes = {node.code: node for node in _nodes(root)}
    for code in nodes.keys() & questions.keys():
        raise place.wrong(f'"{code}" is a node and a question', "different codes")
    placed = {child.item.code for node in nodes.values() for child in node.children}
    for question in questions.values():
        if question.scoring is not None and question.code not in placed:
            raise place.wrong(f'the scored question "{question.code}" counts nowhere')
    return root, nodes


def _node(place: Place, ground: Ground) -> Node:
    place.keys("code title aggregate children")
    aggregate = Aggregate(place.at("aggregate").one_of(AGGREGATES))
    places = place.at("children").items(least=1)
    weights = [_weight(child, aggregate) for child in places]
    total = Fraction(100) if aggregate is Aggregate.SUM else sum(weights, Fraction(0))
    if sum(weights, Fraction(0)) > total:
        raise place.at("children").wrong(
            "the points of a sum exceed 100", "weights of 100 at most, together"
        )
    children = (
        _child(child, weight, weight / total, ground)
        for child, weight in zip(places, weights, strict=True)
    )
    return Node(
        place.at("code").code(),
        place.at("title").text(),
        aggregate,
        tuple(children),
        sum(weights, Fraction(0)) / total,
    )


def _weight(place: Place, aggregate: Aggregate) -> Fraction:
    if aggregate in WEIGHTLESS and not place.has("weight"):
        return Fraction(1)
    return place.at("weight").positive()


def _child(place: Place, weight: Fraction, share: Fraction, ground: Ground) -> Child:
    place.keys("", "weight weight_source node question")
    if place.has("node") == place.has("question"):
        raise place.wrong("neither a node nor a question", '"node" or "question"')
    source = place.get("weight_source")
    read = _question if place.has("question") else _below
    return Child(
        read(place, ground),
        weight,
        share,
        ground.sources[source.reference(ground.sources, "source")] if source else None,
    )


def _below(place: Place, ground: Ground) -> Node:
    return _node(place.at("node"), ground)


def _question(place: Place, ground: Ground) -> Question:
    code = place.at("question").reference(ground.questions, "question")
    question = ground.questions[code]
    if question.scoring is None:
        raise place.at("question").wrong(
            f'"{code}" has no score', "a question with a score"
        )
    return question


def _codes(place: Place) -> Iterator[tuple[str, Place]]:
    yield place.at("code").code(), place.at("code")
    for child in place.at("children").items():
        if child.has("question"):
            yield child.at("question").code(), child.at("question")
        else:
            yield from _codes(child.at("node"))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        if isinstance(child.item, Node):
            yield from _nodes(child.item)
