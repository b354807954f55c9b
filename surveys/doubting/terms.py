"""Reads what rules of contradictions ask beyond the conditions of editions.

A condition here is one of editions (`surveys.scoring.requiring`), or one of

    {"all": [...]}  {"any": [...]}  {"not": ...}      of either kind
    {"compare": [term, "<", term]}                    also <=, >, >=, ==, !=
    {"row": [question, row], "in": [options]}         a row of a matrix
    {"outside": question, "of": [questions]}          an option chosen in the first is
                                                      chosen in none of the others

and a term is a number as text, or one of

    {"of": question}      its number: a share and a change in percent
    {"part": question}    the numerator of a ratio   {"whole": question}  denominator
    {"before": question}  {"after": question}         the figures of a pair
    {"chosen": question}  how many options, or which step of a ladder; 0 while hidden
    {"day": question}     a date                      {"today": true}     that of asking
    {"fact": name}        a number known of the enterprise
    {"sum": [terms]}      {"times": [terms]}

What is not known makes a comparison unknown, and a rule speaks up only when it is true.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from math import prod
from typing import Any

from surveys.scoring import State, exact
from surveys.scoring.comparing import COMPARED, Scope
from surveys.scoring.conditions import (
    All,
    Condition,
    Either,
    Not,
    Situation,
    Test,
    Truth,
)
from surveys.scoring.facts import as_number, fact_named, fact_value
from surveys.scoring.measuring import rank
from surveys.scoring.reading import Place
from surveys.scoring.requiring import read_condition
from surveys.scoring.scheme import Question

Term = Callable[[Situation], Fraction | None]
TODAY = "today"  # among the facts: the number of the day on which is asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that editions do not know; `see` says whether it is true."""

    see: Callable[[Situation], Truth]

    def truth(self, situation: Situation) -> Truth:
        """True, False, or None when what is asked about is not known."""
        return self.see(situation)

    def tests(self) -> Iterator[Test]:
        """No test of the engine."""
        return iter(())

    def unmet(self, situation: Situation) -> Iterator[Test]:
        """No test of the engine."""
        return iter(())


def read(place: Place, scope: Scope) -> Condition:
    """A condition of a rule. Raises SchemeError where it cannot be read."""
    for form, reader in FORMS.items():
        if place.has(form):
            return reader(place, scope)
    return read_condition(place, scope)


def _parts(form: str, place: Place, scope: Scope) -> tuple[Condition, ...]:
    found = place.keys(form).at(form).each(partial(read, scope=scope), least=1)
    return tuple(found)


def _all(place: Place, scope: Scope) -> Condition:
    return All(_parts("all", place, scope))


def _any(place: Place, scope: Scope) -> Condition:
    return Either(_parts("any", place, scope))


def _not(place: Place, scope: Scope) -> Condition:
    return Not(read(place.keys("not").at("not"), scope))


def _compare(place: Place, scope: Scope) -> Condition:
    sides = place.keys("compare").at("compare").items()
    if len(sides) != len(("left", "op", "right")):
        raise place.wrong("not a comparison", "a term, a sign and a term")
    left, right = read_term(sides[0], scope), read_term(sides[2], scope)
    test = COMPARED[sides[1].one_of(COMPARED)]

    def see(situation: Situation) -> Truth:
        one, other = left(situation), right(situation)
        return None if one is None or other is None else test(one, other)

    return Asked(see)


def _row(place: Place, scope: Scope) -> Condition:
    named = place.keys("row in").at("row").items()
    code = named[0].reference(scope.questions, "question")
    question = scope.questions[code]
    row = named[1].reference([r.code for r in question.rows], "row")
    choices = [o.code for o in question.options]
    wanted = {at.reference(choices, "option") for at in place.at("in").items(least=1)}

    def see(situation: Situation) -> Truth:
        chosen = situation.values.get(code, {}).get(row)
        return None if chosen is None else chosen in wanted

    return Asked(see)


def _outside(place: Place, scope: Scope) -> Condition:
    place.keys("outside of")
    inner = place.at("outside").reference(scope.questions, "question")
    outer = [
        at.reference(scope.questions, "question")
        for at in place.at("of").items(least=1)
    ]

    def see(situation: Situation) -> Truth:
        named = _named(scope.questions[inner], situation)
        known = [_named(scope.questions[code], situation) for code in outer]
        if named is None or None in known:
            return None
        return not named <= frozenset().union(*filter(None, known))

    return Asked(see)


def _named(question: Question, situation: Situation) -> frozenset[str] | None:
    """The options chosen, but the exclusive one; none while it is hidden."""
    if situation.states.get(question.code) == State.HIDDEN:
        return frozenset()
    value = situation.values.get(question.code)
    return None if value is None else frozenset(value) - {question.exclusive or ""}


FORMS: Mapping[str, Callable[[Place, Scope], Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "compare": _compare,
    "row": _row,
    "outside": _outside,
}


# --- terms


def read_term(place: Place, scope: Scope) -> Term:
    """A number, or where to find it."""
    if not place.is_object():
        number = place.number()
        return lambda situation: number
    for form, reader in TERMS.items():
        if place.has(form):
            return reader(place.keys(form).at(form), scope)
    raise place.wrong("not a term", "one of " + ", ".join(TERMS))


def _measured(place: Place, scope: Scope) -> Term:
    code = place.reference(scope.questions, "question")
    return lambda situation: situation.measures.get(code)


def _figure(half: str, place: Place, scope: Scope) -> Term:
    code = place.reference(scope.questions, "question")

    def term(situation: Situation) -> Fraction | None:
        value = situation.values.get(code)
        return None if value is None else exact(value[half])

    return term


def _chosen(place: Place, scope: Scope) -> Term:
    question = scope.questions[place.reference(scope.questions, "question")]

    def term(situation: Situation) -> Fraction | None:
        if situation.states.get(question.code) == State.HIDDEN:
            return Fraction(0)
        value: Any = situation.values.get(question.code)
        return None if value is None else rank(question, value)

    return term


def _day(place: Place, scope: Scope) -> Term:
    code = place.reference(scope.questions, "question")

    def term(situation: Situation) -> Fraction | None:
        value = situation.values.get(code)
        return None if value is None else as_days(date.fromisoformat(value))

    return term


def as_days(day: date) -> Fraction:
    """A day as a number that terms compare."""
    return Fraction(day.toordinal())


def _today(place: Place, scope: Scope) -> Term:
    place.flag()
    return lambda situation: situation.facts.get(TODAY)


def _fact(place: Place, scope: Scope) -> Term:
    name = place.code()
    if fact_named(name) is None:
        raise place.wrong(f'there is no fact "{name}"', "a known fact")
    return lambda situation: as_number(fact_value(situation.facts, name))


def _together(
    join: Callable[[list[Fraction]], Fraction], place: Place, scope: Scope
) -> Term:
    terms = place.each(partial(read_term, scope=scope), least=1)

    def term(situation: Situation) -> Fraction | None:
        found = [one(situation) for one in terms]
        known = [number for number in found if number is not None]
        return join(known) if len(known) == len(found) else None

    return term


def _sum(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def _product(numbers: list[Fraction]) -> Fraction:
    return prod(numbers, start=Fraction(1))


TERMS: Mapping[str, Callable[[Place, Scope], Term]] = {
    "of": _measured,
    "part": partial(_figure, "n"),
    "whole": partial(_figure, "d"),
    "before": partial(_figure, "before"),
    "after": partial(_figure, "after"),
    "chosen": _chosen,
    "day": _day,
    "today": _today,
    "fact": _fact,
    "sum": partial(_together, _sum),
    "times": partial(_together, _product),
}
