"""Several files at once: a check list before anything is done, then what became of
each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import recognising, reviewing, vetting
from surveys.access import (
    SignedInRequest,
    files_in_scope,
    files_to_decide,
    files_to_review,
    for_offices,
)
from surveys.explaining.hindrances import became
from surveys.forms.batches import BatchForm
from surveys.forms.queues import picked
from surveys.forms.reviewing import OpinionForm
from surveys.models import MoveRow, OfficeRole, Response
from surveys.vetting import Done, Vetted

KEPT = "batch"  # in the session: what became of the files, for the page that tells it


@for_offices(OfficeRole.DISTRICT_REVIEWER)
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request: SignedInRequest) -> HttpResponse:
    """Recommend the ticked files: check them, give one opinion, see what became."""
    if request.method != "POST":
        return _told(request, "surveys:queue")
    files = files_to_review(request).filter(pk__in=picked(request.POST))
    vetted = vetting.for_recommending(files)
    if not vetted and "listed" not in request.POST:
        return _nothing(request, "surveys:queue")
    if "opinion" not in request.POST:
        return _check_list(request, vetted, OpinionForm())
    form = OpinionForm(request.POST)
    if not vetted:
        form.add_error(None, _("Tick at least one file of the list."))
    if not form.is_valid():
        return _check_list(request, vetted, form)
    return _recommended(request, vetted, form.cleaned_data["opinion"])


def _check_list(
    request: SignedInRequest, vetted: Sequence[Vetted], form: OpinionForm
) -> HttpResponse:
    ticked = set(picked(request.POST)) if form.is_bound else None
    rows = [
        (one, one.passes if ticked is None else one.response.pk in ticked)
        for one in [*vetted, *_unticked(request, vetted)]
    ]
    context = {
        "rows": rows,
        "passing": sum(one.passes for one, _ in rows),
        "form": form,
        "wide": True,
    }
    status = 400 if form.errors else 200
    return render(request, "surveys/batch_recommend.html", context, status=status)


def _unticked(request: SignedInRequest, vetted: Sequence[Vetted]) -> list[Vetted]:
    """Files that stood on the check list without a tick: they stay on it."""
    listed = request.POST.getlist("listed")
    known = {one.response.pk for one in vetted}
    keys = [int(text) for text in listed if text.isdecimal() and int(text) not in known]
    return vetting.for_recommending(files_to_review(request).filter(pk__in=keys[:50]))


def _recommended(
    request: SignedInRequest, vetted: Sequence[Vetted], opinion: str
) -> HttpResponse:
    def act(file: Response) -> bool:
        reviewing.recommend(file, opinion=opinion, by=request.user, at=request.at)
        return True

    done = [*vetting.barred(vetted), *vetting.each(vetting.able(vetted), act)]
    return _keep(request, done, "surveys:batch_recommend")


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest) -> HttpResponse:
    """Decide the ticked files: choose for each, see the reasons listed, confirm."""
    if request.method != "POST":
        return _told(request, "surveys:decisions")
    files = files_to_decide(request).filter(pk__in=picked(request.POST))
    vetted = vetting.for_deciding(files, request.at)
    if not vetted:
        return _nothing(request, "surveys:decisions")
    step = request.POST.get("step", "")
    form = BatchForm(request.POST if step else None, files=vetted)
    if step in ("", "change") or not form.is_valid():
        return _choosing(request, vetted, form)
    if step != "do":
        context = {"form": form, "chosen": form.chosen(), "wide": True}
        return render(request, "surveys/batch_confirm.html", context)
    return _decided(request, form)


def _choosing(
    request: SignedInRequest, vetted: Sequence[Vetted], form: BatchForm
) -> HttpResponse:
    context = {
        "form": form,
        "barred": [one for one in vetted if one.barred],
        "wide": True,
    }
    status = 400 if form.errors else 200
    return render(request, "surveys/batch_decide.html", context, status=status)


def _decided(request: SignedInRequest, form: BatchForm) -> HttpResponse:
    chosen = {one.file.response.pk: one for one in form.chosen()}

    def act(file: Response) -> bool:
        one = chosen[file.pk]
        by, at = request.user, request.at
        return recognising.decide(file, one.move, reason=one.reason, by=by, at=at)

    done = vetting.each([one.file.response for one in chosen.values()], act)
    return _keep(request, done, "surveys:batch_decide")


# -- What became of them --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Result:
    """One file with what became of it; `good` says whether that was meant."""

    response: Response
    words: str
    good: bool


def _keep(request: SignedInRequest, done: Sequence[Done], here: str) -> HttpResponse:
    """Lead to the page that tells it: reloading that does nothing twice."""
    request.session[KEPT] = [[one.response, one.result] for one in done]
    return redirect(here)


def _told(request: SignedInRequest, back: str) -> HttpResponse:
    became_of = dict(request.session.get(KEPT, ()))
    if not became_of:
        return redirect(back)
    rows = _last_moved(files_in_scope(request.holdings).filter(pk__in=became_of))
    results = [_result(row, became_of[row.pk]) for row in rows]
    context = {
        "results": sorted(results, key=lambda one: one.good),
        "good": sum(one.good for one in results),
        "back": back,
        "wide": True,
    }
    return render(request, "surveys/batch_done.html", context)


def _last_moved(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Each with who moved it last, and when."""
    moves = MoveRow.objects.filter(response=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        moved_by=Subquery(moves.values("by__name")[:1]),
        moved_at=Subquery(moves.values("at")[:1]),
    ).defer("answers", "edition__document")


def _result(row: Any, code: str) -> Result:
    return Result(
        row, became(code, row.moved_by, row.moved_at), code in ("done", "kept")
    )


def _nothing(request: SignedInRequest, back: str) -> HttpResponse:
    messages.error(request, _("Tick at least one file of the list."))
    return redirect(back)
