"""The lists officials work through: files to review, files to decide."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.access import (
    REVIEWABLE,
    SignedInRequest,
    files_in_scope,
    for_offices,
)
from surveys.forms.reviewing import QueueFilter
from surveys.models import Lane, OfficeRole, Response, Scorecard
from surveys.workflow import Status

PAGE = 50
OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
SHOWN = tuple(status for status in Status if status in REVIEWABLE)


@for_offices(*OFFICIALS)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Handed-in files of the official's region, those that wait first."""
    return _list(request, Status.SUBMITTED, "surveys:queue")


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_safe
def decisions(request: SignedInRequest) -> HttpResponse:
    """Recommended files of the city, for decision."""
    return _list(request, Status.RECOMMENDED, "surveys:decisions")


def _list(request: SignedInRequest, first: Status, here: str) -> HttpResponse:
    data = request.GET.copy()
    data.setdefault("status", first)
    city = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    form = QueueFilter(data, statuses=SHOWN, regions=city)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    rows = with_claims(_chosen(files_in_scope(request.holdings), form.cleaned_data))
    page = Paginator(rows.order_by("status_at", "pk"), PAGE)
    context = {
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "first": first,
        "here": here,
        "wide": True,
    }
    return render(request, "surveys/queue.html", context)


def _chosen(rows: QuerySet[Response], chosen: dict[str, Any]) -> QuerySet[Response]:
    if text := chosen.get("q", "").strip():
        enterprise = Q(unit__enterprise__name__icontains=text)
        code = Q(unit__enterprise__uscc=text.upper())
        rows = rows.filter(enterprise | code | Q(unit__name__icontains=text))
    paths = {
        "status": "status",
        "round": "round",
        "cluster": "unit__enterprise__primary_cluster",
        "region": "unit__enterprise__region",
    }
    wanted = {paths[name]: chosen[name] for name in paths if chosen.get(name)}
    return rows.filter(**wanted)


def with_claims(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Each file with the outcome and score of its newest claimed scorecard."""
    claimed = (
        Scorecard.objects.standing()
        .filter(submission__response=OuterRef("pk"), lane=Lane.CLAIMED)
        .order_by("-pk")
    )
    return rows.annotate(
        claimed_outcome=Subquery(claimed.values("outcome")[:1]),
        claimed_score=Subquery(claimed.values("score")[:1]),
    )
