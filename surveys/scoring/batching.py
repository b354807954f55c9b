"""Scores many responses to one edition at once, by the rules of `evaluate`.

Each rule is asked once for each different thing that it can see, and what it said is
remembered; sums are made in integers, column by column. The figures are those of
`evaluate`, to the last digit: there is no second set of rules.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from surveys.scoring.adding import Adder, Column
from surveys.scoring.climbing import climbed
from surveys.scoring.conditions import Test, Truth
from surveys.scoring.evaluation import VERDICTS, is_open, outcome_of
from surveys.scoring.exact import ratio_text
from surveys.scoring.looking import Sight, situation_of
from surveys.scoring.marking import Mark, Marks
from surveys.scoring.measuring import Pair
from surveys.scoring.results import (
    Answer,
    Figures,
    Lane,
    Outcome,
    State,
    Verdict,
)
from surveys.scoring.scheme import Node, Question, Scheme
from surveys.scoring.settling import acceptance

BLOCK = 250  # responses at once: what is looked at stays in the processor's cache
KEPT = 50_000  # outcomes, and texts of one node, that are remembered
Taken = frozenset[str]
SAID = State.ANSWERED.value


@dataclass(frozen=True, slots=True)
class Case:
    """One response: answers, facts (with "external.<code>"), accepted codes, each as
    `evaluate` takes them."""

    answers: Mapping[str, Answer]
    facts: Mapping[str, Any]
    accepted: Taken = frozenset()


class Decision(NamedTuple):
    """What is left of the levels once they are climbed."""

    level: str | None
    outcome: Outcome
    open_checks: int


def evaluate_many(
    scheme: Scheme, cases: Iterable[Case], *, lane: Lane = Lane.CLAIMED
) -> Iterator[Figures]:
    """The figures of each case, in order: equal to `figures(evaluate(…))`."""
    batch, rest = Batch(scheme, lane), iter(cases)
    while some := list(islice(rest, BLOCK)):
        rows = [batch.row(case.answers) for case in some]
        accepted = [case.accepted for case in some]
        yield from batch.block(rows, [case.facts for case in some], accepted).figures()


class Batch:
    """A scheme on a lane, with all that was found out so far."""

    def __init__(self, scheme: Scheme, lane: Lane) -> None:
        self.scheme, self.lane = scheme, lane
        self.heeds = acceptance(lane, frozenset()) is not None
        self.marks = Marks(scheme, claimed=not self.heeds)
        self.relevant = [
            (slot, Sight(question.relevant, self.marks))
            for slot, question in enumerate(scheme.order)
            if question.relevant is not None
        ]
        trees = (scheme.root, *scheme.indices)
        self.nodes = [node for tree in trees for node in tree.walk()]
        self.adders = [Adder(node, self.marks, scheme.floor) for node in _upward(trees)]
        self.checks = [Sight(check.test, self.marks) for check in scheme.checks]
        self.needs = [Sight(test, self.marks) for test in _own_needs(scheme)]
        unknown = VERDICTS[None]
        self.opening = [c.code for c in scheme.checks if is_open(c, unknown, self.lane)]
        seen = dict.fromkeys(slot for need in self.needs for slot in need.slots)
        self.levels_look_at = tuple(seen)
        named = (t.code or scheme.root.code for n in self.needs for t in n.on_scores)
        self.levels_score = tuple(dict.fromkeys(named))
        self.decisions: dict[tuple[Truth, ...], Decision] = {}
        self.texts: dict[str, dict[Pair | None, str]] = {
            adder.node.code: {} for adder in self.adders if not adder.rough
        }
        sights = [*(sight for _, sight in self.relevant), *self.checks, *self.needs]
        told = any(node.lookup is not None for node in self.nodes)
        looked_at = {slot for sight in sights for slot in sight.slots}
        # Questions that neither count nor are looked at: what is answered is all one.
        self.idle = frozenset(
            slot
            for slot, question in enumerate(scheme.order)
            if question.scoring is None and slot not in looked_at
        )
        names = {name for sight in sights for name in sight.names}
        # Whether anything looks at facts of the enterprise; else they may be left out.
        self.looks_at_facts = told or any(map(_is_fact, names))
        self._absent = [self.marks.absent] * len(scheme.order)

    def blank(self) -> list[Mark]:
        """A response without answers: a mark for each slot, to be filled."""
        return self._absent.copy()

    def row(self, answers: Mapping[str, Answer]) -> list[Mark]:
        """The marks of the answers of a response."""
        row, marks = self._absent.copy(), self.marks
        slots, known = marks.slots, marks.known
        for code, answer in answers.items():
            slot, value, state = slots.get(code), answer.value, answer.state
            if slot is None:
                continue
            found = None
            if value.__class__ is str and state == SAID:  # the shortest way
                found = known[slot].get(value)
            row[slot] = found or marks.mark(slot, value, state)
        return row

    def block(
        self,
        rows: Sequence[list[Mark]],
        facts: Sequence[Mapping[str, Any]],
        accepted: Sequence[Taken],
    ) -> "Block":
        """Score the responses whose marks, facts and accepted codes these are."""
        return Block(self, rows, facts, accepted if self.heeds else ())


class Block:
    """Some responses, column by column, and what came out."""

    def __init__(
        self,
        batch: Batch,
        rows: Sequence[list[Mark]],
        facts: Sequence[Mapping[str, Any]],
        accepted: Sequence[Taken],
    ) -> None:
        self.batch, self.facts = batch, facts
        self.questions: tuple[Question, ...] = batch.scheme.order
        self.root = batch.scheme.root.code
        columns = zip(*rows, strict=True)  # behind the questions may stand more
        self.marks = [list(column) for column in islice(columns, len(self.questions))]
        self.scores: dict[str, list[Pair | None]] = {}
        self._settle(accepted)
        self._grow()
        self.verdicts = [check.truths(self) for check in batch.checks]
        self.decisions = self._decide()

    def _settle(self, accepted: Sequence[Taken]) -> None:
        """Take out what a reviewer accepted, and hide what does not concern."""
        taken = [(place, codes) for place, codes in enumerate(accepted) if codes]
        sights = dict(self.batch.relevant)
        known = self.batch.marks
        for slot, question in enumerate(self.questions):
            column = self.marks[slot]
            for place, codes in taken:
                if question.code in codes:
                    column[place] = known.na
            if slot in sights:
                truths = sights[slot].truths(self)
                if truths.count(True) < len(truths):
                    pairs = zip(column, truths, strict=True)
                    hidden = known.hidden
                    column[:] = [mark if t is True else hidden for mark, t in pairs]

    def _grow(self) -> None:
        columns: dict[str, Column] = {}
        for adder in self.batch.adders:
            column = adder.column(self, columns)
            columns[adder.node.code] = column
            self.scores[adder.node.code] = column.scores()

    def _decide(self) -> list[Decision]:
        known = self.batch.decisions
        if len(known) > KEPT:
            known.clear()
        needs = [need.truths(self) for need in self.batch.needs]
        columns = [*self.verdicts, *needs]
        if not columns:  # no level needs anything, for there is none
            return [self._climbed(place, ()) for place in range(len(self.facts))]
        return [
            known[key] if key in known else self._climbed(place, key)
            for place, key in enumerate(zip(*columns, strict=True))
        ]

    def _climbed(self, place: int, key: tuple[Truth, ...]) -> Decision:
        """Climb the levels, with all that they can see."""
        batch, scheme = self.batch, self.batch.scheme
        situation = situation_of(self, place, batch.levels_look_at)
        for code in batch.levels_score:
            score = self.scores[code][place]
            situation.scores[code] = None if score is None else Fraction(*score)
        situation.score = situation.scores.get(self.root)
        codes = [check.code for check in scheme.checks]
        known = dict(zip(codes, key[: len(codes)], strict=True))
        waiting = [code for code in batch.opening if known[code] is None]
        steps = climbed(scheme.levels, known, waiting, situation)
        found = outcome_of([(step.level, step.reached, step.open) for step in steps])
        decision = batch.decisions[key] = Decision(*found)
        return decision

    def figures(self) -> Iterator[Figures]:
        """The figures of each response."""
        codes = [node.code for node in self.batch.nodes]
        checks = [check.code for check in self.batch.scheme.checks]
        scores = [[_fraction(pair) for pair in self.scores[code]] for code in codes]
        for place, decision in enumerate(self.decisions):
            nodes = {c: s[place] for c, s in zip(codes, scores, strict=True)}
            pairs = zip(checks, self.verdicts, strict=True)
            verdicts: dict[str, Verdict] = {c: VERDICTS[t[place]] for c, t in pairs}
            yield Figures(nodes[self.root], *decision, nodes, verdicts)

    def texts(self, code: str) -> list[str]:
        """The scores of a node as they are stored: decimal texts, "" for none."""
        known = self.batch.texts.get(code)
        if known is None:  # hardly a score comes twice
            return ["" if p is None else ratio_text(*p) for p in self.scores[code]]
        if len(known) > KEPT:
            known.clear()
        return [
            known[pair] if pair in known else _text(known, pair)
            for pair in self.scores[code]
        ]


def _text(known: dict[Pair | None, str], pair: Pair | None) -> str:
    text = known[pair] = "" if pair is None else ratio_text(*pair)
    return text


def _fraction(pair: Pair | None) -> Fraction | None:
    return None if pair is None else Fraction(*pair)


def _upward(trees: Iterable[Node]) -> Iterator[Node]:
    """All nodes, each after those below it."""
    for tree in trees:
        yield from _upward(
            child.item for child in tree.children if isinstance(child.item, Node)
        )
        yield tree


def _is_fact(name: str) -> bool:
    return not name.startswith("external.")


def _own_needs(scheme: Scheme) -> tuple[Test, ...]:
    """The tests of levels that look at more than checks."""
    tests = (test for level in scheme.levels for test in level.needs.tests())
    return tuple(test for test in tests if test.source != "check")
