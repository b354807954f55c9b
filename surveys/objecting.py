"""Objecting: somebody objects, and somebody who had no part in it decides."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from surveys import auditing, notifying
from surveys.models import Objection, ObjectionState, OfficeRole, Response, User
from surveys.workflow import DECIDED, MoveRefused, ReasonNeeded, Status

OPEN_TO_OBJECTIONS = frozenset({Status.RECOMMENDED, Status.NOTICED})


class TookPart(Exception):
    """Who corrected or decided this file may not decide the objection to it."""


@transaction.atomic
def raise_objection(
    response: Response, *, text: str, raised_by_name: str, by: User, at: datetime
) -> Objection:
    """Write an objection down; it changes no status by itself."""
    response.hold()
    if response.status not in OPEN_TO_OBJECTIONS:
        raise MoveRefused("object", response.status)
    objection = Objection.objects.create(
        response=response,
        text=text,
        raised_by_name=raised_by_name,
        recorded_by=by,
        recorded_at=at,
    )
    auditing.record("raise_objection", response, by=by, at=at)
    _tell_raised(objection, at)
    return objection


@transaction.atomic
def decide_objection(
    objection: Objection, *, upheld: bool, reason: str, by: User, at: datetime
) -> None:
    """Decide an objection; one upheld against a notice takes the notice back."""
    response = objection.response
    if not reason.strip():
        raise ReasonNeeded("decide_objection")
    response.hold()
    if _took_part(response, by):
        raise TookPart
    state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    rows = Objection.objects.filter(pk=objection.pk, state=ObjectionState.OPEN)
    if rows.update(state=state, reason=reason, decided_by=by, decided_at=at) != 1:
        raise MoveRefused("decide_objection", objection.state)
    if upheld and response.status == Status.NOTICED:
        response.move("uphold_objection", by=by, at=at, reason=reason)
    auditing.record("decide_objection", response, by=by, at=at, reason=reason)
    _tell_decided(objection, at, upheld=upheld, reason=reason)


def _tell_raised(objection: Objection, at: datetime) -> None:
    officers = notifying.officials(OfficeRole.MUNICIPAL_OFFICER, at)
    notifying.tell(
        "objection_raised",
        {person for person in officers if person.pk != objection.recorded_by_id},
        about=str(objection.pk),
        at=at,
        response=objection.response,
        raised_by=objection.raised_by_name,
    )


def _tell_decided(
    objection: Objection, at: datetime, *, upheld: bool, reason: str
) -> None:
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


def _took_part(response: Response, by: User) -> bool:
    reviewed = response.submissions.filter(Q(corrections__by=by) | Q(votes__by=by))
    decided = response.moves.filter(by=by, target__in=DECIDED)
    return reviewed.exists() or decided.exists()
