"""Adds up one node for many responses: the rules of `combine`, the sums in integers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from operator import mul
from typing import Any, NamedTuple

from surveys.scoring.combining import Combined, Part, combine, look_up
from surveys.scoring.facts import fact_value
from surveys.scoring.looking import Field, hashable
from surveys.scoring.marking import NOTHING, Mark, Marks
from surveys.scoring.measuring import Pair
from surveys.scoring.results import State
from surveys.scoring.scheme import Aggregate, Node, Question
from surveys.scoring.settling import ANSWERED

KEPT = 50_000  # results of one node that are remembered
ADDED = (Aggregate.WEIGHTED_MEAN, Aggregate.SUM)
ZERO = Fraction(0)


@dataclass(slots=True)
class Column:
    """A node of many responses: its score as its parent counts it, 0 where it has none
    (`missing`), and the state of those that are not answered."""

    parts: list[Pair]
    odd: dict[int, State] = field(default_factory=dict)
    missing: set[int] = field(default_factory=set)

    def scores(self) -> list[Pair | None]:
        """The scores, None where there is none."""
        if not self.missing:
            return list(self.parts)
        gone = self.missing
        return [None if n in gone else part for n, part in enumerate(self.parts)]

    def keep(self, place: int, found: Combined) -> None:
        """Write down what the rules found for one response."""
        score = found.score
        if score is None:
            self.missing.add(place)
        self.parts[place] = NOTHING if score is None else score.as_integer_ratio()
        if found.state is not State.ANSWERED:
            self.odd[place] = found.state


class Plan(NamedTuple):
    """How a weighted node adds up parts in certain states: whole weights over `total`,
    and its own state. Without weights it has no score. times: what the sum with the
    weights of all parts has to be multiplied with, where that is enough."""

    weights: tuple[int, ...]
    total: int
    state: State
    scored: bool
    times: Pair | None


Odd = tuple[tuple[int, State], ...]  # the children that are not answered, by place
WHOLE: Odd = ()


class Adder:
    """One node: a column of results from the columns of its children."""

    def __init__(self, node: Node, marks: Marks, floor: Fraction) -> None:
        self.node, self.floor = node, floor
        items = [child.item for child in node.children]
        self.slots = [
            marks.slots[item.code] if isinstance(item, Question) else None
            for item in items
        ]
        self.codes = [item.code for item in items]
        self.rough_marks = marks.rough
        self._plans: dict[Odd, Plan] = {}
        self._found: dict[Any, Combined] = {}
        self._divide(marks)

    def _divide(self, marks: Marks) -> None:
        """Which children bring whole units, and how many of theirs make one of ours."""
        units = [None if slot is None else marks.units[slot] for slot in self.slots]
        self.even = [n for n, unit in enumerate(units) if unit is not None]
        self.rough = [n for n, unit in enumerate(units) if unit is None]
        self.unit = lcm(*(unit for unit in units if unit is not None))
        self.steps = [self.unit // (units[n] or 1) for n in self.even]

    def column(self, seen: Field, columns: Mapping[str, Column]) -> Column:
        """The node in every response, once the columns below it are there."""
        if self.node.lookup is not None:
            return self._looked_up(seen)
        if self.node.aggregate in ADDED:
            return self._added(_Below(self, seen, columns))
        return self._combined(_Below(self, seen, columns))

    # --- weighted means and sums

    def _added(self, below: "_Below") -> Column:
        column = Column(self._sums(self._plan(WHOLE), below))
        rough = below.rough()
        for place in rough:
            self._one(place, self._plan(WHOLE), below, column)
        for place, odd in below.odd().items():
            key = tuple(odd)
            plan = self._plans.get(key) or self._plan(key)
            if plan.state is not ANSWERED:
                column.odd[place] = plan.state
            if not plan.scored:
                column.missing.add(place)
                column.parts[place] = NOTHING
            elif plan.times is None or place in rough:
                self._one(place, plan, below, column)
            elif plan.times != (1, 1):
                top, bottom = column.parts[place]
                column.parts[place] = top * plan.times[0], bottom * plan.times[1]
        return column

    def _plan(self, odd: Odd) -> Plan:
        if odd not in self._plans:
            states = [State.ANSWERED] * len(self.slots)
            for n, state in odd:
                states[n] = state
            parts = [Part(ZERO, state) for state in states]
            found = combine(self.node, parts, self.floor)
            total = lcm(*(w.denominator for w in found.weights if w is not None))
            weights = tuple(int((w or ZERO) * total) for w in found.weights)
            scored = found.score is not None
            times = self._times(weights, total) if odd else (1, 1)
            self._plans[odd] = Plan(weights, total, found.state, scored, times)
        return self._plans[odd]

    def _times(self, weights: tuple[int, ...], total: int) -> Pair | None:
        """How many times the whole weights these are, but for parts left out (which
        bring nothing); None where it differs from part to part."""
        whole = self._plan(WHOLE)
        pairs = zip(weights, whole.weights, strict=True)
        found = {Fraction(w * whole.total, total * of) for w, of in pairs if w}
        return found.pop().as_integer_ratio() if len(found) == 1 else None

    def _sums(self, plan: Plan, below: "_Below") -> list[Pair]:
        """Every response as if all parts were answered: Σ weight · part / total."""
        steps = zip(self.even, self.steps, strict=True)
        factors = [plan.weights[n] * step for n, step in steps]
        bottom = self.unit * plan.total
        if factors:
            tops = [sum(map(mul, factors, row)) for row in below.units()]
        else:
            tops = [0] * below.count
        cells: list[Pair] = [(top, bottom) for top in tops]
        for n in self.rough:
            weight, whole = plan.weights[n], plan.total
            cells = [
                (top * q + weight * p * (under // whole), under * q)
                for (top, under), (p, q) in zip(cells, below.parts(n), strict=True)
            ]
        return cells

    @staticmethod
    def _one(place: int, plan: Plan, below: "_Below", column: Column) -> None:
        """One response by itself: Σ weight · part / total."""
        top, bottom = 0, 1
        for weight, (p, q) in zip(plan.weights, below.row(place), strict=True):
            if weight and p:
                top, bottom = top * q + weight * p * bottom, bottom * q
        column.parts[place] = top, bottom * plan.total

    # --- all others

    def _combined(self, below: "_Below") -> Column:
        column = Column([NOTHING] * below.count)
        known = self._found
        if len(known) > KEPT:
            known.clear()
        for place, key in enumerate(below.keys()):
            found = known.get(key)
            if found is None:
                parts = below.exact(place)
                found = known[key] = combine(self.node, parts, self.floor)
            column.keep(place, found)
        return column

    def _looked_up(self, seen: Field) -> Column:
        assert self.node.lookup is not None
        column = Column([NOTHING] * len(seen.facts))
        known, name = self._found, self.node.lookup.fact
        for place, facts in enumerate(seen.facts):
            key = hashable(fact_value(facts, name))
            if key not in known:
                known[key] = look_up(self.node.lookup, facts)
            column.keep(place, known[key])
        return column


class _Below:
    """The children of a node in every response."""

    def __init__(
        self, adder: Adder, seen: Field, columns: Mapping[str, Column]
    ) -> None:
        self.adder, self.count = adder, len(seen.facts)
        pairs = zip(adder.slots, adder.codes, strict=True)
        self.children: list[Sequence[Mark] | Column] = [
            columns[code] if slot is None else seen.marks[slot] for slot, code in pairs
        ]

    def units(self) -> Iterator[tuple[int, ...]]:
        """The units of the children that bring some, response by response."""
        children = (self.children[n] for n in self.adder.even)
        columns = [
            [mark.units for mark in child]
            for child in children
            if not isinstance(child, Column)
        ]
        return zip(*columns, strict=True)

    def parts(self, n: int) -> Sequence[Pair]:
        """What one child counts as."""
        child = self.children[n]
        if isinstance(child, Column):
            return child.parts
        return [mark.part for mark in child]

    def odd(self) -> dict[int, list[tuple[int, State]]]:
        """Of the responses of which not all children are answered, these."""
        found: dict[int, list[tuple[int, State]]] = {}
        for n, child in enumerate(self.children):
            if isinstance(child, Column):
                for place, state in child.odd.items():
                    found.setdefault(place, []).append((n, state))
                continue
            for place in [p for p, m in enumerate(child) if m.state is not ANSWERED]:
                found.setdefault(place, []).append((n, child[place].state))
        return found

    def rough(self) -> set[int]:
        """The responses of which a child has no whole units."""
        rough = self.adder.rough_marks
        found: set[int] = set()
        if rough:
            for n in self.adder.even:
                child = self.children[n]
                assert not isinstance(child, Column)
                found.update(p for p, mark in enumerate(child) if mark in rough)
        return found

    def states(self, place: int) -> tuple[State, ...]:
        """The states of the children of one response."""
        return tuple(
            child.odd.get(place, State.ANSWERED)
            if isinstance(child, Column)
            else child[place].state
            for child in self.children
        )

    def row(self, place: int) -> list[Pair]:
        """What the children of one response count as."""
        return [
            child.parts[place] if isinstance(child, Column) else child[place].part
            for child in self.children
        ]

    def keys(self) -> Iterator[tuple[Any, ...]]:
        """What tells the children of one response from those of another."""
        columns: list[Sequence[Any]] = []
        for child in self.children:
            if isinstance(child, Column):
                states = [child.odd.get(n) for n in range(self.count)]
                columns += [child.scores(), states]
            else:
                columns.append(child)
        return zip(*columns, strict=True)

    def exact(self, place: int) -> list[Part]:
        """The children of one response as the rules see them."""
        states, row = self.states(place), self.row(place)
        return [
            Part(None if self._is_without(n, place) else Fraction(*pair), state)
            for n, (state, pair) in enumerate(zip(states, row, strict=True))
        ]

    def _is_without(self, n: int, place: int) -> bool:
        child = self.children[n]
        if isinstance(child, Column):
            return place in child.missing
        return child[place].score is None
