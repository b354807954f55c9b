"""Marks: what the rules make of one answer by itself, found once for each answer."""

from math import lcm
from typing import Any

from surveys.scoring.measuring import Pair, measured, worth
from surveys.scoring.results import State
from surveys.scoring.scheme import (
    MEASURED,
    Bands,
    Kind,
    Linear,
    Points,
    Question,
    Scheme,
    Target,
)
from surveys.scoring.settling import ANSWERED, NOT_APPLICABLE, given

KEPT = 20_000  # marks of one question; then they are forgotten and made anew
DECIMALS = 4  # of a number, where its question does not say
NOTHING: Pair = (0, 1)


class Mark:
    """An answer to the question at `slot`: its state, measure and score.

    part: the score as its parent counts it, 0 where there is none. units: the same in
    the unit of its question (see `unit_of`) where it is a whole number of
    them, and else 0 (then the mark is among the `rough`). Marks are compared by
    identity.
    """

    __slots__ = ("measure", "part", "score", "slot", "state", "units", "value")

    def __init__(self, slot: int, state: State, value: Any = None) -> None:
        self.slot, self.state, self.value = slot, state, value
        self.measure: Pair | None = None
        self.score: Pair | None = None
        self.part: Pair = NOTHING
        self.units = 0


class Marks:
    """The marks of a scheme on a lane. claimed: "not applicable" counts as claimed.

    `rough` holds those without whole units.
    """

    def __init__(self, scheme: Scheme, *, claimed: bool) -> None:
        self.questions, self.claimed = scheme.order, claimed
        self.slots = {question.code: n for n, question in enumerate(scheme.order)}
        self.measured = tuple(q.kind in MEASURED for q in scheme.order)
        self.units = tuple(unit_of(question) for question in scheme.order)
        self.hidden = Mark(-1, State.HIDDEN)
        self.na = Mark(-1, State.NA)
        self.absent = Mark(-1, State.UNANSWERED)
        self.rough: set[Mark] = set()
        self.known: tuple[dict[Any, Mark], ...] = tuple({} for _ in scheme.order)

    def mark(self, slot: int, value: Any, state: str) -> Mark:
        """The mark of an answer; of equal answers the same one, as long as it is
        remembered."""
        if state == NOT_APPLICABLE:
            return self.make(slot, value, state)
        known, key = self.known[slot], _key(value)
        try:
            found = known.get(key)
        except TypeError:  # no value of any kind
            return self.make(slot, value, state)
        if found is None:
            if len(known) >= KEPT:
                known.clear()
            found = known[key] = self.make(slot, value, state)
        return found

    def make(self, slot: int, value: Any, state: str) -> Mark:
        """A new mark, but for answers that are none."""
        question = self.questions[slot]
        settled = given(question, value, state, claimed=self.claimed)
        if settled is not ANSWERED:
            return self.na if settled is State.NA else self.absent
        made = Mark(slot, settled, value)
        if self.measured[slot]:
            made.measure = measured(question, value)
        if question.scoring is not None:
            self._score(question, made)
        return made

    def _score(self, question: Question, made: Mark) -> None:
        made.score = worth(question, made.value, made.measure)
        if made.score is None:
            return
        made.part = made.score
        unit = self.units[made.slot]
        if unit is None:
            return
        units, rest = divmod(made.score[0] * unit, made.score[1])
        if rest:
            self.rough.add(made)
        else:
            made.units = units


def _key(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return tuple(value.items()) if isinstance(value, dict) else value


def unit_of(question: Question) -> int | None:
    """How many parts of a point the scores of a question are whole numbers of, or None
    where no such number is known beforehand (a share may have any denominator)."""
    scoring = question.scoring
    if isinstance(scoring, Points):
        points = [o.points.denominator for o in question.options if o.points]
        rows = len(question.rows) if question.kind is Kind.MATRIX else 1
        return lcm(*points, scoring.cap.denominator) * rows
    if isinstance(scoring, Bands):
        return lcm(*(band.points.denominator for band in scoring.bands))
    if question.kind not in (Kind.NUMBER, Kind.PERCENT):
        return None
    decimals = DECIMALS if question.decimals is None else question.decimals
    return _line(scoring) * int(10**decimals)


def _line(scoring: Linear | Target | None) -> int:
    """The denominator of the scores of whole measures."""
    if isinstance(scoring, Linear):
        return scoring.lo.denominator * scoring.slope.denominator
    if isinstance(scoring, Target):
        return scoring.target.denominator * scoring.reach.numerator
    return 1
