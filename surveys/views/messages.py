"""The messages of a person: read them, go where they lead, choose how mails come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import receiving
from surveys.access import SignedInRequest, message_to_read, signed_in
from surveys.explaining.messages import Said, readable, said
from surveys.forms.messages import MailsForm, SeenForm
from surveys.models import Message

PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the list shows it."""

    message: Message
    words: Said


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of one day; `starts` where the first read one stands in it, or the
    first of all, and a heading is due."""

    unread: bool
    day: date
    starts: bool
    lines: list[Line]


@signed_in
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """All messages of this person, by day, those not read yet first."""
    rows = readable(receiving.of(request.user))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page)
    context = {
        "page": page,
        "days": list(_days(found)),
        "last": max((message.pk for message in found), default=0),
    }
    return render(request, "surveys/inbox.html", context)


def _days(rows: Iterable[Message]) -> Iterator[Day]:
    before = None
    for (unread, day), group in groupby(rows, _unread_and_day):
        lines = [Line(message, said(message)) for message in group]
        yield Day(unread, day, unread != before, lines)
        before = unread


def _unread_and_day(message: Message) -> tuple[bool, date]:
    return message.read_at is None, timezone.localdate(message.at)


@signed_in
@require_safe
def open_message(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go where a message leads; it counts as read from then on."""
    message = message_to_read(request, pk)
    if request.method == "GET":
        receiving.read(message, at=request.at)
    return redirect(said(message).path)


@signed_in
@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that one message was read."""
    receiving.read(message_to_read(request, pk), at=request.at)
    messages.success(request, _("The message is marked as read."))
    return _back(request)


@signed_in
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Note that all messages were read that the page knew of."""
    form = SeenForm(request.POST)
    last = (form.cleaned_data["last"] or 0) if form.is_valid() else 0
    count = receiving.read_all(request.user, last=last, at=request.at)
    messages.success(
        request,
        ngettext(
            "%(count)s message is marked as read.",
            "%(count)s messages are marked as read.",
            count,
        )
        % {"count": count},
    )
    return _back(request)


def _back(request: SignedInRequest) -> HttpResponse:
    form = SeenForm(request.POST)
    page = form.cleaned_data["page"] if form.is_valid() else None
    inbox_page = reverse("surveys:inbox")
    return redirect(f"{inbox_page}?page={page}" if page else inbox_page)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """How often messages come by mail, and in which language."""
    form = MailsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        receiving.choose_mails(request.user, **form.cleaned_data, at=request.at)
        messages.success(request, _("Saved: so your mails come from now on."))
        return redirect("surveys:message_settings")
    return render(request, "surveys/message_settings.html", {"form": form})
