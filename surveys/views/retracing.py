"""The result as a workbook whose formulas compute the score again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.access import SignedInRequest, response_with_result, signed_in
from surveys.retracing import NothingScored, result_workbook
from surveys.views.downloading import download

LANGUAGES = {"zh": "zh-hans", "en": "en"}


@signed_in
@require_safe
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The newest submission's scorecards with their calculation, in one language."""
    response = response_with_result(request, pk)
    submission = response.newest_submission()
    language = _language(request)
    try:
        with override(LANGUAGES[language]):
            content = result_workbook(submission)
    except NothingScored:
        messages.info(request, _("The score is not there yet; try again in a minute."))
        return redirect("reports:result", pk)
    name = f"{submission.receipt}-result-{language}.xlsx"
    return download(request, response, name, content)


def _language(request: SignedInRequest) -> str:
    wanted = request.GET.get("language", "")
    active = "en" if (get_language() or "").startswith("en") else "zh"
    return wanted if wanted in LANGUAGES else active
