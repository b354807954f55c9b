"""How high a question or a node can score at best."""

from fractions import Fraction

from surveys.scoring.combining import Part, combine
from surveys.scoring.exact import HUNDRED, ZERO
from surveys.scoring.measuring import graded
from surveys.scoring.results import State
from surveys.scoring.scheme import (
    CHOSEN,
    Bands,
    Kind,
    Linear,
    Node,
    Points,
    Question,
)

NO_FLOOR = Fraction(0)


def highest(item: Node | Question) -> Fraction:
    """The best score there can be, whatever the conditions hide: 0 to 100, of a carry
    0 to its levels."""
    if isinstance(item, Question):
        return _question(item)
    if item.lookup is not None:
        return max(points for _, points in item.lookup.steps)
    parts = [Part(highest(child.item), State.ANSWERED) for child in item.children]
    return combine(item, parts, NO_FLOOR).score or ZERO


def _question(question: Question) -> Fraction:
    scoring = question.scoring
    if scoring is None:
        return ZERO
    if isinstance(scoring, Points):
        return _options(question, scoring)
    if isinstance(scoring, Bands):
        return max(band.points for band in scoring.bands)
    best = scoring.hi if isinstance(scoring, Linear) else scoring.target
    ends = (question.min, question.max, _within(question, best))
    return max(_at(question, end) for end in ends if end is not None)


def _options(question: Question, scoring: Points) -> Fraction:
    points = {o.code: o.points or ZERO for o in question.options}
    most = max(points.values())
    if question.kind in CHOSEN or question.kind is Kind.MATRIX:
        return min(most, scoring.cap)
    alone = points.pop(question.exclusive, ZERO) if question.exclusive else ZERO
    return max(min(sum(points.values(), ZERO), scoring.cap), min(alone, scoring.cap))


def _within(question: Question, number: Fraction) -> Fraction:
    low, high = question.min, question.max
    number = number if low is None else max(number, low)
    return number if high is None else min(number, high)


def _at(question: Question, number: Fraction) -> Fraction:
    score, _, _ = graded(question, None, number)
    return HUNDRED if score is None else score
