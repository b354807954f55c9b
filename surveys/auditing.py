"""The audit trail: every verb of people ends in `record`, in its own transaction."""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
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
from django.db import connection, models, transaction
from django.dispatch import receiver
from django.utils import timezone

from surveys.models import AuditRow, User

CHAIN = "main"
# Understood by SQLite and PostgreSQL alike.
COUNT = (
    "INSERT INTO surveys_auditcounter AS counter (chain, last) VALUES (%s, 1)"
    " ON CONFLICT (chain) DO UPDATE SET last = counter.last + 1 RETURNING last"
)
address: ContextVar[str | None] = ContextVar("address", default=None)


def record(
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Write one numbered row; call inside the transaction of what it tells of."""
    _write(
        action=action,
        kind=subject._meta.model_name or "",
        object_id=str(subject.pk),
        by=by,
        at=at,
        reason=reason,
        details=details or {},
    )


# Without a savepoint it costs nothing inside a transaction, and outside one it keeps
# the number and its row together.
@transaction.atomic(savepoint=False)
def _write(**fields: Any) -> None:
    AuditRow.objects.create(seq=_next_number(), address=address.get(), **fields)


def _next_number() -> int:
    # One statement, for every verb comes here; its row stays locked until the end.
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [CHAIN])
        (number,) = cursor.fetchone()
    return int(number)


@receiver(user_logged_in)
def _signed_in(user: User, **_: object) -> None:
    _sign_in_row("signed_in", user, by=user)


@receiver(user_logged_out)
def _signed_out(user: User | None, **_: object) -> None:
    if user is not None:
        _sign_in_row("signed_out", user, by=user)


@receiver(user_login_failed)
def _refused(credentials: Mapping[str, Any], **_: object) -> None:
    tried = User.objects.by_identifier(credentials.get("username") or "")
    _sign_in_row("sign_in_refused", tried, by=None)


@receiver(authentication_failed)
def _second_factor_refused(user: User, **_: object) -> None:
    _sign_in_row("second_factor_refused", user, by=None)


@receiver(authenticator_added)
def _second_factor_added(user: User, **_: object) -> None:
    _sign_in_row("second_factor_added", user, by=user)


@receiver(authenticator_removed)
def _second_factor_removed(user: User, **_: object) -> None:
    _sign_in_row("second_factor_removed", user, by=user)


def _sign_in_row(action: str, user: User | None, *, by: User | None) -> None:
    _write(
        action=action,
        kind="user",
        object_id=str(user.pk) if user else "",
        by=by,
        at=timezone.now(),
    )
