"""Scoping: which reports a reader may open, and which they are told of."""

from django.db.models import Q, QuerySet

from reports.models import Report
from surveys.access import Holdings
from surveys.models import AuditRow, OfficeRole


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


def downloads(reader: Holdings) -> dict[int, list[AuditRow]]:
    """By round when this reader took along a workbook with single enterprises of the
    scope they hold today, or the changes in it: the newest first."""
    where = Q(region=None) if municipal(reader) else Q(region__in=reader.regions)
    rows = mine(reader).filter(where, rows=True).order_by()
    rounds = {str(pk): key for pk, key in rows.values_list("pk", "round")}
    taken = AuditRow.objects.filter(by=reader.user).filter(
        Q(action="download", kind="report", object_id__in=list(rounds))
        | Q(action="export_delta", kind="round")
    )
    found: dict[int, list[AuditRow]] = {}
    for row in taken.order_by("-seq"):
        if row.action == "export_delta" and row.details.get("scope") != scope(reader):
            continue
        key = rounds.get(row.object_id) or int(row.object_id)
        found.setdefault(key, []).append(row)
    return found


def scope(reader: Holdings) -> list[int]:
    """The regions that a reader sees the enterprises of; none stands for the city."""
    return [] if municipal(reader) else sorted(reader.regions)
