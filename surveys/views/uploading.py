"""Pages of workbooks on their way in: upload, watch, look at, confirm or drop."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import authoring
from surveys.access import (
    AUTHORS,
    SignedInRequest,
    for_offices,
    import_to_author,
    signed_in,
)
from surveys.authoring import Aim, Refused, aim_of
from surveys.explaining import outline
from surveys.explaining.differences import Differences, Side, compare
from surveys.forms.authoring import WorkbookForm
from surveys.keeping import clean_name
from surveys.models import EditionImport, ImportState
from surveys.scoring import Scheme, SchemeError, compile_scheme
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.transcribing import all_worded
from surveys.views.authoring import compiled


@for_offices(*AUTHORS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Upload a workbook; a job reads it."""
    if request.method != "POST":
        form = WorkbookForm(initial={"questionnaire": request.GET.get("for", "")})
        return render(request, "surveys/edition_upload.html", {"form": form})
    form = WorkbookForm(request.POST, request.FILES)
    if form.is_valid():
        file, line = form.cleaned_data["file"], form.cleaned_data["questionnaire"]
        name = clean_name(file.name)
        try:
            arrived = authoring.upload(file, name, line, by=request.user, at=request.at)
        except UnsafeWorkbook as refusal:
            form.add_error("file", str(refusal.problem))
        else:
            return redirect("surveys:edition_import", arrived.pk)
    return render(request, "surveys/edition_upload.html", {"form": form})


@signed_in
@require_safe
def arrival(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One workbook: how far it is, what is wrong in it, or what it would change."""
    found = import_to_author(request, pk)
    context = {"import": found, "faults": list(all_worded(found.faults))}
    if found.state == ImportState.READY:
        return _ready(request, found)
    return render(request, "surveys/edition_import.html", context)


def _ready(request: SignedInRequest, found: EditionImport) -> HttpResponse:
    context: dict[str, Any] = {"import": found}
    try:
        scheme = compile_scheme(found.document)
    except SchemeError as error:
        context |= {"broken": error.faults}
        return render(request, "surveys/edition_import.html", context)
    aim = aim_of(found)
    context |= {
        "aim": aim,
        "scheme": scheme,
        "glance": outline.glance(scheme),
        "between": _between(found, scheme, aim),
    }
    return render(request, "surveys/edition_import.html", context)


def _between(found: EditionImport, scheme: Scheme, aim: Aim) -> Differences | None:
    """What the workbook would change of the draft, or of the edition before."""
    before = compiled(aim.last) if aim.last else None
    if aim.last is None or before is None:
        return None
    return compare(Side(aim.last.document, before), Side(found.document or {}, scheme))


@signed_in
@require_safe
def progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job reads."""
    found = import_to_author(request, pk)
    page = render(request, "surveys/parts/edition_reading.html", {"import": found})
    if found.state != ImportState.WAITING or found.job is None or found.job.ended:
        page.headers["HX-Refresh"] = "true"
    return page


@signed_in
@require_POST
def confirm(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Make the draft, or replace the one of its label."""
    found = import_to_author(request, pk)
    seen = request.POST.get("seen", "")
    try:
        edition = authoring.confirm(found, seen=seen, by=request.user, at=request.at)
    except (Refused, SchemeError) as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:edition_import", pk)
    messages.success(
        request,
        _("The draft %(label)s stands. Preview it, rehearse it, then publish it.")
        % {"label": edition.label},
    )
    return redirect("surveys:edition", edition.pk)


@signed_in
@require_POST
def drop(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put the workbook away; no edition changes."""
    found = import_to_author(request, pk)
    try:
        authoring.drop(found, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:edition_import", pk)
    messages.success(request, _("The workbook is put away. Nothing has changed."))
    return redirect("surveys:editions")
