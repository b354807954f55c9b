"""Settles which of its four states every question is in, and what conditions see."""

from collections.abc import Mapping
from typing import Any

from surveys.scoring.conditions import Situation
from surveys.scoring.measuring import blank, complete, halved, measure
from surveys.scoring.results import Answer, Lane, State
from surveys.scoring.scheme import MEASURED, Question, Scheme

NOT_APPLICABLE = State.NA.value
# A name of a module is found in a third of the time that a member of a class takes.
ANSWERED, UNANSWERED = State.ANSWERED, State.UNANSWERED
Accepted = frozenset[str] | None  # None: every claim of "not applicable" counts


def visible(
    scheme: Scheme, answers: Mapping[str, Answer], facts: Mapping[str, Any]
) -> frozenset[str]:
    """The codes of the questions that no condition hides. A question shows only when
    its condition is true; unknown hides it."""
    states = settle(scheme, answers, Situation(facts), None)
    return frozenset(code for code, state in states.items() if state != State.HIDDEN)


def unanswered(
    scheme: Scheme, answers: Mapping[str, Answer], facts: Mapping[str, Any]
) -> tuple[str, ...]:
    """The codes of required questions that show and have no whole answer, in the order
    asked. Half a ratio or part of a matrix is kept but does not answer its question."""
    shown = visible(scheme, answers, facts)
    return tuple(
        question.code
        for question in scheme.questions.values()
        if question.required
        and question.code in shown
        and not answered(question, answers.get(question.code))
    )


def answered(question: Question, answer: Answer | None) -> bool:
    """Whether this is a whole answer, or a claim that the question does not apply."""
    if answer is None:
        return False
    return answer.state == "na" or complete(question, answer.value)


def acceptance(lane: Lane, accepted: frozenset[str]) -> Accepted:
    """Which "not applicable" count: all as claimed, then only the accepted ones."""
    return None if lane is Lane.CLAIMED else accepted


def settle(
    scheme: Scheme,
    answers: Mapping[str, Answer],
    situation: Situation,
    accepted: Accepted,
) -> dict[str, State]:
    """The state of every question; fills the situation's values and measures, in an
    order in which conditions find what they look at already settled."""
    states: dict[str, State] = {}
    for question in scheme.order:
        code = question.code
        state = _state(question, answers.get(code), situation, accepted)
        states[code] = situation.states[code] = state
        if state is State.ANSWERED:
            value = situation.values[code] = answers[code].value
            if question.kind in MEASURED:
                situation.measures[code] = measure(question, value)
    return states


def _state(
    question: Question, answer: Answer | None, situation: Situation, accepted: Accepted
) -> State:
    relevant = question.relevant
    if relevant is not None and relevant.truth(situation) is not True:
        return State.HIDDEN
    if accepted is not None and question.code in accepted:
        return State.NA
    if answer is None:
        return State.UNANSWERED
    return given(question, answer.value, answer.state, claimed=accepted is None)


def given(question: Question, value: Any, state: str, *, claimed: bool) -> State:
    """The state of an answered question that shows and that no reviewer took out.
    claimed: a claim of "not applicable" counts."""
    if state == NOT_APPLICABLE:
        return State.NA if claimed and question.allow_na else State.UNANSWERED
    return UNANSWERED if blank(value) or halved(question, value) else ANSWERED
