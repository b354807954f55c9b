"""Random answers to any edition, of the kinds of values that people give."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from surveys.scoring import Kind, Question, Scheme, problem

MISSING, NOT_APPLICABLE = 0.06, 0.04  # shares of the answers


def answers(scheme: Scheme, chance: random.Random) -> dict[str, dict[str, Any]]:
    """A document of answers as a submission keeps it."""
    found = {}
    for code, question in sorted(scheme.questions.items()):
        draw = chance.random()
        if draw < MISSING:
            continue
        if question.allow_na and draw < MISSING + NOT_APPLICABLE:
            found[code] = {"v": None, "state": "na", "reason": "没有这道工序。"}
            continue
        value = VALUES[question.kind](question, chance)
        if problem(question, value) is None:
            found[code] = {"v": value, "state": "answered", "reason": ""}
    return found


def facts(chance: random.Random) -> dict[str, Any]:
    """Canonical facts of an enterprise."""
    return {
        "size": chance.choice(["large", "medium", "small"]),
        "sme_tier": chance.choice([None, "little_giant"]),
        "chain_role": None,
        "region": chance.choice(["500105", "500106", "500112"]),
        "region_group": "central_urban",
        "cluster": f"T{chance.randint(1, 30):02}",
        "secondary_clusters": [],
        "industry": f"C{chance.randint(13, 43)}",
        "process_type": "discrete",
        "employees": chance.randint(20, 3000),
        "revenue": str(chance.randint(300, 90_000)),
        "unit_kind": "workshop",
        "whole_machines": chance.random() < 0.2,
        "titles": {},
        "levels": {},
        "recognised_digital_workshops": chance.randint(0, 2),
    }


def _choice(question: Question, chance: random.Random) -> str:
    return chance.choice(list(question.choices))


def _several(question: Question, chance: random.Random) -> list[str]:
    codes = [code for code in question.choices if code != question.exclusive]
    return [code for code in codes if chance.random() < 0.5] or codes[:1]


def _number(question: Question, chance: random.Random) -> str:
    low = 0 if question.min is None else float(question.min)
    high = low + 5000 if question.max is None else float(question.max)
    return _written(chance.uniform(low, high), question, 1)


def _written(number: float, question: Question, most: int) -> str:
    places = most if question.decimals is None else min(question.decimals, most)
    return f"{Decimal(f'{number:.{places}f}').normalize():f}"


def _ratio(question: Question, chance: random.Random) -> dict[str, str]:
    whole = chance.randint(5, 120)
    return {"n": str(chance.randint(0, whole)), "d": str(whole)}


def _pair(question: Question, chance: random.Random) -> dict[str, str]:
    before = chance.uniform(10, 500)
    after = before * chance.uniform(0.7, 1.4)
    return {
        "before": _written(before, question, 1),
        "after": _written(after, question, 1),
    }


def _matrix(question: Question, chance: random.Random) -> dict[str, str]:
    return {row.code: _choice(question, chance) for row in question.rows}


def _date(question: Question, chance: random.Random) -> str:
    return (date(2023, 1, 1) + timedelta(days=chance.randint(0, 900))).isoformat()


def _text(question: Question, chance: random.Random) -> str:
    return f"本车间的说明 {chance.randint(0, 10**9)}"


def _file(question: Question, chance: random.Random) -> list[str]:
    return [f"{chance.getrandbits(128):032x}"]


VALUES: dict[Kind, Callable[[Question, random.Random], Any]] = {
    Kind.SINGLE: _choice,
    Kind.SCENE: _choice,
    Kind.REQUIREMENT: _choice,
    Kind.MULTIPLE: _several,
    Kind.NUMBER: _number,
    Kind.PERCENT: _number,
    Kind.RATIO: _ratio,
    Kind.PAIR: _pair,
    Kind.MATRIX: _matrix,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.FILE: _file,
}
