"""How much a workbook holds, counted without parsing it (some 5 ms per megabyte)."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from surveys.sheets.guarding import Limits, refusal

CHUNK: Final = 65_536
ATTRIBUTES: Final = 4_000
"""A tag with more is none of a workbook; a text between tags may hold some "=", too."""
SHEETS: Final = re.compile(r"xl/(worksheets/[^/]+|sharedstrings)\.xml", re.IGNORECASE)
"""The parts that are read cell by cell; of any other, objects are made."""


def check_size(content: bytes, limits: Limits) -> None:
    """Refuse a package whose parts hold too many tags and attributes, for each becomes
    objects of some hundred bytes. Raises UnsafeWorkbook, and what `zipfile` raises."""
    left = limits.marks
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for entry in package.infolist():
            cells = SHEETS.fullmatch(entry.filename) is not None
            marks = _marks(package, entry, left if cells else limits.marks_beside)
            left -= marks if cells else 0


def _marks(package: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """The tags and attributes of a part: "<" begins a tag, "=" a value."""
    found, begun = 0, 0
    for chunk in _chunks(package, entry):
        first, *others = (piece.count(b"=") for piece in chunk.split(b"<"))
        begun += first
        found += first + sum(others) + len(others)
        if found > most or max((begun, *others)) > ATTRIBUTES:
            raise refusal("too_much")
        begun = others[-1] if others else begun
    return found


def _chunks(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as part:
        while chunk := part.read(CHUNK):
            yield chunk
