"""Files that an attacker, or bad luck, would upload as evidence; each built in code."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tests import papers
from tests.papers import package, pdf, types, zipped

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.cookie)</script>"
JAVA = zipped({"META-INF/MANIFEST.MF": "Main-Class: Evil\n", "Evil.class": "x"})

KIND = "This kind of file cannot be uploaded. Use PDF, PNG, JPG, XLSX or DOCX."
EMPTY = "The file is empty. Choose another."
CUT = (
    "The file ends too early: a part of it is missing. Open it, save it again and"
    " upload it once more."
)
TWO = (
    "The file holds something else beside its own content. Save or print it anew and"
    " upload that."
)
DAMAGED = "The file is damaged. Open it, save it again and upload it once more."
MACROS = "The file holds macros. Save it without macros and upload it once more."
BOMB = "The file unpacks to far more than its size. Make it smaller."


def other(extension: str) -> str:
    return (
        f"The content of the file does not fit its name (.{extension}). Save it again"
        " in that format and upload it once more."
    )


def locked(extension: str) -> str:
    return (
        "The file is protected by a password or has an old format. Save it as"
        f" .{extension} without a password and upload it once more."
    )


@dataclass(frozen=True)
class Hostile:
    """A file as it is sent: its name, how its bytes are made, and the words that refuse
    it, or the name under which it is kept."""

    what: str
    name: str
    content: Callable[[], bytes]
    refused: str = ""
    kept: str = ""


def bomb() -> bytes:
    """Some 200 KB that unpack to 200 MB."""
    return package("xlsx", {"xl/sharedStrings.xml": b"\0" * 200_000_001})


def overlapping() -> bytes:
    """Two parts that share the same bytes, as in bombs that no ratio betrays."""
    content = bytearray(package("xlsx", {"a.xml": "a" * 40, "b.xml": "b" * 40}))
    first, second = _places(content, b"PK\x01\x02")[-2:]
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def _places(content: bytes | bytearray, mark: bytes) -> list[int]:
    found, place = [], content.find(mark)
    while place >= 0:
        found.append(place)
        place = content.find(mark, place + 1)
    return found


def encrypted() -> bytes:
    """A package whose list says that its parts are encrypted."""
    content = bytearray(papers.DOCX)
    for place in _places(content, b"PK\x01\x02"):
        content[place + 8] |= 1
    return bytes(content)


def slipping(name: str) -> Callable[[], bytes]:
    """A package with a part that would be unpacked somewhere else."""
    return lambda: package("xlsx", {name: "x"})


def doubled() -> bytes:
    """A package with two parts of one name: which one counts?"""
    file = BytesIO(papers.DOCX)
    with ZipFile(file, "a", ZIP_STORED) as archive:
        # Not by name: that would warn of what we want.
        entry = ZipInfo("word/document2.xml")
        archive.writestr(entry, "<evil/>")
    return file.getvalue().replace(b"word/document2.xml", b"word/document.xml\0")


def huge_list() -> bytes:
    """A package whose table of contents alone would fill the memory."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number in range(9_000):
            archive.writestr(f"{number:080d}", b"")
    return file.getvalue()


def entities() -> bytes:
    """A list of contents that would grow without an end (billion laughs)."""
    text = types("xlsx").replace(
        "<Types", '<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Types', 1
    )
    return package("xlsx", {"[Content_Types].xml": text})


def macro_types() -> bytes:
    """A workbook with macros under the name of one without."""
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    return package("xlsx", {"[Content_Types].xml": types("xlsx", kind)})


def wide() -> bytes:
    """A picture of a few bytes that would unpack to 40 GB."""
    return papers.png()[:16] + struct.pack(">II", 100_000, 100_000) + papers.png()[24:]


def over_the_limit() -> bytes:
    return pdf().ljust(20 * 2**20 + 1)


HOSTILE = (
    Hostile("php in the name", "shell.php.pdf", pdf, kept="shell.php.pdf"),
    Hostile("php at the end", "invoice.pdf.php", pdf, KIND),
    Hostile("jsp", "shell.jsp", lambda: SCRIPT, KIND),
    Hostile("html", "page.html", lambda: SCRIPT, KIND),
    Hostile("svg", "chart.svg", lambda: b"<svg onload='alert(1)'/>", KIND),
    Hostile("html named pdf", "page.pdf", lambda: SCRIPT, other("pdf")),
    Hostile("pdf and html", "a.pdf", lambda: b"%PDF-1.7\n" + SCRIPT + pdf(), TWO),
    Hostile("html before pdf", "a.pdf", lambda: SCRIPT + pdf(), other("pdf")),
    Hostile("pdf and php", "a.pdf", lambda: b"%PDF-1.7\n<?php x ?>" + pdf(), TWO),
    Hostile("zip inside the start", "a.pdf", lambda: b"%PDF-1.7\n" + JAVA + pdf(), TWO),
    Hostile("pdf and zip", "a.pdf", lambda: pdf() + JAVA, TWO),
    Hostile("pdf and zip with an end", "a.pdf", lambda: pdf() + JAVA + b"%%EOF\n", TWO),
    Hostile("GIFAR of today", "a.png", lambda: papers.png() + JAVA, TWO),
    Hostile("jpg and java", "a.jpg", lambda: papers.jpg() + JAVA, TWO),
    Hostile("jpg and php", "a.jpg", lambda: papers.jpg() + b"<?php x ?>", TWO),
    Hostile("gif named jpg", "a.jpg", lambda: b"GIF89a" + JAVA, other("jpg")),
    Hostile(
        "pixel flood",
        "wide.png",
        wide,
        "The picture has 10000.0 million pixels;"
        " the limit is 40 million. Save it smaller and upload it once more.",
    ),
    Hostile(
        "pixel flood as jpg",
        "wide.jpg",
        lambda: papers.jpg(65_000, 65_000),
        "The picture has 4225.0 million pixels; the limit is 40 million. Save it"
        " smaller and upload it once more.",
    ),
    Hostile("EICAR", "eicar.com", lambda: EICAR, KIND),
    Hostile("EICAR named pdf", "eicar.pdf", lambda: EICAR, other("pdf")),
    Hostile("zip slip", "a.xlsx", slipping("../../etc/passwd"), DAMAGED),
    Hostile("zip slip, absolute", "a.xlsx", slipping("/etc/passwd"), DAMAGED),
    Hostile("zip slip on Windows", "a.xlsx", slipping("..\\evil.dll"), DAMAGED),
    Hostile("zip bomb", "a.xlsx", bomb, BOMB),
    Hostile("parts that overlap", "a.xlsx", overlapping, DAMAGED),
    Hostile("a list without an end", "a.xlsx", huge_list, BOMB),
    Hostile("billion laughs", "a.xlsx", entities, DAMAGED),
    Hostile("two parts of one name", "a.docx", doubled, DAMAGED),
    Hostile("encrypted parts", "a.docx", encrypted, locked("docx")),
    Hostile(
        "a password",
        "a.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99,
        locked("xlsx"),
    ),
    Hostile(
        "macros", "a.xlsx", lambda: package("xlsx", {"xl/vbaProject.bin": "x"}), MACROS
    ),
    Hostile("macros by type", "a.xlsx", macro_types, MACROS),
    Hostile("macros by name", "a.xlsm", lambda: papers.XLSX, KIND),
    Hostile("a zip", "a.xlsx", lambda: JAVA, other("xlsx")),
    Hostile("another package", "a.docx", lambda: papers.XLSX, other("docx")),
    Hostile(
        "something before a package",
        "a.xlsx",
        lambda: SCRIPT + papers.XLSX,
        other("xlsx"),
    ),
    Hostile("something behind a package", "a.xlsx", lambda: papers.XLSX + SCRIPT, TWO),
    Hostile("nothing", "a.pdf", bytes, EMPTY),
    Hostile(
        "a byte too many",
        "a.pdf",
        over_the_limit,
        "The file has 20.1 MB; the limit is 20 MB.",
    ),
    Hostile("half a pdf", "a.pdf", lambda: pdf()[: len(pdf()) // 2], CUT),
    Hostile("half a png", "a.png", lambda: papers.png()[:40], CUT),
    Hostile("half a jpg", "a.jpg", lambda: papers.jpg()[:-2], CUT),
    Hostile("half a package", "a.docx", lambda: papers.DOCX[:200], DAMAGED),
    Hostile("wrong magic", "a.png", papers.jpg, other("png")),
    Hostile("right to left", "ledger\u202efdp.exe", pdf, KIND),
    Hostile("right to left, kept", "ledger\u202exslx.pdf", pdf, kept="ledgerxslx.pdf"),
    Hostile("300 letters", "长" * 296 + ".pdf", pdf, kept="长" * 116 + ".pdf"),
    Hostile("folders", "../../../x.pdf", pdf, kept="x.pdf"),
    Hostile("folders of Windows", "..\\..\\x.pdf", pdf, kept="x.pdf"),
    Hostile(
        "a line break", "a\r\nSet-Cookie: b=c.pdf", pdf, kept="aSet-Cookie: b=c.pdf"
    ),
    Hostile("quotes", '"; filename="b.html.pdf', pdf, kept='"; filename="b.html.pdf'),
    Hostile("no name", ".pdf", pdf, KIND),
)
