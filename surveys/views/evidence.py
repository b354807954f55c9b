"""Evidence: files added to an answer, and taken off again."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from surveys import filling, proving
from surveys.access import (
    SignedInRequest,
    evidence_to_change,
    not_found,
    response_to_fill,
    signed_in,
)
from surveys.explaining.words import worded
from surveys.forms.proving import EvidenceForm
from surveys.models import Evidence, Response
from surveys.proving import Refused
from surveys.scoring import Kind, Question
from surveys.views.answering import refused_words
from surveys.workflow import Closed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: SignedInRequest, pk: int, code: str) -> HttpResponseBase:
    """Add files to a question; scripts get the list of files back."""
    response = response_to_fill(request, pk)
    question = question_of(response, code)
    if request.method != "POST":
        return _page(request, response, question, EvidenceForm())
    form = EvidenceForm(request.POST, request.FILES)
    added = _store(request, response, code, form) if form.is_valid() else []
    if added:
        answer_with_files(request, response, question)
    if form.errors:
        return _refused(request, response, question, form)
    if wants_fragment(request):
        return files_as_json(request, response, question, said(added))
    messages.success(request, said(added))
    return redirect(place_of(response, question))


def _store(
    request: SignedInRequest, response: Response, code: str, form: EvidenceForm
) -> list[Evidence]:
    """Keep each file that can be kept; of the others the form tells why not."""
    added, files = [], form.cleaned_data["file"]
    for file in files:
        try:
            added.append(
                proving.add_evidence(
                    response, code, file, by=request.user, at=request.at
                )
            )
        except Refused as refusal:
            named = f"“{file.name}”: {refusal}" if len(files) > 1 else str(refusal)
            form.add_error("file", named)
        except Closed:
            form.add_error(None, refused_words(response))
            break
    return added


def said(added: Sequence[Evidence]) -> str:
    """What has become of files that were added."""
    again = [file for file in added if file.origin_id]
    if again:
        return _(
            "“%(name)s” was among your files already: it is stored once and proves"
            " this answer, too."
        ) % {"name": again[0].name}
    text = ngettext(
        "%(count)s file is uploaded.", "%(count)s files are uploaded.", len(added)
    )
    return text % {"count": len(added)}


def answer_with_files(
    request: SignedInRequest, response: Response, question: Question
) -> None:
    """Where files are the answer, say so at once: nobody presses a button for it."""
    if question.kind is not Kind.FILE:
        return
    rows = response.evidence.kept().filter(code=question.code)
    kept = [str(pk) for pk in rows.values_list("pk", flat=True)]
    state = response.answers.get(question.code, {}).get("state")
    if not kept and state != "answered":
        return
    entry = filling.Entry(kept or None)
    with suppress(Closed):
        filling.save(response, {question.code: entry}, by=request.user, at=request.at)


def _page(
    request: HttpRequest, response: Response, question: Question, form: EvidenceForm
) -> HttpResponse:
    context = {
        "response": response,
        "question": question,
        "title": worded(question.title),
        "proof": worded(question.proof),
        "form": form,
        "files": files_of(response, question.code),
        "back": place_of(response, question),
    }
    return render(request, "surveys/evidence_add.html", context)


def _refused(
    request: HttpRequest, response: Response, question: Question, form: EvidenceForm
) -> HttpResponse:
    if not wants_fragment(request):
        return _page(request, response, question, form)
    return JsonResponse({"error": errors_of(form)}, status=422)


def errors_of(form: Form) -> str:
    """What is wrong with a form, in sentences for a script to show."""
    return " ".join(str(line) for errors in form.errors.values() for line in errors)


def files_of(response: Response, code: str) -> QuerySet[Evidence]:
    """The files of a question, as its card lists them."""
    return response.evidence.kept().filter(code=code).select_related("by")


def render_files(request: HttpRequest, files: QuerySet[Evidence]) -> str:
    """The list of files as a card shows it to those who may change it."""
    context = {"files": files, "writable": True}
    return render_to_string("surveys/parts/files.html", context, request)


def files_as_json(
    request: HttpRequest, response: Response, question: Question, text: str
) -> JsonResponse:
    """The list of files as the card shows it, and what has become of them.

    `answers`: the files are the answer, so the card has to be looked at anew.
    """
    return JsonResponse(
        {
            "files": render_files(request, files_of(response, question.code)),
            "said": text,
            "answers": question.kind is Kind.FILE,
            "version": response.answers.get(question.code, {}).get("n", 0),
        },
        json_dumps_params={"ensure_ascii": False},
    )


def question_of(response: Response, code: str) -> Question:
    """The question of that code, or 404."""
    return response.edition.scheme.questions.get(code) or not_found()


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script asks, which shows errors itself."""
    return "application/json" in request.headers.get("Accept", "")


def place_of(response: Response, question: Question) -> str:
    """The address of a question on the page of its section."""
    section = reverse("surveys:section", args=(response.pk, question.section))
    return f"{section}#q-{question.code}"


@signed_in
@require_POST
def evidence_remove(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Take a file off its answer."""
    found = evidence_to_change(request, pk)
    response = found.response
    question = response.edition.scheme.questions[found.code]
    try:
        proving.remove_evidence(found, by=request.user, at=request.at)
    except Closed:
        text = refused_words(response)
        if wants_fragment(request):
            return JsonResponse({"error": text}, status=409)
        messages.error(request, text)
        return redirect(place_of(response, question))
    answer_with_files(request, response, question)
    text = _("The file is taken off.")
    if wants_fragment(request):
        return files_as_json(request, response, question, text)
    messages.success(request, text)
    return redirect(place_of(response, question))
