"""What is accepted, and that no damage does worse than to be refused.

What is refused, and with which words, is in tests/test_hostile_files.py.
"""

import struct
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP64_LIMIT, ZipFile

import openpyxl
import pytest
from django.core.files.base import ContentFile

from assessment.demo.papers import paper
from surveys.keeping import ACCEPTED, Inspected, Refused, inspect
from tests import papers
from tests.papers import OFFICE

SHEET, TEXT = (
    f"{OFFICE}spreadsheetml.sheet",
    f"{OFFICE}wordprocessingml.document",
)


def look(name: str, content: bytes) -> Inspected:
    return inspect(name, ContentFile(content, name="x"))


def workbook() -> bytes:
    """As openpyxl writes it."""
    file = BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def far() -> bytes:
    """A package with the long form of a table of contents, as some Java writers do."""
    content = papers.XLSX
    at = content.rfind(b"PK\x05\x06")
    count, size, place = struct.unpack("<HII", content[at + 10 : at + 20])
    record = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, place
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    return content[:at] + record + locator + content[at:]


def elsewhere() -> bytes:
    """A text whose main part has another name, as that of Office on the web."""
    part = "word/document2.xml"
    return papers.package(
        "docx",
        {
            "[Content_Types].xml": papers.types("docx", part=part),
            "word/document.xml": None,
            part: "<x/>",
        },
    )


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("ledger.pdf", papers.pdf(), "application/pdf"),
        ("LEDGER.PDF", papers.pdf(), "application/pdf"),
        ("signed.pdf", papers.pdf() + b"\r\n\x00\x00", "application/pdf"),
        ("photo.png", papers.png(), "image/png"),
        ("photo.jpg", papers.jpg(), "image/jpeg"),
        ("photo.JPEG", papers.jpg(), "image/jpeg"),
        # Telephones hang a film or a second picture behind the first.
        ("motion.jpg", papers.jpg() + b"\0\0\0\x18ftypmp42" * 99, "image/jpeg"),
        ("two.jpg", papers.jpg() + papers.jpg(), "image/jpeg"),
        (
            "filled.jpg",
            papers.jpg().replace(b"\xff\xc0", b"\xff\xff\xff\xc0"),
            "image/jpeg",
        ),
        ("large.jpg", papers.jpg(8000, 5000), "image/jpeg"),
        ("list.xlsx", papers.XLSX, SHEET),
        ("book.xlsx", workbook(), SHEET),
        ("java.xlsx", far(), SHEET),
        ("text.docx", papers.DOCX, TEXT),
        ("web.docx", elsewhere(), TEXT),
        ("设备台账.pdf", papers.pdf(), "application/pdf"),
    ],
)
def test_what_fits_its_name_is_accepted(
    name: str, content: bytes, media_type: str
) -> None:
    digest = sha256(content).hexdigest()
    assert look(name, content) == Inspected(name, media_type, len(content), digest)


def test_the_papers_of_the_demo_are_accepted() -> None:
    assert inspect("a.pdf", paper("a.pdf", "台账", "Ledger")).size > 500


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", papers.pdf("some text")),
        ("a.png", papers.png(3, 2)),
        ("a.jpg", papers.jpg(3, 2)),
        ("a.xlsx", papers.XLSX),
        ("a.xlsx", far()),
        ("a.docx", papers.DOCX),
    ],
)
def test_a_damaged_file_is_taken_or_refused_and_nothing_worse(
    name: str, content: bytes
) -> None:
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 0xEB
        for tried in (bytes(damaged), content[:place]):
            with suppress(Refused):
                look(name, tried)


@pytest.mark.parametrize("cut", [1, 2, 30, 60])
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.xlsx", "a.docx"])
def test_a_file_that_ends_early_is_refused(name: str, cut: int) -> None:
    content = {"png": papers.png(), "jpg": papers.jpg(), "xlsx": papers.XLSX}
    whole = content.get(name[2:], papers.DOCX)
    with pytest.raises(Refused):
        look(name, whole[:-cut])


def test_the_limit_of_a_file_s_size(settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000

    assert look("a.pdf", papers.pdf().ljust(1000)).size == 1000
    with pytest.raises(Refused):
        look("a.pdf", papers.pdf().ljust(1001))


def test_a_list_longer_than_it_says_is_not_read() -> None:
    """The end of a package may lie about how long its table of contents is."""
    content = bytearray(far())
    at = content.rfind(b"PK\x06\x06")
    content[at + 40 : at + 48] = struct.pack("<Q", ZIP64_LIMIT)
    with pytest.raises(Refused):
        look("a.xlsx", bytes(content))


def test_the_page_offers_what_is_accepted() -> None:
    assert ACCEPTED == ".pdf,.png,.jpg,.jpeg,.xlsx,.docx"


def test_a_package_is_read_without_being_unpacked() -> None:
    """20 MB of many parts take a moment, not a minute."""
    parts = {f"xl/part{n}.xml": b"x" * 900_000 for n in range(200)}
    content = papers.package("xlsx", parts)
    with ZipFile(BytesIO(content)) as package:
        assert sum(entry.file_size for entry in package.infolist()) > 180_000_000
    assert look("a.xlsx", content).media_type == SHEET
