"""Which reports a reader may open, and which they are told of."""

from django.db.models import Q, QuerySet

from reports.models import Report
from surveys.access import SignedInRequest
from surveys.models import OfficeRole, Region


def municipal(request: SignedInRequest) -> bool:
    """Whether the reader sees every enterprise of the city."""
    return request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)


def mine(request: SignedInRequest) -> QuerySet[Report]:
    """What this reader may open, the newest first: what they ordered, and what the
    schedule made for their regions.

    Who left the municipality reads no live figures of the city any more, and who left a
    district nothing about single enterprises of it.
    """
    scheduled = Q(scheduled_on__isnull=False)
    return _allowed(request).filter(Q(by=request.user) | scheduled)


def in_scope(request: SignedInRequest) -> QuerySet[Report]:
    """What this reader is told of: all of the city for the municipality, those about
    their regions for officials, their own for everybody."""
    rows = _allowed(request)
    if municipal(request):
        return rows
    regions = Q(region__in=request.holdings.regions)
    return rows.filter(Q(by=request.user) | regions)


def _allowed(request: SignedInRequest) -> QuerySet[Report]:
    rows = Report.objects.all()
    if not municipal(request):
        own = Q(region__in=request.holdings.regions)
        published = Q(cut__isnull=False, rows=False, scheduled_on=None)
        rows = rows.filter(own | published)
    rows = rows.select_related("round", "edition__questionnaire", "job", "region", "by")
    return rows.defer("edition__document", "scorecards")


def own_region(request: SignedInRequest) -> Region | None:
    """The region whose enterprises a reader sees; None where it is none of them."""
    regions = sorted(request.holdings.regions)
    return Region.objects.get(pk=regions[0]) if regions else None
