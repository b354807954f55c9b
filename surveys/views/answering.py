"""Saving one answer by itself, and the words for what stands against a save."""

from datetime import datetime
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys import filling
from surveys.access import SignedInRequest, not_found, response_to_fill, signed_in
from surveys.explaining.answers import said
from surveys.explaining.words import clock, deadline, moment, worded
from surveys.filling import Entry
from surveys.forms.answers import AnswersForm
from surveys.forms.overview import Part, by_code, parts_of, shown_codes
from surveys.models import Response, User
from surveys.scoring import Kind
from surveys.workflow import EDITABLE, Closed


def conflict_words(response: Response, code: str) -> str:
    """What a colleague wrote meanwhile, by whom and when, and what to do."""
    question = response.edition.scheme.questions[code]
    entry = response.answers[code]
    value, state = entry["v"], entry["state"]
    colleague = User.objects.filter(pk=entry["by"]).first()
    return _(
        "%(name)s changed “%(title)s” at %(time)s to: %(answer)s. Yours is not saved."
        " To replace theirs, save yours once more."
    ) % {
        "name": colleague.name if colleague else "–",
        "title": worded(question.title),
        "time": moment_of(entry),
        "answer": said(question, value, state, entry["reason"]),
    }


def moment_of(entry: dict[str, Any]) -> str:
    """When a stored answer was given."""
    return moment(datetime.fromisoformat(entry["at"]))


def refused_words(response: Response) -> str:
    """Why nothing can be saved any more, and what to do."""
    if response.status in EDITABLE:
        return _(
            "The period for filling ended on %(end)s. Your draft is kept; ask the"
            " office of your district whether it can be reopened."
        ) % {"end": deadline(response.closes_at)}
    return _("This assessment has been handed in; its answers no longer change.")


@signed_in
@require_POST
def answer(request: SignedInRequest, pk: int, code: str) -> JsonResponse:
    """Save one answer; tells which questions of its section are shown now."""
    response = response_to_fill(request, pk)
    question = response.edition.scheme.questions.get(code) or not_found()
    files = by_code(response.evidence.kept()) if question.kind is Kind.FILE else None
    form = AnswersForm([question], request.POST, files=files)
    if not form.is_valid():
        return JsonResponse({"error": form.problem(code)})
    return _save_one(request, response, code, form.entries)


def _save_one(
    request: SignedInRequest, response: Response, code: str, given: dict[str, Entry]
) -> JsonResponse:
    try:
        saved = filling.save(response, given, by=request.user, at=request.at)
    except Closed:
        return JsonResponse({"error": refused_words(response)}, status=409)
    version = response.answers.get(code, {}).get("n", 0)
    if saved.conflicts:
        text = conflict_words(response, code)
        return JsonResponse({"error": text, "version": version}, status=409)
    return JsonResponse(
        {
            "said": _("Saved at %(time)s") % {"time": clock(request.at)},
            "version": version,
            **_standing(response, code),
        }
    )


def _standing(response: Response, code: str) -> dict[str, Any]:
    """What the section of a question looks like after a save."""
    part = _part_with(response, code)
    return {"visible": [line.code for line in part.lines], "answered": part.done}


def _part_with(response: Response, code: str) -> Part:
    scheme = response.edition.scheme
    place = scheme.questions[code].section
    parts = parts_of(response, shown_codes(response))
    return next(part for part in parts if part.code == place)
