"""Searches for the cheapest changes to the answers that meet a goal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from math import lcm
from typing import Any, NamedTuple

from surveys.scoring.aggregating import Ground as Soil
from surveys.scoring.aggregating import grow
from surveys.scoring.ascending.aiming import (
    ON_SCORES,
    UNMET,
    Aim,
    Atom,
    Every,
    Goal,
    aim,
    atoms_of,
    holds,
    settled,
    wishes,
)
from surveys.scoring.ascending.folding import Effort, Label, Move, TooMuch, Ways, moves
from surveys.scoring.ascending.improving import candidates
from surveys.scoring.ascending.opening import Opener, View, alone
from surveys.scoring.ascending.reaching import (
    Ground,
    cheapest,
    questions_of,
    tested_trees,
)
from surveys.scoring.ascending.tallying import Tally
from surveys.scoring.conditions import Situation
from surveys.scoring.measuring import blank, graded, halved
from surveys.scoring.results import Answer, Lane, State
from surveys.scoring.scheme import Question, Scheme
from surveys.scoring.settling import acceptance, settle

ONE = Fraction(1)
VIEWS = 400  # ways of opening and closing questions that are looked at
LABELS = 3_000_000  # labels looked at before the search stops being exact
WIDTH = 200  # labels kept at a place of the tree in a quick search
TRIES = 1_500  # evaluations, where the tree cannot be taken apart


@dataclass(frozen=True)
class Case:
    """A response, and what may be done about it. costs: of changing an answer, 1 where
    none is given; ruled_out: the codes of questions whose answers stay."""

    scheme: Scheme
    answers: Mapping[str, Answer]
    facts: Mapping[str, Any]
    lane: Lane = Lane.CLAIMED
    accepted: frozenset[str] = frozenset()
    costs: Mapping[str, Fraction] = field(default_factory=dict)
    ruled_out: frozenset[str] = frozenset()

    @cached_property
    def aim(self) -> Aim:
        """Takes the conditions of the edition apart."""
        return aim(self.scheme, self.lane)

    def cost(self, code: str) -> Fraction:
        """Of changing an answer."""
        return self.costs.get(code, ONE)

    def changed(self, moves: Iterable[Move]) -> dict[str, Answer]:
        """The answers after some moves."""
        return {**self.answers, **{move.code: Answer(move.value) for move in moves}}

    def settle(self, answers: Mapping[str, Answer]) -> Situation:
        """What conditions on answers see; no scores yet."""
        situation = Situation(self.facts)
        taken = acceptance(self.lane, self.accepted)
        settle(self.scheme, answers, situation, taken)
        return situation

    def meets(self, goal: Goal, changes: Iterable[Move]) -> bool:
        """Whether the goal is met after changes: by the engine's own rules."""
        situation = self.settle(self.changed(changes))
        states = {code: State(state) for code, state in situation.states.items()}
        soil = Soil(states, situation, self.scheme.floor)
        situation.score = grow(self.scheme.root, soil).score
        for index in self.scheme.indices:
            grow(index, soil)
        return holds(goal, lambda atom: atom.met(situation))

    def state(self, question: Question) -> State:
        """The present state of a question, were it shown."""
        code, answer = question.code, self.answers.get(question.code)
        claimed = acceptance(self.lane, self.accepted) is None
        if not claimed and code in self.accepted:
            return State.NA
        if answer is None:
            return State.UNANSWERED
        if answer.state == State.NA:
            return State.NA if claimed and question.allow_na else State.UNANSWERED
        empty = blank(answer.value) or halved(question, answer.value)
        return State.UNANSWERED if empty else State.ANSWERED


class Found(NamedTuple):
    """The changes of least cost, None without any. proven: that there is nothing
    cheaper (or nothing at all); labels: how many labels were looked at."""

    moves: tuple[Move, ...] | None
    proven: bool
    labels: int


@dataclass(frozen=True)
class Search:
    """A search for one goal."""

    case: Case
    goal: Goal

    @cached_property
    def moves(self) -> Mapping[str, tuple[Move, ...]]:
        """What every question can become, cheapest first."""
        case = self.case
        wanted = wishes(case.scheme, case.aim, self.goal)
        found = {}
        for code, question in case.scheme.questions.items():
            answer = case.answers.get(code)
            value = None if answer is None or answer.state == State.NA else answer.value
            if code not in case.ruled_out and case.state(question) is not State.NA:
                found[code] = candidates(question, value, wanted[code])
        costs = {code: case.cost(code) for code in found}
        if any(cost < 0 for cost in costs.values()):
            raise ValueError("a cost is below 0")
        scale = lcm(*(cost.denominator for cost in costs.values()))
        most = 1 + sum(c[-1].rungs for c in found.values() if c)
        return {
            code: tuple(
                Move(code, int(costs[code] * scale) * most + c.rungs, c.value, c.rungs)
                for c in listed
            )
            for code, listed in found.items()
        }

    @cached_property
    def opener(self) -> Opener:
        """Goes through what may show."""
        case = self.case
        scheme, atoms = case.scheme, tuple(atoms_of(self.goal))
        codes = {code for atom in atoms for code in atom.questions}
        tally = Tally(atoms)
        for tree in tested_trees(scheme, tally):
            codes |= set(questions_of(tree))
        states = {code: case.state(q) for code, q in scheme.questions.items()}
        return Opener(scheme, case.answers, frozenset(codes), self.moves, states)

    @property
    def apart(self) -> bool:
        """Whether no question counts in two trees that the goal tests."""
        trees = tested_trees(self.case.scheme, Tally(tuple(atoms_of(self.goal))))
        codes = [code for tree in trees for code in questions_of(tree)]
        return len(codes) == len(set(codes))

    def run(self) -> Found:
        """The cheapest changes that meet the goal."""
        if not self.apart:
            return self.by_trying()
        best: Label | None = None
        effort, proven = Effort(LABELS), True
        seen: set[object] = set()
        for number, view in enumerate(self.opener.views()):
            if best is not None and view.least >= best.total:
                break
            if number == VIEWS:
                proven = False
                break
            situation = self.case.settle(view.answers)
            mark = self.opener.mark(view, situation)
            if mark in seen:
                continue  # the same as a cheaper one
            seen.add(mark)
            limit = None if best is None else best.total - 1
            label, exactly = self._in(view, situation, effort, limit)
            best, proven = label or best, proven and exactly
            if best is not None and not exactly:
                break
        found = None if best is None else tuple(moves(best))
        if found is None and not proven:
            found = self._descended()
        return Found(found, proven, effort.labels)

    def _in(
        self, view: View, situation: Situation, effort: Effort, limit: int | None
    ) -> tuple[Label | None, bool]:
        """The best label of a view within a limit, and whether it is the best."""
        states = situation.states
        if any(
            states[code] == State.HIDDEN and None not in choices
            for code, choices in view.moves.items()
        ):
            return None, True  # what is hidden stays as it is
        known = _known(situation, self._fixed(view, situation))
        goal = settled(self.goal, known)
        if goal == UNMET:
            return None, True
        tally = Tally(goal.parts if isinstance(goal, Every) else (goal,))
        return self._cheapest(view, situation, Ways(tally, effort, limit))

    def _fixed(self, view: View, situation: Situation) -> frozenset[str]:
        hidden = (State.HIDDEN, State.NA)
        return frozenset(
            code
            for code in self.case.scheme.questions
            if situation.states[code] in hidden or not self._open(view, code)
        )

    def _open(self, view: View, code: str) -> bool:
        return any(move is not None for move in view.moves.get(code, ()))

    def _cheapest(
        self, view: View, situation: Situation, ways: Ways
    ) -> tuple[Label | None, bool]:
        trees = tested_trees(self.case.scheme, ways.tally)
        codes = {code for tree in trees for code in questions_of(tree)}
        atoms = (*ways.tally.counted, *ways.tally.needed, *ways.tally.bits)
        codes |= {code for atom in atoms for code in atom.questions}
        codes |= {code for code, listed in view.moves.items() if None not in listed}
        leaves = {
            code: self._labels(code, view, situation, ways.tally)
            for code in self.case.scheme.questions
            if code in codes
        }
        ground = Ground(self.case.scheme, self.case.facts, leaves, ways)
        quick: Label | None = None
        if ways.tally.open:
            quick = self._quickly(ground)
            if quick is not None:
                ways.limit = quick.total
        try:
            return cheapest(ground, trees), True
        except TooMuch:
            return quick or self._quickly(ground), False

    def _quickly(self, ground: Ground) -> Label | None:
        """A good label, not always the best: few are kept on the way."""
        ways = Ways(ground.tally, Effort(LABELS), ground.ways.limit, WIDTH)
        quick = Ground(ground.scheme, ground.facts, ground.leaves, ways)
        try:
            found = cheapest(quick, tested_trees(ground.scheme, ground.tally))
        except TooMuch:
            found = None
        ground.ways.effort.labels += ways.effort.labels
        return found

    def _labels(
        self, code: str, view: View, situation: Situation, tally: Tally
    ) -> list[Label]:
        question, state = self.case.scheme.questions[code], situation.states[code]
        still = state in (State.HIDDEN, State.NA)
        choices = (None,) if still else view.moves[code]
        made = (self._label(question, move, situation, tally) for move in choices)
        return [label for label in made if label is not None]

    def _label(
        self,
        question: Question,
        move: Move | None,
        situation: Situation,
        tally: Tally,
    ) -> Label | None:
        code = question.code
        state = State(situation.states[code])
        answer: Answer | None = self.case.answers.get(code)
        if move is not None:
            state, answer = State.ANSWERED, Answer(move.value)
        seen = alone(question, answer, state)
        atoms = tally.on_questions.get(code, ())
        bits = tally.of(atoms, lambda atom: atom.met(seen))
        if bits is None:
            return None
        score: Fraction | None = None
        if state is State.ANSWERED and question.scoring is not None:
            number = seen.measures.get(code)
            score = graded(question, seen.values[code], number)[0]
        total = 0 if move is None else move.total
        return Label(total, score, state, bits, _steps(tally, code, seen), move)

    # --- without taking the tree apart

    def by_trying(self) -> Found:
        """The same by evaluating combinations of changes, in the order of their totals:
        where the tree cannot be taken apart."""
        for tried, combination in enumerate(_by_total(self.moves)):
            if tried == TRIES:
                return Found(self._descended(), proven=False, labels=tried)
            if self.case.meets(self.goal, combination):
                return Found(combination, proven=True, labels=tried)
        return Found(None, proven=True, labels=0)

    def _descended(self) -> tuple[Move, ...] | None:
        """From all at their best, undone one by one, the dearest first: some way, but
        there may be cheaper ones."""
        listed = [move for moves in self.moves.values() for move in moves]
        chosen = {move.code: move for move in listed}
        if not self.case.meets(self.goal, chosen.values()):
            return None
        for move in sorted(listed, key=lambda move: move.total, reverse=True):
            less = {code: m for code, m in chosen.items() if code != move.code}
            if move.code in chosen and self.case.meets(self.goal, less.values()):
                chosen = less
        for move in listed:
            if move.code in chosen and move.total < chosen[move.code].total:
                less = {**chosen, move.code: move}
                if self.case.meets(self.goal, less.values()):
                    chosen = less
        return tuple(chosen.values())


def _steps(tally: Tally, code: str, seen: Situation) -> tuple[int, ...]:
    return tuple(
        counter.step(seen) if code in counter.atom.questions else 0
        for counter in tally.counters
    )


def _known(situation: Situation, fixed: frozenset[str]) -> Any:
    """Decides the tests that no change can touch."""

    def known(atom: Atom) -> bool | None:
        if atom.test.source in ON_SCORES:
            return None
        return atom.met(situation) if fixed.issuperset(atom.questions) else None

    return known


def _by_total(moves: Mapping[str, Sequence[Move]]) -> Iterator[tuple[Move, ...]]:
    """Every combination of moves of different questions, least total first."""
    every = sorted((m for listed in moves.values() for m in listed), key=_total)
    heap: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    while heap:
        total, places = heappop(heap)
        chosen = tuple(every[place] for place in places)
        following = places[-1] + 1 if places else 0
        if len({move.code for move in chosen}) == len(chosen):
            yield chosen
            if following < len(every):
                more = total + every[following].total
                heappush(heap, (more, (*places, following)))
        if places and following < len(every):
            instead = total + every[following].total - chosen[-1].total
            heappush(heap, (instead, (*places[:-1], following)))


def _total(move: Move) -> int:
    return move.total
