"""Ordering: publish a data cut, and order a workbook of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reports.benchmarks import counted
from reports.models import Cut, Report
from surveys import auditing, jobs
from surveys.models import Edition, Region, Round, User


class NoCut(Exception):
    """No figures of this round have been published for this edition and lane."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a reader wants: figures of one edition of one round on one lane.

    `live` figures need a view of every enterprise; `rows` asks for the list of single
    enterprises, of one `region` or of the city.
    """

    round: Round
    edition: Edition
    lane: str
    language: str
    live: bool = False
    rows: bool = False
    region: Region | None = None


@transaction.atomic
def publish_cut(
    target: Round, edition: Edition, lane: str, *, by: User, at: datetime
) -> Cut:
    """Fix the scorecards of published figures; a second publishing finds the first."""
    cut, created = Cut.objects.get_or_create(
        round=target,
        edition=edition,
        lane=lane,
        defaults={"scorecards": counted(target, edition, lane), "by": by, "at": at},
    )
    if created:
        auditing.record("publish_cut", cut, by=by, at=at)
    return cut


@transaction.atomic
def order(wanted: Order, *, by: User, at: datetime) -> Report:
    """Order a workbook; a job builds it."""
    cut = None if wanted.live else _cut(wanted)
    report = Report(
        round=wanted.round,
        edition=wanted.edition,
        lane=wanted.lane,
        cut=cut,
        language=wanted.language,
        rows=wanted.rows,
        region=wanted.region,
        by=by,
        at=at,
    )
    report.job = jobs.start(
        "report", f"report:{report.pk}", args={"report": str(report.pk)}, by=by
    )
    report.save(force_insert=True)
    auditing.record("order_report", report, by=by, at=at)
    return report


def _cut(wanted: Order) -> Cut:
    cuts = Cut.objects.filter(
        round=wanted.round, edition=wanted.edition, lane=wanted.lane
    )
    cut = cuts.first()
    if cut is None:
        raise NoCut
    return cut
