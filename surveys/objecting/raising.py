"""Raising an objection: the public's to a notice, the enterprise's to a correction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from surveys import auditing, jobs, notifying
from surveys.assessing import corrections_of
from surveys.contesting import ends_at
from surveys.keeping import Inspected, inspect
from surveys.models import (
    Correction,
    CorrectionState,
    Evidence,
    Objection,
    OfficeRole,
    Response,
    Scan,
    User,
)
from surveys.workflow import MoveRefused, ReasonNeeded, Status

OPEN_TO_OBJECTIONS = frozenset({Status.RECOMMENDED, Status.NOTICED})
FILES = 5  # with one objection


class NotObjectable(Exception):
    """This correction does not stand, or only accepts what was claimed."""


class AlreadyObjected(Exception):
    """There is an objection to this correction already, open or decided."""


class PeriodOver(Exception):
    """The working days in which one may object to this correction are over."""


@transaction.atomic
def raise_objection(
    response: Response, *, text: str, raised_by_name: str, by: User, at: datetime
) -> Objection:
    """Write an objection down; it changes no status by itself."""
    response.hold()
    if response.status not in OPEN_TO_OBJECTIONS:
        raise MoveRefused("object", response.status)
    objection = Objection.objects.create(
        response=response,
        text=text,
        raised_by_name=raised_by_name,
        recorded_by=by,
        recorded_at=at,
    )
    auditing.record("raise_objection", response, by=by, at=at)
    _tell(objection, at)
    return objection


def object_to_correction(
    correction: Correction,
    *,
    text: str,
    files: Sequence["File[bytes]"] = (),
    by: User,
    at: datetime,
) -> Objection:
    """The enterprise's objection to one correction, with what proves its claim.

    Raises Refused with words for a file, and where one may not object: MoveRefused,
    NotObjectable, PeriodOver, AlreadyObjected.
    """
    if not text.strip():
        raise ReasonNeeded("object")
    if len(files) > FILES:
        raise ValueError(len(files))
    # Before the transaction: looking through files must not keep others waiting.
    found = [(inspect(file.name or "", file), file) for file in files]
    return _object(correction, text, found, by=by, at=at)


Found = Sequence[tuple[Inspected, "File[bytes]"]]


@transaction.atomic
def _object(
    correction: Correction, text: str, found: Found, *, by: User, at: datetime
) -> Objection:
    response = correction.submission.response
    response.hold()
    _refuse_late(response, correction, at)
    objection = Objection.objects.create(
        correction=correction,
        response=response,
        text=text,
        raised_by_name=response.unit.enterprise.name,
        recorded_by=by,
        recorded_at=at,
    )
    for inspected, file in found:
        _keep(objection, inspected, file, at=at)
    details = {"code": correction.code, "files": len(found)}
    auditing.record("object", response, by=by, at=at, details=details)
    _tell(objection, at)
    return objection


def _refuse_late(response: Response, correction: Correction, at: datetime) -> None:
    """Only a correction that stands in a recommended file, once, and in time."""
    if response.status != Status.RECOMMENDED:
        raise MoveRefused("object", response.status)
    standing = corrections_of(response.newest_submission()).get(correction.code)
    if standing != correction or correction.state != CorrectionState.ANSWERED:
        raise NotObjectable
    if correction.objections.exists():
        raise AlreadyObjected
    if at >= ends_at(response, correction):
        raise PeriodOver


def _keep(
    objection: Objection, found: Inspected, file: "File[bytes]", *, at: datetime
) -> None:
    """Store a file that goes with an objection, under a random name."""
    correction = objection.correction
    assert correction is not None  # a public notice has no files
    evidence = Evidence(
        id=uuid4(),
        response=objection.response,
        objection=objection,
        code=correction.code,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        scan=Scan.WAITING if settings.CLAMD else Scan.NONE,
        by=objection.recorded_by,
        at=at,
    )
    evidence.file.save("", file, save=False)
    evidence.save(force_insert=True)
    if evidence.scan == Scan.WAITING:
        jobs.start("scan", f"scan:{evidence.pk}", args={"evidence": str(evidence.pk)})


def _tell(objection: Objection, at: datetime) -> None:
    officers = notifying.officials(OfficeRole.MUNICIPAL_OFFICER, at)
    notifying.tell(
        "objection_raised",
        {person for person in officers if person.pk != objection.recorded_by_id},
        about=str(objection.pk),
        at=at,
        response=objection.response,
        raised_by=objection.raised_by_name,
    )
