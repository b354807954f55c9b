"""From an accepted value to a number, and from there to points."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from surveys.scoring.exact import ZERO, exact
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

RATIO, PAIR = Kind.RATIO, Kind.PAIR  # asked for millions of times
HALVES = {Kind.RATIO: ("n", "d"), Kind.PAIR: ("before", "after")}
Params = Mapping[str, Any]
Pair = tuple[int, int]  # numerator, and denominator above 0; not reduced
Grade = tuple[Fraction | None, str, Params]


def measure(question: Question, value: Any) -> Fraction | None:
    """The number an answer stands for; None where it cannot be computed.

    number, percent: the number. ratio: the share in percent. pair: the change in
    percent of the value before, positive when better. None for a denominator of 0,
    a value before of 0 or less, half an answer, and kinds without a number.
    """
    found = measured(question, value)
    return None if found is None else Fraction(*found)


def measured(question: Question, value: Any) -> Pair | None:
    """The same as a pair of whole numbers, which spares reducing a fraction."""
    if question.kind is RATIO:
        return _quotient(value.get("n"), value.get("d"))
    if question.kind is PAIR:
        return _change(question, value.get("before"), value.get("after"))
    return exact(value).as_integer_ratio() if question.kind in MEASURED else None


def _quotient(part: str | None, whole: str | None) -> Pair | None:
    if part is None or whole is None:
        return None
    over, under = exact(whole).as_integer_ratio()
    if not over:
        return None
    top, bottom = exact(part).as_integer_ratio()
    return _upright(top * 100 * under, bottom * over)


def _upright(top: int, bottom: int) -> Pair:
    return (top, bottom) if bottom > 0 else (-top, -bottom)


def _change(question: Question, before: str | None, after: str | None) -> Pair | None:
    if before is None or after is None:
        return None
    base, under = exact(before).as_integer_ratio()
    if base <= 0:
        return None
    top, bottom = exact(after).as_integer_ratio()
    change = (top * under - base * bottom) * 100
    return (change if question.better == "higher" else -change), bottom * base


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
    # Looking up a kind takes longer than all the rest; only these values have halves.
    if not isinstance(value, dict):
        return False
    return len(value) < len(HALVES.get(question.kind, ()))


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


def worth(question: Question, value: Any, number: Pair | None) -> Pair | None:
    """The score of an answered question (0 to 100), None where it cannot be computed;
    `number`: its measure."""
    scoring = question.scoring
    if isinstance(scoring, Points):
        return _by_points(question, scoring, value).as_integer_ratio()
    if number is None:
        return None
    if isinstance(scoring, Linear):
        return _by_goalposts(scoring, *number)
    if isinstance(scoring, Target):
        return _by_distance(scoring, *number)
    assert isinstance(scoring, Bands)  # only scored questions get here
    return _band(scoring, Fraction(*number))[1].points.as_integer_ratio()


def _by_points(question: Question, scoring: Points, value: Any) -> Fraction:
    options = chosen(question, value)
    if question.kind in CHOSEN:
        return _points(options[0])
    return min(_together(question, options), scoring.cap)


def _together(question: Question, options: tuple[Option, ...]) -> Fraction:
    """The sum over several options; over the rows of a matrix, their mean."""
    total = sum(map(_points, options), ZERO)
    return total / len(question.rows) if question.kind is Kind.MATRIX else total


def _by_goalposts(scoring: Linear, top: int, bottom: int) -> Pair:
    lo, per_lo = scoring.lo.as_integer_ratio()
    slope, per_slope = scoring.slope.as_integer_ratio()
    return _cut((top * per_lo - lo * bottom) * slope, bottom * per_lo * per_slope)


def _cut(top: int, bottom: int) -> Pair:
    """From 0 to 100."""
    if top <= 0:
        return 0, 1
    return (100, 1) if top >= 100 * bottom else (top, bottom)


def _by_distance(scoring: Target, top: int, bottom: int) -> Pair:
    target, per_target = scoring.target.as_integer_ratio()
    reach, per_reach = scoring.reach.as_integer_ratio()
    off = top * per_target - target * bottom
    if scoring.side == ("above" if off < 0 else "below"):
        return 100, 1
    whole = reach * bottom * per_target
    return _cut(100 * (whole - abs(off) * per_reach), whole)


def _band(scoring: Bands, number: Fraction) -> tuple[Band | None, Band]:
    """The band that holds a measure, and the one below it."""
    below: Band | None = None
    for band in scoring.bands:
        if band.holds(number):
            break
        below = band
    return below, band


def _pair(number: Fraction | None) -> Pair | None:
    return None if number is None else number.as_integer_ratio()


def graded(question: Question, value: Any, number: Fraction | None) -> Grade:
    """Score (0 to 100, None where it cannot be computed), message id, parameters."""
    scoring = question.scoring
    pair = worth(question, value, _pair(number))
    if pair is None:
        return None, "question.not_computable", {}
    score = Fraction(*pair)
    if isinstance(scoring, Points):
        titles = tuple(option.title for option in chosen(question, value))
        return score, "question.points", {"score": score, "options": titles}
    params = {"score": score, "measure": number, "unit": question.measured_in}
    if isinstance(scoring, Linear):
        ends = {"lo": scoring.lo, "hi": scoring.hi}
        return score, "question.linear", {**params, **ends}
    if isinstance(scoring, Target):
        aim = {"target": scoring.target, "reach": scoring.reach}
        return score, "question.target", {**params, **aim}
    assert isinstance(scoring, Bands)
    assert number is not None
    message, ends_of_band = _ends(scoring, number)
    return score, message, params | ends_of_band


def _ends(scoring: Bands, number: Fraction) -> tuple[str, dict[str, Any]]:
    below, band = _band(scoring, number)
    start = None if below is None else below.upper
    if not scoring.two_ended:
        return "question.bands", {"from": start, "below": band.upper}
    included = below is not None and not below.closed
    params = {"from": start, "from_included": included}
    params |= {"to": band.upper, "to_included": band.closed}
    return "question.between", params
