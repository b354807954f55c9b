"""Lapsing: what was not handed in by its deadline ends by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from surveys import auditing, notifying
from surveys.models import Response
from surveys.workflow import EDITABLE, MoveRefused

# Who pressed the button in time is in time: their request may still be at work.
GRACE = timedelta(minutes=1)


def lapse_overdue(at: datetime) -> int:
    """Lapse every draft and returned response whose own deadline has passed.

    A due date of its own overrides the round's deadline and may lie after the round
    was closed. Each lapses in a transaction of its own, so that none waits for
    another; call outside of one. Returns how many lapsed.
    """
    own = Q(due_at__lte=at - GRACE)
    by_round = Q(due_at__isnull=True, round__deadline__lte=at - GRACE)
    overdue = Response.objects.filter(own | by_round, status__in=EDITABLE)
    needed = overdue.only("status", "unit", "due_at", "round__deadline")
    return sum(_lapse(r, at) for r in list(needed.select_related("round")))


def _lapse(response: Response, at: datetime) -> int:
    try:
        with transaction.atomic():
            response.move("lapse", by=None, at=at, only_if=_same_end(response))
            auditing.record("lapse", response, by=None, at=at)
            _tell(response, at)
    except MoveRefused:
        return 0
    return 1


def _same_end(response: Response) -> Q:
    """The end it had when it was found: more time may have been given since."""
    if response.due_at is None:
        return Q(due_at__isnull=True)
    return Q(due_at=response.due_at)


def _tell(response: Response, at: datetime) -> None:
    people, ended = notifying.fillers(response, at), response.closes_at.isoformat()
    notifying.tell("lapsed", people, at=at, response=response, ended_at=ended)
