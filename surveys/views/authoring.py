"""Pages of editions: the list, one edition, its differences, publishing, discarding."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
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
    edition_to_author,
    for_offices,
    signed_in,
)
from surveys.authoring import Refused
from surveys.explaining import outline
from surveys.explaining.differences import Differences, Side, compare
from surveys.explaining.revisions import links
from surveys.forms.authoring import CompareForm, LabelForm
from surveys.models import Edition, EditionImport, EditionState, Job, Questionnaire
from surveys.models.jobs import JobState
from surveys.scoring import Scheme, SchemeError, canonical
from surveys.sheets.editions import Unwritable, write_edition
from surveys.views.downloading import download

JSON = "application/json"
LANGUAGES = ("zh", "en")


def compiled(edition: Edition) -> Scheme | None:
    """The scheme; None where the edition breaks the format as it is by now."""
    try:
        return edition.scheme
    except SchemeError:
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """One edition in the list; title and questions where it can be read."""

    edition: Edition
    scheme: Scheme | None

    @property
    def questions(self) -> int | None:
        return len(self.scheme.questions) if self.scheme else None

    @property
    def broken(self) -> bool:
        """Whether it breaks the format as it is by now."""
        return self.scheme is None

    @property
    def at(self) -> datetime | None:
        """When it became what it is: published, or changed last."""
        return self.edition.published_at or self.edition.changed_at


@for_offices(*AUTHORS)
@require_safe
def editions(request: SignedInRequest) -> HttpResponse:
    """Every questionnaire with its editions, and the workbooks on their way in."""
    rows = Edition.objects.select_related("questionnaire", "by", "based_on")
    rows = rows.defer("document", "based_on__document").prefetch_related("rounds")
    lines: dict[int, list[Line]] = {}
    for edition in rows.order_by("-published_at", "-label"):
        line = Line(edition, compiled(edition))
        lines.setdefault(edition.questionnaire_id, []).append(line)
    for found in lines.values():  # drafts first, which SQLite and PostgreSQL sort apart
        found.sort(key=lambda line: line.edition.state != EditionState.DRAFT)
    groups = Questionnaire.objects.select_related("stage")
    imports = EditionImport.objects.filter(state__in=authoring.OPEN)
    context = {
        "groups": [(group, lines.get(group.pk, [])) for group in groups],
        "imports": imports.select_related("by", "questionnaire").defer("document"),
    }
    return render(request, "surveys/editions.html", context)


@signed_in
@require_safe
def edition(request: SignedInRequest, pk: int) -> HttpResponse:
    """One edition: what it holds, what backs it, and what can be done with it."""
    found = edition_to_author(request, pk)
    context: dict[str, Any] = {
        "edition": found,
        "rounds": found.rounds.all(),
        "compare": CompareForm(edition=found) if _others(found) else None,
    }
    try:
        scheme = found.scheme
    except SchemeError as error:
        return render(
            request, "surveys/edition_broken.html", context | {"faults": error.faults}
        )
    return render(request, "surveys/edition.html", context | _outline(scheme))


def _others(edition: Edition) -> bool:
    return edition.questionnaire.editions.exclude(pk=edition.pk).exists()


def _outline(scheme: Scheme) -> dict[str, Any]:
    return {
        "scheme": scheme,
        "glance": outline.glance(scheme),
        "sources": scheme.sources.values(),
        "levels": outline.levels(scheme),
        "checks": outline.checks(scheme),
        "branches": outline.branches(scheme.root),
        "indices": [(tree, outline.branches(tree)) for tree in scheme.indices],
        "parts": outline.parts(scheme),
        "links": links(scheme),
    }


# --- a new edition from another


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a new edition from this one, under a label of its own."""
    found = edition_to_author(request, pk)
    form = LabelForm(request.POST or None, edition=found)
    if request.method == "POST" and form.is_valid():
        label = form.cleaned_data["label"]
        try:
            draft = authoring.begin_draft(found, label, by=request.user, at=request.at)
        except (Refused, SchemeError) as refusal:
            form.add_error("label", str(refusal))
        else:
            messages.success(
                request,
                _(
                    "The draft has the content of the edition %(label)s. Download its"
                    " workbook, change it, and upload it again."
                )
                % {"label": found.label},
            )
            return redirect("surveys:edition", draft.pk)
    context = {"form": form, "edition": found}
    return render(request, "surveys/draft_new.html", context)


# --- downloads


@signed_in
@require_safe
def workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The edition as a workbook, its sheets explained in one of the languages."""
    found = edition_to_author(request, pk)
    language = _language(request)
    try:
        content = write_edition(found.document, language)
    except Unwritable as problem:
        messages.error(
            request,
            _("The edition cannot be written as a workbook: %(problem)s")
            % {"problem": problem},
        )
        return redirect("surveys:edition", pk)
    return download(request, found, f"{_file_name(found)}-{language}.xlsx", content)


def _language(request: SignedInRequest) -> str:
    wanted = request.GET.get("language", "")
    active = "en" if (get_language() or "").startswith("en") else "zh"
    return wanted if wanted in LANGUAGES else active


@signed_in
@require_safe
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    """The edition as the JSON document whose SHA-256 is its identity."""
    found = edition_to_author(request, pk)
    name = f"{_file_name(found)}.json"
    return download(request, found, name, canonical(found.document), JSON)


def _file_name(edition: Edition) -> str:
    return f"dengta-{edition.questionnaire.code}-{edition.label}"


# --- differences


@signed_in
@require_safe
def differences(request: SignedInRequest, pk: int) -> HttpResponse:
    """What this edition has that another of the questionnaire has not, and back."""
    found = edition_to_author(request, pk)
    form = CompareForm(request.GET, edition=found)
    chosen = form.cleaned_data["to"] if form.is_valid() else None
    other = chosen or _last(found)
    if other is None:
        messages.info(request, _("There is no other edition to compare with."))
        return redirect("surveys:edition", pk)
    old, new = (other, found) if _is_later(found, other) else (found, other)
    between = differences_of(old, new)
    if between is None:
        messages.error(
            request, _("One of the two editions cannot be read; it has faults.")
        )
        return redirect("surveys:edition", pk)
    context = {"edition": found, "old": old, "new": new, "between": between}
    return render(request, "surveys/edition_diff.html", context | {"form": form})


def _is_later(one: Edition, other: Edition) -> bool:
    """Drafts come after what is published; else the later one, or the later label."""
    return _place(one) > _place(other)


def _place(edition: Edition) -> tuple[bool, str, str]:
    draft = edition.published_at is None
    moment = edition.published_at or edition.changed_at
    return draft, moment.isoformat() if moment else "", edition.label


def differences_of(old: Edition, new: Edition) -> Differences | None:
    """All that differs between two editions; None where one has faults."""
    schemes = compiled(old), compiled(new)
    if schemes[0] is None or schemes[1] is None:
        return None
    return compare(Side(old.document, schemes[0]), Side(new.document, schemes[1]))


# --- publishing and discarding


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is checked before publishing, and publishing itself, which freezes."""
    draft = edition_to_author(request, pk)
    if draft.state != EditionState.DRAFT:
        messages.info(request, _("This edition is published already."))
        return redirect("surveys:edition", pk)
    if request.method == "POST":
        return _publish(request, draft)
    return render(request, "surveys/edition_publish.html", _before(draft))


def _publish(request: SignedInRequest, draft: Edition) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        authoring.publish(draft, seen=seen, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:edition_publish", draft.pk)
    except SchemeError:
        messages.error(
            request, _("The draft has faults, so it was not published. See below.")
        )
        return redirect("surveys:edition_publish", draft.pk)
    messages.success(
        request,
        _("The edition is published and does not change any more. Rounds can ask it."),
    )
    return redirect("surveys:edition", draft.pk)


def _before(draft: Edition) -> dict[str, Any]:
    """What an author should know before publishing."""
    context: dict[str, Any] = {"edition": draft, "faults": ()}
    try:
        context["glance"] = outline.glance(draft.scheme)
    except SchemeError as error:
        return context | {"faults": error.faults}
    last = _last(draft)
    return context | {
        "last": last,
        "between": differences_of(last, draft) if last else None,
        "rehearsed": _rehearsals(draft),
    }


def _last(draft: Edition) -> Edition | None:
    """The edition that a draft follows."""
    others = draft.questionnaire.editions.exclude(pk=draft.pk)
    published = others.exclude(state=EditionState.DRAFT)
    return draft.based_on or published.order_by("-published_at", "-pk").first()


def _rehearsals(draft: Edition) -> int:
    """How often the draft was replayed on a past round, as it stands now."""
    done = Job.objects.filter(kind="study", state=JobState.DONE)
    return done.filter(args__kind="rehearsal", args__edition=draft.sha256).count()


@signed_in
@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    draft = edition_to_author(request, pk)
    try:
        authoring.discard(draft, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:edition", pk)
    messages.success(
        request, _("The draft %(label)s is discarded.") % {"label": draft.label}
    )
    return redirect("surveys:editions")
