"""Reads the conditions of an edition document and compiles them to closures."""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from surveys.scoring.answering import on_answer
from surveys.scoring.comparing import (
    ANYWHERE,
    HOLDS,
    ORDERED,
    SAME,
    Scope,
    Wanted,
    shown,
    want,
    want_codes,
    want_numbers,
)
from surveys.scoring.conditions import (
    All,
    Condition,
    Either,
    Not,
    Situation,
    Test,
    Truth,
)
from surveys.scoring.counting import on_count
from surveys.scoring.exact import decimal_text
from surveys.scoring.facts import (
    MISSING,
    as_number,
    fact_named,
    fact_value,
    months_after,
)
from surveys.scoring.reading import Consequence, Place
from surveys.scoring.scheme import Kind
from surveys.scoring.texts import Text

SCORE_TITLE = Text("总分", "Total score")
MONTHS_TITLE = Text("工期", "Duration")
MONTHS_UNIT = Text("个月", "months")
EXAMPLE = '{"answer": "nc_equipment_rate", "op": ">=", "value": "60"}'
CHECKING = ANYWHERE | {"external", "node", "score"}
LEVELLING = frozenset({"all", "any", "not", "check", "count", "node", "score"})


def read_condition(place: Place, scope: Scope) -> Condition:
    """A condition, compiled. Raises SchemeError where it names what does not exist,
    or compares what cannot be compared."""
    if not isinstance(place.value, dict):
        raise place.wrong("not a condition", "an object", EXAMPLE)
    forms = [key for key in place.value if key in scope.forms]
    if len(forms) != 1:
        expected = "exactly one of " + ", ".join(sorted(scope.forms))
        raise place.wrong("not a condition that is possible here", expected, EXAMPLE)
    return READERS[forms[0]](place, scope)


def _all(place: Place, scope: Scope) -> Condition:
    return All(_parts(place.keys("all").at("all"), scope))


def _any(place: Place, scope: Scope) -> Condition:
    return Either(_parts(place.keys("any").at("any"), scope))


def _parts(place: Place, scope: Scope) -> tuple[Condition, ...]:
    before = len(place.faults.found)
    parts = place.each(partial(read_condition, scope=scope), least=1)
    if len(parts) < len(place.items()) or len(place.faults.found) > before:
        raise Consequence(place.path, "a part is wrong")
    return tuple(parts)


def _not(place: Place, scope: Scope) -> Condition:
    return Not(read_condition(place.keys("not").at("not"), scope))


# --- facts, externals


def _fact(place: Place, scope: Scope) -> Condition:
    name = place.keys("fact op value").at("fact").code()
    fact = fact_named(name)
    if fact is None:
        raise place.at("fact").wrong(f'there is no fact "{name}"', "a known fact")
    wanted = _WANTED_FACT[fact.form](place)
    reader = as_number if fact.form == "number" else None

    def got(situation: Situation) -> Any:
        value = fact_value(situation.facts, name)
        if value is None or value is MISSING:
            return None if value is MISSING else NOTHING
        return reader(value) if reader else value

    return Test(
        "fact",
        name,
        fact.title,
        wanted.op,
        wanted.text,
        got,
        partial(_or_nothing, wanted),
        lambda situation: _fact_text(got(situation)),
        fact.unit,
    )


NOTHING = object()  # known to be none: an enterprise that holds no tier


def _or_nothing(wanted: Wanted, got: Any) -> Truth:
    if got is not NOTHING:
        return wanted.compare(got)
    return {"==": False, "in": False, "contains": False, "!=": True}.get(wanted.op)


def _fact_text(got: Any) -> str | None:
    if got is None or got is NOTHING:
        return None
    if isinstance(got, bool):
        return str(got).lower()
    if isinstance(got, Fraction):
        return decimal_text(got)
    return ",".join(got) if isinstance(got, list | tuple) else str(got)


_WANTED_FACT: Mapping[str, Callable[[Place], Wanted]] = {
    "text": lambda place: want(place, SAME, Place.string),
    "number": want_numbers,
    "flag": lambda place: want(
        place, {"==": operator.eq}, Place.flag, lambda flag: str(flag).lower()
    ),
    "list": lambda place: want(place, HOLDS, Place.string),
}


def _external(place: Place, scope: Scope) -> Condition:
    place.keys("external op value")
    code = place.at("external").reference(scope.externals, "external fact")
    external = scope.externals[code]
    wanted = want_codes(place, SAME, external.options)
    name = f"external.{code}"
    return Test(
        "external",
        code,
        external.title,
        wanted.op,
        wanted.text,
        lambda situation: situation.facts.get(name),
        wanted.compare,
        lambda situation: situation.facts.get(name),
        labels=wanted.labels,
    )


# --- months, scores, checks


def _months(place: Place, scope: Scope) -> Condition:
    place.keys("months_between op value")
    first, last = _two_dates(place.at("months_between"), scope)
    op, months = place.at("op").one_of(ORDERED), place.at("value").number(0, 1200)
    if months.denominator != 1:
        raise place.at("value").wrong("not whole", "whole months", '"30"')

    def got(situation: Situation) -> tuple[date, date] | None:
        start, finish = situation.values.get(first), situation.values.get(last)
        if start is None or finish is None:
            return None
        return _interval(date.fromisoformat(start), date.fromisoformat(finish))

    def text(situation: Situation) -> str | None:
        found = got(situation)
        return found and "/".join(day.isoformat() for day in found)

    return Test(
        "months",
        f"{first}/{last}",
        MONTHS_TITLE,
        op,
        str(months),
        got,
        partial(_lasting, ORDERED[op], int(months)),
        text,
        MONTHS_UNIT,
    )


def _two_dates(place: Place, scope: Scope) -> tuple[str, str]:
    first, last, *more = (_date_question(at, scope) for at in place.items(least=2))
    if more:
        raise place.wrong("too long", "two date questions")
    return first, last


def _date_question(place: Place, scope: Scope) -> str:
    code = place.reference(scope.questions, "question")
    if scope.questions[code].kind is not Kind.DATE:
        raise place.wrong("not a date question", "a question of kind date")
    return code


def _interval(start: date, finish: date) -> tuple[date, date] | None:
    """Unknown when it ends before it starts: no length can be claimed for it."""
    return (start, finish) if start <= finish else None


def _lasting(
    test: Callable[[Any, Any], bool], months: int, got: tuple[date, date]
) -> bool:
    return test(got[1], months_after(got[0], months))


def _node(place: Place, scope: Scope) -> Condition:
    code = place.keys("node op value").at("node").reference(scope.nodes, "node")
    return _on_score(
        place, "node", code, scope.nodes[code], lambda s: s.scores.get(code)
    )


def _score(place: Place, scope: Scope) -> Condition:
    if not place.keys("score op value").at("score").flag():
        raise place.at("score").wrong("not true", "true")
    return _on_score(place, "score", "", SCORE_TITLE, lambda s: s.score)


def _on_score(
    place: Place,
    source: str,
    code: str,
    title: Text,
    got: Callable[[Situation], Fraction | None],
) -> Test:
    wanted = want_numbers(place, ORDERED)
    return Test(
        source,
        code,
        title,
        wanted.op,
        wanted.text,
        got,
        wanted.compare,
        lambda situation: shown(got(situation)),
    )


def _check(place: Place, scope: Scope) -> Condition:
    code = place.keys("check").at("check").reference(scope.checks, "check")

    def text(situation: Situation) -> str | None:
        verdict = situation.verdicts.get(code)
        return None if verdict is None else ("pass" if verdict else "fail")

    return Test(
        "check",
        code,
        scope.checks[code],
        "==",
        "pass",
        lambda situation: situation.verdicts.get(code),
        bool,
        text,
    )


READERS: Mapping[str, Callable[[Place, Scope], Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "answer": on_answer,
    "count": on_count,
    "fact": _fact,
    "external": _external,
    "months_between": _months,
    "node": _node,
    "score": _score,
    "check": _check,
}
