"""Building: from an ordered report to the stored workbook."""

import hashlib
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_noop, override

from reports import benchmarks, tabulating
from reports.figures import Benchmark, Entry, Reader
from reports.models import Report, SummaryOrder
from reports.workbook import render, summary
from surveys.jobs import Closing, Progress
from surveys.models import Enterprise, Job
from surveys.scoring import Text

CITY = Text("全市", "The whole city")


def build(job: Job, progress: Progress) -> Closing:
    """Build the workbook of the report a job names; rows that do not add up to the
    database raise, and nothing is delivered."""
    report = Report.objects.select_related(
        "round", "edition__questionnaire", "cut", "region", "by"
    ).get(pk=job.args["report"])
    progress(10, gettext_noop("Reading the scorecards."))
    benchmark = figures(report)
    progress(50, gettext_noop("Writing the workbook."))
    content = render(benchmark, reader(report), report.language)
    progress(90, gettext_noop("Storing the file."))
    name = _store(report, content)
    return partial(_finish, report, benchmark, name, content)


def _store(order: Report | SummaryOrder, content: bytes) -> str:
    # A name of its own for each attempt: a half-written file is never handed out.
    name = f"reports/{order.pk.hex}-{uuid4().hex[:8]}.xlsx"
    return default_storage.save(name, ContentFile(content))


def _finish(
    report: Report, benchmark: Benchmark, name: str, content: bytes
) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    manifest = {
        "content": benchmark.content_hash,
        "units": benchmark.counts.units,
        "enterprises": benchmark.counts.enterprises,
        "listed": benchmark.counts.listed,
        "edition": benchmark.source.edition_hash,
        "engine": benchmark.source.engine,
        "at": benchmark.source.at.isoformat(),
    }
    Report.objects.filter(pk=report.pk).update(
        file=name, sha256=sha256, manifest=manifest
    )
    return {"file": name, "sha256": sha256}


def figures(report: Report) -> Benchmark:
    """The figures of a report: of its cut, or live as of its order."""
    shown = _shown(report) if report.rows else None
    if report.cut is not None:
        return benchmarks.published(report.cut, shown=shown)
    return benchmarks.live(
        report.round, report.edition, report.lane, at=report.at, shown=shown
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
    return Reader(scope, report.by.name, report.at)


def build_summary(job: Job, progress: Progress) -> Closing:
    """Build the summary table that a job names."""
    rows = SummaryOrder.objects.select_related("round", "questionnaire", "by")
    order = rows.get(pk=job.args["order"])
    progress(10, gettext_noop("Reading the files."))
    with override(order.language):
        table = tabulating.summary(wanted(order), by=order.by, at=order.at)
        progress(50, gettext_noop("Writing the workbook."))
        content = summary.render(table, order.language)
    progress(90, gettext_noop("Storing the file."))
    return partial(_finish_summary, order, _store(order, content), content)


def _finish_summary(order: SummaryOrder, name: str, content: bytes) -> dict[str, Any]:
    done = {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
    SummaryOrder.objects.filter(pk=order.pk).update(**done)
    return done


def wanted(order: SummaryOrder) -> tabulating.Wanted:
    """What a table was ordered of."""
    regions = None if order.city else list(order.regions.all())
    return tabulating.Wanted(order.round, regions, order.questionnaire, order.status)
