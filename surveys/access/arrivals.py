"""Who may bring enterprises and people in, and settle what is on its way."""

from uuid import UUID

from django.db.models import Q, QuerySet

from surveys.access.holding import (
    OVERSEERS,
    Holdings,
    SignedInRequest,
    as_member,
    not_found,
    one,
)
from surveys.models import (
    Enterprise,
    Invitation,
    Membership,
    MembershipRole,
    OfficeRole,
    Registration,
    Roster,
    held_on,
)

INVITERS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
ADMINISTRATOR = (MembershipRole.ADMINISTRATOR,)


def rosters_in_scope(request: SignedInRequest) -> QuerySet[Roster]:
    """One's own rosters; a municipal officer's are those of all."""
    holdings = request.holdings
    if not holdings.has(*INVITERS):
        not_found()
    rows = Roster.objects.select_related("job", "by")
    return rows if holdings.has(*OVERSEERS) else rows.filter(by=request.user)


def roster_to_confirm(request: SignedInRequest, pk: UUID) -> Roster:
    """A roster on its way in, for whoever uploaded it or a municipal officer."""
    return one(rosters_in_scope(request), pk=pk)


def registrations_in_scope(holdings: Holdings) -> QuerySet[Registration]:
    """Enterprises on their way in, of the user's regions or of the city."""
    rows = Registration.objects.select_related(
        "region", "primary_cluster", "applicant", "decided_by", "by", "enterprise"
    )
    if holdings.has(*OVERSEERS):
        return rows
    return rows.filter(region__in=holdings.regions)


def registration_to_settle(request: SignedInRequest, pk: int) -> Registration:
    """An enterprise on its way in, for the office of its region."""
    return one(registrations_in_scope(request.holdings), pk=pk)


def enterprise_to_invite_into(request: SignedInRequest, pk: int) -> Enterprise:
    """An enterprise of which one is an administrator, or whose office one holds: where
    the administrator has left, somebody must be able to name another."""
    rows = Enterprise.objects.select_related("region")
    if request.holdings.has(*OVERSEERS):
        return one(rows, pk=pk)
    mine = as_member(request, ADMINISTRATOR, "pk")
    return one(rows.filter(mine | Q(region__in=request.holdings.regions)), pk=pk)


def invitation_to_manage(request: SignedInRequest, pk: int) -> Invitation:
    """An invitation into one's own enterprise, or by the office of its region."""
    rows = Invitation.objects.select_related("enterprise", "registration__region")
    if request.holdings.has(*OVERSEERS):
        return one(rows, pk=pk)
    mine = as_member(request, ADMINISTRATOR, "enterprise")
    regions = request.holdings.regions
    near = Q(enterprise__region__in=regions) | Q(registration__region__in=regions)
    return one(rows.filter(mine | near), pk=pk)


def membership_to_manage(request: SignedInRequest, pk: int) -> Membership:
    """A membership that goes on, in an enterprise of which one is an administrator."""
    mine = as_member(request, ADMINISTRATOR, "enterprise")
    return one(_held(request).filter(mine), pk=pk)


def membership_to_end(request: SignedInRequest, pk: int) -> Membership:
    """The same, or one's own: everybody may leave."""
    mine = as_member(request, ADMINISTRATOR, "enterprise") | Q(user=request.user)
    return one(_held(request).filter(mine), pk=pk)


def _held(request: SignedInRequest) -> QuerySet[Membership]:
    rows = Membership.objects.select_related("user", "enterprise__region")
    return rows.filter(held_on(request.holdings.day))
