"""Copies in Excel: download one, upload those that were filled in, merge them."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.files.base import File
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import merging
from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_fill,
    returned_copy_to_manage,
    signed_in,
)
from surveys.collecting import fault_words, lay_out
from surveys.forms.merging import CopiesForm, MergeForm, came_from, contested, numbered
from surveys.keeping import clean_name
from surveys.merging import Refused, Standing, standing
from surveys.models import Response, ReturnedCopy, ReturnState
from surveys.scoring import Section
from surveys.sheets.answers import write_copy
from surveys.sheets.guarding import UnsafeWorkbook
from surveys.views.answering import refused_words
from surveys.views.downloading import download as attached
from surveys.workflow import Closed

MERGED_SHOWN = 10


@signed_in
@require_safe
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """A workbook with what is answered so far: the whole, or one section."""
    response = response_to_fill(request, pk)
    sections = _sections(response, request.GET.get("section", ""))
    copy = merging.hand_out(response, by=request.user, at=request.at)
    content = write_copy(lay_out(copy, sections, get_language() or "zh-hans"))
    name = f"{response.unit.name} {response.edition.title}.xlsx"
    return attached(request, None, clean_name(name), content)


def _sections(response: Response, code: str) -> tuple[Section, ...]:
    sections = response.edition.scheme.sections
    found = tuple(s for s in sections if code in ("", s.code))
    return found or not_found()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: SignedInRequest, pk: int) -> HttpResponse:
    """The copies that came back, and the way to download and upload some."""
    response = response_to_fill(request, pk)
    form = CopiesForm()
    if request.method == "POST":
        form = CopiesForm(request.POST, request.FILES)
        if form.is_valid() and _take_in(request, response, form):
            return redirect("surveys:copies", pk)
    return _page(request, response, form)


def _take_in(request: SignedInRequest, response: Response, form: CopiesForm) -> bool:
    """Take the files in, each by itself; says which are refused and why."""
    try:
        taken = [_take_one(request, response, form, file) for file in form.uploads]
    except Closed:
        messages.error(request, refused_words(response))
        return True
    if form.errors and any(taken):
        text = ngettext(
            "%(count)s copy is being read all the same.",
            "%(count)s copies are being read all the same.",
            sum(taken),
        )
        messages.info(request, text % {"count": sum(taken)})
    return not form.errors


def _take_one(
    request: SignedInRequest, response: Response, form: CopiesForm, file: "File[bytes]"
) -> bool:
    name = clean_name(file.name or "")
    try:
        merging.take_in(response, file, name, by=request.user, at=request.at)
    except (Refused, UnsafeWorkbook) as refusal:
        problem = getattr(refusal, "problem", refusal)
        words = _("%(file)s: %(problem)s") % {"file": name, "problem": problem}
        form.add_error("copies", words)
        return False
    return True


def _page(
    request: SignedInRequest, response: Response, form: CopiesForm
) -> HttpResponse:
    numbers = numbered(response.edition.scheme)
    returned = list(_returned(response))
    context = {
        "response": response,
        "form": form,
        "rows": [_shown(copy, numbers) for copy in returned],
        "ready": [copy for copy in returned if copy.state == ReturnState.READY],
        "waiting": _is_waiting(response),
        "writable": response.is_editable(request.at),
        "sections": response.edition.scheme.sections,
    }
    return render(request, "surveys/copies.html", context)


def _returned(response: Response) -> Iterable[ReturnedCopy]:
    """Those that are to be dealt with, and the last ones that were merged."""
    rows = response.returned_copies.select_related("by", "job").order_by("-at", "pk")
    yield from rows.filter(state__in=merging.OPEN)
    yield from rows.filter(state=ReturnState.TAKEN)[:MERGED_SHOWN]


def _shown(copy: ReturnedCopy, numbers: dict[str, str]) -> dict[str, object]:
    faults = [
        {**fault, "number": numbers.get(fault["code"], "")}
        for fault in fault_words(copy.faults)
    ]
    return {"copy": copy, "faults": faults, "answers": len(copy.answers)}


def _is_waiting(response: Response) -> bool:
    """Whether a copy is being read, by a job that has not given up."""
    rows = response.returned_copies.filter(state=ReturnState.WAITING)
    return any(
        copy.job is not None and not copy.job.ended
        for copy in rows.select_related("job")
    )


@signed_in
@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """The part of the page that asks for itself while copies are read."""
    response = response_to_fill(request, pk)
    waiting = _is_waiting(response)
    context = {"response": response, "waiting": waiting}
    page = render(request, "surveys/parts/copies_reading.html", context)
    if not waiting:
        page.headers["HX-Refresh"] = "true"
    return page


@signed_in
@require_POST
def put_away(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Put a copy away; no answer changes."""
    returned = returned_copy_to_manage(request, pk)
    try:
        merging.put_away(returned, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("“%(file)s” is put away. No answer has changed.")
            % {"file": returned.name},
        )
    return redirect("surveys:copies", returned.response_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the copies would change; taken over once it is confirmed."""
    response = response_to_fill(request, pk)
    if request.method == "POST":
        return _merge(request, response, request.POST)
    found = standing(response)
    if not found.copies or not response.is_editable(request.at):
        return redirect("surveys:copies", pk)
    return _merge_page(request, MergeForm(response, found))


def _merge(
    request: SignedInRequest, response: Response, data: QueryDict
) -> HttpResponse:
    found = _posted(response, data)
    if found is None:
        messages.warning(
            request,
            _("A colleague has merged or put away these copies. Look at what is left."),
        )
        return redirect("surveys:merge", response.pk)
    favour = data.get("all", "")
    form = MergeForm(response, found, data, favour=favour)
    if favour or "look" in data or not form.is_valid():
        return _merge_page(request, form)
    return _confirm(request, response, form)


def _posted(response: Response, data: QueryDict) -> Standing | None:
    """What the copies of the page would change now; None when one is gone."""
    try:
        ids = [UUID(text) for text in data.getlist("copy")]
    except ValueError:
        return None
    found = standing(response, ids)
    return found if ids and len(found.copies) == len(set(ids)) else None


def _confirm(
    request: SignedInRequest, response: Response, form: MergeForm
) -> HttpResponse:
    copies, picks = form.found.copies, form.picks
    try:
        saved = merging.merge(response, copies, picks, by=request.user, at=request.at)
    except (Refused, Closed) as refusal:
        closed = isinstance(refusal, Closed)
        words = refused_words(response) if closed else str(refusal)
        messages.error(request, words)
        return redirect("surveys:copies", response.pk)
    if saved.conflicts:
        return _again(request, response, form, len(saved.conflicts))
    messages.success(request, _taken_words(len(saved.changed)))
    return redirect("surveys:task_list", response.pk)


def _taken_words(count: int) -> str:
    if not count:
        return _("The copies are put down as merged. No answer has changed.")
    return ngettext(
        "%(count)s answer is taken over from Excel.",
        "%(count)s answers are taken over from Excel.",
        count,
    ) % {"count": count}


def _again(
    request: SignedInRequest, response: Response, form: MergeForm, count: int
) -> HttpResponse:
    """Ask once more about what a colleague has changed meanwhile."""
    response.refresh_from_db(fields=["answers", "version"])
    found = standing(response, [copy.pk for copy in form.found.copies])
    text = ngettext(
        "%(count)s answer was changed on the page just now and is not replaced. Choose"
        " again; what you chose is kept.",
        "%(count)s answers were changed on the page just now and are not replaced."
        " Choose again; what you chose is kept.",
        count,
    )
    messages.warning(request, text % {"count": count})
    return _merge_page(request, MergeForm(response, found, form.data))


def _merge_page(request: SignedInRequest, form: MergeForm) -> HttpResponse:
    rows = form.rows()
    copies = form.found.copies
    context = {
        "response": form.response,
        "copies": [(copy, came_from(copy), len(copy.faults)) for copy in copies],
        "asked": contested(rows),
        "taken": [row for row in rows if not row.contested],
        "problems": [row for row in rows if row.error],
        "hidden": any(row.hidden for row in rows),
    }
    return render(request, "surveys/merge.html", context)
