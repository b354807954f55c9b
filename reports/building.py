"""Building: from an ordered report to the stored workbook."""

import hashlib
import os
import tempfile
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from reports import answers, benchmarks, tabulating
from reports.figures import Benchmark, Entry, Reader
from reports.models import Report, ReportKind, SummaryOrder
from reports.workbook import answers as answers_book
from reports.workbook import render, summary
from reports.workbook.answers import Told
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
    if report.kind == ReportKind.BENCHMARK:
        return _build_benchmark(report, progress)
    return _build_answers(report, progress)


def _build_answers(report: Report, progress: Progress) -> Closing:
    """Raw answers go from the database into a file, and from there into the storage."""
    chosen = answers.Chosen(
        report.round, report.edition, report.lane, report.at, report.cut, report.region
    )
    progress(10, gettext_noop("Reading the answers."))
    told = Told()
    with tempfile.TemporaryFile() as file:
        with override(report.language):
            source = answers.source(chosen, long=report.kind == ReportKind.LONG)
            answers_book.render(
                answers.units(chosen, told),
                source,
                told,
                reader(report),
                report.language,
                file,
            )
        progress(90, gettext_noop("Storing the file."))
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        name = _store(report, File(file))
    _hand_over(name, progress)
    manifest = {
        "bytes": size,
        "content": told.content,
        "units": told.units,
        "listed": told.units,
        "answers": told.entries,
        "left_out": told.left_out,
        "rows": told.rows,
        "edition": source.sha256,
        "engine": told.engine,
        "at": source.at.isoformat(),
    }
    return partial(_finish, report, manifest, name, sha256, None)


def _build_benchmark(report: Report, progress: Progress) -> Closing:
    progress(10, gettext_noop("Reading the scorecards."))
    cards = None if report.cut else cards_of(report)
    benchmark = figures(report, cards)
    progress(50, gettext_noop("Writing the workbook."))
    content = render(benchmark, reader(report), report.language)
    progress(90, gettext_noop("Storing the file."))
    name = _store(report, ContentFile(content))
    _hand_over(name, progress)
    sha256 = hashlib.sha256(content).hexdigest()
    manifest = _manifest(benchmark) | {"bytes": len(content)}
    return partial(_finish, report, manifest, name, sha256, cards)


def _store(order: Report | SummaryOrder, content: File) -> str:  # type: ignore[type-arg]
    # A name of its own for each attempt: a half-written file is never handed out.
    name = f"reports/{order.pk.hex}-{uuid4().hex[:8]}.xlsx"
    return default_storage.save(name, content)


def _hand_over(name: str, progress: Progress) -> None:
    """The last step at which the job can be stopped; a file nobody wants goes."""
    try:
        progress(97, gettext_noop("Handing the file over."))
    except Fenced:
        default_storage.delete(name)
        raise


def _manifest(benchmark: Benchmark) -> dict[str, Any]:
    return {
        "content": benchmark.content_hash,
        "units": benchmark.counts.units,
        "enterprises": benchmark.counts.enterprises,
        "listed": benchmark.counts.listed,
        "edition": benchmark.source.edition_hash,
        "engine": benchmark.source.engine,
        "at": benchmark.source.at.isoformat(),
    }


def _finish(
    report: Report,
    manifest: dict[str, Any],
    name: str,
    sha256: str,
    cards: list[int] | None,
) -> dict[str, Any]:
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
        return benchmarks.published(report.cut, shown=shown, detailed=True)
    return benchmarks.live(
        report.round,
        report.edition,
        report.lane,
        at=report.at,
        shown=shown,
        cards=cards,
        region=report.region,
        detailed=True,
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
        detailed=True,
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
    name = _store(order, ContentFile(content))
    return partial(_finish_summary, order, name, content)


def _finish_summary(order: SummaryOrder, name: str, content: bytes) -> dict[str, Any]:
    done = {"file": name, "sha256": hashlib.sha256(content).hexdigest()}
    SummaryOrder.objects.filter(pk=order.pk).update(**done)
    return done


def wanted(order: SummaryOrder) -> tabulating.Wanted:
    """What a table was ordered of."""
    regions = None if order.city else list(order.regions.all())
    return tabulating.Wanted(order.round, regions, order.questionnaire, order.status)
