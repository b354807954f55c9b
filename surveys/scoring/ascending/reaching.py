"""The cheapest answers that meet a goal, while what is shown and hidden stays fixed.

Bottom up through the tree: each question has its labels, each node folds those of its
children (folding.py), and prunes by the tests on its own score.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from surveys.scoring.ascending.aiming import Atom
from surveys.scoring.ascending.folding import (
    Front,
    Label,
    Outlook,
    Parts,
    Step,
    Ways,
    fold,
)
from surveys.scoring.ascending.narrowing import NEVER, TOP, Frame, below
from surveys.scoring.ascending.tallying import Tally
from surveys.scoring.ascending.weighing import Labels, Weighed, score_of, spread, weigh
from surveys.scoring.combining import COUNTING, Part, combine, look_up
from surveys.scoring.exact import HUNDRED, ZERO
from surveys.scoring.results import State
from surveys.scoring.scheme import Node, Question, Scheme

Leaves = Mapping[str, Labels]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is fixed. leaves: the labels of every question that matters."""

    scheme: Scheme
    facts: Mapping[str, Any]
    leaves: Leaves
    ways: Ways
    peaks: dict[str, Fraction] = field(default_factory=dict)

    @property
    def tally(self) -> Tally:
        """Of the goal."""
        return self.ways.tally


def tested_trees(scheme: Scheme, tally: Tally) -> tuple[Node, ...]:
    """The highest nodes that the goal tests, in the tree of the score and beside it."""
    trees = (scheme.root, *scheme.indices)
    return tuple(node for tree in trees for node in _tested(tree, scheme, tally))


def _tested(node: Node, scheme: Scheme, tally: Tally) -> Iterator[Node]:
    if _tests(node, scheme, tally):
        yield node
        return
    for child in node.children:
        if isinstance(child.item, Node):
            yield from _tested(child.item, scheme, tally)


def _tests(node: Node, scheme: Scheme, tally: Tally) -> tuple[Atom, ...]:
    own = tally.on_nodes.get(node.code, ())
    return (*own, *tally.on_nodes.get("", ())) if node is scheme.root else own


def questions_of(node: Node) -> Iterator[str]:
    """The codes of all questions below a node."""
    for inner in node.walk():
        for child in inner.children:
            if isinstance(child.item, Question):
                yield child.item.code


def cheapest(ground: Ground, trees: Sequence[Node]) -> Label | None:
    """The label of least total that meets the goal; None without one.

    Raises TooMuch when more labels than allowed would have to be looked at.
    """
    if not all(ground.leaves.values()):
        return None
    within = {code for tree in trees for code in questions_of(tree)}
    loose = [labels for code, labels in ground.leaves.items() if code not in within]
    listed = [*loose]
    for tree in trees:
        listed.append(_labels(tree, TOP, _within(ground, listed)))
        if not listed[-1]:
            return None
    steps = [_beside(place, labels) for place, labels in enumerate(listed)]
    front = fold(0, steps, ground.ways)
    tally, found = ground.tally, []
    for mark, partials in front.items():
        if partials and tally.done(mark.bits, mark.counts):
            total, _, parts = partials[0]
            whole = Label(
                total, None, State.ANSWERED, mark.bits, mark.counts, None, parts
            )
            found.append(whole)
    return min(found, key=lambda label: label.total, default=None)


def _within(ground: Ground, beside: Sequence[Labels]) -> Ground:
    """With less to spend: what the parts beside take at least."""
    if ground.ways.limit is None:
        return ground
    least = sum(min(label.total for label in labels) for labels in beside)
    ways = replace(ground.ways, limit=ground.ways.limit - least)
    return replace(ground, ways=ways)


def _beside(place: int, labels: Labels) -> Step:
    """A part whose score matters no longer."""
    nothing = [0] * len(labels)
    return Step(place, labels, [None] * len(labels), nothing, max)


# --- one node


def _labels(item: Node | Question, frame: Frame, ground: Ground) -> Labels:
    if isinstance(item, Question):
        labels = ground.leaves[item.code]
        need = frame.need
        kept = [label for label in labels if need is None or label.height >= need]
        return _best(kept, frame)
    atoms = _tests(item, ground.scheme, ground.tally)
    inner = frame.tested(atoms, ground.tally.needed)
    labels = _looked_up(item, ground) if item.lookup else _folded(item, inner, ground)
    told = [_judged(label, atoms, ground) for label in labels]
    return _best([label for label in told if label is not None], frame)


def _looked_up(node: Node, ground: Ground) -> Labels:
    assert node.lookup is not None
    found = look_up(node.lookup, ground.facts)
    counts = (0,) * len(ground.tally.counters)
    return [Label(0, found.score, found.state, ground.tally.closed(0), counts)]


def _judged(label: Label, atoms: Sequence[Atom], ground: Ground) -> Label | None:
    """With the tests on the score it gives; None where a needed one is not met."""
    if not atoms:
        return label
    score = label.score

    def met(atom: Atom) -> bool:
        truth = None if score is None else atom.test.compare(score)
        return truth in atom.accept

    bits = ground.tally.of(atoms, met)
    if bits is None:
        return None
    return label._replace(bits=ground.tally.closed(label.bits | bits))


def _best(labels: Labels, frame: Frame) -> Labels:
    """Without those that another one makes useless."""
    kept: list[Label] = []
    highest: dict[object, Fraction] = {}
    for label in sorted(labels, key=lambda label: (label.total, -label.height)):
        told = label.state if frame.told else None
        mark = (label.bits, label.counts, told, label.height if frame.exact else None)
        height = label.height
        if mark in highest and height <= highest[mark]:
            continue
        enough = frame.enough is not None and height >= frame.enough
        highest[mark] = HUNDRED * HUNDRED if enough else height
        kept.append(label)
    return kept


def _folded(node: Node, frame: Frame, ground: Ground) -> Labels:
    states = [_state(child.item, ground) for child in node.children]
    weights = spread(node, states)
    peaks = [_peak(child.item, ground) for child in node.children]
    parts = [
        _labels(child.item, below(node, place, frame, weights, peaks), ground)
        for place, child in enumerate(node.children)
    ]
    if not all(parts):
        return []
    weighed = weigh(node, parts, weights, told=frame.told)
    front = fold(weighed.start, weighed.steps, _ways(weighed, frame, ground))
    return list(_finished(node, front, weighed, frame, ground))


def _ways(weighed: Weighed, frame: Frame, ground: Ground) -> Ways:
    """How to fold a node: with the bounds that what is asked of it allows."""
    ways = replace(ground.ways, exact=frame.exact, hopeless=None)
    steps, enough = weighed.steps, frame.enough
    marks = {(label.bits, label.counts) for step in steps for label in step.labels}
    alike = len(marks) == 1 and not frame.told and enough is not None
    if frame.need is None or weighed.units is None:
        if alike and enough == NEVER:
            least = sum(min(label.total for label in step.labels) for step in steps)
            ways.limit = least if ways.limit is None else min(ways.limit, least)
        return ways
    needed = frame.need * weighed.units
    ways.hopeless = Outlook(steps, -(-needed.numerator // needed.denominator))
    if alike and enough is not None and enough <= frame.need:
        limits = [ways.hopeless.greedy(), ways.limit]
        ways.limit = min((n for n in limits if n is not None), default=None)
    return ways


def _finished(
    node: Node, front: Front, weighed: Weighed, frame: Frame, ground: Ground
) -> Iterator[Label]:
    floor, units = ground.scheme.floor, None if frame.told else weighed.units
    score, state = None, State.ANSWERED
    first = True
    for mark, partials in front.items():
        for total, value, parts in partials:
            if first or score is None or units is None:
                score, state = score_of(node, _by_place(parts), floor)
                first = False
            else:
                score = Fraction(value, units)
            if frame.need is None or (score is not None and score >= frame.need):
                bits, counts = mark.bits, mark.counts
                yield Label(total, score, state, bits, counts, None, parts)


def _by_place(parts: Parts | None) -> dict[int, Label]:
    found = {}
    while parts is not None:
        found[parts.place] = parts.label
        parts = parts.before
    return found


# --- what a place can come to


def _state(item: Node | Question, ground: Ground) -> State:
    """A state of it; whether it counts is the same for all its labels."""
    if isinstance(item, Question):
        return ground.leaves[item.code][0].state
    if item.lookup is not None:
        return look_up(item.lookup, ground.facts).state
    states = [_state(child.item, ground) for child in item.children]
    parts = [Part(ZERO, s) for s in states]
    full = [Part(ZERO, State.ANSWERED) if p.state in COUNTING else p for p in parts]
    return combine(item, full, ground.scheme.floor).state


def _peak(item: Node | Question, ground: Ground) -> Fraction:
    """No label of it scores higher."""
    if isinstance(item, Question):
        return max(label.score or ZERO for label in ground.leaves[item.code])
    if item.code not in ground.peaks:
        ground.peaks[item.code] = _highest(item, ground)
    return ground.peaks[item.code]


def _highest(node: Node, ground: Ground) -> Fraction:
    if node.lookup is not None:
        return look_up(node.lookup, ground.facts).score or ZERO
    if node.threshold is not None:
        return HUNDRED
    parts = [
        Part(_peak(child.item, ground), _state(child.item, ground))
        for child in node.children
    ]
    return combine(node, parts, ground.scheme.floor).score or ZERO
