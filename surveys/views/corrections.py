"""Correcting one item of a file, and recording one external fact."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys import reviewing
from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_correct,
    signed_in,
)
from surveys.assessing import corrections_of
from surveys.explaining.answers import said
from surveys.forms.answers import AnswersForm
from surveys.forms.corrections import CorrectionForm, card_of
from surveys.models import CorrectionState, Evidence, Response, Submission
from surveys.reviewing import NothingToReview
from surveys.scoring import Question
from surveys.views.files import fact_form, file_page


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Put a second value beside a claim, accept its "not applicable", or go back."""
    response = response_to_correct(request, pk)
    question = response.edition.scheme.questions.get(code)
    if question is None:
        not_found()
    submission = response.newest_submission()
    data = request.POST if request.method == "POST" else None
    answer = AnswersForm([question], data)
    form = CorrectionForm(data, claim=submission.answers.get(code))
    if data is not None and _saved(request, response, question, answer, form):
        return redirect(f"{_file(response)}#q-{code}")
    return _page(request, submission, question, answer, form)


def _file(response: Response) -> str:
    return redirect("surveys:file", response.pk).url


def _saved(
    request: SignedInRequest,
    response: Response,
    question: Question,
    answer: AnswersForm,
    form: CorrectionForm,
) -> bool:
    if not form.is_valid():
        return False
    state = form.cleaned_data["state"]
    value = None
    if state == CorrectionState.ANSWERED:
        entry = answer.entries.get(question.code)
        if entry is None or entry.value is None:
            form.add_error(None, _("Give the corrected value of this item."))
            return False
        value = entry.value
    try:
        reviewing.correct(
            response,
            question.code,
            value,
            state=state,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=request.at,
        )
    except NothingToReview:
        messages.error(request, _("This file is not under review any more."))
    else:
        messages.success(request, _("The correction stands beside the claim."))
    return True


def _page(
    request: SignedInRequest,
    submission: Submission,
    question: Question,
    answer: AnswersForm,
    form: CorrectionForm,
) -> HttpResponse:
    code = question.code
    entry = submission.answers.get(code) or {"v": None, "state": "", "reason": ""}
    stored = corrections_of(submission).get(code)
    cited = [row["id"] for row in submission.evidence if row["code"] == code]
    context = {
        "response": submission.response,
        "claimed": said(question, entry["v"], entry["state"], entry["reason"]),
        "card": card_of(question, answer, stored.value if stored else entry["v"]),
        "evidence": Evidence.objects.filter(pk__in=cited).select_related(
            "by", "response__round"
        ),
        "form": form,
        "correction": stored,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "surveys/correct.html", context, status=status)


@signed_in
@require_POST
def fact(request: SignedInRequest, pk: int, key: str) -> HttpResponse:
    """Record an external fact with its day and source."""
    response = response_to_correct(request, pk)
    scheme = response.edition.scheme
    if key not in scheme.externals:
        not_found()
    form = fact_form(request, scheme, key)
    if not form.is_valid():
        return file_page(request, response, form)
    try:
        reviewing.record_fact(
            response, key, **form.cleaned_data, by=request.user, at=request.at
        )
    except NothingToReview:
        messages.error(request, _("This file is not under review any more."))
    else:
        messages.success(request, _("Recorded."))
    return redirect(f"{_file(response)}#facts")
