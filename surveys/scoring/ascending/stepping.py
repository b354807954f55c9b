"""Puts changes into an order, and says where one stands after each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from surveys.scoring.ascending.folding import Move
from surveys.scoring.ascending.searching import Case
from surveys.scoring.batching import Batch
from surveys.scoring.climbing import TRUTHS
from surveys.scoring.conditions import Seen, Situation
from surveys.scoring.evaluation import is_open
from surveys.scoring.exact import ZERO
from surveys.scoring.results import Answer, Figures, Verdict
from surveys.scoring.scheme import Level

GREEDILY = 16  # changes up to which every next step is the best of those left
Merit = tuple[int, Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one stands on the way to a level. level: the highest one reached;
    blocked_by: checks that the level and those below it still miss; shortfalls: their
    other needs that are not met."""

    score: Fraction | None
    level: str | None
    blocked_by: tuple[str, ...]
    shortfalls: tuple[Seen, ...]


@dataclass(frozen=True)
class Stepper:
    """Goes from the present answers to others. levels: those to be reached."""

    case: Case
    levels: tuple[Level, ...]

    @cached_property
    def batch(self) -> Batch:
        """Scores answers, remembering what it has seen."""
        return Batch(self.case.scheme, self.case.lane)

    def figures(self, ways: Sequence[Mapping[str, Answer]]) -> list[Figures]:
        """The figures of several sets of answers."""
        rows = [self.batch.row(answers) for answers in ways]
        facts = [self.case.facts] * len(rows)
        accepted = [self.case.accepted] * len(rows)
        return list(self.batch.block(rows, facts, accepted).figures())

    def situation(self, answers: Mapping[str, Answer], found: Figures) -> Situation:
        """What the needs of levels look at. What waits for an official is hoped for."""
        situation = self.case.settle(answers)
        situation.score, situation.scores = found.score, dict(found.nodes)
        hoped = {
            check.code: True
            for check in self.case.scheme.checks
            if is_open(check, found.checks[check.code], self.case.lane)
        }
        truths = {code: TRUTHS[verdict] for code, verdict in found.checks.items()}
        situation.verdicts = {**truths, **hoped}
        return situation

    def stand(self, moves: Sequence[Move]) -> Stand:
        """Where one stands after these moves."""
        answers = self.case.changed(moves)
        (found,) = self.figures([answers])
        situation = self.situation(answers, found)
        unmet = [test for lv in self.levels for test in lv.needs.unmet(situation)]
        checks = dict.fromkeys(test.code for test in unmet if test.source == "check")
        seen = (test.seen(situation) for test in unmet if test.source != "check")
        short = {(one.source, one.code, one.op, one.wanted): one for one in seen}
        return Stand(found.score, found.level, tuple(checks), tuple(short.values()))

    def steps(self, moves: Sequence[Move]) -> Iterator[tuple[Move, Stand]]:
        """The moves, those that bring most first, each with where it leads to."""
        done: list[Move] = []
        for move in self._ordered(moves):
            done.append(move)
            yield move, self.stand(done)

    def _ordered(self, moves: Sequence[Move]) -> list[Move]:
        """By what is gained: fewer checks failed, then a higher score, then higher
        scores of nodes. Many moves are compared once, few after every step."""
        place = {question.code: n for n, question in enumerate(self.case.scheme.order)}
        left = sorted(moves, key=lambda move: place[move.code])
        done: list[Move] = []
        while left:
            found = self.figures([self.case.changed([*done, move]) for move in left])
            merits = list(map(_merit, found))
            order = sorted(range(len(left)), key=merits.__getitem__)
            first = order if len(moves) > GREEDILY else order[:1]
            done += [left[n] for n in first]
            left = [move for n, move in enumerate(left) if n not in first]
        return done


def _merit(found: Figures) -> Merit:
    """The less, the better."""
    failed = sum(verdict is not Verdict.PASS for verdict in found.checks.values())
    nodes = sum((score or ZERO for score in found.nodes.values()), ZERO)
    return failed, -(found.score or ZERO), -nodes
