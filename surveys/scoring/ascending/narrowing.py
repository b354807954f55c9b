"""What is asked of a part, given what is asked of the whole: at least so high a score,
and no more than so high a score makes a difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from surveys.scoring.ascending.aiming import Atom
from surveys.scoring.exact import HUNDRED, ZERO, exact
from surveys.scoring.scheme import Aggregate, Node

NEVER = Fraction(-1)  # no score makes a difference
LINEAR = frozenset({Aggregate.WEIGHTED_MEAN, Aggregate.SUM})


@dataclass(frozen=True, slots=True)
class Frame:
    """What is asked of a place. need: a score below it is of no use (None: any may
    be); enough: scores from it on are all the same (None: the higher the better).
    exact: higher is not always better; told: it matters whether it is answered."""

    need: Fraction | None = None
    enough: Fraction | None = None
    exact: bool = False
    told: bool = False

    def tested(self, atoms: Sequence[Atom], needed: frozenset[Atom]) -> "Frame":
        """With the tests of the node itself. Their edges count from both sides."""
        edges = [exact(atom.test.wanted) for atom in atoms]
        musts = [
            exact(atom.test.wanted) for atom in atoms if atom in needed and atom.rising
        ]
        exactly = self.exact or not all(atom.rising for atom in atoms)
        need = max([*musts, *([] if self.need is None else [self.need])], default=None)
        # just above an edge differs from the edge where the test excludes it
        strict = any(atom.test.op in (">", "<=") for atom in atoms)
        enough = None if self.enough is None or strict else max([self.enough, *edges])
        return Frame(need, None if exactly else enough, exactly, self.told)


TOP = Frame(enough=NEVER)  # of a tree: nothing above it asks for a score


def below(
    node: Node,
    place: int,
    frame: Frame,
    weights: Sequence[Fraction | None],
    best: Sequence[Fraction],
) -> Frame:
    """What is asked of a child. frame: what is asked of the node, its own tests
    included; weights: of its children as they count; best: the highest score of
    each."""
    told = frame.told or node.threshold is not None
    if node.threshold is not None:
        return Frame(exact=frame.exact, told=told)
    if weights[place] is None:
        return Frame(
            enough=None if frame.exact else NEVER, exact=frame.exact, told=told
        )
    need, enough = None, None
    if node.aggregate is Aggregate.CARRY:
        need, enough = _level(node, place, frame)
    elif node.aggregate in LINEAR and frame.need is not None:
        need = _lacking(frame.need, place, weights, best)
    elif node.aggregate is Aggregate.COUNT:
        enough = node.reaches
    elif node.aggregate in (Aggregate.MIN, Aggregate.MAX):
        need = frame.need if node.aggregate is Aggregate.MIN else None
        enough = frame.enough
    useful = need if need is not None and need > 0 else None
    return Frame(useful, None if frame.exact else enough, frame.exact, told)


def _lacking(
    need: Fraction,
    place: int,
    weights: Sequence[Fraction | None],
    best: Sequence[Fraction],
) -> Fraction:
    """What a part has to score when all the others score their best."""
    pairs = enumerate(zip(weights, best, strict=True))
    others = (w * score for at, (w, score) in pairs if w is not None and at != place)
    return (need - sum(others, ZERO)) / (weights[place] or HUNDRED)


def _level(
    node: Node, place: int, frame: Frame
) -> tuple[Fraction | None, Fraction | None]:
    """Of a level of a carry. One that is not the top has done its part when it reaches
    its score; one that is never come to, or comes after enough, does not matter."""
    level, reaches = node.children[place].level, node.reaches or ZERO
    top = level == node.levels
    need = None if frame.need is None else (frame.need - (level - 1)) * 100
    if need is not None and not top:
        need = min(need, reaches)
    enough = None if frame.enough is None else (frame.enough - (level - 1)) * 100
    if enough is not None and enough <= 0:
        return need, NEVER
    if top:
        return need, enough
    return need, reaches if enough is None else min(enough, reaches)
