"""Sending: a file arrives piece by piece, so that a cut line costs one piece only."""

from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.db import transaction

from surveys import auditing
from surveys.keeping import Refused, inspect, refuse_unfit
from surveys.models import Evidence, Response, Upload, User
from surveys.proving.adding import Arrived, store
from surveys.proving.limiting import (
    hold_open,
    refuse_endless,
    refuse_too_many,
    refuse_too_much,
)
from surveys.workflow import Closed

PIECE = 2**20  # bytes; so much is lost at most when the line is cut
MOST = 20  # of a person, unfinished in one response; the oldest makes room
NAMED = 250  # characters of a name that is cleaned in the end only


class Misplaced(Exception):
    """The piece does not begin where the last one ended, or is too long."""


@transaction.atomic
def begin(
    response: Response, code: str, name: str, size: int, *, by: User, at: datetime
) -> Upload:
    """Begin to send a file; what would be refused anyway is refused before it comes."""
    refuse_unfit(name, size)
    hold_open(response, code, at)
    refuse_too_many(response, code)
    refuse_too_much(response, size)
    refuse_endless(response, size)
    for old in response.uploads.filter(by=by).order_by("-at", "-pk")[MOST - 1 :]:
        drop(old)
    upload = Upload(
        id=uuid4(),
        response=response,
        code=code,
        name=name[-NAMED:],
        size=size,
        by=by,
        at=at,
    )
    upload.file.save("", ContentFile(b""), save=False)
    upload.save(force_insert=True)
    details = {"code": code, "bytes": size}
    auditing.record("begin_upload", upload, by=by, at=at, details=details)
    return upload


@transaction.atomic
def go_on(upload: Upload, offset: int, piece: bytes, *, at: datetime) -> int:
    """Add the next piece; gives how many bytes are here.

    A piece that is here already changes nothing: its answer may have been lost.
    Raises Misplaced, and Closed where the response takes nothing any more.
    """
    upload.received = _held(upload).received
    if not upload.response.is_editable(at):
        raise Closed
    end = offset + len(piece)
    if offset > upload.received or end > upload.size:
        raise Misplaced
    if end > upload.received:
        with upload.file.storage.open(_place(upload), "r+b") as file:
            file.seek(offset)
            file.write(piece)
        upload.received = end
        upload.save(update_fields=["received"])
    return upload.received


def _held(upload: Upload) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload.pk)


def _place(upload: Upload) -> str:
    assert upload.file.name  # each has a place from its beginning on
    return upload.file.name


def finish(upload: Upload, *, at: datetime) -> Evidence:
    """Make evidence of a file that is here as a whole, with the id of its upload.

    Raises Misplaced where a piece is missing, Closed, and Refused with words: a file
    that is refused is gone.
    """
    if upload.received != upload.size:
        raise Misplaced
    try:
        with upload.file.open("rb") as file:
            evidence = _kept(upload, file, at)
    except (Refused, FileNotFoundError):
        drop(upload)
        # Asked twice at once, as when the first answer was lost: it is done.
        done = Evidence.objects.filter(pk=upload.pk).first()
        if done is None:
            raise
        return done
    drop(upload)
    return evidence


def _kept(upload: Upload, file: "File[bytes]", at: datetime) -> Evidence:
    arrived = Arrived(upload.pk, inspect(upload.name, file), file)
    return store(upload.response, upload.code, arrived, by=upload.by, at=at)


def drop(upload: Upload) -> None:
    """Throw away a file on its way, and what of it is here."""
    name, storage = _place(upload), upload.file.storage
    Upload.objects.filter(pk=upload.pk).delete()
    # After the row: a file without one is cleared later, a row without a file is not.
    transaction.on_commit(lambda: storage.delete(name), robust=True)
