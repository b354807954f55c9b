"""What an answer could become: the values worth trying on the way up, in rungs.

A value is worth trying when it scores more than the answer does now, or makes a wish
come true that the answer does not meet (a test of a level, or one that opens other
questions). Of values with the same effect only the nearest counts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any

from surveys.scoring.accepting import problem
from surveys.scoring.ascending.nearing import edges, quarters, value_at, values_near
from surveys.scoring.conditions import Situation
from surveys.scoring.exact import DECIMAL, ZERO, exact
from surveys.scoring.measuring import blank, graded, halved, measure, rank
from surveys.scoring.scheme import CHOSEN, MEASURED, Kind, Option, Points, Question

LOWEST = Fraction(-1)  # the score of no answer: below every answer's


@dataclass(frozen=True, slots=True)
class Wish:
    """What a condition wants of one question. edge: the text it compares with (a
    number, or option codes joined by ","); meets: whether a situation that holds
    only this answer fulfils it."""

    edge: str
    meets: Callable[[Situation], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value an answer could become, `rungs` steps of effort from what it is."""

    value: Any
    rungs: int


Wishes = Sequence[Wish]
Tried = tuple[Any, Any]  # effort (rungs, or what is put into an order), value
Effect = tuple[Fraction, tuple[bool, ...]]


def candidates(
    question: Question, value: Any, wishes: Wishes = ()
) -> tuple[Candidate, ...]:
    """The values worth trying, least effort first; `problem` accepts each.

    value: the canonical answer, None when unanswered. Options: those of more points
    or a higher rank; for a matrix all rows raised to at least an option; for several
    choices the best missing options one by one, and those a wish names. Numbers:
    the edges of wishes and bands, the quarter points of goalposts and targets; a
    ratio changes its part and a pair its value after. Dates, texts and files: none.
    """
    tries = _tries(question, value, wishes)
    now = effect(question, value, wishes)
    found: dict[Effect, Tried] = {}
    for effort, tried in sorted(tries, key=lambda pair: pair[0]):
        if tried == value or problem(question, tried) is not None:
            continue
        then = effect(question, tried, wishes)
        if _better(then, now) and not any(_covers(have, then) for have in found):
            found[then] = (effort, tried)
    efforts = dict.fromkeys(effort for effort, _ in found.values())
    rungs = {effort: place for place, effort in enumerate(efforts, 1)}
    return tuple(
        Candidate(tried, effort if isinstance(effort, int) else rungs[effort])
        for effort, tried in found.values()
    )


def effect(question: Question, value: Any, wishes: Wishes) -> Effect:
    """The score (below 0 where there is none) and which wishes it meets."""
    if blank(value) or halved(question, value):
        return LOWEST, tuple(wish.meets(Situation({})) for wish in wishes)
    number = measure(question, value) if question.kind in MEASURED else None
    code = question.code
    alone = Situation({}, {code: value}, {code: number} if number is not None else {})
    score = graded(question, value, number)[0] if question.scoring else None
    met = tuple(wish.meets(alone) for wish in wishes)
    return (LOWEST if score is None else score), met


def _better(then: Effect, now: Effect) -> bool:
    granted = any(new and not old for new, old in zip(then[1], now[1], strict=True))
    return granted or then[0] > now[0]


def _covers(have: Effect, then: Effect) -> bool:
    """Whether a nearer value does all that another would do."""
    missing = any(new and not old for old, new in zip(have[1], then[1], strict=True))
    return have[0] >= then[0] and not missing


def _tries(question: Question, value: Any, wishes: Wishes) -> Iterable[Tried]:
    if question.kind in MEASURED:
        return _numbers(question, value, wishes)
    if question.kind in CHOSEN:
        return _options(question, value)
    build = {Kind.MULTIPLE: _sets, Kind.MATRIX: _rows}.get(question.kind)
    return build(question, value, wishes) if build else ()


# --- one option


def _options(question: Question, value: Any) -> Iterator[Tried]:
    """Those above the present one from the nearest up, then those below it."""
    places = _rungs(question)
    here = places.get(value, -1)
    for code, place in places.items():
        yield place - here if place >= here else len(places) + here - place, code


def _rungs(question: Question) -> dict[str, int]:
    """On which rung each option stands, from 0; those of equal height on one."""
    heights = _heights(question)
    rungs = {height: rung for rung, height in enumerate(sorted({*heights.values()}))}
    return {code: rungs[height] for code, height in heights.items()}


def _heights(question: Question) -> dict[str, Fraction]:
    """How high each option stands: points, the level of a scene, else its place."""
    pointed = isinstance(question.scoring, Points) or question.kind is Kind.REQUIREMENT
    if question.kind is Kind.SCENE and not pointed:
        return {code: rank(question, code) for code in question.choices}
    return {
        option.code: _worth(option) if pointed else Fraction(place)
        for place, option in enumerate(question.options)
    }


def _worth(option: Option) -> Fraction:
    return ZERO if option.points is None else option.points


# --- several options


def _sets(question: Question, value: Any, wishes: Wishes) -> Iterator[Tried]:
    """The chosen ones with the best missing ones, and with what wishes name."""
    now = frozenset(value or ())
    for wanted in _wanted(question, wishes):
        base = _apart(question, now | wanted, wanted)
        missing = [o for o in _best_first(question) if o.code not in base]
        for more in range(len(missing) + 1):
            codes = base | {option.code for option in missing[:more]}
            yield len(codes - now), [o for o in question.choices if o in codes]


def _wanted(question: Question, wishes: Wishes) -> list[frozenset[str]]:
    """Nothing, the options each wish names, and those of all wishes together."""
    named = [frozenset(wish.edge.split(",")) for wish in wishes]
    named = [codes for codes in named if codes <= question.choices.keys()]
    joint = frozenset().union(*named) - {question.exclusive}
    return list(dict.fromkeys([frozenset(), *named, joint]))


def _apart(
    question: Question, codes: frozenset[str], wanted: frozenset[str]
) -> frozenset[str]:
    """Without the exclusive option, unless a wish is about that one."""
    alone = question.exclusive
    if alone is None or alone not in codes:
        return codes
    return frozenset({alone}) if alone in wanted else codes - {alone}


def _best_first(question: Question) -> list[Option]:
    others = [o for o in question.options if o.code != question.exclusive]
    return sorted(others, key=_worth, reverse=True)


# --- a matrix


def _rows(question: Question, value: Any, wishes: Wishes) -> Iterator[Tried]:
    """Every row raised to at least an option, for each option."""
    places, now = _rungs(question), value or {}
    lowest = min(places.get(now.get(row.code, ""), -1) for row in question.rows)
    for least, place in places.items():
        raised = {
            row.code: max(now.get(row.code, least), least, key=places.__getitem__)
            for row in question.rows
        }
        yield max(place - lowest, 1), raised


# --- numbers


def _numbers(question: Question, value: Any, wishes: Wishes) -> Iterator[Tried]:
    """The nearest number for each wish, each band and each quarter of the score."""
    nearest = partial(_nearest, question, value)
    for wish in wishes:
        tries = [tried for edge in _edges(wish) for tried in nearest(edge)]
        granted = (pair for pair in tries if effect(question, pair[1], (wish,))[1][0])
        yield from islice(granted, 1)
    for edge in edges(question.scoring):
        yield from nearest(edge)
    for mark in quarters(question.scoring):
        both = (value_at(question, value, mark, up=up) for up in (False, True))
        yield from _valid(question, value, both)[-1:]


def _nearest(question: Question, value: Any, mark: Fraction) -> list[Tried]:
    return _valid(question, value, values_near(question, value, mark))


def _valid(question: Question, value: Any, tried: Iterable[Any]) -> list[Tried]:
    """With their efforts, least first: how far each measure is from the present one,
    or, where there is none, how much it scores."""
    half = blank(value) or halved(question, value)
    here = None if half else measure(question, value)
    found = []
    for one in tried:
        there = measure(question, one)
        if there is not None and problem(question, one) is None:
            far = effect(question, one, ())[0] if here is None else abs(there - here)
            found.append(((far, abs(there)), one))
    return sorted(found, key=lambda pair: pair[0])


def _edges(wish: Wish) -> list[Fraction]:
    """The numbers a wish compares with; any number will do where it names none."""
    texts = [text for text in wish.edge.split(",") if DECIMAL.fullmatch(text)]
    return [exact(text) for text in texts] or [ZERO]
