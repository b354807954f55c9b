"""Officials and their offices, as the system and security administrators keep them."""

from django.db.models import Q

from surveys.access.holding import SignedInRequest, not_found, one
from surveys.models import Office, OfficeRole, Region, User

SYSTEM = (OfficeRole.SYSTEM_ADMIN,)
SECURITY = (OfficeRole.SECURITY_ADMIN,)
KEEPERS = (*SYSTEM, *SECURITY)


def official_to_keep(request: SignedInRequest, pk: int, *roles: str) -> User:
    """An official, for an administrator of one of these kinds."""
    if not request.holdings.has(*(roles or KEEPERS)):
        not_found()
    return one(User.objects.officials(), pk=pk)


def office_to_end(request: SignedInRequest, pk: int) -> Office:
    """An office that goes on or is to begin, for the security administrator."""
    if not request.holdings.has(*SECURITY):
        not_found()
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=request.holdings.day)
    return one(Office.objects.filter(goes_on).select_related("user", "region"), pk=pk)


def region_to_leave(request: SignedInRequest, pk: int) -> Region:
    """A region that has ended, for the security administrator."""
    if not request.holdings.has(*SECURITY):
        not_found()
    ended = Region.objects.filter(valid_to__lte=request.holdings.day)
    return one(ended.prefetch_related("successors"), pk=pk)
