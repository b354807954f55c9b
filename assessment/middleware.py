"""What every request carries: its arrival, what the user holds, a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from assessment.proxies import client_address
from surveys import auditing
from surveys.access import Holdings, SignedInRequest
from surveys.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Offices are held behind a second factor; these pages lead there, or away.
OPEN_PATHS = ("/account/", "/language/", "/static/", "/health/")


class Arrival:
    """Puts on the request when it arrived, what its user holds, and whence it came.

    Verbs take this moment: a hand-in that arrived in time is in time, however long
    the work takes.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponseBase:
        """Answer the request with its arrival noted."""
        request.at = timezone.now()
        request.holdings = Holdings(request.user, timezone.localdate(request.at))
        whence = auditing.address.set(client_address(request) or None)
        held = auditing.held.set(request.holdings)
        try:
            return self.get_response(request)
        finally:
            auditing.held.reset(held)
            auditing.address.reset(whence)


class RequireSecondFactor:
    """Sends whoever holds an office to set up a second factor before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedInRequest) -> HttpResponseBase:
        """Answer the request, or redirect to the set-up of the second factor."""
        if self._lacks_factor(request):
            activate = redirect("mfa_activate_totp")
            if request.headers.get("HX-Request"):
                return HttpResponse(headers={"HX-Redirect": activate.url})
            return activate
        return self.get_response(request)

    def _lacks_factor(self, request: SignedInRequest) -> bool:
        if not request.user.is_authenticated or request.path.startswith(OPEN_PATHS):
            return False
        offices = request.holdings.offices
        return bool(offices) and not has_second_factor(request.user)


def has_second_factor(user: User) -> bool:
    """Whether a one-time code is asked at sign-in."""
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(factors.exists())
