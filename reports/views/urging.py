"""Reminding the rows of a list, and the log of what became of each reminder."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from reports import following
from reports.forms import RemindForm
from reports.views.cockpit import about, kept, rows_form
from surveys import urging
from surveys.access import (
    SignedInRequest,
    regions_to_urge,
    reminder_to_read,
    reminders_in_scope,
    round_to_urge,
    signed_in,
)
from surveys.models import Message, ReminderLine, ReminderOutcome, Round
from surveys.urging import Wanted

PAGE = 50
HOURS = urging.PAUSE.total_seconds() / 3600


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whom a reminder would reach, take a note, and send it.

    The address names the list, and which of its rows were ticked; the rows are read
    anew, so that nobody outside of the list or the official's regions is reached.
    """
    target = round_to_urge(request, pk)
    wanted = _wanted(request, target)
    form = RemindForm(request.POST or None)
    outlook = urging.outlook(target, wanted, at=request.at)
    if request.method == "POST" and form.is_valid() and outlook.told:
        note = form.cleaned_data["note"]
        sent = urging.remind(target, wanted, note=note, by=request.user, at=request.at)
        _say(request, sent.lines.filter(outcome=ReminderOutcome.TOLD).count())
        return redirect("reports:reminder", sent.pk)
    context = {
        **about(request, target),
        "form": form,
        "outlook": outlook,
        "back": _back(request, target),
        "hours": round(HOURS),
    }
    return render(request, "reports/remind.html", context)


def _wanted(request: SignedInRequest, target: Round) -> Wanted:
    wish = rows_form(request, target).wish()
    rows = following.rows_of(target, wish, request.at)
    if request.GET.get("which") == "all":
        return rows.wanted()
    return rows.ticked(request.GET.getlist("ticked"))


def _back(request: SignedInRequest, target: Round) -> str:
    place = reverse("reports:cockpit_rows", args=(target.pk,))
    return f"{place}?{urlencode(kept(request))}"


def _say(request: SignedInRequest, told: int) -> None:
    messages.success(
        request,
        ngettext("%(count)s reminder went out.", "%(count)s reminders went out.", told)
        % {"count": told},
    )


@signed_in
@require_safe
def reminders(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reminders of a round, the newest first."""
    target = round_to_urge(request, pk)
    mine = _own_lines(request)
    rows = reminders_in_scope(request).filter(round=target)
    rows = rows.annotate(
        told=Count("lines", mine & Q(lines__outcome=ReminderOutcome.TOLD)),
        others=Count("lines", mine & ~Q(lines__outcome=ReminderOutcome.TOLD)),
    )
    page = Paginator(rows.order_by("-at", "-pk"), PAGE)
    context = about(request, target) | {"page": page.get_page(request.GET.get("page"))}
    return render(request, "reports/reminders.html", context)


def _own_lines(request: SignedInRequest) -> Q:
    regions = regions_to_urge(request.holdings)
    return Q() if regions is None else Q(lines__enterprise__region__in=regions)


@signed_in
@require_safe
def reminder(request: SignedInRequest, pk: int) -> HttpResponse:
    """One reminder: who was told and has read it, who was not told and why."""
    found = reminder_to_read(request, pk)
    lines = _lines(request, found.lines.all())
    counts = dict(lines.order_by().values_list("outcome").annotate(Count("pk")))
    told = Prefetch("messages", Message.objects.select_related("user"))
    rows = lines.select_related("enterprise__region", "response__unit")
    rows = rows.defer("response__answers").prefetch_related(told)
    page = Paginator(rows.order_by("outcome", "enterprise__name", "pk"), PAGE)
    context = {
        **about(request, found.round),
        "reminder": found,
        "counts": [(o, counts.get(o.value, 0)) for o in ReminderOutcome],
        "page": page.get_page(request.GET.get("page")),
        "hours": round(HOURS),
        "wide": True,
    }
    return render(request, "reports/reminder.html", context)


def _lines(
    request: SignedInRequest, lines: QuerySet[ReminderLine]
) -> QuerySet[ReminderLine]:
    regions = regions_to_urge(request.holdings)
    return lines if regions is None else lines.filter(enterprise__region__in=regions)
