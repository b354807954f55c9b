"""The members of an enterprise: who they are, invited, changed, leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from surveys import enrolling, inviting
from surveys.access import (
    SignedInRequest,
    enterprise_to_invite_into,
    enterprise_to_see,
    membership_to_end,
    membership_to_manage,
    signed_in,
)
from surveys.forms.arrivals import ColleagueForm, RoleForm
from surveys.inviting.sending import role_words
from surveys.models import (
    Assignment,
    Enterprise,
    Invitation,
    Membership,
    MembershipRole,
    held_on,
)
from surveys.views.registrations import address
from surveys.views.rosters import way_of

ADMINISTRATOR = MembershipRole.ADMINISTRATOR.value


def _members(request: SignedInRequest, of: Enterprise) -> list[Membership]:
    rows = of.memberships.filter(held_on(request.holdings.day)).select_related("user")
    return list(rows.order_by("role", "user__name", "pk"))


def _invites(request: SignedInRequest, of: Enterprise) -> bool:
    """Whether this user may invite: an administrator, or the office of the region."""
    holdings = request.holdings
    near = of.region_id in holdings.regions or holdings.has("municipal_officer")
    return near or of.pk in holdings.member_of(ADMINISTRATOR)


@signed_in
@require_safe
def members(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who works for an enterprise here, in which role, and who is invited."""
    found = enterprise_to_see(request, pk)
    invites = _invites(request, found)
    invited = found.invitations.filter(accepted_at=None, revoked_at=None)
    context = {
        "enterprise": found,
        "members": _members(request, found),
        "manages": pk in request.holdings.member_of(ADMINISTRATOR),
        "belongs": pk in request.holdings.member_of(*MembershipRole.values),
        "invites": invites,
        "invited": _with_links(request, invited) if invites else [],
        "roles": MembershipRole.choices,
        "role_words": [
            (dict(MembershipRole.choices)[r], w) for r, w in role_words().items()
        ],
        "at": request.at,
    }
    answer = render(request, "surveys/members.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _with_links(request: SignedInRequest, rows: object) -> list[tuple[Invitation, str]]:
    assert hasattr(rows, "select_related")
    return [(row, address(row, request)) for row in rows.select_related("by")]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """Invite a colleague; officials invite an administrator where none is left."""
    found = enterprise_to_invite_into(request, pk)
    own = found.pk in request.holdings.member_of(ADMINISTRATOR)
    words = role_words()
    roles = words if own else {ADMINISTRATOR: words[ADMINISTRATOR]}
    form = ColleagueForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid() and _invite(request, found, form):
        return redirect("surveys:members", pk)
    context = {"enterprise": found, "form": form}
    return render(request, "surveys/member_invite.html", context)


def _invite(request: SignedInRequest, found: Enterprise, form: ColleagueForm) -> bool:
    """Invite the person of a form, or say on the form why not."""
    role, contact = form.cleaned_data["role"], form.contact()
    by, at, mail = request.user, request.at, way_of(request)
    try:
        made = inviting.invite(found, role, contact, by=by, at=at, mail=mail)
    except inviting.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    done = _("The invitation for %(name)s is on its way.")
    if not made.email:
        done = _("%(name)s is invited. Hand over the link below; it works once.")
    messages.success(request, done % {"name": made.name})
    return True


@signed_in
@require_POST
def role(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    found = membership_to_manage(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("surveys:members", found.enterprise_id)
    try:
        enrolling.change_role(
            found, form.cleaned_data["role"], by=request.user, at=request.at
        )
    except enrolling.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The role is changed."))
    return redirect("surveys:members", found.enterprise_id)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """A member leaves; a successor may take over everything in the same step."""
    found = membership_to_end(request, pk)
    others = [m for m in _members(request, found.enterprise) if m.pk != found.pk]
    if request.method == "POST" and _end(request, found, others):
        own = found.user == request.user
        return (
            redirect("home")
            if own
            else redirect("surveys:members", found.enterprise_id)
        )
    context = {
        "membership": found,
        "others": others,
        "chosen": request.POST.get("successor", ""),
        "last": enrolling.is_last(found, request.at),
        "own": found.user == request.user,
        "sections": Assignment.objects.filter(
            user=found.user, response__unit__enterprise=found.enterprise
        ).count(),
    }
    return render(request, "surveys/member_end.html", context)


def _end(request: SignedInRequest, found: Membership, others: list[Membership]) -> bool:
    chosen = request.POST.get("successor", "")
    successor = next((m for m in others if str(m.pk) == chosen), None)
    try:
        enrolling.leave(found, successor, by=request.user, at=request.at)
    except enrolling.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    words = {"name": found.user.name, "enterprise": found.enterprise.name}
    done = _("%(name)s no longer works for %(enterprise)s here.")
    messages.success(request, done % words)
    return True
