"""Rebuilding: from a workbook that came back to what has changed since it was made."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from reports import building, scoping
from reports.figures import Benchmark
from reports.models import Rebuild, Report, ReportKind
from reports.workbook import render
from reports.workbook.returned import (
    Difference,
    Stated,
    differences,
    formulas,
    sheets_of,
    stated,
)
from surveys.access import Holdings
from surveys.jobs import Closing, Progress
from surveys.models import Job, Scorecard, User
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.sheets.reading import Sheet

TOLD: Final = 200
"""So many cells, and so many units, are told of; of all others how many there are."""

Findings = dict[str, Any]


def rebuild(job: Job, progress: Progress) -> Closing:
    """Compare the workbook that a job names with one made anew from the scorecards of
    that time; only where `by` may still see its report."""
    row = Rebuild.objects.select_related("by").get(pk=job.args["rebuild"])
    at = parse_datetime(job.args["at"])
    assert at is not None
    progress(5, gettext_noop("Reading the uploaded workbook."))
    try:
        sheets = _uploaded(row)
    except UnsafeWorkbook as refusal:
        return partial(_finish, row, None, {"refused": refusal.code})
    says = stated(sheets)
    report = found(says, row.by, at)
    if report is None:
        return partial(_finish, row, None, {"refused": "unknown"})
    if report.kind != ReportKind.BENCHMARK:
        return partial(_finish, row, report, {"refused": "raw"})
    if report.cut is None and report.scorecards is None:
        return partial(_finish, row, report, {"refused": "unkept"})
    progress(20, gettext_noop("Computing the figures again."))
    benchmark = building.figures_again(report)
    progress(50, gettext_noop("Writing the workbook."))
    content = render(benchmark, building.reader(report), report.language)
    progress(75, gettext_noop("Comparing cell by cell."))
    findings = _compared(report, says, benchmark, sheets, content)
    return partial(_finish, row, report, findings)


def _uploaded(row: Rebuild) -> Sequence[Sheet]:
    with row.file.open("rb") as file:
        return sheets_of(file.read())


def found(says: Stated, by: User, at: datetime) -> Report | None:
    """The report that a manifest names, by its number or its hash, among those that
    this reader may see at this time."""
    rows = scoping.in_scope(Holdings(by, timezone.localdate(at))).exclude(file="")
    rows = rows.select_related("cut").defer("edition__document")
    try:
        return rows.filter(pk=UUID(says.report)).first()
    except ValueError:
        pass  # a workbook from before orders had their number in it
    if not says.content_hash:
        return None
    return rows.filter(manifest__content=says.content_hash).first()


def _compared(
    report: Report,
    says: Stated,
    benchmark: Benchmark,
    sheets: Sequence[Sheet],
    content: bytes,
) -> Findings:
    computed = formulas(content)
    cells = list(differences(sheets, sheets_of(content), computed))
    superseded = newer(report)
    delivered = report.manifest
    return {
        "identical": says.content_hash == benchmark.content_hash and not cells,
        "stated": says.content_hash,
        "delivered": delivered["content"],
        "rebuilt": benchmark.content_hash,
        "edition": [delivered["edition"], benchmark.source.edition_hash],
        "engine": [delivered["engine"], benchmark.source.engine],
        "cells": [_told(cell) for cell in islice(cells, TOLD)],
        "count": len(cells),
        "formulas": len(computed),
        "newer": len(superseded),
        "units": _units(report, superseded),
    }


def _told(cell: Difference) -> dict[str, str]:
    return {
        "sheet": cell.sheet,
        "cell": cell.cell,
        "row": cell.row,
        "old": cell.old,
        "new": cell.new,
    }


def newer(report: Report) -> list[int]:
    """The scorecards that stand today instead of some that the report counted."""
    old = report.cut.scorecards if report.cut else (report.scorecards or [])
    responses = Scorecard.objects.filter(pk__in=old).values("submission__response")
    standing = Scorecard.objects.standing().filter(
        lane=report.lane, submission__response__in=responses
    )
    newest = standing.annotate(last=Max("submission__response__submissions__number"))
    rows = newest.filter(submission__number=F("last")).order_by("pk")
    now = dict(rows.values_list("submission__response", "pk"))
    return sorted(set(now.values()) - set(old))


def _units(report: Report, cards: Sequence[int]) -> list[dict[str, str]]:
    """Whose scorecards are newer: of enterprises that the report lists by name."""
    if not report.rows:
        return []
    rows = Scorecard.objects.filter(pk__in=cards)
    if report.region is not None:
        rows = rows.filter(submission__response__unit__enterprise__region=report.region)
    told = rows.order_by("-at", "-pk").values_list(
        "submission__response__unit__enterprise__name",
        "submission__response__unit__name",
        "score",
        "at",
    )
    return [
        {"enterprise": name, "unit": unit, "score": score, "at": at.isoformat()}
        for name, unit, score, at in told[:TOLD]
    ]


def _finish(row: Rebuild, report: Report | None, findings: Findings) -> dict[str, Any]:
    path = row.file.name or ""
    Rebuild.objects.filter(pk=row.pk).update(report=report, findings=findings, file="")
    # What was uploaded is of no more use, and may hold names.
    if path:
        transaction.on_commit(partial(default_storage.delete, path), robust=True)
    return {"refused": findings.get("refused", "")}
