"""The zip guard: is an uploaded workbook safe to be parsed at all?"""

import io
import zipfile
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a workbook from people is accepted; sizes in bytes.

    `marks` are tags and attributes of all sheets and shared texts together,
    `marks_beside` those of any other part, of which objects are made; `gaps` are rows
    without anything, of all sheets; `texts` are characters in all cells.
    """

    packed: int = 5 * MEGABYTE
    unpacked: int = 30 * MEGABYTE
    entries: int = 300
    ratio: int = 150
    ratio_from: int = MEGABYTE
    rows: int = 5_000
    columns: int = 200
    sheets: int = 50
    marks: int = 8_000_000
    marks_beside: int = 50_000
    gaps: int = 5_000_000
    texts: int = 30_000_000


LIMITS: Final = Limits()


class UnsafeWorkbook(Exception):
    """The file is not read. `problem` says why, in the language of the reader."""

    def __init__(self, code: str, problem: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.problem = problem


_NEEDED: Final = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_LIVE: Final = ("vbaproject", "externallinks/", "embeddings/", "activex/")
_PROBLEMS: Final = {
    "too_big": _("The file is too big. Split it, or remove what is not needed."),
    "not_a_workbook": _("This is not an Excel workbook (.xlsx). Save it as .xlsx."),
    "bomb": _("The file unpacks to far more than its size. It is not opened."),
    "encrypted": _("The workbook is protected by a password. Remove the password."),
    "live": _("The workbook holds macros, links or embedded files. Remove them."),
    "broken": _("The workbook is damaged and cannot be read. Save it again."),
    "too_many_sheets": _("The workbook has too many sheets."),
    "too_much": _("The workbook holds far more than can be read. Remove the rest."),
    "too_many_rows": _("A sheet of the workbook has too many rows or columns."),
}


def refusal(code: str) -> UnsafeWorkbook:
    """The exception for one of the known problems."""
    return UnsafeWorkbook(code, _PROBLEMS[code])


def guard(content: bytes, limits: Limits = LIMITS) -> None:
    """Refuse a file that may do harm, by its table of contents alone (some 0.1 ms).

    A declared size that is too small is caught later: `zipfile` stops at the declared
    size and fails the checksum. Raises UnsafeWorkbook.
    """
    if len(content) > limits.packed:
        raise refusal("too_big")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_entries(package.infolist(), limits)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise refusal("not_a_workbook") from None


def _check_entries(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or any(map(_escapes, names)):
        raise refusal("broken")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusal("encrypted")
    if len(entries) > limits.entries or _is_bomb(entries, limits):
        raise refusal("bomb")
    if not names >= _NEEDED:
        raise refusal("not_a_workbook")
    if any(part in name.lower() for name in names for part in _LIVE):
        raise refusal("live")


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def _is_bomb(entries: list[zipfile.ZipInfo], limits: Limits) -> bool:
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        return True
    return any(
        entry.file_size > limits.ratio_from
        and entry.file_size > limits.ratio * max(entry.compress_size, 1)
        for entry in entries
    )
