"""Notifying: tells people of an event; mails follow from the rows (`mailing`)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from surveys.models import (
    Enterprise,
    Membership,
    MembershipRole,
    Message,
    Office,
    OfficeRole,
    Region,
    Response,
    User,
    held_on,
)

FILLERS = (MembershipRole.ADMINISTRATOR, MembershipRole.RESPONDENT)

# Every event that people are told of; True: its mail does not wait for the digest.
KINDS: Final[dict[str, bool]] = {
    "registration_applied": False,
    "registration_confirmed": True,
    "registration_declined": True,
    "joined": False,
    "handed_over": True,
    "section_assigned": False,
    "submitted": False,
    "taken_back": False,
    "scored": False,
    "returned": True,
    "recommended": False,
    "noticed": True,
    "recognised": True,
    "cultivated": True,
    "declined": True,
    "reopened": True,
    "deadline_near": True,
    "lapsed": True,
    "objection_raised": False,
    "objection_decided": True,
    "evidence_blocked": True,
}


def tell(
    kind: str,
    people: Iterable[User],
    *,
    about: str,
    at: datetime,
    response: Response | None = None,
    **params: Any,
) -> None:
    """Tell people of an event, in the transaction of the verb that it comes from.

    `about` names the event among those of its kind, such as "12:1" (response and
    submission): the same person is told of it once. `params` are plain JSON.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    rows = [
        Message(
            user=person,
            kind=kind,
            key=f"{kind}:{about}:{person.pk}",
            params=params,
            response=response,
            at=at,
        )
        for person in set(people)
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def members(
    enterprise: Enterprise, at: datetime, roles: Iterable[str] = FILLERS
) -> list[User]:
    """Who belongs to an enterprise in one of these roles, and can sign in."""
    held = Membership.objects.filter(
        held_on(timezone.localdate(at)), enterprise=enterprise, role__in=roles
    )
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True))


def officials(role: str, at: datetime, region: Region | None = None) -> list[User]:
    """Who holds an office; a district's own, where a region is given."""
    held = Office.objects.filter(held_on(timezone.localdate(at)), role=role)
    if region is not None and role == OfficeRole.DISTRICT_REVIEWER:
        held = held.filter(region=region)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True))
