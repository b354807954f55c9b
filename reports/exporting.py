"""Exporting: dossiers and summary tables as files; each export leaves an audit row."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from reports.changing import changes
from reports.dossiers import dossier
from reports.scoping import scope as scope_of
from reports.tabulating import summary
from reports.workbook import delta
from reports.workbook import dossier as dossier_book
from reports.workbook import summary as summary_book
from surveys import auditing
from surveys.access import Holdings
from surveys.explaining.words import moment
from surveys.models import Region, Response, Round, User


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
def export_summary(  # noqa: PLR0913 -- which files of what, in which language
    target: Round,
    files: QuerySet[Response],
    language: str,
    *,
    scope: Iterable[Region],
    chosen: str,
    by: User,
    at: datetime,
) -> bytes:
    """The summary table of a round as a workbook, "zh-hans" or "en"."""
    regions = list(scope)
    with override(language):
        found = summary(target, files, scope=regions, by=by, at=at, chosen=chosen)
        content = summary_book.render(found, language)
    details = {
        "language": language,
        "regions": sorted(region.code for region in regions),
        "rows": len(found.rows),
    }
    auditing.record("export_summary", target, by=by, at=at, details=details)
    return content


@transaction.atomic
def export_delta(
    target: Round,
    files: QuerySet[Response],
    since: datetime,
    language: str,
    *,
    reader: Holdings,
    at: datetime,
) -> bytes:
    """What changed in these files of a round since a moment, as a workbook."""
    with override(language):
        found = changes(files, since, at)
        span = {"since": moment(since), "until": moment(at), "count": len(found)}
        notes = [
            str(target),
            _("From %(since)s to %(until)s, Beijing time: %(count)s changes.") % span,
            _("Answers are compared as they were handed in; drafts are not seen."),
        ]
        content = delta.write(found, notes, language)
    details = {
        "language": language,
        "scope": scope_of(reader),
        "since": since.isoformat(),
        "rows": len(found),
    }
    by = reader.user
    auditing.record("export_delta", target, by=by, at=at, details=details)
    return content
