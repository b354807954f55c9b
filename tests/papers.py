"""Files of every accepted kind, as small as they can be, built in code."""

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet.main+xml"),
    "docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document.main+xml"),
}


def pdf(text: str = "") -> bytes:
    """A PDF with one comment in it: another text makes another file."""
    words = text.encode().hex()
    return b"%PDF-1.7\n%" + words.encode() + b"\n1 0 obj <<>> endobj\n%%EOF\n"


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width: int = 1, height: int = 1) -> bytes:
    """A PNG that says it is as large as this; only its first row is there."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    row = zlib.compress(b"\0" * (width + 1))
    parts = (b"IHDR", head), (b"IDAT", row), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _segment(mark: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(content) + 2) + content


def jpg(width: int = 1, height: int = 1) -> bytes:
    """The frame of a JPG with a few bytes where the picture would be."""
    head = b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"
    scan = b"\x01\x01\0\0\x3f\0"
    parts = (0xE0, head), (0xC0, frame), (0xDA, scan)
    body = b"".join(_segment(*part) for part in parts)
    return b"\xff\xd8" + body + b"\x12\x34\x56\xff\xd9"


def types(extension: str, kind: str = "", part: str = "") -> str:
    """The list of contents that a package of that extension has."""
    main, usual = MAIN[extension]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part or main}" ContentType="{kind or usual}"/></Types>'
    )


def package(extension: str, more: dict[str, Any] | None = None) -> bytes:
    """An XLSX or DOCX with its main part and further parts; None leaves one out."""
    parts = {"[Content_Types].xml": types(extension), MAIN[extension][0]: "<x/>"}
    parts |= more or {}
    return zipped({name: content for name, content in parts.items() if content})


def zipped(parts: dict[str, Any]) -> bytes:
    """A zip file of these parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


XLSX = package("xlsx")
DOCX = package("docx")
