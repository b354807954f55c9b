"""Pages of a register that comes in: the empty one, upload, look at, confirm."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import importing
from surveys.access import (
    OVERSEERS,
    SignedInRequest,
    for_offices,
    signed_in,
    title_import_to_confirm,
)
from surveys.forms.titles import TitleImportForm
from surveys.importing import ImportRefused
from surveys.keeping import clean_name
from surveys.models import Cluster, ImportState, Region, Stage, TitleImport
from surveys.rostering import with_known_titles, worded
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.sheets.rosters import TITLES, write_list
from surveys.views.downloading import download
from surveys.views.rosters import LATEST, PAGE, names_of, paths_of, places, reading


@for_offices(*OVERSEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: SignedInRequest) -> HttpResponse:
    """The way in for a register: take the empty one, upload the filled one."""
    form = TitleImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name, by = clean_name(file.name), request.user
        try:
            arrived = importing.take_in(TitleImport, file, name, by=by, at=request.at)
        except UnsafeWorkbook as refusal:
            form.add_error("file", str(refusal.problem))
        else:
            return redirect("surveys:title_import", arrived.pk)
    latest = TitleImport.objects.select_related("job", "by").defer("rows", "faults")
    title = _("Import a register of titles")
    context = {"title": title, "form": form, "latest": latest[:LATEST]}
    return render(request, "surveys/title_imports.html", context)


@for_offices(*OVERSEERS)
@require_safe
def empty(request: SignedInRequest) -> HttpResponse:
    """The empty register, with stages, regions of all times and clusters to choose."""
    choices = {
        "stage": places(Stage.objects.all()),
        "region": places(Region.objects.all()),
        "cluster": places(Cluster.objects.all()),
    }
    content = write_list(TITLES, choices, get_language() or "")
    return download(request, request.user, "dengta-titles-empty.xlsx", content)


@signed_in
@require_safe
def title_import(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One register: how far it is; its good rows, and every fault with its cell."""
    found = title_import_to_confirm(request, pk)
    waits = found.state in importing.READ
    rows = list(with_known_titles(found.rows)) if waits else found.rows
    known = Counter(row["known"] for row in rows)
    context = {
        "arrived": found,
        "paths": paths_of("title_import", pk),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "names": names_of(found, Region, Cluster, Stage),
        "new": known[""],
        "known": known["same"],
        "differing": known["differs"],
        "faults": list(worded(found.faults)),
        "left_out": ((found.job and found.job.result) or {}).get("left_out", 0),
        "wide": found.state != ImportState.WAITING,
    }
    return render(request, "surveys/title_import.html", context)


@signed_in
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job reads."""
    return reading(request, title_import_to_confirm(request, pk), "title_import")


@signed_in
@require_POST
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take the good rows over."""
    found = title_import_to_confirm(request, pk)
    try:
        done = importing.confirm_titles(found, by=request.user, at=request.at)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext(
            "%(n)s title is taken over.", "%(n)s titles are taken over.", done.created
        )
        messages.success(request, text % {"n": done.created})
    return redirect("surveys:title_import", pk)


@signed_in
@require_POST
def drop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put the register away; nothing is taken over."""
    found = title_import_to_confirm(request, pk)
    if not importing.put_away(found, by=request.user, at=request.at):
        told = _("This register is taken over already. Correct single titles instead.")
        messages.error(request, told)
        return redirect("surveys:title_import", pk)
    messages.success(request, _("The register is put away. Nothing was taken over."))
    return redirect("surveys:title_imports")
