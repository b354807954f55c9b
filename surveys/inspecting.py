"""Inspecting: the audit administrator has the trail verified, and takes parts of it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from surveys import auditing, jobs
from surveys.models import Job, User

VERIFICATION = "verify_trail"


@transaction.atomic
def ask_to_verify(*, by: User, at: datetime) -> Job:
    """Have a job verify the whole trail; one that is at it already serves everybody."""
    at_it = Job.objects.open().filter(kind=VERIFICATION).first()
    job = at_it or jobs.start(VERIFICATION, f"{VERIFICATION}:{at.isoformat()}", by=by)
    auditing.record("verify_trail", job, by=by, at=at)
    return job


def take_along(
    count: int, chosen: Mapping[str, str], *, by: User, at: datetime
) -> None:
    """Note that so many rows of a filter leave the platform."""
    details = {"rows": count, "filter": dict(chosen)}
    auditing.record("export_trail", by, by=by, at=at, details=details)


def newest_verification() -> Job | None:
    """The verification that was asked for last."""
    return Job.objects.filter(kind=VERIFICATION).order_by("-pk").first()
