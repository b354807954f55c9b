"""Which numbers are worth trying: edges of wishes and bands, goalposts, targets."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from surveys.scoring.exact import HUNDRED, ZERO, decimal_text, exact
from surveys.scoring.scheme import (
    Bands,
    Kind,
    Linear,
    Question,
    Scoring,
    Target,
)

QUARTERS = tuple(Fraction(quarter, 4) for quarter in range(5))
FINE = 6  # decimals of a number whose question sets none
BEYOND = Fraction(1, 100)  # how far over an edge that does not itself belong to it


def values_near(question: Question, value: Any, mark: Fraction) -> Iterator[Any]:
    """Canonical values of a measured question whose measures lie at a mark, just below
    and just above it; a bound of the question stands in for what is outside it.

    A ratio keeps its whole and changes its part, a pair keeps what was before; where
    these are missing or 0, 100 takes their place. Values may repeat.
    """
    places = FINE if question.decimals is None else question.decimals
    step = BEYOND if question.decimals is None else Fraction(1, 10**places)
    for off in (ZERO, -step, step):
        number, whole = _asked(question, value, _within(question, mark + off))
        for rounded in dict.fromkeys(_rounded(number, places)):
            yield _value(question, rounded, whole)


def value_at(question: Question, value: Any, mark: Fraction, *, up: bool) -> Any:
    """The one value at a mark, rounded up or down where its decimals do not do."""
    places = FINE if question.decimals is None else question.decimals
    number, whole = _asked(question, value, _within(question, mark))
    low, high = _rounded(number, places)
    return _value(question, high if up else low, whole)


def quarters(scoring: Scoring | None) -> list[Fraction]:
    """The measures at which goalposts, or a target's reach, are passed by a quarter."""
    if isinstance(scoring, Linear):
        return [scoring.lo + (scoring.hi - scoring.lo) * part for part in QUARTERS]
    if isinstance(scoring, Target):
        offs = [scoring.reach * part for part in QUARTERS]
        return [scoring.target + sign * off for off in offs for sign in (-1, 1)]
    return []


def edges(scoring: Scoring | None) -> list[Fraction]:
    """The measures at which a band ends."""
    bands = scoring.bands if isinstance(scoring, Bands) else ()
    return [band.upper for band in bands if band.upper is not None]


def _within(question: Question, mark: Fraction) -> Fraction:
    if question.kind is Kind.PAIR:  # its bounds are those of its two numbers
        return mark
    return _cut(question, mark)


def _cut(question: Question, number: Fraction) -> Fraction:
    low = number if question.min is None else max(number, question.min)
    return low if question.max is None else min(low, question.max)


def _asked(
    question: Question, value: Any, mark: Fraction
) -> tuple[Fraction, Fraction | None]:
    """The number to give for a measure, and the one beside it that stays."""
    if question.kind is Kind.RATIO:
        whole = _kept(value, "d")
        return max(mark * whole / 100, ZERO), whole
    if question.kind is Kind.PAIR:
        whole = _kept(value, "before")
        change = mark if question.better == "higher" else -mark
        return _cut(question, whole * (1 + change / 100)), whole
    return mark, None


def _kept(value: Any, key: str) -> Fraction:
    text = value.get(key) if isinstance(value, Mapping) else None
    number = ZERO if text is None else exact(text)
    return number if number > 0 else HUNDRED


def _rounded(number: Fraction, places: int) -> Iterator[Fraction]:
    scale = 10**places
    yield Fraction(floor(number * scale), scale)
    yield Fraction(ceil(number * scale), scale)


def _value(question: Question, number: Fraction, whole: Fraction | None) -> Any:
    if whole is None:
        return decimal_text(number)
    first, second = (number, whole) if question.kind is Kind.RATIO else (whole, number)
    keys = ("n", "d") if question.kind is Kind.RATIO else ("before", "after")
    return dict(zip(keys, map(decimal_text, (first, second)), strict=True))
