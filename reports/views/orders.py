"""Ordering a workbook, watching it being built, downloading it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports import ordering
from reports.forms import (
    CutOrderForm,
    LiveOrderForm,
    Pairs,
    PublishForm,
    figures_to_order,
)
from reports.models import Cut, Report
from reports.ordering import Order
from surveys.access import READERS, SignedInRequest, for_offices, one
from surveys.explaining.words import day
from surveys.models import Job, OfficeRole, Region
from surveys.views.downloading import download_stored

SHOWN = 50


@for_offices(*READERS)
@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """What the reader ordered, and the forms to order more."""
    return _page(request)


def _page(
    request: SignedInRequest,
    form: forms.Form | None = None,
    publish: forms.Form | None = None,
) -> HttpResponse:
    """The page, with a form that was refused in its place."""
    figures = figures_to_order()
    if _municipal(request):
        publish = publish or PublishForm(figures=figures, prefix="publish")
    context = {
        "reports": mine(request)[:SHOWN],
        "form": form or _order_form(request, figures),
        "publish": publish,
        "live": _municipal(request),
        "cuts": Cut.objects.select_related("round", "edition__questionnaire"),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "reports/list.html", context, status=status)


def mine(request: SignedInRequest) -> QuerySet[Report]:
    """What this reader ordered and may still read, the newest first.

    Who left the municipality reads no live figures any more, and who left a district
    no list of its enterprises.
    """
    rows = Report.objects.filter(by=request.user)
    if not _municipal(request):
        in_region = Q(rows=False) | Q(region__in=request.holdings.regions)
        rows = rows.filter(in_region, cut__isnull=False)
    return rows.select_related("round", "edition__questionnaire", "job", "region")


def _municipal(request: SignedInRequest) -> bool:
    return request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)


def _order_form(
    request: SignedInRequest, figures: Pairs, data: QueryDict | None = None
) -> LiveOrderForm | CutOrderForm:
    initial = {"language": "en" if get_language() == "en" else "zh-hans"}
    if _municipal(request):
        return LiveOrderForm(data, figures=figures, initial=initial)
    return CutOrderForm(data, initial=initial)


@for_offices(*READERS)
@require_POST
def order(request: SignedInRequest) -> HttpResponse:
    """Order a workbook; a job builds it and the page shows how far it is."""
    form = _order_form(request, figures_to_order(), request.POST)
    if not form.is_valid():
        return _page(request, form)
    report = ordering.order(_wanted(request, form), by=request.user, at=request.at)
    return redirect("reports:report", report.pk)


def _wanted(request: SignedInRequest, form: LiveOrderForm | CutOrderForm) -> Order:
    chosen = form.cleaned_data
    if isinstance(form, LiveOrderForm):
        target, edition = form.round_and_edition()
        return Order(
            target,
            edition,
            chosen["lane"],
            chosen["language"],
            live=True,
            rows=chosen["rows"],
        )
    cut: Cut = chosen["cut"]
    region = _own_region(request)
    return Order(
        cut.round,
        cut.edition,
        cut.lane,
        chosen["language"],
        rows=region is not None,
        region=region,
    )


def _own_region(request: SignedInRequest) -> Region | None:
    regions = sorted(request.holdings.regions)
    return Region.objects.get(pk=regions[0]) if regions else None


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_POST
def publish(request: SignedInRequest) -> HttpResponse:
    """Publish the figures of a round: readers without live figures order these."""
    form = PublishForm(request.POST, figures=figures_to_order(), prefix="publish")
    if not form.is_valid():
        return _page(request, publish=form)
    target, edition = form.round_and_edition()
    lane = form.cleaned_data["lane"]
    cut = ordering.publish_cut(target, edition, lane, by=request.user, at=request.at)
    messages.success(
        request,
        _("Published: %(count)s units, as they stood on %(day)s.")
        % {"count": len(cut.scorecards), "day": day(cut.at)},
    )
    return redirect("reports:list")


@for_offices(*READERS)
@require_safe
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One ordered workbook: progress while it is built, then its manifest."""
    return render(request, "reports/report.html", {"report": one(mine(request), pk=pk)})


@for_offices(*READERS)
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job runs."""
    found = one(mine(request), pk=pk)
    return progress_page(request, found.job, "reports:progress", pk)


def progress_page(
    request: SignedInRequest,
    job: Job | None,
    name: str,
    pk: UUID,
    template: str = "reports/progress.html",
) -> HttpResponse:
    """How far a job is; `name` is the address that is asked again. Once it has ended
    the page around it is read anew."""
    context = {"job": job, "poll": reverse(name, args=(pk,))}
    page = render(request, template, context)
    if job is None or job.ended:
        page.headers["HX-Refresh"] = "true"
    return page


@for_offices(*READERS)
@require_safe
def download(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The workbook, to whoever ordered it and still holds an office to read it."""
    found = one(mine(request).exclude(file=""), pk=pk)
    what = f"{found.edition.questionnaire.code}-{found.round.year}"
    name = f"dengta-{what}-{found.at:%Y%m%d}-{found.language[:2]}.xlsx"
    return download_stored(request, found, name, found.file)
