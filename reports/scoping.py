"""Scoping: which reports a reader may open, and which they are told of."""

from django.db.models import Q, QuerySet

from reports.models import Report
from surveys.access import Holdings
from surveys.models import OfficeRole


def municipal(reader: Holdings) -> bool:
    """Whether the reader sees every enterprise of the city."""
    return reader.has(OfficeRole.MUNICIPAL_OFFICER)


def mine(reader: Holdings) -> QuerySet[Report]:
    """What this reader may open, the newest first: what they ordered, and what the
    schedule made for their regions.

    Who left the municipality reads no live figures of the city any more, and who left a
    district nothing about single enterprises of it.
    """
    scheduled = Q(scheduled_on__isnull=False)
    return _allowed(reader).filter(Q(by=reader.user) | scheduled)


def in_scope(reader: Holdings) -> QuerySet[Report]:
    """What this reader is told of: all of the city for the municipality, those about
    their regions for officials, their own for everybody."""
    rows = _allowed(reader)
    if municipal(reader):
        return rows
    return rows.filter(Q(by=reader.user) | Q(region__in=reader.regions))


def _allowed(reader: Holdings) -> QuerySet[Report]:
    rows = Report.objects.all()
    if not municipal(reader):
        own = Q(region__in=reader.regions)
        published = Q(cut__isnull=False, rows=False, scheduled_on=None)
        rows = rows.filter(own | published)
    rows = rows.select_related("round", "edition__questionnaire", "job", "region", "by")
    return rows.defer("edition__document", "scorecards")
