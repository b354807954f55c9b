"""Returning: a workbook of ours comes back, to be built again and compared."""

from datetime import datetime
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction

from reports.models import Rebuild
from reports.workbook.returned import LIMITS
from surveys import auditing, jobs
from surveys.models import User
from surveys.sheets.guarding import guard


@transaction.atomic
def hand_back(file: "File[bytes]", name: str, *, by: User, at: datetime) -> Rebuild:
    """Take a workbook in; a job reads and compares it. Raises UnsafeWorkbook for a file
    that is not even worth a job."""
    file.seek(0)
    guard(file.read(LIMITS.packed + 1), LIMITS)
    file.seek(0)
    pk = uuid4()
    args = {"rebuild": str(pk), "at": at.isoformat()}
    job = jobs.start("rebuild", f"rebuild:{pk}", args=args, by=by)
    row = Rebuild(id=pk, name=name, job=job, by=by, at=at)
    row.file.save(f"rebuilds/{pk.hex}.xlsx", file, save=False)
    row.save(force_insert=True)
    auditing.record("rebuild_report", row, by=by, at=at, details={"file": name})
    return row
