"""Adding: a file is put to an answer, used again at another one, and taken off."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from surveys import auditing, jobs
from surveys.keeping import Inspected, inspect
from surveys.models import Evidence, Response, Scan, Trust, User
from surveys.proving.limiting import (
    hold_open,
    refuse_endless,
    refuse_infected,
    refuse_too_many,
    refuse_too_much,
    refuse_twice,
)
from surveys.workflow import Closed


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was found in order, with the id that its row is to have."""

    pk: UUID
    found: Inspected
    file: "File[bytes]"


def add_evidence(
    response: Response, code: str, upload: "File[bytes]", *, by: User, at: datetime
) -> Evidence:
    """Store a file for one question, under a random name in private storage.

    The bytes of a file that the enterprise has handed in before are not stored twice:
    the new row is the older file used again. Raises Refused with words, and Closed.
    """
    # Before the transaction: looking through 20 MB must not keep others waiting.
    arrived = Arrived(uuid4(), inspect(upload.name or "", upload), upload)
    return store(response, code, arrived, by=by, at=at)


@transaction.atomic
def store(
    response: Response, code: str, arrived: Arrived, *, by: User, at: datetime
) -> Evidence:
    """Keep a file that was found in order."""
    hold_open(response, code, at)
    found = arrived.found
    refuse_infected(found.sha256)
    refuse_too_many(response, code)
    refuse_twice(response, code, found.sha256)
    refuse_too_much(response, found.size, found.sha256)
    evidence = Evidence(
        id=arrived.pk,
        response=response,
        code=code,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        by=by,
        at=at,
    )
    if known := _known(response, found.sha256):
        _take_from(evidence, known)
    else:
        refuse_endless(response, found.size)
        evidence.scan = Scan.WAITING if settings.CLAMD else Scan.NONE
        evidence.file.save("", arrived.file, save=False)
    evidence.save(force_insert=True)
    if evidence.scan == Scan.WAITING:
        jobs.start("scan", f"scan:{evidence.pk}", args={"evidence": str(evidence.pk)})
    auditing.record("add_evidence", evidence, by=by, at=at, details={"code": code})
    return evidence


def _known(response: Response, sha256: str) -> Evidence | None:
    """The same file as the enterprise has handed it in before, anywhere."""
    return reusable(response).filter(sha256=sha256).first()


def _take_from(evidence: Evidence, other: Evidence) -> None:
    """What belongs to the file goes with it; a check of what it proved does not."""
    evidence.origin = other
    evidence.file = other.file.name  # the same stored file
    evidence.issuer = other.issuer
    evidence.covers_from, evidence.covers_to = other.covers_from, other.covers_to
    verified = other.trust == Trust.VERIFIED
    evidence.trust = Trust.UNCHECKED if verified else other.trust
    evidence.scan = other.scan


def reusable(response: Response) -> QuerySet[Evidence]:
    """Files of the enterprise, of this and of earlier rounds, newest first."""
    rows = Evidence.objects.kept().filter(
        response__unit__enterprise=response.unit.enterprise_id
    )
    return rows.exclude(scan=Scan.INFECTED).order_by("-at", "pk")


@transaction.atomic
def use_again(
    evidence: Evidence, response: Response, code: str, *, by: User, at: datetime
) -> Evidence:
    """Put a file that the enterprise has handed in before to another answer.

    One that is there already is given back as it is. Raises Refused and Closed;
    ValueError for a file of another enterprise.
    """
    if evidence.response.unit.enterprise_id != response.unit.enterprise_id:
        raise ValueError(evidence.pk)
    hold_open(response, code, at)
    here = response.evidence.kept().filter(code=code, sha256=evidence.sha256).first()
    if here is not None:
        return here
    refuse_infected(evidence.sha256)
    refuse_too_many(response, code)
    refuse_too_much(response, evidence.size, evidence.sha256)
    again = Evidence(
        response=response,
        code=code,
        name=evidence.name,
        media_type=evidence.media_type,
        size=evidence.size,
        sha256=evidence.sha256,
        by=by,
        at=at,
    )
    _take_from(again, evidence)
    again.save(force_insert=True)
    details = {"code": code, "origin": str(evidence.pk)}
    auditing.record("use_again", again, by=by, at=at, details=details)
    return again


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User, at: datetime) -> None:
    """Take a file off its answer; the stored file stays, for earlier submissions and
    other answers may cite it."""
    evidence.response.hold()
    if not evidence.response.is_editable(at):
        raise Closed
    rows = Evidence.objects.kept().filter(pk=evidence.pk)
    if rows.update(removed_by=by, removed_at=at) == 1:
        auditing.record("remove_evidence", evidence, by=by, at=at)
