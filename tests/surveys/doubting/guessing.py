"""Answers by chance that an edition accepts, to see what rules of contradictions do."""

from random import Random
from typing import Any

from surveys.scoring import Answer, Kind, Question, Scheme, problem

FIGURES = ("0", "1", "3", "20", "90", "100", "2000", "500000")
DAYS = ("2022-03-01", "2024-05-01", "2031-01-01")
FACTS: dict[str, tuple[Any, ...]] = {
    "employees": (20, 300, 5000),
    "revenue": ("100", "5000", "900000"),
    "chain_role": (None, "leader"),
}


def needed(scheme: Scheme, codes: tuple[str, ...]) -> list[str]:
    """The questions, and those by which they show."""
    found: dict[str, None] = {}
    wanted = list(codes)
    while wanted:
        code = wanted.pop()
        if code in scheme.questions and code not in found:
            found[code] = None
            relevant = scheme.questions[code].relevant
            wanted += [test.code for test in relevant.tests()] if relevant else []
    return list(found)


def facts(random: Random) -> dict[str, Any]:
    """A profile by chance."""
    return {name: random.choice(values) for name, values in FACTS.items()}


def guess(scheme: Scheme, codes: list[str], random: Random) -> dict[str, Answer]:
    """An acceptable answer to each question."""
    return {code: Answer(_value(scheme.questions[code], random)) for code in codes}


def _value(question: Question, random: Random) -> Any:
    for _ in range(200):
        value = _any(question, random)
        if problem(question, value) is None:
            return value
    raise AssertionError(question.code)


def _any(question: Question, random: Random) -> Any:
    options = [option.code for option in question.options]
    if question.kind in (Kind.SINGLE, Kind.SCENE, Kind.REQUIREMENT):
        return random.choice(options)
    if question.kind is Kind.MULTIPLE:
        return sorted(random.sample(options, random.choice((1, 1, 1, 2, len(options)))))
    if question.kind is Kind.MATRIX:
        same = random.choice(options)
        pick = random.choice(((same,), options))
        return {row.code: random.choice(pick) for row in question.rows}
    return _figure(question, random)


def _figure(question: Question, random: Random) -> Any:
    one, other = random.choice(FIGURES), random.choice(FIGURES)
    if question.kind is Kind.RATIO:
        return {"n": one, "d": other}
    if question.kind is Kind.PAIR:
        return {"before": one, "after": other}
    return random.choice(DAYS) if question.kind is Kind.DATE else one
