"""Recording: one numbered row for what somebody did, in the transaction of the deed."""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from surveys.auditing.acting import role_of
from surveys.auditing.stamping import plain, stamp
from surveys.models import AuditRow, Response, User

CHAIN = "main"
# Understood by SQLite and PostgreSQL alike.
COUNT = (
    "INSERT INTO surveys_auditcounter AS counter (chain, last) VALUES (%s, 1)"
    " ON CONFLICT (chain) DO UPDATE SET last = counter.last + 1 RETURNING last"
)
address: ContextVar[str | None] = ContextVar("address", default=None)


def record(  # noqa: PLR0913 -- who, when, to what, why, before and after
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    details: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one numbered row; call inside the transaction of what it tells of.

    `before` and `after` give the fields that changed; what a move changed of a response
    is known and need not be given.
    """
    was, now = _moved(subject)
    _write(
        action=action,
        kind=subject._meta.model_name or "",
        object_id=str(subject.pk),
        by=by,
        at=at,
        role=role_of(action, subject, by),
        reason=reason,
        details=details or {},
        before=was | (before or {}) or None,
        after=now | (after or {}) or None,
    )


def _moved(subject: models.Model) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a move changed just now; told once."""
    if not isinstance(subject, Response) or subject.moved is None:
        return {}, {}
    moved, subject.moved = subject.moved, None
    return moved


def record_signing_in(action: str, user: User | None, *, by: User | None) -> None:
    """Write the row of a sign-in, which no verb of ours makes; `user` is who it was
    tried for, where that is somebody."""
    _write(
        action=action,
        kind="user",
        object_id=str(user.pk) if user else "",
        by=by,
        at=timezone.now(),
        role="",
        reason="",
        details={},
        before=None,
        after=None,
    )


# Without a savepoint it costs nothing inside a transaction, and outside one it keeps
# the number and its row together.
@transaction.atomic(savepoint=False)
def _write(*, by: User | None, **fields: Any) -> None:
    """Number the row, stamp it, and keep it as it will be read again."""
    for name in ("details", "before", "after"):
        fields[name] = plain(fields[name])
    fields |= {"by_id": by and by.pk, "address": address.get(), "seq": _next_number()}
    AuditRow.objects.create(stamp=stamp(fields), **fields)


def _next_number() -> int:
    # One statement, for every verb comes here; its row stays locked until the end.
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [CHAIN])
        (number,) = cursor.fetchone()
    return int(number)
