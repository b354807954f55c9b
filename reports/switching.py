"""Switching: whose workbook is made every Monday, and whose is not."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from reports.models import Weekly
from surveys import auditing
from surveys.models import Region, User


@transaction.atomic
def switch(
    regions: Iterable[Region], on: Collection[int], *, by: User, at: datetime
) -> int:
    """Switch the workbooks of these regions: those in `on` are made, the others not.
    Returns how many changed."""
    rows = list(regions)
    known = {w.region_id: w for w in Weekly.objects.filter(region__in=rows)}
    changed = 0
    for region in rows:
        wanted, row = region.pk in on, known.get(region.pk)
        was = row.on if row else True
        if was == wanted:
            continue
        row, _new = Weekly.objects.update_or_create(
            region=region, defaults={"on": wanted, "by": by, "at": at}
        )
        auditing.record(
            "switch_weekly",
            row,
            by=by,
            at=at,
            details={"region": str(region)},
            before={"weekly": was},
            after={"weekly": wanted},
        )
        changed += 1
    return changed
