"""What officials do with one file: each view is one verb of review or decision."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys import objecting, recognising, reviewing
from surveys.access import (
    SignedInRequest,
    one,
    response_to_decide,
    response_to_review,
    signed_in,
)
from surveys.explaining.moves import meanwhile
from surveys.explaining.words import deadline
from surveys.forms.reviewing import (
    DecisionForm,
    ObjectionDecisionForm,
    ObjectionForm,
    OpinionForm,
    ReasonForm,
    ReturnForm,
)
from surveys.models import Objection, Response
from surveys.recognising import NoticeRuns
from surveys.reviewing import (
    DistrictMayNotDecide,
    NothingToReview,
    ObjectionsFirst,
)
from surveys.views.files import file_page
from surveys.workflow import (
    MoveRefused,
    NotReached,
    NotReleased,
    ObjectionOpen,
    ObjectionPossible,
)

Act = Callable[[], str]
UNDECIDABLE = (
    NotReached,
    NotReleased,
    ObjectionOpen,
    ObjectionPossible,
    ObjectionsFirst,
)


def answer(
    request: SignedInRequest, response: Response, form: forms.Form | None, act: Act
) -> HttpResponse:
    """Do one verb and go back to the file, or show the file with the form's errors."""
    if form is not None and not form.is_valid():
        return file_page(request, response, form)
    try:
        messages.success(request, act())
    except MoveRefused as refusal:
        messages.error(request, meanwhile(response, refusal))
    except NothingToReview:
        messages.error(request, meanwhile(response))
    except UNDECIDABLE as refusal:
        messages.error(request, why_undecided(refusal))
    return redirect("surveys:file", response.pk)


def why_undecided(refusal: Exception) -> str:
    """Why a file cannot be decided so just now, and what to do."""
    if isinstance(refusal, NotReleased):
        return _(
            "The decisions of this round wait for its calibration. Once somebody has"
            " looked at it and released them, you can decide."
        )
    if isinstance(refusal, ObjectionPossible):
        return _(
            "The enterprise may object to the corrections until %(until)s. Until then"
            " only the public notice can be decided."
        ) % {"until": deadline(refusal.until)}
    if isinstance(refusal, ObjectionsFirst):
        return _(
            "You corrected answers of this file, and the enterprise may object to that"
            " before it is declined: recommend it to the municipality instead."
        )
    if isinstance(refusal, ObjectionOpen):
        return _(
            "The enterprise objected to a correction. Decide the objection first;"
            " somebody who neither corrected nor decided has to do it."
        )
    return _(
        "The stage is not reached: a check is not met, or a fact is not recorded yet."
        " Record it, or decide otherwise."
    )


@signed_in
@require_POST
def return_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return a file with remarks at its items."""
    response = response_to_review(request, pk)
    form = ReturnForm(response.newest_submission(), request.POST, at=request.at)

    def act() -> str:
        data = form.cleaned_data
        reviewing.return_file(
            response,
            data["remarks"],
            due_at=data["due"],
            by=request.user,
            at=request.at,
        )
        return _("Returned. The enterprise sees your remarks at the items.")

    return answer(request, response, form, act)


@signed_in
@require_POST
def recommend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Recommend a file to the municipality."""
    response = response_to_review(request, pk)
    form = OpinionForm(request.POST)

    def act() -> str:
        opinion = form.cleaned_data["opinion"]
        reviewing.recommend(response, opinion=opinion, by=request.user, at=request.at)
        return _("Recommended to the municipality.")

    return answer(request, response, form, act)


@signed_in
@require_POST
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide in the district, where the round lets it."""
    response = response_to_review(request, pk)
    form = DecisionForm(request.POST, moves=("notice", "decline"))

    def act() -> str:
        reviewing.decide_in_district(
            response,
            form.cleaned_data["move"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=request.at,
        )
        return _("The decision of the district is recorded.")

    try:
        return answer(request, response, form, act)
    except DistrictMayNotDecide:
        messages.error(
            request,
            _("This project is for the municipality to decide. Recommend it instead."),
        )
        return redirect("surveys:file", pk)


@signed_in
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide a recommended file for the municipality."""
    response = response_to_decide(request, pk)
    form = DecisionForm(request.POST, moves=recognising.DECISIONS)

    def act() -> str:
        decided = recognising.decide(
            response,
            form.cleaned_data["move"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=request.at,
        )
        if decided:
            return _("The decision is recorded.")
        return _("Your decision is kept; it counts once a second officer agrees.")

    return answer(request, response, form, act)


@signed_in
@require_POST
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a recommended file back to its district."""
    response = response_to_decide(request, pk)
    form = ReasonForm(request.POST)

    def act() -> str:
        reason = form.cleaned_data["reason"]
        recognising.send_back(response, reason=reason, by=request.user, at=request.at)
        return _("Sent back to the district.")

    return answer(request, response, form, act)


@signed_in
@require_POST
def recognise(request: SignedInRequest, pk: int) -> HttpResponse:
    """Recognise a unit after its public notice."""
    response = response_to_decide(request, pk)

    def act() -> str:
        title = recognising.recognise(response, by=request.user, at=request.at)
        if title is None:
            return _("Recognised.")
        return _("Recognised; the title has the number %(number)s.") % {
            "number": title.number
        }

    try:
        return answer(request, response, None, act)
    except NoticeRuns:
        messages.error(
            request,
            _(
                "Recognition waits until the public notice has ended and every"
                " objection is decided."
            ),
        )
        return redirect("surveys:file", pk)


@signed_in
@require_POST
def raise_objection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down an objection that reached the office."""
    response = response_to_decide(request, pk)
    form = ObjectionForm(request.POST)

    def act() -> str:
        objecting.raise_objection(
            response, **form.cleaned_data, by=request.user, at=request.at
        )
        return _("The objection is recorded.")

    return answer(request, response, form, act)


@signed_in
@require_POST
def decide_objection(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Decide an objection to this file."""
    response = response_to_decide(request, pk)
    objection = one(Objection.objects.filter(response=response), pk=number)
    objection.response = response
    form = ObjectionDecisionForm(request.POST)

    def act() -> str:
        objecting.decide_objection(
            objection, **form.cleaned_data, by=request.user, at=request.at
        )
        return _("The objection is decided.")

    try:
        return answer(request, response, form, act)
    except objecting.TookPart:
        messages.error(
            request,
            _(
                "You corrected or decided this file yourself: a colleague has to"
                " decide the objection."
            ),
        )
        return redirect("surveys:file", pk)
