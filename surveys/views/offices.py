"""Offices as the security administrator keeps them: given, ended, handed over."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from surveys import appointing
from surveys.access import (
    SECURITY,
    SignedInRequest,
    office_to_end,
    official_to_keep,
    region_to_leave,
    signed_in,
)
from surveys.appointing import Handed
from surveys.enrolling import Refused
from surveys.explaining.parties import office_title
from surveys.forms.appointing import (
    EndForm,
    HandOverForm,
    OfficeForm,
    RegionsForm,
    after,
)
from surveys.models import Office, Region, User

FORM = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(FORM)
def appoint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give an official an office."""
    found = official_to_keep(request, pk, *SECURITY)
    form = OfficeForm(request.POST or None, today=request.holdings.day)
    if request.method == "POST" and form.is_valid() and _appoint(request, found, form):
        return redirect("surveys:official", pk)
    words = {"heading": _("Give an office"), "act": _("Give the office")}
    context = {"official": found, "form": form} | words
    return render(request, "surveys/office_new.html", context)


def _appoint(request: SignedInRequest, found: User, form: OfficeForm) -> bool:
    """Give the office of a form, or say on the form why not."""
    given = dict(form.cleaned_data)
    last, today = given.pop("last_day"), request.holdings.day
    until = after(last, today) if last else None
    try:
        office = appointing.appoint(
            found, **given, until=until, by=request.user, at=request.at
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    words = {"name": found.name, "office": office_title(office.role, office.region)}
    messages.success(request, _("%(name)s has got the office: %(office)s.") % words)
    return True


@signed_in
@require_http_methods(FORM)
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an office."""
    found = office_to_end(request, pk)
    form = EndForm(request.POST or None, today=request.holdings.day)
    if request.method == "POST" and form.is_valid():
        until = after(form.cleaned_data["last_day"], request.holdings.day)
        reason = form.cleaned_data["reason"]
        try:
            appointing.end(
                found, until=until, reason=reason, by=request.user, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The office is ended."))
            return redirect("surveys:official", found.user_id)
    words = {"heading": _("End an office"), "act": _("End the office")}
    context = {"office": found, "official": found.user, "form": form} | words
    return render(request, "surveys/office_end.html", context)


@signed_in
@require_http_methods(FORM)
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the offices of an official to a successor, with everything open."""
    found = official_to_keep(request, pk, *SECURITY)
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=request.holdings.day)
    offices = Office.objects.filter(goes_on, user=found).select_related("region")
    others = User.objects.officials().filter(is_active=True)
    form = HandOverForm(
        request.POST or None,
        offices=offices.order_by("valid_from", "pk"),
        successors=others.exclude(pk__in=(found.pk, request.user.pk)).order_by(
            "name", "pk"
        ),
    )
    if request.method == "POST" and form.is_valid():
        try:
            handed = appointing.hand_over(
                found, **form.cleaned_data, by=request.user, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _handed_words(handed, form.cleaned_data))
            if handed.kept:
                messages.warning(request, _kept_words(handed.kept))
            return redirect("surveys:official", form.cleaned_data["successor"].pk)
    words = {"heading": _("Hand over to a successor"), "act": _("Hand over now")}
    context = {"official": found, "form": form} | words
    return render(request, "surveys/office_hand_over.html", context)


def _handed_words(handed: Handed, chosen: dict[str, Any]) -> str:
    return ngettext(
        "%(name)s holds %(n)s office from today on, with everything that is open.",
        "%(name)s holds %(n)s offices from today on, with everything that is open.",
        len(handed.offices),
    ) % {"name": chosen["successor"].name, "n": len(handed.offices)}


def _kept_words(kept: int) -> str:
    return ngettext(
        "%(n)s seat of a panel stays, because the successor had a part in the file. The"
        " municipality gives it to another expert on the page of the panel.",
        "%(n)s seats of panels stay, because the successor had a part in the files. The"
        " municipality gives them to other experts on the page of the panel.",
        kept,
    ) % {"n": kept}


@signed_in
@require_http_methods(FORM)
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the offices over an ended region to the regions that it became."""
    found = region_to_leave(request, pk)
    form = RegionsForm(request.POST or None, region=found, today=request.holdings.day)
    if request.method == "POST" and form.is_valid():
        try:
            given = appointing.move_offices(
                found, **form.cleaned_data, by=request.user, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _moved_words(found, given))
            return redirect("surveys:officials")
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=request.holdings.day)
    held = found.offices.filter(goes_on).select_related("user").order_by("user__name")
    words = {"heading": _("Move offices to the new region"), "act": _("Move now")}
    context = {"region": found, "offices": held, "form": form} | words
    return render(request, "surveys/offices_move.html", context)


def _moved_words(region: Region, given: list[Office]) -> str:
    return ngettext(
        "%(n)s office has gone over from %(region)s.",
        "%(n)s offices have gone over from %(region)s.",
        len(given),
    ) % {"n": len(given), "region": region}
