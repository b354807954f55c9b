"""Saving one answer by itself, and the words for what stands against a save."""

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys import filling
from surveys.access import SignedInRequest, not_found, response_to_fill, signed_in
from surveys.explaining.words import clock, deadline, worded
from surveys.filling import Entry
from surveys.forms.answers import AnswersForm
from surveys.forms.conflicts import Conflict, conflict_of
from surveys.forms.overview import by_code, shown_codes
from surveys.models import Response
from surveys.scoring import Kind, answered
from surveys.workflow import EDITABLE, Closed, Status


def conflict_words(response: Response, code: str, conflict: Conflict) -> str:
    """Who was quicker at a question, and what to do."""
    question = response.edition.scheme.questions[code]
    return _(
        "%(name)s changed “%(title)s” at %(time)s, while you wrote. Yours is not saved"
        " yet: choose at the question which answer stands."
    ) % {"name": conflict.by, "title": worded(question.title), "time": conflict.at}


def refused_words(response: Response) -> str:
    """Why nothing can be saved any more, and what to do."""
    if response.status in EDITABLE | {Status.LAPSED}:
        return _(
            "The period for filling ended on %(end)s. Your draft is kept; ask the"
            " office of your district whether it can be reopened."
        ) % {"end": deadline(response.closes_at)}
    if response.status == Status.WITHDRAWN:
        return _("This assessment was withdrawn; its answers stay readable.")
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
        text = refused_words(response)
        return JsonResponse({"error": text, "closed": True}, status=409)
    if saved.conflicts:
        conflict = conflict_of(response, code, given[code])
        text = conflict_words(response, code, conflict)
        both = {"conflict": conflict.document(), "version": conflict.version}
        return JsonResponse({"error": text, **both}, status=409)
    return JsonResponse(
        {
            "said": _("Saved at %(time)s") % {"time": clock(request.at)},
            "version": response.answers.get(code, {}).get("n", 0),
            **_standing(response, code),
        }
    )


def _standing(response: Response, code: str) -> dict[str, Any]:
    """What the section of a question looks like after a save."""
    scheme, shown = response.edition.scheme, shown_codes(response)
    place = scheme.questions[code].section
    section = next(part for part in scheme.sections if part.code == place)
    asked = [question for question in section.questions if question.code in shown]
    answers = response.typed_answers()
    return {
        "visible": [question.code for question in asked],
        "answered": sum(answered(q, answers.get(q.code)) for q in asked),
    }
