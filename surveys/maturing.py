"""Maturing: a title whose day has come is due for a re-check."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys import auditing, notifying
from surveys.models import Enterprise, MembershipRole, Title, User
from surveys.workflow import MoveRefused


def fall_due(at: datetime) -> int:
    """Mark every title whose day of re-check has come; returns how many.

    Each in a transaction of its own, so that none waits for another; call outside of
    one. Done twice, it marks nothing more.
    """
    titles = Title.objects.fallen_due(timezone.localdate(at))
    return sum(_fall_due(title, at) for title in list(titles.order_by("due_on", "pk")))


def _fall_due(title: Title, at: datetime) -> int:
    try:
        with transaction.atomic():
            mark_due(title, by=None, at=at)
            auditing.record("title_due", title, by=None, at=at)
    except MoveRefused:
        return 0
    return 1


def mark_due(title: Title, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Let a title be due for a re-check, and tell its enterprise; the caller audits."""
    title.move("due", by=by, at=at, reason=reason)
    tell(title, "title_due", at=at, reason=reason)


def tell(
    title: Title,
    kind: str,
    *,
    at: datetime,
    reason: str,
    enterprise: Enterprise | None = None,
) -> None:
    """Tell the enterprise, where it is on the platform, what became of its title;
    another one than the title's, where one is given."""
    told = enterprise or title.enterprise
    if told is None:
        return
    people = notifying.members(told, at, tuple(MembershipRole))
    notifying.tell(
        kind,
        people,
        at=at,
        about=f"{title.pk}:{at.isoformat()}",
        enterprise_id=told.pk,
        holder=title.holder,
        number=title.number,
        reason=reason,
    )
