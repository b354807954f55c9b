"""Reminding: before a deadline, those who fill are told how much is still open."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from surveys import notifying
from surveys.assessing import profile_of
from surveys.models import Message, Response
from surveys.scoring import unanswered
from surveys.workflow import EDITABLE

KIND = "deadline_near"
DAYS: Final = (7, 3, 1)  # before the deadline
DAY = timedelta(days=1)
AWAKE = range(8, 20)  # hours of local time in which people are reminded
BATCH = 100  # responses in memory at a time; their answers are long


def remind(at: datetime) -> int:
    """Tell of every deadline that has come near; once for each of DAYS.

    A response is told of within a day of the moment: who starts later than that is
    reminded next time. Returns for how many responses somebody was told.
    """
    if timezone.localtime(at).hour not in AWAKE:
        return 0
    return sum(_remind(at, days) for days in DAYS)


def _remind(at: datetime, days: int) -> int:
    found = list(_near(at, days).values_list("pk", flat=True))
    told = 0
    for start in range(0, len(found), BATCH):
        rows = Response.objects.with_subject().filter(pk__in=found[start:][:BATCH])
        told += sum(_tell(response, at, days) for response in rows)
    return told


def _near(at: datetime, days: int) -> QuerySet[Response]:
    """Drafts and returned ones that close within that many days and no day less, and
    were not told of in these hours."""
    latest = at + days * DAY
    told = Message.objects.filter(kind=KIND, response=OuterRef("pk"), at__gt=at - DAY)
    rows = Response.objects.annotate(closes=Coalesce(F("due_at"), F("round__deadline")))
    rows = rows.filter(closes__gt=latest - DAY, closes__lte=latest)
    return rows.filter(~Exists(told), status__in=EDITABLE)


def _tell(response: Response, at: datetime, days: int) -> int:
    people, closes = notifying.fillers(response, at), response.closes_at.isoformat()
    if not people:
        return 0
    notifying.tell(
        KIND,
        people,
        about=f"{response.pk}:{closes}:{days}",
        at=at,
        response=response,
        days=days,
        closes_at=closes,
        open=_open(response),
    )
    return 1


def _open(response: Response) -> int:
    unit, answers = response.unit, response.typed_answers()
    facts = profile_of(unit.enterprise, unit.kind)
    return len(unanswered(response.edition.scheme, answers, facts))
