"""Scheduling: every Monday the workbook of each region, once, whoever sweeps.

The platform's own schedule (`surveys.jobs.SCHEDULE`) asks every hour, with the embedded
broker as with Redis; what a Monday has made already is found by a constraint.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from reports import benchmarks
from reports.models import Language, Rebuild, Report, Weekly
from surveys import auditing, jobs
from surveys.jobs import Closing, Progress
from surveys.models import Edition, Job, Lane, Region, Round, RoundState

logger = logging.getLogger(__name__)

FROM: Final = time(6)
"""The hour of a Monday, in the time of the platform, from which on it is made."""
UNREAD: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
KEPT: Final = 52 * WEEK
"""So long the files stay; the rows of the history stay for good."""


def weekly(job: Job, progress: Progress) -> Closing:
    """Order what is due at the moment a job names, and tidy what is old."""
    at = parse_datetime(job.args["at"])
    assert at is not None
    progress(10, gettext_noop("Looking for what is due."))
    return partial(_keep, at)


def _keep(at: datetime) -> dict[str, Any]:
    monday = due(at)
    made = 0 if monday is None else order_weekly(monday, at)
    return {"ordered": made, "cleared": tidy(at)}


def due(at: datetime) -> date | None:
    """The Monday that it is, from the hour on; None on any other day."""
    local = timezone.localtime(at)
    is_time = local.weekday() == 0 and local.time() >= FROM
    return local.date() if is_time else None


def following(at: datetime) -> date:
    """The Monday on which the next ones are made."""
    local = timezone.localtime(at)
    ahead = -local.weekday() % 7
    if ahead == 0 and local.time() >= FROM:
        ahead = 7
    return local.date() + timedelta(days=ahead)


def order_weekly(monday: date, at: datetime) -> int:
    """Order the workbooks of a Monday that are not ordered yet; returns how many. A
    region that fails is logged and holds no other one up."""
    target = current_round()
    if target is None:
        return 0
    return sum(_of_region(target, region, monday, at) for region in wanted(target))


def current_round() -> Round | None:
    """The round that runs, or else the last that did; the newest of several."""
    rows = Round.objects.order_by("-opens_at", "-pk")
    running = rows.filter(state=RoundState.OPEN).first()
    return running or rows.exclude(state=RoundState.PLANNED).first()


def wanted(target: Round) -> list[Region]:
    """The regions of a round whose workbook has not been switched off."""
    off = Weekly.objects.filter(on=False).values("region")
    return list(target.regions.exclude(pk__in=off))


def _of_region(target: Round, region: Region, monday: date, at: datetime) -> int:
    try:
        with transaction.atomic():
            return sum(
                _order(target, edition, region, monday, at)
                for edition in _counting(target, region)
            )
    except Exception:
        # Whatever it is; the next hour tries this one again.
        logger.exception("The workbook of %s was not ordered.", region)
        return 0


def _counting(target: Round, region: Region) -> Iterator[Edition]:
    """The editions that have something to say of a region."""
    lane = _lane(target)
    for edition in target.editions.all():
        if benchmarks.counting(target, edition, lane, region).exists():
            yield edition


def _lane(target: Round) -> Lane:
    return Lane.CLAIMED if target.state == RoundState.OPEN else Lane.FINAL


def _order(
    target: Round, edition: Edition, region: Region, monday: date, at: datetime
) -> int:
    once = {"scheduled_on": monday, "region": region, "round": target}
    if Report.objects.filter(edition=edition, **once).exists():
        return 0
    report = Report(
        edition=edition,
        lane=_lane(target),
        language=Language.CHINESE,
        rows=True,
        at=at,
        **once,
    )
    report.job = jobs.start(
        "report", f"report:{report.pk}", args={"report": str(report.pk)}
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        # Another worker was quicker by a moment; its job builds it.
        report.job.delete()
        return 0
    auditing.record("order_report", report, by=None, at=at)
    return 1


def tidy(at: datetime) -> int:
    """Delete the files of former Mondays that are too old, and what was handed back but
    never compared; returns how many."""
    before = timezone.localdate(at) - KEPT
    old = Report.objects.filter(scheduled_on__lt=before)
    return _cleared(old) + _cleared(Rebuild.objects.filter(at__lt=at - UNREAD))


def _cleared(rows: QuerySet[Report] | QuerySet[Rebuild]) -> int:
    names = dict(rows.exclude(file="").order_by().values_list("pk", "file"))
    rows.filter(pk__in=names).update(file="")
    for name in names.values():
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    return len(names)
