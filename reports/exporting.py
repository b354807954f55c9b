"""Exporting: a dossier as a file, a summary table ordered; each leaves an audit row."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from reports.dossiers import dossier
from reports.models import SummaryOrder
from reports.tabulating import Wanted
from reports.workbook import dossier as dossier_book
from surveys import auditing, jobs
from surveys.models import Response, User


@transaction.atomic
def export_dossier(
    response: Response, language: str, *, by: User, at: datetime
) -> bytes:
    """The dossier of a file as a workbook, "zh-hans" or "en"."""
    with override(language):
        content = dossier_book.render(dossier(response, by=by, at=at), language)
    details = {"language": language}
    auditing.record("export_dossier", response, by=by, at=at, details=details)
    return content


@transaction.atomic
def order_summary(
    wanted: Wanted, language: str, *, by: User, at: datetime
) -> SummaryOrder:
    """Order the summary table of a round, "zh-hans" or "en"; a job builds it."""
    order = SummaryOrder(
        round=wanted.round,
        city=wanted.regions is None,
        questionnaire=wanted.questionnaire,
        status=wanted.status,
        language=language,
        by=by,
        at=at,
    )
    args = {"order": str(order.pk)}
    order.job = jobs.start("summary", f"summary:{order.pk}", args=args, by=by)
    order.save(force_insert=True)
    order.regions.set(wanted.regions or ())
    details = {
        "language": language,
        "regions": sorted(region.code for region in wanted.regions or ()),
        "rows": wanted.files().count(),
    }
    auditing.record("export_summary", wanted.round, by=by, at=at, details=details)
    return order
