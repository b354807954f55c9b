"""Pages of the audit administrator: the trail, its verification, parts of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys import inspecting
from surveys.access import AUDITORS, SignedInRequest, for_offices
from surveys.auditing import CHAIN
from surveys.explaining.actions import action_words, kind_words
from surveys.explaining.trails import Told, people_in, told_of
from surveys.explaining.verdicts import verdict_sentences
from surveys.explaining.words import listed, to_the_second
from surveys.forms.trails import TrailFilter
from surveys.models import AuditAnchor, AuditCounter, AuditRow, AuditSeal, Job, User
from surveys.sheets.trails import Line, write_trail
from surveys.views import downloading

PAGE = 50
MOST = 5_000  # rows of a workbook; more are taken span by span
PLACES = ("before", "after")  # where in the list a page begins; no part of the filter


@dataclass(frozen=True, slots=True)
class Window:
    """A page of the list, the newest row first; where the neighbouring pages begin."""

    rows: Sequence[AuditRow]
    newer: int | None
    older: int | None


@for_offices(*AUDITORS)
@require_safe
def trail(request: SignedInRequest) -> HttpResponse:
    """The rows of the trail, and whether they can be relied upon."""
    form = TrailFilter(request.GET or None)
    window = _window(_chosen(form), request.GET)
    job = inspecting.newest_verification()
    context = {
        "form": form,
        "rows": _told(window.rows),
        "window": window,
        "filter": _filter(request),
        "state": _state(),
        "most": MOST,
        "wide": True,
        **_verification(job),
    }
    return render(request, "surveys/audit.html", context)


def _chosen(form: TrailFilter) -> QuerySet[AuditRow]:
    """The rows of a filter; one that cannot be understood shows none."""
    rows = AuditRow.objects.select_related("by")
    if not form.is_bound:
        return rows
    if not form.is_valid():
        return rows.none()
    chosen = form.cleaned_data
    exact = {name: chosen[name] for name in ("action", "kind", "object_id", "address")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if chosen["who"]:
        rows = rows.filter(by__in=_people(chosen["who"]))
    if chosen["since"]:
        rows = rows.filter(at__gte=_midnight(chosen["since"]))
    if chosen["until"]:
        rows = rows.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return rows


def _people(text: str) -> QuerySet[User]:
    known = Q(email__iexact=text) | Q(phone=text.replace(" ", ""))
    return User.objects.filter(known | Q(name__icontains=text))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _window(rows: QuerySet[AuditRow], asked: QueryDict) -> Window:
    """The page that begins before or after a number; without one the newest rows.

    By numbers, not by counting rows off: the last page is as quick as the first.
    """
    before, after = (_number(asked.get(name, "")) for name in PLACES)
    if after is not None:
        found = list(rows.filter(seq__gt=after).order_by("seq")[: PAGE + 1])
        shown = found[:PAGE][::-1]
        newer, older = len(found) > PAGE, True
    else:
        rows = rows.filter(seq__lt=before) if before is not None else rows
        found = list(rows.order_by("-seq")[: PAGE + 1])
        shown = found[:PAGE]
        newer, older = before is not None, len(found) > PAGE
    return Window(
        shown,
        shown[0].seq if shown and newer else None,
        shown[-1].seq if shown and older else None,
    )


def _number(text: str) -> int | None:
    longest = 18  # digits; no row has a number with more
    return int(text) if text.isdecimal() and len(text) <= longest else None


def _told(rows: Sequence[AuditRow]) -> list[Told]:
    wanted = people_in(rows)
    people = User.objects.filter(pk__in=wanted).values_list("pk", "name")
    names = dict(people) if wanted else {}
    return [told_of(row, names) for row in rows]


def _filter(request: SignedInRequest) -> str:
    """The filter as the address carries it."""
    found = request.GET.copy()
    for name in PLACES:
        found.pop(name, None)
    return found.urlencode()


def _state() -> AuditCounter | None:
    """The counter, with how far the trail is sealed and anchored: one query."""
    seals = AuditSeal.objects.order_by("-seq").values("seq")[:1]
    anchors = AuditAnchor.objects.order_by("-day").values("day")[:1]
    rows = AuditCounter.objects.filter(chain=CHAIN)
    written = AuditRow.objects.filter(seq=OuterRef("sealed")).values("at")[:1]
    return rows.annotate(
        sealed=Subquery(seals),
        sealed_at=Subquery(written),
        anchored=Subquery(anchors),
    ).first()


def _verification(job: Job | None) -> dict[str, Any]:
    """The verification that was asked for last, and what it found in sentences."""
    verdict = job.result if job else None
    sentences = verdict_sentences(verdict) if verdict else []
    return {
        "job": job,
        "broken": bool(verdict and verdict["fault"]),
        "sentences": sentences,
    }


@for_offices(*AUDITORS)
@require_POST
def verify(request: SignedInRequest) -> HttpResponse:
    """Have the whole trail verified; the page shows how far it is."""
    inspecting.ask_to_verify(by=request.user, at=request.at)
    return redirect("surveys:audit")


@for_offices(*AUDITORS)
@require_safe
def progress(request: SignedInRequest) -> HttpResponse:
    """The part of the page that changes while the trail is verified."""
    context = _verification(inspecting.newest_verification())
    return render(request, "surveys/parts/audit_verifying.html", context)


@for_offices(*AUDITORS)
@require_safe
def download(request: SignedInRequest) -> HttpResponse:
    """The newest rows of the filter as a workbook."""
    form = TrailFilter(request.GET or None)
    rows = list(_chosen(form).order_by("-seq")[:MOST])
    if not rows:
        messages.info(request, _("No row fits this filter. Nothing was downloaded."))
        return redirect(f"{reverse('surveys:audit')}?{_filter(request)}")
    chosen = {
        str(form.fields[name].label): _worded(form, name, value)
        for name, value in (form.cleaned_data if form.is_bound else {}).items()
        if value
    }
    inspecting.take_along(len(rows), chosen, by=request.user, at=request.at)
    notes = _notes(rows, chosen, request.at)
    content = write_trail(notes, map(_line, _told(rows)), get_language() or "")
    name = f"dengta-audit-{rows[-1].seq}-{rows[0].seq}.xlsx"
    return downloading.download(request, None, name, content)


def _worded(form: TrailFilter, name: str, value: Any) -> str:
    """What was chosen in one field of the filter."""
    words = {"action": action_words, "kind": kind_words}
    return words.get(name, str)(value)


def _notes(
    rows: Sequence[AuditRow], chosen: dict[str, str], at: datetime
) -> tuple[str, ...]:
    parts = (
        _("%(field)s: %(value)s") % {"field": k, "value": chosen[k]} for k in chosen
    )
    filtered = listed(parts) or _("All rows")
    more = _(
        "These are the newest %(count)s rows of the filter; there may be older ones."
        " Choose a shorter span to take those along."
    ) % {"count": MOST}
    return (
        _("As of %(day)s") % {"day": to_the_second(at)},
        filtered,
        *([more] if len(rows) == MOST else []),
    )


def _line(told: Told) -> Line:
    return Line(
        number=str(told.seq),
        at=told.at,
        who=told.who,
        role=told.role,
        address=told.address,
        action=told.action,
        about=told.about,
        reason=told.reason,
        before=_said((c.field, c.old) for c in told.changes if c.old),
        after=_said((c.field, c.new) for c in told.changes),
        more=_said((c.field, c.new) for c in told.more),
    )


def _said(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(
        _("%(field)s: %(value)s") % {"field": field, "value": value}
        for field, value in pairs
    )
