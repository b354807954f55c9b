"""Enterprises on their way in, as officials see them: listed, invited, decided."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys import inviting
from surveys.access import (
    INVITERS,
    SignedInRequest,
    for_offices,
    invitation_to_manage,
    registration_to_settle,
    registrations_in_scope,
    signed_in,
)
from surveys.forms.arrivals import ReasonForm, RegistrationFilter
from surveys.inviting import Refused
from surveys.inviting.applying import unpacked
from surveys.models import Invitation, Registration, RegistrationState
from surveys.posting import address_of
from surveys.rostering import regions_of
from surveys.sheets.rosters import write_links
from surveys.views.downloading import download
from surveys.views.rosters import way_of

PAGE = 50


@for_offices(*INVITERS)
@require_safe
def registrations(request: SignedInRequest) -> HttpResponse:
    """All of the official's regions, those that wait for a decision first."""
    day = timezone.localdate(request.at)
    regions = regions_of(request.user, day)
    form = RegistrationFilter(request.GET or None, regions=regions)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = _chosen(registrations_in_scope(request.holdings), chosen)
    newest = Prefetch("invitations", Invitation.objects.order_by("-pk"))
    page = Paginator(rows.prefetch_related(newest), PAGE)
    context = {
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "waiting": registrations_in_scope(request.holdings)
        .filter(state=RegistrationState.APPLIED)
        .count(),
        "at": request.at,
        "wide": True,
    }
    return render(request, "surveys/registrations.html", context)


def _chosen(
    rows: QuerySet[Registration], chosen: dict[str, object]
) -> QuerySet[Registration]:
    if text := str(chosen.get("q") or "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(uscc=text.upper()))
    wanted = {key: chosen[key] for key in ("state", "region") if chosen.get(key)}
    return rows.filter(**wanted)


@for_offices(*INVITERS)
@require_safe
def links(request: SignedInRequest) -> HttpResponse:
    """The links of those invited without an e-mail, to be handed over."""
    scope = registrations_in_scope(request.holdings)
    rows = Invitation.objects.open(request.at).filter(email="", registration__in=scope)
    rows = rows.select_related("registration__region").order_by("registration__name")
    found = inviting.phone_links(rows, way_of(request), by=request.user, at=request.at)
    content = write_links(found, get_language() or "")
    return download(request, None, "dengta-links.xlsx", content)


@signed_in
@require_safe
def registration(request: SignedInRequest, pk: int) -> HttpResponse:
    """One enterprise on its way in: its invitation with the link, its application."""
    found = registration_to_settle(request, pk)
    return _page(request, found, ReasonForm())


def _page(
    request: SignedInRequest, found: Registration, form: ReasonForm, status: int = 200
) -> HttpResponse:
    invitation = found.invitations.select_related("by", "accepted_by").first()
    applied = found.applicant_id is not None
    context = {
        "registration": found,
        "invitation": invitation,
        "open": is_open(invitation, request),
        "address": invitation and address(invitation, request),
        "profile": unpacked(found) if applied else None,
        "form": form,
    }
    answer = render(request, "surveys/registration.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def is_open(invitation: Invitation | None, request: SignedInRequest) -> bool:
    """Whether the link of an invitation leads in now."""
    if invitation is None or invitation.accepted_at or invitation.revoked_at:
        return False
    return invitation.expires_at > request.at


def address(invitation: Invitation, request: SignedInRequest) -> str:
    """The link of an invitation, whole; nothing where it does not lead in."""
    site = way_of(request).site
    return address_of(invitation, site) if is_open(invitation, request) else ""


@signed_in
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let an enterprise in that registered itself."""
    found = registration_to_settle(request, pk)
    try:
        enterprise = inviting.confirm_application(found, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:registration", pk)
    messages.success(request, _("The enterprise is on the platform."))
    return redirect("surveys:enterprise", enterprise.pk)


@signed_in
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an application back with a reason."""
    found = registration_to_settle(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    reason = form.cleaned_data["reason"]
    try:
        inviting.decline_application(
            found, reason=reason, by=request.user, at=request.at
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The registration is declined."))
    return redirect("surveys:registration", pk)


# --- invitations, those of registrations and those of members


@signed_in
@require_POST
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mail an invitation, or make a new link to hand over."""
    found = invitation_to_manage(request, pk)
    mail = None if request.POST.get("how") == "link" else way_of(request)
    try:
        inviting.send_again(found, mail=mail, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        sent = mail and found.email
        done = _("The invitation is on its way.") if sent else _("The link is new.")
        messages.success(request, done)
    return _back(found)


@signed_in
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an invitation back: its link leads nowhere from now on."""
    found = invitation_to_manage(request, pk)
    try:
        inviting.revoke(found, by=request.user, at=request.at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("The invitation is taken back. Its link leads nowhere now.")
        )
    return _back(found)


def _back(invitation: Invitation) -> HttpResponse:
    if invitation.registration_id is not None:
        return redirect("surveys:registration", invitation.registration_id)
    return redirect("surveys:members", invitation.enterprise_id)
