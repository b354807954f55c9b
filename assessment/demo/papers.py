"""Papers for the demo: small PDF files that say what they stand for."""

from datetime import timedelta

from django.core.files.base import ContentFile

from assessment.demo.calendar import Period
from assessment.demo.materials import table
from surveys.proving import Details

VALID_BEFORE, VALID_AFTER = timedelta(days=640), timedelta(days=90)

# The standard fonts of PDF: Latin, and Chinese from the reader's own machine.
FONTS = (
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
    b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6"
    b"/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120"
    b"/CapHeight 880/StemV 80>>>>]>>",
)


def paper(name: str, chinese: str, english: str) -> "ContentFile[bytes]":
    """A page with a line in each language, as a file that can be uploaded."""
    return ContentFile(_pdf(_page(chinese, english)), name=name)


def said_of(nth: int, proof: str, period: Period) -> Details:
    """What is said of the nth paper of a response: every third one was issued and ends
    after the round, every other third one is the enterprise's own word."""
    day = period.deadline.date()
    if nth % 3 == 0:
        issuers = table("phrases")["issuers"]
        return Details(
            issuer=issuers.get(proof, issuers["other"]),
            covers_from=day - VALID_BEFORE,
            covers_to=day + VALID_AFTER,
        )
    first = day.replace(year=day.year - 1, month=1, day=1)
    return Details(own=nth % 3 == 2, covers_from=first)  # noqa: PLR2004 -- of three


def _page(chinese: str, english: str) -> bytes:
    latin = english.encode("ascii", "replace").translate(None, b"()\\").decode()
    text = chinese.encode("utf-16-be").hex()
    return (
        f"BT /F2 16 Tf 60 760 Td <{text}> Tj ET BT /F1 11 Tf 60 735 Td ({latin}) Tj ET"
    ).encode()


def _pdf(page: bytes) -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        *FONTS,
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, lines, size, len(body))
    )
