"""Scoring a second time: an expert's value of each item, kept as they go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from surveys import auditing
from surveys.assessing import Beside, external_facts, given_to
from surveys.models import CorrectionState, Seat, SecondScore, Submission, User
from surveys.scoring import Question, State, evaluate, problem


class SeatClosed(Exception):
    """The seat is finished or somebody else's now, or the decisions are released."""


class Unfinished(Exception):
    """Items that have no second score yet; `codes` names them."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(*codes)
        self.codes = codes


@dataclass(frozen=True, slots=True)
class Second:
    """An expert's finding of one item: as claimed, another value, or "na"."""

    state: str
    value: Any = None
    note: str = ""


def to_score(submission: Submission) -> dict[str, Question]:
    """The questions an expert scores, by code: those that count or are measured against
    a threshold, and that the claims did not hide."""
    edition = submission.response.edition
    nothing = Beside({}, external_facts(submission))
    given = given_to(edition, submission, nothing)
    states = evaluate(edition.scheme, given.answers, given.facts).states
    return {
        code: question
        for code, question in edition.scheme.questions.items()
        if (question.scoring or question.threshold) and states[code] is not State.HIDDEN
    }


def is_open(seat: Seat) -> bool:
    """Whether the expert may still score: neither finished nor the round released."""
    return seat.finished_at is None and not hasattr(seat.panel.round, "release")


@transaction.atomic
def score(
    seat: Seat, found: Mapping[str, Second], *, by: User, at: datetime
) -> tuple[str, ...]:
    """Keep what an expert finds of some items; gives the codes that changed.

    Raises ValueError for an item that is not to be scored or a value it does not take.
    """
    _hold(seat, by)
    questions = to_score(seat.submission)
    for code, second in found.items():
        _refuse_unfit(questions, code, second)
    stored = {row.code: row for row in seat.scores.all()}
    changed = tuple(c for c, second in found.items() if _differs(stored.get(c), second))
    for code in changed:
        second = found[code]
        fields = {"state": second.state, "value": second.value, "note": second.note}
        SecondScore.objects.update_or_create(
            seat=seat, code=code, defaults=fields | {"at": at}
        )
    if changed:
        details = {"codes": sorted(changed)}
        auditing.record("second_score", seat, by=by, at=at, details=details)
    return changed


def _refuse_unfit(questions: Mapping[str, Question], code: str, second: Second) -> None:
    answered = second.state == CorrectionState.ANSWERED
    if code not in questions or answered != (second.value is not None):
        raise ValueError(code)
    if answered and problem(questions[code], second.value) is not None:
        raise ValueError(code)


def _differs(row: SecondScore | None, second: Second) -> bool:
    found = row and (row.state, row.value, row.note)
    return found != (second.state, second.value, second.note)


@transaction.atomic
def finish(seat: Seat, *, by: User, at: datetime) -> None:
    """Hand the second scores in; every item has one, and none changes any more."""
    _hold(seat, by)
    scored = set(seat.scores.values_list("code", flat=True))
    missing = tuple(code for code in to_score(seat.submission) if code not in scored)
    if missing:
        raise Unfinished(missing)
    Seat.objects.filter(pk=seat.pk).update(finished_at=at)
    seat.finished_at = at
    auditing.record("finish_seat", seat, by=by, at=at)


def _hold(seat: Seat, by: User) -> None:
    """Let nobody change the seat meanwhile; only its expert works at an open one."""
    row = Seat.objects.select_for_update().values("finished_at", "expert")
    found = row.get(pk=seat.pk)
    seat.finished_at = found["finished_at"]
    if found["expert"] != by.pk or not is_open(seat):
        raise SeatClosed
