"""Lapsing: what was not handed in by its deadline ends by itself."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from surveys import auditing
from surveys.models import Response, RoundState
from surveys.workflow import EDITABLE, MoveRefused


def lapse_overdue(at: datetime) -> int:
    """Lapse every draft and returned response whose own deadline has passed.

    A due date of its own overrides the round's deadline. Returns how many lapsed.
    """
    own = Q(due_at__lte=at)
    by_round = Q(due_at__isnull=True, round__deadline__lte=at)
    overdue = Response.objects.filter(
        own | by_round, status__in=EDITABLE, round__state=RoundState.OPEN
    )
    return sum(_lapse(response, at) for response in overdue.iterator())


def _lapse(response: Response, at: datetime) -> int:
    try:
        with transaction.atomic():
            response.move("lapse", by=None, at=at)
            auditing.record("lapse", response, by=None, at=at)
    except MoveRefused:
        return 0
    return 1
