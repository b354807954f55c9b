"""Pages for whoever is not in yet: an invitation opened, an enterprise registered."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import appointing, inviting
from surveys.access.braking import is_braked
from surveys.appointing import KeyUnusable
from surveys.forms.appointing import ChosenPasswordForm
from surveys.forms.arrivals import (
    ApplicantForm,
    ArrivingForm,
    InvitedForm,
    PasswordForm,
    RegisteringForm,
    code_words,
)
from surveys.forms.enterprises import ProfileForm
from surveys.inviting import Newcomer, Refused, Unusable
from surveys.inviting.arriving import UNKNOWN
from surveys.models import Invitation, User, checked_credit_code

REGISTRATIONS = 10  # an hour and address
ACCOUNTS = 10  # that an address is told of in an hour; more would be spying
ATTEMPTS = 60  # an hour and address; whoever mistypes needs several
LOOKS = 120  # an hour and address; a code is looked up while it is typed


class OpenRequest(HttpRequest):
    """A request of anybody, with the time it arrived."""

    at: datetime


def _sign_in(request: HttpRequest, user: User) -> None:
    # The last is the one that knows passwords; the first only counts them.
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: OpenRequest, token: str) -> HttpResponse:
    """A link is opened: who invites whereto, and the way in."""
    try:
        found = inviting.find(token, request.at)
    except Unusable as problem:
        return _unusable(request, problem)
    known = inviting.account_of(found)
    person = _invited_form(request, found, known)
    profile = _profile_form(request, found)
    may_come = request.user.is_authenticated or person is not None
    refusal = ""
    if request.method == "POST" and may_come and _all_valid(person, profile):
        refusal = _accept(request, token, person, profile)
        if not refusal:
            return redirect("surveys:desk")
    context = {
        "invitation": found,
        "known": known,
        "person": person,
        "profile": profile,
        "refusal": refusal,
        "sign_in": _sign_in_path(request),
    }
    return render(request, "surveys/invitation.html", context)


def _unusable(request: OpenRequest, problem: Unusable) -> HttpResponse:
    """A link that leads nowhere: why, and what to do. Who came in by it goes on."""
    row = problem.invitation
    if row and row.accepted_by_id and row.accepted_by_id == request.user.pk:
        return redirect("surveys:desk")
    status = 404 if problem.code == UNKNOWN else 410
    context = {"code": problem.code, "invitation": row}
    page = "surveys/invitation_unusable.html"
    return render(request, page, context, status=status)


def _invited_form(
    request: OpenRequest, found: Invitation, known: User | None
) -> InvitedForm | None:
    """Name and password, for whoever has no account."""
    if request.user.is_authenticated or known is not None:
        return None
    return InvitedForm(request.POST or None, invitation=found)


def _profile_form(request: OpenRequest, found: Invitation) -> ArrivingForm | None:
    if found.registration is None:
        return None
    return ArrivingForm(request.POST or None, registration=found.registration)


def _all_valid(*given: forms.BaseForm | None) -> bool:
    # Each is asked, so that all faults are shown at once.
    valid = [form.is_valid() for form in given if form is not None]
    return all(valid)


def _accept(
    request: OpenRequest,
    token: str,
    person: PasswordForm | None,
    profile: ProfileForm | None,
) -> str:
    """Let the person in and sign them in; returns why not, or nothing."""
    who = _whoever(request, person)
    said = profile.profile() if profile else None
    try:
        membership = inviting.accept(token, who, said, at=request.at)
    except (Refused, Unusable) as refusal:
        # Used by somebody else in this very moment: the page, asked again, says so.
        return str(refusal) if isinstance(refusal, Refused) else used_words()
    if isinstance(who, Newcomer):
        _sign_in(request, membership.user)
    words = {"enterprise": membership.enterprise.name}
    messages.success(request, _("Welcome to %(enterprise)s.") % words)
    return ""


def _whoever(request: OpenRequest, person: PasswordForm | None) -> User | Newcomer:
    """The person of the form, or the one who is signed in."""
    if person is not None:
        return person.newcomer()
    assert request.user.is_authenticated  # without a form nobody else comes here
    return request.user


def used_words() -> str:
    """What to do where a link has just been used."""
    return _("The link has just been used. Sign in with the account made by it.")


def _sign_in_path(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?{urlencode({'next': request.path})}"


# --- an official chooses a password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: OpenRequest, token: str) -> HttpResponse:
    """A link to a password is opened; signing in follows, with the second factor."""
    try:
        link = appointing.find_link(token, request.at)
        form = ChosenPasswordForm(request.POST or None, user=link.user)
        if request.method == "POST" and form.is_valid():
            password = form.cleaned_data["password"]
            appointing.choose_password(token, password, at=request.at)
            messages.success(request, _("Your password is set. Sign in with it now."))
            return redirect("account_login")
    except KeyUnusable:
        return render(request, "surveys/choose_password_unusable.html", status=404)
    context = {"official": link.user, "link": link, "form": form}
    return render(request, "surveys/choose_password.html", context)


# --- an enterprise registers itself


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: OpenRequest) -> HttpResponse:
    """An enterprise registers itself; its district confirms."""
    posted = request.method == "POST"
    if posted and is_braked("register-attempt", ATTEMPTS, request.at):
        return _braked(request)
    signed_in = request.user.is_authenticated
    person = None if signed_in else ApplicantForm(request.POST or None)
    profile = RegisteringForm(request.POST or None, at=request.at)
    refusal = ""
    if posted and _all_valid(profile, person):
        if is_braked("register", REGISTRATIONS, request.at):
            return _braked(request)
        refusal = _apply(request, profile, person)
        if not refusal:
            return redirect("surveys:desk")
    spies = person is not None and person.tells_of_an_account()
    if spies and is_braked("register-account", ACCOUNTS, request.at):
        return _braked(request)
    context = {"person": person, "profile": profile, "refusal": refusal}
    context["sign_in"] = _sign_in_path(request)
    return render(request, "surveys/register.html", context)


def _apply(
    request: OpenRequest, profile: RegisteringForm, person: PasswordForm | None
) -> str:
    """Register the enterprise and sign the person in; returns why not, or nothing."""
    who = _whoever(request, person)
    code = profile.cleaned_data["uscc"]
    try:
        made = inviting.apply(code, profile.profile(), who, at=request.at)
    except Refused as refusal:
        return str(refusal)
    if isinstance(who, Newcomer) and made.applicant is not None:
        _sign_in(request, made.applicant)
    messages.success(request, _("Your enterprise is registered."))
    return ""


def _braked(request: HttpRequest) -> HttpResponse:
    answer = render(request, "surveys/register_braked.html", status=429)
    answer.headers["Retry-After"] = "3600"
    return answer


@never_cache
@require_safe
def register_code(request: OpenRequest) -> HttpResponse:
    """What is known of a credit code, said while the form is filled."""
    said = ""
    if not is_braked("register-code", LOOKS, request.at):
        try:
            said = code_words(checked_credit_code(request.GET.get("uscc", "")[:40]))
        except ValidationError:
            said = ""  # the form says it, once it is sent
    return render(request, "surveys/parts/register_code.html", {"said": said})
