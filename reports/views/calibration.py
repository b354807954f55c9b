"""The calibration of a round, and the release of its decisions."""

import math
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reports.agreement import Drift
from reports.calibrating import (
    FEWEST_FILES,
    LEAST_AGREEMENT,
    MOST_DRIFT,
    Line,
    calibrate,
)
from reports.views.findings import figure, signed
from surveys import seating
from surveys.access import SignedInRequest, round_to_run, signed_in
from surveys.forms.seating import ReleaseForm
from surveys.models import Panel, Round
from surveys.models.panels import Release
from surveys.seating import AlreadyReleased

Context = dict[str, Any]


@signed_in
@require_safe
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far reviewers and experts agree, by reviewer and region."""
    return _page(request, round_to_run(request, pk), ReleaseForm())


def _page(
    request: SignedInRequest, target: Round, form: ReleaseForm, status: int = 200
) -> HttpResponse:
    found = calibrate(target)
    context = {
        "round": target,
        "found": found,
        "whole": _row(found.whole),
        "groups": [
            _group("reviewers", _("By reviewer"), _("Reviewer"), found.reviewers),
            _group("regions", _("By region"), _("Region"), found.regions),
        ],
        "release": Release.objects.filter(round=target).select_related("by").first(),
        "holds": target.holds_decisions(),
        "form": form,
        "panels": _panels(target),
        "limits": {
            "files": FEWEST_FILES,
            "agreement": figure(LEAST_AGREEMENT, 2),
            "drift": figure(MOST_DRIFT, 0),
        },
        "wide": True,
    }
    return render(request, "reports/calibration.html", context, status=status)


def _panels(target: Round) -> Sequence[Panel]:
    rows = Panel.objects.filter(round=target).select_related(
        "edition__questionnaire", "drawn_by"
    )
    return list(rows.defer("edition__document"))


def _group(name: str, title: str, head: str, lines: Sequence[Line]) -> Context:
    """A table and its chart; `chart` is None where nobody has a figure."""
    return {
        "name": name,
        "title": title,
        "head": head,
        "rows": [_row(line) for line in lines],
        "chart": _bars(lines),
    }


def _row(line: Line) -> Context:
    return {
        "name": line.name,
        "files": line.files,
        "items": line.items,
        "hidden": line.hidden,
        "outside": line.outside,
        "agreement": figure(line.agreement, 2),
        "strength": _strength(line.agreement),
        "drift": signed(line.drift.mean) if line.drift else "–",
        "interval": _interval(line.drift),
        "kept": figure(line.kept, 2),
        "raised": signed(line.raised.mean) if line.raised else "–",
    }


def _strength(agreement: float | None) -> str:
    """The word for an agreement (Landis and Koch 1977)."""
    if agreement is None:
        return ""
    words = (
        (0.8, _("almost perfect")),
        (0.6, _("substantial")),
        (0.4, _("moderate")),
        (0.2, _("fair")),
        (0.0, _("slight")),
    )
    return next((word for above, word in words if agreement > above), _("none"))


def _interval(drift: Drift | None) -> str:
    if drift is None or drift.low is None:
        return ""
    ends = {"low": signed(drift.low), "high": signed(drift.high)}
    return _("%(low)s to %(high)s") % ends


def _bars(lines: Sequence[Line]) -> Context | None:
    """The drift of everybody who has one, as the page's script draws it."""
    shown = [
        (line.name, round(line.drift.mean, 1))
        for line in lines
        if line.drift is not None and line.drift.mean is not None
    ]
    series = {
        "name": _("Review minus experts (points of 100)"),
        "values": [drift for _name, drift in shown],
    }
    if not shown:
        return None
    # Both sides as wide, and never so narrow that a small drift looks like a large one.
    widest = max(2 * MOST_DRIFT, *(math.ceil(abs(drift)) for _name, drift in shown))
    return {
        "kind": "bars",
        "axes": [name for name, _drift in shown],
        "min": -widest,
        "max": widest,
        "series": [series],
    }


@signed_in
@require_POST
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the decisions of a round go, with the figures that stand on the page."""
    target = round_to_run(request, pk)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _page(request, target, form, status=400)
    try:
        seating.release(
            target,
            note=form.cleaned_data["note"],
            figures=calibrate(target).figures(),
            by=request.user,
            at=request.at,
        )
    except AlreadyReleased:
        messages.error(request, _released_by(target))
    else:
        messages.success(request, _("The decisions of this round are released."))
    return redirect("reports:calibration", pk)


def _released_by(target: Round) -> str:
    found = Release.objects.filter(round=target).select_related("by").first()
    if found is None:
        return _("The decisions of this round do not wait for a calibration.")
    words = _("%(name)s has released the decisions of this round already.")
    return words % {"name": found.by.name}
