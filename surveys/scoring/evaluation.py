"""Evaluates one response: states, tree, checks, levels, outcome."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from surveys.scoring.aggregating import Ground, grow
from surveys.scoring.climbing import climb
from surveys.scoring.conditions import Situation, Truth
from surveys.scoring.results import (
    Answer,
    CheckResult,
    Evaluation,
    Lane,
    LevelResult,
    Outcome,
    Verdict,
)
from surveys.scoring.scheme import Check, Owner, Scheme
from surveys.scoring.settling import acceptance, settle

ENGINE_VERSION = "1"
VERDICTS: Mapping[Truth, Verdict] = {
    True: Verdict.PASS,
    False: Verdict.FAIL,
    None: Verdict.UNKNOWN,
}


def evaluate(
    scheme: Scheme,
    answers: Mapping[str, Answer],
    facts: Mapping[str, Any],
    *,
    lane: Lane = Lane.CLAIMED,
    accepted: frozenset[str] = frozenset(),
) -> Evaluation:
    """Score, checks and levels of one response on one lane, explained.

    answers: by question code, values as `normalise` gives them and `problem` accepts
    them; a missing one is unanswered. facts: the canonical facts, those an official
    recorded as "external.<code>". accepted: the codes a reviewer holds not to apply,
    used on the reviewed and final lanes. The same input gives an equal result.
    """
    situation = Situation(facts)
    states = settle(scheme, answers, situation, acceptance(lane, accepted))
    ground = Ground(states, situation, scheme.floor)
    root = grow(scheme.root, ground)
    indices = tuple(grow(index, ground) for index in scheme.indices)
    situation.score = root.score
    found = decided(scheme, lane, situation)
    return Evaluation(
        engine=ENGINE_VERSION,
        lane=lane,
        score=root.score,
        level=found.level,
        outcome=found.outcome,
        open_checks=found.open_checks,
        root=root,
        indices=indices,
        checks=found.checks,
        levels=found.levels,
        states=states,
    )


class Decided(NamedTuple):
    """The checks, the levels, and what comes of them."""

    checks: tuple[CheckResult, ...]
    levels: tuple[LevelResult, ...]
    level: str | None
    outcome: Outcome
    open_checks: int


def decided(scheme: Scheme, lane: Lane, situation: Situation) -> Decided:
    """Ask the checks and climb the levels, once all scores are known."""
    checks = tuple(_check(check, lane, situation) for check in scheme.checks)
    levels = climb(scheme.levels, checks, situation)
    return Decided(checks, levels, *_outcome(levels))


def _check(check: Check, lane: Lane, situation: Situation) -> CheckResult:
    verdict = VERDICTS[check.test.truth(situation)]
    seen = tuple(test.seen(situation) for test in check.test.tests())
    message = f"check.{_said(check, verdict, lane)}"
    return CheckResult(check, verdict, seen, message, {"title": check.title})


def _said(check: Check, verdict: Verdict, lane: Lane) -> str:
    if verdict is not Verdict.UNKNOWN or check.owner is Owner.ENTERPRISE:
        return verdict.value
    return "open" if lane is Lane.CLAIMED else "not_recorded"


def _outcome(levels: tuple[LevelResult, ...]) -> tuple[str | None, Outcome, int]:
    """The highest level reached, how it is reached, how many checks are open."""
    reached = [result for result in levels if result.reached]
    waiting = {code for result in reached or levels[:1] for code in result.open}
    if not reached:
        return None, Outcome.NOT_REACHED, len(waiting)
    outcome = Outcome.REACHED_OPEN if waiting else Outcome.REACHED
    return reached[-1].level.code, outcome, len(waiting)
