"""Units on public notice: since when, until when, what was objected; to be printed."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from surveys import recognising
from surveys.access import SignedInRequest, files_in_scope, for_offices
from surveys.explaining.notices import Notice, told
from surveys.explaining.words import deadline, moment
from surveys.forms.notices import NoticeFilter
from surveys.models import ObjectionState, OfficeRole, Response, Round
from surveys.sheets.notices import Line, write_notice
from surveys.views.downloading import download
from surveys.workflow import Status

PAGE = 200
OFFICIALS = (OfficeRole.DISTRICT_REVIEWER, OfficeRole.MUNICIPAL_OFFICER)
AGAINST = Q(objections__correction__isnull=True)
OPEN = AGAINST & Q(objections__state=ObjectionState.OPEN)


@for_offices(*OFFICIALS)
@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """What is on public notice in the official's region, with the text to publish."""
    form = _filter(request)
    rows = _chosen(request, form)
    page = Paginator(_listed(rows), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "notices": [(notice, told(notice)) for notice in _by_round(rows)],
        "at": request.at,
        "wide": True,
    }
    return render(request, "surveys/notices.html", context)


def _filter(request: SignedInRequest) -> NoticeFilter:
    city = request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)
    form = NoticeFilter(request.GET, regions=city)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    return form


def _chosen(request: SignedInRequest, form: NoticeFilter) -> QuerySet[Response]:
    chosen = form.cleaned_data
    rows = files_in_scope(request.holdings).filter(status=Status.NOTICED)
    paths = {
        "round": "round",
        "region": "unit__enterprise__region",
    }
    rows = rows.filter(**{paths[n]: chosen[n] for n in paths if chosen.get(n)})
    phases = {
        "running": Q(notice_until__gt=request.at),
        "over": Q(notice_until__lte=request.at),
    }
    return rows.filter(phases.get(chosen.get("phase", ""), Q()))


def _listed(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Each with its objections to the notice, by round and region."""
    counted = rows.annotate(
        objected=Count("objections", filter=AGAINST),
        waiting=Count("objections", filter=OPEN),
    )
    return counted.defer("answers", "edition__document").order_by(
        "-round__opens_at",
        "unit__enterprise__region__order",
        "unit__enterprise__name",
        "pk",
    )


def _by_round(rows: QuerySet[Response]) -> list[Notice]:
    """What is on notice, a round each, the newest first."""
    rounds = Round.objects.filter(responses__in=rows.order_by().values("pk"))
    counted = rounds.annotate(
        units=Count("responses"),
        begun=Min("responses__status_at"),
        until=Max("responses__notice_until"),
    )
    listed = counted.values_list("pk", "units", "begun", "until")
    figures = {row[0]: row[1:] for row in listed}
    found = Round.objects.filter(pk__in=figures)
    return [Notice(one, *figures[one.pk]) for one in found]


@for_offices(*OFFICIALS)
@require_safe
def workbook(request: SignedInRequest) -> HttpResponse:
    """What the page lists, all of it, as a workbook."""
    rows = _chosen(request, _filter(request))
    texts = [
        " ".join(words.sentences)
        for notice in _by_round(rows)
        for words in told(notice)
    ]
    lines = [_line(row) for row in _listed(rows)]
    recognising.note_export(len(lines), _asked(request), by=request.user, at=request.at)
    content = write_notice(texts, lines, get_language() or "zh-hans")
    return download(request, None, f"dengta-notice-{request.at:%Y%m%d}.xlsx", content)


def _asked(request: SignedInRequest) -> dict[str, Any]:
    known = NoticeFilter.base_fields
    return {name: request.GET[name] for name in known if request.GET.get(name)}


def _line(row: Any) -> Line:
    enterprise = row.unit.enterprise
    return Line(
        enterprise=enterprise.name,
        uscc=enterprise.uscc,
        unit=row.unit.name,
        questionnaire=str(row.edition.questionnaire),
        round=str(row.round),
        region=str(enterprise.region),
        begun=moment(row.status_at),
        until=deadline(row.notice_until),
        objections=str(row.objected),
    )
