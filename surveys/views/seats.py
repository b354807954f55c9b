"""The pages of an expert: the files they sit before, one file, one section of it."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import seating
from surveys.access import (
    SignedInRequest,
    for_offices,
    not_found,
    seat_to_score,
    seats_of,
    signed_in,
)
from surveys.explaining.words import clock
from surveys.forms.seating import Part, SectionForm, parts_of
from surveys.models import Evidence, OfficeRole, Seat, SecondScore
from surveys.seating import SeatClosed, Unfinished

Scores = Mapping[str, SecondScore]


@for_offices(OfficeRole.EXPERT)
@require_safe
def seats(request: SignedInRequest) -> HttpResponse:
    """The files an expert sits before, those to be scored first."""
    rows = seats_of(request).annotate(scored=Count("scores"))
    rows = rows.order_by("finished_at", "pk")
    found = sorted(rows, key=lambda seat: not seating.is_open(seat))
    return render(request, "surveys/seats.html", {"seats": found, "wide": True})


@signed_in
@require_safe
def seat(request: SignedInRequest, pk: int) -> HttpResponse:
    """One file: its sections, how much of each is scored, and handing it in."""
    found = seat_to_score(request, pk)
    parts = parts_of(found.submission, _scores(found))
    context = {
        "seat": found,
        "response": found.submission.response,
        "parts": parts,
        "open": seating.is_open(found),
        "done": sum(part.done for part in parts),
        "total": sum(part.total for part in parts),
    }
    return render(request, "surveys/seat.html", context)


def _scores(found: Seat) -> Scores:
    return {row.code: row for row in found.scores.all()}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Score the items of one section; each choice is kept as it is made."""
    found = seat_to_score(request, pk)
    stored = _scores(found)
    parts = parts_of(found.submission, stored)
    place = next((n for n, p in enumerate(parts) if p.code == code), None)
    if place is None:
        not_found()
    data = request.POST if request.method == "POST" else None
    form = SectionForm(parts[place].questions, found.submission, stored, data)
    if data is not None:
        kept = _keep(request, found, form)
        if request.headers.get("HX-Request"):
            return _told(request, found, parts[place], form, kept=kept)
        if not kept or not form.errors:
            return redirect(_after(found, parts, place))
    return _page(request, found, parts, place, form)


def _keep(request: SignedInRequest, found: Seat, form: SectionForm) -> bool:
    try:
        seating.score(found, form.found, by=request.user, at=request.at)
    except SeatClosed:
        if not request.headers.get("HX-Request"):
            messages.error(request, str(closed_words()))
        return False
    return True


def closed_words() -> str:
    """Why nothing can be scored any more."""
    return _("This file takes no more scores: it is handed in, or decisions began.")


def _told(
    request: SignedInRequest, found: Seat, part: Part, form: SectionForm, *, kept: bool
) -> HttpResponse:
    """The line that says what became of a choice, for the page that sent it."""
    if not kept:
        words, state = closed_words(), "failed"
    elif form.errors:
        lacking = len(form.errors)
        words, state = (
            ngettext(
                "%(count)s item has no value yet; everything else is saved.",
                "%(count)s items have no value yet; everything else is saved.",
                lacking,
            )
            % {"count": lacking},
            "unsaved",
        )
    else:
        words, state = _("Saved %(time)s") % {"time": clock(request.at)}, "saved"
    known = set(found.scores.values_list("code", flat=True))
    done = sum(q.code in known for q in part.questions)
    context = {"words": words, "state": state, "done": done, "total": part.total}
    return render(request, "surveys/parts/seat_saved.html", context)


def _after(found: Seat, parts: Sequence[Part], place: int) -> str:
    """The next section, and after the last one the page of the file."""
    if place + 1 < len(parts):
        return redirect("surveys:seat_section", found.pk, parts[place + 1].code).url
    return redirect("surveys:seat", found.pk).url


def _page(
    request: SignedInRequest,
    found: Seat,
    parts: Sequence[Part],
    place: int,
    form: SectionForm,
) -> HttpResponse:
    items = form.items(_files(found, parts[place]))
    context = {
        "seat": found,
        "response": found.submission.response,
        "part": parts[place],
        "number": place + 1,
        "parts": parts,
        "before": parts[place - 1] if place else None,
        "items": items,
        "problems": [item for item in items if item.error],
        "open": seating.is_open(found),
    }
    status = 400 if form.errors else 200
    return render(request, "surveys/seat_section.html", context, status=status)


def _files(found: Seat, part: Part) -> dict[str, list[Evidence]]:
    codes = {question.code for question in part.questions}
    cited = [row["id"] for row in found.submission.evidence if row["code"] in codes]
    rows = Evidence.objects.filter(pk__in=cited).select_related("by", "response__round")
    files: dict[str, list[Evidence]] = {}
    for evidence in rows.defer("response__answers"):
        files.setdefault(evidence.code, []).append(evidence)
    return files


@signed_in
@require_POST
def finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the second scores of a file in."""
    found = seat_to_score(request, pk)
    try:
        seating.finish(found, by=request.user, at=request.at)
    except Unfinished as lacking:
        count = len(lacking.codes)
        words = ngettext(
            "%(count)s item has no score yet.",
            "%(count)s items have no score yet.",
            count,
        )
        messages.error(request, words % {"count": count})
        return redirect("surveys:seat", pk)
    except SeatClosed:
        messages.error(request, closed_words())
        return redirect("surveys:seat", pk)
    messages.success(request, _("Handed in. Thank you; nothing can be changed now."))
    return redirect("surveys:seats")
