"""Deciding an objection, by somebody who neither corrected nor decided the file."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from surveys import auditing, notifying
from surveys.assessing import assess
from surveys.models import (
    Correction,
    CorrectionState,
    DecisionVote,
    Lane,
    Objection,
    ObjectionState,
    OfficeRole,
    Response,
    User,
)
from surveys.workflow import DECIDED, MoveRefused, ReasonNeeded, Status


class TookPart(Exception):
    """Who corrected or decided this file may not decide the objection to it, nor who
    raised it for the enterprise."""


@transaction.atomic
def decide_objection(
    objection: Objection, *, upheld: bool, reason: str, by: User, at: datetime
) -> None:
    """Decide an objection; one upheld against a notice takes the notice back, one
    against a correction brings the claim back and writes the reviewed score anew."""
    response = objection.response
    if not reason.strip():
        raise ReasonNeeded("decide_objection")
    response.hold()
    raised = objection.correction_id is not None and objection.recorded_by == by
    if raised or took_part(response, by):
        raise TookPart
    state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    rows = Objection.objects.filter(pk=objection.pk, state=ObjectionState.OPEN)
    if rows.update(state=state, reason=reason, decided_by=by, decided_at=at) != 1:
        raise MoveRefused("decide_objection", objection.state)
    if upheld and objection.correction is not None:
        _back_to_the_claim(response, objection.correction, reason, by, at)
    elif upheld and response.status == Status.NOTICED:
        response.move("uphold_objection", by=by, at=at, reason=reason)
    auditing.record(
        "decide_objection",
        response,
        by=by,
        at=at,
        reason=reason,
        details={"objection": objection.pk},
        before={"objection": str(ObjectionState.OPEN)},
        after={"objection": str(state)},
    )
    _tell(objection, at, upheld=upheld, reason=reason)


def _back_to_the_claim(
    response: Response, correction: Correction, reason: str, by: User, at: datetime
) -> None:
    """What was claimed counts again; the correction and all scores stay to be read."""
    submission = correction.submission
    Correction.objects.create(
        submission=submission,
        code=correction.code,
        state=CorrectionState.CLAIM,
        value=None,
        reason=reason,
        by=by,
        at=at,
    )
    if response.status == Status.RECOMMENDED:
        assess(submission, Lane.REVIEWED, by=by, at=at)


def _tell(objection: Objection, at: datetime, *, upheld: bool, reason: str) -> None:
    response = objection.response
    notifying.tell(
        "objection_decided",
        notifying.people_of(response, at),
        about=str(objection.pk),
        at=at,
        response=response,
        upheld=upheld,
        reason=reason,
    )


def took_part(response: Response, by: User) -> bool:
    """Whether this person corrected the file, voted or decided on it."""
    return by.pk in _who_took_part(response)


def _who_took_part(response: Response) -> set[int]:
    """Whoever corrected the file, voted or decided on it. A claim that came back by an
    objection that somebody decided is no correction of theirs."""
    came_back = Objection.objects.filter(
        correction__submission=OuterRef("submission"),
        correction__code=OuterRef("code"),
        state=ObjectionState.UPHELD,
        decided_by=OuterRef("by"),
        decided_at=OuterRef("at"),
    )
    corrected = Correction.objects.filter(submission__response=response)
    voted = DecisionVote.objects.filter(submission__response=response)
    moved = response.moves.filter(target__in=DECIDED, by__isnull=False)
    parts = (corrected.exclude(Exists(came_back)), voted, moved)
    first, *others = (part.order_by().values_list("by", flat=True) for part in parts)
    return set(first.union(*others))


def deciders(response: Response, at: datetime) -> list[User]:
    """The municipal officers who may decide an objection to this file, by name."""
    taken = _who_took_part(response)
    officers = notifying.officials(OfficeRole.MUNICIPAL_OFFICER, at)
    free = [person for person in officers if person.pk not in taken]
    return sorted(free, key=lambda person: (person.name, person.pk))
