"""Correcting one item of a file, and recording one external fact."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys import judging, reviewing
from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_correct,
    signed_in,
)
from surveys.assessing import corrections_of
from surveys.explaining.phrases import phrases
from surveys.forms.answers import AnswersForm
from surveys.forms.corrections import CorrectionForm, card_of
from surveys.forms.history import entry_words
from surveys.forms.judging import files_of
from surveys.models import CorrectionState, Response, Submission
from surveys.reviewing import NothingToReview
from surveys.scoring import Question
from surveys.views.evidence import question_of
from surveys.views.files import fact_form, file_page
from surveys.views.judging import answered, closed_words, in_place


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Put a second value beside a claim, accept its "not applicable", or go back."""
    response = response_to_correct(request, pk)
    question = question_of(response, code)
    submission = response.newest_submission()
    data = request.POST if request.method == "POST" else None
    answer = AnswersForm([question], data)
    form = CorrectionForm(data, claim=submission.answers.get(code))
    if data is None or not _complete(form, answer, question):
        return _page(request, submission, question, answer, form)
    return _correct(request, response, question, answer, form)


def _complete(form: CorrectionForm, answer: AnswersForm, question: Question) -> bool:
    """Whether it says what is right, and why."""
    if not form.is_valid():
        return False
    entry = answer.entries.get(question.code)
    corrects = form.cleaned_data["state"] == CorrectionState.ANSWERED
    if corrects and (entry is None or entry.value is None):
        form.add_error(None, _("Give the corrected value of this item."))
    return form.is_valid()


def _correct(
    request: SignedInRequest,
    response: Response,
    question: Question,
    answer: AnswersForm,
    form: CorrectionForm,
) -> HttpResponse:
    state, error = form.cleaned_data["state"], ""
    corrects = state == CorrectionState.ANSWERED
    try:
        judging.correct(
            response,
            question.code,
            answer.entries[question.code].value if corrects else None,
            state=state,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=request.at,
        )
    except NothingToReview:
        error = closed_words()
    said = _("The correction stands beside the claim.")
    return answered(request, response, question, error, said)


def _page(
    request: SignedInRequest,
    submission: Submission,
    question: Question,
    answer: AnswersForm,
    form: CorrectionForm,
) -> HttpResponse:
    code = question.code
    entry = submission.answers.get(code)
    stored = corrections_of(submission).get(code)
    value = stored.value if stored else (entry or {"v": None})["v"]
    context = {
        "response": submission.response,
        "claimed": entry_words(question, entry),
        "card": card_of(question, answer, value),
        "evidence": files_of([submission], code)[submission.pk][code],
        "form": form,
        "correction": stored,
        "phrases": phrases("corrections"),
    }
    return in_place(request, submission.response, question, "correct", context)


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
        messages.error(request, closed_words())
    else:
        messages.success(request, _("Recorded."))
    file = redirect("surveys:file", response.pk).url
    return redirect(f"{file}#facts")
