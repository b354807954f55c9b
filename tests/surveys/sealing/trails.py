"""An audit trail to be tampered with: rows, seals, and how to write past the verbs."""

from datetime import timedelta
from typing import Any

from django.db import connection

from surveys import auditing, sealing
from surveys.models import AuditRow, User
from tests import factories
from tests.factories import NOW


def written(count: int, by: User | None = None) -> User:
    """A trail of so many rows; the first tells of the person who wrote the others."""
    person = by or factories.user()
    for number in range(AuditRow.objects.count(), count):
        auditing.record(
            f"act_{number % 3}",
            person,
            by=person,
            at=NOW + timedelta(minutes=number),
            reason=f"Reason {number}",
            details={"n": number, "text": "设备联网率", "share": 0.5, "whole": 2.0},
            before={"status": "draft"},
            after={"status": "submitted"},
        )
    return person


def sealed(count: int) -> User:
    """The same, sealed and anchored."""
    person = written(count)
    sealing.seal()
    sealing.anchor(NOW)
    return person


def sql(statement: str, *values: Any) -> None:
    """Write into the database as somebody does who holds no key."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
