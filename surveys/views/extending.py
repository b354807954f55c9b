"""What changes while a round runs: more time for some, another edition for all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from surveys import extending, swapping
from surveys.access import SignedInRequest, one, round_to_run, signed_in
from surveys.explaining.words import deadline, listed, worded
from surveys.extending import Extended, TooEarly
from surveys.forms.rounds import ExtensionForm, SwapForm
from surveys.models import Edition, Round, RoundState
from surveys.running import RoundRefused
from surveys.swapping import Move, SwapRefused


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def extensions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has more time in a round, and giving more."""
    target = round_to_run(request, pk)
    form = ExtensionForm(request.POST or None, target=target, at=request.at)
    if request.method == "POST" and form.is_valid() and _extend(request, target, form):
        return redirect("surveys:extensions", pk)
    given = target.extensions.select_related("region", "enterprise__region", "by")
    context = {
        "round": target,
        "form": form,
        "given": given,
        "open": target.state == RoundState.OPEN,
    }
    return render(request, "surveys/extensions.html", context)


def _extend(request: SignedInRequest, target: Round, form: ExtensionForm) -> bool:
    given = form.cleaned_data
    try:
        done = extending.extend(
            target,
            form.whom(),
            until=given["until"],
            reason=given["reason"],
            by=request.user,
            at=request.at,
        )
    except TooEarly as refusal:
        words = _("They have until %(end)s already; choose a later day.")
        form.add_error("until", words % {"end": deadline(refusal.present)})
    except RoundRefused:
        words = _("The round is not open, or does not ask this enterprise's region.")
        form.add_error(None, words)
    else:
        messages.success(request, _extended(done))
        return True
    return False


def _extended(done: Extended) -> str:
    told = ngettext(
        "More time is given, and %(count)s enterprise is told.",
        "More time is given, and %(count)s enterprises are told.",
        done.told,
    ) % {"count": done.told}
    if not done.reopened:
        return told
    again = ngettext(
        "%(count)s file that had lapsed is open again.",
        "%(count)s files that had lapsed are open again.",
        done.reopened,
    )
    return f"{told} {again % {'count': done.reopened}}"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: SignedInRequest, pk: int, edition: int) -> HttpResponse:
    """Let a round ask another edition: first what it does to the drafts, then do it."""
    target = round_to_run(request, pk)
    old = one(target.editions.select_related("questionnaire"), pk=edition)
    others = swapping.substitutes(target, old).select_related("questionnaire")
    form = SwapForm(request.POST or None, substitutes=others)
    moves: list[Move] | None = None
    if request.method == "POST" and form.is_valid():
        new: Edition = form.cleaned_data["edition"]
        moves = swapping.outlook(target, old, new)
        if "confirm" in request.POST and _swap(request, target, (old, new), form):
            return redirect("surveys:round", pk)
    context = {
        "round": target,
        "old": old,
        "form": form,
        "possible": others.exists(),
        "moves": None if moves is None else [(m, _titles(old, m)) for m in moves],
        "free": swapping.swappable(target).filter(pk=old.pk).exists(),
    }
    return render(request, "surveys/edition_swap.html", context)


def _titles(old: Edition, move: Move) -> str:
    questions = old.scheme.questions
    return listed(worded(questions[code].title) for code in move.dropped)


def _swap(
    request: SignedInRequest,
    target: Round,
    way: tuple[Edition, Edition],
    form: SwapForm,
) -> bool:
    reason = form.cleaned_data["reason"]
    try:
        moves = swapping.swap_edition(
            target, *way, reason=reason, by=request.user, at=request.at
        )
    except SwapRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    words = ngettext(
        "The round asks the new edition now; %(count)s draft has moved along.",
        "The round asks the new edition now; %(count)s drafts have moved along.",
        len(moves),
    )
    messages.success(request, words % {"count": len(moves)})
    return True
