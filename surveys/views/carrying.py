"""Carrying over: the answers of last time as a list to choose from, and one by one."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from surveys import carrying
from surveys.access import SignedInRequest, not_found, response_to_fill, signed_in
from surveys.carrying import Carried, last_time
from surveys.forms.carrying import CarryForm, choices_of
from surveys.forms.overview import shown_codes
from surveys.models import Response
from surveys.views.answering import refused_words
from surveys.views.evidence import wants_fragment
from surveys.workflow import Closed


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def carry(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """What can be taken over, of one section (?section=…) or of all; taking it over."""
    response = response_to_fill(request, pk)
    if request.method == "POST":
        return _posted(request, response)
    return _page(request, response)


def _page(
    request: SignedInRequest, response: Response, problem: str = ""
) -> HttpResponse:
    only = request.GET.get("section", "")
    sections = [section.code for section in response.edition.scheme.sections]
    if only and only not in sections:
        not_found()
    earlier = last_time(response)
    context = {
        "response": response,
        "earlier": earlier,
        "sections": choices_of(response, earlier, _shown(response, earlier), only),
        "only": only,
        "problem": problem,
        "writable": response.is_editable(request.at),
        "closed": refused_words(response),
        "back": _address(response, only),
    }
    return render(request, "surveys/carry.html", context)


def _shown(response: Response, earlier: carrying.Earlier | None) -> frozenset[str]:
    """What is asked now, and what would be asked once all is taken over."""
    shown = shown_codes(response)
    if earlier is None:
        return shown
    kept = response.answers
    taken = {
        code: {"v": last.value, "state": last.state, "reason": last.reason}
        for code, last in earlier.answers.items()
        if last.carries
    }
    response.answers = taken | {
        code: entry for code, entry in kept.items() if entry["v"] is not None
    }
    more = shown_codes(response)
    response.answers = kept
    return shown | more


def _address(response: Response, section: str) -> str:
    if section:
        return reverse("surveys:section", args=(response.pk, section))
    return reverse("surveys:task_list", args=(response.pk,))


def _posted(request: SignedInRequest, response: Response) -> HttpResponseBase:
    form = CarryForm(response, request.POST)
    if form.is_valid():
        return carried(request, response, form.codes, form.replacing)
    problem = " ".join(map(str, form.non_field_errors()))
    if wants_fragment(request):
        return JsonResponse({"error": problem}, status=400)
    return _page(request, response, problem)


def carried(
    request: SignedInRequest,
    response: Response,
    codes: Sequence[str],
    replacing: Mapping[str, int] | None = None,
) -> HttpResponseBase:
    """Take these answers over and say so: in JSON for a script, else on the page."""
    try:
        done = carrying.carry_over(
            response, codes, by=request.user, at=request.at, replacing=replacing
        )
    except Closed:
        if wants_fragment(request):
            return JsonResponse({"error": refused_words(response)}, status=409)
        messages.error(request, refused_words(response))
        return redirect("surveys:task_list", response.pk)
    if wants_fragment(request):
        return _told(done)
    if done.codes:
        messages.success(request, _said(done))
    if done.left:
        messages.warning(request, _left(done))
    return redirect(_landing(response, codes))


def _said(done: Carried) -> str:
    text = ngettext(
        "%(count)s answer is carried over. Check it: it counts as yours.",
        "%(count)s answers are carried over. Check them: they count as yours.",
        len(done.codes),
    )
    return text % {"count": len(done.codes)}


def _left(done: Carried) -> str:
    text = ngettext(
        "%(count)s answer is not carried over: it was answered meanwhile, or has to"
        " be answered anew.",
        "%(count)s answers are not carried over: they were answered meanwhile, or have"
        " to be answered anew.",
        len(done.left),
    )
    return text % {"count": len(done.left)}


def _told(done: Carried) -> JsonResponse:
    if done.left:
        return JsonResponse({"error": _left(done)}, status=409)
    return JsonResponse({"said": _said(done), "codes": done.codes})


def _landing(response: Response, codes: Sequence[str]) -> str:
    """To the question, to the section of several, or to the list of sections."""
    questions = response.edition.scheme.questions
    sections = {questions[code].section for code in codes if code in questions}
    if len(sections) != 1:
        return _address(response, "")
    place = _address(response, sections.pop())
    return f"{place}#q-{codes[0]}" if len(codes) == 1 else place
