"""Prefilling: what another questionnaire of the enterprise answers, and taking it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys import prefilling
from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_fill,
    response_to_see,
    signed_in,
)
from surveys.explaining.answers import said
from surveys.explaining.portals import rows_of
from surveys.explaining.words import day, listed, worded
from surveys.forms.overview import shown_codes
from surveys.models import Response
from surveys.prefilling import Offer, crosswalk_of
from surveys.scoring.crosswalking import Crossed
from surveys.sheets.portals import Cover, write_portal
from surveys.views.answering import refused_words
from surveys.views.downloading import download
from surveys.workflow import Closed


@dataclass(frozen=True, slots=True)
class Line:
    """One answer that may be taken over, in words."""

    code: str
    number: str
    title: str
    answer: str
    sources: str
    basis: str


@dataclass(frozen=True, slots=True)
class Group:
    """A section with the lines that belong to it, or titles without an answer."""

    title: str
    lines: list[Line]
    unmapped: list[str]


@signed_in
@require_safe
def sources(request: SignedInRequest, pk: int) -> HttpResponse:
    """The other questionnaires of the enterprise that answer some of this one."""
    response = response_to_fill(request, pk)
    found = prefilling.answering(response)
    rows = [(one, prefilling.offered(response, one)) for one in found]
    context = {"response": response, "rows": rows}
    return render(request, "surveys/prefill_sources.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def prefill(request: SignedInRequest, pk: int, source: int) -> HttpResponse:
    """What one of them answers, to be looked through and taken over."""
    response, given = response_to_fill(request, pk), response_to_see(request, source)
    same = given.unit.enterprise_id == response.unit.enterprise_id
    if not same or not crosswalk_of(given.edition, response.edition).rules:
        not_found()
    if request.method == "POST":
        return _taken(request, response, given)
    offer = prefilling.offered(response, given)
    context = {
        "response": response,
        "source": given,
        "offer": offer,
        "groups": list(_groups(response, given, offer)),
        "writable": response.is_editable(request.at),
        "closed": refused_words(response),
    }
    return render(request, "surveys/prefill.html", context)


def _taken(
    request: SignedInRequest, response: Response, source: Response
) -> HttpResponse:
    codes = frozenset(request.POST.getlist("take"))
    try:
        taken = prefilling.prefill(
            response, source, codes, by=request.user, at=request.at
        )
    except Closed:
        messages.error(request, refused_words(response))
        return redirect("surveys:task_list", response.pk)
    if not taken:
        messages.warning(request, _("Nothing was chosen, so nothing was taken over."))
        return redirect("surveys:prefill", response.pk, source.pk)
    text = ngettext(
        "%(count)s answer was taken over. It is marked; please check it before you"
        " hand in.",
        "%(count)s answers were taken over. They are marked; please check them before"
        " you hand in.",
        len(taken),
    )
    messages.success(request, text % {"count": len(taken)})
    return redirect("surveys:task_list", response.pk)


def _groups(response: Response, source: Response, offer: Offer) -> Iterator[Group]:
    for number, section in enumerate(response.edition.scheme.sections, start=1):
        places = {q.code: place for place, q in enumerate(section.questions, start=1)}
        lines = [
            _line(response, source, f"{number}.{places[code]}", offer.found[code])
            for code in places
            if code in offer.found
        ]
        unmapped = [
            f"{number}.{places[q.code]} {worded(q.title)}"
            for q in section.questions
            if q.code in offer.unmapped
        ]
        if lines or unmapped:
            title = f"{number}. {worded(section.title)}"
            yield Group(title, lines, unmapped)


def _line(response: Response, source: Response, number: str, one: Crossed) -> Line:
    question = response.edition.scheme.questions[one.code]
    asked = source.edition.scheme.questions
    return Line(
        one.code,
        number,
        worded(question.title),
        said(question, one.value),
        listed(worded(asked[code].title) for code in one.sources),
        one.basis,
    )


@signed_in
@require_safe
def portal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answers in the order of the national questionnaire, to be copied there."""
    response = response_to_see(request, pk)
    rows = rows_of(response, shown_codes(response))
    content = write_portal(_cover(request, response), rows, get_language() or "zh-hans")
    name = f"{response.edition.questionnaire.code}-{response.pk}.xlsx"
    return download(request, response, name, content)


def _cover(request: SignedInRequest, response: Response) -> Cover:
    enterprise = response.unit.enterprise
    return Cover(
        title=response.edition.title,
        enterprise=enterprise.name,
        uscc=enterprise.uscc,
        unit=response.unit.name,
        status=response.get_status_display(),
        written=day(timezone.localdate(request.at)),
    )
