"""Officials as administrators keep them: the list, one of them, their accounts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import appointing
from surveys.access import (
    KEEPERS,
    SECURITY,
    SYSTEM,
    SignedInRequest,
    for_offices,
    official_to_keep,
    signed_in,
)
from surveys.enrolling import Refused
from surveys.forms.appointing import EVER, HELD, NONE, AccountForm, OfficialFilter
from surveys.forms.reviewing import ReasonForm
from surveys.models import AuditRow, Office, Region, User, held_on
from surveys.posting import account_address
from surveys.views.rosters import way_of

PAGE = 50
NEWEST_FIRST = ("-valid_from", "-pk")


@for_offices(*KEEPERS)
@require_safe
def officials(request: SignedInRequest) -> HttpResponse:
    """Everybody with an office or an account for one, by name."""
    regions = _regions(request)
    form = OfficialFilter(request.GET, regions=regions)
    form.is_valid()  # what cannot be understood is told of and filters nothing
    rows = _chosen(_told(User.objects.officials()), form.cleaned_data, request)
    page = Paginator(rows.order_by("name", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "rows": [(row, _standing(row, request.holdings.day)) for row in page],
        "ended": [row for row in regions if row.left_behind],
        "wide": True,
    } | _rights(request)
    return render(request, "surveys/officials.html", context)


def _rights(request: SignedInRequest) -> dict[str, bool]:
    return {
        "system": request.holdings.has(*SYSTEM),
        "security": request.holdings.has(*SECURITY),
    }


def _told(rows: QuerySet[User]) -> QuerySet[User]:
    """Officials with all their offices, and whether they have a second factor."""
    offices = Office.objects.select_related("region").order_by(*NEWEST_FIRST)
    factor = Authenticator.objects.filter(
        user=OuterRef("pk"), type=Authenticator.Type.TOTP
    )
    rows = rows.annotate(has_factor=Exists(factor))
    return rows.prefetch_related(Prefetch("offices", offices))


def _chosen(
    rows: QuerySet[User], chosen: dict[str, Any], request: SignedInRequest
) -> QuerySet[User]:
    if text := (chosen.get("q") or "").strip():
        contact = Q(email__icontains=text) | Q(phone__contains=text)
        rows = rows.filter(Q(name__icontains=text) | contact)
    offices = Office.objects.filter(user=OuterRef("pk"))
    for name in ("role", "region"):
        if value := chosen.get(name):
            offices = offices.filter(**{name: value})
    day, when = request.holdings.day, chosen.get("when")
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    if when == NONE:
        held = Office.objects.filter(held_on(day), user=OuterRef("pk"))
        return rows.filter(~Exists(held))
    if when in (HELD, EVER) or chosen.get("role") or chosen.get("region"):
        wanted = offices if when == EVER else offices.filter(goes_on)
        rows = rows.filter(Exists(wanted))
    return rows


def _standing(row: User, day: date) -> list[tuple[Office, str]]:
    """What somebody holds or is to hold; of those that ended the newest."""
    told = [(office, office.standing_on(day)) for office in row.offices.all()]
    return [one for one in told if one[1] in ("held", "ahead")] or told[:1]


def _regions(request: SignedInRequest) -> list[Any]:
    """All regions; `left_behind` are those that no longer exist and over which an
    office goes on, for whoever can move it."""
    day = request.holdings.day
    goes_on = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    offices = Office.objects.filter(goes_on, region=OuterRef("pk"))
    left = Q(Exists(offices), valid_to__lte=day)
    if not request.holdings.has(*SECURITY):
        left = Q(pk=None)
    rows = Region.objects.annotate(
        left_behind=Case(When(left, then=True), default=False)
    )
    return list(rows)


@signed_in
@require_safe
def official(request: SignedInRequest, pk: int) -> HttpResponse:
    """One official: the account, and every office as it was held."""
    return _official_page(request, official_to_keep(request, pk))


def _official_page(
    request: SignedInRequest,
    found: User,
    form: ReasonForm | None = None,
    doing: str = "",
) -> HttpResponse:
    """The page of an official; `form` is one of `doing` that could not be done."""
    told = _told(User.objects.filter(pk=found.pk)).get()
    link = told.links.first()
    # Handed over by hand where no mail can carry it; system administrators only.
    by_hand = link is not None and link.is_open(request.at) and not told.email
    rights, day = _rights(request), request.holdings.day
    context = {
        "official": told,
        "offices": [(office, office.standing_on(day)) for office in told.offices.all()],
        "link": link,
        "address": account_address(link, way_of(request).site)
        if link and by_hand and rights["system"]
        else "",
        "open": link is not None and link.is_open(request.at),
        "own": told == request.user,
        "trail": _trail(told),
        "form": form or ReasonForm(),
        "doing": doing,
    } | rights
    status = 400 if form else 200
    answer = render(request, "surveys/official.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _trail(found: User) -> dict[str, AuditRow]:
    """What the trail says of how each office was given and ended, by its id; the
    newest row counts."""
    ids = [str(office.pk) for office in found.offices.all()]
    rows = AuditRow.objects.filter(kind="office", object_id__in=ids)
    return {row.object_id: row for row in rows.select_related("by")}


@for_offices(*SYSTEM)
@require_http_methods(["GET", "HEAD", "POST"])
def official_add(request: SignedInRequest) -> HttpResponse:
    """Make an account for an official."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        site = way_of(request).site
        try:
            link = appointing.add_official(
                form.contact(), site=site, by=request.user, at=request.at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _sent_words(link.user))
            return redirect("surveys:official", link.user_id)
    context = {"form": form, "heading": _("Add an official"), "act": _("Add")}
    return render(request, "surveys/official_add.html", context)


def _sent_words(user: User) -> str:
    if user.email:
        return _("The link to choosing a password is on its way to %(email)s.") % {
            "email": user.email
        }
    return _(
        "The link below leads to choosing a password. Hand it over; it works once."
    )


@signed_in
@require_POST
def official_link(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send another link to choosing a password."""
    found = official_to_keep(request, pk, *SYSTEM)
    site, by, at = way_of(request).site, request.user, request.at
    try:
        appointing.send_link(found, site=site, by=by, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _sent_words(found))
    return redirect("surveys:official", pk)


@signed_in
@require_POST
def official_suspend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lock an account at once."""
    done = _("The account is suspended; whoever was signed in with it no longer is.")
    return _with_reason(request, pk, appointing.suspend, done)


@signed_in
@require_POST
def official_restore(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a suspended account in again."""
    return _with_reason(
        request, pk, appointing.restore, _("The account can sign in again.")
    )


@signed_in
@require_POST
def official_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove the second factor of somebody who lost the device."""
    done = _("The second factor is removed. The person is told of it.")
    return _with_reason(request, pk, appointing.reset_factor, done)


def _with_reason(
    request: SignedInRequest, pk: int, verb: Callable[..., None], done: str
) -> HttpResponse:
    """A step with an account that needs a reason in words."""
    found = official_to_keep(request, pk, *SYSTEM)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _official_page(request, found, form, verb.__name__)
    try:
        verb(found, **form.cleaned_data, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("surveys:official", pk)
