"""Dossiers of files and summary tables of regions: on paper, and as workbooks."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from reports import exporting
from reports.dossiers import dossier as dossier_of
from reports.forms import SummaryFilter
from reports.tabulating import SHOWN
from reports.tabulating import summary as summary_of
from reports.workbook.summary import counted
from surveys.access import (
    SignedInRequest,
    files_in_scope,
    for_offices,
    response_to_read,
    signed_in,
)
from surveys.models import OfficeRole, Region, Response, Round, RoundState
from surveys.views.downloading import download

OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
LANGUAGES = {"zh": "zh-hans", "en": "en"}
MOST = 500  # rows on a page; the workbook has all


def _language(request: SignedInRequest) -> str:
    """The language that was asked for, or that of the page: "zh" or "en"."""
    active = "en" if (get_language() or "").startswith("en") else "zh"
    wanted = request.GET.get("language", "")
    return wanted if wanted in LANGUAGES else active


@signed_in
@require_safe
def dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one file, for A4."""
    response = response_to_read(request, pk)
    found = dossier_of(response, by=request.user, at=request.at)
    context = {"response": response, "dossier": found}
    return render(request, "reports/dossier.html", context)


@signed_in
@require_safe
def dossier_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    response = response_to_read(request, pk)
    receipt, language = response.newest_submission().receipt, _language(request)
    content = exporting.export_dossier(
        response, LANGUAGES[language], by=request.user, at=request.at
    )
    return download(request, None, f"{receipt}-dossier-{language}.xlsx", content)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a summary is of: the round, the files within the reader's scope, the
    regions it is limited to (none: the city)."""

    round: Round
    files: QuerySet[Response]
    regions: list[Region]
    form: SummaryFilter


def _wanted(request: SignedInRequest) -> _Wanted | None:
    """None where no round has begun yet."""
    rounds = Round.objects.exclude(state=RoundState.PLANNED).order_by("-opens_at")
    newest = rounds.first()
    if newest is None:
        return None
    scope = _regions(request)
    data = request.GET.copy()
    data.setdefault("round", str(newest.pk))
    form = SummaryFilter(data, rounds=rounds, regions=scope, statuses=SHOWN)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    chosen: dict[str, Any] = form.cleaned_data
    files = files_in_scope(request.holdings)
    if status := chosen.get("status"):
        files = files.filter(status=status)
    if questionnaire := chosen.get("questionnaire"):
        files = files.filter(edition__questionnaire=questionnaire)
    regions = [chosen["region"]] if chosen.get("region") else []
    if regions:
        files = files.filter(unit__enterprise__region=regions[0])
    elif not request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        regions = list(scope)
    return _Wanted(chosen.get("round") or newest, files, regions, form)


def _regions(request: SignedInRequest) -> QuerySet[Region]:
    """The regions whose files the reader sees; of the city those that exist."""
    if request.holdings.has(OfficeRole.MUNICIPAL_OFFICER):
        return Region.objects.valid_on(request.holdings.day)
    return Region.objects.filter(pk__in=request.holdings.regions)


@for_offices(*OFFICIALS)
@require_safe
def summary(request: SignedInRequest) -> HttpResponse:
    """The summary table of a round, for A4 lying."""
    wanted = _wanted(request)
    if wanted is None:
        return render(request, "reports/summary.html", {"summary": None})
    count = wanted.files.filter(round=wanted.round).count()
    kept = wanted.files.filter(round=wanted.round)
    table = summary_of(
        wanted.round,
        kept,
        scope=wanted.regions,
        by=request.user,
        at=request.at,
        chosen=wanted.form.in_words(),
        most=MOST,
    )
    context = {
        "summary": table,
        "counted": counted(table.rows),
        "form": wanted.form,
        "count": count,
        "most": MOST,
        "query": request.GET.urlencode(),
        "wide": True,
    }
    return render(request, "reports/summary.html", context)


@for_offices(*OFFICIALS)
@require_safe
def summary_workbook(request: SignedInRequest) -> HttpResponse:
    """The same as a workbook, with every row."""
    wanted, language = _wanted(request), _language(request)
    if wanted is None:
        return redirect("reports:summary")
    with override(LANGUAGES[language]):
        chosen = wanted.form.in_words()
    content = exporting.export_summary(
        wanted.round,
        wanted.files,
        LANGUAGES[language],
        scope=wanted.regions,
        chosen=chosen,
        by=request.user,
        at=request.at,
    )
    name = f"dengta-summary-{wanted.round.year}-{request.at:%Y%m%d}-{language}.xlsx"
    return download(request, None, name, content)
