"""Importing: takes over what was kept elsewhere before the platform."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from surveys import auditing
from surveys.models import Cluster, Enterprise, Region, Stage, Title, User

BATCH = 500


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title as a register names it; stage, region and cluster are given by code.

    `uscc` is the holder's credit code where it is known, region and cluster those of
    the time when it was granted.
    """

    number: str
    stage: str
    holder: str
    granted_on: date
    uscc: str = ""
    region: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were taken over, and how many were there already."""

    created: int
    known: int


@transaction.atomic
def import_titles(rows: Sequence[TitleRow], *, by: User, at: datetime) -> Imported:
    """Take over titles that were granted before, all or none.

    A number that is there already is left as it is, so a register can be brought up to
    date by importing it again. Holders that are on the platform are found by their
    credit code. Raises KeyError for a stage, region or cluster that is not known.
    """
    known = set(Title.objects.values_list("number", flat=True))
    new = [row for row in rows if row.number not in known]
    stages = {stage.code: stage for stage in Stage.objects.all()}
    Title.objects.bulk_create(_titles(new, stages), batch_size=BATCH)
    for code, count in Counter(row.stage for row in new).items():
        details = {"created": count}
        auditing.record("import_titles", stages[code], by=by, at=at, details=details)
    return Imported(created=len(new), known=len(rows) - len(new))


def _titles(rows: Sequence[TitleRow], stages: dict[str, Stage]) -> list[Title]:
    regions = {region.code: region for region in Region.objects.all()}
    clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
    enterprises = dict(Enterprise.objects.values_list("uscc", "pk"))
    return [
        Title(
            number=row.number,
            stage=stages[row.stage],
            holder=row.holder,
            enterprise_id=enterprises.get(row.uscc),
            region=regions[row.region] if row.region else None,
            cluster=clusters[row.cluster] if row.cluster else None,
            granted_on=row.granted_on,
        )
        for row in rows
    ]
