"""Ordering: publish a data cut, and order a workbook of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from reports.benchmarks import counted
from reports.models import Cut, Report, ReportKind
from surveys import auditing, jobs
from surveys.models import Edition, Region, Round, User

CHOICES = ("kind", "round", "edition", "lane", "cut", "language", "rows", "region")
"""What somebody chooses who orders a workbook, and who orders it again."""


class NoCut(Exception):
    """No figures of this round have been published for this edition and lane."""


class NoRows(Exception):
    """Raw answers are rows of single enterprises, which were not asked for."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a reader wants: figures of one edition of one round on one lane.

    `live` figures need a view of every enterprise; `rows` asks for the list of single
    enterprises, of one `region` or of the city. Raw answers, another `kind`, are such a
    list, and are only given to who may see it.
    """

    round: Round
    edition: Edition
    lane: str
    language: str
    live: bool = False
    rows: bool = False
    region: Region | None = None
    kind: str = ReportKind.BENCHMARK


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
    """Order a workbook; a job builds it. Raises NoRows."""
    if wanted.kind != ReportKind.BENCHMARK and not wanted.rows:
        raise NoRows
    cut = None if wanted.live else _cut(wanted)
    report = Report(
        kind=wanted.kind,
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
    return _put_in_line(report)


@transaction.atomic
def order_again(former: Report, *, by: User, at: datetime) -> Report:
    """Order the same once more: a new report with the same choices."""
    same = {name: getattr(former, name) for name in CHOICES}
    return _put_in_line(Report(**same, repeats=former, by=by, at=at))


def _put_in_line(report: Report) -> Report:
    report.job = jobs.start(
        "report", f"report:{report.pk}", args={"report": str(report.pk)}, by=report.by
    )
    report.save(force_insert=True)
    raw = report.kind != ReportKind.BENCHMARK
    action = "order_answers" if raw else "order_report"
    details = {"repeats": str(report.repeats_id)} if report.repeats_id else {}
    auditing.record(action, report, by=report.by, at=report.at, details=details)
    return report


@transaction.atomic
def cancel(report: Report, *, by: User, at: datetime) -> bool:
    """Stop building: nothing is delivered any more. False where it has ended already,
    or where somebody else ordered it."""
    if report.job is None or report.by_id != by.pk or not jobs.cancel(report.job):
        return False
    auditing.record("cancel_report", report, by=by, at=at)
    return True


def _cut(wanted: Order) -> Cut:
    cuts = Cut.objects.filter(
        round=wanted.round, edition=wanted.edition, lane=wanted.lane
    )
    cut = cuts.first()
    if cut is None:
        raise NoCut
    return cut
