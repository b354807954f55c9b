"""Evidence: a file added to an answer, taken off again, handed out."""

from uuid import UUID

from django.contrib import messages
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import proving
from surveys.access import (
    SignedInRequest,
    evidence_to_read,
    evidence_to_remove,
    not_found,
    response_to_fill,
    signed_in,
)
from surveys.explaining.words import worded
from surveys.forms.filling import EvidenceForm
from surveys.models import Response
from surveys.proving import Refused
from surveys.scoring import Question
from surveys.views.answering import refused_words
from surveys.workflow import Closed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: SignedInRequest, pk: int, code: str) -> HttpResponseBase:
    """Add one file to a question; scripts get the list of files back."""
    response = response_to_fill(request, pk)
    question = response.edition.scheme.questions.get(code) or not_found()
    if request.method != "POST":
        return _page(request, response, question, EvidenceForm())
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        _store(request, response, code, form)
    if form.errors:
        return _refused(request, response, question, form)
    if wants_fragment(request):
        return _files(request, response, code)
    return redirect(place_of(response, question))


def _store(
    request: SignedInRequest, response: Response, code: str, form: EvidenceForm
) -> None:
    try:
        proving.add_evidence(
            response, code, form.cleaned_data["file"], by=request.user, at=request.at
        )
    except Refused as refusal:
        form.add_error("file", str(refusal))
    except Closed:
        form.add_error(None, refused_words(response))


def _page(
    request: HttpRequest, response: Response, question: Question, form: EvidenceForm
) -> HttpResponse:
    context = {
        "response": response,
        "question": question,
        "title": worded(question.title),
        "proof": worded(question.proof),
        "form": form,
        "back": place_of(response, question),
    }
    return render(request, "surveys/evidence_add.html", context)


def _refused(
    request: HttpRequest, response: Response, question: Question, form: EvidenceForm
) -> HttpResponse:
    if not wants_fragment(request):
        return _page(request, response, question, form)
    lines = (str(line) for errors in form.errors.values() for line in errors)
    return JsonResponse({"error": " ".join(lines)}, status=422)


def _files(request: HttpRequest, response: Response, code: str) -> HttpResponse:
    files = response.evidence.kept().filter(code=code)
    context = {"files": files, "writable": True}
    return render(request, "surveys/parts/files.html", context)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script asks, which shows errors itself."""
    return "application/json" in request.headers.get("Accept", "")


def place_of(response: Response, question: Question) -> str:
    """The address of a question on the page of its section."""
    section = reverse("surveys:section", args=(response.pk, question.section))
    return f"{section}#q-{question.code}"


@signed_in
@require_safe
def evidence(request: SignedInRequest, pk: UUID) -> FileResponse:
    """Hand out a file, as a download and never as a page."""
    found = evidence_to_read(request, pk)
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.media_type,
        headers={
            "Cache-Control": "private, no-store",
            # Should a browser show it all the same, it may do nothing there.
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@signed_in
@require_POST
def evidence_remove(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Take a file off its answer."""
    found = evidence_to_remove(request, pk)
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
    if wants_fragment(request):
        return _files(request, response, found.code)
    messages.success(request, _("The file is taken off."))
    return redirect(place_of(response, question))
