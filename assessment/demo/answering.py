"""Gives a whole believable set of answers for one unit in one year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp
from random import Random
from typing import Any

from assessment.demo.drawing import candidates
from assessment.demo.materials import SEED, dice, table
from assessment.demo.spread import Planned, PlannedUnit
from surveys.scoring import Check, Owner, Question, Scheme, measure, problem
from surveys.scoring.conditions import Situation

FIRST_YEAR = 2025
PROGRESS = 0.03  # what a level gains from year to year
TILT = 0.09  # what a strong dimension has over the others, and a weak one lacks
HARDER = 0.06  # a factory is asked for more than a workshop
CARELESS = 0.08  # of those who are not ready, how many overlook a gate
NOT_APPLICABLE = 0.12
OPTIONAL = 0.85  # of the questions that may be left out, how many are answered
# How the chance of being ready grows with maturity.
STEEPNESS, HALF_READY = 9.0, 0.67
BRANCHES = 0.05
POSITIONS = {"leader": ("leader",), "supplier": ("first_tier", "lower_tier")}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as the enterprise gives it: canonical value, or "na" with a reason."""

    value: Any
    state: str = "answered"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Respondent:
    """A unit in one year: how far it is in each dimension (0 to 1), and what it knows.

    A ready one meets every check of its own that blocks the stage; a careless one
    overlooks the gates. `known` holds answers that follow from the plan, by code.
    """

    key: tuple[str | int, ...]
    levels: Mapping[str, float]
    ready: bool
    careless: bool
    known: Mapping[str, Any] = field(default_factory=dict)


def respondent(who: Planned, unit: PlannedUnit, year: int) -> Respondent:
    """The unit of a planned enterprise as it is in a year, the same every time."""
    key = (SEED, who.uscc, unit.name)
    source = dice(*key, "temper")
    harder = HARDER if unit.kind == "factory" else 0.0
    level = who.maturity - harder + PROGRESS * (year - FIRST_YEAR)
    chance = 1 / (1 + exp(-STEEPNESS * (level - HALF_READY)))
    ready = source.random() < chance
    careless = not ready and source.random() < CARELESS
    return Respondent(
        key=key,
        levels=_levels(who.cluster, level),
        ready=ready,
        careless=careless,
        known=_known(who, unit, careless=careless),
    )


def _levels(cluster: str, level: float) -> dict[str, float]:
    row = next(row for row in table("city")["clusters"] if row["code"] == cluster)
    strong = dict.fromkeys(row["strong"], level + TILT)
    return strong | dict.fromkeys(row["weak"], level - TILT) | {"": level}


def _known(who: Planned, unit: PlannedUnit, *, careless: bool) -> dict[str, Any]:
    source = dice(SEED, who.uscc, unit.name, "known")
    start = date(2021, 6, 1) + timedelta(days=source.randrange(560))
    months = source.randint(32, 40) if careless else source.randint(7, 22)
    positions = POSITIONS.get(who.chain_role, ("independent",))
    return {
        "legal_form": "branch" if source.random() < BRANCHES else "legal_person",
        "project_name": f"{unit.name}数字化建设项目",
        "project_start": start.isoformat(),
        "project_finish": (start + timedelta(days=30 * months)).isoformat(),
        "project_complete": "papers_missing" if careless else "complete",
        "id_prefix": f"88.{source.randrange(100, 200)}.{source.randrange(1, 99)}",
        "chain_position": source.choice(positions),
        "chain_name": f"{who.product}产业链，{who.product}制造环节。",
    }


def answer(
    scheme: Scheme, who: Respondent, facts: Mapping[str, Any]
) -> dict[str, dict[str, Given]]:
    """All answers by section and question code, in the order of the pages.

    Only questions that show are answered, each with a value that the edition accepts.
    """
    situation = Situation(facts)
    guards = _guards(scheme, who)
    given = {}
    for question in scheme.order:
        found = _answer(question, who, situation, guards.get(question.code, ()))
        if found is not None:
            given[question.code] = found
    return {
        section.code: {
            question.code: given[question.code]
            for question in section.questions
            if question.code in given
        }
        for section in scheme.sections
    }


def _guards(scheme: Scheme, who: Respondent) -> dict[str, tuple[Check, ...]]:
    """The checks that this respondent takes care to pass, by question."""
    guards: dict[str, tuple[Check, ...]] = {}
    for check in scheme.checks:
        if not _cares(check, who):
            continue
        for code in dict.fromkeys(_asked(check)):
            guards[code] = (*guards.get(code, ()), check)
    return guards


def _cares(check: Check, who: Respondent) -> bool:
    if not check.blocking or check.owner is not Owner.ENTERPRISE:
        return False
    return who.ready or (check.kind == "gate" and not who.careless)


def _asked(check: Check) -> Iterator[str]:
    for test in check.test.tests():
        # The test of a period names its two questions together.
        yield from test.code.split("/")


def _answer(
    question: Question,
    who: Respondent,
    situation: Situation,
    guards: tuple[Check, ...],
) -> Given | None:
    relevant = question.relevant
    if relevant is not None and relevant.truth(situation) is not True:
        return None
    source = dice(*who.key, question.code)
    left_out, not_applicable = source.random(), source.random()
    if not guards and not question.required and left_out > OPTIONAL:
        return None
    if not guards and question.allow_na and not_applicable < NOT_APPLICABLE:
        reason = source.choice(table("phrases")["not_applicable"])
        return Given(None, "na", reason)
    return _valued(question, who, situation, guards, source)


def _valued(
    question: Question,
    who: Respondent,
    situation: Situation,
    guards: tuple[Check, ...],
    source: Random,
) -> Given | None:
    value = None
    for value in _values(question, who, source):
        situation.values[question.code] = value
        situation.measures[question.code] = measure(question, value)
        if all(check.test.truth(situation) is not False for check in guards):
            break
    return None if value is None else Given(value)


def _values(question: Question, who: Respondent, source: Random) -> Iterator[Any]:
    known = who.known.get(question.code)
    if known is not None and problem(question, known) is None:
        yield known
        return
    level = who.levels.get(question.section, who.levels[""])
    level -= table("figures")["rarer"].get(question.code, 0.0)
    drawn = candidates(question, level, source)
    yield from (value for value in drawn if problem(question, value) is None)
