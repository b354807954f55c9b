"""Studies of an edition: ordering them, watching them, reading what they found."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reports import studying
from reports.forms import StudyForm
from reports.models import Study, StudyKind
from reports.studying import NothingToReplay, Wanted
from reports.views.findings import shown
from reports.views.orders import progress_page
from surveys.access import SignedInRequest, for_offices, one
from surveys.models import Edition, EditionState, OfficeRole
from surveys.scoring import SchemeError
from surveys.views.downloading import download_stored

SHOWN = 50
STUDENTS = (OfficeRole.AUTHOR, OfficeRole.MUNICIPAL_OFFICER)


@for_offices(*STUDENTS)
@require_safe
def studies(request: SignedInRequest) -> HttpResponse:
    """What was studied, and the editions that can be."""
    editions = Edition.objects.exclude(state=EditionState.RETIRED)
    context = {
        "studies": _studies()[:SHOWN],
        "editions": editions.select_related("questionnaire").defer("document"),
    }
    return render(request, "reports/study_list.html", context)


def _studies() -> QuerySet[Study]:
    rows = Study.objects.select_related("round", "edition__questionnaire", "job", "by")
    return rows.defer("edition__document", "findings")


@for_offices(*STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def rehearse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Order a rehearsal of an edition."""
    return _order(request, pk, StudyKind.REHEARSAL)


@for_offices(*STUDENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def sensitivity(request: SignedInRequest, pk: int) -> HttpResponse:
    """Order a study of how much the weights of an edition decide."""
    return _order(request, pk, StudyKind.SENSITIVITY)


def _order(request: SignedInRequest, pk: int, kind: StudyKind) -> HttpResponse:
    edition = one(Edition.objects.select_related("questionnaire"), pk=pk)
    initial = {"language": "en" if get_language() == "en" else "zh-hans"}
    form = StudyForm(request.POST or None, edition=edition, initial=initial)
    if request.method == "POST" and form.is_valid():
        study = _ordered(request, edition, kind, form)
        if study is not None:
            return redirect("reports:study", study.pk)
    context = {"edition": edition, "form": form, "kind": kind, "label": kind.label}
    return render(request, "reports/study_order.html", context)


def _ordered(
    request: SignedInRequest, edition: Edition, kind: StudyKind, form: StudyForm
) -> Study | None:
    chosen = form.cleaned_data
    wanted = Wanted(
        kind,
        edition,
        chosen["round"],
        chosen["lane"],
        chosen["language"],
        named=_sees_names(request),
    )
    try:
        return studying.order_study(wanted, by=request.user, at=request.at)
    except NothingToReplay:
        form.add_error("lane", _("No response of this round counts on this lane."))
    except SchemeError:
        form.add_error(None, _("The edition has faults. Correct them first."))
    return None


def _sees_names(request: SignedInRequest) -> bool:
    """Names of enterprises are for officials, within their own scope."""
    return request.holdings.has(OfficeRole.MUNICIPAL_OFFICER)


@for_offices(*STUDENTS)
@require_safe
def study(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One study: progress while it runs, then what it found."""
    found = one(_studies().defer(None).defer("edition__document"), pk=pk)
    named = _sees_names(request)
    context: dict[str, Any] = {"study": found, "file": _may_have_file(request, found)}
    if found.findings is not None:
        context |= shown(found, named=named)
    return render(request, "reports/study_page.html", context)


def _may_have_file(request: SignedInRequest, found: Study) -> bool:
    """A workbook with names is not for authors."""
    assert found.job is not None
    named = bool(found.job.args["named"])
    return bool(found.file) and (not named or _sees_names(request))


@for_offices(*STUDENTS)
@require_safe
def study_progress(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes while the job runs."""
    found = one(_studies(), pk=pk)
    name, template = "reports:study_progress", "reports/study_progress.html"
    return progress_page(request, found.job, name, pk, template)


@for_offices(*STUDENTS)
@require_safe
def study_file(request: SignedInRequest, pk: UUID) -> FileResponse:
    """The workbook of a study; with names to officials only."""
    rows = _studies().exclude(file="")
    if not _sees_names(request):
        rows = rows.filter(job__args__named=False)
    found = one(rows, pk=pk)
    what = f"{found.kind}-{found.edition.questionnaire.code}-{found.round.year}"
    name = f"dengta-{what}-{found.at:%Y%m%d}-{found.language[:2]}.xlsx"
    return download_stored(request, found, name, found.file)
