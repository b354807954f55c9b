"""Signing in: by e-mail, phone number, or an enterprise's credit code."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc

from surveys.models import Membership, MembershipRole, User, held_on

COUNTED_LENGTH = 200  # characters; axes has room for 255


class IdentifierBackend(BaseBackend):
    """Checks a password against whoever the identifier names."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """The user, where identifier and password fit and the account is active."""
        if not username or password is None:
            return None
        users = _named_by(username)
        if not users:
            # As long as a real check takes, so that timing tells nothing.
            User().set_password(password)
        fitting = (u for u in users if u.check_password(password) and u.is_active)
        return next(fitting, None)

    def get_user(self, user_id: int) -> User | None:
        """The active user of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()


def _named_by(identifier: str) -> list[User]:
    """The person with this address or number, or the administrators of the
    enterprise with this credit code."""
    user = User.objects.by_identifier(identifier)
    if user is not None:
        return [user]
    held = Membership.objects.filter(
        held_on(timezone.localdate()),
        enterprise__uscc=uscc.compact(identifier),
        role=MembershipRole.ADMINISTRATOR,
    )
    return [membership.user for membership in held.select_related("user")]


def counted_as(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The name under which failures are counted: one a person, however it is typed.

    Otherwise each way to write an address would have attempts of its own.
    """
    identifier = (credentials or {}).get("username") or ""
    user = User.objects.by_identifier(identifier)
    return user.username if user else uscc.compact(identifier)[:COUNTED_LENGTH]


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by administrators, and axes counts their wrong passwords."""

    # Who signs in types an address, a number or a credit code, never a username.
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "The account or password is incorrect."
        )
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing: allauth counts the codes of the second factor only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether the sign-up page exists."""
        return False
