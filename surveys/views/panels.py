"""Panels as the municipality runs them: drawing one, and who sits before what."""

import secrets

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import seating
from surveys.access import (
    SignedInRequest,
    panel_to_run,
    round_to_run,
    seat_to_give,
    signed_in,
)
from surveys.forms.seating import DrawForm, ReseatForm
from surveys.models import Panel, Round, User
from surveys.seating import NothingToDraw, SeatRefused, TooFewExperts

SEEDS = 1_000_000  # a number that people can read to each other


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def panel_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draw a panel for a round."""
    target = round_to_run(request, pk)
    experts = seating.experts_on(request.holdings.day)
    initial = {"seed": secrets.randbelow(SEEDS)}
    form = DrawForm(target, request.POST or None, experts=experts, initial=initial)
    if request.method == "POST" and form.is_valid():
        drawn = _drawn(request, form)
        if drawn is not None:
            messages.success(request, _("The panel is drawn; the experts are told."))
            return redirect("surveys:panel", drawn.pk)
    context = {
        "round": target,
        "form": form,
        "experts": experts,
        "waiting": [
            (edition, seating.files_to_draw(target, edition).count())
            for edition in target.editions.select_related("questionnaire")
        ],
    }
    status = 400 if form.errors else 200
    return render(request, "surveys/panel_new.html", context, status=status)


def _drawn(request: SignedInRequest, form: DrawForm) -> Panel | None:
    try:
        return seating.draw(form.wanted(), by=request.user, at=request.at)
    except NothingToDraw:
        text = _("No recommended file of this questionnaire waits for a second score.")
        form.add_error("edition", text)
    except TooFewExperts as lacking:
        text = _(
            "Too few of these experts may sit before %(receipt)s: they had a part in"
            " it. Choose more experts."
        )
        form.add_error("experts", text % {"receipt": lacking.receipt})
    except SeatRefused:
        form.add_error("experts", _("One of them is no expert any more. Choose again."))
    return None


@signed_in
@require_safe
def panel(request: SignedInRequest, pk: int) -> HttpResponse:
    """One panel: how it was drawn, its seats and how far each is."""
    found = panel_to_run(request, pk)
    rows = found.seats.select_related(
        "expert", "submission__response__unit__enterprise__region"
    ).annotate(scored=Count("scores"))
    rows = rows.defer("submission__answers", "submission__response__answers")
    listed = list(rows.order_by("expert__name", "pk"))
    context = {
        "panel": found,
        "seats": listed,
        "done": sum(seat.finished_at is not None for seat in listed),
        "released": _is_released(found.round),
        "experts": list(seating.experts_on(request.holdings.day)),
        "wide": True,
    }
    return render(request, "surveys/panel.html", context)


def _is_released(target: Round) -> bool:
    return hasattr(target, "release")


@signed_in
@require_POST
def reseat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a seat that is not finished to another expert."""
    seat = seat_to_give(request, pk)
    form = ReseatForm(request.POST, experts=seating.experts_on(request.holdings.day))
    if not form.is_valid():
        messages.error(request, _("Choose who takes the seat over."))
        return redirect("surveys:panel", seat.panel_id)
    expert: User = form.cleaned_data["expert"]
    try:
        seating.reseat(seat, expert, by=request.user, at=request.at)
    except SeatRefused:
        messages.error(
            request,
            _(
                "%(name)s cannot take this seat: they had a part in the file, sit"
                " before it already, or it is handed in."
            )
            % {"name": expert.name},
        )
    else:
        told = _("%(name)s sits before this file now and is told.")
        messages.success(request, told % {"name": expert.name})
    return redirect("surveys:panel", seat.panel_id)
