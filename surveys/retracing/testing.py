"""One test of a condition by formula: 1 for true, 0 for false, a half for unknown."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from surveys.retracing.legs import Leg, parts_of, row_of
from surveys.retracing.points import PLACES, difference
from surveys.scoring import Kind, Question, decimal_text, exact
from surveys.scoring.comparing import ORDERED
from surveys.scoring.conditions import Test
from surveys.scoring.measuring import rank
from surveys.scoring.scheme import MEASURED
from surveys.sheets.results.expressions import (
    At,
    Expression,
    Span,
    Word,
    call,
    compare,
    empty,
    part,
    when,
)

HALF = "0.5"
DIGITS = 15
SIGNS: Mapping[str, str] = {"==": "=", "!=": "<>", "in": "=", **{s: s for s in ORDERED}}


def truth_of(test: Test, score: At | None, leg: Leg) -> Expression | None:
    """The truth of a test; None where it looks at what stands in no cell. score: the
    cell of the score that a test of scores compares."""
    if score is not None:
        off = call("ROUND", score - test.wanted, PLACES)
        return when(empty(score), HALF, _either_way(compare(off, SIGNS[test.op], 0)))
    if test.source != "answer":
        return None
    return _answered(test, leg.scheme.questions[test.code], leg)


def _either_way(test: Expression) -> Expression:
    return when(test, 1, 0)


def _cell(leg: Leg, question: Question, column: str, part: str | None = None) -> At:
    return At(leg.answers, row_of(question, part), column)


def _answered(test: Test, question: Question, leg: Leg) -> Expression | None:
    if question.kind in (Kind.DATE, Kind.TEXT, Kind.FILE):
        return None
    there = compare(_cell(leg, question, "counts"), "=", 2)
    if test.op == "answered":
        return _either_way(there)
    if question.kind in MEASURED:
        measure = _cell(leg, question, "measure")
        wanted = [exact(number) for number in test.wanted.split(",")]
        held = _measured(question, measure, test.op, wanted)
        return when(empty(measure), HALF, _either_way(held))
    held = _held(test, question, leg)
    return when(there, _either_way(held), HALF)


def _measured(
    question: Question, measure: At, op: str, wanted: Iterable[Fraction]
) -> Expression:
    """A measure beside numbers, each of them a decimal of the edition."""
    tests = [
        compare(difference(question, measure, _number(number)), SIGNS[op], 0)
        for number in wanted
    ]
    return call("OR", *tests)


def _number(number: Fraction) -> Expression:
    return part(decimal_text(number, DIGITS))


def _held(test: Test, question: Question, leg: Leg) -> Expression:
    """What an answered choice must be."""
    if question.kind is Kind.MULTIPLE:
        return _several(test, question, leg)
    wanted = test.wanted.split(",")
    if test.op in ORDERED:
        edge = rank(question, test.wanted)
        order = ORDERED[test.op]
        wanted = [c for c in question.choices if order(rank(question, c), edge)]
    found = _one_of(_cell(leg, question, "value"), wanted)
    return compare(found, "=", 0) if test.op == "!=" else found


def _one_of(value: Expression, codes: Iterable[str]) -> Expression:
    """Whether a cell holds one of these codes."""
    tests = [call("EXACT", value, Word(code)) for code in codes]
    return call("OR", *tests) if tests else compare(1, "=", 0)


def _several(test: Test, question: Question, leg: Leg) -> Expression:
    """Whether certain options are among the chosen ones, or how many are."""
    if test.op == "contains":
        cells = (_cell(leg, question, "value", c) for c in test.wanted.split(","))
        return call("AND", *(compare(cell, "=", 1) for cell in cells))
    parts = (p for p in parts_of(question) if p != question.exclusive)
    cells = (_cell(leg, question, "value", part) for part in parts)
    return compare(call("SUM", *cells), SIGNS[test.op], test.wanted)


# --- how many questions reach a level


def counted(test: Test, key: str, leg: Leg) -> Expression:
    """True or false once no answer that is missing can change it; `key`: of the row
    above those of the questions."""
    codes = test.code.split("/")
    ends = counted_row(key, codes[0]), counted_row(key, codes[-1])
    span = Span(leg.checks, *ends, "formula")
    sure = call("COUNTIF", span, 1)
    most = sure + call("COUNTIF", span, HALF)
    sign = SIGNS[test.op]
    least, utmost = compare(sure, sign, test.wanted), compare(most, sign, test.wanted)
    possible = when(call("OR", least, utmost), HALF, 0)
    return when(call("AND", least, utmost), 1, possible)


def counted_row(key: str, code: str) -> str:
    """The key of the row of a question that is counted."""
    return f"{key}/{code}"


def reaches(question: Question, edge: Fraction, leg: Leg) -> Expression:
    """Whether a question reaches a level; unknown while it is not answered."""
    counts = _cell(leg, question, "counts")
    return when(compare(counts, "=", 1), HALF, _reached(question, edge, leg))


def _reached(question: Question, edge: Fraction, leg: Leg) -> Expression:
    if question.kind in MEASURED:
        measure = _cell(leg, question, "measure")
        over = difference(question, measure, _number(edge))
        return when(empty(measure), 0, _either_way(compare(over, ">=", 0)))
    there = compare(_cell(leg, question, "counts"), "=", 2)
    codes = [code for code in question.choices if _is_enough(question, code, edge)]
    found = _one_of(_cell(leg, question, "value"), codes)
    return _either_way(call("AND", there, found))


def _is_enough(question: Question, code: str, edge: Fraction) -> bool:
    if question.kind is Kind.SINGLE:
        points = question.choices[code].points
        return points is not None and points >= edge
    return rank(question, code) >= edge
