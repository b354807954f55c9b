"""The lists officials work through: files to review, files to decide."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from surveys.access import (
    REVIEWABLE,
    SignedInRequest,
    files_in_scope,
    for_offices,
)
from surveys.explaining.ages import Age, age_of
from surveys.explaining.flags import Said, all_said
from surveys.forms.queues import Choices, QueueFilter, choices_of
from surveys.models import Flag, Lane, OfficeRole, Response, Scorecard, Submission
from surveys.workflow import Status

PAGE = 50
SHORT = 2  # flags that are said at once; the others unfold
OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
SHOWN = tuple(status for status in Status if status in REVIEWABLE)
OF_DISTRICTS = ("who", "overdue")  # what nobody asks of files to decide


@dataclass(frozen=True, slots=True)
class Line:
    """One file of a list. flags: what to look at, `more` of it unfolded on demand."""

    response: Response
    flags: list[Said]
    more: list[Said]
    age: Age | None


@for_offices(*OFFICIALS)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Handed-in files of the official's region, those of the highest risk first."""
    return _list(request, Status.SUBMITTED, ())


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_safe
def decisions(request: SignedInRequest) -> HttpResponse:
    """Recommended files of the city, for decision."""
    return _list(request, Status.RECOMMENDED, OF_DISTRICTS)


def _list(
    request: SignedInRequest, first: Status, leave_out: Collection[str]
) -> HttpResponse:
    found = _choices(request)
    form = _filter(request, first, leave_out, found)
    rows = with_claims(files_in_scope(request.holdings))
    rows = form.narrowed(rows, by=request.user, at=request.at)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": _lines(request, page),
        "first": first,
        "colleagues": found["person"],
        "reviews": bool(request.holdings.regions),
        "back": request.GET.urlencode(),
        "wide": True,
    }
    return render(request, "surveys/queue.html", context)


def _choices(request: SignedInRequest) -> dict[str, Choices]:
    city = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    day = timezone.localdate(request.at)
    return choices_of(day, None if city else request.holdings.regions)


def _filter(
    request: SignedInRequest,
    first: Status,
    leave_out: Collection[str],
    found: dict[str, Choices],
) -> QueueFilter:
    data = request.GET.copy()
    data.setdefault("status", first)
    data.setdefault("order", "risk")
    city = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    without = leave_out if city else (*leave_out, "region")
    return QueueFilter(data, statuses=SHOWN, found=found, leave_out=without)


def with_claims(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Each file with its newest submission, and the outcome and score of its newest
    claimed scorecard; without its answers, which are as long as all else together."""
    claimed = (
        Scorecard.objects.standing()
        .filter(submission__response=OuterRef("pk"), lane=Lane.CLAIMED)
        .order_by("-pk")
    )
    handed_in = Submission.objects.filter(response=OuterRef("pk"))
    rows = rows.annotate(
        newest=Subquery(handed_in.order_by("-number").values("pk")[:1]),
        claimed_outcome=Subquery(claimed.values("outcome")[:1]),
        claimed_score=Subquery(claimed.values("score")[:1]),
    )
    return rows.select_related("reviewer").defer("answers", "edition__document")


def _lines(request: SignedInRequest, page: Page[Any]) -> list[Line]:
    flags = flags_of(row.newest for row in page)
    return [_line(request, row, flags.get(row.newest, [])) for row in page]


def _line(request: SignedInRequest, row: Response, flags: list[Said]) -> Line:
    age = age_of(row, request.at)
    return Line(row, flags[:SHORT], flags[SHORT:], age)


def flags_of(submissions: Iterable[int]) -> dict[int, list[Said]]:
    """What there is to look at in each of these submissions, in words."""
    found: dict[int, list[Flag]] = {}
    for flag in Flag.objects.filter(submission__in=list(submissions)):
        found.setdefault(flag.submission_id, []).append(flag)
    return {pk: all_said(flags) for pk, flags in found.items()}
