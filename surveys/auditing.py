"""The audit trail: every verb of people ends in `record`, in its own transaction."""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.db import models, transaction
from django.db.models import F, Subquery
from django.dispatch import receiver
from django.utils import timezone

from surveys.models import AuditCounter, AuditRow, User

CHAIN = "main"
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


def _write(**fields: Any) -> None:
    counter = AuditCounter.objects.filter(chain=CHAIN)
    if counter.update(last=F("last") + 1) == 0:
        AuditCounter.objects.get_or_create(chain=CHAIN)
        counter.update(last=F("last") + 1)
    number = Subquery(counter.values("last")[:1])
    AuditRow.objects.create(seq=number, address=address.get(), **fields)


@receiver(user_logged_in)
def _signed_in(user: User, **_: object) -> None:
    _sign_in_row("signed_in", user)


@receiver(user_logged_out)
def _signed_out(user: User | None, **_: object) -> None:
    if user is not None:
        _sign_in_row("signed_out", user)


@receiver(user_login_failed)
def _refused(**_: object) -> None:
    _sign_in_row("sign_in_refused", None)


def _sign_in_row(action: str, user: User | None) -> None:
    with transaction.atomic():
        _write(
            action=action,
            kind="user",
            object_id=str(user.pk) if user else "",
            by=user,
            at=timezone.now(),
            details={},
        )
