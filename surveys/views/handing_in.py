"""Handing in: all answers at a glance, the declaration, the receipt, taking back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import filling
from surveys.access import (
    FILLERS,
    SignedInRequest,
    not_found,
    response_to_fill,
    response_to_see,
    response_with_result,
    signed_in,
)
from surveys.doubting import doubts_of
from surveys.filling import AlreadySubmitted, Contradictory, Incomplete
from surveys.forms.checking import check_of
from surveys.forms.filling import DeclarationForm
from surveys.forms.overview import shown_codes
from surveys.models import Job, MembershipRole, Response, Submission
from surveys.packing import pack
from surveys.views.answering import refused_words
from surveys.views.downloading import ZIP, download
from surveys.views.filling import beside_of, looked_at, may_write
from surveys.workflow import EDITABLE, HANDED_IN, Closed, MoveRefused, Status


@signed_in
@require_safe
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """All answers in words, what is missing first."""
    response = response_to_see(request, pk)
    return render(request, "surveys/check.html", _overview(request, response))


def _overview(request: SignedInRequest, response: Response) -> dict[str, Any]:
    beside = beside_of(response)
    parts = looked_at(response, shown_codes(response), beside)
    writable = may_write(request, response)
    doubts = doubts_of(response, request.at) if writable else []
    block = response.edition.scheme.unanswered == "block"
    return {
        "response": response,
        "parts": parts,
        "check": check_of(parts, doubts, block=block),
        "writable": writable,
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Declare that the answers are true, and hand in."""
    response = response_to_fill(request, pk)
    if response.status in HANDED_IN:
        return _already_in(request, response)
    if response.status not in EDITABLE:
        return redirect("surveys:task_list", pk)
    form = DeclarationForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        return _hand_in(request, response, form)
    context = _overview(request, response) | {"form": form}
    return render(request, "surveys/submit.html", context)


def _hand_in(
    request: SignedInRequest, response: Response, form: DeclarationForm
) -> HttpResponse:
    try:
        filling.submit(
            response,
            name=form.cleaned_data["name"],
            post=form.cleaned_data["post"],
            by=request.user,
            at=request.at,
        )
    except AlreadySubmitted:
        return _already_in(request, response)
    except (Closed, Incomplete, Contradictory, MoveRefused) as refusal:
        messages.error(request, _refused(response, refusal))
        return redirect(INSTEAD[type(refusal)], response.pk)
    return redirect("surveys:receipt", response.pk)


# Where it goes on when something stands against handing in.
INSTEAD: Mapping[type[Exception], str] = {
    Closed: "surveys:task_list",
    Incomplete: "surveys:check",
    Contradictory: "surveys:check",
    MoveRefused: "surveys:submit",
}


def _refused(response: Response, refusal: Exception) -> str:
    if isinstance(refusal, Closed):
        return refused_words(response)
    if isinstance(refusal, Incomplete):
        return _("Some questions still need an answer.")
    if isinstance(refusal, Contradictory):
        return _("Some answers contradict each other and have to be mended.")
    # A colleague wrote at the same moment.
    return _("The answers have just changed. Look once more.")


def _already_in(request: SignedInRequest, response: Response) -> HttpResponse:
    """To the receipt; whoever was a moment too late is told that nothing is lost."""
    if request.method == "POST":
        words = _("It is handed in already; once is enough (receipt %(receipt)s).")
        receipt = newest(response).receipt
        messages.info(request, words % {"receipt": receipt})
    return redirect("surveys:receipt", response.pk)


def newest(response: Response) -> Submission:
    """The newest submission; 404 where nothing was handed in."""
    return response.submissions.order_by("-number").first() or not_found()


def assessment_of(submission: Submission) -> QuerySet[Job]:
    """The job that scores a submission."""
    return Job.objects.filter(key=f"assess:{submission.pk}")


@signed_in
@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the enterprise keeps: number, time, fingerprint; and how scoring goes on."""
    response = response_to_see(request, pk)
    submission = newest(response)
    context = {
        "response": response,
        "submission": submission,
        "job": assessment_of(submission).first(),
        "returnable": _may_take_back(request, response),
    }
    return render(request, "surveys/receipt.html", context)


@signed_in
@require_safe
def data(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was handed in with what scored it, to be computed again elsewhere; for
    members with every change that they made."""
    response = response_with_result(request, pk)
    submission = response.newest_submission()
    own = request.holdings.member_of(*MembershipRole.values)
    content = pack(submission, revisions=response.unit.enterprise_id in own)
    return download(request, response, f"{submission.receipt}.zip", content, ZIP)


def _may_take_back(request: SignedInRequest, response: Response) -> bool:
    fills = response.unit.enterprise_id in request.holdings.member_of(*FILLERS)
    free = response.status == Status.SUBMITTED and response.opened_at is None
    return fills and free and request.at < response.closes_at


@signed_in
@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far the scoring is: the part of a page that asks for itself again."""
    submission = newest(response_to_see(request, pk))
    job = assessment_of(submission).first()
    context = {"response": submission.response, "job": job}
    return render(request, "surveys/parts/scoring.html", context)


@signed_in
@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a submission back while nobody has opened it."""
    response = response_to_fill(request, pk)
    try:
        filling.take_back(response, by=request.user, at=request.at)
    except (Closed, MoveRefused):
        messages.error(
            request,
            _("It can no longer be taken back: it is in review or past its end."),
        )
        return redirect("surveys:receipt", pk)
    messages.success(request, _("Taken back. You can change the answers again."))
    return redirect("surveys:task_list", pk)


@signed_in
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the round with this unit."""
    response = response_to_fill(request, pk)
    try:
        filling.withdraw(response, by=request.user, at=request.at)
    except MoveRefused:
        messages.error(request, _("It can no longer be withdrawn."))
    else:
        messages.success(request, _("Withdrawn from the round."))
    return redirect("surveys:task_list", pk)
