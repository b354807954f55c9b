"""Notifying: tells people of an event; mails follow from the rows (`mailing`)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet
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

# Who is told of decisions: those who only look, too.
ALL = tuple(MembershipRole)


class Kind(NamedTuple):
    """An event that people are told of. `urgent`: its mail does not wait for others;
    `needs`: the parameters that its words take, beside those of the response."""

    urgent: bool
    needs: tuple[str, ...] = ()


# Moments are given in ISO format, names as they stand, the rest as numbers and codes.
# `person` is who did it; `section` and `code` are codes of the edition.
KINDS: Final[Mapping[str, Kind]] = {
    # To officials of the district.
    "registration_applied": Kind(
        urgent=False, needs=("enterprise", "person", "registration_id")
    ),
    "files_handed": Kind(urgent=False, needs=("person", "files")),
    # To the applicant.
    "registration_confirmed": Kind(urgent=True, needs=("enterprise",)),
    "registration_declined": Kind(urgent=True, needs=("enterprise", "reason")),
    # To the administrators of the enterprise; to whom takes over from `person`.
    "joined": Kind(urgent=False, needs=("person", "enterprise", "enterprise_id")),
    "handed_over": Kind(
        urgent=True, needs=("person", "enterprise", "enterprise_id", "sections")
    ),
    # Of a title, to the whole enterprise; `reason` may be empty where it is due.
    **dict.fromkeys(
        ("title_due", "title_kept", "title_corrected", "title_withdrawn"),
        Kind(urgent=True, needs=("enterprise_id", "holder", "number", "reason")),
    ),
    # Of a response, to those who fill it; of decisions also to those who look.
    "section_assigned": Kind(urgent=False, needs=("person", "section")),
    "submitted": Kind(urgent=False, needs=("person", "receipt")),
    "taken_back": Kind(urgent=False, needs=("person",)),
    "scored": Kind(urgent=False, needs=("receipt",)),
    "returned": Kind(urgent=True, needs=("items", "due_at")),
    "recommended": Kind(urgent=False),
    "noticed": Kind(urgent=True, needs=("until",)),
    "recognised": Kind(urgent=True, needs=("title",)),  # empty where none is granted
    "cultivated": Kind(urgent=True, needs=("reason",)),
    "declined": Kind(urgent=True, needs=("reason",)),
    "reopened": Kind(urgent=True, needs=("due_at", "reason")),
    "deadline_near": Kind(urgent=True, needs=("days", "closes_at", "open")),
    "lapsed": Kind(urgent=True, needs=("ended_at",)),
    "objection_decided": Kind(urgent=True, needs=("upheld", "reason")),
    "evidence_blocked": Kind(urgent=True, needs=("file", "code")),
    # To those who fill: an official reminds them of a file, or of starting one; a round
    # ends later for them; a file now asks another edition.
    "urged": Kind(
        urgent=False,
        needs=("enterprise", "round_zh", "round_en", "closes_at", "reason"),
    ),
    "extended": Kind(
        urgent=True, needs=("enterprise", "round_zh", "round_en", "due_at", "reason")
    ),
    "edition_changed": Kind(urgent=True, needs=("kept", "dropped", "reason")),
    # Of a response, to municipal officers.
    "objection_raised": Kind(urgent=False, needs=("raised_by",)),
    # To officials, of their offices: `office` is its role, `region_zh` and `region_en`
    # are empty where it is over the city; and of their accounts.
    "appointed": Kind(urgent=True, needs=("office", "since")),
    "office_ended": Kind(urgent=True, needs=("office", "ends_on", "reason")),
    "office_taken_over": Kind(urgent=True, needs=("office", "person", "files")),
    "office_passed_on": Kind(urgent=True, needs=("office", "person")),
    "factor_reset": Kind(urgent=True, needs=("person",)),
    # To experts: how many files wait for their second score.
    "seated": Kind(urgent=False, needs=("files",)),
}


def tell(
    kind: str,
    people: Iterable[User],
    *,
    at: datetime,
    about: str = "",
    response: Response | None = None,
    **params: Any,
) -> None:
    """Tell people of an event, in the transaction of the verb that it comes from.

    `about` names the event among those of its kind: the same person is told of it
    once. Without it, an event is what happened to the response at that moment.
    `params` are plain JSON; those that the kind needs must be there.
    """
    if lacking := set(KINDS[kind].needs) - set(params):
        raise KeyError(*sorted(lacking))
    about = about or f"{response and response.pk}:{at.isoformat()}"
    rows = [
        Message(
            user=person,
            kind=kind,
            key=key_of(kind, about, person),
            params=params,
            response=response,
            at=at,
        )
        for person in set(people)
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def key_of(kind: str, about: str, person: User) -> str:
    """What tells the message to a person of an event from all others."""
    return f"{kind}:{about}:{person.pk}"


def tell_decision(move: str, response: Response, *, reason: str, at: datetime) -> None:
    """Tell the whole enterprise of a decision: what `move` led to, and why."""
    kind, more = str(response.status), {"reason": reason}
    if move == "notice":
        assert response.notice_until is not None  # the table of moves sets it
        more = {"until": response.notice_until.isoformat()}
    tell(kind, people_of(response, at), at=at, response=response, **more)


def members(
    enterprise: Enterprise, at: datetime, roles: Iterable[str] = FILLERS
) -> list[User]:
    """Who belongs to an enterprise in one of these roles, and can sign in."""
    return _who(Membership.objects.filter(enterprise=enterprise, role__in=roles), at)


def fillers(response: Response, at: datetime) -> list[User]:
    """Who may write in a response."""
    return people_of(response, at, FILLERS)


def people_of(
    response: Response, at: datetime, roles: Iterable[str] = ALL
) -> list[User]:
    """Who belongs to the enterprise of a response in one of these roles; one query,
    for the verbs that ask are many."""
    of = Membership.objects.filter(enterprise__units=response.unit_id)
    return _who(of.filter(role__in=roles), at)


def fillers_of(enterprises: Iterable[int], at: datetime) -> dict[int, list[User]]:
    """Who may write for each of these enterprises, and can sign in; one query."""
    held = Membership.objects.filter(
        held_on(timezone.localdate(at)),
        enterprise__in=list(enterprises),
        role__in=FILLERS,
        user__is_active=True,
    )
    found: dict[int, list[User]] = {}
    for row in held.select_related("user").order_by("enterprise", "user__name", "pk"):
        people = found.setdefault(row.enterprise_id, [])
        if row.user not in people:
            people.append(row.user)
    return found


def officials(role: str, at: datetime, region: Region | None = None) -> list[User]:
    """Who holds an office; a district's own, where a region is given."""
    held = Office.objects.filter(role=role)
    if region is not None and role == OfficeRole.DISTRICT_REVIEWER:
        held = held.filter(region=region)
    return _who(held, at)


def _who(held: QuerySet[Any], at: datetime) -> list[User]:
    users = held.filter(held_on(timezone.localdate(at))).values("user")
    return list(User.objects.filter(pk__in=users, is_active=True))
