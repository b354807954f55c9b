"""Which questions show: the ways in which answers can open and close others.

Questions that others' conditions look at are tried group by group: the values of one
group open and close the same questions, so that within a group all else is fixed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import NamedTuple

from surveys.scoring.ascending.aiming import ON_ANSWERS
from surveys.scoring.ascending.folding import Move
from surveys.scoring.conditions import Situation, Test
from surveys.scoring.measuring import measure
from surveys.scoring.results import Answer, State
from surveys.scoring.scheme import MEASURED, Question, Scheme

Choices = tuple[Move | None, ...]  # None: it stays as it is


class View(NamedTuple):
    """What shows in one way. answers: one value of each group, for settling; moves:
    what every question that matters can become."""

    least: int
    answers: Mapping[str, Answer]
    moves: Mapping[str, Choices]


def alone(question: Question, answer: Answer | None, state: State) -> Situation:
    """A situation that holds the answer to one question and nothing else."""
    situation = Situation({}, states={question.code: state})
    if state is State.ANSWERED and answer is not None:
        situation.values[question.code] = answer.value
        if question.kind in MEASURED:
            number = measure(question, answer.value)
            situation.measures[question.code] = number
    return situation


@dataclass(frozen=True)
class Opener:
    """Goes through the ways of opening and closing questions, cheapest first.

    mattering: the codes of the questions that the goal looks at; moves: what each
    question can become; states: present ones, were every question shown."""

    scheme: Scheme
    answers: Mapping[str, Answer]
    mattering: frozenset[str]
    moves: Mapping[str, Sequence[Move]]
    states: Mapping[str, State]

    @cached_property
    def concerned(self) -> frozenset[str]:
        """Those that matter, and those whose answers show or hide them."""
        found = set(self.mattering)
        for question in reversed(self.scheme.order):
            if question.code in found:
                found |= {code for test in tests_of(question) for code in named(test)}
        return frozenset(found)

    @cached_property
    def groups(self) -> Mapping[str, tuple[Choices, ...]]:
        """By question that shows or hides others: its groups, cheapest first."""
        looking: dict[str, list[Test]] = {}
        for code in self.concerned:
            for test in tests_of(self.scheme.questions[code]):
                for about in named(test):
                    looking.setdefault(about, []).append(test)
        return {
            code: self._grouped(self.scheme.questions[code], looking[code])
            for code in self.scheme.questions
            if code in looking and self.moves.get(code)
        }

    def _grouped(self, question: Question, tests: list[Test]) -> tuple[Choices, ...]:
        groups: dict[object, list[Move | None]] = {}
        code = question.code
        for move in (None, *self.moves[code]):
            answer = self.answers.get(code) if move is None else Answer(move.value)
            state = self.states[code] if move is None else State.ANSWERED
            seen = alone(question, answer, state)
            mark = (state, *(_effect(test, seen) for test in tests))
            groups.setdefault(mark, []).append(move)
        found = (tuple(sorted(group, key=_total)) for group in groups.values())
        return tuple(sorted(found, key=lambda group: _total(group[0])))

    def views(self) -> Iterator[View]:
        """All combinations of groups, those of least total first."""
        codes = list(self.groups)
        heap = [(0, (0,) * len(codes))]
        while heap:
            least, picked = heappop(heap)
            pairs = zip(codes, picked, strict=True)
            yield self._view(least, {code: self.groups[code][n] for code, n in pairs})
            last = max((at for at, n in enumerate(picked) if n), default=0)
            for at in range(last, len(codes)):
                groups, n = self.groups[codes[at]], picked[at] + 1
                if n < len(groups):
                    more = _total(groups[n][0]) - _total(groups[n - 1][0])
                    then = (*picked[:at], n, *picked[at + 1 :])
                    heappush(heap, (least + more, then))

    def mark(self, view: View, situation: Situation) -> object:
        """Equal for views in which all that the goal looks at is the same. situation:
        the view's answers, settled."""
        picked = ((c, view.moves[c]) for c in self.groups if c in self.mattering)
        states = tuple(situation.states[code] for code in sorted(self.mattering))
        return states, tuple((code, id(choices)) for code, choices in picked)

    def _view(self, least: int, picked: Mapping[str, Choices]) -> View:
        changed = {code: group[0] for code, group in picked.items()}
        answers = {code: Answer(m.value) for code, m in changed.items() if m}
        moves = {code: (None, *self.moves.get(code, ())) for code in self.concerned}
        return View(least, {**self.answers, **answers}, {**moves, **picked})


def tests_of(question: Question) -> Iterable[Test]:
    """The tests of the condition under which a question shows."""
    return () if question.relevant is None else question.relevant.tests()


def named(test: Test) -> tuple[str, ...]:
    """The codes of the questions a test looks at."""
    return tuple(test.code.split("/")) if test.source in ON_ANSWERS else ()


def _total(move: Move | None) -> int:
    return 0 if move is None else move.total


def _effect(test: Test, situation: Situation) -> object:
    return test.got(situation) if test.source == "count" else test.truth(situation)
