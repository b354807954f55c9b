"""Why there is no way to a level: needs that no change of answers can meet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveys.scoring.ascending.aiming import Goal
from surveys.scoring.ascending.searching import Case, Search
from surveys.scoring.ascending.stepping import Stepper
from surveys.scoring.conditions import All, Condition, Seen, Test
from surveys.scoring.scheme import Level


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A need of a level that cannot be met. check: its code, or "" for a need other
    than a check; seen: the tests that stand in the way, as they are now; ruled_out:
    changes could meet it, but only to answers that are ruled out."""

    level: str
    check: str
    seen: tuple[Seen, ...]
    ruled_out: bool


def obstacles(case: Case, levels: tuple[Level, ...]) -> Iterator[Obstacle]:
    """Those of the levels' needs that no change can meet; where each could be met but
    not all together, those that are not met now. A need of several levels is told of
    the lowest."""
    needs = {
        _mark(need): (level, need)
        for level in reversed(levels)
        for need in reversed(list(_apart(level.needs)))
    }
    pairs = list(reversed(needs.values()))
    never = [pair for pair in pairs if not _possible(case, case.aim.at(pair[1]))]
    unmet = [pair for pair in pairs if not case.meets(case.aim.at(pair[1]), ())]
    free = replace(case, ruled_out=frozenset())
    stepper = Stepper(case, levels)
    (now,) = stepper.figures([case.answers])
    situation = stepper.situation(case.answers, now)
    for level, need in never or unmet:
        seen = tuple(test.seen(situation) for test in _hindering(case, need))
        freed = bool(never) and _possible(free, free.aim.at(need))
        yield Obstacle(level.code, _check(need), seen, freed)


def _mark(need: Condition) -> object:
    return _check(need) or id(need)


def _check(need: Condition) -> str:
    """The code of the check a need is, "" for another need."""
    return need.code if isinstance(need, Test) and need.source == "check" else ""


def _apart(condition: Condition) -> Iterator[Condition]:
    """The conditions that all have to hold."""
    if isinstance(condition, All):
        for part in condition.parts:
            yield from _apart(part)
    else:
        yield condition


def _possible(case: Case, goal: Goal) -> bool:
    return Search(case, goal).run().moves is not None


def _hindering(case: Case, need: Condition) -> list[Test]:
    """The tests behind a need that nothing can meet, or else all that are not met."""
    parts = list(_within(case, need))
    never = [condition for condition, goal in parts if not _possible(case, goal)]
    unmet = [condition for condition, goal in parts if not case.meets(goal, ())]
    tests = [test for condition in never or unmet for test in condition.tests()]
    return list({id(test): test for test in tests}.values())


def _within(case: Case, need: Condition) -> Iterator[tuple[Condition, Goal]]:
    """The parts of a need with what is aimed at; of a check those of its test."""
    check = _check(need)
    if not check:
        yield need, case.aim.at(need)
        return
    for part in _apart(case.aim.checks[check].test):
        yield part, case.aim.at(part, case.aim.accepted(check))
