"""The score of an indicator by formulas: which parts count, with what weight, to what
score. Each function gives what `surveys.scoring.combining` computes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.retracing.legs import Leg, fact_row
from surveys.retracing.points import PLACES, rule_cell
from surveys.scoring import Aggregate, Node, decimal_text
from surveys.sheets.results.expressions import (
    BLANK,
    At,
    Expression,
    call,
    compare,
    empty,
    part,
    when,
)

DIGITS = 15
ADDED = (Aggregate.WEIGHTED_MEAN, Aggregate.SUM)
EXTREMES = (Aggregate.MIN, Aggregate.MAX)


@dataclass(frozen=True, slots=True)
class Family:
    """An indicator with the rows of its parts, in order."""

    leg: Leg
    node: Node
    rows: tuple[str, ...]

    def cells(self, column: str) -> list[At]:
        """One cell of each part."""
        return [At(self.leg.calculation, row, column) for row in self.rows]

    def sum(self, column: str) -> Expression:
        """The sum over the parts."""
        return call("SUM", *self.cells(column))

    def rule(self, entry: str) -> At:
        """A threshold of the indicator."""
        return rule_cell(self.leg.rules, self.node, entry, "bound")


# --- what stands in the row of a part


def kept(family: Family, place: int) -> Expression:
    """The weight of a part where it counts, else nothing."""
    state = family.cells("counts")[place]
    weight = family.cells("weight")[place]
    if family.node.aggregate is Aggregate.CARRY:
        return _come_to(family, place, state, weight)
    least = 1 if family.node.threshold is None else 2
    return when(compare(state, ">=", least), weight, BLANK)


def _come_to(family: Family, place: int, state: At, weight: At) -> Expression:
    """A level counts once all below it are fulfilled."""
    counts = compare(state, ">", 0)
    below = family.cells("brings")[:place]
    if not below:
        return when(counts, weight, BLANK)
    fulfilled = compare(call("COUNT", *below), "=", 0)
    return when(call("AND", counts, fulfilled), weight, BLANK)


def share(family: Family, place: int) -> Expression:
    """The share of the score that a part has once the weight is shared out."""
    own, node = family.cells("kept")[place], family.node
    if node.aggregate is Aggregate.CARRY:
        return when(empty(own), BLANK, own / (node.levels or 1))
    found = own / family.sum("kept")
    if node.total != 1:
        found = found * decimal_text(node.total, DIGITS)
    return when(empty(own), BLANK, found)


def brings(family: Family, place: int) -> Expression:
    """What a part adds to the formula of the whole."""
    points = call("N", family.cells("points")[place])
    weight = family.cells("share")[place]
    if family.node.aggregate is Aggregate.CARRY:
        return _adds(family, place, points)
    found = BRINGS[family.node.aggregate](family, points, weight)
    return when(empty(weight), BLANK, found)


def _adds(family: Family, place: int, points: Expression) -> Expression:
    """The score at which the levels end here, or nothing where they go on."""
    state, child = family.cells("counts")[place], family.node.children[place]
    ends = points / 100 + (child.level - 1)
    if child.level == family.node.levels:
        return when(compare(state, "=", 0), BLANK, ends)
    missed = compare(_over(points, family.rule(".reaches")), "<", 0)
    return when(call("AND", compare(state, ">", 0), missed), ends, BLANK)


def _over(points: Expression, edge: Expression) -> Expression:
    return call("ROUND", points - edge, PLACES)


def _reaching(family: Family, points: Expression, weight: Expression) -> Expression:
    reached = compare(_over(points, family.rule(".reaches")), ">=", 0)
    return when(reached, weight, 0)


def _raised(family: Family, points: Expression, weight: Expression) -> Expression:
    found = weight * call("POWER", points, family.rule(".p"))
    if (family.node.p or 0) > 0:
        return found
    return when(compare(points, ">", 0), found, 0)


def _inverse(_family: Family, points: Expression, weight: Expression) -> Expression:
    return when(compare(points, ">", 0), weight / points, 0)


BRINGS: Mapping[Aggregate, Callable[[Family, Expression, Expression], Expression]] = {
    **dict.fromkeys(ADDED, lambda _family, points, weight: weight * points),
    **dict.fromkeys(EXTREMES, lambda _family, points, _weight: points),
    Aggregate.COUNT: _reaching,
    Aggregate.GEOMETRIC: lambda _f, points, weight: call("POWER", points, weight),
    Aggregate.HARMONIC: _inverse,
    Aggregate.POWER: _raised,
}


# --- the whole


def state(family: Family) -> Expression:
    """2 where something that counts is answered, 1 where nothing is, 0 where nothing
    counts or too little applies."""
    if family.node.lookup is not None:
        return At(family.leg.answers, fact_row(family.node.lookup.fact), "counts")
    states = family.cells("counts")
    nothing = compare(call("MAX", *states), "=", 0)
    if family.node.aggregate is Aggregate.CARRY:
        return when(nothing, 0, _carried_state(family))
    applies = _applying(family) / family.sum("weight")
    floor = At(family.leg.rules, "/floor", "bound")
    little = compare(call("ROUND", applies - floor, PLACES), "<", 0)
    answered = _enough(family)
    return when(nothing, 0, when(little, 0, answered))


def _applying(family: Family) -> Expression:
    """The weight of all that applies."""
    if family.node.threshold is None:
        return family.sum("kept")
    pairs = zip(family.cells("counts"), family.cells("weight"), strict=True)
    return call("SUM", *(when(compare(s, ">", 0), w, 0) for s, w in pairs))


def _enough(family: Family) -> Expression:
    """The state of an indicator to which enough applies: with a threshold, nothing
    answered at all leaves it out."""
    if family.node.threshold is None:
        return when(compare(call("MAX", *family.cells("counts")), "=", 2), 2, 1)
    answered = family.sum("kept")
    off = answered / _applying(family) - family.rule(".answered")
    few = compare(call("ROUND", off, PLACES), "<", 0)
    return when(few, 1, when(compare(answered, "=", 0), 0, 2))


def _carried_state(family: Family) -> Expression:
    """All levels fulfilled, or something answered on the way to the one that is not."""
    full = compare(call("COUNT", *family.cells("brings")), "=", 0)
    pairs = zip(family.cells("kept"), family.cells("counts"), strict=True)
    answered = [
        call("AND", compare(weight, "<>", BLANK), compare(state, "=", 2))
        for weight, state in pairs
    ]
    return when(full, 2, when(call("OR", *answered), 2, 1))


def score(family: Family, own: At) -> Expression:
    """The score from what the parts bring. own: the cell of the state of the whole."""
    node = family.node
    if node.lookup is not None:
        return _looked_up(family)
    least = 1 if node.threshold is None else 2
    found = SCORES[node.aggregate](family, family.cells("brings"))
    return when(compare(own, "<", least), BLANK, found)


def _looked_up(family: Family) -> Expression:
    lookup = family.node.lookup
    assert lookup is not None
    leg, node = family.leg, family.node
    fact = At(leg.answers, fact_row(lookup.fact), "value")
    steps = []
    for number in range(1, len(lookup.steps) + 1):
        start = rule_cell(leg.rules, node, f".step{number}", "bound")
        points = rule_cell(leg.rules, node, f".step{number}", "points")
        steps.append(when(compare(fact, ">=", start), points, 0))
    return when(empty(fact), BLANK, call("MAX", 0, *steps))


Cells = Sequence[Expression]


def _positive(cells: Cells, found: Expression) -> Expression:
    """A mean that has none where a part brings nothing."""
    return when(compare(call("MIN", *cells), "<=", 0), BLANK, found)


def _powered(family: Family, cells: Cells) -> Expression:
    found = call("POWER", call("SUM", *cells), part(1) / family.rule(".p"))
    return found if (family.node.p or 0) > 0 else _positive(cells, found)


def _carried(family: Family, cells: Cells) -> Expression:
    """The lowest level that is not fulfilled ends it; else all levels count."""
    ended = compare(call("COUNT", *cells), ">", 0)
    return when(ended, call("MIN", *cells), family.node.levels or 0)


SCORES: Mapping[Aggregate, Callable[[Family, Cells], Expression]] = {
    **dict.fromkeys(ADDED, lambda _family, cells: call("SUM", *cells)),
    Aggregate.MIN: lambda _family, cells: call("MIN", *cells),
    Aggregate.MAX: lambda _family, cells: call("MAX", *cells),
    Aggregate.COUNT: lambda _family, cells: call("SUM", *cells) * 100,
    Aggregate.GEOMETRIC: lambda _f, cells: _positive(cells, call("PRODUCT", *cells)),
    Aggregate.HARMONIC: lambda _family, cells: _positive(
        cells, part(1) / call("SUM", *cells)
    ),
    Aggregate.POWER: _powered,
    Aggregate.CARRY: _carried,
}
