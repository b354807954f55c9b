"""Draws believable answers: for each kind of question, the natural one and better ones.

A level from 0 to 1 says how far an enterprise is. The dice of a question belong to it
for good: a higher level gives the same answer or a better one, never another mood.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import exp, log
from random import Random
from typing import Any

from assessment.demo.materials import table
from surveys.scoring import Kind, Option, Question
from surveys.scoring.scheme import Bands, Linear

STEP = 0.1
HUNDRED = 100.0
DECIMALS = 1  # where the edition leaves it open
SPREAD = 0.12  # how much an answer strays from the enterprise's level
FREE_OPTION = 0.4  # chance of each option of a multiple choice that is not scored
EARLIEST = date(2021, 3, 1)

Candidates = Iterator[Any]


def candidates(question: Question, level: float, dice: Random) -> Candidates:
    """Canonical values: the natural one first, then better and better ones.

    Nothing for files, which are uploaded and not drawn.
    """
    return DRAWERS[question.kind](question, level + dice.gauss(0, SPREAD), dice)


def below(question: Question, claimed: object) -> str | None:
    """The option next below what was claimed; None where there is none, and for what
    is no choice between options with points."""
    points = {option.code: _points(option) for option in question.options}
    lower = [code for code in points if points[code] < points.get(str(claimed), 0)]
    fits = question.kind in {Kind.SINGLE, Kind.SCENE, Kind.REQUIREMENT}
    return max(lower, key=points.__getitem__, default=None) if fits else None


def _climb(level: float) -> Iterator[float]:
    at = min(max(level, 0.0), 1.0)
    while at < 1:
        yield at
        at += STEP
    yield 1.0


# -- Choices --------------------------------------------------------------------------


def _single(question: Question, level: float, dice: Random) -> Candidates:
    options = question.options
    if question.scoring is None:
        # Editions put the usual case first.
        key = {o.code: dice.random() * place for place, o in enumerate(options, 1)}
        yield from sorted(key, key=key.__getitem__)
        return
    natural = _nearest(options, level)
    yield natural.code
    yield from (o.code for o in _by_points(options) if _points(o) > _points(natural))


def _nearest(options: tuple[Option, ...], level: float) -> Option:
    return min(options, key=lambda option: abs(_points(option) - level * HUNDRED))


def _points(option: Option) -> float:
    return float(option.points or 0)


def _by_points(options: tuple[Option, ...]) -> list[Option]:
    return sorted(options, key=_points)


def _multiple(question: Question, level: float, dice: Random) -> Candidates:
    options = [o.code for o in question.options if o.code != question.exclusive]
    chance = {code: dice.random() for code in options}
    levels = _climb(level) if question.scoring else iter((FREE_OPTION, 1.0))
    for at in levels:
        chosen = [code for code in options if chance[code] < at]
        none = question.exclusive or options[0]
        yield chosen or [none]


def _matrix(question: Question, level: float, dice: Random) -> Candidates:
    strayed = {row.code: dice.gauss(0, SPREAD) for row in question.rows}
    for at in _climb(level):
        yield {
            row: _nearest(question.options, at + off).code
            for row, off in strayed.items()
        }


# -- Numbers --------------------------------------------------------------------------


def _number(question: Question, level: float, dice: Random) -> Candidates:
    share = dice.random()
    for at in _climb(level):
        if question.scoring is None:
            low, high = _range(question)
            number = exp(log(low) + (log(high) - log(low)) * (at + share) / 2)
        else:
            number = _target(question, at, share)
        yield _written(question, number)


def _ratio(question: Question, level: float, dice: Random) -> Candidates:
    low, high = _range(question)
    whole = round(exp(dice.uniform(log(low), log(high))))
    share = dice.random()
    for at in _climb(level):
        percent = min(max(_target(question, at, share), 0.0), HUNDRED)
        yield {"n": str(round(whole * percent / HUNDRED)), "d": str(whole)}


def _pair(question: Question, level: float, dice: Random) -> Candidates:
    low, high = _range(question)
    before = exp(dice.uniform(log(low), log(high)))
    share = dice.random()
    sign = 1 if question.better == "higher" else -1
    for at in _climb(level):
        after = before * (1 + sign * _target(question, at, share) / HUNDRED)
        yield {
            "before": _written(question, before),
            "after": _written(question, max(after, 0.0)),
        }


def _target(question: Question, level: float, share: float) -> float:
    """The measure that stands for a level; `share` places it inside a band."""
    scoring = question.scoring
    if isinstance(scoring, Linear):
        return float(scoring.lo) + float(scoring.hi - scoring.lo) * level
    if isinstance(scoring, Bands):
        return _in_band(scoring, level, share)
    return level * HUNDRED


def _in_band(scoring: Bands, level: float, share: float) -> float:
    ends = [float(band.upper) for band in scoring.bands if band.upper is not None]
    edges = [min(0.0, ends[0]), *ends, ends[-1] * 1.5]
    points = [float(band.points) for band in scoring.bands]
    nearest = min(range(len(points)), key=lambda i: abs(points[i] - level * HUNDRED))
    return edges[nearest] + (edges[nearest + 1] - edges[nearest]) * share


def _range(question: Question) -> tuple[float, float]:
    ranges: Mapping[str, tuple[str, str]] = table("figures")["ranges"]
    low, high = ranges.get(question.code) or ranges.get(question.kind, ("1", "100"))
    return float(low), float(high)


def _written(question: Question, number: float) -> str:
    """Canonical decimal text within the bounds and decimals of the question."""
    places = DECIMALS if question.decimals is None else min(question.decimals, 2)
    cut = _cut(number, question.min, question.max)
    text = f"{cut.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cut(number: float, low: Fraction | None, high: Fraction | None) -> Decimal:
    if low is not None:
        number = max(number, float(low))
    if high is not None:
        number = min(number, float(high))
    return Decimal(repr(number))


# -- The rest -------------------------------------------------------------------------


def _date(question: Question, level: float, dice: Random) -> Candidates:
    earliest = max(question.earliest or "", EARLIEST.isoformat())
    day = date.fromisoformat(earliest) + timedelta(days=dice.randrange(300))
    yield min(day.isoformat(), question.latest or day.isoformat())


def _text(question: Question, level: float, dice: Random) -> Candidates:
    yield dice.choice(table("phrases")["texts"])


def _file(question: Question, level: float, dice: Random) -> Candidates:
    return iter(())


DRAWERS: Mapping[Kind, Callable[[Question, float, Random], Candidates]] = {
    Kind.SINGLE: _single,
    Kind.SCENE: _single,
    Kind.REQUIREMENT: _single,
    Kind.MULTIPLE: _multiple,
    Kind.MATRIX: _matrix,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.RATIO: _ratio,
    Kind.PAIR: _pair,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.FILE: _file,
}
