"""What a user holds on a day, who a page is for, and the one 404."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any, NoReturn, TypeVar

from django.contrib.auth.decorators import login_required
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from surveys.models import (
    Membership,
    MembershipRole,
    Office,
    OfficeRole,
    Registration,
    User,
    held_on,
)
from surveys.workflow import HANDED_IN, Status

FILLERS = (MembershipRole.ADMINISTRATOR, MembershipRole.RESPONDENT)
REVIEWABLE = HANDED_IN | {Status.RETURNED}
OVERSEERS = (OfficeRole.MUNICIPAL_OFFICER,)
AUTHORS = (OfficeRole.AUTHOR, OfficeRole.MUNICIPAL_OFFICER)
AUDITORS = (OfficeRole.AUDIT_ADMIN,)
READERS = (
    OfficeRole.DISTRICT_REVIEWER,
    OfficeRole.MUNICIPAL_OFFICER,
    OfficeRole.ANALYST,
)


class Holdings:
    """The offices and memberships a user holds on a day; each read once a request."""

    def __init__(self, user: User, day: date) -> None:
        self.user = user
        self.day = day
        # The offices that the page is for; in one of them it is worked at.
        self.wanted: tuple[str, ...] = ()

    @cached_property
    def offices(self) -> list[Office]:
        rows = Office.objects.filter(held_on(self.day), user=self.user)
        return list(rows.select_related("region"))

    @cached_property
    def memberships(self) -> list[Membership]:
        rows = Membership.objects.filter(held_on(self.day), user=self.user)
        return list(rows.select_related("enterprise__region"))

    @cached_property
    def applies(self) -> bool:
        """Whether this user has registered an enterprise that is not here."""
        rows = Registration.objects.filter(applicant=self.user, enterprise=None)
        return rows.exists()

    def has(self, *roles: str) -> bool:
        """Whether one of these offices is held."""
        return any(office.role in roles for office in self.offices)

    @property
    def regions(self) -> set[int]:
        """The regions whose files this user reviews."""
        role = OfficeRole.DISTRICT_REVIEWER
        return {o.region_id for o in self.offices if o.role == role and o.region_id}

    def member_of(self, *roles: str) -> set[int]:
        """The enterprises this user belongs to in one of these roles."""
        return {m.enterprise_id for m in self.memberships if m.role in roles}


class SignedInRequest(HttpRequest):
    """A request of somebody signed in, with the time it arrived and what they hold."""

    user: User
    at: datetime
    holdings: Holdings


View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """A page for everybody who is signed in."""
    return login_required(view)


def for_offices(*roles: str) -> Callable[[View], View]:
    """A page for holders of these offices; to everybody else it does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.holdings.has(*roles):
                not_found()
            request.holdings.wanted = roles
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return decorate


def not_found() -> NoReturn:
    """One answer for what is missing and for what one may not see."""
    raise Http404(_("Page not found, or you may not see it."))


Row = TypeVar("Row", bound=Model)


def one(rows: QuerySet[Row], **key: object) -> Row:
    """The row, or the 404 that tells nothing."""
    found = rows.filter(**key).first()
    if found is None:
        not_found()
    return found


def as_member(request: SignedInRequest, roles: tuple[str, ...], path: str) -> Q:
    """Rows whose enterprise (at `path`) the user belongs to; one join, no query."""
    held = Membership.objects.filter(
        held_on(request.holdings.day), user=request.user, role__in=roles
    )
    return Q((f"{path}__in", held.values("enterprise")))
