"""Pages of a re-scoring: begin it, see what it changes, explain a row, decide."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import running
from surveys.access import (
    SignedInRequest,
    one,
    rescoring_to_decide,
    round_to_run,
    signed_in,
)
from surveys.assessing import evaluation_of, left_out
from surveys.explaining.answers import said
from surveys.explaining.comparing import check_changes, node_changes
from surveys.explaining.words import figure, worded
from surveys.forms.rescoring import ChangesFilter, RescoringDecision, RescoringForm
from surveys.models import Lane, Rescoring, RescoringState, Scorecard, Title
from surveys.running import RescoringRefused, SecondOfficerNeeded

PAGE = 50
MOST_TITLES = 200


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def rescore(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was scored again of a round, and the form that begins another one."""
    target = round_to_run(request, pk)
    form = RescoringForm(target, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            begun = running.begin_rescoring(
                target, **form.cleaned_data, by=request.user, at=request.at
            )
        except RescoringRefused:
            messages.error(request, _("Somebody else began a re-scoring meanwhile."))
            return redirect("surveys:round", pk)
        return redirect("surveys:rescoring", begun.pk)
    rows = target.rescorings.select_related("edition__questionnaire", "corrected")
    context = {
        "form": form,
        "round": target,
        "rescorings": rows.defer("edition__document", "corrected__document"),
    }
    return render(request, "surveys/rescore.html", context)


@signed_in
@require_safe
def rescoring(request: SignedInRequest, pk: int) -> HttpResponse:
    """One re-scoring: how far it is, what it changes, and the decision."""
    return _page(request, rescoring_to_decide(request, pk))


def _page(
    request: SignedInRequest, found: Rescoring, bound: RescoringDecision | None = None
) -> HttpResponse:
    data = request.GET.copy()
    data.setdefault("changed", "level")
    form = ChangesFilter(data)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    rows = _chosen(_changes(found), form.cleaned_data)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    levels = _levels(found)
    context = {
        "rescoring": found,
        "summary": _summary(found),
        "dropped": _dropped(found),
        "form": form,
        "page": page,
        "rows": [
            (row, levels.get(row.old_level), levels.get(row.level))  # type: ignore[attr-defined]  # annotated
            for row in page
        ],
        "titles": _titles(found),
        "decision": bound or RescoringDecision(),
        "second_needed": found.round.four_eyes and found.by == request.user,
        "wide": True,
    }
    status = 400 if bound else 200
    return render(request, "surveys/rescoring.html", context, status=status)


def _changes(found: Rescoring) -> QuerySet[Scorecard]:
    """The new scorecards, each with what stood before it."""
    before = Scorecard.objects.standing().exclude(rescoring=found)
    before = before.filter(
        submission=OuterRef("submission"), lane=OuterRef("lane"), pk__lt=OuterRef("pk")
    ).order_by("-pk")
    rows = found.scorecards.annotate(
        **{
            f"old_{name}": Subquery(before.values(name)[:1])
            for name in ("pk", "level", "outcome", "score")
        }
    )
    rows = rows.select_related("submission__response__unit__enterprise")
    return rows.order_by("submission", "pk")


def _chosen(rows: QuerySet[Scorecard], chosen: dict[str, Any]) -> QuerySet[Scorecard]:
    changed = chosen.get("changed")
    if changed:
        rows = rows.exclude(**{changed: F(f"old_{changed}")})
    if lane := chosen.get("lane"):
        rows = rows.filter(lane=lane)
    if text := chosen.get("q", "").strip():
        unit = "submission__response__unit__"
        rows = rows.filter(
            Q((f"{unit}name__icontains", text))
            | Q((f"{unit}enterprise__name__icontains", text))
        )
    return rows


def _summary(found: Rescoring) -> list[dict[str, Any]]:
    """What changes, lane by lane, in the order of the lanes."""
    lanes = found.summary.get("lanes", {})
    return [
        {
            **lanes[lane],
            "lane": lane.label,
            "mean": _mean(lanes[lane]),
            "lowest": _shift(Decimal(lanes[lane]["lowest"])),
            "highest": _shift(Decimal(lanes[lane]["highest"])),
        }
        for lane in Lane
        if lane in lanes
    ]


def _mean(lane: dict[str, Any]) -> str:
    scores = lane["scores"]
    count = sum(scores.get(word, 0) for word in ("up", "down", "same"))
    return _shift(Decimal(lane["shift"]) / count) if count else "–"


def _shift(points: Decimal) -> str:
    text = figure(f"{points:.12f}", 1)
    return f"+{text}" if points > 0 and text != "0" else text


def _dropped(found: Rescoring) -> list[tuple[str, int]]:
    """The questions whose answers have no place any more, with how many these are."""
    questions = found.edition.scheme.questions
    dropped = found.summary.get("dropped", {})
    return [(worded(questions[code].title), count) for code, count in dropped.items()]


def _levels(found: Rescoring) -> dict[str, str]:
    """The title of each level of both editions, by code."""
    editions = (found.corrected, found.edition)
    levels = [level for edition in editions for level in edition.scheme.levels]
    return {level.code: worded(level.title) for level in reversed(levels)}


def _titles(found: Rescoring) -> list[Title]:
    """Titles whose final outcome is another one under the corrected edition."""
    final = _changes(found).filter(lane=Lane.FINAL).exclude(outcome=F("old_outcome"))
    rows = Title.objects.filter(response__in=final.values("submission__response"))
    return list(rows.select_related("stage", "unit__enterprise")[:MOST_TITLES])


@signed_in
@require_safe
def rescoring_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is: the part of the page that asks for itself again."""
    found = rescoring_to_decide(request, pk)
    part = "surveys/parts/rescoring_state.html"
    page = render(request, part, {"rescoring": found})
    if found.state != RescoringState.RUNNING or found.job is None or found.job.ended:
        page.headers["HX-Refresh"] = "true"
    return page


@signed_in
@require_safe
def rescoring_card(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One row of the diff, explained: both evaluations side by side."""
    found = rescoring_to_decide(request, pk)
    card = one(_changes(found), pk=number)
    cards = Scorecard.objects.select_related(
        "submission__response__edition__questionnaire",
        "submission__response__unit__enterprise",
    )
    old, new = (cards.get(pk=key) for key in (card.old_pk, card.pk))  # type: ignore[attr-defined]  # annotated
    before, after = evaluation_of(old), evaluation_of(new)
    context = {
        "rescoring": found,
        "old": old,
        "new": new,
        "levels": [_levels(found).get(c.level) for c in (old, new)],
        "checks": check_changes(before, after),
        "nodes": node_changes(before, after),
        "left_out": _left_out(found, new),
    }
    return render(request, "surveys/rescoring_card.html", context)


def _left_out(found: Rescoring, card: Scorecard) -> list[tuple[str, str]]:
    questions = found.edition.scheme.questions
    answers = card.submission.answers
    codes = [c for c in left_out(found.corrected, card.submission) if c in questions]
    return [
        (
            worded(questions[code].title),
            said(questions[code], answers[code]["v"], answers[code]["state"]),
        )
        for code in codes
    ]


@signed_in
@require_POST
def rescoring_go_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a re-scoring go on that stopped."""
    found = rescoring_to_decide(request, pk)
    try:
        running.go_on(found, by=request.user, at=request.at)
    except RescoringRefused:
        messages.error(request, _("It is computed already."))
    return redirect("surveys:rescoring", pk)


@signed_in
@require_POST
def rescoring_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Adopt or reject a re-scoring, with a reason."""
    found = rescoring_to_decide(request, pk)
    form = RescoringDecision(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    verbs = {"adopt": running.adopt, "reject": running.reject}
    decide = verbs[form.cleaned_data["decision"]]
    reason = form.cleaned_data["reason"]
    try:
        decide(found, reason=reason, by=request.user, at=request.at)
    except RescoringRefused:
        messages.error(request, _("It is not ready, or somebody else decided it."))
    except SecondOfficerNeeded:
        messages.error(
            request, _("Another officer decides: this round asks for four eyes.")
        )
    else:
        messages.success(request, _("Your decision is recorded."))
    return redirect("surveys:rescoring", pk)
