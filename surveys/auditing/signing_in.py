"""What allauth and Django tell of signing in, each with its row."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
)
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.dispatch import receiver

from surveys.auditing.recording import record_signing_in
from surveys.models import User


@receiver(user_logged_in)
def _signed_in(user: User, **_: object) -> None:
    record_signing_in("signed_in", user, by=user)


@receiver(user_logged_out)
def _signed_out(user: User | None, **_: object) -> None:
    if user is not None:
        record_signing_in("signed_out", user, by=user)


@receiver(user_login_failed)
def _refused(credentials: Mapping[str, Any], **_: object) -> None:
    tried = User.objects.by_identifier(credentials.get("username") or "")
    record_signing_in("sign_in_refused", tried, by=None)


@receiver(authentication_failed)
def _second_factor_refused(user: User, **_: object) -> None:
    record_signing_in("second_factor_refused", user, by=None)


@receiver(authenticator_added)
def _second_factor_added(user: User, **_: object) -> None:
    record_signing_in("second_factor_added", user, by=user)


@receiver(authenticator_removed)
def _second_factor_removed(user: User, **_: object) -> None:
    record_signing_in("second_factor_removed", user, by=user)
