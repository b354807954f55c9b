"""Pages of rounds: the list, planning, opening, closing, reopening one response."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import running
from surveys.access import (
    SignedInRequest,
    for_offices,
    lapsed_to_reopen,
    round_to_run,
    signed_in,
)
from surveys.forms.reviewing import ReopenForm
from surveys.forms.rounds import RoundForm
from surveys.models import OfficeRole, Response, Round
from surveys.running import RoundRefused
from surveys.workflow import MoveRefused, Status


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_safe
def rounds(request: SignedInRequest) -> HttpResponse:
    """All rounds, the newest first."""
    rows = Round.objects.annotate(responses_count=Count("responses"))
    rows = rows.order_by("-opens_at", "-pk")  # grouped, they have no order of their own
    return render(request, "surveys/rounds.html", {"rounds": rows})


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: SignedInRequest) -> HttpResponse:
    """Plan a round."""
    today = timezone.localdate(request.at)
    form = RoundForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        planned = running.plan_round(form.plan(), by=request.user, at=request.at)
        return redirect("surveys:round", planned.pk)
    return render(request, "surveys/round_new.html", {"form": form})


@signed_in
@require_safe
def round_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One round: its rules, its funnel, and the responses that lapsed."""
    target = round_to_run(request, pk)
    counts = dict(
        target.responses.order_by().values_list("status").annotate(Count("pk"))
    )
    context = {
        "round": target,
        "editions": target.editions.select_related("questionnaire"),
        "regions": target.regions.all(),
        "funnel": [(status, counts.get(status, 0)) for status in Status],
        "lapsed": _lapsed(target),
        "may_close": target.state == "open" and request.at >= target.deadline,
    }
    return render(request, "surveys/round.html", context)


def _lapsed(target: Round) -> list[Response]:
    rows = Response.objects.with_subject().filter(round=target, status=Status.LAPSED)
    return list(rows[:100])


@signed_in
@require_POST
def round_open(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a planned round."""
    target = round_to_run(request, pk)
    try:
        running.open_round(target, by=request.user, at=request.at)
    except RoundRefused:
        messages.error(request, _("Only a planned round can be opened."))
    else:
        messages.success(request, _("The round is open."))
    return redirect("surveys:round", pk)


@signed_in
@require_POST
def round_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a round whose deadline has passed."""
    target = round_to_run(request, pk)
    try:
        running.close_round(target, by=request.user, at=request.at)
    except RoundRefused:
        messages.error(
            request, _("A round can be closed once it is open and its deadline passed.")
        )
    else:
        messages.success(request, _("The round is closed; reviews go on."))
    return redirect("surveys:round", pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a lapsed response a new date."""
    response = lapsed_to_reopen(request, pk)
    form = ReopenForm(request.POST or None, at=request.at)
    if request.method == "POST" and form.is_valid():
        _reopen(request, response, form.cleaned_data)
        return redirect("surveys:round", response.round_id)
    return render(request, "surveys/reopen.html", {"form": form, "response": response})


def _reopen(
    request: SignedInRequest, response: Response, chosen: dict[str, Any]
) -> None:
    due_at, reason = chosen["due"], chosen["reason"]
    try:
        running.reopen(
            response, due_at=due_at, reason=reason, by=request.user, at=request.at
        )
    except MoveRefused:
        messages.error(request, _("Somebody else reopened this response meanwhile."))
    else:
        messages.success(request, _("The response is open again."))
