"""A workbook of ours that is built again: upload, progress, what has changed."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports import returning
from reports.expecting import left_in_words
from reports.filtering import RebuildForm
from reports.models import Rebuild
from reports.scoping import in_scope
from surveys.access import READERS, SignedInRequest, for_offices, one
from surveys.keeping import clean_name
from surveys.sheets.guarding import UnsafeWorkbook, refusal

LATEST = 10


@for_offices(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def rebuilds(request: SignedInRequest) -> HttpResponse:
    """Hand a workbook in to be built again, and the latest that were."""
    form = RebuildForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = clean_name(file.name)
        try:
            row = returning.hand_back(file, name, by=request.user, at=request.at)
        except UnsafeWorkbook as problem:
            form.add_error("file", str(problem.problem))
        else:
            return redirect("reports:rebuild", row.pk)
    context = {"form": form, "latest": _own(request).defer("findings")[:LATEST]}
    return render(request, "reports/rebuilds.html", context)


def _own(request: SignedInRequest) -> QuerySet[Rebuild]:
    """The reader's own, as long as they may see the report behind."""
    rows = Rebuild.objects.filter(by=request.user).select_related("job")
    seen = in_scope(request.holdings).values("pk")
    return rows.filter(Q(report=None) | Q(report__in=seen))


@for_offices(*READERS)
@require_safe
def rebuild(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One: how far it is, then whether the figures are the same."""
    found = one(_own(request).select_related(*BEHIND).defer(*UNREAD), pk=pk)
    return render(request, "reports/rebuild.html", _told(request, found))


BEHIND = ("report__round", "report__edition__questionnaire")
UNREAD = ("report__edition__document", "report__scorecards")


def _told(request: SignedInRequest, found: Rebuild) -> dict[str, Any]:
    findings = found.findings or {}
    units = [
        row | {"at": parse_datetime(row["at"])} for row in findings.get("units", [])
    ]
    return {
        "rebuild": found,
        "findings": found.findings,
        "refused": _refused(findings.get("refused", "")),
        "units": units,
        "left": left_in_words(found.job, request.at) if found.job else "",
        "edited": bool(findings.get("cells"))
        and findings["stated"] == findings["rebuilt"],
        "untrue": findings.get("stated") != findings.get("delivered"),
        "wide": bool(findings.get("cells")),
    }


def _refused(code: str) -> str:
    if code == "unknown":
        return _(
            "No workbook of ours stands behind this file, or you may not see it. Its"
            " cover names the number of the order; it may have been changed."
        )
    if code == "unkept":
        return _(
            "This workbook is from before the platform kept what live figures were made"
            " of; it cannot be built again. Order the same again instead."
        )
    if code == "raw":
        return _(
            "This workbook has raw answers and no figures to compute again. Order the"
            " same again, or the changes since your last download."
        )
    return str(refusal(code).problem) if code else ""


@for_offices(*READERS)
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job runs."""
    found = one(_own(request), pk=pk)
    page = render(request, "reports/rebuild_progress.html", _told(request, found))
    if found.job is None or found.job.ended:
        page.headers["HX-Refresh"] = "true"
    return page
