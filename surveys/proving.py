"""Proving: evidence files put to an answer and taken off again."""

import hashlib
import unicodedata
from datetime import datetime
from pathlib import PurePath
from uuid import uuid4
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from surveys import auditing
from surveys.models import Evidence, Response, User
from surveys.workflow import Closed

OFFICE = "application/vnd.openxmlformats-officedocument."
PARTS = {
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", "xl/workbook.xml"),
    "docx": (f"{OFFICE}wordprocessingml.document", "word/document.xml"),
}
SIGNATURES = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
NAME_LENGTH = 120


class Refused(Exception):
    """The file cannot be taken; the message tells the person why and what to do."""


@transaction.atomic
def add_evidence(
    response: Response, code: str, upload: "File[bytes]", *, by: User, at: datetime
) -> Evidence:
    """Store a file for one question, under a random name in private storage."""
    response.hold()  # of files that come at once each is counted
    if not response.is_editable(at):
        raise Closed
    if code not in response.edition.scheme.questions:
        raise ValueError(code)
    name = clean_name(upload.name or "")
    media_type = checked_media_type(name, upload)
    _refuse_too_many(response, code)
    evidence = Evidence(
        id=uuid4(),
        response=response,
        code=code,
        name=name,
        media_type=media_type,
        size=upload.size,
        sha256=fingerprint(upload),
        by=by,
        at=at,
    )
    evidence.file.save("", upload, save=False)
    evidence.save(force_insert=True)
    auditing.record("add_evidence", evidence, by=by, at=at, details={"code": code})
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User, at: datetime) -> None:
    """Take a file off its answer; earlier submissions that cite it keep it."""
    evidence.response.hold()
    if not evidence.response.is_editable(at):
        raise Closed
    rows = Evidence.objects.kept().filter(pk=evidence.pk)
    if rows.update(removed_by=by, removed_at=at) == 1:
        auditing.record("remove_evidence", evidence, by=by, at=at)


def clean_name(name: str) -> str:
    """The file's own name without folders, control or direction characters."""
    plain = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)
    kept = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    path = PurePath(kept.strip())
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix


def checked_media_type(name: str, upload: "File[bytes]") -> str:
    """The media type, after extension and content agree and the size fits."""
    extension = PurePath(name).suffix.lower().lstrip(".")
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise Refused(
            _("The file has %(size)s MB; the limit is %(limit)s MB.")
            % {
                "size": f"{upload.size / 1e6:.1f}",
                "limit": f"{settings.EVIDENCE_MAX_BYTES / 1e6:.0f}",
            }
        )
    if extension not in SIGNATURES and extension not in PARTS:
        raise Refused(
            _("This kind of file cannot be uploaded. Use PDF, PNG, JPG, XLSX or DOCX.")
        )
    media_type = _content(extension, upload)
    if media_type is None:
        raise Refused(
            _(
                "The content of the file does not fit its name (.%(extension)s)."
                " Save it again in that format and upload it once more."
            )
            % {"extension": extension}
        )
    return media_type


def _content(extension: str, upload: "File[bytes]") -> str | None:
    upload.seek(0)
    if extension in SIGNATURES:
        media_type, start = SIGNATURES[extension]
        return media_type if upload.read(len(start)) == start else None
    media_type, part = PARTS[extension]
    try:
        with ZipFile(upload) as package:
            names = set(package.namelist())
    except (BadZipFile, NotImplementedError, ValueError):
        return None
    return media_type if {"[Content_Types].xml", part} <= names else None


def _refuse_too_many(response: Response, code: str) -> None:
    if (
        response.evidence.kept().filter(code=code).count()
        >= settings.EVIDENCE_MAX_FILES
    ):
        raise Refused(
            _("This question has %(limit)s files already. Take one off first.")
            % {"limit": settings.EVIDENCE_MAX_FILES}
        )


def fingerprint(upload: "File[bytes]") -> str:
    """The SHA-256 of a file's bytes, in hex."""
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
