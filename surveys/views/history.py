"""History: what happened to a response, its versions, and each answer's changes."""

from datetime import datetime

from django.db.models import Count, Max
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from surveys.access import (
    SignedInRequest,
    not_found,
    response_to_guide,
    response_to_see,
    signed_in,
)
from surveys.explaining.words import worded
from surveys.forms.history import (
    DRAFT,
    CompareForm,
    changed,
    differences,
    events_of,
    numbered,
    turns,
    versions_of,
)
from surveys.models import MembershipRole, Response
from surveys.workflow import EDITABLE


@signed_in
@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """What happened, the versions handed in, and for members who changed what."""
    response = response_to_guide(request, pk)
    inside = _inside(request, response)
    submissions = list(response.submissions.select_related("by"))
    form = _form(response, inside=inside)
    scheme = response.edition.scheme
    context = {
        "response": response,
        "inside": inside,
        "events": events_of(response, inside=inside),
        "submissions": submissions[::-1],
        "form": form if len(form.versions) > 1 else None,
        "changed": changed(scheme, _counts(response)) if inside else [],
    }
    return render(request, "surveys/history.html", context)


def _inside(request: SignedInRequest, response: Response) -> bool:
    """Whether the reader belongs to the enterprise."""
    mine = request.holdings.member_of(*MembershipRole.values)
    return response.unit.enterprise_id in mine


def _form(
    response: Response, chosen: QueryDict | None = None, *, inside: bool
) -> CompareForm:
    """Chooses among what the reader may see, the last two unless they chose others; no
    draft for officials."""
    draft = inside and response.status in EDITABLE
    submissions = response.submissions.order_by("number")
    versions = versions_of(response, submissions, draft=draft)
    keys = [version.key for version in versions][-2:]
    last_two = dict(zip(("old", "new"), keys, strict=False))
    if chosen is None:
        return CompareForm(versions, initial=last_two)
    return CompareForm(versions, chosen or last_two)


def _counts(response: Response) -> dict[str, tuple[int, datetime]]:
    rows = response.revisions.order_by().values("code")
    counted = rows.annotate(count=Count("pk"), last=Max("at"))
    return {row["code"]: (row["count"], row["last"]) for row in counted}


@signed_in
@require_safe
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two versions side by side, by question."""
    response = response_to_guide(request, pk)
    inside = _inside(request, response)
    form = _form(response, request.GET, inside=inside)
    if not form.is_valid():  # a version that is not there, or not there any more
        return redirect("surveys:history", pk)
    old, new = form.pair
    context = {
        "response": response,
        "inside": inside,
        "form": form,
        "old": old,
        "new": new,
        "drafted": DRAFT in (old.key, new.key),
        "changes": differences(response.edition.scheme, old, new),
    }
    return render(request, "surveys/compare.html", context)


@signed_in
@require_safe
def revisions(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Every change of one answer: who, when, from what to what."""
    response = response_to_see(request, pk)
    places = numbered(response.edition.scheme)
    found = next((place for place in places if place[1].code == code), None)
    number, question = found or not_found()
    rows = response.revisions.filter(code=code).select_related("by").order_by("-n")
    context = {
        "response": response,
        "number": number,
        "title": worded(question.title),
        "section": question.section,
        "code": code,
        "turns": turns(question, rows),
    }
    return render(request, "surveys/revisions.html", context)
