"""Planning a response: its task list, who fills what, and what to prepare."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys import assigning, notifying
from surveys.access import (
    FILLERS,
    SignedInRequest,
    not_found,
    one,
    response_to_fill,
    response_to_see,
    signed_in,
    unit_to_see,
)
from surveys.assessing import profile_of
from surveys.assigning import NotColleague
from surveys.carrying import last_time
from surveys.explaining.countdown import countdown
from surveys.explaining.preparing import preparation
from surveys.explaining.words import worded
from surveys.forms.carrying import choices_of
from surveys.forms.overview import shown_codes
from surveys.forms.planning import AssigningForm, cautions, hindrances, tasks_of
from surveys.models import Edition, Response, Round, User
from surveys.scoring import visible
from surveys.views.answering import refused_words
from surveys.views.filling import beside_of, looked_at, may_write
from surveys.workflow import EDITABLE, MOVES, Closed


@signed_in
@require_safe
def task_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sections of a response with their state; ?mine: those given to the reader."""
    response = response_to_see(request, pk)
    scheme, shown = response.edition.scheme, shown_codes(response)
    parts = looked_at(response, shown, beside_of(response))
    assignments = list(response.assignments.select_related("user"))
    tasks = tasks_of(parts, assignments, request.user)
    mine = "mine" in request.GET
    writable = may_write(request, response)
    fills = response.unit.enterprise_id in request.holdings.member_of(*FILLERS)
    context = {
        "response": response,
        "scheme": scheme,
        "intro": worded(scheme.intro),
        "parts": parts,
        "tasks": [task for task in tasks if task.mine or not mine],
        "mine": mine,
        "own": sum(task.mine for task in tasks),
        "done": sum(part.done for part in parts),
        "total": sum(part.total for part in parts),
        "writable": writable,
        "fills": fills,
        "may_withdraw": fills and response.status in MOVES["withdraw"].sources,
        "editable": response.is_editable(request.at),
        "closing": countdown(response.closes_at, request.at),
    }
    if writable:
        context |= _for_fillers(request, response, shown)
        context |= {
            "hindrances": hindrances(parts, scheme),
            "cautions": cautions(parts, scheme),
        }
    return render(request, "surveys/task_list.html", context)


def _for_fillers(
    request: SignedInRequest, response: Response, shown: frozenset[str]
) -> dict[str, Any]:
    """What somebody who fills can do beside answering."""
    offered = choices_of(response, last_time(response), shown)
    return {
        "carriable": sum(choices.open for choices in offered),
        "assigning": _form(request, response),
    }


def _form(
    request: SignedInRequest, response: Response, data: Any = None
) -> AssigningForm:
    colleagues = notifying.members(response.unit.enterprise, request.at)
    rows = response.assignments.select_related("user")
    assigned = {row.section: row.user for row in rows}
    return AssigningForm(response, colleagues, assigned, data)


@signed_in
@require_POST
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give sections to colleagues; only what was changed changes."""
    response = response_to_fill(request, pk)
    form = _form(request, response, request.POST)
    if form.is_valid():
        _give(request, response, form)
    else:
        for field in form.errors:
            label = form.fields[field].label
            problem = " ".join(map(str, form.errors[field]))
            messages.error(request, f"{label}: {problem}")
    return redirect("surveys:task_list", pk)


def _give(request: SignedInRequest, response: Response, form: AssigningForm) -> None:
    chosen = {
        code: to
        for code, to in form.chosen().items()
        if str(to or "") != form.fields[code].initial
    }
    people = User.objects.in_bulk([pk for pk in chosen.values() if pk])
    try:
        for code, to in chosen.items():
            assigning.assign(
                response,
                code,
                people[to] if to else None,
                by=request.user,
                at=request.at,
            )
    except Closed:
        messages.error(request, refused_words(response))
    except NotColleague:
        messages.error(
            request, _("This person does not fill for the enterprise any more.")
        )
    else:
        messages.success(request, _("It is noted who fills which section."))


@signed_in
@require_safe
def before(request: SignedInRequest, pk: int) -> HttpResponse:
    """What to prepare for a response that has begun, to be printed."""
    response = response_to_see(request, pk)
    context = {
        "response": response,
        "unit": response.unit,
        "round": response.round,
        "preparation": preparation(response.edition.scheme, shown_codes(response)),
        "closing": countdown(response.closes_at, request.at),
        "writable": may_write(request, response),
        "fillable": response.status in EDITABLE,
    }
    return render(request, "surveys/before.html", context)


@signed_in
@require_safe
def before_start(
    request: SignedInRequest, pk: int, target: int, edition: int
) -> HttpResponse:
    """What to prepare for a questionnaire that a unit has not started yet."""
    unit = unit_to_see(request, pk)
    opened = one(Round.objects.all(), pk=target)
    asked = one(Edition.objects.defer("document").filter(rounds=opened), pk=edition)
    if asked.unit_kind != unit.kind:
        not_found()
    shown = visible(asked.scheme, {}, profile_of(unit.enterprise, unit.kind))
    context = {
        "unit": unit,
        "round": opened,
        "edition": asked,
        "preparation": preparation(asked.scheme, shown),
        "closing": countdown(opened.closes_for(unit.enterprise), request.at),
        "startable": opened.takes_from(unit.enterprise, request.at)
        and unit.enterprise_id in request.holdings.member_of(*FILLERS),
    }
    return render(request, "surveys/before.html", context)
