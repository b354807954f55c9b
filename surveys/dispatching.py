"""Dispatching: who of a district works on which file."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys import auditing, notifying
from surveys.models import Membership, Office, OfficeRole, Response, User, held_on
from surveys.workflow import Status

# While a file is with the enterprise to be mended, it stays with whom it was given to.
DISPATCHED = frozenset({Status.SUBMITTED, Status.RETURNED})


class NotTheirs(Exception):
    """This person does not review the region, or belongs to the enterprise."""


class DispatchRefused(Exception):
    """The file is not with the district now."""


class Taken(Exception):
    """A colleague works on it: `reviewer`, since `since`."""

    def __init__(self, reviewer: User, since: datetime) -> None:
        super().__init__(reviewer.name)
        self.reviewer, self.since = reviewer, since


def colleagues(regions: Iterable[int] | None, at: datetime) -> QuerySet[User]:
    """Who reviews one of these regions that day, or any of the city for None."""
    offices = Office.objects.filter(
        held_on(timezone.localdate(at)), role=OfficeRole.DISTRICT_REVIEWER
    )
    if regions is not None:
        offices = offices.filter(region__in=list(regions))
    return User.objects.filter(pk__in=offices.values("user"), is_active=True)


@transaction.atomic
def hand_to(response: Response, to: User, *, by: User, at: datetime) -> None:
    """Give a file to somebody who reviews its region, whoever worked on it before."""
    _hold(response)
    _refuse_stranger(response, to, at)
    if response.reviewer_id != to.pk:
        _note("hand_to", response, to, by=by, at=at)


@transaction.atomic
def take(response: Response, *, by: User, at: datetime) -> None:
    """Take a file that nobody works on. Of two at once one has it, and the other is
    told who (Taken); from a colleague it is taken over by `hand_to`."""
    _hold(response)
    _refuse_stranger(response, by, at)
    holder, since = response.reviewer, response.reviewer_since
    if holder is not None and since is not None and holder != by:
        raise Taken(holder, since)
    if holder is None:
        _note("take", response, by, by=by, at=at)


@transaction.atomic
def give_back(response: Response, *, by: User, at: datetime) -> None:
    """Lay a file back, so that anybody of the district can take it."""
    _hold(response)
    if response.reviewer_id is not None:
        _note("give_back", response, None, by=by, at=at)


def tell_handed(to: User, files: int, *, by: User, at: datetime) -> None:
    """Tell somebody that files were given to them: once for all that came at once."""
    if to != by:
        about = f"{by.pk}:{at.isoformat()}"
        notifying.tell(
            "files_handed", [to], at=at, about=about, person=by.name, files=files
        )


def _hold(response: Response) -> None:
    """Read anew who has it, and keep others from changing that."""
    response.hold("reviewer_id", "reviewer_since")
    if response.status not in DISPATCHED:
        raise DispatchRefused(response.status)


def _refuse_stranger(response: Response, person: User, at: datetime) -> None:
    enterprise = response.unit.enterprise
    day = held_on(timezone.localdate(at))
    own = Membership.objects.filter(day, user=person, enterprise=enterprise)
    reviews = colleagues([enterprise.region_id], at).filter(pk=person.pk)
    if own.exists() or not reviews.exists():
        raise NotTheirs(person.pk)


def _note(
    action: str, response: Response, to: User | None, *, by: User, at: datetime
) -> None:
    before, since = response.reviewer_id, at if to else None
    Response.objects.filter(pk=response.pk).update(reviewer=to, reviewer_since=since)
    response.reviewer, response.reviewer_since = to, since
    was, now = {"reviewer": before}, {"reviewer": to.pk if to else None}
    auditing.record(action, response, by=by, at=at, before=was, after=now)
