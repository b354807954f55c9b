"""Summary tables of regions: on paper, and as workbooks that a job builds."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reports import building, exporting
from reports.forms import SummaryFilter
from reports.models import Language, SummaryOrder
from reports.tabulating import SHOWN, Wanted
from reports.tabulating import summary as summary_of
from reports.views.orders import progress_page
from reports.workbook.summary import counted
from surveys.access import SignedInRequest, for_offices, one
from surveys.models import OfficeRole, Region, Round, RoundState
from surveys.views.downloading import download_stored

OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
MOST = 500  # rows on a page; the workbook has all
LAST = 5  # orders that the page still shows


def _form(request: SignedInRequest) -> SummaryFilter | None:
    """What the reader chose; None where no round has begun yet."""
    rounds = Round.objects.exclude(state=RoundState.PLANNED).order_by("-opens_at")
    newest = rounds.first()
    if newest is None:
        return None
    data = request.GET.copy()
    data.setdefault("round", str(newest.pk))
    form = SummaryFilter(data, rounds=rounds, regions=_scope(request), statuses=SHOWN)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    form.cleaned_data.setdefault("round", newest)
    return form


def _municipal(request: SignedInRequest) -> bool:
    return request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)


def _scope(request: SignedInRequest) -> QuerySet[Region]:
    """The regions whose files the reader sees; of the city those that exist."""
    if _municipal(request):
        return Region.objects.valid_on(request.holdings.day)
    return Region.objects.filter(pk__in=request.holdings.regions)


def _wanted(request: SignedInRequest, form: SummaryFilter) -> Wanted:
    """What was chosen, within what the reader sees."""
    chosen: dict[str, Any] = form.cleaned_data
    regions = None if _municipal(request) else list(_scope(request))
    if region := chosen.get("region"):
        regions = [region]
    return Wanted(
        chosen["round"], regions, chosen.get("questionnaire"), chosen.get("status", "")
    )


@for_offices(*OFFICIALS)
@require_safe
def summary(request: SignedInRequest) -> HttpResponse:
    """The summary table of a round, for A4 lying."""
    form = _form(request)
    if form is None:
        return render(request, "reports/summary.html", {"summary": None})
    wanted = _wanted(request, form)
    table = summary_of(wanted, by=request.user, at=request.at, most=MOST)
    context = {
        "summary": table,
        "counted": counted(table.rows),
        "form": form,
        "count": wanted.files().count(),
        "most": MOST,
        "orders": _mine(request)[:LAST],
        "query": request.GET.urlencode(),
        "wide": True,
    }
    return render(request, "reports/summary.html", context)


@for_offices(*OFFICIALS)
@require_POST
def order(request: SignedInRequest) -> HttpResponse:
    """Order the table as a workbook, with every row; a job builds it."""
    form, language = _form(request), request.POST.get("language", "")
    if form is None or language not in Language.values:
        return redirect("reports:summary")
    made = exporting.order_summary(
        _wanted(request, form), language, by=request.user, at=request.at
    )
    return redirect("reports:summary_ordered", made.pk)


def _mine(request: SignedInRequest) -> QuerySet[SummaryOrder]:
    """What this reader ordered and may still read, the newest first: nothing of a
    region whose office is over."""
    rows = SummaryOrder.objects.filter(by=request.user)
    if not _municipal(request):
        others = Region.objects.exclude(pk__in=request.holdings.regions)
        rows = rows.filter(city=False).exclude(regions__in=others)
    return rows.select_related("round", "questionnaire", "job").prefetch_related(
        "regions"
    )


@for_offices(*OFFICIALS)
@require_safe
def ordered(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One ordered table: how far it is, then the file."""
    found = one(_mine(request), pk=pk)
    context = {"order": found, "wanted": building.wanted(found)}
    return render(request, "reports/summary_order.html", context)


@for_offices(*OFFICIALS)
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job runs."""
    found = one(_mine(request), pk=pk)
    return progress_page(request, found.job, "reports:summary_progress", pk)


@for_offices(*OFFICIALS)
@require_safe
def download(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The workbook, to whoever ordered it and still holds the office for it."""
    found = one(_mine(request).exclude(file=""), pk=pk)
    stamp = f"{found.round.year}-{found.at:%Y%m%d}-{found.language[:2]}"
    return download_stored(request, found, f"dengta-summary-{stamp}.xlsx", found.file)
