"""Filling: one section a page, saved as a whole; what other pages know of it."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
)

from surveys import filling
from surveys.access import (
    FILLERS,
    SignedInRequest,
    not_found,
    response_to_fill,
    response_to_see,
    signed_in,
)
from surveys.assessing import corrections_of
from surveys.carrying import Earlier, last_time
from surveys.explaining.words import worded
from surveys.forms.answers import AnswersForm, Beside, Sheet
from surveys.forms.carrying import choices_of
from surveys.forms.conflicts import conflict_of
from surveys.forms.overview import (
    Part,
    by_code,
    parts_of,
    settled_codes,
    shown_codes,
)
from surveys.models import Evidence, Response
from surveys.scoring import Kind, Section
from surveys.views.answering import conflict_words, refused_words
from surveys.views.carrying import carried
from surveys.views.evidence import evidence_remove
from surveys.workflow import EDITABLE, Closed, Status


@dataclass(frozen=True, slots=True)
class Opened:
    """One section of a response, as a page is about to show or save it."""

    response: Response
    section: Section
    number: int

    @property
    def address(self) -> str:
        return reverse("surveys:section", args=(self.response.pk, self.section.code))

    def neighbour(self, step: int) -> Section | None:
        """The section before or after this one."""
        sections = self.response.edition.scheme.sections
        place = self.number - 1 + step
        return sections[place] if 0 <= place < len(sections) else None


def beside_of(response: Response, earlier: Earlier | None = None) -> Beside:
    """The files of a response and, while it is returned, what the reviewer wrote."""
    files = by_code(response.evidence.kept().select_related("by"))
    if response.status != Status.RETURNED:
        return Beside(files, earlier=earlier)
    submission = response.submissions.order_by("-number")[0]
    remarks = by_code(submission.remarks.all())
    settled = settled_codes(response, submission, remarks, files)
    corrections = corrections_of(submission)
    return Beside(files, remarks, corrections, earlier, settled)


def looked_at(response: Response, shown: frozenset[str], beside: Beside) -> list[Part]:
    """The sections of a response with all that stands beside its answers."""
    return parts_of(
        response,
        shown,
        beside.remarks,
        settled=beside.settled,
        files=beside.files,
    )


def opened(response: Response, code: str) -> Opened:
    """The section of that code; 404 where the edition has none."""
    for number, section in enumerate(response.edition.scheme.sections, start=1):
        if section.code == code:
            return Opened(response, section, number)
    return not_found()


def may_write(request: SignedInRequest, response: Response) -> bool:
    """Whether this person may change answers at this moment."""
    mine = request.holdings.member_of(*FILLERS)
    return response.unit.enterprise_id in mine and response.is_editable(request.at)


@signed_in
@never_cache  # going back shows what is stored, not what the page once was
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedInRequest, pk: int, code: str) -> HttpResponseBase:
    """One section: its questions, or saving all of them at once."""
    if request.method == "POST":
        return _save(request, opened(response_to_fill(request, pk), code))
    page = opened(response_to_see(request, pk), code)
    form = AnswersForm(page.section.questions)
    return _page(request, page, form, shown_codes(page.response))


def _save(request: SignedInRequest, page: Opened) -> HttpResponseBase:
    response = page.response
    form = AnswersForm(page.section.questions, request.POST, files=_files_of(page))
    before = shown_codes(response)
    try:
        saved = filling.save(response, form.entries, by=request.user, at=request.at)
    except Closed:
        messages.error(request, refused_words(response))
        return redirect("surveys:task_list", response.pk)
    after = shown_codes(response)
    if form.errors or saved.conflicts:
        return _page(request, page, form, after, saved.conflicts)
    return _onwards(request, page, appeared(page, before, after))


def _files_of(page: Opened) -> dict[str, list[Evidence]]:
    """The files of questions whose answer they are."""
    if not any(question.kind is Kind.FILE for question in page.section.questions):
        return {}
    return by_code(page.response.evidence.kept())


def _page(
    request: SignedInRequest,
    page: Opened,
    form: AnswersForm,
    shown: frozenset[str],
    disputed: tuple[str, ...] = (),
) -> HttpResponse:
    response, scheme = page.response, page.response.edition.scheme
    entries = form.entries
    conflicts = {code: conflict_of(response, code, entries[code]) for code in disputed}
    earlier = last_time(response) if response.status in EDITABLE else None
    beside = replace(beside_of(response, earlier), conflicts=conflicts)
    cards = Sheet(scheme, page.number, shown, response.answers, form, beside).cards()
    part = looked_at(response, shown, beside)[page.number - 1]
    before, after = page.neighbour(-1), page.neighbour(1)
    offered = choices_of(response, earlier, shown, page.section.code)
    context = {
        "response": response,
        "part": part,
        "last": len(scheme.sections),
        "earlier": earlier,
        "carriable": sum(choices.open for choices in offered),
        "cards": cards,
        "problems": [card for card in cards if card.error],
        "conflicts": [
            {"code": code, "words": conflict_words(response, code, conflict)}
            for code, conflict in conflicts.items()
        ],
        "before": before,
        "before_title": worded(before.title) if before else "",
        "after": after,
        "writable": may_write(request, response),
    }
    return render(request, "surveys/section.html", context)


def appeared(page: Opened, before: frozenset[str], after: frozenset[str]) -> list[str]:
    """Questions of the section that what was saved has made relevant."""
    new = after - before
    return [q.code for q in page.section.questions if q.code in new]


def as_id(text: str) -> UUID:
    """The id that a button named; 404 for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return not_found()


def _asked_for(
    request: SignedInRequest, page: Opened, wish: str, what: str
) -> HttpResponseBase | None:
    """What a button at one question asked for."""
    if wish == "remove":
        return evidence_remove(request, as_id(what))
    if what not in page.response.edition.scheme.questions:
        return None
    if wish == "carry":
        return carried(request, page.response, [what])
    if wish == "evidence":
        return redirect("surveys:evidence_add", page.response.pk, what)
    return None


def _onwards(
    request: SignedInRequest, page: Opened, new: list[str]
) -> HttpResponseBase:
    """To what the button asked for; first to questions that have just appeared."""
    wish, _dot, what = request.POST.get("next", "").partition(".")
    asked = _asked_for(request, page, wish, what)
    if asked is not None:
        return asked
    if new:
        text = ngettext(
            "Saved. By your answers %(count)s more question of this section concerns"
            " you.",
            "Saved. By your answers %(count)s more questions of this section concern"
            " you.",
            len(new),
        )
        messages.info(request, text % {"count": len(new)})
        return redirect(f"{page.address}#q-{new[0]}")
    after = page.neighbour(1)
    if wish == "list" or after is None:
        return redirect("surveys:task_list", page.response.pk)
    return redirect("surveys:section", page.response.pk, after.code)
