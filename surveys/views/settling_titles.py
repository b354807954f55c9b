"""What becomes of one title: called in, kept, corrected, withdrawn."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import rechecking
from surveys.access import SignedInRequest, signed_in, title_to_settle
from surveys.forms.titles import CallInForm, EntryForm, KeepForm, WithdrawForm
from surveys.models import Title
from surveys.rechecking import Unchanged
from surveys.workflow import MoveRefused

Verb = Callable[[Title, dict[str, Any]], None]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def call_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a title be due for a re-check."""
    found, form = title_to_settle(request, pk), CallInForm(request.POST or None)

    def verb() -> None:
        reason = form.cleaned_data["reason"]
        rechecking.call_in(found, reason=reason, by=request.user, at=request.at)

    return _act(request, found, form, "due", verb)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a title that was due."""
    found = title_to_settle(request, pk)
    form = KeepForm(request.POST or None, today=timezone.localdate(request.at))

    def verb() -> None:
        rechecking.keep(found, **form.cleaned_data, by=request.user, at=request.at)

    return _act(request, found, form, "keep", verb)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct what the register says of a title's holder."""
    found = title_to_settle(request, pk)
    form = EntryForm(request.POST or None, title=found)

    def verb() -> None:
        given = form.cleaned_data
        rechecking.correct(
            found,
            form.entry(),
            seen=given["seen"],
            reason=given["reason"],
            by=request.user,
            at=request.at,
        )

    return _act(request, found, form, "correct", verb)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Withdraw a title."""
    found, form = title_to_settle(request, pk), WithdrawForm(request.POST or None)

    def verb() -> None:
        reason = form.cleaned_data["reason"]
        rechecking.withdraw(found, reason=reason, by=request.user, at=request.at)

    return _act(request, found, form, "withdraw", verb)


def _act(
    request: SignedInRequest,
    found: Title,
    form: forms.Form,
    move: str,
    verb: Callable[[], None],
) -> HttpResponse:
    """The page of one step; done, it leads back to the title."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except Unchanged:
            form.add_error(None, _("Nothing differs from what the register says."))
        except MoveRefused:
            messages.error(
                request,
                _(
                    "Somebody has changed this title meanwhile, or it does not stand"
                    " where this step begins. See what happened."
                ),
            )
            return redirect("surveys:title", found.pk)
        else:
            messages.success(request, _done(move))
            return redirect("surveys:title", found.pk)
    context = {"title": found, "form": form, "move": move}
    return render(request, "surveys/title_act.html", context)


def _done(move: str) -> str:
    return {
        "due": _("The title is due for a re-check."),
        "keep": _("The title is kept."),
        "correct": _("The register is corrected."),
        "withdraw": _("The title is withdrawn."),
    }[move]
