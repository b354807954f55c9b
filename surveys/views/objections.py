"""What the review corrected, as the enterprise sees it, and objecting to one of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys import objecting
from surveys.access import (
    FILLERS,
    SignedInRequest,
    not_found,
    response_to_fill,
    response_to_see,
    signed_in,
)
from surveys.forms.objecting import (
    Corrected,
    CorrectionObjectionForm,
    corrected_answers,
    effects,
)
from surveys.keeping import Refused
from surveys.models import Response, Submission
from surveys.objecting import AlreadyObjected, NotObjectable, PeriodOver
from surveys.workflow import TOLD, MoveRefused


@signed_in
@require_safe
def corrections(request: SignedInRequest, pk: int) -> HttpResponse:
    """Claims and corrections side by side, and what they do to the score."""
    response = response_to_see(request, pk)
    submission = _newest(response)
    told = _told(submission)
    context = {
        "response": response,
        "submission": submission,
        "told": told,
        "corrected": corrected_answers(submission, request.at) if told else [],
        "effects": effects(submission) if told else [],
        "fills": _fills(request, response),
    }
    return render(request, "surveys/corrections.html", context)


def _newest(response: Response) -> Submission:
    """The newest submission; 404 where nothing was handed in."""
    newest = response.submissions.order_by("-number").first() or not_found()
    newest.response = response
    return newest


def _told(submission: Submission) -> bool:
    """Whether the review of this version has come to an end in the district: until
    then what a reviewer notes may still change."""
    moves = submission.response.moves
    return moves.filter(name__in=TOLD, at__gte=submission.at).exists()


def _fills(request: SignedInRequest, response: Response) -> bool:
    mine = request.holdings.member_of(*FILLERS)
    return response.unit.enterprise_id in mine


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Object to one correction, with the reason and what proves the claim."""
    response = response_to_fill(request, pk)
    submission = _newest(response)
    if not _told(submission):
        not_found()
    found = corrected_answers(submission, request.at)
    item = next((row for row in found if row.code == code), None) or not_found()
    form = CorrectionObjectionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer = _object(request, response, item, form)
        if answer is not None:
            return answer
    context = {"response": response, "item": item, "form": form}
    status = 400 if form.errors else 200
    return render(request, "surveys/object.html", context, status=status)


def _object(
    request: SignedInRequest,
    response: Response,
    item: Corrected,
    form: CorrectionObjectionForm,
) -> HttpResponse | None:
    """The way on; None where a file has to be chosen anew."""
    item.correction.submission.response = response
    try:
        objecting.object_to_correction(
            item.correction,
            text=form.cleaned_data["text"],
            files=form.cleaned_data["proof"],
            by=request.user,
            at=request.at,
        )
    except Refused as refusal:
        form.add_error("proof", str(refusal))
        return None
    except (MoveRefused, NotObjectable, PeriodOver, AlreadyObjected) as refusal:
        messages.error(request, _refused(refusal))
    else:
        messages.success(
            request,
            _(
                "Your objection is with the municipal office. Nothing is decided on"
                " this assessment before it."
            ),
        )
    return redirect("surveys:corrections", response.pk)


def _refused(refusal: Exception) -> str:
    if isinstance(refusal, PeriodOver):
        return _("The working days in which you could object are over.")
    if isinstance(refusal, AlreadyObjected):
        return _("There is an objection to this correction already.")
    return _("This correction does not stand any more, or the file is decided.")
