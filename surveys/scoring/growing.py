"""Reads the trees of indicators: nodes, weights, and where each question counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any

from surveys.scoring.facts import fact_named
from surveys.scoring.reading import Place, unique
from surveys.scoring.scheme import (
    Aggregate,
    Child,
    Lookup,
    Node,
    Question,
    Source,
)
from surveys.scoring.texts import NO_TEXT

AGGREGATES = tuple(aggregate.value for aggregate in Aggregate)
WEIGHTLESS = (Aggregate.MIN, Aggregate.MAX, Aggregate.COUNT, Aggregate.CARRY)
EXTRA = {
    Aggregate.POWER: "p",
    Aggregate.COUNT: "reaches",
    Aggregate.CARRY: "reaches",
    Aggregate.LOOKUP: "fact points",
}
EXPONENTS = {Aggregate.GEOMETRIC: Fraction(0), Aggregate.HARMONIC: Fraction(-1)}
STEPS = '[{"from": "1", "points": "25"}, {"from": "3", "points": "60"}]'
HUNDRED = Fraction(100)
# Stands in for a tree that cannot be read, so that the rest of the document is.
NOTHING = Node("", NO_TEXT, Aggregate.WEIGHTED_MEAN, (), Fraction(1))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a tree may name. within: inside another tree, where no carry may be."""

    questions: Mapping[str, Question]
    sources: Mapping[str, Source]
    within: bool = False

    @property
    def below(self) -> "Ground":
        """The same for the nodes further down."""
        return Ground(self.questions, self.sources, within=True)


@dataclass(frozen=True, slots=True)
class Trees:
    """The tree of the score, those beside it, and all their nodes by code."""

    root: Node
    indices: tuple[Node, ...]
    nodes: Mapping[str, Node]


def read_trees(
    top: Place, questions: Mapping[str, Question], sources: Mapping[str, Source]
) -> Trees:
    """The root and the indices. Every scored question counts exactly once under the
    root; no code is used twice, nor by a node and a question. Raises SchemeError."""
    ground, place = Ground(questions, sources), top.at("root")
    root = place.soft(partial(read_node, ground=ground), NOTHING)
    if root is NOTHING:
        place.lose()
    _once(place, questions)
    found = top.get("indices")
    indices = found.each(partial(read_node, ground=ground)) if found else []
    for index in found.items() if found else ():
        unique(_asked(index), "question in the tree")
    places = [place, *(found.items() if found else ())]
    unique((pair for at in places for pair in _coded(at)), "node")
    nodes = {node.code: node for tree in (root, *indices) for node in tree.walk()}
    for code in nodes.keys() & questions.keys():
        fault = place.wrong(f'"{code}" is a node and a question', "different codes")
        top.faults.found.append(fault)
    return Trees(root, tuple(indices), nodes)


def _once(place: Place, questions: Mapping[str, Question]) -> None:
    asked = list(_asked(place))
    unique(asked, "question in the tree")
    placed = {code for code, _ in asked}
    for question in questions.values():
        code = question.code
        lost = code in place.faults.lost
        if question.scoring is not None and code not in placed and not lost:
            fault = place.wrong(f'the scored question "{code}" counts nowhere')
            place.faults.found.append(fault)


def read_node(place: Place, ground: Ground) -> Node:
    """A node with everything below it. Raises SchemeError."""
    place.at("aggregate").one_of(AGGREGATES)
    aggregate = Aggregate(str(place.at("aggregate").value))
    if aggregate is Aggregate.LOOKUP:
        return _lookup(place.keys("code title aggregate fact points"))
    levels = "levels" if aggregate is Aggregate.CARRY else "data_threshold"
    needed = f"code title aggregate children {EXTRA.get(aggregate, '')}"
    place.keys(needed, f"weights_total {levels}")
    if aggregate is Aggregate.CARRY and ground.within:
        raise place.at("aggregate").wrong(
            "a carry inside another tree", "carry at the root or as an index"
        )
    children = _children(place, aggregate, ground.below)
    return Node(
        place.at("code").code(),
        place.at("title").text(),
        aggregate,
        children,
        sum((child.share for child in children), Fraction(0)),
        **_parameters(place, aggregate, len(children)),
    )


def _parameters(place: Place, aggregate: Aggregate, count: int) -> dict[str, Any]:
    found: dict[str, Any] = {"p": EXPONENTS.get(aggregate)}
    if aggregate is Aggregate.POWER:
        found["p"] = place.at("p").number(-100, 100)
        if found["p"] == 0:
            raise place.at("p").wrong("zero", '"geometric" for the exponent 0', '"2"')
    if place.has("reaches"):
        found["reaches"] = place.at("reaches").number(0, 100)
    if aggregate is Aggregate.CARRY:
        found["levels"] = _levels(place, count)
    if place.has("data_threshold"):
        found["threshold"] = place.at("data_threshold").number(0, 1)
    return found


def _levels(place: Place, count: int) -> int:
    levels = place.get("levels")
    return levels.whole(1, 100) if levels else count


def _children(place: Place, aggregate: Aggregate, ground: Ground) -> tuple[Child, ...]:
    at = place.at("children")
    weights = [_weight(child, aggregate) for child in at.items(least=1)]
    total = sum(weights, Fraction(0))
    _sums(place, aggregate, total)
    whole = HUNDRED if aggregate is Aggregate.SUM else total
    if aggregate is Aggregate.CARRY:
        steps = _steps(place)
        whole = Fraction(_levels(place, len(weights)))
    else:
        steps = [0] * len(weights)
    rest = iter(zip(weights, steps, strict=True))

    def read(child: Place) -> Child:
        weight, level = next(rest)
        return _child(child, weight, weight / whole, level, ground)

    return tuple(at.each(read))


def _sums(place: Place, aggregate: Aggregate, total: Fraction) -> None:
    """Weights that do not sum to what they must."""
    at, wanted = place.at("children"), place.get("weights_total")
    if aggregate is Aggregate.SUM and total > HUNDRED:
        raise at.wrong(
            "the points of a sum exceed 100", "weights of 100 at most, together"
        )
    if wanted is not None and wanted.positive() != total:
        place.faults.found.append(
            at.wrong(f"the weights sum to {float(total):g}", f"{wanted.value} together")
        )


def _steps(place: Place) -> list[int]:
    """Which level each child of a carry is: given, or its place."""
    items = place.at("children").items()
    top = _levels(place, len(items))
    given = [(child.get("level"), place) for place, child in enumerate(items, start=1)]
    steps = [at.whole(1, top) if at else number for at, number in given]
    for (first, second), child in zip(pairwise(steps), items[1:], strict=True):
        if first >= second:
            raise child.at("level").wrong("not above the level before", "ascending")
    if steps[-1] > top:
        raise place.at("levels").wrong("fewer levels than children", str(steps[-1]))
    return steps


def _weight(place: Place, aggregate: Aggregate) -> Fraction:
    if aggregate in WEIGHTLESS and not place.has("weight"):
        return Fraction(1)
    if aggregate is Aggregate.CARRY:
        raise place.at("weight").wrong("a level of a carry has no weight", "no weight")
    return place.at("weight").positive()


def _child(
    place: Place, weight: Fraction, share: Fraction, level: int, ground: Ground
) -> Child:
    place.keys("", "weight weight_source node question" + (" level" if level else ""))
    if place.has("node") == place.has("question"):
        raise place.wrong("neither a node nor a question", '"node" or "question"')
    source, known = place.get("weight_source"), ground.sources
    item: Node | Question
    if place.has("question"):
        item = _question(place.at("question"), ground)
    else:
        item = read_node(place.at("node"), ground)
    found = known[source.reference(known, "source")] if source else None
    return Child(item, weight, share, found, level)


def _question(place: Place, ground: Ground) -> Question:
    code = place.reference(ground.questions, "question")
    question = ground.questions[code]
    if question.scoring is None:
        raise place.wrong(f'"{code}" has no score', "a question with a score")
    return question


def _lookup(place: Place) -> Node:
    name = place.at("fact").code()
    fact = fact_named(name)
    if fact is None or fact.form != "number":
        raise place.at("fact").wrong(
            f'there is no number fact "{name}"', "a fact that is a number", '"levels.x"'
        )
    steps = [_step(at) for at in place.at("points").items(least=1)]
    for (first, second), at in zip(
        pairwise(steps), place.at("points").items()[1:], strict=True
    ):
        if first[0] >= second[0]:
            raise at.at("from").wrong("not above the step before", "ascending", STEPS)
    lookup = Lookup(name, fact.title, tuple(steps))
    code, title = place.at("code").code(), place.at("title").text()
    return Node(code, title, Aggregate.LOOKUP, (), Fraction(1), lookup=lookup)


def _step(place: Place) -> tuple[Fraction, Fraction]:
    place.keys("from points")
    return place.at("from").number(), place.at("points").number(0, 100)


def _coded(place: Place) -> Iterator[tuple[str, Place]]:
    """The codes of the nodes of a tree, as far as they can be read."""
    if not place.is_object():
        return
    code = place.at("code")
    if isinstance(code.value, str):
        yield code.value, code
    for child in _below(place):
        if child.has("node"):
            yield from _coded(child.at("node"))


def _asked(place: Place) -> Iterator[tuple[str, Place]]:
    """The questions of a tree, wherever they stand in it."""
    for child in _below(place):
        code = child.at("question")
        if isinstance(code.value, str):
            yield code.value, code
        elif child.has("node"):
            yield from _asked(child.at("node"))


def _below(place: Place) -> list[Place]:
    found = place.get("children") if place.is_object() else None
    listed = found is not None and isinstance(found.value, list)
    return [at for at in found.items() if at.is_object()] if found and listed else []
