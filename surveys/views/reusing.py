"""Files an enterprise has: what is said of one, and those used again elsewhere."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from surveys import proving
from surveys.access import (
    SignedInRequest,
    evidence_to_change,
    response_to_fill,
    signed_in,
)
from surveys.explaining.proofs import period_doubt
from surveys.explaining.words import worded
from surveys.forms.proving import AgainForm, DetailsForm
from surveys.models import Evidence, Response, Trust
from surveys.proving import Refused
from surveys.scoring import Question
from surveys.views.answering import refused_words
from surveys.views.evidence import answer_with_files, place_of, question_of
from surveys.workflow import Closed

PAGE = 20


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_details(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Say of a file which period it covers and who issued it."""
    found = evidence_to_change(request, pk)
    form = DetailsForm(_posted(request), initial=_said_of(found))
    if form.is_valid():
        _describe(request, found, form)
        if not form.errors:
            return redirect(place_of(found.response, _question(found)))
    context = {
        "file": found,
        "form": form,
        "response": found.response,
        "title": worded(_question(found).title),
        "back": place_of(found.response, _question(found)),
        "checked": found.trust in (Trust.ISSUED, Trust.VERIFIED),
    }
    return render(request, "surveys/evidence_details.html", context)


def _posted(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _said_of(file: Evidence) -> dict[str, object]:
    details = proving.details_of(file)
    return {
        "own": "own" if details.own else "",
        "issuer": details.issuer,
        "covers_from": details.covers_from,
        "covers_to": details.covers_to,
    }


def _question(file: Evidence) -> Question:
    return file.response.edition.scheme.questions[file.code]


def _describe(request: SignedInRequest, file: Evidence, form: DetailsForm) -> None:
    try:
        proving.describe(file, form.details, by=request.user, at=request.at)
    except Closed:
        form.add_error(None, refused_words(file.response))
        return
    text = _("What you said of “%(name)s” is saved.") % {"name": file.name}
    messages.success(request, text)
    if doubt := period_doubt(file):
        messages.warning(request, doubt)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_again(request: SignedInRequest, pk: int, code: str) -> HttpResponseBase:
    """Choose files for a question among those the enterprise has handed in before."""
    response = response_to_fill(request, pk)
    question = question_of(response, code)
    files = _elsewhere(response, code)
    form = AgainForm(_posted(request), files=files)
    if form.is_valid():
        chosen = set(form.cleaned_data["evidence"])
        picked = [file for file in files if str(file.pk) in chosen]
        if _take(request, response, question, picked, form):
            return redirect(place_of(response, question))
    return _page(request, response, question, files, form)


def _elsewhere(response: Response, code: str) -> list[Evidence]:
    """Files of the enterprise that this question does not have, each content once."""
    here = response.evidence.kept().filter(code=code).values("sha256")
    rows = (
        proving.reusable(response)
        .exclude(sha256__in=here)
        .select_related("response__round", "response__unit", "by")
        .defer("response__answers")
    )
    newest: dict[str, Evidence] = {}
    for file in rows:
        newest.setdefault(file.sha256, file)
    return list(newest.values())


def _take(
    request: SignedInRequest,
    response: Response,
    question: Question,
    picked: list[Evidence],
    form: AgainForm,
) -> bool:
    """Whether all that was chosen now proves the answer."""
    taken = 0
    try:
        for file in picked:
            proving.use_again(
                file, response, question.code, by=request.user, at=request.at
            )
            taken += 1
    except Refused as refusal:
        form.add_error("evidence", str(refusal))
    except Closed:
        form.add_error(None, refused_words(response))
    if taken:
        answer_with_files(request, response, question)
        text = ngettext(
            "%(count)s file now proves this answer, too.",
            "%(count)s files now prove this answer, too.",
            taken,
        )
        messages.success(request, text % {"count": taken})
    return not form.errors


def _page(
    request: SignedInRequest,
    response: Response,
    question: Question,
    files: list[Evidence],
    form: AgainForm,
) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    found = [file for file in files if _fits(file, wanted)]
    first, _last = response.round.period
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "response": response,
        "title": worded(question.title),
        "proof": worded(question.proof),
        "back": place_of(response, question),
        "form": form,
        "q": wanted,
        "any": bool(files),
        "page": page,
        "rows": [(file, file.is_expired(first)) for file in page],
    }
    return render(request, "surveys/evidence_again.html", context)


def _fits(file: Evidence, wanted: str) -> bool:
    text = f"{file.name} {file.issuer} {file.response.unit.name}".casefold()
    return wanted.casefold() in text
