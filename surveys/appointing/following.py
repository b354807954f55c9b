"""Following: a successor takes over everything, a region becomes another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from surveys import auditing, enrolling, notifying, seating
from surveys.appointing.guarding import refuse_own, refuse_without_security
from surveys.appointing.offices import hold, office_params, refuse_twice, tell_of
from surveys.enrolling import Refused, day_of
from surveys.models import (
    ImportState,
    Office,
    OfficeRole,
    Region,
    Response,
    Roster,
    User,
)
from surveys.workflow import Status

# What comes back to the reviewer, too.
UNDER_REVIEW: Final = (Status.SUBMITTED, Status.RETURNED)
UNREAD: Final = (ImportState.WAITING, ImportState.FAULTY, ImportState.READY)


@dataclass(frozen=True, slots=True)
class Work:
    """Rows that one official works on: which are open, and the field that says whose
    they are. What belongs to an office and not to a person needs no handing over."""

    name: str
    field: str
    rows: Callable[[], QuerySet[Model]]


WORK: Final = (
    Work("files", "reviewer", lambda: Response.objects.filter(status__in=UNDER_REVIEW)),
    Work("rosters", "by", lambda: Roster.objects.filter(state__in=UNREAD)),
)


@dataclass(frozen=True, slots=True)
class Handed:
    """What a hand-over did: the offices that the successor holds now, how many rows of
    each kind of work went over, how many files wait in the regions, and how many seats
    of an expert stay, because the successor had a part in the file."""

    offices: tuple[Office, ...]
    work: dict[str, int]
    files: int
    kept: int


@transaction.atomic
def hand_over(
    leaver: User,
    offices: Iterable[Office],
    successor: User,
    *,
    reason: str,
    by: User,
    at: datetime,
) -> Handed:
    """Give the offices and the open work of an official to a successor, at once.

    From today on the successor holds the offices, as long as they would have run, and
    the leaver does not; both are told. Raises Refused, and then nothing has changed.
    """
    _refuse_successor(leaver, successor, reason, by)
    taken = tuple(
        _pass_on(hold(office, at), successor, reason=reason, by=by, at=at)
        for office in offices
    )
    if not taken:
        raise Refused(_("Choose at least one office to hand over."))
    if any(office.role == OfficeRole.SECURITY_ADMIN for office in taken):
        refuse_without_security(at)
    work, kept = _move_work(leaver, successor), 0
    if any(office.role == OfficeRole.EXPERT for office in taken):
        passed = seating.pass_on(leaver, successor, by=by, at=at)
        work["seats"], kept = passed.given, passed.kept
    handed = Handed(taken, work, _waiting(taken), kept)
    _note(handed, leaver, successor, reason=reason, by=by, at=at)
    _tell(handed, leaver, successor, at)
    return handed


def _refuse_successor(leaver: User, successor: User, reason: str, by: User) -> None:
    refuse_own(leaver, by)
    refuse_own(successor, by)
    if not reason.strip():
        raise Refused(_("Write the reason: it stays in the history of the office."))
    if successor == leaver or not successor.is_active:
        raise Refused(_("Choose another official, who can sign in, as the successor."))


def _pass_on(
    office: Office, successor: User, *, reason: str, by: User, at: datetime
) -> Office:
    """End an office for its holder; the successor holds it for as long as it ran."""
    until = office.valid_to
    enrolling.dismiss(office, by=by, at=at, reason=reason)
    offer = Office(
        user=successor,
        role=office.role,
        region=office.region,
        valid_from=max(day_of(at), office.valid_from),
        valid_to=until,
    )
    return _give(offer, reason=reason, by=by, at=at)


def _give(offer: Office, *, reason: str, by: User, at: datetime) -> Office:
    """An office that follows another; or the one that its holder has anyway."""
    same = {"role": offer.role, "region": offer.region, "valid_to": None}
    held = offer.user.offices.filter(**same, valid_from__lte=offer.valid_from)
    if found := held.select_related("user", "region").first():
        return found
    given = enrolling.appoint(
        offer.user,
        offer.role,
        region=offer.region,
        by=by,
        at=at,
        since=offer.valid_from,
        until=offer.valid_to,
        reason=reason,
    )
    refuse_twice(given)
    return given


def _move_work(leaver: User, successor: User) -> dict[str, int]:
    return {
        work.name: work.rows()
        .filter(**{work.field: leaver})
        .update(**{work.field: successor})
        for work in WORK
    }


def _waiting(offices: Sequence[Office]) -> int:
    """How many files wait for a decision of these offices."""
    regions = [office.region_id for office in offices if office.region_id]
    waiting = Response.objects.filter(status=Status.SUBMITTED)
    return waiting.filter(unit__enterprise__region__in=regions).count()


def _note(
    handed: Handed,
    leaver: User,
    successor: User,
    *,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    held = [office.told() for office in handed.offices]
    auditing.record(
        "hand_over_office",
        leaver,
        by=by,
        at=at,
        reason=reason,
        before={"user": leaver.pk, "offices": held},
        after={"user": successor.pk, "offices": held, "work": handed.work},
    )


def _tell(handed: Handed, leaver: User, successor: User, at: datetime) -> None:
    for office in handed.offices:
        given = office_params(office)
        about = f"{office.pk}:{at.isoformat()}"
        notifying.tell(
            "office_taken_over",
            [successor],
            about=about,
            at=at,
            person=leaver.name,
            files=handed.files,
            **given,
        )
        notifying.tell(
            "office_passed_on",
            [leaver],
            about=about,
            at=at,
            person=successor.name,
            **given,
        )


@transaction.atomic
def move_offices(
    region: Region,
    successors: Iterable[Region],
    *,
    reason: str,
    by: User,
    at: datetime,
) -> list[Office]:
    """Give everybody who holds an office over an ended region the same office over its
    successors; what was done over the old one keeps its region.

    Raises Refused where the region goes on, or becomes none of these.
    """
    chosen = _successors(region, successors, at)
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=day_of(at))
    given = []
    for office in Office.objects.filter(goes_on, region=region).order_by("pk"):
        held = hold(office, at)
        refuse_own(held.user, by)
        given += _pass_over(held, chosen, reason=reason, by=by, at=at)
    codes = sorted(target.code for target in chosen)
    auditing.record(
        "move_offices",
        region,
        by=by,
        at=at,
        reason=reason,
        before={"region": region.code},
        after={"regions": codes, "offices": len(given)},
    )
    return given


def _successors(
    region: Region, successors: Iterable[Region], at: datetime
) -> list[Region]:
    today, wanted = day_of(at), {target.pk for target in successors}
    if region.exists_on(today):
        raise Refused(_("%(region)s still exists.") % {"region": region})
    rows = region.successors.filter(pk__in=wanted)
    found = [target for target in rows if target.exists_on(today)]
    if not found or len(found) != len(wanted):
        raise Refused(_("Choose among the regions that this one became."))
    return found


def _pass_over(
    office: Office, targets: Iterable[Region], *, reason: str, by: User, at: datetime
) -> list[Office]:
    """End an office over a region; its holder holds it over others, and is told."""
    until, since = office.valid_to, max(day_of(at), office.valid_from)
    enrolling.dismiss(office, by=by, at=at, reason=reason)
    given = []
    for target in targets:
        offer = Office(
            user=office.user,
            role=office.role,
            region=target,
            valid_from=since,
            valid_to=until,
        )
        given.append(_give(offer, reason=reason, by=by, at=at))
        tell_of(given[-1], "appointed", at, since=since.isoformat())
    return given
