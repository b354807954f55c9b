"""Pages of rosters: the empty workbook, upload, watch, look at, confirm or put away."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import inviting
from surveys.access import (
    INVITERS,
    SignedInRequest,
    for_offices,
    roster_to_confirm,
    rosters_in_scope,
    signed_in,
)
from surveys.forms.arrivals import RosterForm
from surveys.inviting import Refused, Way
from surveys.keeping import clean_name
from surveys.models import Cluster, ImportState, Region
from surveys.models.arrivals import Arriving
from surveys.models.places import Named
from surveys.rostering import regions_of, with_known, worded
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.sheets.rosters import ROSTER, Place, write_list
from surveys.views.downloading import download

PAGE = 50
LATEST = 20


def way_of(request: SignedInRequest) -> Way:
    """Where the platform stands, as this request reached it."""
    return Way(request.build_absolute_uri("/"))


@for_offices(*INVITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def rosters(request: SignedInRequest) -> HttpResponse:
    """The way in for a list: take the empty roster, upload the filled one."""
    form = RosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = clean_name(file.name)
        try:
            arrived = inviting.upload(file, name, by=request.user, at=request.at)
        except UnsafeWorkbook as refusal:
            form.add_error("file", str(refusal.problem))
        else:
            return redirect("surveys:roster", arrived.pk)
    latest = rosters_in_scope(request).defer("rows", "faults")[:LATEST]
    title = _("Invite enterprises by roster")
    context = {"title": title, "form": form, "latest": latest}
    return render(request, "surveys/rosters.html", context)


@for_offices(*INVITERS)
@require_safe
def roster_empty(request: SignedInRequest) -> HttpResponse:
    """The empty roster, with the official's own regions to choose from."""
    day = timezone.localdate(request.at)
    choices = {
        "region": places(regions_of(request.user, day)),
        "cluster": places(Cluster.objects.all()),
    }
    content = write_list(ROSTER, choices, get_language() or "")
    return download(request, request.user, "dengta-roster.xlsx", content)


def places(rows: Iterable[Named]) -> list[Place]:
    """Rows as a list to choose from has them."""
    return [Place(row.code, row.name_zh, row.name_en) for row in rows]


@signed_in
@require_safe
def roster(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One roster: how far it is; its good rows, and every fault with its cell."""
    found = roster_to_confirm(request, pk)
    waits = found.state in (ImportState.READY, ImportState.FAULTY)
    rows = list(with_known(found.rows)) if waits else found.rows
    known = Counter(row["known"] for row in rows)
    context = {
        "arrived": found,
        "paths": paths_of("roster", pk),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "names": names_of(found, Region, Cluster),
        "new": known[""],
        "known": len(rows) - known[""],
        "mailable": sum(1 for row in rows if row["email"] and not row["known"]),
        "faults": list(worded(found.faults)),
        "left_out": ((found.job and found.job.result) or {}).get("left_out", 0),
        "made": found.registrations.count(),
        "wide": found.state != ImportState.WAITING,
    }
    return render(request, "surveys/roster.html", context)


def names_of(found: Arriving, *models: type[Named]) -> dict[str, str]:
    """The names of the regions, clusters and so on in a list, by code."""
    keys = [str(model._meta.model_name) for model in models]
    codes = {row[key] for row in found.rows for key in keys}
    first, *others = (
        model._meta.base_manager.filter(code__in=codes)
        .order_by()
        .values_list("code", "name_zh", "name_en")
        for model in models
    )
    rows = first.union(*others)
    return {code: Region(name_zh=zh, name_en=en).name for code, zh, en in rows}


@signed_in
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job reads."""
    return reading(request, roster_to_confirm(request, pk), "roster")


def paths_of(name: str, pk: UUID) -> dict[str, str]:
    """Where the steps of a list on its way in are, and all such lists (`all`), given
    the name of its page."""
    steps = {k: f"surveys:{name}_{k}" for k in ("progress", "confirm", "drop")}
    paths = {step: reverse(path, args=[pk]) for step, path in steps.items()}
    return paths | {"all": reverse(f"surveys:{name}s")}


def reading(request: SignedInRequest, found: Arriving, name: str) -> HttpResponse:
    """How far a list is read; read, the page is loaded anew."""
    context = {"arrived": found, "paths": paths_of(name, found.pk)}
    page = render(request, "surveys/parts/list_reading.html", context)
    if found.state != ImportState.WAITING or found.job is None or found.job.ended:
        page.headers["HX-Refresh"] = "true"
    return page


@signed_in
@require_POST
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Invite the good rows, and mail them where that is wished."""
    found = roster_to_confirm(request, pk)
    mail = way_of(request) if request.POST.get("mail") else None
    try:
        taken = inviting.confirm(found, mail=mail, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:roster", pk)
    text = ngettext(
        "%(n)s enterprise is invited.", "%(n)s enterprises are invited.", taken.created
    )
    messages.success(request, text % {"n": taken.created})
    return redirect("surveys:roster", pk)


@signed_in
@require_POST
def drop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put the roster away; nobody is invited."""
    found = roster_to_confirm(request, pk)
    try:
        inviting.drop(found, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:roster", pk)
    messages.success(request, _("The roster is put away. Nobody was invited."))
    return redirect("surveys:rosters")
