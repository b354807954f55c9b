"""Judging one item of a file: agree, or ask back; in place where a script asks."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from surveys import judging
from surveys.access import (
    SignedInRequest,
    evidence_to_grade,
    response_to_correct,
    signed_in,
)
from surveys.explaining.phrases import phrases
from surveys.explaining.words import worded
from surveys.forms.history import entry_words
from surveys.forms.judging import judgements_of
from surveys.forms.reviewing import AskForm, GradeForm, JudgeForm
from surveys.judging import NotAgreeable
from surveys.models import JudgementKind, Response
from surveys.reviewing import NothingToReview
from surveys.scoring import Question
from surveys.views.evidence import question_of, wants_fragment
from surveys.views.files import working
from surveys.views.questions import row_of


@signed_in
@require_POST
def judge(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Agree to a claim, or take back what is noted of it."""
    response = response_to_correct(request, pk)
    question = question_of(response, code)
    form = JudgeForm(request.POST)
    by, at, error = request.user, request.at, ""
    agrees = form.is_valid() and form.cleaned_data["kind"] == JudgementKind.AGREE
    verb = judging.agree if agrees else judging.take_back
    try:
        verb(response, code, by=by, at=at)
    except NothingToReview:
        error = closed_words()
    except NotAgreeable:
        error = _(
            "This claim cannot be agreed to: it is corrected, not answered, or said not"
            " to apply. Correct it, or take the correction back."
        )
    return answered(request, response, question, error)


@signed_in
@require_POST
def agree_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to all items at once that stayed as they were when agreed to before."""
    response = response_to_correct(request, pk)
    try:
        codes = judging.agree_again(response, by=request.user, at=request.at)
    except NothingToReview:
        messages.error(request, closed_words())
    else:
        words = ngettext(
            "Agreed again to %(n)s unchanged item.",
            "Agreed again to %(n)s unchanged items.",
            len(codes),
        )
        messages.success(request, words % {"n": len(codes)})
    return redirect(reverse("surveys:file", args=(pk,)) + "?show=open#answers")


def closed_words() -> str:
    """Why nothing can be put beside the claims of a file any more."""
    return _("This file is not under review any more.")


@signed_in
@require_POST
def grade(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Say how far a proof can be trusted."""
    evidence = evidence_to_grade(request, pk)
    form = GradeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how far the file can be trusted."))
    else:
        try:
            trust = form.cleaned_data["trust"]
            judging.grade(evidence, trust, by=request.user, at=request.at)
        except NothingToReview:
            messages.error(request, closed_words())
        else:
            words = _("How far “%(name)s” can be trusted is recorded.")
            messages.success(request, words % {"name": evidence.name})
    place = evidence.response.edition.scheme.questions[evidence.code].section
    file = reverse("surveys:file", args=(evidence.response_id,))
    return redirect(f"{file}?section={place}#q-{evidence.code}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Note at an item what the enterprise is to be asked; no words ask nothing."""
    response = response_to_correct(request, pk)
    question = question_of(response, code)
    if request.method != "POST":
        return _ask_page(
            request, response, question, AskForm(initial=_noted(response, code))
        )
    form = AskForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, response, question, form)
    error = ""
    try:
        text = form.cleaned_data["text"]
        judging.ask(response, code, text, by=request.user, at=request.at)
    except NothingToReview:
        error = closed_words()
    return answered(request, response, question, error)


def _noted(response: Response, code: str) -> dict[str, str]:
    noted = judgements_of(response.newest_submission()).get(code)
    return {"text": noted.text if noted else ""}


def _ask_page(
    request: SignedInRequest, response: Response, question: Question, form: AskForm
) -> HttpResponse:
    entry = response.newest_submission().answers.get(question.code)
    context = {
        "response": response,
        "form": form,
        "title": worded(question.title),
        "claimed": entry_words(question, entry),
        "phrases": phrases("asks"),
    }
    return in_place(request, response, question, "ask", context)


def in_place(
    request: SignedInRequest,
    response: Response,
    question: Question,
    name: str,
    context: dict[str, Any],
) -> HttpResponse:
    """A page with the form of an item; a script gets the form alone."""
    wrong = request.method == "POST"
    context |= {
        "action": request.get_full_path(),
        "back": back_to(request, response, question),
        "place": question.code,
    }
    if not wants_fragment(request):
        return render(
            request, f"surveys/{name}.html", context, status=400 if wrong else 200
        )
    template = f"surveys/review/{name}_form.html"
    form = render_to_string(template, context, request)
    return JsonResponse({"form": form}, status=422 if wrong else 200)


def back_to(request: SignedInRequest, response: Response, question: Question) -> str:
    """The place one came from: the row of a list by question, or the file's item."""
    back = request.GET.get("back", "")
    listed = reverse("surveys:queue") + "questions/"
    here = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    if here and urlsplit(back).path.startswith(listed):
        return f"{back}#r-{response.pk}"
    file = reverse("surveys:file", args=(response.pk,))
    return f"{file}?section={question.section}#q-{question.code}"


def answered(
    request: SignedInRequest,
    response: Response,
    question: Question,
    error: str = "",
    said: str = "",
) -> HttpResponse:
    """What has become of an item: a script gets it as it is now, and the bar."""
    if not wants_fragment(request):
        if error or said:
            messages.add_message(
                request, messages.ERROR if error else messages.SUCCESS, error or said
            )
        return redirect(back_to(request, response, question))
    if error:
        return JsonResponse({"error": error}, status=409)
    if "back" in request.GET:
        return JsonResponse({"item": row_of(request, response, question)})
    return JsonResponse(_parts(request, response, question.code))


def _parts(
    request: SignedInRequest, response: Response, code: str
) -> dict[str, str | None]:
    context = working(request, response)
    item = context["work"].item(code)
    context |= {"item": item, "place": f"q-{code}"}
    names = {"bar": "bar", "asks": "asks"} | ({"item": "item"} if item else {})
    return {
        key: render_to_string(f"surveys/review/{name}.html", context, request)
        for key, name in names.items()
    }
