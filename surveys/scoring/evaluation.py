"""Evaluates one response: states, tree, checks, levels, outcome."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.scoring.aggregating import Ground, grow
from surveys.scoring.climbing import climb
from surveys.scoring.conditions import Situation, Truth
from surveys.scoring.results import (
    Answer,
    CheckResult,
    Evaluation,
    Lane,
    Outcome,
    Verdict,
)
from surveys.scoring.scheme import Check, Level, Owner, Scheme
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
    checks = tuple(_check(check, lane, situation) for check in scheme.checks)
    levels = climb(scheme.levels, checks, situation)
    level, outcome, waiting = outcome_of([(r.level, r.reached, r.open) for r in levels])
    return Evaluation(
        engine=ENGINE_VERSION,
        lane=lane,
        score=root.score,
        level=level,
        outcome=outcome,
        open_checks=waiting,
        root=root,
        indices=indices,
        checks=checks,
        levels=levels,
        states=states,
    )


def _check(check: Check, lane: Lane, situation: Situation) -> CheckResult:
    verdict = VERDICTS[check.test.truth(situation)]
    seen = tuple(test.seen(situation) for test in check.test.tests())
    message = f"check.{_said(check, verdict, lane)}"
    return CheckResult(check, verdict, seen, message, {"title": check.title})


def _said(check: Check, verdict: Verdict, lane: Lane) -> str:
    if is_open(check, verdict, lane):
        return "open"
    if verdict is not Verdict.UNKNOWN or check.owner is Owner.ENTERPRISE:
        return verdict.value
    return "not_recorded"


def is_open(check: Check, verdict: Verdict, lane: Lane) -> bool:
    """Whether a check waits for an official, who records it on the later lanes."""
    unknown = verdict is Verdict.UNKNOWN
    return unknown and check.owner is not Owner.ENTERPRISE and lane is Lane.CLAIMED


def outcome_of(
    levels: Sequence[tuple[Level, bool, tuple[str, ...]]],
) -> tuple[str | None, Outcome, int]:
    """The highest level reached, how it is reached, how many checks are open: from the
    levels with whether each is reached and what it waits for, lowest first."""
    reached = [result for result in levels if result[1]]
    waiting = {code for result in reached or levels[:1] for code in result[2]}
    if not reached:
        return None, Outcome.NOT_REACHED, len(waiting)
    outcome = Outcome.REACHED_OPEN if waiting else Outcome.REACHED
    return reached[-1][0].code, outcome, len(waiting)
