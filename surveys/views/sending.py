"""Sending: a script sends a file in pieces and goes on where the line was cut."""

from uuid import UUID

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from surveys import proving
from surveys.access import (
    SignedInRequest,
    evidence_to_change,
    response_to_fill,
    signed_in,
    upload_to_go_on,
)
from surveys.forms.proving import PieceForm, UploadForm
from surveys.models import Evidence, Upload
from surveys.proving import PIECE, Misplaced, Refused
from surveys.views.answering import refused_words
from surveys.views.evidence import (
    answer_with_files,
    errors_of,
    files_as_json,
    files_of,
    question_of,
    render_files,
    said,
)
from surveys.workflow import Closed


@signed_in
@require_POST
def upload_begin(request: SignedInRequest, pk: int, code: str) -> JsonResponse:
    """Begin to send a file; tells where its pieces go."""
    response = response_to_fill(request, pk)
    question = question_of(response, code)
    form = UploadForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": errors_of(form)}, status=400)
    name, size = form.cleaned_data["name"], form.cleaned_data["size"]
    try:
        begun = proving.begin(
            response, question.code, name, size, by=request.user, at=request.at
        )
    except Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    except Closed:
        return JsonResponse({"error": refused_words(response)}, status=409)
    return JsonResponse(_standing(begun))


def _standing(upload: Upload) -> dict[str, object]:
    """How far a file is, and where to go on."""
    return {
        "pieces": reverse("surveys:upload", args=(upload.pk,)),
        "finish": reverse("surveys:upload_finish", args=(upload.pk,)),
        "drop": reverse("surveys:upload_drop", args=(upload.pk,)),
        "piece": PIECE,
        "received": upload.received,
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest, pk: UUID) -> JsonResponse:
    """How far a file is; or its next piece."""
    found = upload_to_go_on(request, pk)
    if request.method != "POST":
        return JsonResponse(_standing(found))
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"error": errors_of(form)}, status=400)
    offset, piece = form.cleaned_data["offset"], form.cleaned_data["piece"]
    try:
        proving.go_on(found, offset, piece.read(), at=request.at)
    except Closed:
        return JsonResponse({"error": refused_words(found.response)}, status=409)
    except Misplaced:
        # Without words: the script goes on from where the file stands.
        return JsonResponse(_standing(found), status=409)
    return JsonResponse(_standing(found))


@signed_in
@require_POST
def upload_finish(request: SignedInRequest, pk: UUID) -> JsonResponse:
    """Make evidence of a file that has arrived; asked again, it gives the same."""
    if not Upload.objects.filter(pk=pk).exists():
        return _finished(request, evidence_to_change(request, pk))
    found = upload_to_go_on(request, pk)
    try:
        evidence = proving.finish(found, at=request.at)
    except Refused as refusal:
        return _refused(request, found, str(refusal))
    except Closed:
        return JsonResponse({"error": refused_words(found.response)}, status=409)
    except Misplaced:
        return JsonResponse(_standing(found), status=409)
    return _finished(request, evidence)


def _refused(request: SignedInRequest, upload: Upload, text: str) -> JsonResponse:
    """Why not, with the files as they are: the same one may have come meanwhile."""
    question = question_of(upload.response, upload.code)
    files = files_of(upload.response, question.code)
    listed = render_files(request, files)
    return JsonResponse({"error": text, "files": listed}, status=422)


def _finished(request: SignedInRequest, evidence: Evidence) -> JsonResponse:
    response = evidence.response
    question = question_of(response, evidence.code)
    answer_with_files(request, response, question)
    return files_as_json(request, response, question, said([evidence]))


@signed_in
@require_POST
def upload_drop(request: SignedInRequest, pk: UUID) -> JsonResponse:
    """Break off: what has arrived of the file is thrown away."""
    proving.drop(upload_to_go_on(request, pk))
    return JsonResponse({})
