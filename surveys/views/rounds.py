"""Pages of rounds: the list, planning, opening, closing, reopening one response."""

from typing import Any

from django.contrib import messages
from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import running, swapping
from surveys.access import (
    SignedInRequest,
    for_offices,
    lapsed_to_reopen,
    round_to_run,
    signed_in,
)
from surveys.forms.reviewing import ReopenForm
from surveys.forms.rounds import RoundForm
from surveys.models import Edition, OfficeRole, Response, Round, RoundState
from surveys.running import FilesOpen, RoundRefused
from surveys.workflow import MoveRefused, Status


@for_offices(OfficeRole.MUNICIPAL_OFFICER)
@require_safe
def rounds(request: SignedInRequest) -> HttpResponse:
    """All rounds, the newest first; those put away only where they are asked for."""
    away = request.GET.get("archived") == "1"
    rows = Round.objects.annotate(responses_count=Count("responses"))
    rows = rows.order_by("-opens_at", "-pk")  # grouped, they have no order of their own
    archived = [row for row in rows if row.state == RoundState.ARCHIVED]
    context = {
        "rounds": archived if away else [row for row in rows if row not in archived],
        "away": away,
        "archived": len(archived),
    }
    return render(request, "surveys/rounds.html", context)


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
@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a round that is planned; from its opening on its rules stay."""
    target = round_to_run(request, pk)
    today = timezone.localdate(request.at)
    form = RoundForm(request.POST or None, today=today, planned=target)
    if target.state != RoundState.PLANNED:
        messages.error(request, _("Only a planned round can be changed."))
        return redirect("surveys:round", pk)
    if request.method == "POST" and form.is_valid():
        _change(request, target, form)
        return redirect("surveys:round", pk)
    context = {"form": form, "round": target}
    return render(request, "surveys/round_new.html", context)


def _change(request: SignedInRequest, target: Round, form: RoundForm) -> None:
    try:
        running.change_round(target, form.plan(), by=request.user, at=request.at)
    except RoundRefused:
        messages.error(request, _("Only a planned round can be changed."))
    else:
        messages.success(request, _("The plan is changed."))


@signed_in
@require_safe
def round_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One round: its rules, its funnel, and the responses that lapsed."""
    target = round_to_run(request, pk)
    prefetch_related_objects([target], "extensions")
    counts = dict(
        target.responses.order_by().values_list("status").annotate(Count("pk"))
    )
    context = {
        "round": target,
        "editions": _editions(target),
        "regions": target.regions.all(),
        "funnel": [(status, counts.get(status, 0)) for status in Status],
        "lapsed": _lapsed(target),
        "may_close": target.state == "open" and request.at >= target.last_end,
        "extended": len(target.extensions.all()),
        "changeable": target.state in swapping.CHANGEABLE,
    }
    return render(request, "surveys/round.html", context)


def _editions(target: Round) -> QuerySet[Edition]:
    """What it asks, each with whether another edition may take its place (`free`)."""
    free = Q(pk__in=swapping.swappable(target).values("pk"))
    rows = target.editions.select_related("questionnaire")
    return rows.annotate(free=ExpressionWrapper(free, BooleanField()))


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
            request,
            _(
                "A round can be closed once it is open and its time is over for"
                " everybody, also for those who were given more."
            ),
        )
    else:
        messages.success(request, _("The round is closed; reviews go on."))
    return redirect("surveys:round", pk)


@signed_in
@require_POST
def round_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a closed round away, once nothing of it waits for anybody."""
    target = round_to_run(request, pk)
    try:
        running.archive_round(target, by=request.user, at=request.at)
    except FilesOpen as refusal:
        messages.error(request, _waiting(refusal.count))
    except RoundRefused:
        messages.error(request, _("Only a closed round can be archived."))
    else:
        messages.success(
            request, _("The round is archived: it can be read and no longer changed.")
        )
    return redirect("surveys:round", pk)


def _waiting(count: int) -> str:
    if not count:
        return _("Not yet: a re-scoring of this round waits for its decision.")
    words = ngettext(
        "Not yet: %(count)s file of this round still waits for somebody.",
        "Not yet: %(count)s files of this round still wait for somebody.",
        count,
    )
    return words % {"count": count}


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
    except RoundRefused:
        messages.error(request, _("The round is archived; nothing of it changes."))
    else:
        messages.success(request, _("The response is open again."))
