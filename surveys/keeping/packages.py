"""What XLSX and DOCX look like inside; read from their table of contents."""

from itertools import pairwise
from typing import IO, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as zlib_error

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from surveys.keeping.documents import ZIP_END, ZIP_PART
from surveys.keeping.refusing import (
    bomb,
    damaged,
    locked,
    macros,
    other_content,
    two_in_one,
)

OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MAIN: Final = {
    "xlsx": f"{OFFICE}spreadsheetml.sheet.main+xml",
    "docx": f"{OFFICE}wordprocessingml.document.main+xml",
}
TYPES: Final = "[Content_Types].xml"
TYPES_BYTES: Final = 1_000_000
# The old formats of Office, and the new ones where a password locks them.
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

UNPACKED: Final = 200_000_000  # bytes
RATIO: Final = 150  # of an entry that is large enough to matter
RATIO_FROM: Final = 1_000_000  # bytes
LISTED: Final = 1_000_000  # bytes of the table of contents; some 10 000 parts
LIVE: Final = ("vbaproject", "vbadata", "activex/", "macrosheets/")

# Whatever `zipfile` raises over a package that somebody has tampered with.
BROKEN: Final = (
    BadZipFile,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
    zlib_error,
)

TAIL: Final = 98  # bytes: the end of a zip file and what may stand before it
FAR_END: Final = b"PK\x06\x07"
FAR_RECORD: Final = b"PK\x06\x06"


def check_package(extension: str, file: IO[bytes], size: int) -> None:
    """Refuse a package that may do harm or is not what its extension says."""
    _check_shell(extension, file, size)
    try:
        with ZipFile(file) as package:
            entries = package.infolist()
            _check_entries(extension, entries, package.start_dir)
            with package.open(TYPES) as part:
                types = part.read(TYPES_BYTES + 1)
    except BROKEN:
        raise damaged() from None
    _check_types(extension, types, {entry.filename for entry in entries})


def _check_shell(extension: str, file: IO[bytes], size: int) -> None:
    """The first and the last bytes: a package from its first byte to its last."""
    file.seek(0)
    start = file.read(len(COMPOUND))
    if start == COMPOUND:
        raise locked(extension)
    if not start.startswith(ZIP_PART):
        raise other_content(extension)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    if tail[-22:-18] != ZIP_END:
        # Cut off, or something hangs behind it.
        raise two_in_one() if ZIP_END in tail else damaged()
    if _listed(tail) > LISTED:
        raise bomb()


def _listed(tail: bytes) -> int:
    """How long the table of contents is: it is read into memory as a whole."""
    if tail[-42:-38] != FAR_END:
        return int.from_bytes(tail[-10:-6], "little")
    if tail[-98:-94] != FAR_RECORD:
        raise damaged()
    return int.from_bytes(tail[-58:-50], "little")


def _check_entries(extension: str, entries: list[ZipInfo], end: int) -> None:
    names = {entry.filename for entry in entries}
    if TYPES not in names:
        raise other_content(extension)
    if len(names) != len(entries) or any(map(_escapes, names)):
        raise damaged()
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise locked(extension)
    if _is_bomb(entries):
        raise bomb()
    _check_places(entries, end)
    if any(part in name.lower() for name in names for part in LIVE):
        raise macros()


def _escapes(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _is_bomb(entries: list[ZipInfo]) -> bool:
    if sum(entry.file_size for entry in entries) > UNPACKED:
        return True
    return any(
        entry.file_size > RATIO_FROM
        and entry.file_size > RATIO * max(entry.compress_size, 1)
        for entry in entries
    )


def _check_places(entries: list[ZipInfo], end: int) -> None:
    """The parts lie one behind the other from the first byte on; some bombs let many
    parts share the same bytes."""
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    if placed[0].header_offset != 0:
        raise two_in_one()
    places = [(one.header_offset, one.compress_size) for one in placed]
    for (place, packed), (following, _size) in pairwise([*places, (end, 0)]):
        if place + packed > following:
            raise damaged()


def _check_types(extension: str, types: bytes, names: set[str]) -> None:
    """The list of contents names the main part of such a file, and the part exists."""
    if len(types) > TYPES_BYTES:
        raise bomb()
    try:
        lines = list(fromstring(types, forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise damaged() from None
    kinds = {line.get("PartName", ""): line.get("ContentType", "") for line in lines}
    if any("macroenabled" in kind.lower() for kind in kinds.values()):
        raise macros()
    main = [part for part, kind in kinds.items() if kind == MAIN[extension]]
    if not any(part.lstrip("/") in names for part in main):
        raise other_content(extension)
