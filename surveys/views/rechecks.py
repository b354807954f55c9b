"""Pages of re-checks: samples drawn, their visits, and how long titles hold."""

from secrets import randbelow
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import rechecking
from surveys.access import (
    OVERSEERS,
    SignedInRequest,
    for_offices,
    recheck_to_run,
    signed_in,
)
from surveys.forms.rechecks import SampleForm, YearsForm
from surveys.models import Recheck, RecheckItem, RecheckOutcome, Region, Stage
from surveys.rechecking import TooFew
from surveys.sheets.registers import Visit, write_visits
from surveys.views.downloading import download

SEEDS = 10**8


@for_offices(*OVERSEERS)
@require_safe
def rechecks(request: SignedInRequest) -> HttpResponse:
    """All re-checks, the newest first; and how long titles hold."""
    return _page(request, YearsForm(stages=list(Stage.objects.all())))


def _page(request: SignedInRequest, form: YearsForm) -> HttpResponse:
    open_ones = Count("items", filter=Q(items__outcome=RecheckOutcome.OPEN))
    rows = Recheck.objects.annotate(open=open_ones).order_by("-drawn_at", "-pk")
    context = {"rechecks": rows.select_related("stage", "region"), "form": form}
    return render(request, "surveys/rechecks.html", context)


@for_offices(*OVERSEERS)
@require_POST
def years(request: SignedInRequest) -> HttpResponse:
    """Set after how many years titles are due."""
    form = YearsForm(request.POST, stages=list(Stage.objects.all()))
    if not form.is_valid():
        return _page(request, form)
    for stage, number in form.years():
        rechecking.set_years(stage, number, by=request.user, at=request.at)
    messages.success(
        request, _("The years are set; they count from the next grant or re-check on.")
    )
    return redirect("surveys:rechecks")


@for_offices(*OVERSEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def recheck_new(request: SignedInRequest) -> HttpResponse:
    """Draw a sample: first see of how many it is drawn and how it is spread."""
    if request.method == "POST":
        return _draw(request, SampleForm(request.POST))
    if "size" not in request.GET:
        seed = str(randbelow(SEEDS)).zfill(8)
        return _new(request, SampleForm(initial={"seed": seed}))
    return _new(request, SampleForm(request.GET))


def _new(request: SignedInRequest, form: SampleForm) -> HttpResponse:
    """The page with the form, and below it what would be drawn."""
    strata = None
    if form.is_bound and form.is_valid():
        try:
            strata = rechecking.strata_of(form.sample())
        except TooFew:
            form.add_error("size", _too_few(form))
    whole = sum(stratum.population for stratum in strata or ())
    context = {"form": form, "strata": strata, "population": whole}
    return render(request, "surveys/recheck_new.html", context)


def _draw(request: SignedInRequest, form: SampleForm) -> HttpResponse:
    if not form.is_valid():
        return _new(request, form)
    try:
        made = rechecking.draw(form.sample(), by=request.user, at=request.at)
    except TooFew:
        return _new(request, form)
    messages.success(request, _("The sample is drawn; its titles are due now."))
    return redirect("surveys:recheck", made.pk)


def _too_few(form: SampleForm) -> str:
    count = rechecking.population(form.sample()).count()
    return _(
        "There are %(count)s titles to draw from. Draw fewer, or choose more regions,"
        " stages or years."
    ) % {"count": count}


@signed_in
@require_safe
def recheck(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sample: how it was drawn, and how far its visits are."""
    found = recheck_to_run(request, pk)
    items = list(_items(found))
    open_ones = sum(item.outcome == RecheckOutcome.OPEN for item in items)
    context = {
        "recheck": found,
        "items": items,
        "settled": len(items) - open_ones,
        "strata": _strata(found),
        "wide": True,
    }
    return render(request, "surveys/recheck.html", context)


def _items(found: Recheck) -> Any:
    joined = ("title__stage", "title__region", "by")
    return found.items.select_related(*joined)


def _strata(found: Recheck) -> list[dict[str, Any]]:
    codes = [stratum["region"] for stratum in found.strata]
    names = {r.code: r.name for r in Region.objects.filter(code__in=codes)}
    unknown = pgettext("place of a title", "Not given")
    return [
        {**stratum, "name": names.get(stratum["region"], unknown)}
        for stratum in found.strata
    ]


@signed_in
@require_safe
def visits(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list of visits as a workbook, to be filled in on site."""
    found = recheck_to_run(request, pk)
    drawn = _("%(size)s of %(population)s titles, drawn with the seed %(seed)s") % {
        "size": found.size,
        "population": found.population,
        "seed": found.seed,
    }
    rows = [_visit(item) for item in _items(found)]
    content = write_visits(rows, found.name, [drawn], get_language() or "")
    return download(request, found, f"dengta-recheck-{found.pk}.xlsx", content)


def _visit(item: RecheckItem) -> Visit:
    title = item.title
    return Visit(
        place=item.place,
        number=title.number,
        stage=str(title.stage),
        holder=title.holder,
        region=str(title.region or ""),
        granted_on=title.granted_on.isoformat(),
        outcome=item.get_outcome_display(),
        finding=item.finding,
    )
