"""From an accepted value to a number, and from there to points."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from surveys.scoring.exact import exact
from surveys.scoring.scheme import (
    CHOSEN,
    MEASURED,
    Band,
    Bands,
    Kind,
    Linear,
    Option,
    Points,
    Question,
    Target,
)

HUNDRED = Fraction(100)
ZERO = Fraction(0)
HALVES = {Kind.RATIO: ("n", "d"), Kind.PAIR: ("before", "after")}
Params = Mapping[str, Any]
Grade = tuple[Fraction | None, str, Params]


def measure(question: Question, value: Any) -> Fraction | None:
    """The number an answer stands for; None where it cannot be computed.

    number, percent: the number. ratio: the share in percent. pair: the change in
    percent of the value before, positive when better. None for a denominator of 0,
    a value before of 0 or less, half an answer, and kinds without a number.
    """
    if question.kind is Kind.RATIO:
        return _quotient(value.get("n"), value.get("d"))
    if question.kind is Kind.PAIR:
        return _change(question, value.get("before"), value.get("after"))
    return exact(value) if question.kind in MEASURED else None


def _quotient(part: str | None, whole: str | None) -> Fraction | None:
    if part is None or whole is None:
        return None
    divisor = exact(whole)
    return exact(part) * 100 / divisor if divisor else None


def _change(
    question: Question, before: str | None, after: str | None
) -> Fraction | None:
    if before is None or after is None:
        return None
    base = exact(before)
    if base <= 0:
        return None
    change = (exact(after) - base) * 100 / base
    return change if question.better == "higher" else -change


def complete(question: Question, value: Any) -> bool:
    """Whether nothing of an accepted value is missing: both numbers of a ratio or
    pair, every row of a matrix. Half answers are kept, but are not yet answers."""
    if question.kind is Kind.MATRIX:
        return len(value) == len(question.rows)
    return not blank(value) and not halved(question, value)


def blank(value: Any) -> bool:
    """Whether a stored value says nothing."""
    return value is None or value in ("", [], {})


def halved(question: Question, value: Any) -> bool:
    """Whether one of the two numbers of a ratio or pair is missing."""
    return question.kind in HALVES and len(value) < len(HALVES[question.kind])


def chosen(question: Question, value: Any) -> tuple[Option, ...]:
    """The options an answer names, in the order of the answer (rows for a matrix)."""
    if question.kind is Kind.MATRIX:
        codes = list(value.values())
    else:
        codes = value if question.kind is Kind.MULTIPLE else [value]
    return tuple(question.choices[code] for code in codes)


def rank(question: Question, value: Any) -> Fraction:
    """What "at least" compares for kinds without a number: the level of a scene, the
    points of a requirement, how many options (but the exclusive one) are chosen."""
    if question.kind is Kind.MULTIPLE:
        return Fraction(sum(code != question.exclusive for code in value))
    if question.kind is Kind.SCENE:
        return Fraction(int(value))
    return _points(question.choices[value])


def _points(option: Option) -> Fraction:
    return ZERO if option.points is None else option.points


def graded(question: Question, value: Any, number: Fraction | None) -> Grade:
    """Score (0 to 100, None where it cannot be computed), message id, parameters."""
    scoring = question.scoring
    if isinstance(scoring, Points):
        return _by_points(question, scoring, value)
    if number is None:
        return None, "question.not_computable", {}
    if isinstance(scoring, Linear):
        return _by_goalposts(question, scoring, number)
    if isinstance(scoring, Target):
        return _by_distance(question, scoring, number)
    assert isinstance(scoring, Bands)  # only scored questions get here
    return _by_bands(question, scoring, number)


def _by_points(question: Question, scoring: Points, value: Any) -> Grade:
    options = chosen(question, value)
    if question.kind in CHOSEN:
        score = _points(options[0])
    else:
        score = min(_together(question, options), scoring.cap)
    titles = tuple(option.title for option in options)
    return score, "question.points", {"score": score, "options": titles}


def _together(question: Question, options: tuple[Option, ...]) -> Fraction:
    """The sum over several options; over the rows of a matrix, their mean."""
    total = sum(map(_points, options), ZERO)
    return total / len(question.rows) if question.kind is Kind.MATRIX else total


def _by_goalposts(question: Question, scoring: Linear, number: Fraction) -> Grade:
    lo, hi = scoring.lo, scoring.hi
    score = min(max((number - lo) * scoring.slope, ZERO), HUNDRED)
    params = {"score": score, "measure": number, "lo": lo, "hi": hi}
    return score, "question.linear", {**params, "unit": question.measured_in}


def _by_distance(question: Question, scoring: Target, number: Fraction) -> Grade:
    off = number - scoring.target
    harmless = scoring.side == ("above" if off < 0 else "below")
    distance = ZERO if harmless else abs(off)
    score = max(HUNDRED - distance * 100 / scoring.reach, ZERO)
    params = {"score": score, "measure": number, "target": scoring.target}
    unit = question.measured_in
    return score, "question.target", {**params, "reach": scoring.reach, "unit": unit}


def _by_bands(question: Question, scoring: Bands, number: Fraction) -> Grade:
    below: Band | None = None
    for band in scoring.bands:
        if band.holds(number):
            break
        below = band
    start = None if below is None else below.upper
    params: dict[str, Any] = {"score": band.points, "measure": number}
    params["unit"] = question.measured_in
    if not scoring.two_ended:
        params |= {"from": start, "below": band.upper}
        return band.points, "question.bands", params
    ends = {"from_included": below is not None and not below.closed}
    params |= {"from": start, "to": band.upper, "to_included": band.closed, **ends}
    return band.points, "question.between", params
