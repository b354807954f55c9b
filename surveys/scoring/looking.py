"""Asks a condition once for each different thing it can see, for many responses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, Protocol

from surveys.scoring.conditions import Condition, Situation, Test, Truth
from surveys.scoring.facts import fact_value
from surveys.scoring.marking import Mark, Marks
from surveys.scoring.measuring import Pair
from surveys.scoring.scheme import MEASURED, Question
from surveys.scoring.settling import ANSWERED

KEPT = 50_000  # answers of one condition that are remembered
ON_ANSWERS = ("answer", "count", "months")
ON_SCORES = ("node", "score")


class Field(Protocol):
    """Many responses to one edition, column by column; `marks` by the slot of the
    question, `scores` by the code of the node once they are known."""

    @property
    def questions(self) -> Sequence[Question]: ...

    @property
    def marks(self) -> Sequence[Sequence[Mark]]: ...

    @property
    def facts(self) -> Sequence[Mapping[str, Any]]: ...

    @property
    def scores(self) -> Mapping[str, Sequence[Pair | None]]: ...

    @property
    def root(self) -> str: ...


class Sight:
    """What a condition looks at, and what it said of it before."""

    def __init__(self, condition: Condition, marks: Marks) -> None:
        self.condition, slots = condition, marks.slots
        tests = list(condition.tests())
        codes = [t.code.split("/") for t in tests if t.source in ON_ANSWERS]
        seen = dict.fromkeys(slots[code] for named in codes for code in named)
        self.slots = tuple(seen)
        self.names = tuple(dict.fromkeys(filter(None, map(_fact_name, tests))))
        self.on_scores = tuple(t for t in tests if t.source in ON_SCORES)
        self.edges = [_edge(test, marks) for test in self.on_scores]
        self._known: dict[tuple[Any, ...], Truth] = {}
        self.edge = _edge(condition, marks)

    def _beside(self, edge: "Edge", field: Field) -> list[Truth]:
        """A measure or score beside a number: compared as whole numbers."""
        if self.slots:
            marks = field.marks[self.slots[0]]
            return edge.truths([mark.measure for mark in marks])
        return _reached(edge, field)

    def truths(self, field: Field) -> list[Truth]:
        """What the condition says of each response."""
        if self.edge is not None:
            return self._beside(self.edge, field)
        known = self._known
        if len(known) > KEPT:
            known.clear()
        return [
            known[key] if key in known else self._ask(field, place, key)
            for place, key in enumerate(self._keys(field))
        ]

    def _keys(self, field: Field) -> Iterable[tuple[Any, ...]]:
        columns: list[Sequence[Any]] = [field.marks[slot] for slot in self.slots]
        columns += [_facts(field, name) for name in self.names]
        columns += [_reached(edge, field) for edge in self.edges]
        return zip(*columns, strict=True)

    def _ask(self, field: Field, place: int, key: tuple[Any, ...]) -> Truth:
        situation = situation_of(field, place, self.slots)
        for test in self.on_scores:
            _set_score(situation, test, field, place)
        truth = self._known[key] = self.condition.truth(situation)
        return truth


def _reached(edge: "Edge | None", field: Field) -> list[Truth]:
    assert edge is not None  # scores are compared with one number only
    return edge.truths(field.scores[edge.code or field.root])


def _fact_name(test: Test) -> str | None:
    if test.source == "external":
        return f"external.{test.code}"
    return test.code if test.source == "fact" else None


def _facts(field: Field, name: str) -> list[Any]:
    return [hashable(fact_value(facts, name)) for facts in field.facts]


def hashable(value: Any) -> Any:
    """A fact as part of a key; true and 1 differ."""
    if isinstance(value, str) or value is None:
        return value
    return (type(value), tuple(value) if isinstance(value, list) else repr(value))


class Edge(NamedTuple):
    """A number that measures or scores are compared with."""

    code: str
    compare: Callable[[Any, Any], bool]
    top: int
    bottom: int

    def truths(self, pairs: Sequence[Pair | None]) -> list[Truth]:
        """What the comparison says of each number; nothing is known of none."""
        compare, top, bottom = self.compare, self.top, self.bottom
        return [
            None if pair is None else compare(pair[0] * bottom, top * pair[1])
            for pair in pairs
        ]


def _edge(condition: Condition, marks: Marks) -> Edge | None:
    """The number that a condition compares a measure or score with, if it is no more
    than that: denominators are above 0, so the products compare as the numbers do."""
    if not isinstance(condition, Test) or not isinstance(condition.compare, partial):
        return None
    if condition.source not in ("answer", *ON_SCORES):
        return None
    if condition.source == "answer":
        question = marks.questions[marks.slots[condition.code]]
        if question.kind not in MEASURED:
            return None
    compare, wanted = condition.compare.args
    if not isinstance(wanted, Fraction):  # one of several numbers
        return None
    return Edge(condition.code, compare, *wanted.as_integer_ratio())


def _set_score(situation: Situation, test: Test, field: Field, place: int) -> None:
    score = _exact(field.scores[test.code or field.root][place])
    if test.source == "node":
        situation.scores[test.code] = score
    else:
        situation.score = score


def _exact(pair: Pair | None) -> Fraction | None:
    return None if pair is None else Fraction(*pair)


def situation_of(field: Field, place: int, slots: Iterable[int]) -> Situation:
    """What conditions see of one response, as far as these questions go."""
    situation = Situation(field.facts[place])
    for slot in slots:
        mark, question = field.marks[slot][place], field.questions[slot]
        situation.states[question.code] = mark.state
        if mark.state is ANSWERED:
            situation.values[question.code] = mark.value
            if mark.measure is not None or question.kind in MEASURED:
                situation.measures[question.code] = _exact(mark.measure)
    return situation
