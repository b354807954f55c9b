"""The zip guard: each kind of hostile file is refused before it is parsed."""

import io
import struct
import zipfile

import pytest
from openpyxl.workbook import Workbook

from surveys.sheets.guarding import Limits, UnsafeWorkbook, guard

NEEDED = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}


def package(extra=None, without=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**NEEDED, **(extra or {})}.items():
            if name not in without:
                archive.writestr(name, content)
    return buffer.getvalue()


def encrypted():
    """The same package with the flag of encryption set on every entry."""
    content = bytearray(package())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        while start >= 0:
            struct.pack_into("<H", content, start + offset, 1)
            start = content.find(signature, start + 4)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"PK\x03\x04 not really", "not_a_workbook"),
        (package(without=["xl/workbook.xml"]), "not_a_workbook"),
        (package({"xl/vbaProject.bin": b"x"}), "live"),
        (package({"xl/externalLinks/externalLink1.xml": b"x"}), "live"),
        (package({"xl/embeddings/a.bin": b"x"}), "live"),
        (package({"../evil.xml": b"x"}), "broken"),
        (package({"/evil.xml": b"x"}), "broken"),
        (package({"xl/sharedStrings.xml": b" " * 2_000_000}), "bomb"),
        (package({f"xl/{number}.xml": b"" for number in range(300)}), "bomb"),
        (encrypted(), "encrypted"),
        (b"x" * 5_000_001, "too_big"),
    ],
)
def test_refused(content, code):
    with pytest.raises(UnsafeWorkbook) as refused:
        guard(content)
    assert refused.value.code == code
    assert str(refused.value.problem)


@pytest.mark.parametrize(
    ("place", "byte"),
    [(6, 0xFF), (9, 0x08)],  # of an unknown version; with names that are no UTF-8
)
def test_a_damaged_list_of_entries_is_refused(place, byte):
    content = bytearray(package({"a.xml": b""}))
    start = content.rfind(b"PK\x01\x02")
    content[start + place] = byte
    content[start + 46] = 0xFF
    with pytest.raises(UnsafeWorkbook):
        guard(bytes(content))


def test_much_unpacked_in_small_parts_is_refused():
    many = {f"xl/{number}.xml": b" " * 900_000 for number in range(3)}
    with pytest.raises(UnsafeWorkbook):
        guard(package(many), Limits(unpacked=2_000_000))


def test_a_workbook_passes():
    buffer = io.BytesIO()
    Workbook().save(buffer)
    guard(buffer.getvalue())
