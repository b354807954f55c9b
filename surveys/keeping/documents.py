"""What a PDF looks like at its start and at its end."""

import re
from typing import IO, Final

from surveys.keeping.refusing import incomplete, two_in_one

START: Final = re.compile(rb"%PDF-[12]\.\d")
END: Final = b"%%EOF"
# A reader looks for the header in the first 1024 bytes and for the end in the last:
# whoever hides a second file goes there.
MARGIN: Final = 1024
MARKUP: Final = re.compile(
    rb"<(?:html|head|body|script|svg|iframe|object|embed|\?php|!doctype\s+html)\b",
    re.IGNORECASE,
)
ZIP_PART: Final = b"PK\x03\x04"
ZIP_LIST: Final = b"PK\x01\x02"
ZIP_END: Final = b"PK\x05\x06"
ZIP_REACH: Final = 22 + 0xFFFF  # bytes before the end in which a zip file has its end
PADDING: Final = b"\x00\r\n\t \x1a"


def is_pdf(start: bytes) -> bool:
    """Whether a file begins as a PDF does."""
    return START.match(start) is not None


def check_pdf(file: IO[bytes], size: int) -> None:
    """Refuse a PDF that is cut off, or that is another kind of file as well."""
    file.seek(0)
    start = file.read(MARGIN)
    if MARKUP.search(start) or ZIP_PART in start:
        raise two_in_one()
    tail = tail_of(file, size)
    _body, end, behind = tail.rpartition(END)
    if not end:
        raise incomplete()
    if behind.strip(PADDING) or holds_zip(tail):
        raise two_in_one()


def tail_of(file: IO[bytes], size: int) -> bytes:
    """The last bytes of a file, as far as the end of a zip file may lie."""
    file.seek(max(0, size - ZIP_REACH))
    return file.read(ZIP_REACH)


def holds_zip(tail: bytes) -> bool:
    """Whether a zip file, such as a Java archive, hangs at the end.

    Its end names the size of the list of parts that stands right before.
    """
    place = tail.rfind(ZIP_END)
    if place < 0:
        return False
    listed = int.from_bytes(tail[place + 12 : place + 16], "little")
    begin = place - listed
    return begin < 0 or tail[begin : begin + 4] in {ZIP_LIST, ZIP_END}
