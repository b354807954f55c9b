"""Inspecting: a file's name, kind, size and fingerprint, once all of it is in order."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import IO, Final

from django.conf import settings
from django.core.files.base import File

from surveys.keeping.documents import MARGIN, check_pdf, is_pdf
from surveys.keeping.naming import clean_name, extension_of
from surveys.keeping.packages import OFFICE, check_package
from surveys.keeping.pictures import JPG_START, PNG_START, check_jpg, check_png
from surveys.keeping.refusing import empty, other_content, too_big, unknown_kind


@dataclass(frozen=True, slots=True)
class Inspected:
    """What an accepted file is: the name it is kept under, media type, size in bytes
    and SHA-256 in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Format:
    """One of the formats: how such a file begins, and what more must be right."""

    media_type: str
    begins: Callable[[bytes], bool]
    check: Callable[[IO[bytes], int], None]


def _starts(mark: bytes) -> Callable[[bytes], bool]:
    return lambda start: start.startswith(mark)


_JPG: Final = Format("image/jpeg", _starts(JPG_START), check_jpg)
FORMATS: Final[Mapping[str, Format]] = {
    "pdf": Format("application/pdf", is_pdf, check_pdf),
    "png": Format("image/png", _starts(PNG_START), check_png),
    "jpg": _JPG,
    "jpeg": _JPG,
    # A package tells itself how it begins: there are kind words for a locked one.
    "xlsx": Format(
        f"{OFFICE}spreadsheetml.sheet",
        _starts(b""),
        partial(check_package, "xlsx"),
    ),
    "docx": Format(
        f"{OFFICE}wordprocessingml.document",
        _starts(b""),
        partial(check_package, "docx"),
    ),
}
ACCEPTED: Final = ",".join(f".{extension}" for extension in FORMATS)


def inspect(name: str, file: "File[bytes]") -> Inspected:
    """What the file is, after extension and content agree and nothing in it may do
    harm. Opens no transaction and changes nothing; raises Refused with the words."""
    cleaned = clean_name(name)
    refuse_unfit(cleaned, file.size)
    extension = extension_of(cleaned)
    known = FORMATS[extension]
    file.seek(0)
    if not known.begins(file.read(MARGIN)):
        raise other_content(extension)
    known.check(file, file.size)
    return Inspected(cleaned, known.media_type, file.size, fingerprint(file))


def refuse_unfit(name: str, size: int) -> None:
    """Refuse by name and size alone: before anything of the file has travelled."""
    if size > settings.EVIDENCE_MAX_BYTES:
        raise too_big(size, settings.EVIDENCE_MAX_BYTES)
    if extension_of(clean_name(name)) not in FORMATS:
        raise unknown_kind()
    if size == 0:
        raise empty()


def fingerprint(file: "File[bytes]") -> str:
    """The SHA-256 of a file's bytes, in hex; leaves the file at its start."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
