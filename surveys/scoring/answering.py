"""Reads the conditions on answers: what each kind of question can be compared with."""

from collections.abc import Callable
from functools import partial
from typing import Any

from surveys.scoring.asking import read_date
from surveys.scoring.comparing import (
    COMPARED,
    HOLDS,
    ORDERED,
    SAME,
    Scope,
    Wanted,
    against,
    shown,
    want,
    want_codes,
    want_numbers,
)
from surveys.scoring.conditions import Condition, Situation, Test
from surveys.scoring.exact import decimal_text
from surveys.scoring.measuring import rank
from surveys.scoring.reading import Place
from surveys.scoring.scheme import MEASURED, Kind, Question


def on_answer(place: Place, scope: Scope) -> Condition:
    """A test of what an answer says, compared as its kind allows."""
    place.keys("answer op", "value")
    code = place.at("answer").reference(scope.questions, "question")
    question = scope.questions[code]
    if place.at("op").value == "answered":
        return _answered(place.keys("answer op"), question)
    if question.kind in MEASURED:
        return _on_measure(place, question)
    if question.kind in (Kind.DATE, Kind.TEXT):
        return _on_words(place, question)
    if question.kind in (Kind.MATRIX, Kind.FILE):
        raise place.at("op").wrong("not possible for this kind", '"answered"')
    return _on_options(place, question)


def _answered(place: Place, question: Question) -> Test:
    code = question.code
    return Test(
        "answer",
        code,
        question.title,
        "answered",
        "",
        got=lambda situation: code in situation.values,
        compare=bool,
        text=lambda situation: "answered" if code in situation.values else None,
    )


def _on_measure(place: Place, question: Question) -> Test:
    code, wanted = question.code, want_numbers(place)
    return Test(
        "answer",
        code,
        question.title,
        wanted.op,
        wanted.text,
        got=lambda situation: situation.measures.get(code),
        compare=wanted.compare,
        text=lambda situation: shown(situation.measures.get(code)),
        unit=question.measured_in,
    )


def _on_words(place: Place, question: Question) -> Test:
    dated = question.kind is Kind.DATE
    ops = COMPARED if dated else SAME
    wanted = want(place, ops, read_date if dated else Place.string)
    return _on_value(question, wanted, lambda value: value, str)


def _on_value(
    question: Question,
    wanted: Wanted,
    read: Callable[[Any], Any],
    show: Callable[[Any], str],
) -> Test:
    code = question.code

    def got(situation: Situation) -> Any:
        value = situation.values.get(code)
        return None if value is None else read(value)

    def text(situation: Situation) -> str | None:
        value = situation.values.get(code)
        return None if value is None else show(value)

    return Test(
        "answer",
        code,
        question.title,
        wanted.op,
        wanted.text,
        got,
        wanted.compare,
        text,
        labels=wanted.labels,
    )


def _on_options(place: Place, question: Question) -> Test:
    if question.kind is Kind.MULTIPLE:
        return _on_several(place, question)
    by_rank = place.at("op").value in tuple(ORDERED)
    ops = COMPARED if question.kind is not Kind.SINGLE else SAME
    wanted = want_codes(place, ops, question.options)
    if by_rank:
        edge = rank(question, wanted.text)
        compare = partial(against, ORDERED[wanted.op], edge)
        wanted = Wanted(wanted.op, compare, wanted.text, wanted.labels)
        return _on_value(question, wanted, partial(rank, question), str)
    return _on_value(question, wanted, str, str)


def _on_several(place: Place, question: Question) -> Test:
    if place.at("op").value in tuple(ORDERED):
        count = partial(rank, question)
        wanted = want_numbers(place, ORDERED)
        return _on_value(question, wanted, count, lambda v: decimal_text(count(v)))
    wanted = want_codes(place, HOLDS, question.options)
    return _on_value(question, wanted, frozenset, ",".join)
