"""The doubts of one response: rules that speak up, and what contradicts itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from surveys.assessing import profile_of
from surveys.doubting.general import general
from surveys.doubting.rules import compiled
from surveys.doubting.terms import TODAY, as_days
from surveys.explaining.words import worded
from surveys.models import Edition, Response, Submission
from surveys.scoring import Answer, Scheme
from surveys.scoring.conditions import Situation
from surveys.scoring.settling import settle

GENERAL = "general"  # the code of doubts that come from no rule


@dataclass(frozen=True, slots=True)
class Doubt:
    """Answers that contradict each other, in the active language. questions: codes;
    blocks: it must be mended before handing in."""

    code: str
    text: str
    questions: tuple[str, ...]
    blocks: bool = False


def doubts_of(response: Response, at: datetime) -> list[Doubt]:
    """What to look at once more, what blocks first."""
    return doubts_in(response.edition, _situation(response, at))


def doubts_handed_in(submission: Submission) -> list[Doubt]:
    """The same of a version that was handed in, as it was then."""
    edition, answers = submission.response.edition, submission.typed_answers()
    seen = situation_of(edition.scheme, answers, submission.facts, submission.at)
    return doubts_in(edition, seen)


def doubts_in(edition: Edition, situation: Situation) -> list[Doubt]:
    """The same of answers that were settled before (`situation_of`)."""
    found = [
        Doubt(rule.code, worded(rule.text), rule.questions, rule.blocks)
        for rule, when in compiled(edition.sha256, edition.scheme)
        if when.truth(situation) is True
    ]
    found += [
        Doubt(GENERAL, text, codes)
        for codes, text in general(edition.scheme, situation)
    ]
    return sorted(found, key=lambda doubt: not doubt.blocks)


def barred(response: Response, at: datetime) -> tuple[str, ...]:
    """The codes of the rules that do not let this response be handed in."""
    rules = compiled(response.edition.sha256, response.edition.scheme)
    blocking = [found for found in rules if found[0].blocks]
    if not blocking:
        return ()
    situation = _situation(response, at)
    return tuple(rule.code for rule, when in blocking if when.truth(situation) is True)


def _situation(response: Response, at: datetime) -> Situation:
    """What rules look at: whole answers that show, and the profile."""
    unit = response.unit
    facts = profile_of(unit.enterprise, unit.kind)
    return situation_of(response.edition.scheme, response.typed_answers(), facts, at)


def situation_of(
    scheme: Scheme,
    answers: Mapping[str, Answer],
    facts: Mapping[str, Any],
    at: datetime,
) -> Situation:
    """What rules look at of these answers, facts, and the day of asking."""
    situation = Situation({**facts, TODAY: as_days(timezone.localdate(at))})
    settle(scheme, answers, situation, None)
    return situation
