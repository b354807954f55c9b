"""The dossier of a file: on paper, and as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reports import exporting
from reports.dossiers import dossier as dossier_of
from surveys.access import SignedInRequest, response_to_read, signed_in
from surveys.views.downloading import download

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def _language(request: SignedInRequest) -> str:
    """The language that was asked for, or that of the page: "zh" or "en"."""
    active = "en" if (get_language() or "").startswith("en") else "zh"
    wanted = request.GET.get("language", "")
    return wanted if wanted in LANGUAGES else active


@signed_in
@require_safe
def dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about one file, for A4."""
    response = response_to_read(request, pk)
    found = dossier_of(response, by=request.user, at=request.at)
    context = {"response": response, "dossier": found}
    return render(request, "reports/dossier.html", context)


@signed_in
@require_safe
def dossier_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    response = response_to_read(request, pk)
    receipt, language = response.newest_submission().receipt, _language(request)
    content = exporting.export_dossier(
        response, LANGUAGES[language], by=request.user, at=request.at
    )
    return download(request, None, f"{receipt}-dossier-{language}.xlsx", content)
