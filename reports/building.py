"""Building: from an ordered report to the stored workbook."""

import hashlib
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_noop

from reports import benchmarks
from reports.figures import Benchmark, Entry, Reader
from reports.models import Report
from reports.workbook import render
from surveys.jobs import Closing, Fenced, Progress
from surveys.models import Enterprise, Job, OfficeRole
from surveys.notifying import officials, tell
from surveys.scoring import Text

SCHEDULE = "Dengta"
"""Who ordered what the schedule makes."""
CITY = Text("全市", "The whole city")


def build(job: Job, progress: Progress) -> Closing:
    """Build the workbook of the report a job names; rows that do not add up to the
    database raise, and nothing is delivered."""
    report = Report.objects.select_related(
        "round", "edition__questionnaire", "cut", "region", "by"
    ).get(pk=job.args["report"])
    progress(10, gettext_noop("Reading the scorecards."))
    cards = None if report.cut else cards_of(report)
    benchmark = figures(report, cards)
    progress(50, gettext_noop("Writing the workbook."))
    content = render(benchmark, reader(report), report.language)
    progress(90, gettext_noop("Storing the file."))
    # A name of its own for each attempt: a half-written file is never handed out.
    name = default_storage.save(
        f"reports/{report.pk.hex}-{uuid4().hex[:8]}.xlsx", ContentFile(content)
    )
    try:
        progress(97, gettext_noop("Handing the file over."))
    except Fenced:
        default_storage.delete(name)
        raise
    return partial(_finish, report, benchmark, cards, name, content)


def _finish(
    report: Report,
    benchmark: Benchmark,
    cards: list[int] | None,
    name: str,
    content: bytes,
) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    manifest = {
        "bytes": len(content),
        "content": benchmark.content_hash,
        "units": benchmark.counts.units,
        "enterprises": benchmark.counts.enterprises,
        "listed": benchmark.counts.listed,
        "edition": benchmark.source.edition_hash,
        "engine": benchmark.source.engine,
        "at": benchmark.source.at.isoformat(),
    }
    Report.objects.filter(pk=report.pk).update(
        file=name, sha256=sha256, manifest=manifest, scorecards=cards
    )
    _tell(report)
    return {"file": name, "sha256": sha256}


def _tell(report: Report) -> None:
    """Tell who ordered it; of what the schedule made, the region's officials."""
    target, at = report.round, timezone.now()
    people = [report.by] if report.by else []
    if report.scheduled_on and report.region:
        people = officials(OfficeRole.DISTRICT_REVIEWER, at, report.region)
    tell(
        "report_weekly" if report.scheduled_on else "report_ready",
        people,
        at=at,
        about=str(report.pk),
        report=str(report.pk),
        round_zh=target.name_zh,
        round_en=target.name_en,
    )


def cards_of(report: Report) -> list[int]:
    """The ids of the scorecards that live figures are made of now: of the city, or of
    a region alone."""
    return benchmarks.counted(report.round, report.edition, report.lane, report.region)


def figures(report: Report, cards: list[int] | None) -> Benchmark:
    """The figures of a report: of its cut, or live, from the scorecards counted now."""
    shown = _shown(report) if report.rows else None
    if report.cut is not None:
        return benchmarks.published(report.cut, shown=shown)
    return benchmarks.live(
        report.round,
        report.edition,
        report.lane,
        at=report.at,
        shown=shown,
        cards=cards,
        region=report.region,
    )


def figures_again(report: Report) -> Benchmark:
    """The figures of a report that was built, from the scorecards of that time."""
    if report.cut is not None:
        return figures(report, None)
    return benchmarks.again(
        report.round,
        report.edition,
        report.lane,
        report.scorecards or [],
        at=report.at,
        shown=_shown(report) if report.rows else None,
        region=report.region,
    )


def _shown(report: Report) -> benchmarks.Shown:
    if report.region is None:
        return lambda _: True
    # Access follows the region of today, figures that of their time.
    own = set(
        Enterprise.objects.filter(region=report.region).values_list("pk", flat=True)
    )

    def of_region(entry: Entry) -> bool:
        return entry.enterprise in own

    return of_region


def reader(report: Report) -> Reader:
    """For whom the workbook is made."""
    region = report.region
    scope = Text(region.name_zh, region.name_en) if region else CITY
    name = report.by.name if report.by else SCHEDULE
    return Reader(scope, name, report.at, str(report.pk))
